//! A number outside the limits of its setting.

use crate::check::typing::{beyond_limits, is_unlisted, with_summary};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-range",
    severity: Severity::Error,
    summary: "A number outside the limits of its setting",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values() {
        // Of a value outside a closed list another rule speaks.
        if is_unlisted(node, &value.value) {
            continue;
        }
        let Some(number) = beyond_limits(item, node, &value.value) else { continue };
        let limits = match (node.min, node.max) {
            (Some(min), Some(max)) => format!("from {min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("{max} or less"),
            (None, None) => continue,
        };
        let message = format!("`{}` is {number}, allowed is {limits}", item.name.value);
        let help = match signed(number).filter(|_| node.max == Some(i64::from(i32::MAX))) {
            Some(meant) => format!("write {meant}: the same 32 bits as a number with a sign"),
            None => with_summary(format!("write a whole number, {limits}"), node),
        };
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}

/// The number with a sign that has the same 32 bits.
fn signed(number: i64) -> Option<i32> {
    u32::try_from(number).ok().map(u32::cast_signed)
}
