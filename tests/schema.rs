//! The catalogue for people and other programs: what `schema` shows and exports, what xmllint makes of it, and providers
//! of the user's own in every command.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::Path;

use provsmith::catalogue::export::xsd;
use provsmith::catalogue::{Catalogue, Entry, Fit, Node, NodeKind, Protocol, Segment, show};
use provsmith::document::wap::{self, Characteristic, Document, Form, Parm};
use provsmith::finding::Spanned;

const OWN: &str = r#"
name = "Acme"
summary = "Settings of our own kiosk program."
protocols = ["cp"]
roles = ["manager"]
complete = true

[[node]]
path = "Screen"
kind = "characteristic"

[[node]]
path = "Screen/Brightness"
kind = "parm"
type = "integer"
min = 1
max = 5
"#;

const DOCUMENT: &str = r#"<wap-provisioningdoc>
  <characteristic type="Acme">
    <characteristic type="Screen">
      <parm name="Brightness" value="9"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>
"#;

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Runs the binary in a folder: exit code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = common::run(common::provsmith().current_dir(folder).args(arguments));
    (ran.code.unwrap(), ran.stdout, ran.stderr)
}

/// What xmllint says of documents: those that it refuses.
fn refused(folder: &Path, schema: &str, documents: &[String]) -> Option<Vec<String>> {
    let mut xmllint = common::peer("xmllint")?;
    let ran = common::run(
        xmllint.current_dir(folder).args(["--noout", "--nonet", "--schema", schema]).args(documents),
    );
    for document in documents {
        let validates = ran.stderr.contains(&format!("{document} validates"));
        assert!(validates || ran.stderr.contains(&format!("{document} fails to validate")), "{}", ran.stderr);
    }
    let fails = |document: &&String| !ran.stderr.contains(&format!("{document} validates"));
    Some(documents.iter().filter(fails).cloned().collect())
}

fn export(folder: &Path, form: &str, providers: &[&str], name: &str) {
    let arguments = [&["schema", "export", "--as", form, "-o", name], providers].concat();
    let (code, _, stderr) = run(folder, &arguments);
    assert_eq!(code, 0, "{stderr}");
}

/// The valid documents of the corpus that are sent to devices, with the providers that they name.
fn valid_documents() -> Option<Vec<(String, String, Vec<String>)>> {
    let corpus = common::corpus()?.join("documents");
    let index: toml::Table = fs::read_to_string(corpus.join("index.toml")).unwrap().parse().unwrap();
    let mut found = Vec::new();
    for document in index["document"].as_array().unwrap() {
        let field = |key: &str| document.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let kinds = ["wm", "wm-query", "wm-response", "wm-setup", "omacp", "mdm-enrolment", "wp"];
        if field("valid") != "true" || !kinds.contains(&field("kind")) {
            continue;
        }
        let text = fs::read_to_string(corpus.join(field("file"))).unwrap();
        let text = match field("form") {
            "document" => text,
            _ => format!("<wap-provisioningdoc>{text}</wap-provisioningdoc>"),
        };
        let source = provsmith::finding::Source::new(field("file"), text.clone());
        let model = wap::parse(&source, &Default::default()).model.unwrap();
        let mut roots: Vec<String> = model
            .children
            .iter()
            .filter_map(|node| match node {
                wap::Node::Characteristic(group) => Some(group.kind.value.to_string()),
                _ => None,
            })
            .collect();
        roots.sort();
        roots.dedup();
        found.push((field("file").to_owned(), text, roots));
    }
    Some(found)
}

/// Whether all providers of this name are listed in full and, for the default schema, have parms of known names only.
fn is_in_a_schema(catalogue: &Catalogue, name: &str, is_default: bool) -> bool {
    let mut entries = catalogue.entries().filter(|entry| entry.name() == name).peekable();
    entries.peek().is_some()
        && entries.all(|entry| entry.provider().complete && (!is_default || xsd::lists_parms(entry)))
}

