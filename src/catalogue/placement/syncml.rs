//! A SyncML message laid over the catalogue: the address of each item leads to a provider and a node, behind a slip too.

use std::sync::Arc;

use super::nodes::match_node;
use super::{Group, Misspelt, NodeMatch, Operation, Origin, Placed, ProviderMatch, Shape, choose, index};
use crate::catalogue::{Catalogue, Entry, Level, NodeKind, Protocol, Provider, RootMatch};
use crate::document::Text;
use crate::document::syncml::{Command, Item, Message, Verb};
use crate::finding::{Spanned, is_slip, nearest};
use crate::terms::LocUri;

/// The items of the message that have an address, in its order.
pub(super) fn place<'a>(message: &'a Message, catalogue: &'a Catalogue) -> Vec<Placed<'a>> {
    // A list that grows is in memory twice at times.
    let items = message.every_command().map(|command| command.items.len()).sum();
    let mut walk = Walk { catalogue, items: Vec::with_capacity(items), level: None };
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

/// Names below a provider's root, of an address.
#[derive(Default)]
struct Read {
    group: Arc<[Text]>,
    own: Option<Box<Text>>,
}

/// What an item says beside its address.
struct Said<'a> {
    target: &'a Spanned<Text>,
    shape: Shape,
    operation: Operation,
    /// Whether its data are the value of the node.
    has_data: bool,
    command: &'a Command,
    item: &'a Item,
}

impl<'a> Walk<'a> {
    fn command(&mut self, command: &'a Command) {
        for item in &command.items {
            if let (Some(target), Some(operation)) = (&item.target, verb_operation(command.verb)) {
                // A query part asks for a property of the node or for what is below it; data are then not its value.
                let said = match target.value.contains('?') {
                    true => Said { target, shape: Shape::Either, operation, has_data: false, command, item },
                    false => {
                        let shape = shape_of(command, item);
                        Said { target, shape, operation, has_data: true, command, item }
                    }
                };
                self.item(&said);
            }
        }
        for inner in &command.commands {
            self.command(inner);
        }
    }

    fn item(&mut self, said: &Said<'a>) {
        let text = said.target.value.split('?').next().unwrap_or_default();
        let Ok(address) = text.trim().parse::<LocUri>() else {
            let provider = ProviderMatch::Unknown { nearest: None };
            self.add(said, None, provider, Read::default(), NodeMatch::BelowUnknown);
            return;
        };
        let (address, written) = self.meant(address);
        let unknown = ProviderMatch::Unknown { nearest: None };
        match self.catalogue.find_dm(&address) {
            RootMatch::Above(below) if written.is_none() => {
                self.add(said, None, ProviderMatch::Above(below.into()), Read::default(), NodeMatch::Root);
            }
            RootMatch::Above(_) | RootMatch::Unknown => {
                self.add(said, None, written.unwrap_or(unknown), Read::default(), NodeMatch::Root);
            }
            RootMatch::Provider { entries, depth, case_differs } => {
                let provider = choose(&entries, case_differs, Protocol::Dm, |_| None);
                let (_, names) = address.segments().split_at(depth);
                let root = entries.first().map_or(&[][..], |entry| entry.dm_path());
                if let Some(written) = written.clone().filter(|_| names.is_empty()) {
                    self.add(said, None, written, Read::default(), NodeMatch::Root);
                    return;
                }
                let parent = written
                    .map(|written| self.add_group(said, None, written, Read::default(), NodeMatch::Root));
                match provider.provider() {
                    _ if names.is_empty() => {
                        self.add(said, parent, provider, Read::default(), NodeMatch::Root);
                    }
                    None => self.add(said, parent, provider, Read::unplaced(names), NodeMatch::BelowUnknown),
                    Some(known) => self.below_root(said, parent, &provider, known, root, names.to_vec()),
                }
            }
        }
    }

