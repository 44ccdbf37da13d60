//! A certificate that is taken out of SPC.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "signer-removed",
    severity: Severity::Error,
    summary: "A certificate that gives packages their roles is removed",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::SignerRemoved),
};
