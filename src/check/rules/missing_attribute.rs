//! A required attribute is missing or empty.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "missing-attribute",
    severity: Severity::Error,
    summary: "A required attribute is missing or empty",
    check: |subject, findings| findings.add_faults(subject, FaultKind::MissingAttribute),
};