    /// Places an item below its provider's root. A group on the way whose name is not known gets an element of its own,
    /// and behind one that is only a slip it goes on as if the name that was meant stood there.
    fn below_root(
        &mut self,
        said: &Said<'a>,
        parent: Option<u32>,
        provider: &ProviderMatch<'a>,
        known: &'a Provider,
        root: &[String],
        mut names: Vec<String>,
    ) {
        let kind = match said.shape {
            Shape::Group => Some(NodeKind::Characteristic),
            Shape::Setting => Some(NodeKind::Parm),
            Shape::Either => None,
        };
        let mut parent = parent;
        let (mut own, mut node) = self.node(known, root, &names, kind);
        // What leads to the provider is written as documented too.
        if let (ProviderMatch::CaseDiffers(_), NodeMatch::Known(known)) = (provider, &node) {
            let documented = address_of(root, &names);
            node = NodeMatch::CaseDiffers(Box::new(Misspelt { node: known, documented }));
        }
        let levels = if node.node().is_some() { 1..1 } else { 1..names.len() };
        for level in levels {
            let (group_names, group) =
                self.node(known, root, &names[..level], Some(NodeKind::Characteristic));
            if group.node().is_some() {
                continue;
            }
            let meant = match &group {
                NodeMatch::Unknown { nearest: Some(meant), complete }
                    if *complete || is_slip(&names[level - 1], meant) =>
                {
                    Some((*meant).to_owned())
                }
                _ => None,
            };
            parent = Some(self.add_group(said, parent, provider.clone(), group_names, group));
            let Some(meant) = meant else {
                node = NodeMatch::BelowUnknown;
                break;
            };
            names[level - 1] = meant;
            (own, node) = self.node(known, root, &names, kind);
        }
        self.add(said, parent, provider.clone(), own, node);
    }

    /// The node that names below a provider's root lead to.
    fn node(
        &mut self,
        known: &'a Provider,
        root: &[String],
        names: &[String],
        kind: Option<NodeKind>,
    ) -> (Read, NodeMatch<'a>) {
        let Some((name, group)) = names.split_last() else { return (Read::default(), NodeMatch::Root) };
        let level = self.level(known, group);
        let found = level.node(name, kind);
        let node = match_node(level, found.as_ref(), name, kind, 0, |names| address_of(root, names));
        (Read::new(Arc::clone(level.group()), name), node)
    }

    /// The group of a provider.
    fn level(&mut self, provider: &'a Provider, group: &[String]) -> &Level<'a> {
        let is_it = |level: &Level<'a>| {
            std::ptr::eq(level.provider(), provider) && level.group().iter().eq(group.iter())
        };
        let level = self.level.take().filter(is_it);
        self.level.insert(level.unwrap_or_else(|| provider.level(group)))
    }

    fn add(
        &mut self,
        said: &Said<'a>,
        parent: Option<u32>,
        provider: ProviderMatch<'a>,
        names: Read,
        node: NodeMatch<'a>,
    ) {
        let behind = index(self.items.len() + 1);
        let group = self.group(provider, names.group);
        self.items.push(Placed {
            parent,
            shape: said.shape,
            operation: said.operation,
            name: said.target,
            node,
            origin: Origin::Item(said.command, said.item),
            group,
            own: names.own,
            has_data: said.has_data,
            behind,
        });
        // What stands in a group stands in those around it too.
        let mut around = parent;
        while let Some(group) = around.and_then(|place| self.items.get_mut(place as usize)) {
            group.behind = behind;
            around = group.parent;
        }
    }

