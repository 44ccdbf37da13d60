//! A service indication that is to delete another and does not name it.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::service_indication::Action;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "si-id-missing",
    severity: Severity::Error,
    summary: "A service indication that deletes another without naming it by si-id",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceIndication(document) = subject.model else { return };
    let Some(indication) = &document.indication else { return };
    let Some(action) = indication.action.as_ref().filter(|action| action.value == Action::Delete) else {
        return;
    };
    if indication.id.as_ref().is_none_or(|id| id.value.is_empty()) {
        findings.add(
            findings
                .at(action.span, "`delete` without `si-id`")
                .with_help("add `si-id=\"…\"` with the id of the indication that is to go"),
        );
    }
}
