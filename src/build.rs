//! Makes the tables of what is found in a folder, so that a further provider or rule is one new file:
//! the providers of the catalogue, the rules of the checker, the built-in templates.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

// Cargo speaks to build scripts by environment variables.
#[allow(clippy::disallowed_methods)]
fn main() -> Result<(), Failure> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("catalogue.rs"), catalogue_table(&root.join("src/catalogue/data"))?)?;
    let (ways, policies) = policies(&root.join("src/catalogue/policies.toml"))?;
    fs::write(out.join("policy_ways.json"), ways)?;
    fs::write(out.join("policies.json"), policies)?;
    fs::write(out.join("rules.rs"), rules_table(&root.join("src/check/rules"))?)?;
    fs::write(out.join("templates.rs"), templates_table(&root.join("templates"))?)?;
    Ok(())
}

/// `EMBEDDED`: the two files of each folder.
fn templates_table(folder: &Path) -> Result<String, Failure> {
    let mut table = String::from("pub(super) static EMBEDDED: &[super::Embedded] = &[\n");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut folders: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Failure>>()?;
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let (declaration, document) = (folder.join("template.toml"), folder.join("document.xml"));
        println!("cargo::rerun-if-changed={}", declaration.display());
        println!("cargo::rerun-if-changed={}", document.display());
        writeln!(
            table,
            "    super::Embedded {{ name: {:?}, declaration: include_str!({declaration:?}), document: include_str!({document:?}) }},",
            stem(folder)
        )?;
    }
    table.push_str("];\n");
    Ok(table)
}

/// `EMBEDDED`: name, root, variant and text of each provider's file, and the same facts in JSON, which is read in a
/// fraction of the time.
fn catalogue_table(folder: &Path) -> Result<String, Failure> {
    let mut table = String::from(
        "/// Every provider's file, by file name.\npub(super) static EMBEDDED: &[super::Embedded] = &[\n",
    );
    for path in files_with_extension(folder, "toml")? {
        println!("cargo::rerun-if-changed={}", path.display());
        let head: toml::Table =
            fs::read_to_string(&path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let name = head
            .get("name")
            .and_then(toml::Value::as_str)
            .ok_or_else(|| format!("{}: no name", path.display()))?;
        let dm_root = head.get("dm_root").and_then(toml::Value::as_str);
        let variant = head.get("variant").and_then(toml::Value::as_table).map(|variant| {
            ["parm", "value"].map(|key| variant.get(key).and_then(toml::Value::as_str).unwrap_or_default())
        });
        writeln!(
            table,
            "    super::Embedded {{ file: {:?}, name: {name:?}, dm_root: {dm_root:?}, variant: {variant:?}, text: include_str!({path:?}), json: {:?} }},",
            stem(&path),
            serde_json::to_string(&head)?
        )?;
    }
    table.push_str("];\n");
    Ok(table)
}

/// The file of the policies as JSON, which is read many times faster: how they are reached, which every check needs,
/// and the policies, which few need.
fn policies(path: &Path) -> Result<(String, String), Failure> {
    println!("cargo::rerun-if-changed={}", path.display());
    let table: toml::Table =
        fs::read_to_string(path)?.parse().map_err(|error| format!("{}: {error}", path.display()))?;
    let (ways, policies): (toml::Table, toml::Table) =
        table.into_iter().partition(|(_, value)| value.is_str());
    Ok((serde_json::to_string(&ways)?, serde_json::to_string(&policies)?))
}

/// A module for each file of the folder; `RULES`: the `RULE` of each; `PAGES`: the name and the page of each.
fn rules_table(folder: &Path) -> Result<String, Failure> {
    let mut modules = String::new();
    let mut table = String::from("/// Every rule, by name.\npub static RULES: &[&super::Rule] = &[\n");
    let mut pages =
        String::from("/// The page of every rule, by name.\npub(super) static PAGES: &[(&str, &str)] = &[\n");
    for path in files_with_extension(folder, "rs")? {
        let module = stem(&path);
        writeln!(modules, "#[path = {path:?}]\nmod {module};")?;
        writeln!(table, "    &{module}::RULE,")?;
        let page = path.with_extension("md");
        if page.exists() {
            println!("cargo::rerun-if-changed={}", page.display());
            writeln!(pages, "    ({:?}, include_str!({page:?})),", module.replace('_', "-"))?;
        }
    }
    table.push_str("];\n");
    pages.push_str("];\n");
    Ok(modules + &table + &pages)
}

fn files_with_extension(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Failure> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
