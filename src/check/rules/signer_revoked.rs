//! A hash that is put on the revocation list.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "signer-revoked",
    severity: Severity::Error,
    summary: "A certificate, program or package is put on the revocation list",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::SignerRevoked),
};
