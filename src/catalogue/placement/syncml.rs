//! A SyncML message laid over the catalogue: the address of each item leads to a provider and a node.

use std::borrow::Cow;
use std::sync::Arc;

use super::nodes::match_node;
use super::{Names, NodeMatch, Operation, Origin, Placed, ProviderMatch, Shape, choose};
use crate::catalogue::{Catalogue, Entry, Level, NodeKind, Protocol, Provider, RootMatch};
use crate::document::Text;
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::finding::{Spanned, nearest};
use crate::terms::LocUri;

/// The items of the message that have an address, in its order.
pub(super) fn place<'a>(message: &'a Message, catalogue: &'a Catalogue) -> Vec<Placed<'a>> {
    let mut walk = Walk { catalogue, items: Vec::new(), level: None };
    for command in &message.commands {
        walk.command(command);
    }
    walk.items
}

struct Walk<'a> {
    catalogue: &'a Catalogue,
    items: Vec<Placed<'a>>,
    /// The group of the last item: neighbours are often in one.
    level: Option<Level<'a>>,
}

impl<'a> Walk<'a> {
    fn command(&mut self, command: &'a Command) {
        for item in &command.items {
            if let (Some(target), Some(operation)) = (&item.target, verb_operation(command.verb)) {
                let (provider, names, node) = self.address(target, shape_of(command, item));
                self.items.push(Placed {
                    parent: None,
                    provider,
                    names,
                    shape: shape_of(command, item),
                    operation,
                    name: target,
                    value: item.data.as_ref(),
                    span: item.span.span,
                    node,
                    origin: Origin::Item(command, item),
                    behind: self.items.len() + 1,
                });
            }
        }
        for inner in &command.commands {
            self.command(inner);
        }
    }

    fn address(
        &mut self,
        target: &'a Spanned<Text>,
        shape: Shape,
    ) -> (ProviderMatch<'a>, Names<'a>, NodeMatch<'a>) {
        // A query part asks for a property of the node or for what is below it.
        let text = target.value.split('?').next().unwrap_or_default();
        let Ok(address) = text.parse::<LocUri>() else {
            return (ProviderMatch::Unknown { nearest: None }, Names::default(), NodeMatch::BelowUnknown);
        };
        match self.catalogue.find_dm(&address) {
            RootMatch::Above => (ProviderMatch::Above, Names::default(), NodeMatch::Root),
            RootMatch::Unknown => {
                let nearest = self.nearest_root(&address);
                (ProviderMatch::Unknown { nearest }, Names::default(), NodeMatch::Root)
            }
            RootMatch::Provider { entries, depth, case_differs } => {
                let provider = choose(&entries, case_differs, Protocol::Dm, |_| None);
                let (root, names) = address.segments().split_at(depth);
                let Some((name, group)) = names.split_last() else {
                    return (provider, Names::default(), NodeMatch::Root);
                };
                let own = Cow::Owned(name.clone());
                match provider.provider() {
                    None => {
                        let group = group.iter().map(Text::from).collect();
                        (provider, Names::new(group, own), NodeMatch::BelowUnknown)
                    }
                    Some(known) => {
                        let level = self.level(known, group);
                        let kind = match shape {
                            Shape::Group => Some(NodeKind::Characteristic),
                            Shape::Setting => Some(NodeKind::Parm),
                            Shape::Either => None,
                        };
                        let node = match_node(level, name, kind, 0, |names| {
                            let segments =
                                root.iter().cloned().chain(names.iter().map(|name| name.to_string()));
                            LocUri::from_segments(segments).map(|uri| uri.to_string()).unwrap_or_default()
                        });
                        (provider, Names::new(Arc::clone(level.group()), own), node)
                    }
                }
            }
        }
    }

    /// The group of a provider.
    fn level(&mut self, provider: &'a Provider, group: &[String]) -> &Level<'a> {
        let is_it = |level: &Level<'a>| {
            std::ptr::eq(level.provider(), provider) && level.group().iter().eq(group.iter())
        };
        let level = self.level.take().filter(is_it);
        self.level.insert(level.unwrap_or_else(|| provider.level(group)))
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
