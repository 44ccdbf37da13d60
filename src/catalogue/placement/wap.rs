//! A wap-provisioningdoc laid over the catalogue: the names of nested groups lead to providers and nodes.

use std::borrow::Cow;
use std::sync::Arc;

use super::nodes::match_node;
use super::{Names, NodeMatch, Operation, Origin, Placed, ProviderMatch, Shape, choose, index};
use crate::catalogue::{Catalogue, Entry, Level, NodeFit, NodeKind, Protocol, RootMatch};
use crate::document::Text;
use crate::document::wap::{Characteristic, Document, Form, Node};
use crate::finding::{Spanned, is_slip, nearest};

/// The elements of the document, in its order.
pub(super) fn place<'a>(document: &'a Document, catalogue: &'a Catalogue) -> Vec<Placed<'a>> {
    // A list that grows is in memory twice at times.
    let mut walk = Walk { catalogue, items: Vec::with_capacity(elements(&document.children)) };
    for node in &document.children {
        walk.node(node, None, &Around::Above(Vec::new()));
    }
    walk.items
}

struct Walk<'a> {
    catalogue: &'a Catalogue,
    items: Vec<Placed<'a>>,
}

/// Where the walk through a wap-provisioningdoc is.
enum Around<'a> {
    /// Outside any provider, below groups of these names.
    Above(Vec<&'a str>),
    /// In a provider, in one of its groups.
    Inside(ProviderMatch<'a>, Level<'a>),
    /// In something unknown, below groups of these names.
    Lost(ProviderMatch<'a>, Arc<[Text]>),
}

/// What is known of an element.
struct Place<'a> {
    provider: ProviderMatch<'a>,
    names: Names<'a>,
    node: NodeMatch<'a>,
    /// The node as it was found in the group around.
    found: Option<NodeFit<'a>>,
}

impl<'a> Around<'a> {
    /// Directly below a provider's root.
    fn root(provider: ProviderMatch<'a>) -> Self {
        match provider.provider() {
            Some(known) => Self::Inside(provider, known.level([""; 0])),
            None => Self::Lost(provider, Arc::default()),
        }
    }
}

impl<'a> Walk<'a> {
    fn node(&mut self, node: &'a Node, parent: Option<u32>, around: &Around<'a>) {
        match node {
            Node::Comment(_) => {}
            Node::Parm(parm) => {
                let Place { provider, names, node, .. } =
                    self.place(&parm.name.value, NodeKind::Parm, &[], around);
                self.items.push(Placed {
                    parent,
                    provider,
                    names,
                    shape: Shape::Setting,
                    operation: operation(parm.form),
                    name: &parm.name,
                    value: parm.value.as_ref(),
                    span: parm.place(),
                    node,
                    origin: Origin::Parm(parm),
                    behind: index(self.items.len() + 1),
                });
            }
            Node::Characteristic(group) => {
                let place = self.place(&group.kind.value, NodeKind::Characteristic, &group.children, around);
                let below = self.below(&place, around, group);
                let Place { provider, names, node, .. } = place;
                let place = self.items.len();
                self.items.push(Placed {
                    parent,
                    provider,
                    names,
                    shape: Shape::Group,
                    operation: operation(group.form),
                    name: &group.kind,
                    value: None,
                    span: group.place(),
                    node,
                    origin: Origin::Characteristic(group),
                    behind: index(place + 1),
                });
                for child in &group.children {
                    self.node(child, Some(index(place)), &below);
                }
                self.items[place].behind = index(self.items.len());
            }
        }
    }

