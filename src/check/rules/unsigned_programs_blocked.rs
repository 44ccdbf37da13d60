//! A policy by which unsigned programs no longer start.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unsigned-programs-blocked",
    severity: Severity::Error,
    summary: "Unsigned programs no longer start",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::UnsignedProgramsBlocked),
};
