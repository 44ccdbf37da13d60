//! A certificate in SPC whose role mask is lowered.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "signer-role-lowered",
    severity: Severity::Error,
    summary: "A certificate gives packages fewer roles than they need",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::SignerRoleLowered),
};
