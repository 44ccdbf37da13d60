//! Storage cards that one device alone can read.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "card-encryption",
    severity: Severity::Error,
    summary: "Storage cards are encrypted so that one device alone reads them",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::CardEncryption),
};
