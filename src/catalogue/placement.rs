//! A document laid over the catalogue: each element beside what is known of it, in document order, so that a rule is
//! a filter over the result.

use std::borrow::Cow;

use super::node_path::{Fit, Segment};
use super::provider::{Access, Node, NodeKind, Protocol, Provider};
use super::{Catalogue, Entry, RootMatch};
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::document::wap::{Characteristic, Document, Form, Node as WapNode, Parm};
use crate::document::xml::Attribute;
use crate::finding::{Span, Spanned, nearest};
use crate::terms::LocUri;

/// A document laid over the catalogue.
#[derive(Debug)]
pub struct Placement<'a> {
    /// The elements, in document order: a group before what is in it.
    pub items: Vec<Placed<'a>>,
}

/// An element of a document and what is known of it.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The index of the element around it; none directly below the root, and none in SyncML.
    pub parent: Option<usize>,
    /// The provider that it belongs to.
    pub provider: ProviderMatch<'a>,
    /// The names below the provider's root, outermost first, as written.
    pub names: Vec<Cow<'a, str>>,
    /// Group or setting.
    pub shape: Shape,
    /// What it asks for.
    pub operation: Operation,
    /// The name as written and its place: the value of `type` or `name`; in SyncML the whole address.
    pub name: &'a Spanned<String>,
    /// The value as written and its place.
    pub value: Option<&'a Spanned<String>>,
    /// The whole element.
    pub span: Span,
    /// The node that it is.
    pub node: NodeMatch<'a>,
    /// The element.
    pub origin: Origin<'a>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    UnknownVariant {
        /// The setting.
        parm: &'a str,
        /// Its value in the document.
        value: Option<&'a Spanned<String>>,
        /// The values that are known.
        known: Vec<&'a str>,
    },
    /// A level above providers, such as `SwMgmt`.
    Above,
    /// Not known.
    Unknown {
        /// The known name that was most likely meant.
        nearest: Option<&'a str>,
    },
}

/// What is known of an element below its provider's root.
#[derive(Debug, Clone)]
pub enum NodeMatch<'a> {
    /// It is a provider's root, or above one.
    Root,
    /// Known, and written as documented.
    Known(&'a Node),
    /// Known, but documented in another case.
    CaseDiffers {
        /// The node.
        node: &'a Node,
        /// What the name should be: to be written in the place of [`Placed::name`].
        documented: String,
    },
    /// Known, but with blanks before or behind the name, which the device takes as part of it.
    BlankAround {
        /// The node.
        node: &'a Node,
        /// What the name should be: to be written in the place of [`Placed::name`].
        documented: String,
    },
    /// A name of the author's choosing that does not have the documented form.
    Malformed {
        /// The node.
        node: &'a Node,
        /// The fixed name that may have been meant.
        nearest: Option<&'a str>,
    },
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

impl<'a> ProviderMatch<'a> {
    /// The provider, if it is known.
    pub fn provider(&self) -> Option<&'a Provider> {
        match self {
            Self::Known(provider) | Self::CaseDiffers(provider) | Self::OtherProtocol(provider) => {
                Some(provider)
            }
            Self::UnknownVariant { .. } | Self::Above | Self::Unknown { .. } => None,
        }
    }
}

impl<'a> NodeMatch<'a> {
    /// The node whose facts hold for the element, if there is one.
    pub fn node(&self) -> Option<&'a Node> {
        match self {
            Self::Known(node)
            | Self::CaseDiffers { node, .. }
            | Self::BlankAround { node, .. }
            | Self::Malformed { node, .. } => Some(node),
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
            (Operation::Set, _) => &[Access::Add, Access::Replace],
            (Operation::Remove, _) => &[Access::Delete],
            (Operation::Query, _) => &[Access::Get],
            (Operation::Execute, _) => &[Access::Exec],
        }
    }

    /// The names below the provider's root, joined for a message: `Settings/HeartbeatMin`.
    pub fn path(&self) -> String {
        self.names.join("/")
    }
}

impl<'a> Placement<'a> {
    /// Lays a wap-provisioningdoc over the catalogue.
    pub fn of_wap(document: &'a Document, catalogue: &'a Catalogue) -> Self {
        let mut builder = Builder { catalogue, items: Vec::new() };
        for node in &document.children {
            builder.wap_node(node, None, &Around::Above(Vec::new()));
        }
        Self { items: builder.items }
    }

    /// Lays a SyncML message over the catalogue: one element for each item that has an address.
    pub fn of_syncml(message: &'a Message, catalogue: &'a Catalogue) -> Self {
        let mut builder = Builder { catalogue, items: Vec::new() };
        for command in &message.commands {
            builder.command(command);
        }
        Self { items: builder.items }
    }

