//! A list, range or pattern of values in a device description that cannot be read as one.

use regex_lite::Regex;

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::ddf::{AllowedValues, Properties, ValueKind};
use crate::finding::{Severity, nearest};

pub(super) const RULE: Rule = Rule {
    name: "ddf-allowed-values",
    severity: Severity::Error,
    summary: "Allowed values of a device description that cannot be read, or that leave the default out",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Ddf(tree) = subject.model else { return };
    for node in tree.all_nodes() {
        let Some(allowed) = &node.properties.allowed else { continue };
        kind(allowed, findings);
        content(allowed, findings);
        default(&node.properties, allowed, findings);
    }
}

fn kind(allowed: &AllowedValues, findings: &mut Findings) {
    let list = ValueKind::WORDS.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    match &allowed.kind {
        None => findings.add(
            findings
                .at(allowed.span, "`AllowedValues` without `ValueType`")
                .with_help(format!("add the attribute; its words are {list}")),
        ),
        Some(kind) if kind.meaning.is_none() => {
            let meant = nearest(&kind.text.value, ValueKind::WORDS.iter().copied());
            let meant = meant.map(|meant| format!("write `{meant}` if that was meant; ")).unwrap_or_default();
            let message = format!("`{}` is no word of `ValueType`", kind.text.value);
            findings
                .add(findings.at(kind.text.span, message).with_help(format!("{meant}the words are {list}")));
        }
        Some(_) => {}
    }
}

fn content(allowed: &AllowedValues, findings: &mut Findings) {
    let place = allowed.texts.first().map_or(allowed.span, |text| text.span);
    let (message, help) = match allowed.kind() {
        Some(ValueKind::Enumeration) if allowed.listed.is_empty() => {
            ("a list of values without a value".to_owned(), "add an `Enum` with `Value` for each")
        }
        Some(ValueKind::Flags) if allowed.bits().is_none() => (
            "bits that are no numbers".to_owned(),
            "write each `Value` in decimal, or in hexadecimal with 0x",
        ),
        Some(ValueKind::Range) => match allowed.range() {
            Some((min, max)) if min <= max => return,
            Some((min, max)) => {
                (format!("a range from {min} down to {max}"), "write the smaller number first")
            }
            None => ("a range that cannot be read".to_owned(), "write it as `[1-30]`"),
        },
        Some(ValueKind::Pattern) => {
            let Some(pattern) = allowed.pattern() else {
                // As in a published description.
                let finding =
                    findings.at(place, "the regular expression is empty").with_severity(Severity::Warning);
                return findings.add(finding.with_help("write it into `Value`"));
            };
            if Regex::new(pattern).is_err() {
                // There are many kinds of regular expressions.
                let message = format!("`{pattern}` is no regular expression that can be used here");
                let finding = findings.at(place, message).with_severity(Severity::Warning);
                findings.add(finding.with_help("values are not held against it"));
            }
            return;
        }
        _ => return,
    };
    findings.add(findings.at(place, message).with_help(help));
}

/// Defaults outside the list or range stand in published descriptions: there they mean "not set".
fn default(properties: &Properties, allowed: &AllowedValues, findings: &mut Findings) {
    let Some(default) = properties.default.as_ref().filter(|default| !default.value.is_empty()) else {
        return;
    };
    let is_allowed = match allowed.kind() {
        Some(ValueKind::Enumeration) => {
            allowed.delimiter.is_some()
                || allowed.listed.is_empty()
                || allowed.listed.iter().any(|listed| listed.value.value.eq_ignore_ascii_case(&default.value))
        }
        Some(ValueKind::Range) => allowed.range().is_none_or(|(min, max)| {
            default.value.parse::<i64>().is_ok_and(|number| (min..=max).contains(&number))
        }),
        _ => true,
    };
    if !is_allowed {
        let message = format!("the default `{}` is not among the allowed values", default.value);
        let finding = findings.at(default.span, message).with_severity(Severity::Note);
        findings.add(finding.with_help("see whether it means that nothing is set, or is a slip"));
    }
}
