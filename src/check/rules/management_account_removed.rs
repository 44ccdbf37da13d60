//! The account of a management server that is removed.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "management-account-removed",
    severity: Severity::Error,
    summary: "The account of a management server is removed",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::ManagementAccountRemoved),
};
