//! A provider's file from an OMA device description: one for each node at its top.
//!
//! What the description says and the catalogue has a word for is taken over; the rest is told, so that nothing is
//! lost unseen. A description says nothing of client provisioning, so the files are for OMA DM; who knows that a
//! provider reads a wap-provisioningdoc too adds `cp` to its `protocols`.

mod left_out;
mod node;
mod text;
mod toml_text;

pub use left_out::LeftOut;

use super::node::Access;
use super::{CatalogueError, Entry};
use crate::document::ddf::{AccessType, Basis, CaseSense, Node, Tree};
use crate::terms::{LocUri, Release};
use node::Nodes;
use toml_text::TomlText;

/// What a device description came to.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// The files, in the order of the description.
    pub files: Vec<ProviderFile>,
    /// The nodes at the top that came to no file, each with the reason.
    pub skipped: Vec<String>,
}

/// A provider's file that was made.
#[derive(Debug, Clone)]
pub struct ProviderFile {
    /// The name of the file, without extension.
    pub name: String,
    /// Where the provider stands in the management tree.
    pub address: String,
    /// The text, in the format of the catalogue.
    pub text: String,
    /// How many groups and settings it has.
    pub nodes: usize,
    /// What the catalogue has no word for.
    pub left_out: LeftOut,
}

impl Imported {
    fn describes(&self, address: &LocUri) -> bool {
        let address = address.to_string();
        self.files.iter().any(|file| file.address == address)
    }
}

/// Makes catalogue files of a device description.
///
/// # Errors
/// When a file that was made is not of the catalogue's format, which is a fault of this program.
pub fn import(tree: &Tree) -> Result<Imported, CatalogueError> {
    let mut imported = Imported::default();
    for node in &tree.nodes {
        match address(node) {
            Err(reason) => imported.skipped.push(reason),
            Ok(address) if node.nodes.is_empty() => {
                imported
                    .skipped
                    .push(format!("`{address}` has nothing inside: there is nothing to take over"));
            }
            Ok(address) if imported.describes(&address) => {
                imported.skipped.push(format!("`{address}` is described a second time: the first is taken"));
            }
            Ok(address) => {
                let mut file = provider_file(node, &address);
                for other in &tree.others {
                    file.left_out.add(&other.name.value, "the description itself");
                }
                Entry::parse(file.name.as_str(), file.text.as_str())?;
                imported.files.push(file);
            }
        }
    }
    Ok(imported)
}

/// The address of a node at the top: its `Path` and its name.
///
/// On Windows 10 `./Device/Vendor/MSFT` is another name of `./Vendor/MSFT`
/// (<https://learn.microsoft.com/en-us/windows/client-management/oma-uri-support>).
fn address(node: &Node) -> Result<LocUri, String> {
    let name = node.fixed_name().map(|name| name.value.as_str());
    let name = name.ok_or("a node at the top has no name: its provider cannot be told")?;
    if name.contains('/') {
        return Err(format!(
            "`{name}`, and all inside, is left out: it is no name of one node; write its place into `Path`"
        ));
    }
    if name.starts_with('.') {
        return Err(format!("`{name}`, and all inside, is left out: its file would be hidden; rename it"));
    }
    let path = node.path.as_ref().map_or("", |path| path.value.as_str());
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".").chain([name]);
    let parts: Vec<&str> = parts.collect();
    let parts = match &parts[..] {
        ["Device", rest @ ..] if rest.first() == Some(&"Vendor") => rest,
        all => all,
    };
    LocUri::from_segments(parts.iter().copied()).map_err(|error| format!("`{name}`: {error}"))
}

fn provider_file(root: &Node, address: &LocUri) -> ProviderFile {
    let name = address.segments().last().map_or("", String::as_str);
    let mut nodes = Nodes::of(root);
    let described = text::Described::of(&root.properties);
    nodes.note_rest(name, &described);
    if let Some(object) = &root.properties.object {
        nodes.notes.insert(0, format!("The management object is {}.", object.value));
    }
    let mut toml = TomlText::default();
    toml.line("name", name);
    let summary = described.summary.unwrap_or_else(|| format!("Settings below {address}."));
    toml.line("summary", summary);
    toml.line("protocols", vec!["dm"]);
    toml.line("dm_root", address.to_string());
    if let Some(releases) = &nodes.releases {
        toml.line("os", releases.iter().map(|release| release.name()).collect::<Vec<_>>());
    }
    if let Some(roles) = nodes.roles {
        toml.line("roles", node::role_names(roles));
    }
    if let Some(access) = direction(root) {
        toml.line("access", access);
    }
    // A serialised tree shows what one device had.
    toml.line("complete", root.with_all_inside().all(|node| node.basis != Basis::Runtime));
    if ignores_case(root) {
        toml.line("names_ignore_case", true);
    }
    toml.list("notes", &nodes.notes);
    for node in &nodes.tables {
        toml.table("node", node);
    }
    ProviderFile {
        name: file_name(address),
        address: address.to_string(),
        nodes: nodes.tables.len(),
        text: toml.finish(),
        left_out: nodes.left_out,
    }
}

/// Whether anything can be changed; `None` when the description does not say so of every node.
fn direction(root: &Node) -> Option<&'static str> {
    let changes = |access: &AccessType| !matches!(access, AccessType::Get);
    let mut all_stated = true;
    for node in root.with_all_inside() {
        match &node.properties.access {
            Some(access) if access.iter().filter_map(|word| word.meaning.as_ref()).any(changes) => {
                return Some("read-write");
            }
            Some(_) => {}
            None => all_stated = false,
        }
    }
    all_stated.then_some("read")
}

fn ignores_case(root: &Node) -> bool {
    root.properties.case.as_ref().and_then(|case| case.meaning) == Some(CaseSense::Insensitive)
}

/// The names below `./Vendor/MSFT`; what belongs to each user says so, since the device has a provider of the same
/// name. Characters that a file name cannot have on every system are left out.
fn file_name(address: &LocUri) -> String {
    let segments: Vec<&str> = address.segments().iter().map(String::as_str).collect();
    let (below, user) = match &segments[..] {
        ["User", "Vendor", "MSFT", below @ ..] => (below, "-User"),
        ["Vendor", "MSFT", below @ ..] => (below, ""),
        all => (all, ""),
    };
    let name = below.join("-") + user;
    name.chars().map(|character| if is_of_file_name(character) { character } else { '_' }).collect()
}

fn is_of_file_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | ' ')
}

/// The releases that builds of Windows stand for. Builds that never came out, such as 99.9.99999, stand for none.
fn releases(builds: &str) -> Option<Vec<Release>> {
    let is_out = |build: &str| build.trim().starts_with("10.");
    builds.split([',', ';']).any(is_out).then(|| vec![Release::Win10])
}

/// The word of the catalogue for what may be done with a node.
const fn access_word(access: AccessType) -> Option<Access> {
    match access {
        AccessType::Add => Some(Access::Add),
        AccessType::Delete => Some(Access::Delete),
        AccessType::Exec => Some(Access::Exec),
        AccessType::Get => Some(Access::Get),
        AccessType::Replace => Some(Access::Replace),
        AccessType::Copy => None,
    }
}
