//! A value that is not of its setting's type.
//!
//! Where a provider leaves the type to the document, as Registry does, the `datatype` attribute gives it.

use crate::catalogue::placement::Placed;
use crate::catalogue::{Node, ValueType};
use crate::check::value::{Integer, is_base64, is_boolean, is_date, is_float, is_time};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-type",
    severity: Severity::Error,
    summary: "A value that is not of the type of its setting",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values() {
        let Some(value_type) = node.value_type.or_else(|| declared_type(item)) else { continue };
        let (severity, wanted) = match judge(node, value_type, &value.value) {
            Verdict::Fits => continue,
            Verdict::Doubtful(wanted) => (Severity::Warning, wanted),
            Verdict::Wrong(wanted) => (Severity::Error, wanted),
        };
        let shown =
            if value.value.is_empty() { "an empty value".to_owned() } else { format!("`{}`", value.value) };
        let message = format!("{shown} where `{}` wants {}", item.name.value, name_of(value_type));
        let finding = findings.on(item, Some(node), value.span, message).with_help(wanted);
        let severity = severity.min(finding.severity);
        findings.add(finding.with_severity(severity));
    }
}

enum Verdict {
    Fits,
    Doubtful(&'static str),
    Wrong(&'static str),
}

fn judge(node: &Node, value_type: ValueType, value: &str) -> Verdict {
    let (fits, wanted) = match value_type {
        ValueType::String | ValueType::MultipleString => return Verdict::Fits,
        ValueType::Integer => match Integer::read(value) {
            Some(Integer::Hexadecimal(_)) if !takes_hexadecimal(node) => {
                return Verdict::Doubtful("write it in decimal: no page says that hexadecimal is read here");
            }
            found => (found.is_some(), "write a whole number in decimal digits, without unit or blank"),
        },
        // The words of a provider that has its own are a closed list, which another rule holds the value against.
        ValueType::Boolean if !node.values.is_empty() => return Verdict::Fits,
        ValueType::Boolean => {
            let own_word = node.suggested.iter().any(|word| word.eq_ignore_ascii_case(value));
            (own_word || is_boolean(value), "write TRUE or FALSE, or 1 or 0")
        }
        ValueType::Float => (is_float(value), "write a number with a point, such as 1.5"),
        ValueType::Date => (is_date(value), "write a date as yyyy-mm-dd"),
        ValueType::Time => (is_time(value), "write a date and time as yyyy-mm-ddThh:mm:ssZ"),
        ValueType::Binary => (is_base64(value), "write the bytes in base64"),
        ValueType::Null => (value.is_empty(), "leave the value out: being there is what counts"),
    };
    match fits {
        true => Verdict::Fits,
        // An empty value may be meant to clear the setting.
        false if value.is_empty() => Verdict::Doubtful(wanted),
        false => Verdict::Wrong(wanted),
    }
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

fn declared_type(item: &Placed<'_>) -> Option<ValueType> {
    match item.attribute("datatype")?.value.value.as_str() {
        "integer" => Some(ValueType::Integer),
        "boolean" => Some(ValueType::Boolean),
        "float" => Some(ValueType::Float),
        "binary" => Some(ValueType::Binary),
        "multiplestring" => Some(ValueType::MultipleString),
        _ => None,
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
    }
}
