//! What a path of the catalogue leads to, for people and for programs.
//!
//! A path begins with a provider, as [`Entry::label`] or [`Entry::name`] has it, and goes on with the names below its
//! root: `Sync/Settings/HeartbeatMin`. A level whose name the author chooses is written as the catalogue writes it,
//! `NAP/{NAPID}`, or with any name of that form. An address in the management tree, `./Vendor/MSFT/Sync`, leads to the
//! same places.

mod human;
mod report;

pub use report::Report;

use super::node_path::equal_but_for_case;
use super::{Catalogue, DefaultRoles, Entry, Fit, Node, NodeKind, Provider, RootMatch, Segment};
use crate::finding::nearest;
use crate::terms::{DeviceClass, LocUri, LocUriError, Release, RoleMask};

/// A provider, or a group or setting in it.
#[derive(Debug)]
pub struct Place<'c> {
    /// The provider.
    pub entry: &'c Entry,
    /// The names below the provider's root, in the case of letters that is documented, with the chosen names as they were
    /// asked for; none for the provider itself.
    pub names: Vec<String>,
    /// What they lead to; `None`: the provider itself.
    pub node: Option<&'c Node>,
    /// The fit of each name.
    fits: Vec<Fit>,
}

/// A path that leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    /// It is no address.
    #[error(transparent)]
    Address(#[from] LocUriError),
    /// No provider has this name.
    #[error("there is no provider `{name}`: {help}")]
    Provider {
        /// As it was written.
        name: String,
        /// What to do.
        help: String,
    },
    /// The address stands above the providers.
    #[error("`{0}` holds no settings of its own: name a provider, `provsmith schema list` shows them")]
    Above(String),
    /// The provider, or a group of it, does not have this name.
    #[error("`{around}` has no `{name}`: {help}")]
    Node {
        /// The provider or group.
        around: String,
        /// As it was written.
        name: String,
        /// What to do.
        help: String,
    },
}

/// All that a path leads to: several places where providers share a name.
///
/// # Errors
/// When it leads nowhere; the error names what is near.
pub fn find<'c>(catalogue: &'c Catalogue, path: &str) -> Result<Vec<Place<'c>>, NotFound> {
    let (entries, names) = providers(catalogue, path)?;
    let places: Vec<Place<'c>> = entries.iter().filter_map(|entry| Place::of(entry, &names)).collect();
    if places.is_empty() { Err(nothing_in(&entries, &names)) } else { Ok(places) }
}

/// The providers that a path begins with, and the names below them.
fn providers<'c>(catalogue: &'c Catalogue, path: &str) -> Result<(Vec<&'c Entry>, Vec<String>), NotFound> {
    if path.starts_with("./") {
        return by_address(catalogue, path);
    }
    let names: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let (first, below) = names.split_first().map_or(("", &[][..]), |(first, below)| (*first, below));
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let entries = named(catalogue, first);
    if entries.is_empty() {
        return match catalogue.find_wap(&names) {
            RootMatch::Provider { entries, depth, .. } => Ok((entries, owned(&names[depth..]))),
            _ => by_address(catalogue, path).map_err(|_| no_provider(catalogue, first)),
        };
    }
    // `APPLICATION/w7` means what `APPLICATION:w7` does.
    let of_variant = entries.iter().copied().find(|entry| {
        let value = entry.variant().map(|variant| variant.value.as_str());
        entries.len() > 1
            && below.first().zip(value).is_some_and(|(name, value)| equal_but_for_case(name, value))
    });
    match of_variant {
        Some(entry) => Ok((vec![entry], owned(&below[1..]))),
        None => Ok((entries, owned(below))),
    }
}

/// The provider with this label (`APPLICATION:w7`), or all of a name (`APPLICATION`), in any case of letters.
pub fn named<'c>(catalogue: &'c Catalogue, name: &str) -> Vec<&'c Entry> {
    let is_meant =
        |entry: &&Entry| equal_but_for_case(&entry.label(), name) || equal_but_for_case(entry.name(), name);
    catalogue.entries().filter(is_meant).collect()
}

fn by_address<'c>(catalogue: &'c Catalogue, path: &str) -> Result<(Vec<&'c Entry>, Vec<String>), NotFound> {
    let address: LocUri = path.trim_end_matches('/').parse()?;
    match catalogue.find_dm(&address) {
        RootMatch::Provider { entries, depth, .. } => Ok((entries, address.segments()[depth..].to_vec())),
        RootMatch::Above(_) => Err(NotFound::Above(path.to_owned())),
        RootMatch::Unknown => Err(nothing_at(catalogue, &address)),
    }
}

