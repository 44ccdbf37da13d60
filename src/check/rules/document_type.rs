//! The document type declaration is for another root than there is.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "document-type",
    severity: Severity::Warning,
    summary: "A document type declaration for another root than there is",
    check: |subject, findings| findings.add_faults(subject, FaultKind::DocumentType),
};
