//! A list of strings without its end, two U+F000, or with one before its last string
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737503(v=msdn.10)>).

use crate::catalogue::ValueType;
use crate::check::typing::type_of;
use crate::check::value::{STRING_END, end_of_list, is_ended_list};
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Fix, Severity, Span};

pub(super) const RULE: Rule = Rule {
    name: "list-end",
    severity: Severity::Warning,
    summary: "A list of strings that does not end with two U+F000",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values() {
        // The end is part of what the attribute `datatype` declares; a list of the catalogue has a form of its own, such
        // as the choices of Metabase, which are joined and not ended.
        let is_declared = node.value_type.is_none();
        let is_list = is_declared && type_of(item, node) == Some(ValueType::MultipleString);
        if !is_list || value.value.is_empty() || is_ended_list(&value.value) {
            continue;
        }
        let finding = |message: String| {
            findings
                .on(item, None, value.span, message)
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737503(v=msdn.10)")
        };
        if let Some(ended) = end_of_list(&value.value)
            && ended < value.value.len()
        {
            let name = &item.name.value;
            let message = format!("the list of strings in `{name}` ends before the end of the value");
            findings.add(finding(message).with_help(
                "write one U+F000 between two strings: an empty string ends the list, what is behind it is lost",
            ));
            continue;
        }
        let missing = if value.value.ends_with(STRING_END) { "&#xF000;" } else { "&#xF000;&#xF000;" };
        let message = format!("the list of strings in `{}` has no end", item.name.value);
        findings.add(
            finding(message)
                .with_help(format!(
                    "write `{missing}` at its end: each string ends with U+F000, the list with one more"
                ))
                .with_fix(Fix {
                    span: Span::new(value.span.end(), value.span.end()),
                    replacement: missing.to_owned(),
                }),
        );
    }
}
