//! The file is not well-formed XML.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "xml-syntax",
    severity: Severity::Error,
    summary: "The file is not well-formed XML",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Syntax),
};