    /// The elements directly inside the one with this index.
    pub fn inside(&self, index: usize) -> impl Iterator<Item = &Placed<'a>> {
        self.items.iter().skip(index + 1).filter(move |item| item.parent == Some(index))
    }

    /// The elements that hold no others: what the device acts upon.
    pub fn innermost(&self) -> impl Iterator<Item = (usize, &Placed<'a>)> {
        let mut has_children = vec![false; self.items.len()];
        for parent in self.items.iter().filter_map(|item| item.parent) {
            has_children[parent] = true;
        }
        self.items.iter().enumerate().filter(move |(index, _)| !has_children[*index])
    }
}

struct Builder<'a> {
    catalogue: &'a Catalogue,
    items: Vec<Placed<'a>>,
}

/// Where the walk through a wap-provisioningdoc is.
enum Around<'a> {
    /// Outside any provider, below groups of these names.
    Above(Vec<&'a str>),
    /// In a provider, below groups of these names.
    Inside(ProviderMatch<'a>, Vec<&'a str>),
    /// In something unknown.
    Lost(ProviderMatch<'a>, Vec<&'a str>),
}

impl<'a> Builder<'a> {
    fn wap_node(&mut self, node: &'a WapNode, parent: Option<usize>, around: &Around<'a>) {
        match node {
            WapNode::Comment(_) => {}
            WapNode::Parm(parm) => {
                let (provider, names, node) =
                    self.place(parm.name.value.as_str(), NodeKind::Parm, &[], around);
                self.items.push(Placed {
                    parent,
                    provider,
                    names: names.into_iter().map(Cow::Borrowed).collect(),
                    shape: Shape::Setting,
                    operation: operation(parm.form),
                    name: &parm.name,
                    value: parm.value.as_ref(),
                    span: parm.place(),
                    node,
                    origin: Origin::Parm(parm),
                });
            }
            WapNode::Characteristic(group) => {
                let name = group.kind.value.as_str();
                let (provider, names, node) =
                    self.place(name, NodeKind::Characteristic, &group.children, around);
                let below = below(&provider, &node, &names, around, name);
                let index = self.items.len();
                self.items.push(Placed {
                    parent,
                    provider,
                    names: names.into_iter().map(Cow::Borrowed).collect(),
                    shape: Shape::Group,
                    operation: operation(group.form),
                    name: &group.kind,
                    value: None,
                    span: group.place(),
                    node,
                    origin: Origin::Characteristic(group),
                });
                for child in &group.children {
                    self.wap_node(child, Some(index), &below);
                }
            }
        }
    }

    /// The provider, the names below its root, and the node of an element with this name.
    fn place(
        &self,
        name: &'a str,
        kind: NodeKind,
        children: &'a [WapNode],
        around: &Around<'a>,
    ) -> (ProviderMatch<'a>, Vec<&'a str>, NodeMatch<'a>) {
        match around {
            Around::Above(_) if kind == NodeKind::Parm => {
                (ProviderMatch::Unknown { nearest: None }, vec![name], NodeMatch::BelowUnknown)
            }
            Around::Above(above) => {
                let path: Vec<&str> = above.iter().copied().chain([name]).collect();
                (self.wap_root(&path, children), Vec::new(), NodeMatch::Root)
            }
            Around::Lost(provider, names) => (provider.clone(), chain(names, name), NodeMatch::BelowUnknown),
            Around::Inside(provider, names) => {
                let names = chain(names, name);
                let node = match provider.provider() {
                    Some(known) => match_node(known, &names, Some(kind), names.len() - 1, |names| {
                        names.last().cloned().unwrap_or_default().into_owned()
                    }),
                    None => NodeMatch::BelowUnknown,
                };
                (provider.clone(), names, node)
            }
        }
    }

    fn wap_root(&self, path: &[&'a str], children: &'a [WapNode]) -> ProviderMatch<'a> {
        match self.catalogue.find_wap(path) {
            RootMatch::Provider { entries, case_differs, .. } => {
                choose(&entries, case_differs, Protocol::Cp, |parm| value_of(children, parm))
            }
            RootMatch::Above => ProviderMatch::Above,
            RootMatch::Unknown => {
                let name = path.last().copied().unwrap_or_default();
                let known = self.catalogue.entries().filter_map(|entry| entry.wap_path().get(path.len() - 1));
                ProviderMatch::Unknown { nearest: nearest(name, known.map(String::as_str)) }
            }
        }
    }

    fn command(&mut self, command: &'a Command) {
        for item in &command.items {
            if let (Some(target), Some(operation)) = (&item.target, verb_operation(command.verb)) {
                let (provider, names, node) = self.address(target, shape_of(command, item));
                self.items.push(Placed {
                    parent: None,
                    provider,
                    names: names.into_iter().map(Cow::Owned).collect(),
                    shape: shape_of(command, item),
                    operation,
                    name: target,
                    value: item.data.as_ref(),
                    span: item.span.span,
                    node,
                    origin: Origin::Item(command, item),
                });
            }
        }
        for inner in &command.commands {
            self.command(inner);
        }
    }

