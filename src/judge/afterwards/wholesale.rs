//! What takes many facts of a profile away at once: all policies, keys of the registry that hold policies or stores, a
//! wipe of the device.

use super::effects::Effects;
use crate::catalogue::Provider;
use crate::catalogue::placement::{Operation, Placed, Shape};
use crate::catalogue::policies::PolicyWays;
use crate::catalogue::policy_change::{self, is_within};
use crate::device::{Profile, StoredCertificate};

impl Effects<'_> {
    /// Facts that go with a group around them.
    pub(super) fn removed_groups(&mut self) {
        let removed = self.placement.items.iter().filter(|item| item.operation == Operation::Remove);
        for item in removed.filter(|item| item.shape != Shape::Setting) {
            if policy_change::removes_all(item) {
                self.forget_policies();
            }
            let of_registry = |provider: &&Provider| provider.name == PolicyWays::builtin().registry_provider;
            if let Some(registry) = item.known_provider().filter(of_registry) {
                let key = registry.joined_path(&item.names().iter().collect::<Vec<_>>());
                let is_gone = |one: &StoredCertificate| one.registry_keys().any(|own| is_within(&own, &key));
                self.profile.certificates.retain(|one| !is_gone(one));
            }
        }
    }

    fn forget_policies(&mut self) {
        let known: Vec<u32> = self.profile.policies_had().collect();
        known.into_iter().for_each(|id| self.profile.forget_policy(id));
        self.changes
            .push("all policies are removed: what the device does without them is not documented".to_owned());
    }

    /// A device that was wiped is as its maker ships it
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb737595(v=msdn.10)>): of that, pages say the defaults.
    pub(super) fn wipe(&mut self) {
        if self.placement.items.iter().any(wipes) {
            let Profile { name, release, class, .. } = &self.profile;
            self.profile = Profile::documented(name.clone(), *release, *class);
            self.changes.push(
                "everything on the device is erased, this document too: policies, stores and roles are as its maker ships it"
                    .to_owned(),
            );
        }
    }
}

/// Whether it makes the device erase itself.
pub(super) fn wipes(item: &Placed<'_>) -> bool {
    let is_wipe = item.known_provider().is_some_and(|provider| provider.name == "RemoteWipe");
    is_wipe
        && matches!(item.operation, Operation::Set | Operation::Execute)
        && item.names().last().is_some_and(|name| name.eq_ignore_ascii_case("doWipe"))
}
