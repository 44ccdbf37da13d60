//! A name of the author's choosing that must have a form, such as the SHA-1 hash of a certificate, and does not.

use crate::catalogue::placement::{NodeMatch, Origin, Placed};
use crate::catalogue::{Fit, Node, NodeKind};
use crate::check::placeholder::is_placeholder;
use crate::check::unknown::own_name;
use crate::check::value::Integer;
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Severity, nearest as closest};

pub(super) const RULE: Rule = Rule {
    name: "name-form",
    severity: Severity::Error,
    summary: "A chosen name that does not have the form that its provider asks for",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.misfits() {
        let Some(Malformed { name, node, nearest }) = malformed(item) else { continue };
        if subject.is_nameless(item) || is_placeholder(own_name(item)) {
            continue;
        }
        let message = format!("`{name}` does not have the form of this name");
        let decimal = decimal(item, name);
        // That hexadecimal is refused holds for the provider, whatever is known of the node.
        let node_of_facts = decimal.is_none().then_some(node);
        let finding = findings.on(item, node_of_facts, item.name.span, message);
        findings.add(match (short_form(name, node), decimal, nearest) {
            (Some(short), ..) => finding.with_help(format!("write `{short}`")),
            (None, Some(number), _) => finding.with_help(format!("write `{number}`, in decimal")),
            (None, None, Some(nearest)) => {
                finding.with_help(format!("write `{nearest}` if that was meant, or {}", wanted(node)))
            }
            (None, None, None) => finding.with_help(format!("write {}", wanted(node))),
        });
    }
}

/// The name that does not have its form, and the node that it should lead to.
struct Malformed<'p> {
    name: &'p str,
    node: &'p Node,
    /// The fixed name that may have been meant.
    nearest: Option<&'p str>,
}

/// In a wap-provisioningdoc it is the element's own name; an address of SyncML names the groups around as well.
fn malformed<'p>(item: &'p Placed<'_>) -> Option<Malformed<'p>> {
    let NodeMatch::Malformed(own) = &item.node else { return None };
    let names: Vec<&str> = item.names().iter().collect();
    let provider = item.known_provider().filter(|_| matches!(item.origin, Origin::Item(..)));
    let group = provider.and_then(|provider| {
        (1..names.len()).find_map(|depth| {
            let (name, around) = names[..depth].split_last()?;
            let found = provider.node(&names[..depth], Some(NodeKind::Characteristic))?;
            let beside = || provider.fixed_below(around).map(|(fixed, _)| fixed);
            let malformed = || Malformed { name, node: found.node, nearest: closest(name, beside()) };
            (found.last() == Fit::Malformed).then(malformed)
        })
    });
    Some(group.unwrap_or(Malformed { name: own_name(item), node: own.node, nearest: own.nearest }))
}

/// What the name must be, in words.
fn wanted(node: &Node) -> &str {
    node.form.as_deref().unwrap_or(&node.summary)
}

/// The name with the short form of its start, where it starts with a long one.
fn short_form(name: &str, node: &Node) -> Option<String> {
    node.short_for.iter().find_map(|(long, short)| {
        let starts = name.get(..long.len()).is_some_and(|start| start.eq_ignore_ascii_case(long));
        let rest = name.get(long.len()..).filter(|_| starts)?;
        (rest.is_empty() || rest.starts_with('\\')).then(|| format!("{short}{rest}"))
    })
}

/// The number in decimal, where the name is in hexadecimal and its provider wants decimal.
fn decimal(item: &Placed<'_>, name: &str) -> Option<i64> {
    item.known_provider().filter(|provider| provider.decimal_only)?;
    match Integer::read(name) {
        Some(Integer::Hexadecimal(number)) => Some(number),
        _ => None,
    }
}