    fn address(
        &self,
        target: &'a Spanned<String>,
        shape: Shape,
    ) -> (ProviderMatch<'a>, Vec<String>, NodeMatch<'a>) {
        // A query part asks for a property of the node or for what is below it.
        let text = target.value.split('?').next().unwrap_or_default();
        let Ok(address) = text.parse::<LocUri>() else {
            return (ProviderMatch::Unknown { nearest: None }, Vec::new(), NodeMatch::BelowUnknown);
        };
        match self.catalogue.find_dm(&address) {
            RootMatch::Above => (ProviderMatch::Above, Vec::new(), NodeMatch::Root),
            RootMatch::Unknown => {
                let nearest = self.nearest_root(&address);
                (ProviderMatch::Unknown { nearest }, Vec::new(), NodeMatch::Root)
            }
            RootMatch::Provider { entries, depth, case_differs } => {
                let provider = choose(&entries, case_differs, Protocol::Dm, |_| None);
                let (root, names) = address.segments().split_at(depth);
                let written: Vec<&str> = names.iter().map(String::as_str).collect();
                let node = match provider.provider() {
                    _ if names.is_empty() => NodeMatch::Root,
                    None => NodeMatch::BelowUnknown,
                    Some(known) => {
                        let kind = match shape {
                            Shape::Group => Some(NodeKind::Characteristic),
                            Shape::Setting => Some(NodeKind::Parm),
                            Shape::Either => None,
                        };
                        match_node(known, &written, kind, 0, |names| {
                            let segments =
                                root.iter().cloned().chain(names.iter().map(|name| name.to_string()));
                            LocUri::from_segments(segments).map(|uri| uri.to_string()).unwrap_or_default()
                        })
                    }
                };
                (provider, names.to_vec(), node)
            }
        }
    }

    /// The provider's name nearest to the first segment at which the address leaves every known root.
    fn nearest_root(&self, address: &LocUri) -> Option<&'a str> {
        let segments = address.segments();
        let roots = || self.catalogue.entries().map(Entry::dm_path);
        let shared =
            |root: &[String]| root.iter().zip(segments).take_while(|(one, other)| one == other).count();
        let depth = roots().map(shared).max()?;
        let candidates = roots().filter(|root| shared(root) == depth).filter_map(|root| root.get(depth));
        nearest(segments.get(depth)?, candidates.map(String::as_str))
    }
}

fn chain<'a>(names: &[&'a str], name: &'a str) -> Vec<&'a str> {
    names.iter().copied().chain([name]).collect()
}

/// Where the elements inside a group are.
fn below<'a>(
    provider: &ProviderMatch<'a>,
    node: &NodeMatch<'a>,
    names: &[&'a str],
    around: &Around<'a>,
    name: &'a str,
) -> Around<'a> {
    match (provider, node, around) {
        (ProviderMatch::Above, _, Around::Above(above)) => Around::Above(chain(above, name)),
        (provider, NodeMatch::Root, _) if provider.provider().is_some() => {
            Around::Inside(provider.clone(), Vec::new())
        }
        (provider, node, _) if node.node().is_some() => Around::Inside(provider.clone(), names.to_vec()),
        (provider, ..) => Around::Lost(provider.clone(), names.to_vec()),
    }
}

/// The provider among those with one root; `value` gives the value of the setting that tells them apart.
fn choose<'a>(
    entries: &[&'a Entry],
    case_differs: bool,
    protocol: Protocol,
    value: impl Fn(&str) -> Option<&'a Spanned<String>>,
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
    let variants = || entries.iter().filter_map(|entry| entry.variant());
    match variants().next() {
        Some(first) => ProviderMatch::UnknownVariant {
            parm: &first.parm,
            value: value(&first.parm),
            known: variants().map(|variant| variant.value.as_str()).collect(),
        },
        None => ProviderMatch::Unknown { nearest: None },
    }
}

/// The value of a setting among these elements, its name as written or in another case.
fn value_of<'a>(children: &'a [WapNode], name: &str) -> Option<&'a Spanned<String>> {
    let parms = || {
        children.iter().filter_map(|child| match child {
            WapNode::Parm(parm) => Some(parm),
            WapNode::Characteristic(_) | WapNode::Comment(_) => None,
        })
    };
    parms()
        .find(|parm| parm.name.value == name)
        .or_else(|| parms().find(|parm| parm.name.value.trim().eq_ignore_ascii_case(name)))
        .and_then(|parm| parm.value.as_ref())
}

