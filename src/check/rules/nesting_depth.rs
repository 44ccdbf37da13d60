//! Elements are nested deeper than any document needs.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "nesting-depth",
    severity: Severity::Error,
    summary: "Elements are nested deeper than any document needs",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Depth),
};
