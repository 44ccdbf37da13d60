//! Names to nodes. What the names of a group fit is found once, as a [`Level`], for all that stands in the group, so
//! that the time to place a document grows with its length and no faster.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::node_path::{Fit, Segment, Writing};
use super::provider::{Node, NodeFit, NodeKind, Provider};
use crate::document::Text;

/// The nodes of a provider, laid out to be found by names. Nodes are given by their index.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// How the levels of each node are written: what the node that ends with a level says of it.
    writings: Vec<Vec<Writing>>,
    /// The nodes without a nesting level, by the group around them.
    families: Vec<Family>,
    /// The nodes with a nesting level.
    nesting: Vec<usize>,
    /// The fixed names that may follow a nesting level, which therefore does not take them.
    reserved: BTreeSet<String>,
}

/// The nodes that stand directly in one group.
#[derive(Debug)]
struct Family {
    /// The levels of the group below the root.
    depth: usize,
    members: Vec<usize>,
}

impl Index {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let mut index = Self { writings: writings(nodes), ..Self::default() };
        let mut of_group: HashMap<Option<&str>, usize> = HashMap::new();
        for (member, node) in nodes.iter().enumerate() {
            if node.path.segments().iter().any(Segment::nests) {
                index.nesting.push(member);
                index.reserved.extend(node.path.fixed_behind_nesting().map(str::to_owned));
                continue;
            }
            let family = *of_group.entry(node.path.parent()).or_insert_with(|| {
                let depth = node.path.segments().len() - 1;
                index.families.push(Family { depth, members: Vec::new() });
                index.families.len() - 1
            });
            index.families[family].members.push(member);
        }
        index
    }
}

fn writings(nodes: &[Node]) -> Vec<Vec<Writing>> {
    let told: HashMap<&str, &Node> = nodes.iter().map(|node| (node.path.as_str(), node)).collect();
    let writing = |path: &str| match told.get(path) {
        Some(node) => Writing {
            pattern: node.pattern.clone().filter(|_| node.is_chosen()),
            spellings: node.spellings.clone(),
        },
        None => Writing::default(),
    };
    nodes
        .iter()
        .map(|node| {
            let text = node.path.as_str();
            let ends = text.match_indices('/').map(|(at, _)| at).chain([text.len()]);
            ends.map(|end| writing(&text[..end])).collect()
        })
        .collect()
}

impl Provider {
    /// The group that these names below the root lead to, outermost first; the root for none.
    pub fn level(&self, group: impl IntoIterator<Item = impl Into<Text>>) -> Level<'_> {
        Level::new(self, group.into_iter().map(Into::into).collect())
    }

    /// The node that these names below the root lead to, outermost first: the best fit among those of `kind`, or of
    /// both kinds when it is `None`. Fixed names win over chosen ones, level by level.
    pub fn node(&self, names: &[&str], kind: Option<NodeKind>) -> Option<NodeFit<'_>> {
        let (name, group) = names.split_last()?;
        self.level(group.iter().copied()).node(name, kind)
    }

    /// The nodes with a fixed name directly below the group that these names lead to; below the root for none.
    pub fn fixed_below<'c>(&'c self, group: &[&str]) -> impl Iterator<Item = (&'c str, &'c Node)> + use<'c> {
        self.level(group.iter().copied()).fixed().to_vec().into_iter()
    }

    /// How the names of a group fit that of a family.
    fn family_fits(&self, family: &Family, group: &[&str]) -> Option<Vec<Fit>> {
        let first = *family.members.first()?;
        let writings = &self.index.writings[first];
        self.nodes[first].path.fit_outer(family.depth, writings, group, self.names_ignore_case)
    }

    /// How a name fits the last level of a node.
    fn last_fit(&self, index: usize, name: &str) -> Option<Fit> {
        let writing = self.index.writings[index].last()?;
        self.nodes[index].path.last()?.fit(writing, name, self.names_ignore_case)
    }

    /// How names fit a node with a nesting level.
    fn nesting_fits(&self, index: usize, names: &[&str]) -> Option<Vec<Fit>> {
        let path = &self.nodes[index].path;
        let takes_reserved = path.nested(names).iter().any(|name| self.index.reserved.contains(*name));
        if takes_reserved || !path.may_have_levels(names.len()) {
            return None;
        }
        path.fit(&self.index.writings[index], names, self.names_ignore_case)
    }

    /// Whether a node with a nesting level has a fixed name that may stand directly in this group.
    fn nests_fixed_below(&self, index: usize, group: &[&str]) -> bool {
        let path = &self.nodes[index].path;
        let Some(name) = path.last().and_then(Segment::fixed) else { return false };
        let names: Vec<&str> = group.iter().copied().chain([name]).collect();
        path.may_have_levels(names.len())
            && path.fit(&self.index.writings[index], &names, self.names_ignore_case).is_some()
    }
}

