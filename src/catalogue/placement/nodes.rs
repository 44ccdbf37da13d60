//! What is known of names below a provider's root.

use std::borrow::Cow;

use super::NodeMatch;
use crate::catalogue::{Fit, Node, NodeKind, Provider, Segment};
use crate::finding::nearest;

/// The node that `names` lead to. Levels before `first` have been judged with the groups around; `spelling` makes the
/// documented spelling of the element's name from the documented names.
pub(super) fn match_node<'a>(
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
