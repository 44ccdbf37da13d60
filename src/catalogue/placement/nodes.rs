//! What is known of names below a provider's root.

use std::borrow::Cow;

use super::{Malformed, Misspelt, NodeMatch};
use crate::catalogue::{Fit, Level, Node, NodeFit, NodeKind, Segment};
use crate::document::Text;
use crate::finding::nearest;

/// What is known of `name` in a group, where `found` is the node that it leads to. Levels before `first` have been
/// judged with the groups around; `spelling` makes the documented spelling of the element's name from the documented
/// names.
pub(super) fn match_node<'a>(
    level: &Level<'a>,
    found: Option<&NodeFit<'a>>,
    name: &str,
    kind: Option<NodeKind>,
    first: usize,
    spelling: impl Fn(&[Cow<'_, str>]) -> String,
) -> NodeMatch<'a> {
    let Some(found) = found else {
        return not_here(level, name, kind);
    };
    let node = found.node;
    let judged = found.fits.get(first..).unwrap_or_default();
    if judged.contains(&Fit::Malformed) {
        let nearest = nearest(name, level.fixed().iter().map(|(fixed, _)| *fixed));
        return NodeMatch::Malformed(Box::new(Malformed { node, nearest }));
    }
    let documented = || {
        let names: Vec<&str> = level.group().iter().map(Text::as_str).chain([name]).collect();
        spelling(&documented_names(node, &names, &found.fits))
    };
    if judged.contains(&Fit::BlankAround) {
        NodeMatch::BlankAround(Box::new(Misspelt { node, documented: documented() }))
    } else if judged.contains(&Fit::CaseDiffers) {
        NodeMatch::CaseDiffers(Box::new(Misspelt { node, documented: documented() }))
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

/// What can be said of a name that leads to no node of this kind in its group.
fn not_here<'a>(level: &Level<'a>, name: &str, kind: Option<NodeKind>) -> NodeMatch<'a> {
    if let Some(other) = level.node(name, None)
        && matches!(other.last(), Fit::Exact | Fit::CaseDiffers | Fit::BlankAround)
    {
        return NodeMatch::WrongShape(other.node);
    }
    if !level.is_known() {
        return outside_the_tree(level);
    }
    let complete = level.is_complete();
    let kinds = [NodeKind::Characteristic, NodeKind::Parm];
    let elsewhere = kinds
        .into_iter()
        .filter(|one| kind.is_none_or(|kind| kind == *one))
        .find_map(|one| level.provider().elsewhere(name, one));
    if let Some(node) = elsewhere {
        return NodeMatch::WrongLevel { node, complete };
    }
    let candidates = level.fixed().iter().filter(|(_, node)| kind.is_none_or(|kind| node.kind == kind));
    NodeMatch::Unknown { nearest: nearest(name, candidates.map(|(fixed, _)| *fixed)), complete }
}

/// What can be said of the names of a group that is not in the known tree: the first that is not is unknown.
fn outside_the_tree<'a>(level: &Level<'a>) -> NodeMatch<'a> {
    let provider = level.provider();
    let names: Vec<&str> = level.group().iter().map(Text::as_str).collect();
    let known = (1..names.len()).rev().find(|depth| provider.node(&names[..*depth], None).is_some());
    let (group, rest) = names.split_at(known.unwrap_or_default());
    let candidates = provider.fixed_below(group).filter(|(_, node)| node.kind == NodeKind::Characteristic);
    let nearest = rest.first().and_then(|name| nearest(name, candidates.map(|(fixed, _)| fixed)));
    NodeMatch::Unknown { nearest, complete: provider.lists_all_below(group) }
}
