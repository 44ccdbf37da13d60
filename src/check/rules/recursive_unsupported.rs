//! `recursive` in a question to a provider that is not documented to answer for a whole tree, or where nothing is asked.

use crate::catalogue::placement::Operation;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "recursive-unsupported",
    severity: Severity::Warning,
    summary: "recursive in a query of a provider that is not documented to heed it",
    check,
};

/// An answer with the attribute of its question.
const ANSWER: &str = "https://learn.microsoft.com/en-us/previous-versions/ms890672(v=msdn.10)";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        let Some(recursive) = item.attribute("recursive") else { continue };
        let place = recursive.name.span.to(recursive.value.span);
        if item.operation != Operation::Query {
            let finding = findings.at(place, "`recursive` asks nothing here: only an answer repeats it");
            let help = "write `characteristic-query` if a question was meant";
            findings.add(finding.with_severity(Severity::Note).with_help(help).with_reference(ANSWER));
            continue;
        }
        let Some(provider) = item.known_provider().filter(|provider| !provider.recursive_query) else {
            continue;
        };
        let message = format!("no page says that `{}` heeds `recursive`", provider.name);
        findings.add(
            findings
                .at(place, message)
                .with_help("ask level by level")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737359(v=msdn.10)"),
        );
    }
}
