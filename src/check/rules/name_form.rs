//! A name of the author's choosing that must have a form, such as the SHA-1 hash of a certificate, and does not.

use crate::catalogue::Node;
use crate::catalogue::placement::{NodeMatch, Placed};
use crate::check::placeholder::is_placeholder;
use crate::check::unknown::own_name;
use crate::check::value::Integer;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "name-form",
    severity: Severity::Error,
    summary: "A chosen name that does not have the form that its provider asks for",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.misfits() {
        let NodeMatch::Malformed { node, nearest } = item.node else { continue };
        if subject.is_nameless(item) || is_placeholder(own_name(item)) {
            continue;
        }
        let message = format!("`{}` does not have the form of this name", own_name(item));
        let decimal = decimal(item);
        // That hexadecimal is refused holds for the provider, whatever is known of the node.
        let node_of_facts = decimal.is_none().then_some(node);
        let finding = findings.on(item, node_of_facts, item.name.span, message);
        findings.add(match (short_form(item, node), decimal, nearest) {
            (Some(short), ..) => finding.with_help(format!("write `{short}`")),
            (None, Some(number), _) => finding.with_help(format!("write `{number}`, in decimal")),
            (None, None, Some(nearest)) => {
                finding.with_help(format!("write `{nearest}` if that was meant, or {}", wanted(node)))
            }
            (None, None, None) => finding.with_help(format!("write {}", wanted(node))),
        });
    }
}

/// What the name must be, in words.
fn wanted(node: &Node) -> &str {
    node.form.as_deref().unwrap_or(&node.summary)
}

/// The name with the short form of its start, where it starts with a long one.
fn short_form(item: &Placed<'_>, node: &Node) -> Option<String> {
    let name = own_name(item);
    node.short_for.iter().find_map(|(long, short)| {
        let starts = name.get(..long.len()).is_some_and(|start| start.eq_ignore_ascii_case(long));
        let rest = name.get(long.len()..).filter(|_| starts)?;
        (rest.is_empty() || rest.starts_with('\\')).then(|| format!("{short}{rest}"))
    })
}

/// The number in decimal, where the name is in hexadecimal and its provider wants decimal.
fn decimal(item: &Placed<'_>) -> Option<i64> {
    item.provider.provider().filter(|provider| provider.decimal_only)?;
    match Integer::read(own_name(item)) {
        Some(Integer::Hexadecimal(number)) => Some(number),
        _ => None,
    }
}
