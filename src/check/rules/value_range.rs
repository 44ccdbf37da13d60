//! A number outside the limits of its setting.

use crate::check::value::Integer;
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
        let Some(number) = Integer::read(&value.value).map(Integer::value) else { continue };
        let limits = match (node.min, node.max) {
            (Some(min), Some(max)) if number < min || number > max => format!("from {min} to {max}"),
            (Some(min), None) if number < min => format!("{min} or more"),
            (None, Some(max)) if number > max => format!("{max} or less"),
            _ => continue,
        };
        let message = format!("`{}` is {number}, allowed is {limits}", item.name.value);
        findings.add(findings.on(item, Some(node), value.span, message).with_help(node.summary.as_str()));
    }
}
