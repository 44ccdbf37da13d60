//! A store of certificates that is emptied.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "trust-store-emptied",
    severity: Severity::Error,
    summary: "A store of certificates that packages or programs need is emptied",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::TrustStoreEmptied),
};
