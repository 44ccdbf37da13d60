//! A service loading whose link is not encrypted, which a device follows only where a policy says so.

use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "sl-http",
    severity: Severity::Warning,
    summary: "A service loading whose link is http or wsp",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::ServiceLoading(loading) = subject.model else { return };
    let scheme =
        loading.href.value.trim().split_once(':').map_or("", |(scheme, _)| scheme).to_ascii_lowercase();
    if matches!(scheme.as_str(), "http" | "wsp") {
        findings.add(
            findings
                .at(loading.href.span, format!("the link is {scheme}: a device follows {scheme}s only, unless its policy 4124 is 1"))
                .with_help(format!("write a link with `{scheme}s://`, and give the server a certificate that the device trusts; by one source a device asks the same server by {scheme}s then, by another it refuses the message"))
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb415365(v=msdn.10)"),
        );
    }
}
