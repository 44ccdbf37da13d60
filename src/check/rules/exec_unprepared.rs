//! An Exec without the settings that must be there before.

use std::collections::BTreeMap;

use crate::catalogue::NodePath;
use crate::catalogue::placement::{Operation, Placed};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "exec-unprepared",
    severity: Severity::Error,
    summary: "An Exec before the settings that it needs",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let runs = |item: &Placed<'_>| item.operation == Operation::Execute;
    if !subject.known().any(|(item, node)| !node.needs.is_empty() && runs(item)) {
        return;
    }
    let mut first_set: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for (index, item) in
        subject.items().iter().enumerate().filter(|(_, item)| item.operation == Operation::Set)
    {
        if let Some(node) = item.known_node() {
            first_set.entry(key(item, &node.path)).or_insert(index);
        }
    }
    for (index, item) in subject.items().iter().enumerate().filter(|(_, item)| runs(item)) {
        let Some(node) = item.known_node() else { continue };
        let set_at = |needed: &NodePath| first_set.get(&key(item, needed)).copied();
        let late = node.needs.iter().filter(|needed| set_at(needed).is_some_and(|set| set > index));
        let late: Vec<&NodePath> = late.collect();
        let (needed, message, severity, help) = if !late.is_empty() {
            let help = "put the Exec behind the Add: a device does the commands in their order";
            (late, "before the message sets", Severity::Error, help)
        } else if !node.needs.is_empty() && node.needs.iter().all(|needed| set_at(needed).is_none()) {
            // What an earlier message of the session has added is there.
            let help = "add what is missing in this message, unless an earlier one of the session has";
            (node.needs.iter().collect(), "in a message that does not set", Severity::Warning, help)
        } else {
            continue;
        };
        let names: Vec<String> = needed.iter().map(|path| format!("`{}`", last(path))).collect();
        let message = format!("`{}` is run {message} {}", own_name(item), names.join(" and "));
        findings.add(
            findings.on(item, Some(node), item.name.span, message).with_severity(severity).with_help(help),
        );
    }
}

/// What tells one setting of one entry from all others.
type Key<'p> = (&'p str, &'p str, Vec<&'p str>);

/// The setting with this path in the entry of an item: the names of the item down to the last that is chosen.
fn key<'p>(item: &'p Placed<'_>, path: &'p NodePath) -> Key<'p> {
    let chosen =
        path.segments().iter().rposition(|segment| segment.fixed().is_none()).map_or(0, |last| last + 1);
    let entry = item.names().iter().take(chosen).collect();
    (item.known_provider().map_or("", |provider| &provider.name), path.as_str(), entry)
}

fn last(path: &NodePath) -> &str {
    path.as_str().rsplit('/').next().unwrap_or_default()
}
