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
    let values = subject.values().filter(|(_, node, _)| !node.is_chosen()).map(|(item, node, value)| {
        (item, node, value.span, value.value.as_str(), format!("the value of `{}`", item.name.value))
    });
    let names = subject.known().filter(|(item, node)| node.is_chosen() && item.operation == Operation::Set);
    let names = names.map(|(item, node)| {
        let name = own_name(item);
        (item, node, item.name.span, name, format!("the name `{name}`"))
    });
    for (item, node, span, text, what) in values.chain(names) {
        let Some(longest) = node.max_length else { continue };
        let length = text.chars().count();
        if length > longest {
            let message = format!("{what} has {length} characters, allowed are {longest}");
            let help = with_summary(format!("write {longest} characters at most"), node);
            findings.add(findings.on(item, Some(node), span, message).with_help(help));
        }
    }
}
