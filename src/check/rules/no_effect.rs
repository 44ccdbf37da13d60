//! A setting that is taken and does nothing.

use crate::catalogue::placement::{Operation, Shape};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "no-effect",
    severity: Severity::Note,
    summary: "A setting that the device takes without any effect",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node) in subject.known() {
        if !node.no_effect || item.operation != Operation::Set || item.shape == Shape::Group {
            continue;
        }
        let message = format!("`{}` has no effect here", own_name(item));
        findings.add(
            findings
                .on(item, Some(node), item.name.span, message)
                .with_help(format!("remove it, or see whether another place was meant: {}", node.summary)),
        );
    }
}
