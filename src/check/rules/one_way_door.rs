//! Policies that close the way by which they could be changed back.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "one-way-door",
    severity: Severity::Error,
    summary: "A policy closes the way by which it could be changed back",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::OneWayDoor),
};
