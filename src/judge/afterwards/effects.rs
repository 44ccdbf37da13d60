//! What a document makes of the facts of a profile: policies, entries of the stores, roles of settings, the account of a
//! server.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::catalogue::Catalogue;
use crate::catalogue::placement::{Operation, Placed, Placement};
use crate::catalogue::policy_change::{self, ChangedBy, PolicyChange};
use crate::device::{
    Basis, CertificateStore, ChangedAccess, ChangedRoles, Fact, PolicyState, Profile, StoredCertificate,
};
use crate::judge::metabase_entry::{AccessEntry, MetabaseEntry, place_of};
use crate::judge::store_entry::StoreEntry;
use crate::judge::walk::mask;
use crate::terms::{RoleMask, Thumbprint};

/// Changes a profile as a document changes a device.
pub(super) struct Effects<'a> {
    pub(super) profile: Profile,
    /// What is different, in words.
    pub(super) changes: Vec<String>,
    /// What could not be told.
    pub(super) remarks: Vec<String>,
    pub(super) placement: &'a Placement<'a>,
    catalogue: &'a Catalogue,
}

impl<'a> Effects<'a> {
    /// What a document with these roles does to a device of a profile.
    pub(super) fn of(
        placement: &'a Placement<'a>,
        profile: &Profile,
        roles: RoleMask,
        catalogue: &'a Catalogue,
    ) -> Self {
        let (changes, remarks) = (Vec::new(), Vec::new());
        let mut effects = Self { profile: profile.clone(), changes, remarks, placement, catalogue };
        for change in policy_change::changes(&placement.items) {
            effects.policy(change);
        }
        let before = effects.profile.certificates.clone();
        effects.removed_groups();
        effects.registry_values();
        effects.stores();
        effects.say_stores(&before);
        effects.metabase();
        effects.account(roles);
        effects.revocation();
        effects.wipe();
        effects
    }

    fn policy(&mut self, change: PolicyChange) {
        let PolicyChange { id, policy, by, .. } = change;
        let name = policy.map(|policy| format!(" ({})", policy.name)).unwrap_or_default();
        if policy.is_none() {
            return self.remarks.push(format!("what policy {id} changes is not known: no page documents it"));
        }
        let before = match self.profile.policy(id) {
            PolicyState::Absent => {
                let release = self.profile.release;
                return self.remarks.push(format!("{release} has no policy {id}{name}: it changes nothing"));
            }
            PolicyState::Known(fact) => Some(fact),
            PolicyState::Unset { .. } | PolicyState::Undocumented { .. } | PolicyState::Untold => None,
        };
        let Some(value) = change.value_on(self.profile.class) else {
            let what = match by {
                ChangedBy::Registry => "its value is taken away, or is none that it can have",
                ChangedBy::Provider => "its value is none that it can have",
            };
            self.profile.forget_policy(id);
            return self.remarks.push(format!(
                "policy {id}{name}: {what}; what the device makes of that is not documented, so that its value is not known from then on"
            ));
        };
        if before.is_some_and(|fact| fact.value == value) {
            return;
        }
        let means = change.meaning().map(|means| format!(": {means}")).unwrap_or_default();
        let was = match before {
            Some(fact) => format!("was {}, {}", fact.value, fact.basis),
            None => "was not known".to_owned(),
        };
        self.changes.push(format!("policy {id}{name} becomes {value}{means} ({was})"));
        self.profile.set_policy(id, Fact { value, basis: Basis::Declared });
    }

