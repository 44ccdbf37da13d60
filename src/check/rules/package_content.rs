//! What is in a package beside its document, and what the document is called.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::package::{DOCUMENT_NAME, PackageKind};

pub(super) const RULE: Rule = Rule {
    name: "package-content",
    severity: Severity::Error,
    summary: "A .cpf with more than its document, or a document of another name",
    check,
};

const PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737398(v=msdn.10)";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    let names = || carrier.layout.files.iter().map(|file| file.shown_name());
    let is_document = |name: &String| name.eq_ignore_ascii_case(DOCUMENT_NAME);
    let others: Vec<String> =
        names().filter(|name| !is_document(name)).map(|name| format!("`{name}`")).collect();
    if carrier.kind == Some(PackageKind::Cpf) && !others.is_empty() {
        let message =
            format!("a .cpf holds {DOCUMENT_NAME} and nothing else; this one has {}", others.join(", "));
        let finding = findings.of_package(message).with_reference(PAGE);
        findings.add(finding.with_help("pack the document with its files as a .cab"));
    }
    for name in names().filter(is_document).filter(|name| name != DOCUMENT_NAME) {
        let message = format!("the document is called `{name}`; the device looks for `{DOCUMENT_NAME}`");
        // Whether it minds the case is not documented.
        let finding = findings.of_package(message).with_severity(Severity::Warning).with_reference(PAGE);
        findings.add(finding.with_help("pack it again: `provsmith pack` gives it the name"));
    }
}
