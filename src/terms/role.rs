//! Security roles and sets of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A security role of the device. Each setting names the roles that may touch it; each document comes with a
/// [`RoleMask`] that its carrier gave it.
///
/// The bits are those of the `SECROLE_*` constants of the Windows Mobile SDK's `secpolicy.h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The maker of the device.
    Oem,
    /// The mobile operator.
    Operator,
    /// Full control of the device.
    Manager,
    /// The owner of the device, or something that acts for them.
    AuthenticatedUser,
    /// The enterprise's management server (Windows Mobile 6.1 and later).
    Enterprise,
    /// Somebody unknown.
    UnauthenticatedUser,
    /// The operator's trusted provisioning server.
    OperatorTps,
    /// A push proxy gateway whose address the device knows.
    KnownPpg,
    /// A push proxy gateway that the device trusts.
    TrustedPpg,
    /// A push whose sender the gateway has authenticated.
    PpgAuth,
    /// A push whose sender the gateway trusts.
    PpgTrusted,
    /// A push from anywhere.
    AnyPushSource,
}

impl Role {
    /// All roles, lowest bit first.
    pub const ALL: [Self; 12] = [
        Self::Oem,
        Self::Operator,
        Self::Manager,
        Self::AuthenticatedUser,
        Self::Enterprise,
        Self::UnauthenticatedUser,
        Self::OperatorTps,
        Self::KnownPpg,
        Self::TrustedPpg,
        Self::PpgAuth,
        Self::PpgTrusted,
        Self::AnyPushSource,
    ];

    /// The bit of this role in a mask.
    pub const fn bit(self) -> u32 {
        match self {
            Self::Oem => 2,
            Self::Operator => 4,
            Self::Manager => 8,
            Self::AuthenticatedUser => 16,
            Self::Enterprise => 32,
            Self::UnauthenticatedUser => 64,
            Self::OperatorTps => 128,
            Self::KnownPpg => 256,
            Self::TrustedPpg => 512,
            Self::PpgAuth => 1024,
            Self::PpgTrusted => 2048,
            Self::AnyPushSource => 4096,
        }
    }

    /// The name that users write and read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oem => "oem",
            Self::Operator => "operator",
            Self::Manager => "manager",
            Self::AuthenticatedUser => "authenticated-user",
            Self::Enterprise => "enterprise",
            Self::UnauthenticatedUser => "unauthenticated-user",
            Self::OperatorTps => "operator-tps",
            Self::KnownPpg => "known-ppg",
            Self::TrustedPpg => "trusted-ppg",
            Self::PpgAuth => "ppg-auth",
            Self::PpgTrusted => "ppg-trusted",
            Self::AnyPushSource => "any-push-source",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of [`Role`]s, written `manager`, `manager+operator` or as the decimal sum of the bits, `12`. `none` and `0`
/// are the empty set.
///
/// The device stores and reads masks in decimal only, so hexadecimal is refused here too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleMask(u32);

/// Text that is no role mask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoleMaskError {
    /// A word that names no role.
    #[error("`{name}` is no role{}; the roles are {}", nearest_hint(.name), role_names())]
    UnknownRole {
        /// The word.
        name: String,
    },
    /// A number written with 0x.
    #[error("`{0}` is hexadecimal: the device takes role masks in decimal, which here is {1}")]
    Hexadecimal(String, u32),
    /// A number with bits that stand for no role.
    #[error("{0} has bits that stand for no role; the sum of all roles is {all}", all = RoleMask::ALL.bits())]
    UnknownBits(u32),
    /// A role that says nothing of where a push comes from.
    #[error("`{0}` is no origin of a push: where one comes from gives it of {origins} some, or none",
        origins = RoleMask::ORIGINS.roles().map(Role::name).collect::<Vec<_>>().join(", "))]
    NoOrigin(Role),
    /// Nothing at all.
    #[error("a role mask is empty: write role names joined by `+`, a decimal number, or `none`")]
    Empty,
}

impl RoleMask {
    /// No role.
    pub const NONE: Self = Self(0);
    /// Every role, 8190.
    pub const ALL: Self = Self(8190);
    /// The roles that gateway and sender of a push can give it; the headers of the SDK call them origin roles.
    pub const ORIGINS: Self = Self(128 | 256 | 512 | 1024 | 2048 | 4096);

    /// The mask with exactly these bits.
    ///
    /// # Errors
    /// When a bit stands for no role.
    pub const fn from_bits(bits: u32) -> Result<Self, RoleMaskError> {
        if bits & !Self::ALL.0 == 0 { Ok(Self(bits)) } else { Err(RoleMaskError::UnknownBits(bits)) }
    }

