//! A group or setting of a provider, as the provider's file describes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::node_address::NodeAddress;
use super::node_path::{Fit, NodePath, Segment, Writing};
use super::pattern::Pattern;
use super::provider::DefaultRoles;
use super::role_words::{names_of_roles, roles};
use crate::terms::{Channel, DeviceClass, Release, RoleMask};

/// A group of settings, or a setting.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Where it stands below the root.
    pub path: NodePath,
    /// Group or setting.
    pub kind: NodeKind,
    /// The type of a setting's value; `None`: unstated.
    #[serde(rename = "type")]
    pub value_type: Option<ValueType>,
    /// For a group: whether everything below it is listed.
    #[serde(default = "yes")]
    pub complete: bool,
    /// Whether it is needed when the group around it is created.
    #[serde(default)]
    pub required: bool,
    /// For a required setting: whether the group around it is new whenever a document sets something in it, or the
    /// others in it are not taken without it.
    #[serde(default)]
    pub always_new: bool,
    /// For a required setting: the name beside it of what does as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub or: Option<String>,
    /// For a group: whether its name is an id that `mwid="1"` marks as one.
    #[serde(default)]
    pub mwid: bool,
    /// For a group: whether it is documented to be removed by `noparm`, as if it were a setting.
    #[serde(default)]
    pub noparm: bool,
    /// How often it may occur in the group around it; `None`: unstated.
    pub occurs: Option<Occurs>,
    /// The value that the device takes where none is set.
    pub default: Option<String>,
    /// Further documented spellings of its fixed name.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// The smallest number, inclusive.
    pub min: Option<i64>,
    /// The largest number, inclusive.
    pub max: Option<i64>,
    /// The longest text, in characters.
    pub max_length: Option<usize>,
    /// The form of the name where the author chooses it, otherwise of the value.
    #[serde(default, deserialize_with = "pattern", serialize_with = "text_of_pattern")]
    pub pattern: Option<Pattern>,
    /// What `pattern` asks for, in words that go on from "write", such as "a whole number".
    pub form: Option<String>,
    /// For a chosen name: long forms of how it may start, each with the short one that the device takes.
    #[serde(default)]
    pub short_for: BTreeMap<String, String>,
    /// The nodes of which one must have this id: as its value, or as its name where the author chooses that.
    #[serde(default)]
    pub refers_to: Vec<NodeAddress>,
    /// Whether what it refers to must stand in the same document; otherwise it may be on the device already.
    #[serde(default)]
    pub resolved_in_document: bool,
    /// Whether its value is an id that nothing else of its kind may have.
    #[serde(default)]
    pub is_id: bool,
    /// For such an id: whether it is documented that a device refuses a second one.
    #[serde(default)]
    pub unique: bool,
    /// The ids of this kind that every device has.
    #[serde(default)]
    pub built_in: Vec<Value>,
    /// Whether it is documented to be taken without any effect.
    #[serde(default)]
    pub no_effect: bool,
    /// Whether its value is a password, a key or the like, which nobody but the device should read.
    #[serde(default)]
    pub secret: bool,
    /// Whether its value is a set of security roles, as the sum of their bits.
    #[serde(default)]
    pub role_mask: bool,
    /// For a setting of the metabase: the property of a node by which OMA DM sets the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// Whether its bytes are an X.509 certificate in DER.
    #[serde(default)]
    pub certificate: bool,
    /// For a group: the setting inside whose bytes have the group's name as their SHA-1 in hexadecimal.
    pub hash_of: Option<String>,
    /// All values that there are; empty: any.
    #[serde(default)]
    pub values: Vec<Value>,
    /// Whether it is documented that its values are the same in upper and lower case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
    /// Usual values, among others.
    #[serde(default)]
    pub suggested: Vec<String>,
    /// For an address: the schemes that a device takes, where another one has a whole address too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemes: Vec<String>,
    /// The channels by which it is documented not to be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_by: Vec<Channel>,
    /// Whether it is documented that its number is read in decimal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decimal_only: bool,
    /// For an address: what the name of the file usually ends with, each with its point.
    #[serde(default)]
    pub endings: Vec<String>,
    /// Which values go with those of other settings in the same group.
    #[serde(default)]
    pub goes_with: Vec<Combination>,
    /// For a node that is run: the settings of the same entry that must be there before.
    #[serde(default)]
    pub needs: Vec<NodePath>,
    /// For a node that is run: the group in which nothing can be replaced afterwards.
    pub settles: Option<NodePath>,
    /// For a node that is run: whether the command must have a Correlator.
    #[serde(default)]
    pub correlator: bool,
    /// What may be done with it, in the words of OMA DM; `None`: unstated.
    pub access: Option<Vec<Access>>,
    /// The roles that may use it, where they are not those of the provider.
    #[serde(default, deserialize_with = "roles", serialize_with = "names_of_roles")]
    pub roles: Option<RoleMask>,
    /// Such roles in single releases, as their own pages give them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_roles: Vec<DefaultRoles>,
    /// The releases that have it, where they are not those of the provider.
    pub os: Option<Vec<Release>>,
    /// The classes of devices that have it, where they are not those of the provider.
    pub devices: Option<Vec<DeviceClass>>,
    /// What it is, in one line.
    #[serde(default)]
    pub summary: String,
    /// What could not be confirmed: nothing here is certain enough for an error.
    pub unsure: Option<String>,
}

