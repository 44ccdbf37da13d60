//! The configuration service providers and their settings: the schema that documents are checked against.
//!
//! One file a provider in `data/`, embedded as text, parsed when first asked for. `README.md` beside this file
//! explains the format. [`placement`] lays a document over the catalogue; [`policies`] knows the values of
//! SecurityPolicy, [`policy_change`] what a document makes of them.

pub mod convert;
pub mod export;
pub mod import;
pub mod placement;
pub mod policies;
pub mod policy_change;
pub mod show;
pub mod words;

mod availability;
mod consistency;
mod danger;
mod folder;
mod level;
mod node;
mod node_address;
mod node_path;
mod pattern;
mod provider;
mod role_words;

mod embedded {
    //! The table of embedded files, made by the build script from the folder.
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub use availability::Availability;
pub use danger::{Danger, DangerRule, PolicyState, Signer};
pub use folder::{FolderError, Replaced};
pub use level::Level;
pub use node::{Access, Combination, Node, NodeFit, NodeKind, Occurs, Value, ValueType};
pub use node_address::{NodeAddress, NodeAddressError};
pub use node_path::{Fit, NodePath, NodePathError, Segment};
pub use pattern::Pattern;
pub use provider::{
    CustomElement, DefaultRoles, Direction, PathRoles, Position, Protocol, Provider, RolesBasis, Variant,
};

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::finding::Source;
use crate::terms::LocUri;
use crate::toml_text::in_words_of_toml;
use consistency::Fault;
use embedded::EMBEDDED;
use node_path::equal_but_for_case;

/// Where Microsoft's providers stand in the management tree.
const VENDOR: [&str; 2] = ["Vendor", "MSFT"];

/// A provider's file before it is parsed: what an index needs, and the text.
#[derive(Debug)]
struct Embedded {
    file: &'static str,
    name: &'static str,
    dm_root: Option<&'static str>,
    variant: Option<[&'static str; 2]>,
    text: &'static str,
    json: &'static str,
}

/// All that is known of providers and their settings.
#[derive(Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
    replaced: Vec<Replaced>,
}

/// A provider's file. It is parsed when the provider is first asked for.
#[derive(Debug)]
pub struct Entry {
    file: Cow<'static, str>,
    name: Cow<'static, str>,
    variant: Option<Variant>,
    wap_path: Vec<String>,
    dm_path: Vec<String>,
    text: Cow<'static, str>,
    /// The facts of a built-in file in JSON.
    json: Option<&'static str>,
    provider: OnceLock<Provider>,
}

/// A provider's file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct CatalogueError {
    file: String,
    line: usize,
    column: usize,
    message: String,
}

/// What the names of groups, outermost first, lead to.
#[derive(Debug)]
pub enum RootMatch<'c> {
    /// The providers with this root: one, or several that a setting inside tells apart. `case_differs` when a name is
    /// written in another case than documented.
    Provider {
        /// The providers.
        entries: Vec<&'c Entry>,
        /// How many of the names are the root; the others are below it.
        depth: usize,
        /// Whether a name of the root is written in another case.
        case_differs: bool,
    },
    /// A level above these providers, such as `SwMgmt`.
    Above(Vec<&'c Entry>),
    /// Nothing that is known.
    Unknown,
}

impl Catalogue {
    /// What is built in. Parses nothing.
    pub fn builtin() -> Self {
        Self { entries: EMBEDDED.iter().map(Entry::embedded).collect(), replaced: Vec::new() }
    }

    /// Adds a provider; one with the same name and variant at the same place is replaced.
    #[must_use]
    pub fn with(mut self, entry: Entry) -> Self {
        self.entries.retain(|known| known.identity() != entry.identity());
        self.entries.push(entry);
        self
    }

    /// Every provider, by file name; those that were added come last.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The built-in providers whose place files of folders took, in the order of the files.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// The provider with this name, exactly as written; of several, the one with this variant.
    pub fn provider(&self, name: &str, variant: Option<&str>) -> Option<&Provider> {
        let entry = self.entries.iter().find(|entry| {
            entry.name == name && entry.variant.as_ref().map(|known| known.value.as_str()) == variant
        });
        entry.map(Entry::provider)
    }