#[test]
fn xmllint_accepts_valid_documents_of_complete_providers_by_their_schema_and_by_the_default_one() {
    let Some(documents) = valid_documents() else { return };
    let catalogue = Catalogue::builtin();
    let folder = tempfile::tempdir().unwrap();
    let (mut own, mut default) = (0, Vec::new());
    for (name, text, roots) in &documents {
        if !roots.iter().all(|root| is_in_a_schema(&catalogue, root, false)) {
            continue;
        }
        fs::write(folder.path().join(name), text).unwrap();
        own += 1;
        if roots.iter().all(|root| is_in_a_schema(&catalogue, root, true)) {
            default.push(name.clone());
        }
        let roots: Vec<&str> = roots.iter().map(String::as_str).collect();
        export(folder.path(), "xsd", &roots, "its");
        let Some(refused) = refused(folder.path(), "its", std::slice::from_ref(name)) else { return };
        assert_eq!(refused, Vec::<String>::new());
    }
    export(folder.path(), "xsd", &[], "default");
    assert_eq!(refused(folder.path(), "default", &default).unwrap(), Vec::<String>::new());
    assert!(own >= 25, "only {own} documents");
    assert!(default.len() >= 18, "only {} documents", default.len());
}

/// Names in the forms that the catalogue's patterns ask for.
const SAMPLES: [&str; 8] = [
    "{436EF144-B4FB-4863-A041-8F905A62C572}",
    "657141E1A69F18F7F6B3DA9385D62135A7C6053B",
    "ZXFB4aafGPf2s9qThdYhNafGBTs=",
    r"HKLM\Software\Acme",
    "0409",
    "12",
    "1234ABCD",
    "Acme",
];

/// The names that lead to a node, chosen ones as an author could choose them.
fn sample(entry: &Entry, node: &Node) -> Vec<String> {
    let provider = entry.provider();
    let text = node.path.as_str();
    let ends: Vec<usize> = text.match_indices('/').map(|(at, _)| at).chain([text.len()]).collect();
    let names = node.path.segments().iter().zip(ends).map(|(segment, end)| match segment {
        Segment::Fixed(name) => name.to_string(),
        Segment::Chosen { before, after, .. } => {
            let around = provider.nodes.iter().find(|other| other.path.as_str() == &text[..end]);
            let pattern = around.and_then(|node| node.pattern.as_ref());
            let fits = |name: &&&str| pattern.is_none_or(|pattern| pattern.is_match(name));
            let chosen = SAMPLES.iter().rev().find(fits);
            let chosen = chosen.unwrap_or_else(|| panic!("no sample for {}: {}", entry.file(), node.path));
            format!("{before}{chosen}{after}")
        }
    });
    names.collect()
}

fn document_of(entry: &Entry, names: &[String], kind: NodeKind) -> Document {
    let names: Vec<&str> = entry.wap_path().iter().chain(names).map(String::as_str).collect();
    let (last, groups) = names.split_last().unwrap();
    let group = |name: &str, children: Vec<wap::Node>| {
        let (kind, attributes, span) = (Spanned::nowhere(name.into()), Box::default(), Spanned::default());
        wap::Node::Characteristic(Characteristic { form: Form::Set, kind, attributes, children, span })
    };
    let innermost = match kind {
        NodeKind::Characteristic => group(last, Vec::new()),
        NodeKind::Parm => {
            let name = Spanned::nowhere((*last).into());
            let (value, attributes) = (Some(Spanned::nowhere("".into())), Box::default());
            wap::Node::Parm(Parm { form: Form::Set, name, value, attributes, span: Spanned::default() })
        }
    };
    let nested = |inner, name: &&str| group(name, vec![inner]);
    Document { children: vec![groups.iter().rev().fold(innermost, nested)], ..Document::default() }
}

/// The name with one letter changed.
fn slip(name: &str) -> String {
    let changed = if name.ends_with('q') { 'z' } else { 'q' };
    let mut letters: Vec<char> = name.chars().collect();
    *letters.last_mut().unwrap() = changed;
    letters.into_iter().collect()
}

/// Whether the provider has settings of any name at this level: those of a group that is not listed in full, and those
/// whose names have no form.
fn any_name_passes(entry: &Entry, level: usize) -> bool {
    entry.provider().nodes.iter().any(|node| {
        let depth = node.path.segments().len();
        let has_no_form =
            node.is_chosen() && node.pattern.as_ref().is_none_or(|form| form.is_match("no form at all"));
        (!node.complete && depth < level) || (node.kind == NodeKind::Parm && has_no_form && depth <= level)
    })
}

