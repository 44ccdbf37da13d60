//! The gates of pushed messages: where they come from, their PIN, what the configuration host takes
//! (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).

use super::Gate;
use super::advice::Step as Then;
use super::case::Sec;
use super::judgement::Masks;
use super::push_message::{Action, PushMessage};
use super::question::{Question, Taken};
use super::walk::{Walk, mask};
use crate::device::PolicyState;
use crate::device::push::{ROUTING, SECOND_DOOR, first_door};
use crate::document::DateTime;
use crate::terms::{Channel, CpSecurity, Release, Role, RoleMask};

/// The roles of a message: those of its origin and, of a client provisioning message, those of its PIN.
fn roles(walk: &Walk<'_>) -> Masks {
    let of_pin = match walk.delivery.channel {
        Channel::Cp(security) => security.roles(),
        _ => RoleMask::NONE,
    };
    of_pin.roles().fold(of_origin(walk), |masks, role| masks.with(role))
}

/// The roles that the router of the device gives a message by where it comes from. What the sender claims of itself
/// counts where a gateway that the device trusts passes it on; of other gateways no page says it.
fn of_origin(walk: &Walk<'_>) -> Masks {
    let is_later = !matches!(walk.profile.release, Release::Wm2003 | Release::Wm5 | Release::Wm5Msfp);
    // Policy 4104 decides whether the operator's server may have its role.
    let no_tps = matches!(walk.profile.policy(4104), PolicyState::Known(fact) if fact.value == 0);
    let may_be = |role: &Role| match role {
        Role::AnyPushSource => is_later,
        Role::OperatorTps => !no_tps,
        _ => true,
    };
    let Some(said) = walk.delivery.origin else {
        let certain =
            RoleMask::ORIGINS.roles().filter(|role| is_later && *role == Role::AnyPushSource).collect();
        return Masks { certain, possible: RoleMask::ORIGINS.roles().filter(may_be).collect() };
    };
    let is_trusted = said.contains(Role::TrustedPpg);
    let is_tps = is_trusted && said.contains(Role::PpgAuth);
    let has = |role: &Role| match role {
        Role::AnyPushSource => is_later,
        Role::OperatorTps => said.contains(*role) && is_tps && !no_tps,
        _ => said.contains(*role),
    };
    let possible: RoleMask = RoleMask::ORIGINS.roles().filter(has).collect();
    let is_claim = |role: &Role| matches!(role, Role::PpgAuth | Role::PpgTrusted);
    Masks { certain: possible.roles().filter(|role| is_trusted || !is_claim(role)).collect(), possible }
}

/// What a message says of itself in its headers, where the file has them: it comes as a push, signed in that way
/// (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).
pub(super) fn envelope(walk: &mut Walk<'_>) {
    let channel = walk.delivery.channel;
    match (&walk.case.sec, channel) {
        (None, _) | (Some(_), Channel::Si | Channel::Sl) => {}
        (Some(Sec::Other(sec)), Channel::Cp(_)) => {
            let said = format!("SEC is `{sec}`, and none of 0 to 3: the message is thrown away");
            walk.refuses(Gate::Channel, said, None);
        }
        (Some(Sec::Known(own)), Channel::Cp(security)) if *own != security => {
            let own = Channel::Cp(*own);
            let said = format!("by its SEC the message comes by {own}, not by {channel}");
            walk.refuses(Gate::Channel, said, None);
            walk.advise(format!("ask about {own}"), Then::Channel(own));
        }
        (Some(_), Channel::Cp(_)) => {}
        (Some(_), _) => {
            walk.refuses(Gate::Channel, format!("this is a push, and {channel} brings none"), None);
        }
    }
}

/// The first door: the policy of this kind of message.
pub(super) fn origin(walk: &mut Walk<'_>) {
    let Some(id) = first_door(walk.delivery.channel, walk.profile.release) else { return };
    if is_not_routed(walk) {
        return;
    }
    let masks = roles(walk);
    let is_document = matches!(walk.delivery.channel, Channel::Cp(_));
    door(walk, Gate::Origin, id, masks);
    if is_document && !walk.is_refused() {
        walk.starts_with(masks, "the origin and the PIN of the message");
    }
}

/// Whether the device drops such messages before it looks at where they come from. That it does not is the usual case,
/// which no page states for these releases, so that it decides nothing.
fn is_not_routed(walk: &mut Walk<'_>) -> bool {
    let PolicyState::Known(fact) = walk.profile.policy(ROUTING) else { return false };
    let is_not = matches!(walk.delivery.channel, Channel::Si | Channel::Sl) && fact.value == 0;
    if is_not {
        let said = format!("policy {ROUTING} is 0: no service indication and no service loading is routed");
        walk.refuses(Gate::Origin, said, Some(fact.basis));
        walk.advise(format!("set policy {ROUTING} to 1"), Then::Policy(ROUTING, 1));
    }
    is_not
}

/// The second door, of client provisioning messages.
pub(super) fn host(walk: &mut Walk<'_>) {
    let masks = roles(walk);
    door(walk, Gate::Host, SECOND_DOOR, masks);
    both_doors(walk);
}

