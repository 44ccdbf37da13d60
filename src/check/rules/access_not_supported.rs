//! A command on a node that is documented not to take it: an Exec of what cannot be run, a Replace of what can only be
//! read.
//!
//! In a wap-provisioningdoc only what sets a setting is looked at: a group there merely leads to what is in it.

use crate::catalogue::Access;
use crate::catalogue::placement::{NodeMatch, Operation, Origin, Placed, Shape};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "access-not-supported",
    severity: Severity::Error,
    summary: "A command that its node is documented not to take",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items().iter().filter(|item| is_acted_upon(item)) {
        let node = item.known_node();
        let documented = match (node, &item.node) {
            (Some(node), _) => node.access.as_ref(),
            (None, NodeMatch::Root) => {
                item.provider.provider().and_then(|provider| provider.root_access.as_ref())
            }
            (None, _) => None,
        };
        let Some(documented) = documented else { continue };
        if item.accesses().iter().any(|wanted| documented.contains(wanted)) {
            continue;
        }
        let name = match item.node {
            NodeMatch::Root => item.provider.provider().map_or("", |provider| provider.name.as_str()),
            _ => own_name(item),
        };
        let message = match item.origin {
            Origin::Item(command, _) => format!("`{name}` does not take `{}`", command.verb.name()),
            Origin::Characteristic(_) | Origin::Parm(_) => format!("`{name}` can only be read"),
        };
        let finding = findings.on(item, node, item.name.span, message).with_help(help(documented));
        let severity = match item.operation {
            // A question changes nothing, and what a device refuses to remove it leaves as it is.
            Operation::Query | Operation::Remove => Severity::Warning,
            Operation::Set | Operation::Execute => finding.severity,
        };
        findings.add(finding.with_severity(severity));
    }
}

/// Whether the device does something with the node itself. A query part asks for one of its properties, which have
/// rules of their own.
fn is_acted_upon(item: &Placed<'_>) -> bool {
    match item.origin {
        Origin::Item(..) => !item.name.value.contains('?'),
        Origin::Parm(_) => item.operation == Operation::Set && item.shape == Shape::Setting,
        Origin::Characteristic(_) => false,
    }
}

fn help(documented: &[Access]) -> String {
    let names = documented.iter().map(|access| match access {
        Access::Add => "Add",
        Access::Delete => "Delete",
        Access::Get => "Get",
        Access::Replace => "Replace",
        Access::Exec => "Exec",
    });
    format!("in the words of OMA DM it takes {}", names.collect::<Vec<_>>().join(", "))
}
