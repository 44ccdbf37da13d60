//! A group where a setting of this name is documented, or the other way round.

use crate::catalogue::NodeKind;
use crate::catalogue::placement::{NodeMatch, Operation, Origin, ProviderMatch, Shape};
use crate::check::access::{is_among, refused};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wrong-element",
    severity: Severity::Error,
    summary: "A characteristic where a parm is documented, or a parm where a characteristic is",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.misfits() {
        let NodeMatch::WrongShape(node) = item.node else { continue };
        if node.noparm && item.operation == Operation::Remove {
            continue;
        }
        let (documented, help) = match node.kind {
            NodeKind::Characteristic => {
                ("a group", "write it as a `characteristic`, an interior node in SyncML")
            }
            NodeKind::Parm => ("a setting", "write it as a `parm`, a leaf with data in SyncML"),
        };
        let help = match (item.origin, &node.access) {
            (Origin::Item(..), Some(taken)) if !is_among(item, taken) => {
                "leave the command out: the node does not take it in either form"
            }
            _ => help,
        };
        let message = format!("`{}` is documented as {documented}", own_name(item));
        findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
    }
    for root in subject.roots().filter(|root| root.shape == Shape::Setting && refused(root).is_none()) {
        let message = match root.provider() {
            ProviderMatch::Above(_) => format!("`{}` leads to providers, and has no value", own_name(root)),
            other => match other.provider() {
                Some(provider) => format!("`{}` is a provider, which has no value", provider.name),
                None => continue,
            },
        };
        let help = "name the setting in it that is meant, or leave the data out";
        findings.add(findings.on(root, None, root.name.span, message).with_help(help));
    }
}
