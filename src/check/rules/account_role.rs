//! A device management account whose sessions run without the Manager role.

use crate::catalogue::placement::Operation;
use crate::check::unknown::own_name;
use crate::check::value::Integer;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::{Role, RoleMask};

pub(super) const RULE: Rule = Rule {
    name: "account-role",
    severity: Severity::Note,
    summary: "A device management account without the Manager role",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items().iter().filter(|item| item.operation == Operation::Set) {
        let Some(provider) = item.known_provider() else { continue };
        let is_account = provider.variant.as_ref().is_some_and(|variant| variant.value == "w7");
        let is_role = item.names().len() == 1 && own_name(item) == "ROLE";
        let Some(value) = item.value().filter(|_| is_account && is_role) else { continue };
        let mask = Integer::read(&value.value).and_then(|number| u32::try_from(number.value()).ok());
        let Some(roles) = mask.and_then(|mask| RoleMask::from_bits(mask).ok()) else { continue };
        if roles.contains(Role::Manager) {
            continue;
        }
        let message = format!("this account's sessions run as {roles}, without manager");
        let help = "what only the manager may do, such as Download and Inventory, is refused with 425: add 8 to the \
                    mask if the server needs it";
        findings.add(findings.on(item, None, value.span, message).with_help(help));
    }
}
