//! The certificate stores of a device.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A store of the CertificateStore provider, by the name that the provider gives it
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CertificateStore {
    /// For signed packages, and the only one that they are looked up in; each entry has a role mask.
    #[serde(rename = "SPC")]
    Spc,
    /// For servers: no part in trusting packages or programs
    /// (<https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-are-the-certificate-stores>).
    #[serde(rename = "ROOT")]
    Root,
    /// Intermediates, to build chains.
    #[serde(rename = "CA")]
    Ca,
    /// The user's own, with keys.
    #[serde(rename = "MY")]
    My,
    /// Programs that chain to one of these run privileged.
    #[serde(rename = "Privileged Execution Trust Authorities")]
    Privileged,
    /// Programs that chain to one of these run, on a two-tier device with normal trust.
    #[serde(rename = "Unprivileged Execution Trust Authorities")]
    Unprivileged,
}

impl CertificateStore {
    /// All stores.
    pub const ALL: [Self; 6] =
        [Self::Spc, Self::Root, Self::Ca, Self::My, Self::Privileged, Self::Unprivileged];

    /// The name that the provider and users write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spc => "SPC",
            Self::Root => "ROOT",
            Self::Ca => "CA",
            Self::My => "MY",
            Self::Privileged => "Privileged Execution Trust Authorities",
            Self::Unprivileged => "Unprivileged Execution Trust Authorities",
        }
    }

    /// The store of a name, in any letter case; those of the execution trust authorities also by their first word.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| {
            let name = store.name();
            let short = name.strip_suffix(" Execution Trust Authorities").unwrap_or(name);
            name.eq_ignore_ascii_case(text) || short.eq_ignore_ascii_case(text)
        })
    }

    /// What its certificates are for.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Spc => "packages",
            Self::Root => "servers, not packages",
            Self::Ca => "intermediates, not packages",
            Self::My => "the user's own, not packages",
            Self::Privileged => "programs that run privileged, not packages",
            Self::Unprivileged => "programs, not packages",
        }
    }
}

impl fmt::Display for CertificateStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
