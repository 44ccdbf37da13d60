//! An element of SyncML that is not in the XML namespace where the format has it.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "namespace",
    severity: Severity::Warning,
    summary: "An element of SyncML outside the namespace that it belongs to",
    check: |subject, findings| findings.add_faults(subject, FaultKind::Namespace),
};