/// Group or setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A `characteristic`, an interior node.
    Characteristic,
    /// A `parm`, a leaf.
    Parm,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// Text.
    String,
    /// A whole number, decimal, or hexadecimal with `0x` where the provider says so.
    Integer,
    /// True or false, in the provider's own words.
    Boolean,
    /// A number with a fraction.
    Float,
    /// A date.
    Date,
    /// A time, or a date and a time.
    Time,
    /// Bytes in base64.
    Binary,
    /// Strings, each ended by U+F000, the list by one more.
    MultipleString,
    /// No value: being there is what counts.
    Null,
    /// An IPv4 address: four numbers in decimal.
    Ipv4,
    /// An address of IPv4 or IPv6.
    Ip,
    /// A whole address with its scheme (RFC 3986).
    Url,
}

/// How often a node may stand in the group around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occurs {
    /// Exactly once.
    One,
    /// Once at most.
    ZeroOrOne,
    /// Any number of times.
    ZeroOrMore,
    /// At least once.
    OneOrMore,
}

impl Occurs {
    /// Whether it may stand more than once.
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::ZeroOrMore | Self::OneOrMore)
    }
}

/// What may be done with a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Create it.
    Add,
    /// Remove it: `noparm`, `nocharacteristic`.
    Delete,
    /// Ask for it: `parm-query`, `characteristic-query`.
    Get,
    /// Overwrite it.
    Replace,
    /// Run it.
    Exec,
}

impl Access {
    /// The word that the catalogue uses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Delete => "delete",
            Self::Get => "get",
            Self::Replace => "replace",
            Self::Exec => "exec",
        }
    }
}

/// One value of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// As it is written in a document.
    pub value: String,
    /// What it does.
    pub means: String,
}

/// Values that a setting may have beside a value of another setting in the same group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// The other setting.
    pub parm: String,
    /// Its value.
    pub value: String,
    /// The values that go with it; empty: all of `value_type`.
    #[serde(default)]
    pub values: Vec<String>,
    /// The type of the values that go with it.
    #[serde(rename = "type")]
    pub value_type: Option<ValueType>,
    /// Why no other does, in words that go on from "since".
    pub since: String,
}

/// A node that names lead to, and how well they fit it.
#[derive(Debug, Clone)]
pub struct NodeFit<'c> {
    /// The node.
    pub node: &'c Node,
    /// The fit of each name.
    pub fits: Vec<Fit>,
}

impl NodeFit<'_> {
    /// The fit of the innermost name.
    pub fn last(&self) -> Fit {
        self.fits.last().copied().unwrap_or(Fit::Exact)
    }
}

impl Node {
    /// Whether the author chooses its name.
    pub fn is_chosen(&self) -> bool {
        self.path.last().is_some_and(|segment| segment.fixed().is_none())
    }

    /// Whether this is its fixed name as documented, in one of its spellings.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let fixed = self.path.last().and_then(Segment::fixed);
        fixed.is_some_and(|fixed| fixed == name || self.spellings.iter().any(|spelling| spelling == name))
    }

    /// How its name may be written.
    pub(super) fn writing(&self) -> Writing<'_> {
        Writing { pattern: self.pattern.as_ref().filter(|_| self.is_chosen()), spellings: &self.spellings }
    }

    /// The form that its value must have; the pattern of a chosen name is that of the name.
    pub fn value_pattern(&self) -> Option<&Pattern> {
        if self.is_chosen() { None } else { self.pattern.as_ref() }
    }

    /// Whether one of these may be done; `None`: unstated.
    pub fn allows(&self, any: &[Access]) -> Option<bool> {
        self.access.as_ref().map(|access| any.iter().any(|wanted| access.contains(wanted)))
    }
}

const fn yes() -> bool {
    true
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Pattern>, D::Error> {
    Pattern::new(String::deserialize(deserializer)?).map(Some).map_err(serde::de::Error::custom)
}

fn text_of_pattern<S: Serializer>(pattern: &Option<Pattern>, serializer: S) -> Result<S::Ok, S::Error> {
    pattern.as_ref().map(Pattern::as_str).serialize(serializer)
}