    /// The provider, the names below its root, and the node of an element with this name.
    fn place(&self, name: &'a Text, kind: NodeKind, children: &'a [Node], around: &Around<'a>) -> Place<'a> {
        match around {
            Around::Above(_) if kind == NodeKind::Parm => {
                let names = Names::written(Arc::default(), name);
                let provider = ProviderMatch::Unknown { nearest: None };
                Place { provider, names, node: NodeMatch::BelowUnknown, found: None }
            }
            Around::Above(above) => {
                let path: Vec<&str> = above.iter().copied().chain([name.as_str()]).collect();
                let provider = self.root(&path, children);
                Place { provider, names: Names::default(), node: NodeMatch::Root, found: None }
            }
            Around::Lost(provider, group) => {
                let names = Names::written(Arc::clone(group), name);
                Place { provider: provider.clone(), names, node: NodeMatch::BelowUnknown, found: None }
            }
            Around::Inside(provider, level) => {
                let names = Names::written(Arc::clone(level.group()), name);
                let spelling =
                    |names: &[Cow<'_, str>]| names.last().cloned().unwrap_or_default().into_owned();
                let found = level.node(name, Some(kind));
                let node = match_node(level, found.as_ref(), name, Some(kind), level.group().len(), spelling);
                Place { provider: provider.clone(), names, node, found }
            }
        }
    }

    /// Where the elements inside a group are. Behind a name that is only a slip it goes on as if the name that was
    /// meant stood there, so that the faults inside are found too.
    fn below(&self, place: &Place<'a>, around: &Around<'a>, group: &'a Characteristic) -> Around<'a> {
        let Place { provider, names, node, found } = place;
        let name = group.kind.value.as_str();
        match (provider, node, around) {
            (ProviderMatch::Above(_), _, Around::Above(above)) => Around::Above(chain(above, name)),
            (ProviderMatch::Unknown { nearest: Some(meant) }, NodeMatch::Root, Around::Above(above)) => {
                let path = chain(above, meant);
                match self.root(&path, &group.children) {
                    ProviderMatch::Above(_) => Around::Above(path),
                    guess => Around::root(guess),
                }
            }
            (provider, NodeMatch::Root, _) if provider.provider().is_some() => Around::root(provider.clone()),
            (provider, NodeMatch::Unknown { nearest: Some(meant), complete }, Around::Inside(_, level))
                if *complete || is_slip(name, meant) =>
            {
                Around::Inside(provider.clone(), level.inside((*meant).into(), None))
            }
            (provider, node, Around::Inside(_, level)) if node.node().is_some() => {
                Around::Inside(provider.clone(), level.inside(name.into(), found.as_ref()))
            }
            (provider, ..) => Around::Lost(provider.clone(), names.iter().map(Text::from).collect()),
        }
    }

    fn root(&self, path: &[&'a str], children: &'a [Node]) -> ProviderMatch<'a> {
        match self.catalogue.find_wap(path) {
            RootMatch::Provider { entries, case_differs, .. } => {
                choose(&entries, case_differs, Protocol::Cp, |parm| value_of(children, parm))
            }
            RootMatch::Above(below) => ProviderMatch::Above(below.into()),
            RootMatch::Unknown => {
                let name = path.last().copied().unwrap_or_default();
                let is_its_name = |known: &Entry| {
                    known.wap_path().len() != path.len()
                        && known.wap_path().last().is_some_and(|last| last.eq_ignore_ascii_case(name))
                };
                if let Some(entry) = self.catalogue.entries().find(|entry| is_its_name(entry)) {
                    return ProviderMatch::Misplaced(entry);
                }
                let known = self.catalogue.entries().filter_map(|entry| entry.wap_path().get(path.len() - 1));
                ProviderMatch::Unknown { nearest: nearest(name, known.map(String::as_str)) }
            }
        }
    }
}

/// How many groups and settings these and what is in them are.
fn elements(nodes: &[Node]) -> usize {
    let of_node = |node: &Node| match node {
        Node::Comment(_) => 0,
        Node::Parm(_) => 1,
        Node::Characteristic(group) => 1 + elements(&group.children),
    };
    nodes.iter().map(of_node).sum()
}

fn chain<'a>(names: &[&'a str], name: &'a str) -> Vec<&'a str> {
    names.iter().copied().chain([name]).collect()
}

/// The value of a setting among these elements, its name as written or in another case.
fn value_of<'a>(children: &'a [Node], name: &str) -> Option<&'a Spanned<Text>> {
    let parms = || {
        children.iter().filter_map(|child| match child {
            Node::Parm(parm) => Some(parm),
            Node::Characteristic(_) | Node::Comment(_) => None,
        })
    };
    parms()
        .find(|parm| parm.name.value == name)
        .or_else(|| parms().find(|parm| parm.name.value.trim().eq_ignore_ascii_case(name)))
        .and_then(|parm| parm.value.as_ref())
}

const fn operation(form: Form) -> Operation {
    match form {
        Form::Set | Form::SetError => Operation::Set,
        Form::Remove | Form::RemoveError => Operation::Remove,
        Form::Query | Form::QueryError => Operation::Query,
    }
}
