//! The file is not UTF-8, which is all that the device reads.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "encoding",
    severity: Severity::Error,
    summary: "The file is not UTF-8, which is all that the device reads",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Encoding),
};