/// A group below a provider's root, or the root itself, as the names of a document lead to it.
#[derive(Debug)]
pub struct Level<'c> {
    provider: &'c Provider,
    group: Arc<[Text]>,
    /// The families of nodes whose group the names fit, and how.
    families: Vec<(Vec<Fit>, &'c Family)>,
    fixed: OnceCell<Vec<(&'c str, &'c Node)>>,
    is_known: OnceCell<bool>,
    is_complete: OnceCell<bool>,
}

impl<'c> Level<'c> {
    pub(super) fn new(provider: &'c Provider, group: Arc<[Text]>) -> Self {
        let names: Vec<&str> = group.iter().map(Text::as_str).collect();
        let families = provider.index.families.iter().filter(|family| family.depth == names.len());
        let families = families.filter_map(|family| Some((provider.family_fits(family, &names)?, family)));
        Self {
            provider,
            families: families.collect(),
            group,
            fixed: OnceCell::new(),
            is_known: OnceCell::new(),
            is_complete: OnceCell::new(),
        }
    }

    /// The provider.
    pub fn provider(&self) -> &'c Provider {
        self.provider
    }

    /// The names of the group below the provider's root, outermost first; none for the root.
    pub fn group(&self) -> &Arc<[Text]> {
        &self.group
    }

    /// The node that this name leads to: the best fit among those of `kind`, or of both kinds when it is `None`. Fixed
    /// names win over chosen ones, level by level.
    pub fn node(&self, name: &str, kind: Option<NodeKind>) -> Option<NodeFit<'c>> {
        let is_wanted = |node: &Node| kind.is_none_or(|kind| node.kind == kind);
        let direct = self.families.iter().flat_map(|(group, family)| {
            let members = family.members.iter().filter(|index| is_wanted(&self.provider.nodes[**index]));
            members.filter_map(|index| Some((&group[..], self.provider.last_fit(*index, name)?, *index)))
        });
        let nesting = self.nesting(name, is_wanted);
        let nesting = nesting.iter().filter_map(|(index, fits)| {
            let (last, group) = fits.split_last()?;
            Some((group, *last, *index))
        });
        // Of equals the one that the catalogue lists first.
        let (group, last, index) = direct.chain(nesting).min()?;
        let fits = group.iter().copied().chain([last]).collect();
        Some(NodeFit { node: &self.provider.nodes[index], fits })
    }

    /// The nodes that are below a nesting level and fit.
    fn nesting(&self, name: &str, is_wanted: impl Fn(&Node) -> bool) -> Vec<(usize, Vec<Fit>)> {
        if self.provider.index.nesting.is_empty() {
            return Vec::new();
        }
        let names: Vec<&str> = self.group.iter().map(Text::as_str).chain([name]).collect();
        let wanted =
            self.provider.index.nesting.iter().filter(|index| is_wanted(&self.provider.nodes[**index]));
        wanted.filter_map(|index| Some((*index, self.provider.nesting_fits(*index, &names)?))).collect()
    }

    /// The nodes with a fixed name directly in the group, in the catalogue's order.
    pub fn fixed(&self) -> &[(&'c str, &'c Node)] {
        self.fixed.get_or_init(|| {
            let members = self.families.iter().flat_map(|(_, family)| &family.members).copied();
            let names: Vec<&str> = self.group.iter().map(Text::as_str).collect();
            let nesting = self.provider.index.nesting.iter().copied();
            let nesting = nesting.filter(|index| self.provider.nests_fixed_below(*index, &names));
            let mut indices: Vec<usize> = members.chain(nesting).collect();
            indices.sort_unstable();
            let nodes = indices.into_iter().map(|index| &self.provider.nodes[index]);
            nodes.filter_map(|node| Some((node.path.last()?.fixed()?, node))).collect()
        })
    }

    /// Whether the group is a node, or the root.
    pub fn is_known(&self) -> bool {
        *self.is_known.get_or_init(|| {
            let names: Vec<&str> = self.group.iter().map(Text::as_str).collect();
            names.is_empty() || self.provider.node(&names, None).is_some()
        })
    }

    /// Whether everything directly in the group is listed.
    pub fn is_complete(&self) -> bool {
        *self.is_complete.get_or_init(|| {
            let names: Vec<&str> = self.group.iter().map(Text::as_str).collect();
            self.provider.lists_all_below(&names)
        })
    }
}
