//! What takes many facts of a profile away at once: all policies, keys of the registry that hold policies or stores, a
//! wipe of the device.

use super::effects::Effects;
use crate::catalogue::Provider;
use crate::catalogue::placement::{Operation, Placed, Shape};
use crate::catalogue::policies::PolicyWays;
use crate::catalogue::policy_change::{self, is_within};
use crate::device::{Basis, CertificateStore, Profile, StoredCertificate};

impl Effects<'_> {
    /// What stands in the registry of a certificate of a store, which is in a form that no page describes.
    pub(super) fn registry_values(&mut self) {
        let is_value = |item: &&Placed<'_>| {
            item.shape != Shape::Group && matches!(item.operation, Operation::Set | Operation::Remove)
        };
        for item in self.placement.items.iter().filter(is_value) {
            let Some(registry) = item.known_provider().filter(is_registry) else { continue };
            let key = registry.joined_path(&item.names().iter().collect::<Vec<_>>());
            for one in self.profile.certificates.iter_mut().filter(|one| one.store == CertificateStore::Spc) {
                if one.registry_keys().any(|own| is_within(&key, &own)) {
                    (one.role, one.basis) = (None, Basis::Declared);
                }
            }
        }
    }

    /// Facts that go with a group around them.
    pub(super) fn removed_groups(&mut self) {
        let removed = self.placement.items.iter().filter(|item| item.operation == Operation::Remove);
        for item in removed.filter(|item| item.shape != Shape::Setting) {
            if policy_change::removes_all(item) {
                self.forget_policies();
            }
            if let Some(registry) = item.known_provider().filter(is_registry) {
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
            let Profile { name, release, class, wlan, roles, accesses, .. } = self.profile.clone();
            self.profile = Profile::documented(name, release, class);
            (self.profile.wlan, self.profile.roles, self.profile.accesses) = (wlan, roles, accesses);
            self.changes.push(
                "everything on the device is erased, this document too: policies and stores are as its maker ships it"
                    .to_owned(),
            );
        }
    }
}

fn is_registry(provider: &&Provider) -> bool {
    provider.name == PolicyWays::builtin().registry_provider
}

/// Whether it makes the device erase itself.
pub(super) fn wipes(item: &Placed<'_>) -> bool {
    let is_wipe = item.known_provider().is_some_and(|provider| provider.name == "RemoteWipe");
    is_wipe
        && matches!(item.operation, Operation::Set | Operation::Execute)
        && item.names().last().is_some_and(|name| name.eq_ignore_ascii_case("doWipe"))
}
