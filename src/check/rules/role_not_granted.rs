//! A setting that needs a role which the document does not get on the device.

use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Confidence, Severity};
use crate::judge::roles::{self, Granted};
use crate::terms::{RoleMask, Target};

pub(super) const RULE: Rule = Rule {
    name: "role-not-granted",
    severity: Severity::Error,
    summary: "A setting that needs a role which the document does not get",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(mask) = subject.options.roles else { return };
    let mut told = vec![false; subject.items().len()];
    for target in targets(&subject.options.targets) {
        for need in roles::needed(&subject.placement, target) {
            let (Granted::No, Some(wanted)) = (need.granted_by(mask), need.roles) else { continue };
            if std::mem::replace(&mut told[need.item], true) {
                continue;
            }
            let item = &subject.items()[need.item];
            let release = target.map(|target| format!(" on {target}")).unwrap_or_default();
            let message =
                format!("`{}` needs {}{release}, the document gets {mask}", own_name(item), one_of(wanted));
            let finding = findings
                .on(item, None, item.name.span, message)
                .with_help("a device refuses the whole document for one setting: give the document the role, or take the setting out");
            findings.add(match need.confidence {
                Confidence::Documented => finding,
                Confidence::Thin => finding.resting_on_thin_evidence(),
            });
        }
    }
}

/// Each target, or devices in general where none is named.
fn targets(named: &[Target]) -> Vec<Option<Target>> {
    if named.is_empty() { vec![None] } else { named.iter().copied().map(Some).collect() }
}

fn one_of(roles: RoleMask) -> String {
    match roles.roles().count() {
        0 => "a role that nobody has".to_owned(),
        1 => format!("the role {roles}"),
        _ => format!("one of the roles {}", roles.to_string().replace('+', ", ")),
    }
}
