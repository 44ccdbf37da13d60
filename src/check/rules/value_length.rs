//! A value, or a name of the author's choosing, longer than its setting can hold.

use crate::catalogue::placement::Operation;
use crate::check::typing::with_summary;
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-length",
    severity: Severity::Error,
    summary: "A value or chosen name longer than its setting can hold",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let values = subject.values().filter(|(_, node, _)| !node.is_chosen());
    let values = values.map(|(item, node, value)| (item, node, value.span, value.value.as_str()));
    let names = subject.known().filter(|(item, node)| node.is_chosen() && item.operation == Operation::Set);
    let names = names.map(|(item, node)| (item, node, item.name.span, own_name(item)));
    for (item, node, span, text) in values.chain(names) {
        let Some(longest) = node.max_length else { continue };
        let length = text.chars().count();
        if length > longest {
            let what = if node.is_chosen() {
                format!("the name `{text}`")
            } else {
                format!("the value of `{}`", item.name.value)
            };
            let message = format!("{what} has {length} characters, allowed are {longest}");
            let help = with_summary(format!("write {longest} characters at most"), node);
            findings.add(findings.on(item, Some(node), span, message).with_help(help));
        }
    }
}
