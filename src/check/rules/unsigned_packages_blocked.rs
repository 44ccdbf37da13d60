//! A policy by which unsigned packages no longer install.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unsigned-packages-blocked",
    severity: Severity::Error,
    summary: "Unsigned packages no longer install",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::UnsignedPackagesBlocked),
};
