//! The file is XML, but no document that holds settings for a device.

use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Release;

pub(super) const RULE: Rule = Rule {
    name: "document-kind",
    severity: Severity::Error,
    summary: "The file holds nothing that a device reads",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if let Model::DataSynchronisation(root) = subject.model {
        // It is right for what it is, and no device mistakes it for settings.
        let message = "this is a SyncML message of data synchronisation: nothing in it is checked";
        let help = "in device management `VerProto` is `DM/1.2` or `DM/1.1`, and there is no `Sync`";
        findings.add(findings.at(*root, message).with_severity(Severity::Warning).with_help(help));
        return;
    }
    let Model::Foreign(root) = &subject.model else { return };
    let name = root.value.rsplit(':').next().unwrap_or_default();
    let what = match name {
        "CHARACTERISTIC-LIST" => {
            "Nokia and Ericsson over-the-air settings, the forerunner of OMA Client Provisioning".to_owned()
        }
        name => format!("`{name}`, which holds no settings that a Windows Mobile device reads"),
    };
    // Handsets of other makes read those settings.
    let is_for_others = name == "CHARACTERISTIC-LIST"
        && subject.options.targets.iter().all(|target| target.release == Release::Win10);
    let severity = if is_for_others { Severity::Warning } else { Severity::Error };
    let roots = ["wap-provisioningdoc", "SyncML", "SyncBody"];
    let help = match roots.into_iter().find(|known| known.eq_ignore_ascii_case(name)) {
        Some(meant) => format!("write `{meant}`: upper and lower case matter in XML"),
        None => "give a document that starts with `<wap-provisioningdoc>`, or a SyncML message".to_owned(),
    };
    let finding = findings.at(root.span, format!("this is {what}"));
    findings.add(finding.with_severity(severity).with_help(help));
}
