//! A setting that is set twice in the same group, or added twice by one message.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::catalogue::placement::{Operation, Origin, Placed, Shape};
use crate::catalogue::{Node, Occurs, Protocol};
use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-parm",
    severity: Severity::Error,
    summary: "A parm that is set twice in the same characteristic, or a node that is added twice",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    check_message(subject, findings);
    let state = RandomState::new();
    for group in 0..subject.items().len() {
        let mut seen: HashTable<&Placed<'_>> = HashTable::new();
        let hash = |item: &Placed<'_>| state.hash_one(item.name.value.to_lowercase());
        for item in subject.inside(group) {
            let Some(node) = item.known_node() else { continue };
            if item.shape != Shape::Setting || item.operation != Operation::Set || may_repeat(node) {
                continue;
            }
            // A blank makes another name, and is a fault of its own.
            let same =
                |other: &&Placed<'_>| other.name.value.to_lowercase() == item.name.value.to_lowercase();
            let first = match seen.entry(hash(item), same, |other| hash(other)) {
                Entry::Vacant(free) => {
                    free.insert(item);
                    continue;
                }
                Entry::Occupied(mut last) => std::mem::replace(last.get_mut(), item),
            };
            let same_value = first.value() == item.value();
            let message = format!("`{}` is set twice in the same group", item.name.value);
            let help = if same_value { "remove one of the two" } else { "keep the one that is meant" };
            // Where the catalogue does not say how often it may occur, it may be a list; in a management tree every
            // name stands once in its group.
            let is_in_tree = item.known_provider().is_some_and(|provider| provider.speaks(Protocol::Dm));
            let certain = (node.occurs.is_some() || is_in_tree) && !same_value;
            let severity = if certain { Severity::Error } else { Severity::Warning };
            findings.add(
                findings
                    .on(item, Some(node), item.name.span, message)
                    .with_severity(severity)
                    .with_help(help),
            );
        }
    }
}

/// In a message what is there already cannot be added, as long as nothing is removed in between.
fn check_message(subject: &Subject<'_>, findings: &mut Findings) {
    let mut added: HashSet<&str> = HashSet::new();
    for item in subject.items() {
        let Origin::Item(command, _) = item.origin else { return };
        // A group on the way that is not known is an item of its own.
        let is_setting = item.shape == Shape::Setting;
        match command.verb {
            Verb::Delete => added.clear(),
            Verb::Add if is_setting => {
                let address = item.name.value.trim();
                if !added.insert(address.strip_prefix("./").unwrap_or(address)) {
                    let help = "a device answers the second with 418, since the node exists: write Replace, or remove it";
                    let message = format!("`{address}` is added twice");
                    findings.add(findings.at(item.name.span, message).with_help(help));
                }
            }
            _ => {}
        }
    }
}

/// A chosen name may occur any number of times, but each name once.
fn may_repeat(node: &Node) -> bool {
    !node.is_chosen() && node.occurs.is_some_and(Occurs::may_repeat)
}
