//! Data in a command that takes none: a Get asks and a Delete removes, whatever the data say.

use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "data-ignored",
    severity: Severity::Warning,
    summary: "Data in a Get or Delete, which take none",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let commands = subject.message().into_iter().flat_map(|message| message.every_command());
    for command in commands.filter(|command| matches!(command.verb, Verb::Get | Verb::Delete)) {
        for data in command.items.iter().filter_map(|item| item.data.as_ref()) {
            let verb = command.verb.name();
            let help = format!("remove `Data`; to set the node write Replace, or Add, for `{verb}`");
            findings
                .add(findings.at(data.span, format!("data in a `{verb}`, which takes none")).with_help(help));
        }
    }
}
