//! Compression that a device does not read.

use crate::cabinet::layout::Compression;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::package::PackageKind;
use crate::terms::{DeviceClass, Release, Target};

pub(super) const RULE: Rule = Rule {
    name: "package-compression",
    severity: Severity::Error,
    summary: "A package compressed in a way that the device does not read",
    check,
};

const PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737398(v=msdn.10)";
const PAGE_OF_5_0: &str = "https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    let ways = || carrier.layout.folders.iter().map(|folder| folder.compression);
    let other = ways().find(|way| !matches!(way, Compression::None | Compression::MsZip));
    if let Some(way) = other {
        let message =
            format!("the content is compressed as {way}; devices read MSZIP, or content that is stored");
        let finding = findings.of_package(message).with_reference(PAGE);
        findings.add(finding.with_help("pack it again, with `--compress none` or `--compress mszip`"));
        return;
    }
    if carrier.kind != Some(PackageKind::Cpf) || ways().all(|way| way == Compression::None) {
        return;
    }
    let named = |wanted: &[Release]| {
        let targets = subject.options.targets.iter().filter(|target| may_be_pocket_pc(**target));
        targets.filter(|target| wanted.contains(&target.release)).map(Target::to_string).collect::<Vec<_>>()
    };
    let help = "pack it again with `--compress none`, which every device reads";
    let refused = named(&[Release::Wm2003]);
    if !refused.is_empty() {
        let message = format!("a Pocket PC does not read a compressed .cpf: {}", refused.join(", "));
        findings.add(findings.of_package(message).with_help(help).with_reference(PAGE_OF_5_0));
    }
    // Of 5.0 two pages say the contrary of each other.
    let doubtful = named(&[Release::Wm5, Release::Wm5Msfp]);
    if !doubtful.is_empty() {
        let message = format!("a Pocket PC may not read a compressed .cpf: {}", doubtful.join(", "));
        let finding = findings.of_package(message).with_help(help).with_reference(PAGE);
        findings.add(finding.resting_on_thin_evidence());
    }
}

fn may_be_pocket_pc(target: Target) -> bool {
    target.class != Some(DeviceClass::Standard)
}
