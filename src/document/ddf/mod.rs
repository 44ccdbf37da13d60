//! OMA device descriptions (DDF): the management tree of a device, node by node, with the properties of each.
//!
//! The grammar is that of OMA-DM-DDF 1.1.2 and 1.2, with Microsoft's further properties of Windows Mobile
//! (`MSFT:AccessRole` and others) and of Windows 10 on (`MSFT:AllowedValues` and others,
//! <https://learn.microsoft.com/en-us/windows/client-management/mdm/configuration-service-provider-ddf>):
//!
//! ```text
//! MgmtTree      VerDTD, Man?, Mod?, Node+
//! Node          NodeName, Path?, RTProperties?, DFProperties?, (Node* | Value?)
//! DFProperties  AccessType, DefaultValue?, Description?, DFFormat, Occurrence?, Scope?, DFTitle?, DFType, CaseSense?
//! RTProperties  ACL?, Format?, Name?, Size?, Title?, TStamp?, Type?, VerNo?
//! ```
//!
//! Published files keep neither the order nor the whole of it, so properties are read by name, whatever their
//! namespace prefix, and a word that is not known is kept as it stands: to judge it is the checker's business.

mod page;
mod read;
mod values;
mod words;

pub use page::in_page;
pub use read::{parse, read};
pub use values::{AllowedValues, Listed, ValueKind};
pub use words::{AccessType, CaseSense, Format, Occurrence, Scope, Word};

use crate::finding::{Span, Spanned};

/// A device description.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The version of the grammar: `1.1.2` or `1.2`.
    pub version: Option<Spanned<String>>,
    /// The namespace that the root declares for `MSFT`.
    pub microsoft: Option<Spanned<String>>,
    /// The nodes at the top: one for each part of the device's tree that is described.
    pub nodes: Vec<Node>,
    /// What else stands at the top, such as the maker of the device.
    pub others: Vec<Other>,
    /// The name of the root in its start tag.
    pub span: Span,
}

/// A node of the management tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// The name. `None`: the element is missing. Empty: chosen when the node is made.
    pub name: Option<Spanned<String>>,
    /// Where the node hangs; for those at the top only.
    pub path: Option<Spanned<String>>,
    /// Where the properties come from.
    pub basis: Basis,
    /// What is said of the node.
    pub properties: Box<Properties>,
    /// The value that the node has in the tree that was written down.
    pub value: Option<Spanned<String>>,
    /// The nodes inside.
    pub nodes: Vec<Node>,
    /// What else stands in it.
    pub others: Vec<Other>,
    /// The word `Node` of its start tag.
    pub span: Span,
}

/// Where a node's properties come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// `DFProperties`: what holds for the node on every device.
    Description,
    /// `RTProperties` alone: what one device answered, a serialised tree.
    Runtime,
    /// Neither.
    Nothing,
}

/// What is said of a node. What is missing or empty is `None`.
#[derive(Debug, Clone, Default)]
pub struct Properties {
    /// What may be done with it.
    pub access: Option<Vec<Word<AccessType>>>,
    /// The value that it has until another is set. It may be empty.
    pub default: Option<Spanned<String>>,
    /// What it is for, in words.
    pub description: Option<Spanned<String>>,
    /// The form of its value.
    pub format: Option<Word<Format>>,
    /// How often it may occur.
    pub occurrence: Option<Word<Occurrence>>,
    /// The number in `ZeroOrN` and `OneOrN`.
    pub occurrence_limit: Option<Spanned<String>>,
    /// Whether it is always there.
    pub scope: Option<Word<Scope>>,
    /// Its name for people.
    pub title: Option<Spanned<String>>,
    /// The management object that it is: `DDFName`.
    pub object: Option<Spanned<String>>,
    /// The MIME type of its value.
    pub mime: Option<Spanned<String>>,
    /// Whether case matters in it.
    pub case: Option<Word<CaseSense>>,
    /// Microsoft's: 1 it can be read, 2 written, 3 both.
    pub read_write: Option<Spanned<String>>,
    /// Microsoft's: the roles that may use it, as a decimal mask.
    pub roles: Option<Spanned<String>>,
    /// Microsoft's: the smallest number.
    pub min: Option<Spanned<String>>,
    /// Microsoft's: the largest number.
    pub max: Option<Spanned<String>>,
    /// Microsoft's: the longest text, in characters.
    pub max_length: Option<Spanned<String>>,
    /// Microsoft's: the builds of Windows that have it, such as `10.0.10240`, separated by commas.
    pub builds: Option<Spanned<String>>,
    /// Microsoft's: the form of a name that is chosen, as a regular expression or in words.
    pub unique_name: Option<Spanned<String>>,
    /// Microsoft's: the values that there are.
    pub allowed: Option<AllowedValues>,
    /// Properties that are not among these, in their order.
    pub others: Vec<Other>,
    /// Words beyond the first in a property that has one, such as a second format.
    pub surplus: Vec<Surplus>,
}

/// A word beyond the first in a property that has one.
#[derive(Debug, Clone)]
pub struct Surplus {
    /// The property, such as `DFFormat`.
    pub property: String,
    /// The word.
    pub word: Spanned<String>,
}

/// An element beyond those above.
#[derive(Debug, Clone)]
pub struct Other {
    /// Its name, without prefix.
    pub name: Spanned<String>,
    /// Whether it has a prefix: a property of the maker's own.
    pub is_prefixed: bool,
}

impl Tree {
    /// Every node, each before those inside it.
    pub fn all_nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().flat_map(Node::with_all_inside)
    }
}

impl Node {
    /// The node and every node inside it, each before those inside it.
    pub fn with_all_inside(&self) -> impl Iterator<Item = &Self> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(node.nodes.iter().rev());
            Some(node)
        })
    }

    /// The name that every device has; `None` where it is missing or chosen when the node is made.
    pub fn fixed_name(&self) -> Option<&Spanned<String>> {
        self.name.as_ref().filter(|name| !name.value.is_empty())
    }
}
