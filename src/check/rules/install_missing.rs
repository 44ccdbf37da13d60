//! A package for a management server without the section that makes an inventory entry.

use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Channel;

pub(super) const RULE: Rule = Rule {
    name: "install-missing",
    severity: Severity::Warning,
    summary: "A package for a management server that makes no entry in the device's inventory",
    check,
};

/// Of these one makes the entry, the other takes a program away and stands alone.
const SECTIONS: [&str; 2] = ["Install", "UnInstall"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let is_settings = subject.carrier.is_some() && matches!(subject.model, Model::Wap(_));
    if !is_settings || subject.options.channel != Some(Channel::Dm) {
        return;
    }
    let is_section = |name: &str| SECTIONS.iter().any(|known| known.eq_ignore_ascii_case(name));
    if !subject.roots().any(|root| is_section(root.name.value.trim())) {
        findings.add(
            findings
                .of_package("the package has no `Install`: no entry appears in the device's inventory, and the server installs it again and again")
                .with_help("put a characteristic `Install` before all others, with the parms InstallPhase `install` and AppName, the name of the entry, of at most 70 characters")
                .with_reference("https://technet.microsoft.com/en-us/library/dd252811.aspx"),
        );
    }
}