    /// To store a certificate, or to change its role, a document must bring the certificate
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)>).
    fn stores(&mut self) {
        let placement = self.placement;
        let entries: Vec<StoreEntry<'_>> = placement.items.iter().filter_map(StoreEntry::of).collect();
        let brought: HashSet<_> = entries.iter().filter_map(StoreEntry::brings).collect();
        for entry in entries {
            if entry.sets("EncodedCertificate") && !entry.is_certificate_named() {
                self.not_the_certificate(&entry);
            } else {
                self.store(&entry, &brought);
            }
        }
    }

    fn store(&mut self, entry: &StoreEntry<'_>, brought: &HashSet<(CertificateStore, Thumbprint)>) {
        let stored = &mut self.profile.certificates;
        match (entry.operation, entry.store, entry.thumbprint, entry.leaf.as_deref()) {
            (Operation::Remove, None, ..) => stored.clear(),
            (Operation::Remove, Some(store), None, _) => stored.retain(|one| one.store != store),
            (Operation::Remove, Some(store), Some(thumbprint), None) => {
                stored.retain(|one| (one.store, one.thumbprint) != (store, thumbprint));
            }
            (Operation::Remove, Some(CertificateStore::Spc), Some(thumbprint), Some(_))
                if entry.is("Role") =>
            {
                self.give_role(thumbprint, RoleMask::NONE);
            }
            (Operation::Set, Some(store), Some(thumbprint), Some(_))
                if entry.is("EncodedCertificate")
                    && !stored.iter().any(|one| (one.store, one.thumbprint) == (store, thumbprint)) =>
            {
                let role = (store == CertificateStore::Spc).then_some(RoleMask::NONE);
                stored.push(StoredCertificate { store, thumbprint, role, basis: Basis::Declared });
            }
            (Operation::Set, Some(CertificateStore::Spc), Some(thumbprint), Some(_)) if entry.is("Role") => {
                let Some(role) = entry.value.and_then(|value| value.parse().ok()).map(mask) else {
                    return self.remarks.push(format!("SPC {thumbprint}: its Role is no role mask"));
                };
                if brought.contains(&(CertificateStore::Spc, thumbprint)) {
                    self.add_with_role(thumbprint, role);
                } else {
                    self.remarks.push(format!(
                        "SPC {thumbprint}: a Role without its EncodedCertificate beside it changes nothing"
                    ));
                }
            }
            _ => {}
        }
    }

    fn not_the_certificate(&mut self, entry: &StoreEntry<'_>) {
        let Some((store, thumbprint)) = entry.place() else { return };
        self.remarks.push(format!(
            "{store} {thumbprint}: its EncodedCertificate is no certificate with this SHA-1; what the device makes of that is not documented, and the profile keeps what it had"
        ));
    }

    fn add_with_role(&mut self, thumbprint: Thumbprint, role: RoleMask) {
        if self.profile.spc(thumbprint).is_none() {
            let store = CertificateStore::Spc;
            let entry = StoredCertificate { store, thumbprint, role: None, basis: Basis::Declared };
            self.profile.certificates.push(entry);
        }
        self.give_role(thumbprint, role);
    }

    fn give_role(&mut self, thumbprint: Thumbprint, role: RoleMask) {
        let in_spc =
            |one: &&mut StoredCertificate| (one.store, one.thumbprint) == (CertificateStore::Spc, thumbprint);
        if let Some(entry) = self.profile.certificates.iter_mut().find(in_spc) {
            (entry.role, entry.basis) = (Some(role), Basis::Declared);
        }
    }

    fn say_stores(&mut self, before: &[StoredCertificate]) {
        let same = |one: &StoredCertificate, other: &StoredCertificate| {
            (one.store, one.thumbprint) == (other.store, other.thumbprint)
        };
        let with_role = |role: Option<RoleMask>| {
            role.map(|role| format!(" with the role {role} ({})", role.bits())).unwrap_or_default()
        };
        for one in &self.profile.certificates {
            let StoredCertificate { store, thumbprint, role, .. } = one;
            match before.iter().find(|other| same(one, other)) {
                None => self.changes.push(format!("{store} has {thumbprint}{}", with_role(*role))),
                Some(other) if role.is_none() && other.role.is_some() => self.changes.push(format!(
                    "{store} has {thumbprint}{}, which is not known any more",
                    with_role(other.role)
                )),
                Some(other) if other.role != *role => self.changes.push(format!(
                    "{store} has {thumbprint}{} (was{})",
                    with_role(*role),
                    with_role(other.role)
                )),
                Some(_) => {}
            }
        }
        for gone in
            before.iter().filter(|one| !self.profile.certificates.iter().any(|other| same(one, other)))
        {
            self.changes.push(format!("{} has {} no more", gone.store, gone.thumbprint));
        }
    }

    /// Entries of the metabase: who may use which setting, and in which direction.
    fn metabase(&mut self) {
        let placement = self.placement;
        for item in &placement.items {
            if let Some(entry) = MetabaseEntry::of(item) {
                self.open(entry);
            }
            if let Some(entry) = AccessEntry::of(item) {
                self.direct(&entry);
            }
        }
    }

    fn open(&mut self, entry: MetabaseEntry) {
        let place = place_of(&entry.setting);
        let is_same = |one: &ChangedRoles| one.path.eq_ignore_ascii_case(&place);
        match entry.roles {
            Some(roles) if self.is_of_provider(&place) => {
                if self.profile.roles.iter().any(|one| is_same(one) && one.roles == roles) {
                    return;
                }
                self.profile.roles.retain(|one| !is_same(one));
                let one_of = roles.to_string().replace('+', " or ");
                self.changes.push(format!("{place} is open to {one_of}"));
                self.profile.roles.push(ChangedRoles { path: place, roles });
            }
            Some(_) => self.remarks.push(format!(
                "{place} is of no provider that is known: the profile cannot say who may use it"
            )),
            None => {
                self.profile.roles.retain(|one| !is_same(one));
                self.remarks.push(format!(
                    "the entry of {place} is removed: whom a device lets in without it is not documented"
                ));
            }
        }
    }

    fn direct(&mut self, entry: &AccessEntry) {
        let place = place_of(&entry.setting);
        if !self.is_of_provider(&place) {
            self.remarks.push(format!(
                "{place} is of no provider that is known: the profile cannot say what may be done with it"
            ));
        } else if entry.act_on(&mut self.profile.accesses)
            && let Some(value) = entry.value
        {
            let leaves = ChangedAccess { path: String::new(), value }.in_words();
            self.changes.push(format!("{place} has the rw-access {value}, which likely leaves {leaves}"));
        }
    }

    fn is_of_provider(&self, place: &str) -> bool {
        let provider = place.split('/').next().unwrap_or_default();
        self.catalogue.names().any(|known| known == provider)
    }

    /// Files and certificates that are refused from now on.
    fn revocation(&mut self) {
        let named =
            self.placement.items.iter().filter_map(|item| Some((item.operation, revoked_hash(item)?)));
        for (operation, hash) in named {
            let is_revoked = self.profile.revoked.contains(&hash);
            match operation {
                Operation::Set if !is_revoked => {
                    self.profile.revoked.push(hash);
                    self.changes.push(format!("what has the SHA-1 {hash} is revoked"));
                }
                Operation::Remove if is_revoked => {
                    self.profile.revoked.retain(|one| *one != hash);
                    self.changes.push(format!("what has the SHA-1 {hash} is revoked no more"));
                }
                _ => {}
            }
        }
    }

    /// The account of a management server gets the roles that its document asks for, never more than those that the
    /// document has (<https://learn.microsoft.com/en-us/previous-versions/aa455964(v=msdn.10)>).
    fn account(&mut self, roles: RoleMask) {
        let is_account = |item: &&Placed<'_>| {
            let variant = item.known_provider().and_then(|provider| provider.variant.as_ref());
            variant.is_some_and(|variant| variant.value == "w7") && item.operation == Operation::Set
        };
        let mut items = self.placement.items.iter().filter(is_account).peekable();
        if items.peek().is_none() {
            return;
        }
        let asked =
            items.find(|item| item.names().last().is_some_and(|name| name.eq_ignore_ascii_case("ROLE")));
        let asked = asked.and_then(|item| item.value()?.value.as_str().trim().parse().ok()).map(mask);
        let given: RoleMask =
            roles.roles().filter(|role| asked.is_none_or(|asked| asked.contains(*role))).collect();
        if self.profile.dm_role != Some(given) {
            self.changes.push(format!("the account of the management server has {given}"));
            self.profile.dm_role = Some(given);
        }
    }
}

/// The hash that an element names in the base64 of LoaderRevocation
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737649(v=msdn.10)>).
fn revoked_hash(item: &Placed<'_>) -> Option<Thumbprint> {
    if item.known_provider()?.name != "LoaderRevocation" || item.names().len() != 1 {
        return None;
    }
    let bytes = STANDARD.decode(item.names().last()?.trim()).ok()?;
    Some(Thumbprint::of_digest(bytes.try_into().ok()?))
}
