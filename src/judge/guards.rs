//! Policies that guard single settings: only who has one of their roles may change them, whatever else lets one in.

use super::advice::Step as Then;
use super::judgement::Masks;
use super::walk::{Walk, mask};
use crate::catalogue::placement::{Placed, Placement};
use crate::catalogue::policies::{Policies, Policy};
use crate::device::{PolicyState, Profile};
use crate::terms::RoleMask;

/// What a policy has against it that guards the setting, and whether that is known.
pub(super) fn against(item: &Placed<'_>, profile: &Profile, roles: Masks) -> Option<(bool, String)> {
    let policy = guarding(item)?;
    let PolicyState::Known(fact) = profile.policy(policy.id) else {
        return Some((false, format!("policy {} says who may, and is not known", policy.id)));
    };
    let allowed = mask(fact.value);
    if allowed.intersects(roles.certain) {
        return None;
    }
    let certain = !allowed.intersects(roles.possible);
    Some((certain, format!("policy {} allows only {allowed} to do it", policy.id)))
}

/// Policies that guard settings of the document: what nobody knows of them, and how they let these roles do it.
pub(super) fn advise(walk: &mut Walk<'_>, placement: &Placement<'_>, roles: RoleMask) {
    let mut guards: Vec<u32> = placement.items.iter().filter_map(|item| Some(guarding(item)?.id)).collect();
    guards.dedup();
    let is_unknown = |id: &&u32| !matches!(walk.profile.policy(**id), PolicyState::Known(_));
    let unknown = guards.iter().filter(is_unknown);
    let said = unknown.map(|id| format!("say in the profile what policy {id} is on your devices"));
    let said: Vec<String> = said.collect();
    walk.to_know.extend(said);
    for id in guards {
        let allowed = match walk.profile.policy(id) {
            PolicyState::Known(fact) => fact.value,
            _ => 0,
        };
        let ways = roles.roles().filter(|role| !mask(allowed).contains(*role)).map(|role| {
            let with = allowed | role.bit();
            (format!("set policy {id} to {with}, which allows {role} too"), Then::Policy(id, with))
        });
        walk.advise_one_of(ways);
    }
}

/// The policy that says who may change a setting, where there is one.
fn guarding(item: &Placed<'_>) -> Option<&'static Policy> {
    let (provider, node) = (item.known_provider()?, item.known_node()?);
    Policies::builtin().all.iter().find(|policy| {
        policy
            .guards
            .iter()
            .any(|guarded| guarded.provider() == provider.name && guarded.path() == node.path.as_str())
    })
}
