//! A service indication that says nothing to the user: the device throws it away.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::service_indication::Action;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "si-text-missing",
    severity: Severity::Error,
    summary: "A service indication without a text for the user",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceIndication(document) = subject.model else { return };
    let Some(indication) = &document.indication else { return };
    // What deletes another is not shown.
    let deletes = indication.action.as_ref().is_some_and(|action| action.value == Action::Delete);
    if indication.text.value.is_empty() && !deletes {
        findings.add(
            findings
                .at(indication.span.span, "the indication has no text")
                .with_help("write inside `indication` what the user is to read: without it the message is thrown away")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)"),
        );
    }
}
