//! A section that belongs in a document of its own, beside others.

use crate::catalogue::Position;
use crate::catalogue::placement::Operation;
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
    for section in sections().filter(|section| section.operation == Operation::Set) {
        let Some(provider) = section.provider.provider() else { continue };
        let other = sections().find(|other| other.name.value != section.name.value);
        if provider.position == Some(Position::Alone)
            && let Some(other) = other
        {
            let message = format!("`{}` stands in one document with `{}`", provider.name, other.name.value);
            let help =
                format!("write a document with `{}` alone, and another one with the rest", provider.name);
            findings.add(findings.on(section, None, section.name.span, message).with_help(help));
        }
    }
}
