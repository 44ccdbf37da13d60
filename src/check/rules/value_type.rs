//! A value that is not of its setting's type.
//!
//! Where a provider leaves the type to the document, as Registry does, the `datatype` attribute gives it.

use std::borrow::Cow;

use crate::catalogue::placement::{Operation, Placed};
use crate::catalogue::{Node, ValueType};
use crate::check::typing::{beyond_limits, is_unlisted, type_of, without_blanks};
use crate::check::value::{Integer, is_base64, is_boolean, is_date, is_float, is_moment, is_time};
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
        // Of a value outside a closed list, or outside its limits, another rule speaks.
        if is_unlisted(node, text) || beyond_limits(item, node, text).is_some() {
            continue;
        }
        let Some(value_type) = type_of(item, node) else { continue };
        let (severity, wanted) = match judge(item, node, value_type, text) {
            Verdict::Fits => continue,
            Verdict::Doubtful(wanted) => (Severity::Warning, wanted),
            Verdict::Wrong(wanted) => (Severity::Error, wanted),
        };
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

/// Data of an Exec are its argument, and a node that has no value takes none.
fn check_runs(subject: &Subject<'_>, findings: &mut Findings) {
    let runs = subject.known().filter(|(item, node)| {
        item.operation == Operation::Execute && node.value_type == Some(ValueType::Null)
    });
    for (item, node) in runs {
        if let Some(data) = item.value.filter(|data| !data.value.is_empty()) {
            let message = format!("`{}` where `{}` wants no data", data.value, item.name.value);
            findings.add(
                findings
                    .on(item, Some(node), data.span, message)
                    .with_severity(Severity::Warning)
                    .with_help("leave `Data` out: running the node is all that there is to say"),
            );
        }
    }
}

enum Verdict {
    Fits,
    Doubtful(Cow<'static, str>),
    Wrong(Cow<'static, str>),
}

fn judge(item: &Placed<'_>, node: &Node, value_type: ValueType, value: &str) -> Verdict {
    let (fits, wanted) = match value_type {
        ValueType::String | ValueType::MultipleString => return Verdict::Fits,
        ValueType::Integer => return judge_integer(item, node, value),
        // The words of a provider that has its own are a closed list, which another rule holds the value against.
        ValueType::Boolean if !node.values.is_empty() => return Verdict::Fits,
        ValueType::Boolean => {
            let own_word = node.suggested.iter().any(|word| word.eq_ignore_ascii_case(value));
            (own_word || is_boolean(value), "write TRUE or FALSE, or 1 or 0")
        }
        ValueType::Float => (is_float(value), "write a number with a point, such as 1.5"),
        ValueType::Date | ValueType::Time if node.value_type.is_none() => (
            is_moment(value),
            "write a date and time as yyyy-mm-ddThh:mm:ssZ, or one half of it without the T",
        ),
        // Its own form, which another rule holds the value against.
        ValueType::Date | ValueType::Time if node.value_pattern().is_some() => {
            (!value.is_empty(), "write a date and time")
        }
        ValueType::Date => (is_date(value), "write a date as yyyy-mm-dd"),
        ValueType::Time => (is_time(value), "write a date and time as yyyy-mm-ddThh:mm:ssZ"),
        ValueType::Binary if node.certificate => (
            is_base64(value),
            "write the certificate in base64, without the BEGIN and END lines of a PEM file",
        ),
        ValueType::Binary => (is_base64(value), "write the bytes in base64"),
        // Where a dummy is usual, any value does.
        ValueType::Null => (
            value.is_empty() || !node.suggested.is_empty(),
            "leave the value out: being there is what counts",
        ),
    };
    match fits {
        true => Verdict::Fits,
        // An empty value may be meant to clear the setting.
        false if value.is_empty() => Verdict::Doubtful(wanted.into()),
        false => Verdict::Wrong(wanted.into()),
    }
}

fn judge_integer(item: &Placed<'_>, node: &Node, value: &str) -> Verdict {
    let decimal_only = item.provider.provider().is_some_and(|provider| provider.decimal_only);
    match Integer::read(value) {
        Some(Integer::Hexadecimal(number)) if decimal_only => {
            Verdict::Wrong(format!("write `{number}`: hexadecimal is refused here").into())
        }
        Some(Integer::Hexadecimal(number)) if !takes_hexadecimal(node) => {
            Verdict::Doubtful(format!("write `{number}`: no page says that hexadecimal is read here").into())
        }
        Some(Integer::Decimal(number)) if value.starts_with('+') => {
            Verdict::Doubtful(format!("write `{number}`: no page says that a plus sign is read").into())
        }
        Some(_) => Verdict::Fits,
        None if is_too_large(ValueType::Integer, value) => {
            Verdict::Wrong("write a smaller number: a device holds 32 bits".into())
        }
        None => Verdict::Wrong("write a whole number in decimal digits, without unit or blank".into()),
    }
}

/// Whether a value is a whole number of more digits than any setting holds.
fn is_too_large(value_type: ValueType, value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    value_type == ValueType::Integer
        && !digits.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && Integer::read(value).is_none()
}

fn takes_hexadecimal(node: &Node) -> bool {
    node.value_pattern().is_some()
        || node
            .values
            .iter()
            .map(|value| &value.value)
            .chain(&node.suggested)
            .any(|value| value.starts_with("0x"))
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
    }
}
