//! A whole message without Final, so that a device waits for another one.

use crate::check::syncml::start_of;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "final-missing",
    severity: Severity::Warning,
    summary: "A message without Final, after which the device waits for more",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // To a fragment the server that sends it adds what closes its package.
    let Some(message) = subject.message().filter(|message| message.header.is_some() && !message.is_final)
    else {
        return;
    };
    findings.add(
        findings
            .at(start_of(message.span.span, "SyncML"), "the message has no `Final`")
            .with_help("write `<Final/>` as the last element of `SyncBody`, unless another message of the package follows")
            .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)"),
    );
}
