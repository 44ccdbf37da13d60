//! A value longer than its setting can hold.

use crate::check::typing::with_summary;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-length",
    severity: Severity::Error,
    summary: "A value longer than its setting can hold",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values() {
        let Some(longest) = node.max_length else { continue };
        let length = value.value.chars().count();
        if length > longest {
            let message =
                format!("the value of `{}` has {length} characters, allowed are {longest}", item.name.value);
            let help = with_summary(format!("write {longest} characters at most"), node);
            findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
        }
    }
}
