//! Values of security policies that no page documents, where the list is open or the registry is written.

use std::collections::BTreeSet;

use crate::catalogue::policies::PolicyKind;
use crate::check::policy::{ChangedBy, value_or_name};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "policy-value",
    severity: Severity::Warning,
    summary: "A value of a security policy that is not documented",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let stopped: BTreeSet<usize> = subject.threats.iter().map(|threat| threat.item).collect();
    for change in subject.changes.iter().filter(|change| !stopped.contains(&change.item)) {
        let (Some(policy), Some(value)) = (change.policy, change.value) else { continue };
        let is_asked = match policy.kind {
            // The provider's own list is closed, and another rule holds the value against it.
            PolicyKind::Enum => change.by == ChangedBy::Registry,
            PolicyKind::OpenEnum => true,
            PolicyKind::RoleMask | PolicyKind::Count | PolicyKind::Unknown => false,
        };
        if !is_asked || policy.meaning(value).is_some() {
            continue;
        }
        let known: Vec<String> =
            policy.values.iter().map(|known| format!("{} ({})", known.value, known.means)).collect();
        let message = format!("{value} is no documented value of policy {} ({})", policy.id, policy.name);
        let finding = findings.on_policy(change, value_or_name(&subject.items()[change.item]), message);
        findings.add(finding.with_help(format!("the values are {}", known.join(", "))));
    }
}
