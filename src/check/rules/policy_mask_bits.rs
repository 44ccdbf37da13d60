//! Role masks, of security policies and of settings, with bits that stand for no role.

use crate::catalogue::policies::{Policy, PolicyKind};
use crate::check::policy::{ChangedBy, value_or_name};
use crate::check::typing::beyond_limits;
use crate::check::unknown::own_name;
use crate::check::value::Integer;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::RoleMask;

pub(super) const RULE: Rule = Rule {
    name: "policy-mask-bits",
    severity: Severity::Warning,
    summary: "A role mask with bits that stand for no role",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    check_settings(subject, findings);
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

/// Masks that are values of settings, such as the ROLE of a management account.
fn check_settings(subject: &Subject<'_>, findings: &mut Findings) {
    let all = i64::from(RoleMask::ALL.bits());
    for (item, node, value) in subject.values().filter(|(_, node, _)| node.role_mask) {
        let Some(mask) = Integer::read(&value.value).map(Integer::value) else { continue };
        if mask & !all == 0 || mask == EVERY_BIT || beyond_limits(item, node, &value.value).is_some() {
            continue;
        }
        let message = format!("{mask} for `{}` has bits that stand for no role", own_name(item));
        findings.add(findings.on(item, Some(node), value.span, message).with_help(FORM));
    }
}

/// What management servers write for every role there is.
const EVERY_BIT: i64 = 0xFFFF_FFFF;
/// What a mask is.
const FORM: &str = "write the sum of the roles that are meant, each a power of two from 2 to 4096";

/// What to write; not what is left of the value without those bits, since nobody meant that.
fn help(policy: &Policy) -> String {
    match policy.usual_value().and_then(|bits| RoleMask::from_bits(bits).ok()).filter(|mask| !mask.is_empty())
    {
        Some(mask) => format!("{FORM}; devices come with {} ({mask})", mask.bits()),
        None => FORM.to_owned(),
    }
}
