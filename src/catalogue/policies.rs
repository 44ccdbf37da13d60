//! The security policies of the device, which the SecurityPolicy provider sets: what each value means, and what a
//! device has when nobody has set anything.

use std::sync::OnceLock;

use serde::Deserialize;

use super::role_words::role_list;
use super::{Availability, Danger, NodeAddress};
use crate::terms::{DeviceClass, Release, Role, RoleMask, Target};

/// How a document reaches the policies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyWays {
    /// The provider that sets them.
    pub provider: String,
    /// The provider that reaches the registry, where the device keeps them.
    pub registry_provider: String,
    /// The registry key that holds the values; each is named by the policy's number in eight hexadecimal digits.
    pub registry_key: String,
}

/// All policies that are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policies {
    /// The public addresses of the pages with the tables of all policies.
    pub sources: Vec<String>,
    /// What holds for several policies.
    pub notes: Vec<String>,
    /// The policies, by id.
    #[serde(rename = "policy")]
    pub all: Vec<Policy>,
}

/// One security policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its number: the name of the setting, in decimal.
    pub id: u32,
    /// The constant of the SDK's `secpolicy.h`.
    pub constant: Option<String>,
    /// Its name in the documentation.
    pub name: String,
    /// What its values are.
    pub kind: PolicyKind,
    /// What it decides, in one line.
    pub summary: String,
    /// The smallest value, inclusive.
    pub min: Option<u32>,
    /// The largest value, inclusive.
    pub max: Option<u32>,
    /// The values of an enumeration.
    #[serde(default)]
    pub values: Vec<PolicyValue>,
    /// Values of a role mask that mean more than the sum of their bits.
    #[serde(default)]
    pub special: Vec<PolicyValue>,
    /// What a device has when nobody has set it, by release and class.
    #[serde(default)]
    pub defaults: Vec<PolicyDefault>,
    /// Whether its values mean the contrary of what one expects: 0 asks, allows or requires.
    #[serde(default)]
    pub inverted: bool,
    /// For a role mask: the settings that only who has one of its roles may change, whatever else the device lets in.
    #[serde(default)]
    pub guards: Vec<NodeAddress>,
    /// Who may change it.
    pub roles: Vec<Role>,
    /// The releases that have it.
    pub os: Vec<Release>,
    /// Whether later releases have replaced it.
    #[serde(default)]
    pub deprecated: bool,
    /// By which policies.
    #[serde(default)]
    pub replaced_by: Vec<u32>,
    /// What values of it do to the device that cannot be undone from afar; of several that fit, the first counts.
    #[serde(default, rename = "danger")]
    pub dangers: Vec<Danger>,
    /// Roles that let in more than is good.
    #[serde(default, rename = "opening")]
    pub openings: Vec<Opening>,
    /// What an author must know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The public addresses of the pages that the facts come from.
    pub sources: Vec<String>,
    /// What could not be confirmed.
    pub unsure: Option<String>,
}

/// What the values of a policy are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyKind {
    /// One of a closed list.
    Enum,
    /// One of a list; any other is taken as the notes say.
    OpenEnum,
    /// A sum of role bits.
    RoleMask,
    /// A number.
    Count,
    /// Not known.
    Unknown,
}

/// Roles that a role mask should not hold, since they open the device to people whom nobody knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The roles; one of them is enough.
    #[serde(deserialize_with = "role_list")]
    pub holds: RoleMask,
    /// What will happen, in words that follow a colon.
    pub consequence: String,
    /// The public address of the page that says so.
    pub source: String,
}

/// A value and its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyValue {
    /// The value.
    pub value: u32,
    /// What it does.
    pub means: String,
    /// The classes that can have it; `None`: all.
    pub devices: Option<Vec<DeviceClass>>,
}

