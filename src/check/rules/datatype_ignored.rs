//! `datatype` in a request, at a setting whose type its provider knows: only Registry obeys it there.

use crate::catalogue::Node;
use crate::catalogue::placement::Operation;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Release;

pub(super) const RULE: Rule = Rule {
    name: "datatype-ignored",
    severity: Severity::Note,
    summary: "datatype at a setting whose provider knows the type",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // Later servers write it on most settings of an enrolment document.
    let is_later = |node: &Node| node.os.as_ref().is_some_and(|os| os[..] == [Release::Win10]);
    for (item, node) in subject.known().filter(|(_, node)| !is_later(node)) {
        if node.value_type.is_none() || item.operation != Operation::Set {
            continue;
        }
        let Some(datatype) = item.attribute("datatype") else { continue };
        if item.known_provider().is_some_and(|provider| provider.types_in_document) {
            continue;
        }
        let message = format!("`datatype` has no effect at `{}`", item.name.value);
        findings.add(
            findings
                .at(datatype.name.span.to(datatype.value.span), message)
                .with_help("leave it out; in a request only Registry obeys it")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737503(v=msdn.10)"),
        );
    }
}
