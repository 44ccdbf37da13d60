//! A CmdID that another command of the message has too, or that names no command; a MsgID that numbers no message.

use std::collections::BTreeSet;

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "command-id",
    severity: Severity::Error,
    summary: "A CmdID that is empty, 0, or that of another command; a MsgID that is 0",
    check,
};

const PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)";

/// The numbers of messages.
const SESSIONS: &str = "https://learn.microsoft.com/en-us/windows/client-management/oma-dm-protocol-support";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let commands = subject.message().into_iter().flat_map(|message| message.every_command());
    for id in commands.filter_map(|command| command.id.as_ref()) {
        let written = id.value.trim();
        let finding = |message: String| findings.at(id.span, message).with_reference(PAGE);
        let finding = if written.is_empty() {
            finding("`CmdID` is empty".to_owned())
                .with_help("write a number that no other command of the message has")
        } else if written == "0" {
            finding("`CmdID` is 0".to_owned())
                .with_help("write another number: in an answer 0 stands for the header")
                .resting_on_thin_evidence()
        } else if !seen.insert(written) {
            finding(format!("a second command has the `CmdID` {written}")).with_help(
                "write a number that no other command of the message has: answers tell commands apart by it",
            )
        } else {
            continue;
        };
        findings.add(finding);
    }
    let header = subject.message().and_then(|message| message.header.as_ref());
    if let Some(id) = header.map(|header| &header.message_id).filter(|id| id.value.trim() == "0") {
        let finding = findings.at(id.span, "`MsgID` is 0").with_reference(SESSIONS);
        let help = "write the number of the message in its session, from 1 on";
        findings.add(finding.with_help(help).resting_on_thin_evidence());
    }
}
