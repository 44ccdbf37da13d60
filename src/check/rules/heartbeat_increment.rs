//! A direct push increment with which the interval cannot adapt.

use crate::check::heartbeat::{ADAPTING, Heartbeat};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "heartbeat-increment",
    severity: Severity::Warning,
    summary: "A HeartbeatIncrement with which the interval cannot adapt",
    check,
};

/// The increment of the published sample, in seconds.
const SAMPLE: i64 = 300;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Heartbeat { min, increment: Some(increment), max, .. } = Heartbeat::of(subject) else { return };
    let sample = format!("write {SAMPLE}, as the published sample does");
    let (message, help) = match (min, max) {
        _ if increment.seconds == 0 => {
            ("HeartbeatIncrement is 0 s: the interval never moves".to_owned(), sample)
        }
        (Some(min), Some(max))
            if min.seconds >= 0
                && max.seconds >= min.seconds
                && increment.seconds > max.seconds - min.seconds =>
        {
            let room = max.seconds - min.seconds;
            let message = format!(
                "HeartbeatIncrement is {} s, more than the {room} s between HeartbeatMin ({} s) and HeartbeatMax ({} s): each step hits a limit",
                increment.seconds, min.seconds, max.seconds
            );
            let help = match room {
                ..SAMPLE => "move HeartbeatMin and HeartbeatMax further apart".to_owned(),
                _ => sample,
            };
            (message, help)
        }
        _ => return,
    };
    findings.add(findings.at(increment.span, message).with_help(help).with_reference(ADAPTING));
}
