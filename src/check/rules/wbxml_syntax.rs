//! The file is binary XML and cannot be read to its end.

use crate::check::{Findings, Rule, Subject};
use crate::document::FaultKind;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wbxml-syntax",
    severity: Severity::Error,
    summary: "The file is not well-formed WBXML",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for fault in subject.faults.iter().filter(|fault| fault.kind == FaultKind::Binary) {
        let mut finding = findings.at(fault.span, &fault.message);
        finding.help.clone_from(&fault.help);
        finding.reference = subject.model.grammar_page(fault.kind).map(str::to_owned);
        // There is no text that a place could be shown in; the message names the byte.
        finding.span = None;
        findings.add(finding);
    }
}
