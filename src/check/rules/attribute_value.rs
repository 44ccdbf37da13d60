//! An attribute whose value is not one that the format allows.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "attribute-value",
    severity: Severity::Error,
    summary: "An attribute whose value is not one that the format allows",
    check: |subject, findings| findings.add_faults(subject, FaultKind::AttributeValue),
};
