//! A comment that is meant to allow something and does not.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "allowance-malformed",
    severity: Severity::Warning,
    summary: "A comment that is meant to allow something and does not",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for slip in subject.slips {
        findings.add(
            findings
                .at(slip.span, &slip.value)
                .with_help("`<!-- provsmith: allow RULE reason -->` before the element that it is about"),
        );
    }
}
