//! Two access points, proxies, networks or accounts with the same id.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::catalogue::placement::{Origin, Placed};
use crate::check::reference::{comparable, id_of};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    summary: "Two access points, proxies, networks or accounts with the same id",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut first: HashMap<(*const (), Cow<'_, str>), &Placed<'_>> = HashMap::new();
    for (item, node) in subject.known().filter(|(_, node)| node.is_id) {
        let Some((id, span)) = id_of(item, node) else { continue };
        // In the same group it is the same setting twice, of which another rule speaks.
        let Some(other) = first.insert((std::ptr::from_ref(node).cast(), comparable(id)), item) else {
            continue;
        };
        if is_same_node(other, item) {
            continue;
        }
        let message = format!("`{id}` is the id of another one already");
        let finding = findings.on(item, Some(node), span, message);
        findings.add(match node.unique {
            true => finding.with_help("give each an id of its own: a device refuses the second"),
            false => finding
                .with_severity(Severity::Warning)
                .with_help("give each an id of its own: what names this id can mean one of them only"),
        });
    }
}

/// Whether two commands speak of one node: an Add and a later Replace are no two entries.
fn is_same_node(one: &Placed<'_>, other: &Placed<'_>) -> bool {
    matches!(one.origin, Origin::Item(..)) && one.names().iter().eq(other.names().iter())
}
