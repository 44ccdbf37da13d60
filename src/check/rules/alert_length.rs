//! A text for the user that is longer than a device takes.

use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "alert-length",
    severity: Severity::Error,
    summary: "A text of an Alert for the user that is longer than 1000 characters",
    check,
};

/// The alerts that show the user something: display, confirm, text input, single choice, multiple choice
/// (OMA-TS-DM_Protocol, section 10.3).
const FOR_THE_USER: [&str; 5] = ["1100", "1101", "1102", "1103", "1104"];
/// The longest text, in characters (<https://learn.microsoft.com/en-us/previous-versions/cc563007(v=msdn.10)>).
const LONGEST: usize = 1000;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let commands = subject.message().into_iter().flat_map(|message| message.every_command());
    for alert in commands.filter(|command| command.verb == Verb::Alert) {
        let is_for_the_user =
            alert.other("Data").is_some_and(|code| FOR_THE_USER.contains(&code.value.trim()));
        for text in alert.items.iter().filter(|_| is_for_the_user).filter_map(|item| item.data.as_ref()) {
            let length = text.value.chars().count();
            if length > LONGEST {
                let message = format!("the text for the user has {length} characters");
                findings.add(
                    findings
                        .at(text.span, message)
                        .with_help(format!(
                            "write at most {LONGEST}: a device answers a longer one with 400 and ends the session"
                        ))
                        .with_reference("https://learn.microsoft.com/en-us/previous-versions/cc563007(v=msdn.10)"),
                );
            }
        }
    }
}
