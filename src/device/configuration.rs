//! The security configurations that have names: sets of policies that makers and operators ship devices with.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::finding::nearest;
use crate::terms::DeviceClass;

/// A set of policies with a name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// What it means for programs and packages.
    pub summary: String,
    /// The classes that can have it.
    pub classes: Vec<DeviceClass>,
    /// The policies that make it up: number and value.
    #[serde(deserialize_with = "by_number")]
    pub policies: BTreeMap<u32, u32>,
}

/// A configuration that a device cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// The name is not known.
    #[error("`{name}` is no configuration{}; write one of {}", nearest(name, names()).map(|near| format!(": did you mean `{near}`")).unwrap_or_default(), names().collect::<Vec<_>>().join(", "))]
    Unknown {
        /// The name.
        name: String,
    },
    /// Devices of this class never have it.
    #[error(
        "a {class} device cannot have the configuration `{name}`: two tiers of trust exist on standard devices only; \
         {class} devices take one of {possible}"
    )]
    Class {
        /// The configuration.
        name: String,
        /// The class.
        class: DeviceClass,
        /// What it can have.
        possible: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// The public addresses of the pages that the facts come from.
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    configuration: Vec<Configuration>,
}

impl Configuration {
    /// All that are known.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Known> = OnceLock::new();
        let known = ALL.get_or_init(|| {
            // A built-in text, which no input reaches; a test reads it.
            toml::from_str(include_str!("configurations.toml"))
                .expect("the built-in configurations are of the format")
        });
        &known.configuration
    }

    /// The configuration with this name, on a device of this class.
    ///
    /// # Errors
    /// When there is none, when the class cannot have it.
    pub fn named(name: &str, class: DeviceClass) -> Result<&'static Self, ConfigurationError> {
        let Some(found) = Self::all().iter().find(|known| known.name.eq_ignore_ascii_case(name)) else {
            return Err(ConfigurationError::Unknown { name: name.to_owned() });
        };
        if found.classes.contains(&class) {
            return Ok(found);
        }
        let possible = Self::all().iter().filter(|known| known.classes.contains(&class));
        let possible = possible.map(|known| known.name.as_str()).collect::<Vec<_>>().join(", ");
        Err(ConfigurationError::Class { name: found.name.clone(), class, possible })
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    Configuration::all().iter().map(|known| known.name.as_str())
}

/// The keys of a TOML table are text.
fn by_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<u32, u32>, D::Error> {
    let table: BTreeMap<String, u32> = BTreeMap::deserialize(deserializer)?;
    let number =
        |(id, value): (String, u32)| id.parse().map(|id| (id, value)).map_err(serde::de::Error::custom);
    table.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::policies::Policies;

    #[test]
    fn two_tiers_are_for_standard_devices_only() {
        // https://learn.microsoft.com/en-us/previous-versions/ms890793(v=msdn.10)
        for name in ["two-tier-prompt", "third-party-signed-two-tier"] {
            assert!(Configuration::named(name, DeviceClass::Standard).is_ok());
            for class in [DeviceClass::Classic, DeviceClass::Professional] {
                let said = Configuration::named(name, class).unwrap_err().to_string();
                assert!(said.contains("one-tier-prompt") && said.contains("standard"), "{said}");
            }
        }
    }

    #[test]
    fn a_misspelt_name_gets_the_nearest() {
        let said = Configuration::named("one-tear-prompt", DeviceClass::Classic).unwrap_err().to_string();
        assert!(said.contains("did you mean `one-tier-prompt`"), "{said}");
    }

    #[test]
    fn configurations_set_policies_that_exist() {
        for configuration in Configuration::all() {
            for id in configuration.policies.keys() {
                assert!(Policies::builtin().get(*id).is_some(), "{}: {id}", configuration.name);
            }
        }
    }
}
