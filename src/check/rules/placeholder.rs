//! Something that is still to be filled in, such as `{GUID}` or `INPUT_SERVER`. A device takes it as it stands.

use crate::catalogue::ValueType;
use crate::catalogue::placement::{NodeMatch, Operation, Placed};
use crate::check::placeholder::{is_masked, is_placeholder};
use crate::check::typing::type_of;
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "placeholder",
    severity: Severity::Error,
    summary: "A name or value that is still to be filled in",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        if is_placeholder(own_name(item)) {
            let message = format!("`{}` is still to be filled in", own_name(item));
            let severity = match item.node {
                NodeMatch::Malformed(_) => Severity::Error,
                _ => Severity::Warning,
            };
            let finding = findings.on(item, None, item.name.span, message).with_severity(severity);
            findings.add(finding.with_help("write the name that is meant"));
        }
        let Some(value) = item.value().filter(|_| item.operation == Operation::Set) else { continue };
        let (message, help) = if is_placeholder(&value.value) {
            (format!("`{}` is still to be filled in", value.value), "write the value that is meant")
        } else if is_masked(&value.value) {
            let message = format!("`{}` hides the value of `{}`", value.value, own_name(item));
            (message, "write the value itself: a device's answer does not tell it")
        } else {
            continue;
        };
        let severity = if takes(item, &value.value) { Severity::Warning } else { Severity::Error };
        let finding = findings.on(item, item.known_node(), value.span, message).with_severity(severity);
        findings.add(finding.with_help(help));
    }
}

/// Whether a setting takes any text, or this one, so that a device would not refuse it.
fn takes(item: &Placed<'_>, value: &str) -> bool {
    let Some(node) = item.known_node() else { return true };
    let is_text = matches!(
        type_of(item, node),
        None | Some(ValueType::String | ValueType::MultipleString | ValueType::Null)
    );
    is_text && node.values.is_empty() && node.value_pattern().is_none_or(|pattern| pattern.is_match(value))
}
