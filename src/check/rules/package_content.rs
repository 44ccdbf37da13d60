//! What is in a package beside its document, and what the document is called.

use crate::check::{Carrier, Findings, Rule, Subject};
use crate::finding::{Finding, Severity};
use crate::package::{DOCUMENT_NAME, PackageKind};

pub(super) const RULE: Rule = Rule {
    name: "package-content",
    severity: Severity::Error,
    summary: "A .cpf with more than its document, or a package whose document is missing or called otherwise",
    check,
};

const PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737398(v=msdn.10)";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    let names = || carrier.layout.files.iter().map(|file| file.shown_name());
    let is_document = |name: &String| name.eq_ignore_ascii_case(DOCUMENT_NAME);
    let others: Vec<String> =
        names().filter(|name| !is_document(name)).map(|name| format!("`{name}`")).collect();
    if carrier.kind == Some(PackageKind::Cpf) && carrier.has_document() && !others.is_empty() {
        let message =
            format!("a .cpf holds {DOCUMENT_NAME} and nothing else; this one has {}", others.join(", "));
        let finding = findings.of_package(message).with_reference(PAGE);
        findings.add(finding.with_help("pack the document with its files as a .cab"));
    }
    if !carrier.has_document() {
        findings.add(without_document(carrier, findings));
    }
    for name in names().filter(is_document).filter(|name| name != DOCUMENT_NAME) {
        let message = format!("the document is called `{name}`; the device looks for `{DOCUMENT_NAME}`");
        // Whether it minds the case is not documented.
        let finding = findings.of_package(message).with_severity(Severity::Warning).with_reference(PAGE);
        findings.add(finding.with_help("pack it again: `provsmith pack` gives it the name"));
    }
}

/// A package in which a device finds no document. A program of an older Pocket PC comes in a .cab without one.
fn without_document(carrier: &Carrier, findings: &Findings) -> Finding {
    let names = || carrier.layout.files.iter().map(|file| file.shown_name());
    let is_meant = |name: &String| name.to_ascii_lowercase().ends_with("setup.xml");
    let (message, severity, help) = match names().find(is_meant) {
        Some(other) => (
            format!("the device looks for `{DOCUMENT_NAME}` at the top of the package, and finds `{other}`"),
            Severity::Error,
            "pack the document again: `provsmith pack` gives it the name and the place",
        ),
        None if carrier.kind == Some(PackageKind::Cpf) => (
            format!("the package has no `{DOCUMENT_NAME}`, and so no settings"),
            Severity::Error,
            "pack the document that is meant: a .cpf holds one and nothing else",
        ),
        None => (
            format!("the package has no `{DOCUMENT_NAME}`, and so no settings"),
            Severity::Warning,
            "a program for an older Pocket PC may come so; settings go in `_setup.xml`",
        ),
    };
    findings.of_package(message).with_severity(severity).with_help(help).with_reference(PAGE)
}
