//! What takes many facts of a profile away at once: all policies, keys of the registry that hold policies or stores, a
//! wipe of the device.

use super::effects::Effects;
use crate::catalogue::placement::{Operation, Placed, Shape};
use crate::catalogue::policies::PolicyWays;
use crate::device::{Profile, StoredCertificate};

impl Effects<'_> {
    /// Facts that go with a group around them.
    pub(super) fn removed_groups(&mut self) {
        let ways = PolicyWays::builtin();
        let removed = self.placement.items.iter().filter(|item| item.operation == Operation::Remove);
        for item in removed.filter(|item| item.shape != Shape::Setting) {
            let Some(provider) = item.known_provider() else { continue };
            if provider.name == ways.provider && item.names().iter().next().is_none() {
                self.forget_policies("all policies are removed");
            } else if provider.name == ways.registry_provider {
                let key = provider.joined_path(&item.names().iter().collect::<Vec<_>>());
                if is_within(&ways.registry_key, &key) {
                    self.forget_policies("the key of the policies is removed");
                }
                self.profile.certificates.retain(|one| !is_within_either(one, &key));
            }
        }
    }

    fn forget_policies(&mut self, what: &str) {
        let known: Vec<u32> = self.profile.policies_had().collect();
        known.into_iter().for_each(|id| self.profile.forget_policy(id));
        self.changes.push(format!("{what}: what the device does without them is not documented"));
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

fn is_within_either(certificate: &StoredCertificate, key: &str) -> bool {
    certificate.registry_keys().any(|own| is_within(&own, key))
}

/// Whether a key is another, or stands below it.
fn is_within(key: &str, other: &str) -> bool {
    let Some((start, rest)) = key.split_at_checked(other.len()) else { return false };
    start.eq_ignore_ascii_case(other) && (rest.is_empty() || rest.starts_with('\\'))
}
