//! Device profiles: what is known of one device, or of many that are alike: release, class, security policies,
//! certificate stores, what its maker has changed, and for each fact where it comes from.
//!
//! [`Profile::read`] reads one, [`draft`] writes one to begin with, [`query`] asks a device itself, [`answer`] is what it said, [`portrait`] says in words what one means.

mod configuration;
mod file;
mod registry;
mod store;

pub mod answer;
pub mod draft;
pub mod portrait;
pub mod push;
pub mod query;

pub use configuration::{Configuration, ConfigurationError};
pub use file::ProfileError;
pub use store::CertificateStore;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::catalogue::policies::{Policies, Policy, PolicyDefault};
use crate::terms::{DeviceClass, Release, RoleMask, Target, Thumbprint};

/// What is known of a device.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The name by which the user knows it: that of its file.
    pub name: String,
    /// The release of its system.
    pub release: Release,
    /// Its class.
    pub class: DeviceClass,
    /// The named configuration that it was given.
    pub configuration: Option<&'static Configuration>,
    /// Who looks after its wireless network.
    pub wlan: Wlan,
    /// The roles of the management server's account, where they are known.
    pub dm_role: Option<RoleMask>,
    /// Whether it synchronises with a server of Exchange, where that is known.
    pub exchange: Option<bool>,
    /// The certificates of its stores.
    pub certificates: Vec<StoredCertificate>,
    /// The roles of settings that its maker or operator changed.
    pub roles: Vec<ChangedRoles>,
    /// The directions in which settings may be used that its maker or operator changed.
    pub accesses: Vec<ChangedAccess>,
    /// The SHA-1 of the files and certificates that it has revoked.
    pub revoked: Vec<Thumbprint>,
    /// The SHA-1 of the files about which it asked its user, who said yes: it does not ask again.
    pub accepted: Vec<Thumbprint>,
    /// The files that its own names, of certificates.
    pub files: Vec<PathBuf>,
    /// The certificates in them, in DER.
    pub known: Vec<Vec<u8>>,
    /// What is known of policies beside what pages say; `None`: that the device's value is not known.
    policies: BTreeMap<u32, Option<Fact>>,
}

/// A value, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The value.
    pub value: u32,
    /// Where it comes from.
    pub basis: Basis,
}

/// Where a fact about a device comes from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A page says that devices are shipped so; makers and operators change it.
    Documented,
    /// The author of the profile says so.
    Declared,
    /// The device said so itself.
    Queried,
}

/// What is known of a policy of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyState {
    /// It has this value.
    Known(Fact),
    /// Devices are shipped without a value, and nothing is known of this one.
    Unset {
        /// What sources say that this does.
        note: Option<&'static str>,
    },
    /// No page says which value devices are shipped with.
    Undocumented {
        /// A value that is told without a published source.
        unconfirmed: Option<u32>,
    },
    /// The release does not have it.
    Absent,
    /// The device has something of its own there, which is not known.
    Untold,
}

/// A certificate in a store of the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredCertificate {
    /// The store.
    pub store: CertificateStore,
    /// Its name there.
    pub thumbprint: Thumbprint,
    /// The roles that packages signed below it get; in SPC only, and `None` there where they are not known.
    pub role: Option<RoleMask>,
    /// Where this is known from.
    pub basis: Basis,
}

/// Roles that differ from those that devices are shipped with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedRoles {
    /// A provider, or a place below one, with `/` between the names: it holds for all below it.
    pub path: String,
    /// The roles each of which may touch it.
    pub roles: RoleMask,
}

/// The direction in which a setting may be used, whatever roles one has, where it is not the one of devices as shipped:
/// `rw-access` of the metabase (<https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedAccess {
    /// A provider, or a place below one, with `/` between the names: it holds for all below it.
    pub path: String,
    /// Its value: 3 read and write, as a sample has it; likely 1 read and 2 write, as device descriptions mark nodes.
    pub value: u32,
}

impl ChangedAccess {
    /// Whether it leaves what is asked for, as far as its values are known.
    pub const fn leaves(&self, is_query: bool) -> bool {
        matches!((self.value, is_query), (3, _) | (1, true) | (2, false))
    }

    /// What it likely leaves.
    pub const fn in_words(&self) -> &'static str {
        match self.value {
            1 => "reading alone",
            2 => "writing alone",
            3 => "reading and writing",
            _ => "neither reading nor writing",
        }
    }
}

/// Who looks after the wireless network of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wlan {
    /// The system, by its own providers.
    #[default]
    System,
    /// A supplicant of the maker, which takes no notice of the system's settings.
    Oem,
}