/// The first segment of an address that leads to no provider, and what is near it there.
fn nothing_at(catalogue: &Catalogue, address: &LocUri) -> NotFound {
    let segments = match address.segments() {
        [device, below @ ..] if device == "Device" => below,
        all => all,
    };
    let agreeing = |entry: &Entry| {
        let levels = entry.dm_path().iter().zip(segments);
        levels.take_while(|(known, name)| equal_but_for_case(known, name)).count()
    };
    let depth = catalogue.entries().map(agreeing).max().unwrap_or_default();
    let name = segments.get(depth).map(String::as_str).unwrap_or_default();
    let beside: Vec<&[String]> = catalogue
        .entries()
        .filter(|entry| agreeing(entry) == depth)
        .filter_map(|entry| entry.dm_path().get(..=depth))
        .collect();
    let near = nearest(name, beside.iter().filter_map(|root| root.last()).map(String::as_str));
    match near.and_then(|near| beside.iter().find(|root| root.last().is_some_and(|last| last == near))) {
        Some(root) => NotFound::Provider {
            name: name.to_owned(),
            help: format!("write `./{}` if that was meant", root.join("/")),
        },
        None => no_provider(catalogue, name),
    }
}

/// The names that lead to a node, those that are fixed as its path has them.
fn as_documented(node: &Node, names: &[String]) -> Vec<String> {
    let levels = node.path.as_str().split('/').zip(node.path.segments());
    let documented = names.iter().zip(levels).map(|(name, (written, segment))| {
        let is_fixed = segment.fixed().is_some() || equal_but_for_case(name, written);
        if is_fixed { written.to_owned() } else { name.clone() }
    });
    let rest = names.iter().skip(node.path.segments().len()).cloned();
    documented.chain(rest).collect()
}

/// That there is no such provider, and what may be meant: one nearly of that name, or a setting of that name.
pub fn no_provider(catalogue: &Catalogue, name: &str) -> NotFound {
    let labels: Vec<String> = catalogue.entries().map(Entry::label).collect();
    let known = labels.iter().map(String::as_str).chain(catalogue.names());
    let help = match nearest(name, known) {
        Some(near) => format!("write `{near}` if that was meant"),
        None => match named_anywhere(catalogue, name) {
            Some(path) => format!("write `{path}` if that was meant"),
            None => "`provsmith schema list` shows them all".to_owned(),
        },
    };
    NotFound::Provider { name: name.to_owned(), help }
}

fn named_anywhere(catalogue: &Catalogue, name: &str) -> Option<String> {
    catalogue.entries().find_map(|entry| {
        let has_name = |node: &&Node| {
            node.path.last().and_then(Segment::fixed).is_some_and(|fixed| equal_but_for_case(fixed, name))
        };
        let node = entry.provider().nodes.iter().find(has_name)?;
        Some(format!("{}/{}", entry.label(), node.path))
    })
}

/// The innermost group that the names do lead to, and what is near the first name that leads no further.
fn nothing_in(entries: &[&Entry], names: &[String]) -> NotFound {
    let reached =
        |entry: &&&Entry| (0..names.len()).rev().find(|depth| Place::of(entry, &names[..*depth]).is_some());
    let Some(entry) = entries.iter().max_by_key(|entry| reached(entry)) else {
        return NotFound::Provider {
            name: names.join("/"),
            help: "`provsmith schema list` shows them all".to_owned(),
        };
    };
    let depth = reached(&entry).unwrap_or_default();
    let provider = entry.provider();
    let group: Vec<&str> = names[..depth].iter().map(String::as_str).collect();
    let around = [&[entry.label()][..], &names[..depth]].concat().join("/");
    let name = names[depth].clone();
    let is_setting = provider.node(&group, None).is_some_and(|found| found.node.kind == NodeKind::Parm);
    if depth > 0 && is_setting {
        return NotFound::Node { around, name, help: "it is a setting, in which nothing stands".to_owned() };
    }
    let near = nearest(&name, provider.fixed_below(&group).map(|(known, _)| known));
    let elsewhere = || {
        let nodes = [NodeKind::Parm, NodeKind::Characteristic].into_iter();
        let node = nodes.filter_map(|kind| provider.elsewhere(&name, kind)).next()?;
        Some(format!("{}/{}", entry.label(), node.path))
    };
    let help = match near.map(|near| format!("{around}/{near}")).or_else(elsewhere) {
        Some(meant) => format!("write `{meant}` if that was meant"),
        None => format!("`provsmith schema show {around}` shows what it has"),
    };
    NotFound::Node { around, name, help }
}

