//! A `.cpf` without a signature: the device would have to ask, and a `.cpf` never asks.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::package::PackageKind;

pub(super) const RULE: Rule = Rule {
    name: "package-unsigned",
    severity: Severity::Error,
    summary: "A .cpf package without a signature",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    if carrier.kind == Some(PackageKind::Cpf) && carrier.signature.is_none() {
        findings.add(
            findings
                .of_package("the .cpf is not signed: the device would have to ask the user, which a .cpf cannot, and refuses it")
                .with_help("sign it, or pack the document as a .cab, for which the user is asked")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)"),
        );
    }
}