/// Of Windows 10 it is said that what the first door takes and the second does not name is dropped, whatever other roles
/// the message has
/// (<https://github.com/MicrosoftDocs/windows-itpro-docs/blob/01f197ed7a30f50c48b8496f5d25501b66eac988/windows/client-management/mdm/securitypolicy-csp.md>).
fn both_doors(walk: &mut Walk<'_>) {
    let Some(id) = first_door(walk.delivery.channel, walk.profile.release) else { return };
    let (PolicyState::Known(first), PolicyState::Known(second)) =
        (walk.profile.policy(id), walk.profile.policy(SECOND_DOOR))
    else {
        return;
    };
    let second = mask(second.value);
    let missing: RoleMask = mask(first.value).roles().filter(|role| !second.contains(*role)).collect();
    if !walk.is_refused() && !missing.is_empty() {
        walk.remarks.push(format!(
            "policy {id} takes {missing}, which policy {SECOND_DOOR} does not: Windows 10 drops a message for that; \
             whether earlier releases do is not documented"
        ));
    }
}

fn door(walk: &mut Walk<'_>, gate: Gate, id: u32, roles: Masks) {
    let Some((value, basis)) = walk.policy(gate, id) else { return let_in(walk, id, None, roles) };
    let wanted = mask(value);
    if wanted.intersects(roles.certain) {
        let said = format!("policy {id} takes {wanted}; the message has {}", roles.certain);
        walk.passes(gate, said, Some(basis));
        return;
    }
    let one_of = wanted.to_string().replace('+', " or ");
    if wanted.intersects(roles.possible) {
        let why = match walk.delivery.origin {
            None => "how the message comes is not said",
            Some(_) => "no page says whether a device believes what a gateway claims that it does not trust",
        };
        walk.leaves_open(gate, format!("policy {id} takes {one_of}, and {why}"), None);
        if walk.delivery.origin.is_none() {
            let said = "say how the message comes: --origin names the roles, or none";
            if !walk.to_know.iter().any(|known| known == said) {
                walk.to_know.push(said.to_owned());
            }
        }
        come_with(walk, wanted, "says that it does");
        let_in(walk, id, Some(value), roles);
        return;
    }
    let takes = if wanted.is_empty() { "nothing".to_owned() } else { wanted.to_string() };
    let said = format!(
        "policy {id} takes {takes}; the message has {}, and is dropped without a word",
        roles.possible
    );
    walk.refuses(gate, said, Some(basis));
    come_with(walk, wanted, "says how it comes");
    let_in(walk, id, Some(value), roles);
    if wanted.is_empty() {
        open_the_door(walk, id);
    }
}

/// Advises to have a policy that takes nothing take a role by which a sender can be known.
fn open_the_door(walk: &mut Walk<'_>, id: u32) {
    let ways = [Role::PpgTrusted, Role::PpgAuth, Role::OperatorTps, Role::TrustedPpg].map(|role| {
        let said = format!("set policy {id} to {}, which takes {role}", role.bit());
        (said, Then::Policy(id, role.bit()))
    });
    walk.advise_one_of(ways);
}

/// Advises to have the policy take a role that the message has for certain. What anybody can send is let in only with a
/// PIN, as where a device is made ready over the air (<https://learn.microsoft.com/en-us/previous-versions/bb737524(v=msdn.10)>).
fn let_in(walk: &mut Walk<'_>, id: u32, value: Option<u32>, roles: Masks) {
    let has_pin = matches!(walk.delivery.channel, Channel::Cp(security) if security != CpSecurity::None);
    let is_anybodys = |role: &Role| matches!(role, Role::AnyPushSource | Role::UnauthenticatedUser);
    let mut offered: Vec<Role> = roles.certain.roles().filter(|role| has_pin || !is_anybodys(role)).collect();
    // The first door is about origins, the second about what the PIN proves.
    let first_door = id != SECOND_DOOR;
    offered.sort_by_key(|role| RoleMask::ORIGINS.contains(*role) != first_door);
    let ways = offered.into_iter().map(|role| {
        let with = value.unwrap_or_default() | role.bit();
        let said = match value {
            Some(_) => format!("set policy {id} to {with}, which takes {role} too"),
            None => format!("see that policy {id} takes {role} ({})", role.bit()),
        };
        (said, Then::Policy(id, with))
    });
    walk.advise_one_of(ways);
}

/// Advises to have the message come with one of these roles, and with what makes a device believe it.
pub(super) fn come_with(walk: &mut Walk<'_>, wanted: RoleMask, says: &str) {
    let comes = walk.delivery.origin.unwrap_or_default();
    let believed = |role: Role| match role {
        Role::PpgAuth | Role::PpgTrusted => vec![Role::TrustedPpg, role],
        Role::OperatorTps => vec![Role::TrustedPpg, Role::PpgAuth, role],
        role => vec![role],
    };
    let ways = RoleMask::ORIGINS.roles().filter(|role| wanted.contains(*role)).map(|role| {
        let with: RoleMask = comes.roles().chain(believed(role)).collect();
        (format!("send it so that it comes with {with} (--origin {says})"), Then::Origin(with))
    });
    walk.advise_one_of(ways);
    let is_kept_out = matches!(walk.profile.policy(4104), PolicyState::Known(fact) if fact.value == 0);
    if wanted.contains(Role::OperatorTps) && is_kept_out {
        walk.advise(
            "set policy 4104 to 1, by which the operator's server has its role",
            Then::Policy(4104, 1),
        );
    }
}

