//! How an artifact reaches a device.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Role, RoleMask};

/// A way to a device. It decides who is asked, which role an artifact gets and which policies stand at the door
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737452(v=msdn.10)>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A storage card with `autorun.exe`.
    Card,
    /// The user opens the file on the device.
    Open,
    /// Downloaded by the browser of the device.
    Http,
    /// An attachment of a mail.
    Mail,
    /// A `.cab` from the desktop, by the application manager.
    Rapi,
    /// A document from the desktop, by RAPI.
    RapiXml,
    /// `DMProcessConfigXML`, called by a program on the device.
    Api,
    /// A link in a service indication.
    Si,
    /// A link in a service loading message.
    Sl,
    /// OMA Client Provisioning over the air.
    Cp(CpSecurity),
    /// OMA Device Management.
    Dm,
    /// Exchange ActiveSync.
    Eas,
    /// Part of the device's image.
    Rom,
}

/// The `SEC` parameter of a client provisioning message: whose secret its MAC is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CpSecurity {
    /// No MAC.
    None,
    /// The network's: the IMSI.
    NetwPin,
    /// The user's PIN.
    UserPin,
    /// Both.
    UserNetwPin,
    /// A PIN that carries the MAC in itself.
    UserPinMac,
}

impl CpSecurity {
    /// All of them, the unsigned message first.
    pub const ALL: [Self; 5] =
        [Self::None, Self::NetwPin, Self::UserPin, Self::UserNetwPin, Self::UserPinMac];

    /// The value of the parameter `SEC`; `None` for a message without it
    /// (OMA-WAP-ProvBoot 1.1, <https://www.openmobilealliance.org/release/ClientProv/>).
    pub const fn number(self) -> Option<u8> {
        match self {
            Self::None => None,
            Self::NetwPin => Some(0),
            Self::UserPin => Some(1),
            Self::UserNetwPin => Some(2),
            Self::UserPinMac => Some(3),
        }
    }

    /// The security with this value of `SEC`.
    pub fn of_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|security| security.number() == Some(number))
    }

    /// The name that the specification gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "unsigned",
            Self::NetwPin => "NETWPIN",
            Self::UserPin => "USERPIN",
            Self::UserNetwPin => "USERNETWPIN",
            Self::UserPinMac => "USERPINMAC",
        }
    }

    /// The roles that a message gets for its PIN
    /// (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).
    pub fn roles(self) -> RoleMask {
        let roles: &[Role] = match self {
            Self::None => &[Role::UnauthenticatedUser],
            Self::NetwPin => &[Role::Operator],
            Self::UserPin | Self::UserPinMac => &[Role::AuthenticatedUser],
            Self::UserNetwPin => &[Role::Operator, Role::AuthenticatedUser],
        };
        roles.iter().copied().collect()
    }
}

impl fmt::Display for CpSecurity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 17] = [
        Self::Card,
        Self::Open,
        Self::Http,
        Self::Mail,
        Self::Rapi,
        Self::RapiXml,
        Self::Api,
        Self::Si,
        Self::Sl,
        Self::Cp(CpSecurity::None),
        Self::Cp(CpSecurity::NetwPin),
        Self::Cp(CpSecurity::UserPin),
        Self::Cp(CpSecurity::UserNetwPin),
        Self::Cp(CpSecurity::UserPinMac),
        Self::Dm,
        Self::Eas,
        Self::Rom,
    ];

    /// The name that users write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Open => "open",
            Self::Http => "http",
            Self::Mail => "mail",
            Self::Rapi => "rapi",
            Self::RapiXml => "rapi-xml",
            Self::Api => "api",
            Self::Si => "si",
            Self::Sl => "sl",
            Self::Cp(CpSecurity::None) => "cp",
            Self::Cp(CpSecurity::NetwPin) => "cp-netwpin",
            Self::Cp(CpSecurity::UserPin) => "cp-userpin",
            Self::Cp(CpSecurity::UserNetwPin) => "cp-usernetwpin",
            Self::Cp(CpSecurity::UserPinMac) => "cp-userpinmac",
            Self::Dm => "dm",
            Self::Eas => "eas",
            Self::Rom => "rom",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Text that is no channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no channel: write one of {known}", known = Channel::ALL.map(Channel::name).join(", "))]
pub struct ChannelError {
    text: String,
}

impl FromStr for Channel {
    type Err = ChannelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|channel| channel.name().eq_ignore_ascii_case(text));
        named.ok_or_else(|| ChannelError { text: text.to_owned() })
    }
}

impl Serialize for Channel {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_survives_its_text_form() {
        for channel in Channel::ALL {
            assert_eq!(channel.to_string().to_uppercase().parse(), Ok(channel));
        }
        let message = "carrier-pigeon".parse::<Channel>().unwrap_err().to_string();
        assert!(message.contains("cp-usernetwpin") && message.contains("rapi-xml"), "{message}");
    }
}
