//! An entry without a setting that it needs when it is new, or with nothing in it. Only the device knows whether it is; where an entry can
//! only be new, or `--new-entry` says so, it is an error.

use std::collections::BTreeMap;

use crate::catalogue::placement::{NodeMatch, Operation, Origin, Placed, Shape};
use crate::catalogue::{Node, NodeKind, Provider, Segment, ValueType};
use crate::check::access::refused;
use crate::check::syncml::has_data_of_elements;
use crate::check::unknown::own_name;
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "required-parm",
    severity: Severity::Error,
    summary: "An entry without a setting that it needs when it is new",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    match subject.model {
        Model::SyncMl(_) => check_items(subject, findings),
        _ => check_groups(subject, findings),
    }
}

/// In a wap-provisioningdoc an entry is a group with settings of its own, or with nothing in it.
fn check_groups(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, group) in subject.items().iter().enumerate() {
        let is_entry = group.shape == Shape::Group
            && group.operation == Operation::Set
            && (matches!(group.node, NodeMatch::Root) || group.known_node().is_some());
        let Some(provider) = group.known_provider().filter(|_| is_entry) else { continue };
        if required(provider, group.known_node()).next().is_none() {
            continue;
        }
        let inside: Vec<&Placed<'_>> = subject.inside(index).collect();
        let sets = |item: &&Placed<'_>| item.shape == Shape::Setting && item.operation == Operation::Set;
        // A group that is not known brings nothing to the entry.
        let is_unknown = |item: &&Placed<'_>| matches!(item.node, NodeMatch::Unknown { .. });
        if inside.iter().all(is_unknown) || inside.iter().any(sets) {
            add_missing(subject, findings, provider, group, own_name(group), group.known_node(), &inside);
        }
    }
}

/// In SyncML an entry is what a setting is added to.
fn check_items(subject: &Subject<'_>, findings: &mut Findings) {
    let mut entries: BTreeMap<(&str, Vec<&str>), Vec<&Placed<'_>>> = BTreeMap::new();
    for item in subject.items() {
        let names = names_of(item);
        if let (Some(provider), Some((_, entry))) = (item.known_provider(), names.split_last()) {
            entries.entry((&provider.name, entry.to_vec())).or_default().push(item);
        }
    }
    for ((_, entry), inside) in entries {
        let added = inside.iter().find(|item| {
            let adds = matches!(item.origin, Origin::Item(command, _) if command.verb == Verb::Add);
            // What cannot be added makes no entry.
            let is_setting = item.known_node().is_some_and(|node| node.kind == NodeKind::Parm);
            adds && item.shape != Shape::Group && is_setting && refused(item).is_none()
        });
        if let Some(place) = added
            && let Some(provider) = place.known_provider()
        {
            let group = provider.node(&entry, Some(NodeKind::Characteristic)).map(|found| found.node);
            let name = match entry.last() {
                Some(_) if group.is_none() => continue,
                Some(name) => name,
                None => own_name(place),
            };
            add_missing(subject, findings, provider, place, name, group, &inside);
        }
    }
}

fn names_of<'p>(item: &'p Placed<'_>) -> Vec<&'p str> {
    item.names().iter().collect()
}

/// What an entry needs: a `group`, or none where it is the provider's root.
fn required<'p>(provider: &'p Provider, group: Option<&'p Node>) -> impl Iterator<Item = &'p Node> {
    let group = group.map(|group| group.path.as_str());
    provider.settings().filter(move |node| node.required && node.path.parent() == group)
}

/// Tells what is missing from an entry: a `group`, or none where it is the provider's root.
fn add_missing(
    subject: &Subject<'_>,
    findings: &mut Findings,
    provider: &Provider,
    place: &Placed<'_>,
    entry: &str,
    group: Option<&Node>,
    inside: &[&Placed<'_>],
) {
    for node in required(provider, group) {
        let Some(name) = node.path.last().and_then(Segment::fixed) else { continue };
        let given =
            inside.iter().find(|item| item.known_node().is_some_and(|known| std::ptr::eq(known, node)));
        // What does as well is there.
        let is_other = |item: &&Placed<'_>| node.or.as_deref().is_some_and(|other| own_name(item) == other);
        if given.is_none() && inside.iter().any(is_other) {
            continue;
        }
        let (severity, when) = severity(subject, node);
        let (place, message) = match given {
            Some(given) if is_empty(given, node) => (given, format!("`{name}` is empty in `{entry}`{when}")),
            Some(_) => continue,
            None => {
                let name =
                    node.or.as_ref().map_or(format!("`{name}`"), |other| format!("`{name}` or `{other}`"));
                (&place, format!("{name} is missing from `{entry}`{when}"))
            }
        };
        findings.add(findings.on(place, None, place.name.span, message).with_severity(severity).with_help(
            format!("{} `{name}`: {}", if given.is_some() { "fill in" } else { "add" }, node.summary),
        ));
    }
}

/// Whether a text is set to nothing. That a number or the like has no value is told of every one.
fn is_empty(item: &Placed<'_>, node: &Node) -> bool {
    let is_text = matches!(node.value_type, None | Some(ValueType::String | ValueType::Binary));
    let is_set = item.operation == Operation::Set && item.shape != Shape::Group;
    let has_value = item.value().is_some_and(|value| !value.value.trim().is_empty())
        || matches!(item.origin, Origin::Item(_, origin) if has_data_of_elements(origin));
    is_text && is_set && !has_value
}

/// Thin evidence and an entry that may be there already make it a warning. That an entry is always new is said of the
/// need itself, whatever else of the node is uncertain.
fn severity(subject: &Subject<'_>, node: &Node) -> (Severity, &'static str) {
    if node.always_new || (subject.options.new_entry && node.unsure.is_none()) {
        (Severity::Error, "")
    } else {
        (Severity::Warning, ": it is needed when this entry is new")
    }
}
