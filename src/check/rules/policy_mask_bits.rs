//! Role masks of security policies with bits that stand for no role.

use crate::catalogue::policies::{Policy, PolicyKind};
use crate::check::policy::{ChangedBy, value_or_name};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::RoleMask;

pub(super) const RULE: Rule = Rule {
    name: "policy-mask-bits",
    severity: Severity::Warning,
    summary: "A role mask of a security policy with bits that stand for no role",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let all = i64::from(RoleMask::ALL.bits());
    for change in &subject.changes {
        let (Some(policy), Some(value)) = (change.policy, change.value) else { continue };
        // Of a value that the catalogue rules out as a whole another rule speaks; of the registry it knows nothing.
        let is_beyond = change.by == ChangedBy::Provider && !(0..=all).contains(&value);
        if policy.kind != PolicyKind::RoleMask || value & !all == 0 || is_beyond {
            continue;
        }
        let message =
            format!("{value} for policy {} ({}) has bits that stand for no role", policy.id, policy.name);
        let finding = findings.on_policy(change, value_or_name(&subject.items()[change.item]), message);
        findings.add(finding.with_help(help(policy)));
    }
}

/// What to write; not what is left of the value without those bits, since nobody meant that.
fn help(policy: &Policy) -> String {
    const FORM: &str = "write the sum of the roles that are meant, each a power of two from 2 to 4096";
    match policy.usual_value().and_then(|bits| RoleMask::from_bits(bits).ok()).filter(|mask| !mask.is_empty())
    {
        Some(mask) => format!("{FORM}; devices come with {} ({mask})", mask.bits()),
        None => FORM.to_owned(),
    }
}
