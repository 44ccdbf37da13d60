//! A group that stands twice where it is documented to stand once.

use std::collections::HashSet;

use crate::catalogue::placement::{Operation, Shape};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "duplicate-characteristic",
    severity: Severity::Warning,
    summary: "A characteristic that stands twice where it is documented to stand once",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for group in 0..subject.items().len() {
        let mut seen = HashSet::new();
        for item in subject.inside(group) {
            let Some(node) = item.known_node() else { continue };
            let once = node.occurs.is_some_and(|occurs| !occurs.may_repeat()) && !node.is_chosen();
            if once
                && item.shape == Shape::Group
                && item.operation == Operation::Set
                && !seen.insert(node.path.as_str())
            {
                let message = format!("`{}` stands here already", own_name(item));
                findings.add(
                    findings
                        .on(item, Some(node), item.name.span, message)
                        .with_help("put what is in both into one: no page says what a device makes of two"),
                );
            }
        }
    }
}
