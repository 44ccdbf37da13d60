//! A package that the channel does not take.

use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::package::PackageKind;
use crate::terms::Channel;

pub(super) const RULE: Rule = Rule {
    name: "package-channel",
    severity: Severity::Error,
    summary: "A package of a kind that the channel does not take",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(carrier) = subject.carrier else { return };
    if (carrier.kind, subject.options.channel) == (Some(PackageKind::Cpf), Some(Channel::Rapi)) {
        findings.add(
            findings
                .of_package("the application manager of the desktop (RAPI) does not take .cpf packages")
                .with_help("pack the document as a .cab, or bring the .cpf by card, link or mail")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737592(v=msdn.10)"),
        );
    }
}
