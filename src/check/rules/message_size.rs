//! A message that may be too large for a device.

use crate::check::syncml::start_of;
use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::LARGE;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "message-size",
    severity: Severity::Note,
    summary: "A SyncML message that may be too large for a device",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(message) = subject.message().filter(|message| message.header.is_some()) else { return };
    let size = message.span.span.end().saturating_sub(message.span.span.start());
    if size > LARGE {
        let text = format!("the message has {size} bytes, more than {LARGE}");
        findings.add(
            findings
                .at(start_of(message.span.span, "SyncML"), text)
                .with_help("send it in several messages: no device is documented to take one in pieces")
                .resting_on_thin_evidence(),
        );
    }
}