#[test]
fn xmllint_finds_a_slip_in_every_fixed_name_of_a_complete_provider_by_its_schema() {
    let catalogue = Catalogue::builtin();
    let mut tried = 0;
    for entry in catalogue.entries() {
        let provider = entry.provider();
        if !provider.complete || !provider.speaks(Protocol::Cp) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let write = |name: String, document: &Document| {
            fs::write(folder.path().join(&name), wap::write(document)).unwrap();
            name
        };
        let (mut right, mut wrong) = (Vec::new(), Vec::new());
        for (index, node) in provider.nodes.iter().enumerate() {
            let mut names = sample(entry, node);
            right.push(write(format!("right-{index}.xml"), &document_of(entry, &names, node.kind)));
            let level = names.len();
            if node.kind == NodeKind::Parm && !node.is_chosen() && !any_name_passes(entry, level) {
                let last = names.last_mut().unwrap();
                *last = slip(last);
                wrong.push(write(format!("wrong-{index}.xml"), &document_of(entry, &names, node.kind)));
            }
        }
        export(folder.path(), "xsd", &[&entry.label()], "schema");
        let all = [right, wrong.clone()].concat();
        let Some(refused) = refused(folder.path(), "schema", &all) else { return };
        assert_eq!(refused, wrong, "{}", entry.label());
        tried += wrong.len();
    }
    assert!(tried >= 250, "only {tried} names");
}

/// The schema that nobody has to choose providers for.
#[test]
fn xmllint_finds_a_slip_in_every_fixed_parm_of_a_complete_provider_by_the_default_schema() {
    let catalogue = Catalogue::builtin();
    let folder = tempfile::tempdir().unwrap();
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for entry in catalogue.entries() {
        let provider = entry.provider();
        if !provider.speaks(Protocol::Cp) || !provider.complete || !xsd::lists_parms(entry) {
            continue;
        }
        let is_parm = |node: &&Node| node.kind == NodeKind::Parm && !node.is_chosen();
        for (index, node) in provider.nodes.iter().filter(is_parm).enumerate() {
            let mut names = sample(entry, node);
            let write = |what: &str, names: &[String]| {
                let name = format!("{what}-{}-{index}.xml", entry.file());
                fs::write(folder.path().join(&name), wap::write(&document_of(entry, names, node.kind)))
                    .unwrap();
                name
            };
            right.push(write("right", &names));
            let last = names.last_mut().unwrap();
            *last = slip(last);
            // Such as a further number of a policy, or of a locale: names of a form, not of a list.
            let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
            let is_right_too = provider
                .node(&borrowed, Some(NodeKind::Parm))
                .is_some_and(|found| found.last() < Fit::Malformed);
            if !is_right_too {
                wrong.push(write("wrong", &names));
            }
        }
    }
    export(folder.path(), "xsd", &[], "default");
    let all = [right, wrong.clone()].concat();
    let Some(refused) = refused(folder.path(), "default", &all) else { return };
    assert_eq!(refused, wrong);
    assert!(wrong.len() >= 340, "only {} names", wrong.len());
}

#[test]
fn a_level_at_which_no_slip_is_found_is_told_in_the_schema_and_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let told = "at level 3 any name of a parm passes, because of Registry";
    let (_, schema, talk) = run(folder.path(), &["schema", "export", "--as", "xsd", "Registry", "Wi-Fi"]);
    assert!(schema.contains(told) && talk.contains(told), "{talk}");
    let (_, schema, talk) = run(folder.path(), &["schema", "export", "--as", "xsd", "Wi-Fi", "NAPDEF"]);
    let parm = "any name of a parm passes, because";
    assert!(!schema.contains(parm) && !talk.contains(parm), "{talk}");
    let told = "at level 2 any name of a characteristic passes, because of NAPDEF";
    assert!(schema.contains(told) && talk.contains(told), "{talk}");
    // Of a schema that could not be written there is nothing to tell but that.
    let (code, _, talk) =
        run(folder.path(), &["schema", "export", "--as", "xsd", "Sync", "-o", "none/x.xsd"]);
    assert!(code == 2 && talk.starts_with("error: ") && !talk.contains("note: "), "{talk}");
}

