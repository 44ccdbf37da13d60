//! Data that are not what their Format says.

use std::collections::BTreeSet;

use crate::check::access::refused;
use crate::check::typing::{is_told, unwanted_data};
use crate::check::value::{Integer, is_base64, is_boolean, is_float};
use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::{Severity, Span};

pub(super) const RULE: Rule = Rule {
    name: "format-value",
    severity: Severity::Error,
    summary: "Data of an item that are not what its Format says",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(message) = subject.message() else { return };
    let told = told_by_type(subject);
    for command in message
        .every_command()
        .filter(|command| matches!(command.verb, Verb::Add | Verb::Replace | Verb::Exec))
    {
        for item in &command.items {
            let (Some(format), Some(data)) = (command.format_of(item), item.data.as_ref()) else { continue };
            let Some((severity, wanted)) = judge(format.value.trim(), &data.value) else { continue };
            if told.contains(&data.span) {
                continue;
            }
            let message = format!("`{}` with the format `{}`", data.value, format.value.trim());
            findings.add(
                findings.at(data.span, message).with_severity(severity).with_help(wanted).with_reference(
                    "https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)",
                ),
            );
        }
    }
}

/// The data that another rule tells of, since they are not what the setting itself takes, or it takes none from the
/// command.
fn told_by_type(subject: &Subject<'_>) -> BTreeSet<Span> {
    let set = subject.values().filter(|(item, node, value)| is_told(item, node, &value.value));
    let run = unwanted_data(subject).map(|(_, _, data)| data.span);
    let refused = subject.items().iter().filter(|item| refused(item).is_some());
    let moot = refused.filter_map(|item| Some(item.value()?.span));
    set.map(|(_, _, value)| value.span).chain(run).chain(moot).collect()
}

/// What is wrong with data of a format, and what to write.
fn judge(format: &str, data: &str) -> Option<(Severity, &'static str)> {
    let is_word = ["true", "false"].iter().any(|word| word.eq_ignore_ascii_case(data));
    match format {
        "int" if Integer::read(data).is_none() => {
            Some((Severity::Error, "write a whole number, or the format `chr` if text is meant"))
        }
        "float" if !is_float(data) => Some((Severity::Error, "write a number with a point, such as 1.5")),
        "b64" if !is_base64(data) => Some((Severity::Error, "write the bytes in base64")),
        // Windows Mobile's own pages write integers for many a yes and no.
        "bool" if !is_word && is_boolean(data) => {
            Some((Severity::Warning, "write true or false, or the format `int`"))
        }
        "bool" if !is_word => Some((Severity::Error, "write true or false")),
        "node" if !data.is_empty() => {
            Some((Severity::Warning, "leave `Data` out: an interior node has no value of its own"))
        }
        "null" if !data.is_empty() => Some((Severity::Warning, "leave `Data` out: there is no value")),
        _ => None,
    }
}
