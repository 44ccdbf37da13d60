//! An Exec without the Correlator by which its result is told apart.

use crate::catalogue::placement::{Operation, Origin};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::document::syncml::Version;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "correlator-missing",
    severity: Severity::Error,
    summary: "An Exec of a firmware update without Correlator",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // The grammar of OMA DM 1.1.2 has no Correlator.
    let header = subject.message().and_then(|message| message.header.as_ref());
    if header.is_some_and(|header| header.version == Version::V1_1) {
        return;
    }
    for (item, node) in
        subject.known().filter(|(item, node)| node.correlator && item.operation == Operation::Execute)
    {
        let Origin::Item(command, _) = item.origin else { continue };
        if command.other("Correlator").is_none_or(|correlator| correlator.value.trim().is_empty()) {
            let message = format!("the Exec of `{}` has no Correlator", own_name(item));
            let help = "add `<Correlator>…</Correlator>` before `Item`, with a text of your choosing: the device's \
                        result repeats it";
            findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
        }
    }
}
