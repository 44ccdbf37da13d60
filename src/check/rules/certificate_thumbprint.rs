//! A certificate whose group is not called by its SHA-1.

use crate::catalogue::NodeKind;
use crate::catalogue::placement::Placed;
use crate::check::certificate::certificate_in;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Thumbprint;

pub(super) const RULE: Rule = Rule {
    name: "certificate-thumbprint",
    severity: Severity::Error,
    summary: "A certificate that is called by a hash other than its own",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values().filter(|(_, node, _)| node.certificate) {
        // A name that is no hash at all has a rule of its own.
        let Some(called) = hash_around(item).and_then(|name| name.parse::<Thumbprint>().ok()) else {
            continue;
        };
        let Some(thumbprint) = certificate_in(&value.value).map(|der| Thumbprint::of_der(&der)) else {
            continue;
        };
        if called != thumbprint {
            let group = subject.around(item).map_or(item.name, |around| around.name);
            let message = format!("the certificate in it is not `{called}`");
            findings.add(
                findings
                    .on(item, Some(node), group.span, message)
                    .with_help(format!("write `{thumbprint}`, or put in the certificate that is meant")),
            );
        }
    }
}

/// The name of the group around a setting, where it is the hash of this setting's bytes.
fn hash_around<'p>(item: &'p Placed<'_>) -> Option<&'p str> {
    let names: Vec<&str> = item.names().iter().collect();
    let (own, groups) = names.split_last()?;
    let group = item.known_provider()?.node(groups, Some(NodeKind::Characteristic))?.node;
    let is_hashed = group.hash_of.as_deref().is_some_and(|hashed| hashed.eq_ignore_ascii_case(own.trim()));
    groups.last().copied().filter(|_| is_hashed)
}
