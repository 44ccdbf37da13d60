//! The file starts with a byte order mark.

use crate::check::Rule;
use crate::document::FaultKind;
use crate::finding::{Fix, Severity};

pub(super) const RULE: Rule = Rule {
    name: "byte-order-mark",
    severity: Severity::Warning,
    summary: "The file starts with a byte order mark",
    check: |subject, findings| {
        findings.add_faults_with_repair(subject, FaultKind::ByteOrderMark, |_| Some(Fix::encoding()));
    },
};
