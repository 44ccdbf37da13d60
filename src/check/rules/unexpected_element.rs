//! An element that the format does not have, or not at this place.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unexpected-element",
    severity: Severity::Error,
    summary: "An element that the format does not have, or not at this place",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Element),
};