/// The node that `names` lead to. Levels before `first` have been judged with the groups around; `spelling` makes the
/// documented spelling of the element's name from the documented names.
fn match_node<'a>(
    provider: &'a Provider,
    names: &[&str],
    kind: Option<NodeKind>,
    first: usize,
    spelling: impl Fn(&[Cow<'_, str>]) -> String,
) -> NodeMatch<'a> {
    let Some(found) = provider.node(names, kind) else {
        return not_here(provider, names, kind);
    };
    let node = found.node;
    let judged = found.fits.get(first..).unwrap_or_default();
    if judged.contains(&Fit::Malformed) {
        let (name, group) = names.split_last().map_or(("", &[][..]), |(name, group)| (*name, group));
        let nearest = nearest(name, provider.fixed_below(group).map(|(fixed, _)| fixed));
        return NodeMatch::Malformed { node, nearest };
    }
    let documented = || spelling(&documented_names(node, names, &found.fits));
    if judged.contains(&Fit::BlankAround) {
        NodeMatch::BlankAround { node, documented: documented() }
    } else if judged.contains(&Fit::CaseDiffers) {
        NodeMatch::CaseDiffers { node, documented: documented() }
    } else {
        NodeMatch::Known(node)
    }
}

/// The names with the documented spelling where they differ in case or blanks. A nesting level takes all names that
/// the levels before and behind it leave.
fn documented_names<'n>(node: &Node, names: &[&'n str], fits: &[Fit]) -> Vec<Cow<'n, str>> {
    let segments = node.path.segments();
    let nesting = segments.iter().position(Segment::nests).unwrap_or(segments.len());
    let surplus = names.len() - segments.len();
    names
        .iter()
        .zip(fits)
        .enumerate()
        .map(|(level, (name, fit))| {
            let segment = if level < nesting { level } else { level.saturating_sub(surplus) };
            let fixed = segments.get(segment).and_then(Segment::fixed);
            match (fit, fixed) {
                (Fit::CaseDiffers | Fit::BlankAround, Some(fixed)) => Cow::Owned(fixed.to_owned()),
                _ => Cow::Borrowed(*name),
            }
        })
        .collect()
}

/// What can be said of names that lead to no node of this kind.
fn not_here<'a>(provider: &'a Provider, names: &[&str], kind: Option<NodeKind>) -> NodeMatch<'a> {
    if let Some(other) = provider.node(names, None)
        && matches!(other.last(), Fit::Exact | Fit::CaseDiffers | Fit::BlankAround)
    {
        return NodeMatch::WrongShape(other.node);
    }
    // The level at which the names leave the known tree.
    let known =
        (0..names.len()).rev().find(|depth| *depth == 0 || provider.node(&names[..*depth], None).is_some());
    let (group, rest) = names.split_at(known.unwrap_or_default());
    let complete = provider.lists_all_below(group);
    if let [name] = rest {
        let kinds = [NodeKind::Characteristic, NodeKind::Parm];
        let elsewhere = kinds
            .into_iter()
            .filter(|one| kind.is_none_or(|kind| kind == *one))
            .find_map(|one| provider.elsewhere(name, one));
        if let Some(node) = elsewhere {
            return NodeMatch::WrongLevel { node, complete };
        }
    }
    let wanted = if rest.len() == 1 { kind } else { Some(NodeKind::Characteristic) };
    let candidates = provider
        .fixed_below(group)
        .filter(|(_, node)| wanted.is_none_or(|kind| node.kind == kind))
        .map(|(fixed, _)| fixed);
    NodeMatch::Unknown { nearest: rest.first().and_then(|name| nearest(name, candidates)), complete }
}

const fn operation(form: Form) -> Operation {
    match form {
        Form::Set | Form::SetError => Operation::Set,
        Form::Remove | Form::RemoveError => Operation::Remove,
        Form::Query | Form::QueryError => Operation::Query,
    }
}

const fn verb_operation(verb: Verb) -> Option<Operation> {
    match verb {
        Verb::Add | Verb::Replace => Some(Operation::Set),
        Verb::Get => Some(Operation::Query),
        Verb::Delete => Some(Operation::Remove),
        Verb::Exec => Some(Operation::Execute),
        Verb::Atomic | Verb::Sequence | Verb::Alert | Verb::Status | Verb::Results => None,
    }
}

/// A format `node` makes a group, data make a setting; an address alone may be either.
fn shape_of(command: &Command, item: &Item) -> Shape {
    let format = item.meta.format.as_ref().or(command.meta.format.as_ref());
    match format.map(|format| format.value.as_str()) {
        Some("node") => Shape::Group,
        _ if item.data.is_some() && command.verb != Verb::Exec => Shape::Setting,
        _ => Shape::Either,
    }
}

#[cfg(test)]
mod tests;
