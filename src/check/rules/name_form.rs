//! A name of the author's choosing that must have a form, such as the SHA-1 hash of a certificate, and does not.

use crate::catalogue::Node;
use crate::catalogue::placement::NodeMatch;
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "name-form",
    severity: Severity::Error,
    summary: "A chosen name that does not have the form that its provider asks for",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        let NodeMatch::Malformed { node, nearest } = item.node else { continue };
        if subject.is_nameless(item) {
            continue;
        }
        let message = format!("`{}` does not have the form of this name", own_name(item));
        let help = match nearest {
            Some(nearest) => format!("write `{nearest}` if that was meant; {}", wanted(node)),
            None => wanted(node),
        };
        findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
    }
}

fn wanted(node: &Node) -> String {
    let pattern = node.pattern.as_ref().map_or("", |pattern| pattern.as_str());
    format!("{} It must fit the pattern `{pattern}`", node.summary)
}
