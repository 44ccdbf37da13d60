//! A value that does not have the form that its setting asks for, such as a GUID.

use crate::check::typing::{beyond_limits, is_unlisted};
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
        let told_elsewhere =
            || is_unlisted(node, &value.value) || beyond_limits(item, node, &value.value).is_some();
        if value.value.is_empty() || pattern.is_match(&value.value) || told_elsewhere() {
            continue;
        }
        let blank = if value.value.contains(char::is_whitespace)
            && pattern.is_match(&value.value.split_whitespace().collect::<String>())
        {
            "without the blanks it would fit; "
        } else {
            ""
        };
        let message = format!("`{}` does not have the form of `{}`", value.value, item.name.value);
        let help = format!("{blank}write {}", node.form.as_deref().unwrap_or(&node.summary));
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}
