//! What a document can do to a device that cannot be undone from afar: the facts, as the files of the providers and
//! of the policies give them.

use serde::{Deserialize, Serialize};

use super::placement::Operation;
use super::role_words::{names_of_roles, roles};
use crate::terms::RoleMask;

/// Something that a document must not do unless somebody says why.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Danger {
    /// What does it, below the provider's root: the path of a node as its file writes it, or names of the author's
    /// choosing joined by backslashes, with `*` at the end for everything below, or before them for any depth. `None`: the root itself, or the
    /// policy that the danger belongs to.
    pub path: Option<String>,
    /// The rule that stops it.
    pub rule: DangerRule,
    /// What must be done with it.
    #[serde(default = "changes")]
    pub on: Vec<Operation>,
    /// The values that do it; empty: any. Numbers and booleans go by what they say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The values that do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
    /// For a role mask: it is one that holds none of these.
    #[serde(default, deserialize_with = "roles", serialize_with = "names_of_roles")]
    pub without: Option<RoleMask>,
    /// Whether the roles that the document comes with, where they are known, take the place of those of `without`: it
    /// is the sender who may be locked out.
    #[serde(default)]
    pub or_sender: bool,
    /// For a role mask: it is one that holds others than these.
    #[serde(default, deserialize_with = "roles", serialize_with = "names_of_roles")]
    pub beyond: Option<RoleMask>,
    /// Words of which one must be in the names that lead to it, in upper or lower case; empty: any name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<String>,
    /// Where a name is the SHA-1 of a certificate: whether it must be one of the signer's.
    pub signer: Option<Signer>,
    /// Whether the entry must be one that the device has: the document does not bring its certificate along.
    #[serde(default)]
    pub existing: bool,
    /// What the document must make of another policy besides.
    pub with: Option<PolicyState>,
    /// What the document may make of another policy so that there is no harm.
    pub unless: Option<PolicyState>,
    /// What will happen, in words that follow a colon.
    pub consequence: String,
    /// How to get back, likewise.
    pub way_back: String,
    /// The public address of the page that says so.
    pub source: String,
}

/// The rules that stop what cannot be undone. One for each kind of consequence, since a user who accepts one has not
/// accepted the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DangerRule {
    /// The management agent is uninstalled.
    AgentUninstalled,
    /// Storage cards are encrypted for one device.
    CardEncryption,
    /// All connections of a kind are removed.
    ConnectionsRemoved,
    /// Neither the desktop nor a card reaches the device any more.
    DesktopAndCardClosed,
    /// The content of the device is encrypted.
    DeviceEncryption,
    /// The device is wiped.
    DeviceWipe,
    /// The account of a management server is removed.
    ManagementAccountRemoved,
    /// Nobody becomes manager any more who was not before.
    ManagerLockOut,
    /// The way by which it could be changed back is closed.
    OneWayDoor,
    /// A policy loses its value.
    PolicyReset,
    /// Others than the manager may change a setting.
    RightsGranted,
    /// A certificate no longer gives packages their roles.
    SignerRemoved,
    /// A certificate is refused for ever.
    SignerRevoked,
    /// A certificate gives packages fewer roles.
    SignerRoleLowered,
    /// A store of certificates is emptied.
    TrustStoreEmptied,
    /// Unsigned packages no longer install.
    UnsignedPackagesBlocked,
    /// Unsigned programs no longer start.
    UnsignedProgramsBlocked,
    /// The device wipes itself after wrong passwords.
    WipeThreshold,
}

/// What is known of the certificate that is harmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signer {
    /// It is the signer's, or the signer is not known.
    Possible,
    /// It is the signer's.
    Known,
}

/// A policy and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyState {
    /// The policy's number.
    pub policy: u32,
    /// Its value.
    pub value: i64,
}

fn changes() -> Vec<Operation> {
    vec![Operation::Set, Operation::Execute]
}
