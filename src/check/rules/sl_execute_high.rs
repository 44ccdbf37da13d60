//! `execute-high`, which does the same as `execute-low` on Windows Mobile.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::service_loading::Action;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "sl-execute-high",
    severity: Severity::Note,
    summary: "A service loading with execute-high, which is no more urgent than execute-low",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceLoading(loading) = subject.model else { return };
    let Some(action) = loading.action.as_ref().filter(|action| action.value == Action::ExecuteHigh) else {
        return;
    };
    findings.add(
        findings
            .at(action.span, "`execute-high` loads and runs at once without asking, as `execute-low` does")
            .with_help("leave `action` out; to have the user decide write `cache`, which leaves a message in the Inbox")
            .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)"),
    );
}
