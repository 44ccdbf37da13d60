//! A form that only a device's answer has.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "response-form",
    severity: Severity::Error,
    summary: "A form that only a device's answer has",
    check: |subject, findings| findings.add_faults(subject, FaultKind::ResponseForm),
};
