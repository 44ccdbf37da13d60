//! A value that is not of its setting's type.
//!
//! Where a provider leaves the type to the document, as Registry does, the `datatype` attribute gives it.

use crate::catalogue::ValueType;
use crate::check::typing::{
    Verdict, beyond_limits, is_too_large, is_unlisted, judge, type_of, unwanted_data, without_blanks,
};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-type",
    severity: Severity::Error,
    summary: "A value that is not of the type of its setting",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    check_runs(subject, findings);
    for (item, node, value) in subject.values() {
        let text = value.value.as_str();
        let Some(value_type) = type_of(item, node) else { continue };
        let (severity, wanted) = match judge(item, node, value_type, text) {
            Verdict::Fits => continue,
            Verdict::Doubtful(wanted) => (Severity::Warning, wanted),
            Verdict::Wrong(wanted) => (Severity::Error, wanted),
        };
        // Of a value outside a closed list, or outside its limits, another rule speaks.
        if is_unlisted(node, text) || beyond_limits(item, node, text).is_some() {
            continue;
        }
        let shown = if text.is_empty() { "an empty value".to_owned() } else { format!("`{text}`") };
        let message = match is_too_large(value_type, text) {
            true => format!("{shown} is too large a number for `{}`", item.name.value),
            false => format!("{shown} where `{}` wants {}", item.name.value, name_of(value_type)),
        };
        let mut finding = findings.on(item, Some(node), value.span, message).with_help(wanted);
        finding.fix = without_blanks(subject, text, value.span)
            .filter(|(trimmed, _)| matches!(judge(item, node, value_type, trimmed), Verdict::Fits))
            .map(|(_, fix)| fix);
        let severity = severity.min(finding.severity);
        findings.add(finding.with_severity(severity));
    }
}

/// Data of an Exec are its argument.
fn check_runs(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, data) in unwanted_data(subject) {
        let message = format!("`{}` where `{}` wants no data", data.value, item.name.value);
        findings.add(
            findings
                .on(item, Some(node), data.span, message)
                .with_severity(Severity::Warning)
                .with_help("leave `Data` out: running the node is all that there is to say"),
        );
    }
}

fn name_of(value_type: ValueType) -> &'static str {
    match value_type {
        ValueType::String => "text",
        ValueType::Integer => "a whole number",
        ValueType::Boolean => "a boolean",
        ValueType::Float => "a number",
        ValueType::Date => "a date",
        ValueType::Time => "a time",
        ValueType::Binary => "bytes in base64",
        ValueType::MultipleString => "a list of strings",
        ValueType::Null => "no value",
        ValueType::Ipv4 => "an IPv4 address",
        ValueType::Ip => "an IP address",
        ValueType::Url => "a whole address",
    }
}
