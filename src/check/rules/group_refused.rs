//! A command inside Atomic or Sequence on a node of a provider that takes neither.

use std::collections::HashSet;

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "group-refused",
    severity: Severity::Error,
    summary: "Atomic or Sequence around nodes of a provider that takes neither",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(message) = subject.message() else { return };
    let refused = subject.placement.refused_in_groups(message);
    let mut told = HashSet::new();
    for (index, group) in refused {
        if !told.insert(group.place().start()) {
            continue;
        }
        let item = &subject.items()[index];
        let Some(provider) = item.known_provider() else { continue };
        let message = format!("`{}` inside `{}`", provider.name, group.verb.name());
        let help = "take the commands out of the group; to keep an order, send the next package when the result \
                    of this one has come";
        findings.add(findings.on(item, None, item.name.span, message).with_help(help));
    }
}
