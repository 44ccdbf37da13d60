//! A document laid over the catalogue: each element beside what is known of it, in document order, so that a rule is
//! a filter over the result.

mod groups;
mod names;
mod nodes;
mod syncml;
mod wap;

pub use names::Names;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::node::{Access, Node};
use super::provider::{Protocol, Provider};
use super::{Catalogue, Entry};
use crate::document::Text;
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::document::wap::{Characteristic, Document, Parm};
use crate::document::xml::Attribute;
use crate::finding::{Span, Spanned};

/// A document laid over the catalogue.
#[derive(Debug)]
pub struct Placement<'a> {
    /// The elements, in document order: a group before what is in it.
    pub items: Vec<Placed<'a>>,
}

/// An element of a document and what is known of it.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The index of the element around it; none directly below the root. In SyncML an item has one only where its
    /// address names a group that is not known: the group is then an element of its own.
    pub parent: Option<u32>,
    /// Group or setting.
    pub shape: Shape,
    /// What it asks for.
    pub operation: Operation,
    /// The name as written and its place: the value of `type` or `name`; in SyncML the whole address.
    pub name: &'a Spanned<Text>,
    /// The node that it is.
    pub node: NodeMatch<'a>,
    /// The element.
    pub origin: Origin<'a>,
    /// Where it stands, below the root of its provider.
    group: Arc<Group<'a>>,
    /// Its own name below the group, where that is only a part of what stands in the document.
    own: Option<Box<Text>>,
    /// Whether the data of an item are its value.
    has_data: bool,
    /// The index behind the last element inside.
    behind: u32,
}

/// What the elements of a group share; those directly below a provider's root share it with the root.
#[derive(Debug)]
struct Group<'a> {
    provider: ProviderMatch<'a>,
    /// The names below the provider's root that lead to the group, outermost first, as written.
    names: Arc<[Text]>,
}

/// Group or setting, as far as the document shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A group: `characteristic` and its forms, format `node`.
    Group,
    /// A setting: `parm` and its forms, an item with data.
    Setting,
    /// An address alone, which may be either.
    Either,
}

/// What an element asks of the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Create or change: `characteristic`, `parm`, Add, Replace.
    Set,
    /// Remove: `nocharacteristic`, `noparm`, Delete.
    Remove,
    /// Tell: `characteristic-query`, `parm-query`, Get.
    Query,
    /// Run: Exec.
    Execute,
}

