//! A command inside Atomic or Sequence on a node of a provider that takes neither.

use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Verb;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "group-refused",
    severity: Severity::Error,
    summary: "Atomic or Sequence around nodes of a provider that takes neither",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let commands = subject.message().into_iter().flat_map(|message| message.every_command());
    let groups = commands.filter(|command| matches!(command.verb, Verb::Atomic | Verb::Sequence));
    // Of a group inside another only the inner one is told: it comes later.
    let mut told = vec![false; subject.items().len()];
    for group in groups.collect::<Vec<_>>().into_iter().rev() {
        let first = subject.items().partition_point(|item| item.span.start() < group.place().start());
        let inside =
            subject.items()[first..].iter().take_while(|item| item.span.end() <= group.place().end());
        let mut is_first = true;
        for (item, told) in inside.zip(&mut told[first..]) {
            let refused = item.provider.provider().filter(|provider| provider.refuses_groups);
            let Some(provider) = refused.filter(|_| !std::mem::replace(told, true)) else { continue };
            if !std::mem::take(&mut is_first) {
                continue;
            }
            let message = format!("`{}` inside `{}`", provider.name, group.verb.name());
            let help = "take the commands out of the group; to keep an order, send the next package when the result \
                        of this one has come";
            findings.add(findings.on(item, None, item.name.span, message).with_help(help));
        }
    }
}
