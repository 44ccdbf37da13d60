//! Some of the four direct push settings, but not all: the device keeps its own values for the others, so nobody can
//! say whether they fit together.

use crate::check::heartbeat::{ADAPTING, Heartbeat};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "heartbeat-incomplete",
    severity: Severity::Warning,
    summary: "Only some of the four direct push settings",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let heartbeat = Heartbeat::of(subject);
    let missing = heartbeat.missing();
    let Some((_, first)) = heartbeat.given().min_by_key(|(_, setting)| setting.span) else { return };
    // Of a value that is no number another rule speaks.
    if missing.is_empty() || heartbeat.is_garbled {
        return;
    }
    let message = format!("without {} the device keeps its own, which may not fit", missing.join(", "));
    findings
        .add(findings.at(first.span, message).with_help("set all four together").with_reference(ADAPTING));
}
