//! The names that documents of some providers may have, level by level: the root of the providers is level 1.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern;
use crate::catalogue::{Entry, Node, NodeKind, Segment, words};

/// The levels of documents of some providers.
#[derive(Debug)]
pub(super) struct Levels {
    /// From the outermost on.
    pub(super) levels: Vec<Level>,
    /// Whether groups nest deeper than the innermost level, which then stands for those below it as well.
    pub(super) nests: bool,
}

/// What may stand at one level.
#[derive(Debug, Default, Clone)]
pub(super) struct Level {
    pub(super) groups: Names,
    pub(super) settings: Names,
}

/// Names of groups, or of settings.
#[derive(Debug, Default, Clone)]
pub(super) struct Names {
    /// Names that providers define, and what each means there.
    pub(super) fixed: BTreeMap<String, Vec<String>>,
    /// Forms of names that authors choose, and what they are for.
    pub(super) patterns: BTreeMap<String, Vec<String>>,
    /// The providers because of which any name must be accepted.
    pub(super) open: BTreeSet<String>,
}

impl Names {
    pub(super) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.patterns.is_empty() && self.open.is_empty()
    }
}

impl Levels {
    pub(super) fn of(entries: &[&Entry]) -> Self {
        let depth = entries.iter().map(|entry| depth(entry)).max().unwrap_or_default();
        let mut levels = Self { levels: vec![Level::default(); depth], nests: false };
        for entry in entries {
            levels.add(entry);
        }
        levels
    }

    fn add(&mut self, entry: &Entry) {
        let provider = entry.provider();
        for (level, name) in self.levels.iter_mut().zip(entry.wap_path()) {
            let meaning = format!("{}: {}", entry.label(), provider.summary);
            level.groups.fixed.entry(name.clone()).or_default().push(meaning);
        }
        for node in &provider.nodes {
            let nests = node.path.segments().iter().any(Segment::nests);
            self.nests |= nests;
            let from = level_of(entry, node);
            let to = if nests { self.levels.len() } else { from };
            for level in self.levels.iter_mut().take(to).skip(from - 1) {
                level.add(entry, node);
            }
        }
        if let Some(from) = opened_from(entry) {
            self.nests = true;
            for level in self.levels.iter_mut().skip(from - 1) {
                level.groups.open.insert(entry.label());
                level.settings.open.insert(entry.label());
            }
        }
    }
}

impl Level {
    fn add(&mut self, entry: &Entry, node: &Node) {
        if node.kind == NodeKind::Characteristic {
            self.groups.add(entry, node);
        }
        if node.kind == NodeKind::Parm || node.noparm {
            self.settings.add(entry, node);
        }
    }
}

impl Names {
    fn add(&mut self, entry: &Entry, node: &Node) {
        let meaning = words::meaning(&entry.label(), node);
        let mut accept = |form: String| self.patterns.entry(form).or_default().push(meaning.clone());
        match node.path.last() {
            Some(Segment::Fixed(name)) => {
                self.fixed.entry(name.to_string()).or_default().push(meaning);
            }
            Some(Segment::Chosen { before, after, .. }) => {
                let of_pattern = node.pattern.as_ref().and_then(|form| pattern::translated(form.as_str()));
                let affixes = [before, after].map(|affix| pattern::literal(affix));
                match (of_pattern, affixes) {
                    (Some(form), _) if form != ".*" => accept(form),
                    (None, [before, after]) if !before.is_empty() || !after.is_empty() => {
                        accept(format!("{before}.+{after}"));
                    }
                    _ => {
                        self.open.insert(entry.label());
                    }
                }
            }
            None => {}
        }
    }
}

fn level_of(entry: &Entry, node: &Node) -> usize {
    entry.wap_path().len() + node.path.segments().len()
}

/// The innermost level of which something is known, or below which anything may stand.
fn depth(entry: &Entry) -> usize {
    let nodes = entry.provider().nodes.iter().map(|node| level_of(entry, node));
    nodes.chain(opened_from(entry)).max().unwrap_or_default().max(entry.wap_path().len())
}

/// The outermost level at which settings may exist that are not listed.
fn opened_from(entry: &Entry) -> Option<usize> {
    let provider = entry.provider();
    if !provider.complete {
        return Some(entry.wap_path().len() + 1);
    }
    let incomplete = provider.nodes.iter().filter(|node| !node.complete);
    incomplete.map(|group| level_of(entry, group) + 1).min()
}
