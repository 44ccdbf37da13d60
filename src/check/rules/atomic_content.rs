//! A command that does not work inside Atomic.

use std::collections::BTreeSet;

use crate::check::{Findings, Rule, Subject, syncml};
use crate::document::syncml::{Command, Verb};
use crate::finding::{Severity, Span};

pub(super) const RULE: Rule = Rule {
    name: "atomic-content",
    severity: Severity::Error,
    summary: "A command that does not work inside Atomic",
    check,
};

const COMMANDS_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)";
/// What is known of Get is from the pages of Windows 10.
const LATER_PAGE: &str =
    "https://learn.microsoft.com/en-us/windows/client-management/oma-dm-protocol-support";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let commands = subject.message().into_iter().flat_map(|message| message.every_command());
    let mut inner: BTreeSet<_> = BTreeSet::new();
    for atomic in commands.filter(|command| command.verb == Verb::Atomic) {
        if inner.contains(&atomic.place()) {
            continue;
        }
        let mut added: BTreeSet<&str> = BTreeSet::new();
        for command in inside(atomic) {
            match command.verb {
                Verb::Atomic => {
                    inner.insert(command.place());
                    let help =
                        "take it out: a device answers the inner one with 500 and the outer one with 507";
                    findings.add(
                        findings
                            .at(start_of(command), "`Atomic` inside `Atomic`")
                            .with_help(help)
                            .with_reference(COMMANDS_PAGE),
                    );
                }
                Verb::Get => findings.add(
                    findings
                        .at(start_of(command), "`Get` inside `Atomic`")
                        .with_help("put it before or behind the `Atomic`: a device answers it with 500")
                        .with_reference(LATER_PAGE)
                        .resting_on_thin_evidence(),
                ),
                Verb::Add => added.extend(targets(command).map(|(target, _)| target)),
                Verb::Replace => {
                    for (target, span) in targets(command).filter(|(target, _)| added.contains(target)) {
                        let message = format!("`{target}` is added and replaced in one `Atomic`");
                        let help = "add it with the value that it is to have";
                        findings
                            .add(findings.at(span, message).with_help(help).with_reference(COMMANDS_PAGE));
                    }
                }
                _ => {}
            }
        }
    }
}

/// The commands inside a group, at any depth, in order.
fn inside(group: &Command) -> Vec<&Command> {
    group.commands.iter().flat_map(|command| std::iter::once(command).chain(inside(command))).collect()
}

fn targets(command: &Command) -> impl Iterator<Item = (&str, Span)> {
    command
        .items
        .iter()
        .filter_map(|item| item.target.as_ref())
        .map(|target| (target.value.trim(), target.span))
}

fn start_of(command: &Command) -> Span {
    syncml::start_of(command.place(), command.verb.name())
}
