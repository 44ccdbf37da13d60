//! A value of Grant Manager that leaves no way to the role manager.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "manager-lock-out",
    severity: Severity::Error,
    summary: "Whoever could become manager no longer can",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::ManagerLockOut),
};
