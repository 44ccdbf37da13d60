//! An access point or proxy that is changed, removed or asked for by its id, without the `mwid="1"` that says so.

use crate::catalogue::placement::{Operation, Shape};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "mwid-missing",
    severity: Severity::Error,
    summary: "An access point or proxy named by its id without mwid=\"1\"",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node) in subject.known() {
        if !node.mwid || item.shape != Shape::Group || item.attribute("mwid").is_some() {
            continue;
        }
        let (severity, when) = match item.operation {
            // A new one does without.
            Operation::Set if subject.options.new_entry => continue,
            Operation::Set => (Severity::Warning, "is needed when the entry is not new"),
            Operation::Remove | Operation::Query | Operation::Execute => (Severity::Error, "is missing"),
        };
        let message = format!("`mwid=\"1\"` at `{}` {when}", item.name.value);
        findings.add(
            findings
                .on(item, None, item.name.span, message)
                .with_severity(severity)
                .with_help("add `mwid=\"1\"`: it says that the type is the id of an access point or proxy"),
        );
    }
}