    /// The node with this address.
    pub fn node(&self, address: &NodeAddress) -> Option<&Node> {
        let provider = self.provider(address.provider(), address.variant())?;
        provider.nodes.iter().find(|node| node.path.as_str() == address.path())
    }

    /// What the root of a wap-provisioningdoc's section leads to, given the names of nested characteristics.
    pub fn find_wap(&self, names: &[&str]) -> RootMatch<'_> {
        self.find(names, |entry| &entry.wap_path)
    }

    /// What an address in the management tree leads to. On Windows 10 `./Device/Vendor` is another name of `./Vendor`
    /// (<https://learn.microsoft.com/en-us/windows/client-management/oma-uri-support>).
    pub fn find_dm(&self, address: &LocUri) -> RootMatch<'_> {
        let names: Vec<&str> = address.segments().iter().map(String::as_str).collect();
        match &names[..] {
            ["Device", below @ ..] if below.first() == Some(&"Vendor") => {
                match self.find(below, |entry| &entry.dm_path) {
                    RootMatch::Provider { entries, depth, case_differs } => {
                        RootMatch::Provider { entries, depth: depth + 1, case_differs }
                    }
                    other => other,
                }
            }
            names => self.find(names, |entry| &entry.dm_path),
        }
    }

    /// The longest root that the names begin with, written as documented if there is such a one.
    fn find(&self, names: &[&str], root: impl Fn(&Entry) -> &[String]) -> RootMatch<'_> {
        let agrees = |root: &[String], same: fn(&str, &str) -> bool| {
            root.len() <= names.len() && root.iter().zip(names).all(|(known, name)| same(known, name))
        };
        for (same, case_differs) in
            [((|one, other| one == other) as fn(&str, &str) -> bool, false), (equal_but_for_case, true)]
        {
            let found = || self.entries.iter().filter(|entry| agrees(root(entry), same));
            if let Some(depth) = found().map(|entry| root(entry).len()).max() {
                let entries = found().filter(|entry| root(entry).len() == depth).collect();
                return RootMatch::Provider { entries, depth, case_differs };
            }
        }
        let is_below = |entry: &&Entry| {
            let root = root(entry);
            names.len() < root.len()
                && root.iter().zip(names).all(|(known, name)| equal_but_for_case(known, name))
        };
        let below: Vec<&Entry> = self.entries.iter().filter(is_below).collect();
        if below.is_empty() { RootMatch::Unknown } else { RootMatch::Above(below) }
    }

    /// The names of all providers, for the nearest one to a misspelt name. Parses nothing.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(Entry::name)
    }

    /// The files that have been parsed so far.
    pub fn loaded(&self) -> Vec<&str> {
        self.entries.iter().filter(|entry| entry.provider.get().is_some()).map(Entry::file).collect()
    }

    /// The SHA-256 over all files in order, in hexadecimal: which facts a report rests on.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for entry in &self.entries {
            for part in [&entry.file, &entry.text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hex::encode(hash.finalize())
    }
}

impl CatalogueError {
    fn of_toml(file: String, text: &str, reason: &toml::de::Error) -> Self {
        let start = reason.span().map_or(0, |span| span.start);
        Self::at(file, text, start, in_words_of_toml(reason.message()))
    }

    /// A fault of a node is told where its path was written last.
    fn of_node(file: String, text: &str, fault: Fault<'_>) -> Self {
        let written = ['"', '\''].map(|quote| format!("{quote}{}{quote}", fault.path));
        let start = written.iter().filter_map(|path| text.rfind(path)).max().unwrap_or_default();
        Self::at(file, text, start, fault.message)
    }

    fn at(file: String, text: &str, start: usize, message: String) -> Self {
        let place = Source::new(file.as_str(), text.to_owned()).place(start);
        Self { file, line: place.line, column: place.column, message }
    }

    fn in_file(self, path: &Path) -> Self {
        Self { file: path.display().to_string(), ..self }
    }
}

