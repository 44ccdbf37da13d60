//! A question in a document that goes to the device as a message, which has no way back for an answer.

use crate::catalogue::placement::Operation;
use crate::check::air::Air;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "query-over-air",
    severity: Severity::Warning,
    summary: "A query in a message to which the device sends no answer",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(Air::Message(_)) = Air::of(subject) else { return };
    for item in subject.items().iter().filter(|item| item.operation == Operation::Query) {
        let message = format!("`{}` is asked for in a message that is not answered", item.name.value);
        findings.add(
            findings
                .on(item, None, item.name.span, message)
                .with_help("take the query out; ask over OMA DM, or from the desktop over RAPI")
                .resting_on_thin_evidence(),
        );
    }
}
