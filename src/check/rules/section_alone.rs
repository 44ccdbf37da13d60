//! A section that belongs in a document of its own, beside others.

use crate::catalogue::Position;
use crate::catalogue::placement::{Operation, Placed};
use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "section-alone",
    severity: Severity::Warning,
    summary: "A section that belongs in a document of its own, beside others",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !matches!(subject.model, Model::Wap(_)) {
        return;
    }
    let sections = || subject.roots().filter(|section| section.parent.is_none());
    let is_alone = |section: &&Placed<'_>| {
        let position = section.known_provider().and_then(|provider| provider.position);
        section.operation == Operation::Set && position == Some(Position::Alone)
    };
    let Some(first) = sections().next() else { return };
    let Some(second) = sections().find(|other| other.name.value != first.name.value) else { return };
    for section in sections().filter(is_alone) {
        let name = &section.name.value;
        let other = if first.name.value == *name { second } else { first };
        let message = format!("`{name}` stands in one document with `{}`", other.name.value);
        let help = format!("write a document with `{name}` alone, and another one with the rest");
        findings.add(findings.on(section, None, section.name.span, message).with_help(help));
    }
}
