//! Text where only elements may stand.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "stray-text",
    severity: Severity::Error,
    summary: "Text where only elements may stand",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Text),
};
