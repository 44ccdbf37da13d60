//! Two access points, proxies, networks or accounts with the same id.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::check::reference::{comparable, id_of};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Warning,
    summary: "Two access points, proxies, networks or accounts with the same id",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut seen: HashSet<(*const (), Cow<'_, str>)> = HashSet::new();
    for (item, node) in subject.known().filter(|(_, node)| node.is_id) {
        let Some((id, span)) = id_of(item, node) else { continue };
        // In the same group it is the same setting twice, of which another rule speaks.
        if !seen.insert((std::ptr::from_ref(node).cast(), comparable(id))) {
            let message = format!("`{id}` is the id of another one already");
            findings.add(
                findings
                    .on(item, Some(node), span, message)
                    .with_help("give each an id of its own: what names this id can mean one of them only"),
            );
        }
    }
}
