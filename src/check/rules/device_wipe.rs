//! A wipe of the device.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "device-wipe",
    severity: Severity::Error,
    summary: "The device is wiped",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::DeviceWipe),
};