/// The element that was placed.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'a> {
    /// A group of a wap-provisioningdoc.
    Characteristic(&'a Characteristic),
    /// A setting of a wap-provisioningdoc.
    Parm(&'a Parm),
    /// An item of a SyncML command.
    Item(&'a Command, &'a Item),
}

/// What is known of the provider of an element.
#[derive(Debug, Clone)]
pub enum ProviderMatch<'a> {
    /// Known, and written as documented.
    Known(&'a Provider),
    /// Known, but documented in another case.
    CaseDiffers(&'a Provider),
    /// Known, but it is not documented for the protocol of this document.
    OtherProtocol(&'a Provider),
    /// One of several with this name, but the setting that tells them apart is missing or has an unknown value.
    UnknownVariant(Arc<Variants<'a>>),
    /// Known, but its place is in another group.
    Misplaced(&'a Entry),
    /// A level above these providers, such as `SwMgmt`.
    Above(Arc<[&'a Entry]>),
    /// Not known.
    Unknown {
        /// The known name that was most likely meant.
        nearest: Option<&'a str>,
    },
}

/// The providers of one name.
#[derive(Debug)]
pub struct Variants<'a> {
    /// The setting that tells them apart.
    pub parm: &'a str,
    /// Its value in the document.
    pub value: Option<&'a Spanned<Text>>,
    /// The values that are known.
    pub known: Vec<&'a str>,
}

/// What is known of an element below its provider's root.
#[derive(Debug, Clone)]
pub enum NodeMatch<'a> {
    /// It is a provider's root, or above one.
    Root,
    /// Known, and written as documented.
    Known(&'a Node),
    /// Known, but documented in another case.
    CaseDiffers(Box<Misspelt<'a>>),
    /// Known, but with blanks before or behind the name, which the device takes as part of it.
    BlankAround(Box<Misspelt<'a>>),
    /// A name of the author's choosing that does not have the documented form.
    Malformed(Box<Malformed<'a>>),
    /// A group where a setting of this name is documented, or the other way round.
    WrongShape(&'a Node),
    /// Not documented here, but elsewhere in this provider.
    WrongLevel {
        /// The node, whose path says where it belongs.
        node: &'a Node,
        /// Whether all names at this place are listed.
        complete: bool,
    },
    /// Not known.
    Unknown {
        /// The known name at this place that was most likely meant.
        nearest: Option<&'a str>,
        /// Whether all names at this place are listed.
        complete: bool,
    },
    /// Inside something unknown, so that nothing can be said.
    BelowUnknown,
}

/// A name of the author's choosing that does not have the documented form.
#[derive(Debug, Clone)]
pub struct Malformed<'a> {
    /// The node.
    pub node: &'a Node,
    /// The fixed name that may have been meant.
    pub nearest: Option<&'a str>,
}

/// A name that is not written as documented, but known.
#[derive(Debug, Clone)]
pub struct Misspelt<'a> {
    /// The node.
    pub node: &'a Node,
    /// What the name should be: to be written in the place of [`Placed::name`].
    pub documented: String,
}

impl<'a> ProviderMatch<'a> {
    /// The provider, if it is known.
    pub fn provider(&self) -> Option<&'a Provider> {
        match self {
            Self::Known(provider) | Self::CaseDiffers(provider) | Self::OtherProtocol(provider) => {
                Some(provider)
            }
            Self::UnknownVariant(_) | Self::Misplaced(_) | Self::Above(_) | Self::Unknown { .. } => None,
        }
    }
}

impl<'a> NodeMatch<'a> {
    /// The node whose facts hold for the element, if there is one.
    pub fn node(&self) -> Option<&'a Node> {
        match self {
            Self::Known(node) => Some(node),
            Self::Malformed(malformed) => Some(malformed.node),
            Self::CaseDiffers(misspelt) | Self::BlankAround(misspelt) => Some(misspelt.node),
            Self::Root
            | Self::WrongShape(_)
            | Self::WrongLevel { .. }
            | Self::Unknown { .. }
            | Self::BelowUnknown => None,
        }
    }
}

impl<'a> Placed<'a> {
    /// The node whose facts hold for the element, if there is one.
    pub fn known_node(&self) -> Option<&'a Node> {
        self.node.node()
    }

    /// The provider that it belongs to.
    pub fn provider(&self) -> &ProviderMatch<'a> {
        &self.group.provider
    }

    /// The provider, if it is known.
    pub fn known_provider(&self) -> Option<&'a Provider> {
        self.provider().provider()
    }

    /// The names below the provider's root.
    pub fn names(&self) -> Names<'_> {
        let own = match (&self.own, self.origin, &self.node) {
            (Some(own), ..) => Some(own.as_str()),
            (None, Origin::Item(..), _) | (None, _, NodeMatch::Root) => None,
            (None, ..) => Some(self.name.value.as_str()),
        };
        Names { group: &self.group.names, own }
    }

    /// The value as written and its place.
    pub fn value(&self) -> Option<&'a Spanned<Text>> {
        match self.origin {
            Origin::Characteristic(_) => None,
            Origin::Parm(parm) => parm.value.as_ref(),
            Origin::Item(_, item) => item.data.as_ref().filter(|_| self.has_data),
        }
    }

    /// The whole element.
    pub fn span(&self) -> Span {
        match self.origin {
            Origin::Characteristic(group) => group.place(),
            Origin::Parm(parm) => parm.place(),
            Origin::Item(_, item) => item.place(),
        }
    }

    /// The attributes that the document gives it; none in SyncML.
    pub fn attributes(&self) -> &'a [Attribute] {
        match self.origin {
            Origin::Characteristic(group) => &group.attributes,
            Origin::Parm(parm) => &parm.attributes,
            Origin::Item(..) => &[],
        }
    }

    /// The attribute with this name.
    pub fn attribute(&self, name: &str) -> Option<&'a Attribute> {
        self.attributes().iter().find(|attribute| attribute.name.value == name)
    }

    /// What must be allowed at the node, in the words of OMA DM: one of these is enough.
    pub fn accesses(&self) -> &'static [Access] {
        match (self.operation, self.origin) {
            (Operation::Set, Origin::Item(command, _)) if command.verb == Verb::Add => &[Access::Add],
            (Operation::Set, Origin::Item(..)) => &[Access::Replace],
            // A node that is run is run by setting it.
            (Operation::Set, _) => &[Access::Add, Access::Replace, Access::Exec],
            (Operation::Remove, _) => &[Access::Delete],
            (Operation::Query, _) => &[Access::Get],
            (Operation::Execute, _) => &[Access::Exec],
        }
    }
}

