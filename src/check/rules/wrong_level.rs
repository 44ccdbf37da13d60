//! A name that its provider has, but at another place.

use crate::catalogue::placement::NodeMatch;
use crate::check::unknown::{own_name, place_of};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wrong-level",
    severity: Severity::Error,
    summary: "A name that its provider has at another place",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        let NodeMatch::WrongLevel { node, complete } = item.node else { continue };
        let message = format!("`{}` does not belong in {}", own_name(item), place_of(item));
        let severity = if complete { Severity::Error } else { Severity::Warning };
        let provider = item.provider.provider().map_or("", |provider| provider.name.as_str());
        let help = format!("its place is `{provider}/{}`", node.path.as_str());
        findings.add(
            findings.on(item, Some(node), item.name.span, message).with_severity(severity).with_help(help),
        );
    }
}
