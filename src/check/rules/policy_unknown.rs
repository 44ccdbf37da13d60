//! Security policies that no published list has, or not for the target.

use crate::catalogue::Availability;
use crate::check::policy::ChangedBy;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Target;

pub(super) const RULE: Rule = Rule {
    name: "policy-unknown",
    severity: Severity::Warning,
    summary: "A security policy that no published list has, or not for the target",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for change in &subject.changes {
        let item = &subject.items()[change.item];
        let Some(policy) = change.policy else {
            let message = format!("policy {} is in no published list", change.id);
            findings.add(
                findings
                    .on_policy(change, item.name.span, message)
                    .with_help("see whether the maker of the device has it; a device may refuse the whole document for one that it does not know"),
            );
            continue;
        };
        // Of the provider's settings another rule knows for which releases they are documented.
        if change.by == ChangedBy::Provider {
            continue;
        }
        let missing = |target: &&Target| policy.availability(**target) == Availability::ListedElsewhere;
        let missing: Vec<String> =
            subject.options.targets.iter().filter(missing).map(Target::to_string).collect();
        if !missing.is_empty() {
            let message = format!(
                "policy {} ({}) is not documented for {}",
                policy.id,
                policy.name,
                missing.join(", ")
            );
            let releases: Vec<&str> = policy.os.iter().map(|release| release.name()).collect();
            let finding = findings.on_policy(change, item.name.span, message);
            findings.add(finding.with_help(format!("it is documented for {}", releases.join(", "))));
        }
    }
}
