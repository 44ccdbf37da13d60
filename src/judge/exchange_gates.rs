//! The gates of what a server of Exchange sends: whether the release takes it, whether there is such a server, and what it
//! may have in it.

use super::Gate;
use super::advice::Step as Then;
use super::judgement::Masks;
use super::walk::{Walk, role};
use crate::device::Basis;
use crate::terms::{Channel, Role};

/// What Exchange sends as a wap-provisioningdoc has these alone
/// (<https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-asprov/48641a4a-7618-4a05-b5bf-f62e954d55ab>).
pub const OF_EXCHANGE: [&str; 2] = ["SecurityPolicy", "Registry"];

/// Exchange sets policies from the feature pack of 5.0 on
/// (<https://technet.microsoft.com/en-us/library/cc182289>).
pub(super) fn release(walk: &mut Walk<'_>) {
    use crate::terms::Release::{Wm5, Wm2003};
    if matches!(walk.profile.release, Wm2003 | Wm5) {
        let said = format!("{} takes no policies of Exchange; wm5-msfp and later do", walk.profile.release);
        walk.refuses(Gate::Release, said, None);
    } else {
        walk.passes(Gate::Release, format!("{} takes policies of Exchange", walk.profile.release), None);
        walk.starts_with(Masks::certain(role(Role::Enterprise)), "Exchange");
    }
}

/// Nobody but the server that the device synchronises with sends it policies
/// (<https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-asprov/a406f5d1-62c2-4016-846e-f3db007eed4e>).
pub(super) fn partnership(walk: &mut Walk<'_>) {
    match walk.profile.exchange {
        Some(true) => {
            let said = "the device synchronises with a server of Exchange";
            walk.passes(Gate::Partnership, said, Some(Basis::Declared));
        }
        Some(false) => {
            let said = "the device synchronises with no server of Exchange";
            walk.refuses(Gate::Partnership, said, Some(Basis::Declared));
            let with = "have the device synchronise with a server of Exchange";
            walk.advise(with, Then::Partnership);
        }
        None => {
            let said = "whether the device synchronises with a server of Exchange is not known";
            walk.leaves_open(Gate::Partnership, said, None);
            walk.to_know.push("say in the profile whether it does: `exchange = true`, or false".to_owned());
        }
    }
}

/// Whether the document has only what Exchange sends.
pub(super) fn content(walk: &mut Walk<'_>) {
    let Some(placement) = walk.case.placement(walk.catalogue) else { return };
    let other = placement
        .items
        .iter()
        .find(|item| item.parent.is_none() && !OF_EXCHANGE.contains(&item.name.value.as_str()));
    match other {
        Some(item) => {
            let said = format!(
                "Exchange sends {} only; this has {}",
                OF_EXCHANGE.join(" and "),
                item.name.value.as_str()
            );
            walk.refuses(Gate::Exchange, said, None);
            walk.advise("pack it with `provsmith pack`, and bring it by http", Then::Packed(Channel::Http));
        }
        None => walk.passes(Gate::Exchange, "it has only what Exchange sends", None),
    }
}
