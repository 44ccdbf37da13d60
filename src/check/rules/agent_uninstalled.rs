//! A management agent that is uninstalled.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "agent-uninstalled",
    severity: Severity::Error,
    summary: "The management agent of the device is uninstalled",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::AgentUninstalled),
};
