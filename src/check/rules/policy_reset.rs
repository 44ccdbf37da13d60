//! A security policy that is removed.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "policy-reset",
    severity: Severity::Error,
    summary: "A security policy is removed, which sets it to 0",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::PolicyReset),
};
