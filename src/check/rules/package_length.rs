//! Bytes behind the end that a cabinet's header states: a signature, which the oldest Pocket PCs trip over, or what does
//! not belong there.

use crate::cabinet::layout::Oddity;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::{DeviceClass, Release, Target};

pub(super) const RULE: Rule = Rule {
    name: "package-length",
    severity: Severity::Error,
    summary: "A package longer than its header states",
    check,
};

const PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb158562(v=msdn.10)";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    let old =
        |target: &&Target| target.release == Release::Wm2003 && target.class != Some(DeviceClass::Standard);
    let old: Vec<String> = subject.options.targets.iter().filter(old).map(Target::to_string).collect();
    if carrier.signature.is_some() && !old.is_empty() {
        let message = format!(
            "a Pocket PC does not install a signed package, since the signature makes it longer than its header states: {}",
            old.join(", ")
        );
        let finding = findings.of_package(message).with_reference(PAGE);
        findings.add(finding.with_help("deliver it unsigned: these devices do not look at signatures"));
    }
    for oddity in
        carrier.layout.oddities.iter().filter(|oddity| matches!(oddity, Oddity::TrailingBytes { .. }))
    {
        let finding = findings.of_package(oddity.to_string()).with_severity(Severity::Warning);
        findings
            .add(finding.with_help("pack and sign it again; a tool may have added to it after it was made"));
    }
}