#[test]
fn a_provider_of_the_users_own_is_known_to_every_command() {
    let folder = folder_with(&[("own/Acme.toml", OWN), ("bad.xml", DOCUMENT)]);
    fs::write(folder.path().join("good.xml"), DOCUMENT.replace('9', "5")).unwrap();
    let here = folder.path();
    let (code, stdout, _) = run(here, &["check", "bad.xml"]);
    assert!(code == 0 && stdout.contains("unknown-provider"), "{stdout}");
    let (code, stdout, _) = run(here, &["check", "--catalogue", "own", "bad.xml"]);
    assert!(code == 1 && stdout.contains("value-range"), "{stdout}");
    assert_eq!(run(here, &["--catalogue", "own", "check", "--deny", "warnings", "good.xml"]).0, 0);
    assert_eq!(run(here, &["pack", "--catalogue", "own", "bad.xml", "-o", "a.cab"]).0, 1);
    assert_eq!(run(here, &["pack", "--catalogue", "own", "good.xml", "-o", "a.cab"]).0, 0);
    assert!(run(here, &["inspect", "a.cab"]).1.contains("not known"));
    let (_, stdout, _) = run(here, &["inspect", "--catalogue", "own", "a.cab"]);
    assert!(stdout.contains("Acme/Screen/Brightness = 5  manager"), "{stdout}");
    assert_eq!(run(here, &["cert", "new", "--role", "manager", "identity"]).0, 0);
    let sign = ["sign", "--catalogue", "own", "a.cab", "--identity", "identity", "--role", "operator"];
    let (code, _, stderr) = run(here, &sign);
    assert!(code == 1 && stderr.contains("Brightness"), "{stderr}");
    assert!(run(here, &["schema", "list", "--catalogue", "own", "acme"]).1.contains("kiosk"));
}

#[test]
fn the_environment_and_the_manifest_name_folders_of_providers_too() {
    let manifest = "[package]\nname = \"kiosk\"\ndocument = \"bad.xml\"\n[check]\ncatalogue = \"own\"\n";
    let folder =
        folder_with(&[("p/own/Acme.toml", OWN), ("p/bad.xml", DOCUMENT), ("p/provsmith.toml", manifest)]);
    let mut check = common::provsmith();
    check.current_dir(folder.path()).env("PROVSMITH_CATALOGUE", "p/own").args(["check", "p/bad.xml"]);
    assert!(common::run(&mut check).stdout.contains("value-range"));
    let (code, _, stderr) = run(folder.path(), &["build", "p"]);
    assert!(code == 1 && stderr.contains("value-range"), "{stderr}");
}

#[test]
fn a_folder_of_providers_that_cannot_be_used_is_refused_with_the_place_and_the_reason() {
    let twice = [("a/A.toml", OWN), ("a/B.toml", OWN)];
    let folder = folder_with(&[
        ("key/Acme.toml", &OWN.replace("summary", "sumary")),
        ("pattern/Acme.toml", &format!("{OWN}pattern = \"[\"\n")),
        ("path/Acme.toml", &OWN.replace("\"Screen/", "\"Screen//")),
        twice[0],
        twice[1],
        ("empty/readme.txt", ""),
    ]);
    for (catalogue, expected) in [
        ("key", "key/Acme.toml:3:1: unknown key `sumary`, expected"),
        ("pattern", "pattern/Acme.toml:18:11: "),
        ("path", "path/Acme.toml:13:8: `Screen//Brightness` is no path of a node: write"),
        ("a", "both describe `Acme`: keep one of them"),
        ("empty", "holds no .toml file"),
        ("nowhere", "cannot read the folder of providers `nowhere`"),
    ] {
        let (code, stdout, stderr) = run(folder.path(), &["schema", "list", "--catalogue", catalogue]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{catalogue}");
        assert!(stderr.replace('\\', "/").contains(expected), "{stderr}");
    }
}

#[test]
fn json_has_every_provider_as_its_file_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let (code, stdout, _) = run(folder.path(), &["schema", "export", "--as", "json"]);
    let export: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &export["schema_version"]), (0, &1.into()));
    let providers = export["providers"].as_array().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalogue/data");
    assert_eq!(providers.len(), fs::read_dir(&data).unwrap().count());
    for provider in providers {
        let name = provider["name"].as_str().unwrap();
        let file = match provider["variant"]["value"].as_str() {
            Some(variant) => format!("{name}-{variant}.toml"),
            None => format!("{name}.toml"),
        };
        let text = fs::read_to_string(data.join(&file)).unwrap();
        let written: serde_json::Value = serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
        contains(provider, &written, &file);
    }
}

