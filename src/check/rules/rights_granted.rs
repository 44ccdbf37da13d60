//! A metabase entry that grants rights, perhaps to its own document.

use crate::catalogue::DangerRule;
use crate::check::{Rule, danger};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "rights-granted",
    severity: Severity::Error,
    summary: "The metabase lets others than the manager change a setting",
    check: |subject, findings| danger::stop(subject, findings, DangerRule::RightsGranted),
};