impl<'a> Placement<'a> {
    /// The names of an element from the root of the document on, joined for a message:
    /// `SecurityPolicy/4101`; in SyncML its address.
    pub fn path(&self, placed: &Placed<'a>) -> String {
        if matches!(placed.origin, Origin::Item(..)) {
            return placed.name.value.to_string();
        }
        let around = std::iter::successors(Some(placed), |placed| self.around(placed));
        let mut names: Vec<&str> = around.map(|placed| placed.name.value.as_str()).collect();
        names.reverse();
        names.join("/")
    }

    /// Lays a wap-provisioningdoc over the catalogue.
    pub fn of_wap(document: &'a Document, catalogue: &'a Catalogue) -> Self {
        Self { items: wap::place(document, catalogue) }
    }

    /// Lays a SyncML message over the catalogue: one element for each item that has an address, and one for each group
    /// in it that is not known.
    pub fn of_syncml(message: &'a Message, catalogue: &'a Catalogue) -> Self {
        Self { items: syncml::place(message, catalogue) }
    }

    /// The element around another.
    pub fn around(&self, placed: &Placed<'a>) -> Option<&Placed<'a>> {
        self.items.get(placed.parent? as usize)
    }

    /// The elements directly inside the one with this index.
    pub fn inside(&self, index: usize) -> impl Iterator<Item = &Placed<'a>> {
        let end = self.items.get(index).map_or(0, |group| group.behind as usize);
        let first = (index + 1 < end).then_some(index + 1);
        let next = move |one: &usize| Some(self.items[*one].behind as usize).filter(|next| *next < end);
        std::iter::successors(first, next).map(|inside| &self.items[inside])
    }

    /// The elements that hold no others: what the device acts upon.
    pub fn innermost(&self) -> impl Iterator<Item = (usize, &Placed<'a>)> {
        let mut has_children = vec![false; self.items.len()];
        for parent in self.items.iter().filter_map(|item| item.parent) {
            has_children[parent as usize] = true;
        }
        self.items.iter().enumerate().filter(move |(index, _)| !has_children[*index])
    }
}

/// A place among the elements. They are fewer than the bytes of the text, which has no more than an index can tell.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The provider among those with one root; `value` gives the value of the setting that tells them apart.
fn choose<'a>(
    entries: &[&'a Entry],
    case_differs: bool,
    protocol: Protocol,
    value: impl Fn(&str) -> Option<&'a Spanned<Text>>,
) -> ProviderMatch<'a> {
    let fits = |entry: &Entry| {
        entry.variant().is_none_or(|variant| {
            value(&variant.parm).is_some_and(|value| value.value.eq_ignore_ascii_case(&variant.value))
        })
    };
    if let Some(entry) = entries.iter().find(|entry| fits(entry)) {
        let provider = entry.provider();
        return if !provider.speaks(protocol) {
            ProviderMatch::OtherProtocol(provider)
        } else if case_differs {
            ProviderMatch::CaseDiffers(provider)
        } else {
            ProviderMatch::Known(provider)
        };
    }
    // Whichever of them is meant, it is not sent so.
    let foreign = entries.iter().map(|entry| entry.provider()).find(|provider| !provider.speaks(protocol));
    if let Some(provider) = foreign
        && entries.iter().all(|entry| !entry.provider().speaks(protocol))
    {
        return ProviderMatch::OtherProtocol(provider);
    }
    let variants = || entries.iter().filter_map(|entry| entry.variant());
    match variants().next() {
        Some(first) => ProviderMatch::UnknownVariant(Arc::new(Variants {
            parm: &first.parm,
            value: value(&first.parm),
            known: variants().map(|variant| variant.value.as_str()).collect(),
        })),
        None => ProviderMatch::Unknown { nearest: None },
    }
}

#[cfg(test)]
mod tests;
