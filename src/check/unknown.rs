//! Names that the catalogue does not have: what two rules say of them, one of groups and one of settings.

use super::{Findings, Subject};
use crate::catalogue::placement::{NodeMatch, Operation, Placed, ProviderMatch, Shape};
use crate::catalogue::{Node, NodeKind};
use crate::finding::{Severity, is_slip};

/// Adds a finding for each unknown name of a `wanted` shape. Where the catalogue knows its list to have gaps, only a
/// slip of the keyboard is an error; a question after something unknown harms nobody.
pub(super) fn add_unknown(subject: &Subject<'_>, findings: &mut Findings, wanted: fn(Shape) -> bool) {
    for item in subject.misfits().filter(|item| wanted(item.shape)) {
        let NodeMatch::Unknown { nearest, complete } = item.node else { continue };
        if subject.is_nameless(item) {
            continue;
        }
        // Of the same name, but perhaps another thing: that the protocol differs is said already.
        if !complete && matches!(item.provider(), ProviderMatch::OtherProtocol(_)) {
            continue;
        }
        let severity = match (complete, nearest) {
            _ if item.operation == Operation::Query => Severity::Warning,
            (true, _) => Severity::Error,
            (false, Some(nearest))
                if is_slip(own_name(item), nearest)
                    && documented(item, nearest).is_none_or(|node| node.unsure.is_none()) =>
            {
                Severity::Error
            }
            (false, _) => Severity::Warning,
        };
        let message = format!("`{}` is not known in {}", own_name(item), place_of(item));
        let help = match (nearest, complete) {
            (Some(nearest), _) => format!("write `{nearest}` if that was meant"),
            (None, true) => "remove it: all names at this place are known".to_owned(),
            (None, false) => {
                "see whether the device has it: not all names at this place are known".to_owned()
            }
        };
        findings
            .add(findings.on(item, None, item.name.span, message).with_severity(severity).with_help(help));
    }
}

/// The provider of which the name of a root is surely misspelt. Makers have providers of their own, and to a short name
/// too many words are near.
pub(super) fn misspelt_root<'p>(root: &Placed<'p>) -> Option<&'p str> {
    const SHORTEST: usize = 6;
    match root.provider() {
        ProviderMatch::Unknown { nearest: Some(known) } => {
            let is_surely = known.chars().count() >= SHORTEST && is_slip(root.name.value.trim(), known);
            is_surely.then_some(known)
        }
        _ => None,
    }
}

/// The node with this fixed name beside an item.
fn documented<'p>(item: &Placed<'p>, name: &str) -> Option<&'p Node> {
    let (_, groups) = item.names().split_last()?;
    let groups: Vec<&str> = groups.iter().map(AsRef::as_ref).collect();
    let provider = item.known_provider()?;
    provider.fixed_below(&groups).find(|(fixed, _)| *fixed == name).map(|(_, node)| node)
}

/// The documented name that a chosen name looks like a slip for.
pub(super) fn slip_for<'p>(item: &Placed<'p>) -> Option<&'p str> {
    /// Of shorter names too many words are near.
    const SHORTEST: usize = 4;
    let NodeMatch::Known(node) = item.node else { return None };
    let (name, groups) = item.names().split_last()?;
    let is_usual = node.suggested.iter().any(|usual| usual.eq_ignore_ascii_case(name));
    if !node.is_chosen() || node.pattern.is_some() || name.chars().count() < SHORTEST || is_usual {
        return None;
    }
    let kind = if item.shape == Shape::Group { NodeKind::Characteristic } else { NodeKind::Parm };
    let groups: Vec<&str> = groups.iter().map(AsRef::as_ref).collect();
    let fixed = item.known_provider()?.fixed_below(&groups).filter(|(_, known)| known.kind == kind);
    fixed
        .map(|(fixed, _)| fixed)
        .chain(node.suggested.iter().map(String::as_str))
        .find(|known| known.chars().count() >= SHORTEST && is_slip(name, known))
}

/// Whether an item stands at the wrong level, and its own is in a group of this name.
pub(super) fn belongs_in(item: &Placed<'_>, group: &str) -> bool {
    let NodeMatch::WrongLevel { node, .. } = item.node else { return false };
    let same = |other: &&Node| other.kind == node.kind && other.path.last() == node.path.last();
    let nodes = item.known_provider().map_or(&[][..], |provider| &provider.nodes);
    nodes.iter().filter(same).any(|other| {
        other.path.parent().and_then(|parent| parent.rsplit('/').next()).is_some_and(|name| name == group)
    })
}

/// The innermost name of an item.
pub(super) fn own_name<'p>(item: &'p Placed<'_>) -> &'p str {
    item.names().last().unwrap_or(item.name.value.as_str())
}

/// Where an item stands, for a message: the provider and the groups below it.
pub(super) fn place_of(item: &Placed<'_>) -> String {
    let provider = item.known_provider().map_or("", |provider| provider.name.as_str());
    let groups = item.names().split_last().map_or(&[][..], |(_, groups)| groups);
    std::iter::once(provider)
        .chain(groups.iter().map(|name| name.as_ref()))
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(" > ")
}
