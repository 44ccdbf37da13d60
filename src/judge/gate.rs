//! The gates between an artifact and the settings of a device.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place at which a device may say no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Whether the channel takes such a thing at all.
    Channel,
    /// Whether a card starts its `autorun.exe`: policy 2.
    Autorun,
    /// Whether the program on a card may run that starts the installer: policies 4102 and 4122.
    Launcher,
    /// Whether the desktop may call: policy 4097.
    Desktop,
    /// Whether the release knows it.
    Release,
    /// Where a push comes from: policies 4107 to 4110 and 4141 to 4143.
    Origin,
    /// The scheme of a link in a service loading: policy 4124.
    Scheme,
    /// The user of a service indication.
    Invitation,
    /// The PIN of a client provisioning message: policies 4105 and 4132.
    Pin,
    /// What the configuration host takes: policy 4111.
    Host,
    /// The account of a management server.
    Account,
    /// Whether the device synchronises with a server of Exchange.
    Partnership,
    /// What Exchange may set.
    Exchange,
    /// Whether the device has revoked the file or a certificate of its chain.
    Revocation,
    /// What the installer finds in a package.
    Content,
    /// The signature of a package, and the store SPC.
    Signature,
    /// Whether unsigned packages install: policy 4101.
    Unsigned,
    /// Whether the user is asked: policy 4122.
    Prompt,
    /// The roles of each setting: policies 4119 and 4120, and the metabase.
    Settings,
}

impl Gate {
    /// The name that users read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Autorun => "autorun",
            Self::Launcher => "launcher",
            Self::Desktop => "desktop",
            Self::Release => "release",
            Self::Origin => "origin",
            Self::Scheme => "scheme",
            Self::Invitation => "invitation",
            Self::Pin => "pin",
            Self::Host => "host",
            Self::Account => "account",
            Self::Partnership => "partnership",
            Self::Exchange => "exchange",
            Self::Revocation => "revocation",
            Self::Content => "content",
            Self::Signature => "signature",
            Self::Unsigned => "unsigned",
            Self::Prompt => "prompt",
            Self::Settings => "settings",
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
