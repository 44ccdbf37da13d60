//! Role masks of security policies that let in whom nobody knows.

use crate::check::policy::value_or_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "policy-too-open",
    severity: Severity::Warning,
    summary: "A security policy that opens the device to people whom nobody knows",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for change in &subject.changes {
        let (Some(policy), Some(value)) = (change.policy, change.value) else { continue };
        // Of a value outside the limits another rule speaks; no page says what a device makes of it.
        if policy.max.is_some_and(|max| value > max.into()) {
            continue;
        }
        let holds = |roles: u32| value & i64::from(roles) != 0;
        for opening in policy.openings.iter().filter(|opening| holds(opening.holds.bits())) {
            let message =
                format!("policy {} ({}) becomes {value}: {}", policy.id, policy.name, opening.consequence);
            let without = format!("leave {} ({}) out of the sum", opening.holds.bits(), opening.holds);
            let finding = findings.at(value_or_name(&subject.items()[change.item]), message);
            findings.add(finding.with_help(without).with_reference(&opening.source));
        }
    }
}
