//! Names to nodes. What the names of a group fit is found once, as a [`Level`], for all that stands in the group, so
//! that the time to place a document grows with its length and no faster.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::node::{Node, NodeFit, NodeKind};
use super::node_path::{Fit, Segment, Writing};
use super::provider::Provider;
use crate::document::Text;

/// The nodes of a provider, laid out to be found by names. Nodes and families are given by their index.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// For each node in turn and each of its levels, the node that ends with the level and says how its name is written.
    ends: Vec<Option<usize>>,
    /// Where the levels of each node start among `ends`.
    starts: Vec<usize>,
    /// The nodes without a nesting level, by the group around them; that of the root is the first.
    families: Vec<Family>,
    /// The nodes with a nesting level.
    nesting: Vec<usize>,
    /// The fixed names that may follow a nesting level, which therefore does not take them.
    reserved: BTreeSet<String>,
    /// Long forms of how names may start, each with the short one.
    short_forms: Vec<(String, String)>,
}

/// The nodes that stand directly in one group.
#[derive(Debug, Default)]
struct Family {
    /// The levels of the group below the root.
    depth: usize,
    /// A node somewhere below the group.
    sample: usize,
    members: Vec<usize>,
    /// The families of the groups directly in it.
    inner: Vec<usize>,
}

impl Index {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let groups = nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Characteristic);
        let told: HashMap<&str, usize> = groups.map(|(index, node)| (node.path.as_str(), index)).collect();
        let mut index = Self { families: vec![Family::default()], ..Self::default() };
        let mut of_group: HashMap<&str, usize> = HashMap::new();
        let mut around: (Option<&str>, Vec<Option<usize>>) = Default::default();
        for (member, node) in nodes.iter().enumerate() {
            // Most stand in the same group as the one before.
            if node.path.parent() != around.0 {
                let ends = node.path.groups().map(|group| told.get(group).copied());
                around = (node.path.parent(), ends.collect());
            }
            index.starts.push(index.ends.len());
            index.ends.extend(around.1.iter().copied().chain([Some(member)]));
            if node.path.segments().iter().any(Segment::nests) {
                index.nesting.push(member);
                index.reserved.extend(node.path.fixed_behind_nesting().map(str::to_owned));
                continue;
            }
            let known = node.path.parent().map_or(Some(0), |group| of_group.get(group).copied());
            let family = known.unwrap_or_else(|| index.new_family(node, member, &mut of_group));
            index.families[family].members.push(member);
        }
        index.short_forms.extend(nodes.iter().flat_map(|node| node.short_for.clone()));
        index
    }

    /// The family of the group around a node, new as may be those of the groups around that.
    fn new_family<'n>(
        &mut self,
        node: &'n Node,
        member: usize,
        of_group: &mut HashMap<&'n str, usize>,
    ) -> usize {
        let mut family = 0;
        for (outer, group) in node.path.groups().enumerate() {
            let around = family;
            family = *of_group.entry(group).or_insert_with(|| {
                let inner = self.families.len();
                self.families.push(Family { depth: outer + 1, sample: member, ..Family::default() });
                self.families[around].inner.push(inner);
                inner
            });
        }
        family
    }

    /// For each level of a node, the node that ends with it.
    fn ends(&self, node: usize) -> &[Option<usize>] {
        let end = self.starts.get(node + 1).copied().unwrap_or(self.ends.len());
        &self.ends[self.starts[node]..end]
    }

    /// Long forms of how names may start, each with the short one.
    pub(super) fn short_forms(&self) -> impl Iterator<Item = (&str, &str)> {
        self.short_forms.iter().map(|(long, short)| (long.as_str(), short.as_str()))
    }
}

impl Provider {
    /// The group that these names below the root lead to, outermost first; the root for none.
    pub fn level(&self, group: impl IntoIterator<Item = impl Into<Text>>) -> Level<'_> {
        let root = Level::new(self, Arc::default(), vec![(Vec::new(), 0)]);
        group.into_iter().fold(root, |level, name| level.inside(name.into(), None))
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