/// Everything that the file says stands in the export, at the same place.
fn contains(export: &serde_json::Value, file: &serde_json::Value, place: &str) {
    match (export, file) {
        (serde_json::Value::Object(export), serde_json::Value::Object(file)) => {
            for (key, value) in file {
                contains(&export[key], value, &format!("{place}: {key}"));
            }
        }
        (serde_json::Value::Array(export), serde_json::Value::Array(file))
            if file.iter().all(|v| v.is_object()) =>
        {
            assert_eq!(export.len(), file.len(), "{place}");
            for (index, (export, file)) in export.iter().zip(file).enumerate() {
                contains(export, file, &format!("{place} {index}"));
            }
        }
        _ if place.ends_with("roles") => {
            let sorted = |list: &serde_json::Value| {
                let mut names: Vec<String> =
                    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
                names.sort();
                names
            };
            assert_eq!(sorted(export), sorted(file), "{place}");
        }
        _ => assert_eq!(export, file, "{place}"),
    }
}

#[test]
fn every_place_is_shown_by_its_path_and_by_its_address() {
    let catalogue = Catalogue::builtin();
    for entry in catalogue.entries() {
        for node in &entry.provider().nodes {
            let path = format!("{}/{}", entry.label(), node.path);
            let places = show::find(&catalogue, &path).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_eq!(places.iter().map(show::Place::path).collect::<Vec<_>>(), [path.as_str()]);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words(&places[0].to_string()).contains(&words(&node.summary)), "{path}");
        }
        let address = format!("./{}", entry.dm_path().join("/"));
        let places = show::find(&catalogue, &address.replace(' ', "%20")).unwrap();
        assert!(places.iter().any(|place| place.path() == entry.label()), "{address}");
    }
}

#[test]
fn a_variant_is_named_with_a_colon_or_as_a_level_and_a_name_shows_all_variants() {
    let catalogue = Catalogue::builtin();
    let paths = |path: &str| {
        let places = show::find(&catalogue, path).unwrap();
        places.iter().map(show::Place::path).collect::<Vec<_>>()
    };
    assert_eq!(paths("APPLICATION:w7/APPAUTH"), ["APPLICATION:w7/APPAUTH"]);
    assert_eq!(paths("application/W7/appauth/"), ["APPLICATION:w7/APPAUTH"]);
    let all = ["110", "143", "25", "w2", "w4", "w7"].map(|variant| format!("APPLICATION:{variant}"));
    assert_eq!(paths("APPLICATION"), all);
    assert_eq!(paths("NAP/MyNap"), ["NAP/{Nap}"]);
}

#[test]
fn markdown_names_every_setting_of_every_provider() {
    let catalogue = Catalogue::builtin();
    let folder = tempfile::tempdir().unwrap();
    export(folder.path(), "markdown", &[], "all.md");
    let text = fs::read_to_string(folder.path().join("all.md")).unwrap();
    for entry in catalogue.entries() {
        assert!(text.contains(&format!("\n## {}", entry.label().replace('_', "\\_"))), "{}", entry.file());
        for node in &entry.provider().nodes {
            assert!(text.contains(&format!("`{}`", node.path)), "{}: {}", entry.file(), node.path);
        }
    }
}

#[test]
fn a_provider_that_replaces_a_built_in_one_is_named_once() {
    let folder = folder_with(&[
        ("own/Acme.toml", OWN),
        ("own/Sync.toml", &OWN.replace("Acme", "Sync")),
        ("a.xml", DOCUMENT),
    ]);
    let said = "note: the provider `Sync` of own/Sync.toml takes the place of the built-in one\n";
    for arguments in [["check", "--catalogue", "own", "a.xml"], ["schema", "list", "--catalogue", "own"]] {
        let (_, _, stderr) = run(folder.path(), &arguments);
        assert_eq!(stderr.replace('\\', "/").matches("takes the place").count(), 1, "{stderr}");
        assert!(stderr.replace('\\', "/").starts_with(said), "{stderr}");
    }
}

#[test]
fn each_name_that_no_provider_has_is_told() {
    let folder = folder_with(&[]);
    let (code, stdout, stderr) = run(folder.path(), &["schema", "list", "sync", "nosuch", "X_*"]);
    assert_eq!((code, stderr.as_str()), (1, "no provider fits `nosuch`\nno provider fits `X_*`\n"));
    assert!(stdout.contains("Sync"), "{stdout}");
}
