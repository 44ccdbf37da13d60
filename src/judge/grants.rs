//! The roles that policies add to those that a document comes with: 4119 and 4120
//! (<https://learn.microsoft.com/en-us/previous-versions/aa455966(v=msdn.10)>).

use super::judgement::{Masks, RoleStep};
use super::walk::{mask, role};
use crate::device::{Basis, PolicyState, Profile};
use crate::terms::Role;

/// The policies that add a role to those that a document comes with.
pub(super) const GRANTS: [(u32, Role); 2] = [(4119, Role::Manager), (4120, Role::AuthenticatedUser)];

/// What [`GRANTS`] do to the roles that a document comes with
/// (<https://learn.microsoft.com/en-us/previous-versions/aa455966(v=msdn.10)>). That one shared bit is enough follows
/// from how the other masks work; no page says it of these two.
pub(super) struct Grants {
    base: Masks,
    policies: Vec<Grant>,
}

/// What one of them does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grant {
    pub(super) id: u32,
    added: Role,
    pub(super) gives: Gives,
    /// Where its value comes from, if it is known.
    pub(super) basis: Option<Basis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Yes,
    Perhaps,
    No,
}

impl Grants {
    pub(super) fn of(profile: &Profile, base: Masks) -> Self {
        let asked = GRANTS.into_iter().filter(|(_, added)| !base.certain.contains(*added));
        let policies = asked.filter_map(|(id, added)| {
            let (gives, basis) = match profile.policy(id) {
                PolicyState::Known(fact) if mask(fact.value).intersects(base.certain) => {
                    (Gives::Yes, Some(fact.basis))
                }
                PolicyState::Known(fact) if mask(fact.value).intersects(base.possible) => {
                    (Gives::Perhaps, Some(fact.basis))
                }
                PolicyState::Known(fact) => (Gives::No, Some(fact.basis)),
                PolicyState::Unset { .. } | PolicyState::Undocumented { .. } | PolicyState::Untold => {
                    (Gives::Perhaps, None)
                }
                PolicyState::Absent => return None,
            };
            Some(Grant { id, added, gives, basis })
        });
        Self { base, policies: policies.collect() }
    }

    /// The roles with those that are added.
    pub(super) fn masks(&self) -> Masks {
        self.policies.iter().fold(self.base, |masks, grant| match grant.gives {
            Gives::Yes => masks.with(grant.added),
            Gives::Perhaps => masks.or_maybe(role(grant.added)),
            Gives::No => masks,
        })
    }

    /// Which policy gave what.
    pub(super) fn given(&self) -> impl Iterator<Item = RoleStep> {
        self.policies.iter().filter(|grant| grant.gives != Gives::No).map(|grant| RoleStep {
            roles: role(grant.added),
            from: format!("policy {}", grant.id),
            uncertain: grant.gives == Gives::Perhaps,
            basis: grant.basis,
        })
    }

    /// The policies whose value decides: with another something else would come out. Where each alone is enough, the
    /// one that is best known.
    pub(super) fn deciding<T: PartialEq>(&self, outcome: impl Fn(Masks) -> T) -> Vec<Grant> {
        let now = outcome(self.masks());
        let known = || self.policies.iter().filter(|grant| grant.basis.is_some());
        let is_other_without = |some: &[&Grant]| {
            let turned = |grant: &Grant| match some.iter().any(|one| one.id == grant.id) {
                true => {
                    Grant { gives: if grant.gives == Gives::No { Gives::Yes } else { Gives::No }, ..*grant }
                }
                false => *grant,
            };
            let policies = self.policies.iter().map(turned).collect();
            outcome(Self { base: self.base, policies }.masks()) != now
        };
        let alone: Vec<Grant> = known().filter(|grant| is_other_without(&[*grant])).copied().collect();
        if alone.is_empty() && is_other_without(&known().collect::<Vec<_>>()) {
            return known().max_by_key(|grant| grant.basis).copied().into_iter().collect();
        }
        alone
    }
}
