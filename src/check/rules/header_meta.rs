//! Meta in the header, which the device does not look at.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "header-meta",
    severity: Severity::Note,
    summary: "Meta in the header, such as MaxMsgSize, which a device ignores",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(header) = subject.message().and_then(|message| message.header.as_ref()) else { return };
    let Some(meta) = header.other.iter().find(|element| element.local_name() == "Meta") else { return };
    let what = meta.elements().next().map_or("Meta", |child| child.local_name());
    findings.add(
        findings
            .at(meta.name.span, format!("a device ignores `{what}` in the header"))
            .with_help("leave it out, and keep messages small instead")
            .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)"),
    );
}
