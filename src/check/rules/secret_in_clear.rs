//! A password or key in a document that goes through the air, where nothing hides it.

use crate::check::air::Air;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "secret-in-clear",
    severity: Severity::Warning,
    summary: "A password or key in a document that goes through the air",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(air) = Air::of(subject) else { return };
    let (how, help) = match air {
        Air::Message(_) => (
            "in a message that is not encrypted",
            "leave it out and have the user type it, or send one that is of use only until the first connection: a \
             PIN signs a message and hides nothing",
        ),
        Air::Download => (
            "in a document that is loaded through the air",
            "leave it out and have the user type it, or give the document out by https only, to a device that has \
             proved who it is",
        ),
    };
    for (item, node, value) in subject.values() {
        if node.secret && !value.value.is_empty() {
            let message = format!("`{}` is set {how}", item.name.value);
            findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
        }
    }
}