impl std::fmt::Display for PolicyState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Known(fact) => write!(f, "{} ({})", fact.value, fact.basis),
            Self::Unset { note } => {
                let note = note.unwrap_or("what that does is not documented");
                write!(f, "not set on devices as shipped; {note}")
            }
            Self::Undocumented { unconfirmed: Some(value) } => {
                write!(f, "not documented; {value} is told without a published source")
            }
            Self::Undocumented { unconfirmed: None } => f.write_str("not documented"),
            Self::Absent => f.write_str("the release has no such policy"),
            Self::Untold => f.write_str("not known of this device"),
        }
    }
}

impl Basis {
    /// The name that users write and read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Declared => "declared",
            Self::Queried => "queried",
        }
    }
}

impl std::fmt::Display for Basis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Profile {
    /// A device of which nothing is known but what pages say of its kind.
    pub fn documented(name: impl Into<String>, release: Release, class: DeviceClass) -> Self {
        Self {
            name: name.into(),
            release,
            class,
            configuration: None,
            wlan: Wlan::System,
            dm_role: None,
            exchange: None,
            certificates: Vec::new(),
            roles: Vec::new(),
            accesses: Vec::new(),
            revoked: Vec::new(),
            accepted: Vec::new(),
            files: Vec::new(),
            known: Vec::new(),
            policies: BTreeMap::new(),
        }
    }

    /// The policies of its release.
    pub fn policies_had(&self) -> impl Iterator<Item = u32> {
        Policies::builtin().all.iter().filter(|policy| has(policy, self.release)).map(|policy| policy.id)
    }

    /// Release and class.
    pub fn target(&self) -> Target {
        Target { release: self.release, class: Some(self.class) }
    }

    /// What is known of the policy with this number.
    pub fn policy(&self, id: u32) -> PolicyState {
        let policy = Policies::builtin().get(id).filter(|policy| has(policy, self.release));
        match (self.policies.get(&id), policy) {
            (Some(Some(fact)), _) => PolicyState::Known(*fact),
            (Some(None), _) => PolicyState::Untold,
            (None, None) => PolicyState::Absent,
            (None, Some(policy)) => documented(policy, self.release, self.class),
        }
    }

    /// Sets a policy to what is known of it now.
    pub fn set_policy(&mut self, id: u32, fact: Fact) {
        self.policies.insert(id, Some(fact));
    }

    /// Lets a policy be one of which nothing is known, not even that it is as pages say.
    pub fn forget_policy(&mut self, id: u32) {
        self.policies.insert(id, None);
    }

    /// Whether it looks at the signatures of packages and gives them role masks, which begins with Smartphone 2002 and the
    /// Pocket PCs of Windows Mobile 5.0 (<https://learn.microsoft.com/en-us/previous-versions/aa457906(v=msdn.10)>).
    pub fn looks_at_signatures(&self) -> bool {
        self.release != Release::Wm2003 || self.class == DeviceClass::Standard
    }

    /// Whether it is known to have one tier, as Pocket PCs have
    /// (<https://learn.microsoft.com/en-us/previous-versions/ms890793(v=msdn.10)>); of a Standard device policy 4123 says it.
    pub fn is_one_tier(&self) -> bool {
        self.class != DeviceClass::Standard
            || matches!(self.policy(4123), PolicyState::Known(fact) if fact.value != 0)
    }

    /// The certificate of the store SPC with this name.
    pub fn spc(&self, thumbprint: Thumbprint) -> Option<&StoredCertificate> {
        let in_spc =
            |one: &&StoredCertificate| one.store == CertificateStore::Spc && one.thumbprint == thumbprint;
        self.certificates.iter().find(in_spc)
    }
}

/// Whether a release has the policy.
fn has(policy: &Policy, release: Release) -> bool {
    release.pages().any(|release| policy.os.contains(&release))
}

/// The default of a policy on a kind of device, with the page that says so, or without: then it is unconfirmed.
fn default_of(
    policy: &'static Policy,
    release: Release,
    class: DeviceClass,
) -> Option<&'static PolicyDefault> {
    policy.defaults.iter().find(|default| {
        let fits = |listed: &Vec<Release>| release.pages().any(|release| listed.contains(&release));
        default.os.as_ref().is_none_or(fits)
            && default.devices.as_ref().is_none_or(|listed| listed.contains(&class))
    })
}

fn documented(policy: &'static Policy, release: Release, class: DeviceClass) -> PolicyState {
    match default_of(policy, release, class) {
        None => PolicyState::Undocumented { unconfirmed: None },
        Some(PolicyDefault { value, unsure: Some(_), .. }) => {
            PolicyState::Undocumented { unconfirmed: *value }
        }
        Some(PolicyDefault { value: None, note, .. }) => PolicyState::Unset { note: note.as_deref() },
        Some(PolicyDefault { value: Some(value), .. }) => {
            PolicyState::Known(Fact { value: *value, basis: Basis::Documented })
        }
    }
}
