//! An attribute that the element does not have.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unknown-attribute",
    severity: Severity::Warning,
    summary: "An attribute that the element does not have",
    check: |subject, findings| findings.add_faults(subject, FaultKind::UnknownAttribute),
};