/// What the device does with a message that links to something.
pub(super) fn invitation(walk: &mut Walk<'_>) {
    let message = walk.case.message.as_ref();
    if let Some(why) = message.and_then(|message| thrown_away(message, walk.case.clock)) {
        return walk.refuses(Gate::Invitation, why, None);
    }
    match (message.map(|message| message.action), walk.delivery.channel) {
        (Some(Action::Delete), _) => {
            walk.passes(Gate::Invitation, "it deletes an earlier message, and brings nothing", None);
        }
        (Some(_), _) if message.is_some_and(|message| message.link.is_none()) => {
            walk.passes(Gate::Invitation, "it has no link, and brings nothing", None);
        }
        (Some(Action::Store), _) => {
            let said = "it goes into the inbox unread, where the user opens it";
            walk.asks(Gate::Invitation, said, None);
        }
        (Some(Action::Keep), _) => {
            let said = "it is kept, and the user finds a message in the inbox to open it by";
            walk.asks(Gate::Invitation, said, None);
        }
        (Some(Action::Load), _) | (None, Channel::Sl) => {
            walk.passes(Gate::Invitation, "the device fetches and runs it, and asks nobody", None);
        }
        (Some(Action::Show) | None, _) => {
            walk.asks(Gate::Invitation, "the user chooses Retrieve, Later or Delete", None);
        }
    }
}

/// Why the device throws a message away that it takes: without a text
/// (<https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)>), or when its time is over (WAP-167, 6.2).
fn thrown_away(message: &PushMessage, clock: Option<der::DateTime>) -> Option<String> {
    if message.action == Action::Delete {
        return None;
    }
    if message.is_silent {
        return Some("a service indication without a text is thrown away without a word".to_owned());
    }
    let clock = clock.and_then(|clock| {
        let date = (clock.year(), clock.month(), clock.day());
        DateTime::new(date, (clock.hour(), clock.minutes(), clock.seconds())).ok()
    });
    let expires = message.expires.filter(|expires| clock.is_some_and(|now| *expires <= now))?;
    Some(format!("it was to be removed at {expires}, which is over by the clock of the device"))
}

/// Policy 4124 (<https://systemmanager.ru/windowsmobile_6_5.en/html/41e30eac-7b6b-4869-9b8c-3387457939c9.htm>).
pub(super) fn scheme(walk: &mut Walk<'_>) {
    let message = walk.case.message.as_ref();
    if message.is_some_and(|message| message.link.is_none()) {
        return;
    }
    let link = message.map_or(walk.delivery.link.as_ref(), |message| message.link.as_ref()).cloned();
    let Some(link) = link else {
        walk.passes(Gate::Scheme, "the link is taken to be one by https (--link says otherwise)", None);
        return;
    };
    let scheme = link.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match scheme.as_str() {
        "https" | "wsps" => walk.passes(Gate::Scheme, format!("the link is by {scheme}"), None),
        "http" | "wsp" => {
            let Some((value, basis)) = walk.policy(Gate::Scheme, 4124) else {
                return walk.advise(BY_HTTPS, Then::Secure);
            };
            if value == 1 {
                walk.passes(Gate::Scheme, format!("policy 4124 allows {scheme}"), Some(basis));
            } else if walk.on(Question::HttpInSl) == Taken::First {
                walk.refuses(
                    Gate::Scheme,
                    format!("policy 4124 wants https; the link is by {scheme}"),
                    Some(basis),
                );
                walk.advise(BY_HTTPS, Then::Secure);
            } else {
                walk.passes(Gate::Scheme, "the device asks for the link by https instead", Some(basis));
            }
        }
        _ => walk.refuses(Gate::Scheme, format!("a service loading takes no link by `{scheme}`"), None),
    }
}

const BY_HTTPS: &str = "link by https";

/// Who is asked for a PIN, or whether to accept: policy 4132.
pub(super) fn pin(walk: &mut Walk<'_>) {
    match walk.delivery.channel {
        Channel::Cp(CpSecurity::NetwPin) => {
            let Some((value, basis)) = walk.policy(Gate::Pin, 4132) else {
                return walk.advise("see that policy 4132 is 1, which asks nobody", Then::Policy(4132, 1));
            };
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
                PolicyState::Known(fact) if fact.value == 0 => {
                    let said = "policy 4105 lets the user try the PIN 0 times; what the device makes of the message then is not documented";
                    return walk.leaves_open(Gate::Pin, said, Some(fact.basis));
                }
                PolicyState::Known(fact) => format!(", {} times at most", fact.value),
                _ => String::new(),
            };
            walk.asks(Gate::Pin, format!("the user is asked for the PIN{tries} (policy 4105)"), None);
        }
        _ => walk.passes(Gate::Pin, "the message has no PIN", None),
    }
}
