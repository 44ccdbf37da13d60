//! A number of wrong passwords after which the device wipes itself.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wipe-threshold",
    severity: Severity::Error,
    summary: "The device wipes itself after a number of wrong passwords",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::WipeThreshold),
};