    /// How the name of a level of a node may be written.
    fn writing(&self, index: usize, level: usize) -> Writing<'_> {
        match self.index.ends(index).get(level).copied().flatten() {
            Some(end) => self.nodes[end].writing(),
            None => Writing::ANY,
        }
    }

    /// How a name fits a level of a node.
    fn fit(&self, index: usize, level: usize, name: &str) -> Option<Fit> {
        let segment = self.nodes[index].path.segments().get(level)?;
        segment.fit(self.writing(index, level), name, self.names_ignore_case)
    }

    /// How a name fits the last level of a node.
    fn last_fit(&self, index: usize, name: &str) -> Option<Fit> {
        self.fit(index, self.index.ends(index).len().checked_sub(1)?, name)
    }

    /// How names fit a node with a nesting level.
    fn nesting_fits(&self, index: usize, names: &[&str]) -> Option<Vec<Fit>> {
        let path = &self.nodes[index].path;
        let takes_reserved = || path.nested(names).iter().any(|name| self.index.reserved.contains(*name));
        if !path.may_have_levels(names.len()) || takes_reserved() {
            return None;
        }
        path.fit(|level| self.writing(index, level), names, self.names_ignore_case)
    }

    /// Whether a node with a nesting level has a fixed name that may stand directly in this group.
    fn nests_fixed_below(&self, index: usize, group: &[&str]) -> bool {
        let path = &self.nodes[index].path;
        let Some(name) = path.last().and_then(Segment::fixed) else { return false };
        let names: Vec<&str> = group.iter().copied().chain([name]).collect();
        path.may_have_levels(names.len())
            && path.fit(|level| self.writing(index, level), &names, self.names_ignore_case).is_some()
    }
}

/// A group below a provider's root, or the root itself, as the names of a document lead to it.
#[derive(Debug)]
pub struct Level<'c> {
    provider: &'c Provider,
    group: Arc<[Text]>,
    /// The families of nodes whose group the names fit, and how; the best first.
    families: Vec<(Vec<Fit>, usize)>,
    fixed: OnceCell<Vec<(&'c str, &'c Node)>>,
    is_known: OnceCell<bool>,
    is_complete: OnceCell<bool>,
}

impl<'c> Level<'c> {
    fn new(provider: &'c Provider, group: Arc<[Text]>, families: Vec<(Vec<Fit>, usize)>) -> Self {
        Self {
            provider,
            group,
            families,
            fixed: OnceCell::new(),
            is_known: OnceCell::new(),
            is_complete: OnceCell::new(),
        }
    }

    /// The group of this name inside. `found` is the node that [`Level::node`] has found it to be, which saves holding
    /// the name against the forms of names a second time.
    pub fn inside(&self, name: Text, found: Option<&NodeFit<'c>>) -> Self {
        let provider = self.provider;
        let index = &provider.index;
        let inner = self.families.iter().flat_map(|(group, family)| {
            index.families[*family].inner.iter().map(move |inner| (group, *inner))
        });
        let fitting = inner.filter_map(|(group, inner)| {
            let Family { depth, sample, .. } = index.families[inner];
            let end = index.ends(sample)[depth - 1].map(|end| &provider.nodes[end]);
            let last = match found {
                Some(found) if end.is_some_and(|end| std::ptr::eq(end, found.node)) => Some(found.last()),
                _ => provider.fit(sample, depth - 1, &name),
            };
            Some((group.iter().copied().chain([last?]).collect(), inner))
        });
        let mut families: Vec<(Vec<Fit>, usize)> = fitting.collect();
        families.sort();
        let group = self.group.iter().cloned().chain([name]).collect();
        Self::new(provider, group, families)
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
        if let Some(exact) = self.exact(name, is_wanted) {
            return Some(exact);
        }
        let direct = self.families.iter().flat_map(|(group, family)| {
            let members = self.provider.index.families[*family].members.iter();
            let members = members.filter(|index| is_wanted(&self.provider.nodes[**index]));
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

    /// The node with this very name, which most names of a document are. It is the best fit when no other family has a
    /// group that fits as well.
    fn exact(&self, name: &str, is_wanted: impl Fn(&Node) -> bool) -> Option<NodeFit<'c>> {
        let (group, family) = match &self.families[..] {
            [best] => best,
            [best, next, ..] if best.0 < next.0 => best,
            _ => return None,
        };
        if !self.provider.index.nesting.is_empty() {
            return None;
        }
        let members = self.provider.index.families[*family].members.iter();
        let node = members
            .map(|index| &self.provider.nodes[*index])
            .find(|node| is_wanted(node) && node.is_called(name))?;
        let fits = group.iter().copied().chain([Fit::Exact]).collect();
        Some(NodeFit { node, fits })
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
            let families = self.families.iter().map(|(_, family)| &self.provider.index.families[*family]);
            let members = families.flat_map(|family| &family.members).copied();
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