    /// The group, which is often that of the item before.
    fn group(&mut self, provider: ProviderMatch<'a>, names: Arc<[Text]>) -> Arc<Group<'a>> {
        if let Some(last) = self.items.last().map(|last| &last.group)
            && let (ProviderMatch::Known(one), ProviderMatch::Known(other)) = (&last.provider, &provider)
            && std::ptr::eq(*one, *other)
            && Arc::ptr_eq(&last.names, &names)
        {
            return Arc::clone(last);
        }
        Arc::new(Group { provider, names })
    }

    /// Adds a group that an item's address names on its way; gives its index.
    fn add_group(
        &mut self,
        said: &Said<'a>,
        parent: Option<u32>,
        provider: ProviderMatch<'a>,
        names: Read,
        node: NodeMatch<'a>,
    ) -> u32 {
        let group = Said { shape: Shape::Group, has_data: false, ..*said };
        self.add(&group, parent, provider, names, node);
        index(self.items.len() - 1)
    }

    /// The address that was meant by one that leads to no known root, and what is wrong with the one that is written.
    fn meant(&self, address: LocUri) -> (LocUri, Option<ProviderMatch<'a>>) {
        if let RootMatch::Unknown = self.catalogue.find_dm(&address)
            && let Some((entry, meant)) = self.at_its_place(&address)
        {
            return (meant, Some(ProviderMatch::Misplaced(entry)));
        }
        let (meant, misspelt) = self.without_slip(address);
        (meant, misspelt.map(|nearest| ProviderMatch::Unknown { nearest: Some(nearest) }))
    }

    /// The provider that an address names at another place than the documented one, and the address with that place.
    /// What stands before the name must be names that lead to providers: below others a maker may have its own.
    fn at_its_place(&self, address: &LocUri) -> Option<(&'a Entry, LocUri)> {
        let segments = address.segments();
        let leads = |name: &String| {
            let above =
                |entry: &Entry| entry.dm_path().split_last().is_some_and(|(_, above)| above.contains(name));
            self.catalogue.entries().any(above)
        };
        let depth = segments.iter().take_while(|segment| leads(segment)).count();
        let name = segments.get(depth)?;
        let entry = self.catalogue.entries().find(|entry| entry.dm_path().last() == Some(name))?;
        let place = entry.dm_path().iter().chain(&segments[depth + 1..]);
        Some((entry, LocUri::from_segments(place).ok()?))
    }

    /// An address that leads to no known root, with the nearest names in the place of those that are not known, and the
    /// first of them.
    fn without_slip(&self, address: LocUri) -> (LocUri, Option<&'a str>) {
        let mut meant = address;
        let mut first = None;
        while let RootMatch::Unknown = self.catalogue.find_dm(&meant)
            && let Some((depth, nearest)) = self.nearest_root(&meant)
        {
            first = first.or(Some(nearest));
            let mut segments = meant.segments().to_vec();
            segments[depth] = nearest.to_owned();
            let Ok(next) = LocUri::from_segments(segments) else { break };
            meant = next;
        }
        (meant, first)
    }

    /// The first segment at which the address leaves every known root, and the provider's name nearest to it.
    fn nearest_root(&self, address: &LocUri) -> Option<(usize, &'a str)> {
        let segments = address.segments();
        let roots = || self.catalogue.entries().map(Entry::dm_path);
        let shared =
            |root: &[String]| root.iter().zip(segments).take_while(|(one, other)| one == other).count();
        let depth = roots().map(shared).max()?;
        let candidates = roots().filter(|root| shared(root) == depth).filter_map(|root| root.get(depth));
        let nearest = nearest(segments.get(depth)?, candidates.map(String::as_str))?;
        Some((depth, nearest))
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

/// The address of the node with these names below a root.
fn address_of(root: &[String], names: &[impl AsRef<str>]) -> String {
    let segments = root.iter().cloned().chain(names.iter().map(|name| name.as_ref().to_owned()));
    LocUri::from_segments(segments).map(|uri| uri.to_string()).unwrap_or_default()
}

/// A format `node` makes a group, data that are set make a setting; an address alone may be either.
fn shape_of(command: &Command, item: &Item) -> Shape {
    match command.format_of(item).map(|format| format.value.trim()) {
        Some("node") => Shape::Group,
        _ if item.data.is_some() && matches!(command.verb, Verb::Add | Verb::Replace) => Shape::Setting,
        _ => Shape::Either,
    }
}

impl Read {
    fn new(group: Arc<[Text]>, own: &str) -> Self {
        Self { group, own: Some(Box::new(own.into())) }
    }

    /// Names of which nothing is known.
    fn unplaced(names: &[String]) -> Self {
        let read =
            |(own, group): (&String, &[String])| Self::new(group.iter().map(Text::from).collect(), own);
        names.split_last().map(read).unwrap_or_default()
    }
}
