//! A command on a node that is documented not to take it: an Exec of what cannot be run, a Replace of what can only be
//! read.

use crate::catalogue::Access;
use crate::catalogue::placement::{NodeMatch, Operation, Origin};
use crate::check::access::{refused, runs_group};
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
    for item in subject.items() {
        let (help, is_certain) = match refused(item) {
            Some(documented) => (help(documented), true),
            None if runs_group(item) => ("name the node in it that is to be run".to_owned(), false),
            None => continue,
        };
        let name = match item.node {
            NodeMatch::Root => item.known_provider().map_or(own_name(item), |provider| &provider.name),
            _ => own_name(item),
        };
        let message = match item.origin {
            Origin::Item(command, _) => format!("`{name}` does not take `{}`", command.verb.name()),
            Origin::Characteristic(_) | Origin::Parm(_) => format!("`{name}` can only be read"),
        };
        let finding = findings.on(item, item.known_node(), item.name.span, message).with_help(help);
        let severity = match item.operation {
            // A question changes nothing, and what a device refuses to remove it leaves as it is.
            Operation::Query | Operation::Remove => Severity::Warning,
            // No page says so of this group.
            Operation::Execute if !is_certain => Severity::Warning,
            Operation::Set | Operation::Execute => finding.severity,
        };
        findings.add(finding.with_severity(severity));
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