    /// A mask of origins of a push, in the same text form.
    ///
    /// # Errors
    /// When it is no mask, or has a role that is no origin.
    pub fn of_origins(text: &str) -> Result<Self, RoleMaskError> {
        let mask: Self = text.parse()?;
        match mask.roles().find(|role| !Self::ORIGINS.contains(*role)) {
            Some(role) => Err(RoleMaskError::NoOrigin(role)),
            None => Ok(mask),
        }
    }

    /// The sum of the bits, as the device stores it.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether no role is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `role` is in the set.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the sets share a role: how the device decides whether a document may touch a setting.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The roles of the set, lowest bit first.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for RoleMask {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |bits, role| bits | role.bit()))
    }
}

impl FromIterator<Self> for RoleMask {
    fn from_iter<I: IntoIterator<Item = Self>>(masks: I) -> Self {
        Self(masks.into_iter().fold(0, |bits, mask| bits | mask.0))
    }
}

impl FromStr for RoleMask {
    type Err = RoleMaskError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RoleMaskError::Empty);
        }
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self::NONE);
        }
        if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
            && let Ok(bits) = u32::from_str_radix(digits, 16)
        {
            return Err(RoleMaskError::Hexadecimal(text.to_owned(), bits));
        }
        if let Ok(bits) = text.parse() {
            return Self::from_bits(bits);
        }
        text.split('+').map(|word| role_named(word.trim())).collect()
    }
}

impl fmt::Display for RoleMask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        for (index, role) in self.roles().enumerate() {
            if index > 0 {
                f.write_str("+")?;
            }
            f.write_str(role.name())?;
        }
        Ok(())
    }
}

impl Serialize for RoleMask {
    /// As the text form, which is what a reader of a report wants to see.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RoleMask {
    /// From the text form, or from a decimal number.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "a role mask is role names joined by `+`, or a decimal number from 0 to 8190"
        )]
        enum Form {
            Number(u32),
            Text(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(bits) => Self::from_bits(bits),
            Form::Text(text) => text.parse(),
        }
        .map_err(serde::de::Error::custom)
    }
}

fn role_named(name: &str) -> Result<Role, RoleMaskError> {
    Role::ALL
        .into_iter()
        .find(|role| role.name().eq_ignore_ascii_case(name))
        .ok_or_else(|| RoleMaskError::UnknownRole { name: name.to_owned() })
}

fn role_names() -> String {
    Role::ALL.map(Role::name).join(", ")
}

fn nearest_hint(name: &str) -> String {
    crate::finding::nearest(name, Role::ALL.into_iter().map(Role::name))
        .map(|near| format!(" (did you mean `{near}`?)"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        assert_eq!("MANAGER+Operator".parse::<RoleMask>(), "manager+operator".parse());
        assert_eq!("None".parse(), Ok(RoleMask::NONE));
    }

    #[test]
    fn names_and_decimal_sums_mean_the_same() {
        assert_eq!("manager+operator".parse::<RoleMask>(), "12".parse());
        assert_eq!("12".parse::<RoleMask>().unwrap().to_string(), "operator+manager");
    }

    #[test]
    fn the_mask_of_the_published_operator_example_is_taken_apart() {
        // https://learn.microsoft.com/en-us/previous-versions/bb416318(v=msdn.10): a privileged root gets 222.
        let mask = RoleMask::from_bits(222).unwrap();
        assert_eq!(
            mask.to_string(),
            "oem+operator+manager+authenticated-user+unauthenticated-user+operator-tps"
        );
    }

    #[test]
    fn hexadecimal_is_refused_with_its_decimal_value() {
        let message = "0xDE".parse::<RoleMask>().unwrap_err().to_string();
        assert!(message.contains("222"), "{message}");
    }

    #[test]
    fn a_misspelt_role_gets_the_nearest_name() {
        let message = "manger".parse::<RoleMask>().unwrap_err().to_string();
        assert!(message.contains("did you mean `manager`"), "{message}");
    }

    #[test]
    fn a_push_has_origins_and_no_other_roles() {
        assert_eq!(RoleMask::of_origins("known-ppg+ppg-auth"), RoleMask::from_bits(256 + 1024));
        assert_eq!(RoleMask::of_origins("none"), Ok(RoleMask::NONE));
        let message = RoleMask::of_origins("known-ppg+manager").unwrap_err().to_string();
        assert!(message.contains("`manager` is no origin") && message.contains("trusted-ppg"), "{message}");
    }

    #[test]
    fn bits_without_a_role_are_refused() {
        for bits in [1, 8192, u32::MAX] {
            assert_eq!(RoleMask::from_bits(bits), Err(RoleMaskError::UnknownBits(bits)));
        }
    }

    #[test]
    fn every_mask_survives_its_text_form() {
        for bits in (0..=8190).step_by(2) {
            let mask = RoleMask::from_bits(bits).unwrap();
            assert_eq!(mask.to_string().parse::<RoleMask>().unwrap(), mask);
        }
    }
}
