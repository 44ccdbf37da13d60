//! The document type declaration declares entities.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "entity-declaration",
    severity: Severity::Error,
    summary: "The document type declaration declares entities",
    check: |subject, findings| findings.add_faults(subject, FaultKind::EntityDeclaration),
};