/// What a device has when nobody has set a policy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDefault {
    /// The value; `None`: the policy is not set.
    pub value: Option<u32>,
    /// The releases that this holds for; `None`: all that have the policy.
    pub os: Option<Vec<Release>>,
    /// The classes that this holds for; `None`: all.
    pub devices: Option<Vec<DeviceClass>>,
    /// A remark.
    pub note: Option<String>,
    /// What could not be confirmed.
    pub unsure: Option<String>,
    /// The public address of the page.
    pub source: Option<String>,
}

impl Policy {
    /// Whether the target has it.
    pub fn availability(&self, target: Target) -> Availability {
        Availability::of_releases(Some(&self.os), target)
    }

    /// Whether every device is known to have this value as it comes.
    pub fn is_default(&self, value: i64) -> bool {
        let is_it = |default: &PolicyDefault| {
            default.unsure.is_none() && default.value.is_some_and(|known| i64::from(known) == value)
        };
        !self.defaults.is_empty() && self.defaults.iter().all(is_it)
    }

    /// The first value that a device is known to come with.
    pub fn usual_value(&self) -> Option<u32> {
        self.defaults.iter().filter(|default| default.unsure.is_none()).find_map(|default| default.value)
    }

    /// Whether it can have a value on a device of this class; the error says which it can have.
    ///
    /// # Errors
    /// When it cannot.
    pub fn fits(&self, value: u32, class: DeviceClass) -> Result<(), String> {
        let in_words = || {
            let values = self.values.iter().map(|known| format!("{} ({})", known.value, known.means));
            values.collect::<Vec<_>>().join(", ")
        };
        let name = format!("{} ({})", self.id, self.name);
        let known = self.values.iter().find(|known| known.value == value);
        if let Some(PolicyValue { means, devices: Some(classes), .. }) = known
            && !classes.contains(&class)
        {
            let classes: Vec<String> = classes.iter().map(ToString::to_string).collect();
            return Err(format!(
                "{name} cannot be {value} ({means}) on a device of the class {class}: only {} has that",
                classes.join(", ")
            ));
        }
        match self.kind {
            PolicyKind::Enum if known.is_none() => {
                Err(format!("{name} cannot be {value}: write one of {}", in_words()))
            }
            PolicyKind::RoleMask => {
                RoleMask::from_bits(value).map(|_| ()).map_err(|error| format!("{name}: {error}"))
            }
            _ if self.min.is_some_and(|min| value < min) || self.max.is_some_and(|max| value > max) => {
                let (min, max) = (self.min.unwrap_or(0), self.max.unwrap_or(u32::MAX));
                Err(format!("{name} cannot be {value}: write a number from {min} to {max}"))
            }
            _ => Ok(()),
        }
    }

    /// What a value does, in the words of the documentation: as a whole, if it is one of those that have a meaning of
    /// their own.
    pub fn meaning(&self, value: i64) -> Option<&str> {
        let known = self.values.iter().chain(&self.special).find(|known| i64::from(known.value) == value);
        known.map(|known| known.means.as_str())
    }
}

impl PolicyWays {
    /// What is built in, parsed when first asked for.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<PolicyWays> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            // A built-in text, which no input reaches; a test reads it. The build script makes it of `policies.toml`.
            serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/policy_ways.json")))
                .expect("the built-in ways to the policies are of the format")
        })
    }
}

impl Policies {
    /// What is built in, parsed when first asked for.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Policies> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            // A built-in text, which no input reaches; a test reads it. The build script makes it of `policies.toml`.
            serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/policies.json")))
                .expect("the built-in policies are of the format")
        })
    }

    /// The page that says most of a policy; of one without a page of its own, and of an unknown one, that with the table
    /// of all.
    pub fn page_of<'a>(&'a self, policy: Option<&'a Policy>) -> Option<&'a str> {
        let own = policy.into_iter().flat_map(|policy| &policy.sources);
        own.chain(&self.sources).find(|source| source.starts_with("http")).map(String::as_str)
    }

    /// The policy with this number.
    pub fn get(&self, id: u32) -> Option<&Policy> {
        self.all.iter().find(|policy| policy.id == id)
    }
}
