//! What the values of security policies do, in words: several mean the contrary of what one expects, and role masks are
//! sums.

use std::collections::BTreeSet;

use crate::catalogue::policies::{Policy, PolicyKind};
use crate::catalogue::policy_change::ChangedBy;
use crate::check::policy::value_or_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::RoleMask;

pub(super) const RULE: Rule = Rule {
    name: "policy-meaning",
    severity: Severity::Note,
    summary: "What the value of a security policy does, its role mask taken apart",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What cannot be undone is told with what it does.
    let stopped: BTreeSet<usize> = subject.threats.iter().map(|threat| threat.item).collect();
    for change in subject.changes.iter().filter(|change| !stopped.contains(&change.item)) {
        let (Some(policy), Some(value)) = (change.policy, change.value) else { continue };
        // What every device has as it comes is no news, unless it is easily taken for its contrary.
        if policy.is_default(value) && !policy.inverted {
            continue;
        }
        let Some(meaning) = meaning(policy, value) else { continue };
        let item = &subject.items()[change.item];
        // The provider reads no other numbers: of `0x1` it is said that it is none.
        let is_decimal =
            item.value().is_none_or(|value| value.value.bytes().all(|byte| byte.is_ascii_digit()));
        if change.by == ChangedBy::Provider && !is_decimal {
            continue;
        }
        let message = format!("policy {} ({}) becomes {value}: {meaning}", policy.id, policy.name);
        let finding = findings.on_policy(change, value_or_name(item), message);
        findings.add(finding.with_help(help(policy, value)));
    }
}

/// What the value does; none for a value that has no meaning, of which other rules speak.
fn meaning(policy: &Policy, value: i64) -> Option<String> {
    if let Some(known) = policy.meaning(value) {
        return Some(known.to_owned());
    }
    if policy.kind != PolicyKind::RoleMask {
        return None;
    }
    let mask = u32::try_from(value).ok().and_then(|bits| RoleMask::from_bits(bits).ok())?;
    Some(if mask.is_empty() { "no role".to_owned() } else { mask.to_string().replace('+', ", ") })
}

/// What the policy decides, what its other values do, and what has taken its place.
fn help(policy: &Policy, value: i64) -> String {
    let others = policy.values.iter().filter(|known| i64::from(known.value) != value);
    let others: Vec<String> = others.map(|known| format!("{}: {}", known.value, known.means)).collect();
    let others = if others.is_empty() { String::new() } else { format!(" ({})", others.join("; ")) };
    let decides = policy.summary.trim_end_matches('.');
    if policy.replaced_by.is_empty() {
        return format!("it decides: {decides}{others}");
    }
    let newer: Vec<String> = policy.replaced_by.iter().map(u32::to_string).collect();
    format!("it decides: {decides}{others}; later releases have {} in its place", newer.join(", "))
}
