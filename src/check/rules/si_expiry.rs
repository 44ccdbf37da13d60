//! A service indication that has expired when it is made: no device shows it.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::DateTime;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "si-expiry",
    severity: Severity::Error,
    summary: "A service indication that expires no later than it is made",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceIndication(document) = subject.model else { return };
    let Some(indication) = &document.indication else { return };
    let (Some(created), Some(expires)) = (&indication.created, &indication.expires) else { return };
    // Of what is no time another rule speaks; times with dots are read here as they are meant.
    let moment = |text: &str| text.trim().parse().ok().or_else(|| DateTime::of_dotted(text.trim()));
    let (Some(made), Some(gone)) = (moment(&created.value), moment(&expires.value)) else { return };
    if gone <= made {
        findings.add(
            findings
                .at(expires.span, format!("the indication expires at {gone} and is made at {made}"))
                .with_help(
                    "write a later time, or leave `si-expires` out: then it stays until the user deletes it",
                )
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)"),
        );
    }
}
