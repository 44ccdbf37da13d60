//! A value that does not have the form that its setting asks for, such as a GUID.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-pattern",
    severity: Severity::Error,
    summary: "A value that does not have the form of its setting, such as a GUID",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values() {
        let Some(pattern) = node.value_pattern() else { continue };
        if value.value.is_empty() || pattern.is_match(&value.value) {
            continue;
        }
        let blank = if value.value.contains(char::is_whitespace)
            && pattern.is_match(&value.value.split_whitespace().collect::<String>())
        {
            "without the blanks it would fit. "
        } else {
            ""
        };
        let message = format!("`{}` does not have the form of `{}`", value.value, item.name.value);
        let help = format!("{blank}{} It must fit the pattern `{}`", node.summary, pattern.as_str());
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}