impl Entry {
    /// A provider's file that is not built in. `file` is its name without extension.
    ///
    /// # Errors
    /// When the text is not of the format, or its nodes do not fit together.
    pub fn parse(file: impl Into<String>, text: impl Into<String>) -> Result<Self, CatalogueError> {
        let (file, text) = (file.into(), text.into());
        let provider = match Provider::parse(&text) {
            Ok(provider) => provider,
            Err(reason) => return Err(CatalogueError::of_toml(file, &text, &reason)),
        };
        if let Some(fault) = consistency::first_fault(&provider) {
            return Err(CatalogueError::of_node(file, &text, fault));
        }
        let dm_root = provider.dm_root.as_ref().map(ToString::to_string);
        let name = provider.name.clone().into();
        let variant = provider.variant.clone();
        let entry = Self::new(file.into(), name, dm_root.as_deref(), variant, text.into());
        // The cell is new, so nothing can have filled it before.
        let _ = entry.provider.set(provider);
        Ok(entry)
    }

    fn embedded(file: &Embedded) -> Self {
        let variant =
            file.variant.map(|[parm, value]| Variant { parm: parm.to_owned(), value: value.to_owned() });
        let entry = Self::new(file.file.into(), file.name.into(), file.dm_root, variant, file.text.into());
        Self { json: Some(file.json), ..entry }
    }

    /// Over client provisioning the nodes Vendor and MSFT are left out and the tree is otherwise that of OMA DM
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb737700(v=msdn.10)>).
    fn new(
        file: Cow<'static, str>,
        name: Cow<'static, str>,
        dm_root: Option<&str>,
        variant: Option<Variant>,
        text: Cow<'static, str>,
    ) -> Self {
        let dm_path = match dm_root.map(str::parse::<LocUri>) {
            Some(Ok(root)) => root.into_segments(),
            _ => VENDOR.map(str::to_owned).into_iter().chain([name.to_string()]).collect(),
        };
        let wap_path = match &dm_path[..] {
            [vendor, maker, below @ ..] if [vendor.as_str(), maker.as_str()] == VENDOR => below.to_vec(),
            // What belongs to each user has no form in client provisioning: it is found under its whole address.
            [first, ..] if first == "User" => dm_path.clone(),
            _ => vec![name.to_string()],
        };
        Self { file, name, variant, wap_path, dm_path, text, json: None, provider: OnceLock::new() }
    }

    /// The file's name without extension; unique among the built-in ones.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The provider's name. Parses nothing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What tells it from others of the same name. Parses nothing.
    pub fn variant(&self) -> Option<&Variant> {
        self.variant.as_ref()
    }

    fn is_builtin(&self) -> bool {
        self.json.is_some()
    }

    /// What makes it the same provider as another file's: name, variant, place in the management tree.
    fn identity(&self) -> (&str, Option<&Variant>, &[String]) {
        (&self.name, self.variant.as_ref(), &self.dm_path)
    }

    /// The name, and of one of several providers of a name the value that tells it apart: `APPLICATION:w7`; of what
    /// belongs to each user the whole address. Parses nothing.
    pub fn label(&self) -> String {
        match &self.variant {
            None if self.dm_path.first().is_some_and(|first| first == "User") => {
                format!("./{}", self.dm_path.join("/"))
            }
            Some(variant) => format!("{}:{}", self.name, variant.value),
            None => self.name.clone().into_owned(),
        }
    }

    /// The types of the nested characteristics that lead to it, outermost first. Parses nothing.
    pub fn wap_path(&self) -> &[String] {
        &self.wap_path
    }

    /// The segments of its address in the management tree; the usual ones where none is documented. Parses nothing.
    pub fn dm_path(&self) -> &[String] {
        &self.dm_path
    }

    /// The provider, parsed when it is first asked for.
    pub fn provider(&self) -> &Provider {
        self.provider.get_or_init(|| {
            // One that is not built in has been parsed already; a test reads every one that is.
            let built_in = self.json.and_then(|json| Provider::from_json(json).ok());
            built_in.expect("a built-in provider's file is of the format")
        })
    }
}
