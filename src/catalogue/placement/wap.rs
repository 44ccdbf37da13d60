//! A wap-provisioningdoc laid over the catalogue: the names of nested groups lead to providers and nodes.

use std::borrow::Cow;
use std::sync::Arc;

use super::nodes::match_node;
use super::{Group, NodeMatch, Operation, Origin, Placed, ProviderMatch, Shape, choose, index};
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
    Inside(Arc<Group<'a>>, Level<'a>),
    /// In something unknown.
    Lost(Arc<Group<'a>>),
}

/// What is known of an element.
struct Place<'a> {
    group: Arc<Group<'a>>,
    node: NodeMatch<'a>,
    /// The node as it was found in the group around.
    found: Option<NodeFit<'a>>,
}

impl<'a> Around<'a> {
    /// Directly below a provider's root.
    fn root(root: Arc<Group<'a>>) -> Self {
        match root.provider.provider() {
            Some(known) => Self::Inside(root, known.level([""; 0])),
            None => Self::Lost(root),
        }
    }

    /// In a group of a provider.
    fn inside(provider: &ProviderMatch<'a>, level: Level<'a>) -> Self {
        let group = Group { provider: provider.clone(), names: Arc::clone(level.group()) };
        Self::Inside(Arc::new(group), level)
    }
}

impl<'a> Group<'a> {
    /// The root of a provider.
    fn root(provider: ProviderMatch<'a>) -> Arc<Self> {
        Arc::new(Self { provider, names: Arc::default() })
    }
}

impl<'a> Walk<'a> {
    fn node(&mut self, node: &'a Node, parent: Option<u32>, around: &Around<'a>) {
        match node {
            Node::Comment(_) => {}
            Node::Parm(parm) => {
                let Place { group, node, .. } = self.place(&parm.name.value, NodeKind::Parm, &[], around);
                self.items.push(Placed {
                    parent,
                    shape: Shape::Setting,
                    operation: operation(parm.form),
                    name: &parm.name,
                    node,
                    origin: Origin::Parm(parm),
                    group,
                    own: None,
                    has_data: false,
                    behind: index(self.items.len() + 1),
                });
            }
            Node::Characteristic(element) => {
                let name = &element.kind.value;
                let place = self.place(name, NodeKind::Characteristic, &element.children, around);
                let below = self.below(&place, around, element);
                let Place { group, node, .. } = place;
                let place = self.items.len();
                self.items.push(Placed {
                    parent,
                    shape: Shape::Group,
                    operation: operation(element.form),
                    name: &element.kind,
                    node,
                    origin: Origin::Characteristic(element),
                    group,
                    own: None,
                    has_data: false,
                    behind: index(place + 1),
                });
                for child in &element.children {
                    self.node(child, Some(index(place)), &below);
                }
                self.items[place].behind = index(self.items.len());
            }
        }
    }

    /// The group around an element with this name, and its node.
    fn place(&self, name: &'a Text, kind: NodeKind, children: &'a [Node], around: &Around<'a>) -> Place<'a> {
        match around {
            Around::Above(_) if kind == NodeKind::Parm => {
                let group = Group::root(ProviderMatch::Unknown { nearest: None });
                Place { group, node: NodeMatch::BelowUnknown, found: None }
            }
            Around::Above(above) => {
                let path: Vec<&str> = above.iter().copied().chain([name.as_str()]).collect();
                Place { group: Group::root(self.root(&path, children)), node: NodeMatch::Root, found: None }
            }
            Around::Lost(group) => {
                Place { group: Arc::clone(group), node: NodeMatch::BelowUnknown, found: None }
            }
            Around::Inside(group, level) => {
                let spelling =
                    |names: &[Cow<'_, str>]| names.last().cloned().unwrap_or_default().into_owned();
                let found = level.node(name, Some(kind));
                let node = match_node(level, found.as_ref(), name, Some(kind), level.group().len(), spelling);
                Place { group: Arc::clone(group), node, found }
            }
        }
    }

    /// Where the elements inside a group are. Behind a name that is only a slip it goes on as if the name that was
    /// meant stood there, so that the faults inside are found too.
    fn below(&self, place: &Place<'a>, around: &Around<'a>, element: &'a Characteristic) -> Around<'a> {
        let Place { group, node, found } = place;
        let name = element.kind.value.as_str();
        match (&group.provider, node, around) {
            (ProviderMatch::Above(_), _, Around::Above(above)) => Around::Above(chain(above, name)),
            (ProviderMatch::Unknown { nearest: Some(meant) }, NodeMatch::Root, Around::Above(above)) => {
                let path = chain(above, meant);
                match self.root(&path, &element.children) {
                    ProviderMatch::Above(_) => Around::Above(path),
                    guess => Around::root(Group::root(guess)),
                }
            }
            (provider, NodeMatch::Root, _) if provider.provider().is_some() => {
                Around::root(Arc::clone(group))
            }
            (provider, NodeMatch::Unknown { nearest: Some(meant), complete }, Around::Inside(_, level))
                if *complete || is_slip(name, meant) =>
            {
                Around::inside(provider, level.inside((*meant).into(), None))
            }
            (provider, node, Around::Inside(_, level)) if node.node().is_some() => {
                Around::inside(provider, level.inside(name.into(), found.as_ref()))
            }
            (_, NodeMatch::Root, _) => Around::Lost(Arc::clone(group)),
            (provider, ..) => {
                let names = group.names.iter().cloned().chain([name.into()]).collect();
                Around::Lost(Arc::new(Group { provider: provider.clone(), names }))
            }
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
