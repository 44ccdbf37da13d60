//! Encryption of what is on the device.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "device-encryption",
    severity: Severity::Error,
    summary: "What is on the device is encrypted",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::DeviceEncryption),
};
