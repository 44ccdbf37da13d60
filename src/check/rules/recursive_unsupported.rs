//! `recursive` in a question to a provider that is not documented to answer for a whole tree.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "recursive-unsupported",
    severity: Severity::Warning,
    summary: "recursive in a query of a provider that is not documented to heed it",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        let Some(recursive) = item.attribute("recursive") else { continue };
        let Some(provider) = item.provider.provider().filter(|provider| !provider.recursive_query) else {
            continue;
        };
        let message = format!("no page says that `{}` heeds `recursive`", provider.name);
        findings.add(
            findings
                .at(recursive.name.span.to(recursive.value.span), message)
                .with_help("ask level by level")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737359(v=msdn.10)"),
        );
    }
}
