//! The file is XML, but no document that holds settings for a device.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::Kind;
use crate::finding::Severity;
use crate::terms::Release;

pub(super) const RULE: Rule = Rule {
    name: "document-kind",
    severity: Severity::Error,
    summary: "The file is neither a wap-provisioningdoc nor a SyncML message",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Foreign(root) = &subject.model else { return };
    let what = match (Kind::of(root), root.local_name()) {
        (Kind::ServiceIndication, _) => "a service indication, which only points to settings".to_owned(),
        (Kind::ServiceLoading, _) => "a service loading, which only points to settings".to_owned(),
        (_, "CHARACTERISTIC-LIST") => {
            "Nokia and Ericsson over-the-air settings, the forerunner of OMA Client Provisioning".to_owned()
        }
        (_, name) => format!("`{name}`, which holds no settings that a Windows Mobile device reads"),
    };
    // Handsets of other makes read those settings.
    let is_for_others = root.local_name() == "CHARACTERISTIC-LIST"
        && subject.options.targets.iter().all(|target| target.release == Release::Win10);
    let severity = if is_for_others { Severity::Warning } else { Severity::Error };
    findings.add(
        findings
            .at(root.name.span, format!("this is {what}"))
            .with_severity(severity)
            .with_help("give a document that starts with `<wap-provisioningdoc>`, or a SyncML message"),
    );
}
