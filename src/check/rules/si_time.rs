//! A time of a service indication that is none, or not in the one form that all programs read.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::{DateTime, DateTimeError, Text};
use crate::finding::{Finding, Fix, Severity, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "si-time",
    severity: Severity::Error,
    summary: "A time of a service indication that is not written as YYYY-MM-DDThh:mm:ssZ, or does not exist",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceIndication(document) = subject.model else { return };
    let Some(indication) = &document.indication else { return };
    for (name, time) in [("created", &indication.created), ("si-expires", &indication.expires)] {
        let Some(time) = time else { continue };
        if let Err(error) = time.value.parse::<DateTime>() {
            findings.add(finding(name, time, &error, findings));
        }
    }
}

fn finding(name: &str, time: &Spanned<Text>, error: &DateTimeError, findings: &Findings) -> Finding {
    if let Ok(meant) = time.value.trim().parse::<DateTime>() {
        return findings
            .at(time.span, format!("a blank in `{name}`, `{}`", time.value))
            .with_help(format!("write `{meant}`"))
            .with_fix(Fix { span: time.span, replacement: meant.to_string() });
    }
    if let Some(meant) = DateTime::of_dotted(&time.value) {
        let message = format!("`{name}` parts hours, minutes and seconds by dots");
        let fix = Fix { span: time.span, replacement: meant.to_string() };
        return findings
            .at(time.span, message)
            .with_severity(Severity::Warning)
            .with_help(format!(
                "write `{meant}`: gateways refuse the dots of Microsoft's samples, or drop the time"
            ))
            .with_fix(fix);
    }
    if time.value.is_empty() {
        return findings
            .at(time.span, format!("`{name}` is empty"))
            .with_help("write a time such as `2026-11-30T09:00:00Z`, or leave the attribute out");
    }
    findings
        .at(time.span, format!("`{name}` is `{}`: {error}", time.value))
        .with_help("write a time in UTC such as `2026-11-30T09:00:00Z`")
}