impl<'c> Place<'c> {
    fn of(entry: &'c Entry, names: &[String]) -> Option<Self> {
        let at = |node: Option<&'c Node>, fits| {
            let names = node.map_or_else(|| names.to_vec(), |node| as_documented(node, names));
            Self { entry, names, node, fits }
        };
        if names.is_empty() {
            return Some(at(None, Vec::new()));
        }
        let provider = entry.provider();
        let path = names.join("/");
        let as_written = provider.nodes.iter().find(|node| equal_but_for_case(node.path.as_str(), &path));
        if let Some(node) = as_written {
            return Some(at(Some(node), vec![Fit::Exact; names.len()]));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        provider.node(&names, None).map(|found| at(Some(found.node), found.fits))
    }

    /// The path as the catalogue writes it, provider included.
    pub fn path(&self) -> String {
        match self.node {
            Some(node) => format!("{}/{}", self.entry.label(), node.path),
            None => self.entry.label(),
        }
    }

    /// The groups and settings below, in the order of the provider's file.
    pub fn below(&self) -> impl Iterator<Item = &'c Node> {
        let nodes = &self.entry.provider().nodes;
        let around = self.node.map(|node| format!("{}/", node.path));
        nodes.iter().filter(move |node| {
            around.as_ref().is_none_or(|around| node.path.as_str().starts_with(around.as_str()))
        })
    }

    fn provider(&self) -> &'c Provider {
        self.entry.provider()
    }

    /// The address in the management tree; names as they were asked for, placeholders as the catalogue writes them.
    fn address(&self) -> String {
        let nodes: Vec<&Node> = self.around().collect();
        let placeholders: Vec<&str> = nodes.iter().rev().map(|node| node.path.name()).collect();
        let root = LocUri::from_segments(self.entry.dm_path().iter().cloned());
        let mut address = root.map_or_else(|_| ".".to_owned(), |root| root.to_string());
        for (level, name) in self.names.iter().enumerate() {
            let is_placeholder = name.contains('{') && placeholders.get(level) == Some(&name.as_str());
            match LocUri::from_segments([name.clone()]) {
                Ok(segment) if !is_placeholder => address.push_str(&segment.to_string()[1..]),
                _ => address.extend(["/", name]),
            }
        }
        address
    }

    /// The groups from the node itself outwards.
    fn around(&self) -> impl Iterator<Item = &'c Node> {
        let nodes = &self.entry.provider().nodes;
        std::iter::successors(self.node, move |node| {
            let parent = node.path.parent()?;
            nodes.iter().find(|other| other.path.as_str() == parent)
        })
    }

    /// The roles that are documented for this place, in general and of single releases: those of the path, of the node,
    /// of the nearest group around it, of the provider.
    fn known_roles(&self) -> (Option<RoleMask>, &'c [DefaultRoles]) {
        let (provider, names) = (self.entry.provider(), self.names.iter().map(String::as_str));
        if let Some(path) = provider.path_roles(&names.collect::<Vec<_>>()).first() {
            return (Some(path.roles), &[]);
        }
        let node = self.around().find(|node| node.roles.is_some());
        node.map_or((provider.roles, &provider.default_roles), |node| (node.roles, &node.default_roles))
    }

    /// The releases that have it, where a page says so.
    fn releases(&self) -> Option<&'c [Release]> {
        self.around().find_map(|node| node.os.as_deref()).or(self.provider().os.as_deref())
    }

    /// The classes of devices that have it, where a page says so.
    fn classes(&self) -> Option<&'c [DeviceClass]> {
        self.around().find_map(|node| node.devices.as_deref()).or(self.provider().devices.as_deref())
    }

    /// The names that do not have the form that is documented, with that form. A name as the catalogue writes it
    /// stands for any.
    fn malformed(&self) -> impl Iterator<Item = (&str, &'c Node)> {
        let nodes: Vec<&Node> = self.around().collect();
        let levels = self.names.iter().zip(&self.fits).zip(nodes.into_iter().rev());
        levels.filter_map(|((name, fit), node)| {
            let is_chosen = node.path.name() != name;
            (*fit == Fit::Malformed && is_chosen).then_some((name.as_str(), node))
        })
    }
}
