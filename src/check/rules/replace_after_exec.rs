//! A Replace behind an Exec after which nothing can be replaced.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::placement::{Operation, Origin, Placed};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "replace-after-exec",
    severity: Severity::Error,
    summary: "A Replace behind an Exec after which nothing can be replaced",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.message().is_none() {
        return;
    }
    let mut settled: BTreeMap<Group<'_>, &Placed<'_>> = BTreeMap::new();
    // How deep the groups are that an Exec settles.
    let mut depths: BTreeSet<usize> = BTreeSet::new();
    for item in subject.items() {
        let exec = item.known_node().filter(|_| item.operation == Operation::Execute);
        if let Some(group) = exec.and_then(|node| node.settles.as_ref()) {
            depths.insert(group.segments().len());
            settled.entry(group_of(item, group.segments().len())).or_insert(item);
        }
        // What is added again behind a Delete is another object.
        if item.operation == Operation::Remove {
            settled.retain(|group, _| !is_in(group, item));
        }
        if !matches!(item.origin, Origin::Item(command, _) if command.verb == Verb::Replace) {
            continue;
        }
        if let Some(exec) = depths.iter().find_map(|depth| settled.get(&group_of(item, *depth))) {
            let message = format!("`{}` is replaced behind the Exec of `{}`", own_name(item), own_name(exec));
            let help =
                "put the Replace before the Exec: behind it a device answers with 405 and changes nothing";
            findings.add(findings.on(item, None, item.name.span, message).with_help(help));
        }
    }
}

/// A provider and the names of a group in it.
type Group<'p> = (&'p str, Vec<&'p str>);

/// Whether a group goes with an item that is removed.
fn is_in((provider, names): &Group<'_>, removed: &Placed<'_>) -> bool {
    let is_its_provider = removed.known_provider().is_some_and(|removed| removed.name == *provider);
    is_its_provider
        && removed.names().len() <= names.len()
        && removed.names().iter().eq(names[..removed.names().len()].iter().copied())
}

fn group_of<'p>(item: &'p Placed<'_>, depth: usize) -> Group<'p> {
    let provider = item.known_provider().map_or("", |provider| &provider.name);
    (provider, item.names().iter().take(depth).collect())
}
