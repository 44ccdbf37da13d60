//! Policies that close the desktop's way and that of storage cards together.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "desktop-and-card-closed",
    severity: Severity::Error,
    summary: "Neither the desktop nor a storage card reaches the device any more",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::DesktopAndCardClosed),
};
