//! What a document is checked for: a release of Windows Mobile and a device class.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A release whose documentation lists providers and settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Release {
    /// Windows Mobile 2003 and 2003 Second Edition.
    #[serde(rename = "wm2003")]
    Wm2003,
    /// Windows Mobile 5.0.
    #[serde(rename = "wm5")]
    Wm5,
    /// Windows Mobile 5.0 with the Messaging and Security Feature Pack.
    #[serde(rename = "wm5-msfp")]
    Wm5Msfp,
    /// Windows Mobile 6.
    #[serde(rename = "wm6")]
    Wm6,
    /// Windows Mobile 6.1.
    #[serde(rename = "wm6.1")]
    Wm61,
    /// Windows Mobile 6.5.
    #[serde(rename = "wm6.5")]
    Wm65,
    /// Windows 10 and later: the documents that management servers send at enrolment.
    #[serde(rename = "win10")]
    Win10,
}

impl Release {
    /// All releases, oldest first.
    pub const ALL: [Self; 7] =
        [Self::Wm2003, Self::Wm5, Self::Wm5Msfp, Self::Wm6, Self::Wm61, Self::Wm65, Self::Win10];

    /// The releases of Windows Mobile, which devices have.
    pub const OF_DEVICES: [Self; 6] =
        [Self::Wm2003, Self::Wm5, Self::Wm5Msfp, Self::Wm6, Self::Wm61, Self::Wm65];

    /// A release of a device, by its name.
    ///
    /// # Errors
    /// When it is none, with those that there are.
    pub fn of_device(text: &str) -> Result<Self, NameError> {
        Self::named(text, &Self::OF_DEVICES, "release of Windows Mobile")
    }

    fn named(text: &str, known: &[Self], what: &'static str) -> Result<Self, NameError> {
        let named = known.iter().copied().find(|release| release.name().eq_ignore_ascii_case(text));
        named.ok_or_else(|| NameError {
            text: text.to_owned(),
            what,
            known: known.iter().map(|release| release.name()).collect::<Vec<_>>().join(", "),
        })
    }

    /// The releases whose pages hold for this one: itself, and for 5.0 with the feature pack also 5.0, from which it took
    /// nothing away.
    pub fn pages(self) -> impl Iterator<Item = Self> {
        std::iter::once(self).chain((self == Self::Wm5Msfp).then_some(Self::Wm5))
    }

    /// The name that users write and the catalogue uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wm2003 => "wm2003",
            Self::Wm5 => "wm5",
            Self::Wm5Msfp => "wm5-msfp",
            Self::Wm6 => "wm6",
            Self::Wm61 => "wm6.1",
            Self::Wm65 => "wm6.5",
            Self::Win10 => "win10",
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The class of a device: whether it has a touch screen, and whether it is a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceClass {
    /// Touch screen, no telephone (Pocket PC).
    Classic,
    /// Touch screen and telephone (Pocket PC Phone Edition).
    Professional,
    /// Telephone without touch screen (Smartphone).
    Standard,
}

impl DeviceClass {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Classic, Self::Professional, Self::Standard];

    /// The name that users write and the catalogue uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Professional => "professional",
            Self::Standard => "standard",
        }
    }
}

impl fmt::Display for DeviceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Release {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::named(text, &Self::ALL, "release")
    }
}

impl FromStr for DeviceClass {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|class| class.name().eq_ignore_ascii_case(text));
        named.ok_or_else(|| NameError {
            text: text.to_owned(),
            what: "class of devices",
            known: Self::ALL.map(Self::name).join(", "),
        })
    }
}

/// Text that is the name of none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}: write one of {known}")]
pub struct NameError {
    text: String,
    what: &'static str,
    known: String,
}

/// A release, and a class where only that one is meant: `wm6.1-professional`, or `wm6.1` for every class of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The release.
    pub release: Release,
    /// The class; `None` for all.
    pub class: Option<DeviceClass>,
}

/// Text that is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no target: write a release ({releases}), or a release and a class ({classes}), as in `wm6.1-professional`",
    releases = Release::ALL.map(Release::name).join(", "), classes = DeviceClass::ALL.map(DeviceClass::name).join(", "))]
pub struct TargetError {
    text: String,
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let release_named =
            |name: &str| Release::ALL.into_iter().find(|release| release.name().eq_ignore_ascii_case(name));
        if let Some(release) = release_named(text) {
            return Ok(Self { release, class: None });
        }
        let parted = text.rsplit_once('-').and_then(|(release, class)| {
            let class =
                DeviceClass::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(class))?;
            Some(Self { release: release_named(release)?, class: Some(class) })
        });
        parted.ok_or_else(|| TargetError { text: text.to_owned() })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.class {
            None => write!(f, "{}", self.release),
            Some(class) => write!(f, "{}-{class}", self.release),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_survives_its_text_form() {
        for release in Release::ALL {
            for class in DeviceClass::ALL.map(Some).into_iter().chain([None]) {
                let target = Target { release, class };
                assert_eq!(target.to_string().parse(), Ok(target));
            }
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!("WM6.1-Professional".parse::<Target>(), "wm6.1-professional".parse());
    }

    #[test]
    fn an_unknown_target_is_refused_with_the_known_ones() {
        let message = "wm7-standard".parse::<Target>().unwrap_err().to_string();
        assert!(message.contains("wm6.5") && message.contains("professional"), "{message}");
    }
}
