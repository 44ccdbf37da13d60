//! The gates of pushed messages: where they come from, their PIN, what the configuration host takes
//! (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).

use super::Gate;
use super::judgement::{Masks, union};
use super::question::{Question, Taken};
use super::walk::{Walk, mask, role};
use crate::device::PolicyState;
use crate::device::push::{SECOND_DOOR, first_door};
use crate::terms::{Channel, CpSecurity, Release, Role, RoleMask};

/// The roles of a message: those of its origin and, of a client provisioning message, those of its PIN.
fn roles(walk: &Walk<'_>) -> RoleMask {
    let mut origin: RoleMask = walk.delivery.origin;
    let is_later = !matches!(walk.profile.release, Release::Wm2003 | Release::Wm5 | Release::Wm5Msfp);
    if is_later {
        origin = union(origin, role(Role::AnyPushSource));
    }
    // Policy 4104 decides whether the operator's server may have its role.
    if matches!(walk.profile.policy(4104), PolicyState::Known(fact) if fact.value == 0) {
        origin = origin.roles().filter(|role| *role != Role::OperatorTps).collect();
    }
    let of_pin: &[Role] = match walk.delivery.channel {
        Channel::Cp(CpSecurity::None) => &[Role::UnauthenticatedUser],
        Channel::Cp(CpSecurity::NetwPin) => &[Role::Operator],
        Channel::Cp(CpSecurity::UserPin | CpSecurity::UserPinMac) => &[Role::AuthenticatedUser],
        Channel::Cp(CpSecurity::UserNetwPin) => &[Role::Operator, Role::AuthenticatedUser],
        _ => &[],
    };
    union(origin, of_pin.iter().copied().collect())
}

/// The first door: the policy of this kind of message.
pub(super) fn origin(walk: &mut Walk<'_>) {
    let Some(id) = first_door(walk.delivery.channel, walk.profile.release) else { return };
    let roles = roles(walk);
    let is_document = matches!(walk.delivery.channel, Channel::Cp(_));
    door(walk, Gate::Origin, id, roles);
    if is_document && !walk.is_refused() {
        walk.starts_with(Masks::certain(roles), "the origin and the PIN of the message");
    }
}

/// The second door, of client provisioning messages.
pub(super) fn host(walk: &mut Walk<'_>) {
    let roles = roles(walk);
    door(walk, Gate::Host, SECOND_DOOR, roles);
}

fn door(walk: &mut Walk<'_>, gate: Gate, id: u32, roles: RoleMask) {
    let Some((value, basis)) = walk.policy(gate, id) else { return };
    let wanted = mask(value);
    if wanted.intersects(roles) {
        walk.passes(gate, format!("policy {id} takes {wanted}; the message has {roles}"), Some(basis));
        return;
    }
    let takes = if wanted.is_empty() { "nothing".to_owned() } else { wanted.to_string() };
    let said = format!("policy {id} takes {takes}; the message has {roles}, and is dropped without a word");
    walk.refuses(gate, said, Some(basis));
    if !wanted.is_empty() {
        let one_of = wanted.to_string().replace('+', " or ");
        walk.changes.push(format!("send it so that it comes with {one_of} (--origin says how it comes)"));
    }
}

/// Policy 4124 (<https://systemmanager.ru/windowsmobile_6_5.en/html/41e30eac-7b6b-4869-9b8c-3387457939c9.htm>).
pub(super) fn scheme(walk: &mut Walk<'_>) {
    let Some(link) = &walk.delivery.link else {
        walk.passes(Gate::Scheme, "the link is taken to be one by https (--link says otherwise)", None);
        return;
    };
    let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match scheme.as_str() {
        "https" | "wsps" => walk.passes(Gate::Scheme, format!("the link is by {scheme}"), None),
        "http" | "wsp" => {
            let Some((value, basis)) = walk.policy(Gate::Scheme, 4124) else { return };
            if value == 1 {
                walk.passes(Gate::Scheme, format!("policy 4124 allows {scheme}"), Some(basis));
            } else if walk.on(Question::HttpInSl) == Taken::First {
                walk.refuses(
                    Gate::Scheme,
                    format!("policy 4124 wants https; the link is by {scheme}"),
                    Some(basis),
                );
                walk.changes.push("link by https".to_owned());
            } else {
                walk.passes(Gate::Scheme, "the device asks for the link by https instead", Some(basis));
            }
        }
        _ => walk.refuses(Gate::Scheme, format!("a service loading takes no link by `{scheme}`"), None),
    }
}

/// Who is asked for a PIN, or whether to accept: policy 4132.
pub(super) fn pin(walk: &mut Walk<'_>) {
    match walk.delivery.channel {
        Channel::Cp(CpSecurity::NetwPin) => {
            let Some((value, basis)) = walk.policy(Gate::Pin, 4132) else { return };
            if value == 0 {
                walk.asks(Gate::Pin, "policy 4132 has the user asked whether to accept it", Some(basis));
            } else {
                walk.passes(
                    Gate::Pin,
                    "policy 4132 asks nobody; the device compares its own IMSI",
                    Some(basis),
                );
            }
        }
        Channel::Cp(CpSecurity::UserPin | CpSecurity::UserPinMac | CpSecurity::UserNetwPin) => {
            let tries = match walk.profile.policy(4105) {
                PolicyState::Known(fact) => format!(", {} times at most", fact.value),
                _ => String::new(),
            };
            walk.asks(Gate::Pin, format!("the user is asked for the PIN{tries} (policy 4105)"), None);
        }
        _ => walk.passes(Gate::Pin, "the message has no PIN", None),
    }
}
