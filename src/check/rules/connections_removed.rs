//! A `nocharacteristic` that removes all connections of a kind.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "connections-removed",
    severity: Severity::Error,
    summary: "All connections or wireless networks of a kind are removed",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::ConnectionsRemoved),
};
