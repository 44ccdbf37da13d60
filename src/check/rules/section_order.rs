//! Sections in an order in which a device cannot make use of them: it hands them to their providers one after the
//! other.

use std::collections::HashMap;

use crate::catalogue::placement::{Operation, Placed, Shape};
use crate::catalogue::{Position, Provider};
use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "section-order",
    severity: Severity::Warning,
    summary: "A section behind one that needs what it sets",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !matches!(subject.model, Model::Wap(_)) {
        return;
    }
    // The first section that needs a provider, by the name of that provider.
    let mut needed_by: HashMap<&str, &Provider> = HashMap::new();
    let mut first: Option<&Provider> = None;
    for (index, section) in subject.items().iter().enumerate() {
        let Some(provider) = section.known_provider().filter(|_| is_root(section)) else { continue };
        if let Some(user) = needed_by.get(provider.name.as_str())
            && sets_something(subject, index)
        {
            let message =
                format!("`{}` stands behind `{}`, which needs what it sets", provider.name, user.name);
            let help =
                format!("put it before `{}`: a device works through a document from its start", user.name);
            findings.add(findings.on(section, None, section.name.span, message).with_help(help));
        }
        if provider.position == Some(Position::First)
            && let Some(first) = first.filter(|first| first.name != provider.name)
        {
            let message = format!("`{}` stands behind `{}`", provider.name, first.name);
            let help = "put it before all other sections".to_owned();
            findings.add(findings.on(section, None, section.name.span, message).with_help(help));
        }
        first.get_or_insert(provider);
        if !provider.after.is_empty() && sets_something(subject, index) {
            for needed in &provider.after {
                needed_by.entry(needed).or_insert(provider);
            }
        }
    }
}

fn is_root(item: &Placed<'_>) -> bool {
    item.parent.is_none() && item.shape == Shape::Group
}

/// Whether a section sets something, rather than to ask or to remove only.
fn sets_something(subject: &Subject<'_>, section: usize) -> bool {
    let end = subject.items()[section].span().end();
    let mut inside = subject.items()[section + 1..].iter().take_while(|item| item.span().start() < end);
    inside.any(|item| item.shape == Shape::Setting && item.operation == Operation::Set)
}
