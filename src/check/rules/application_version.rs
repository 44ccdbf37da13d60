//! An APPLICATION section in a document that is not marked as version 1.1 of OMA Client Provisioning, to which it
//! belongs. Windows Mobile takes many published documents without the mark.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::wap::Node;
use crate::finding::{Fix, Severity, Span};

pub(super) const RULE: Rule = Rule {
    name: "application-version",
    severity: Severity::Warning,
    summary: "APPLICATION in a document that is not marked version 1.1",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Wap(document) = subject.model else { return };
    let version = document.attributes.iter().find(|attribute| attribute.name.value == "version");
    if version.is_some_and(|version| version.value.value == "1.1") {
        return;
    }
    let sections = document.children.iter().filter_map(|node| match node {
        Node::Characteristic(section) => Some(section),
        Node::Parm(_) | Node::Comment(_) => None,
    });
    // One remark is enough: the mark is the document's.
    let Some(application) = sections.into_iter().find(|section| section.kind.value == "APPLICATION") else {
        return;
    };
    let fix = match version {
        Some(version) => Fix { span: version.value.span, replacement: "1.1".to_owned() },
        None => {
            let behind_name = document.span.span.start() + "<wap-provisioningdoc".len();
            Fix { span: Span::new(behind_name, behind_name), replacement: " version=\"1.1\"".to_owned() }
        }
    };
    findings.add(
        findings
            .at(application.kind.span, "APPLICATION belongs to version 1.1 of OMA Client Provisioning")
            .with_help("write `<wap-provisioningdoc version=\"1.1\">`")
            .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737451(v=msdn.10)")
            .with_fix(fix),
    );
}
