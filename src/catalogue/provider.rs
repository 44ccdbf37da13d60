//! A provider as its file describes it; the format is explained in the README beside this file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::danger::Danger;
use super::level::Index;
use super::node_address::NodeAddress;
use super::node_path::{Fit, NodePath, Segment, Writing, equal_but_for_case};
use super::pattern::Pattern;
use crate::terms::{DeviceClass, LocUri, Release, Role, RoleMask, Target};

/// A configuration service provider: what it is, who may use it, and its settings.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The exact spelling of the root characteristic or of the last segment of the DM root.
    pub name: String,
    /// For one of several providers of the same name: the setting that tells them apart, and its value.
    pub variant: Option<Variant>,
    /// What it is for, in one line.
    pub summary: String,
    /// The protocols by which it can be reached.
    pub protocols: Vec<Protocol>,
    /// Its place in the device's management tree, where one is documented.
    #[serde(default, deserialize_with = "loc_uri", serialize_with = "text_of_loc_uri")]
    pub dm_root: Option<LocUri>,
    /// The releases whose documentation lists it; empty: none of Windows Mobile's. `None`: unstated.
    pub os: Option<Vec<Release>>,
    /// The classes of devices that have it; `None`: unstated.
    pub devices: Option<Vec<DeviceClass>>,
    /// The roles that may use it where nothing more particular is known; `None`: unknown.
    #[serde(default, deserialize_with = "roles", serialize_with = "names_of_roles")]
    pub roles: Option<RoleMask>,
    /// Whether it can be changed; `None`: unstated.
    pub access: Option<Direction>,
    /// Whether every setting is listed. If not, a setting that is not listed may exist.
    pub complete: bool,
    /// Whether names below the root are the same in upper and lower case.
    #[serde(default)]
    pub names_ignore_case: bool,
    /// Whether numbers, and names that are numbers, are read in decimal only; hexadecimal is refused.
    #[serde(default)]
    pub decimal_only: bool,
    /// Whether each setting of a document gives its own type, in `datatype`.
    #[serde(default)]
    pub types_in_document: bool,
    /// Whether it is documented to answer a question for a whole tree (`recursive`).
    #[serde(default)]
    pub recursive_query: bool,
    /// Whether it is documented that `nocharacteristic` directly below the root removes all that it has.
    #[serde(default)]
    pub removable_as_a_whole: bool,
    /// Where its section belongs in a document; `None`: anywhere.
    pub position: Option<Position>,
    /// The providers whose sections belong before its own, since it needs what they set.
    #[serde(default)]
    pub after: Vec<String>,
    /// Whether the commands Atomic and Sequence of OMA DM are documented not to work on its nodes.
    #[serde(default)]
    pub refuses_groups: bool,
    /// What may be done with the root itself, in the words of OMA DM; `None`: unstated.
    pub root_access: Option<Vec<Access>>,
    /// The public addresses of the pages that the facts come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// What an author must know beyond the single settings.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The default roles of single releases, as their own pages give them.
    #[serde(default)]
    pub default_roles: Vec<DefaultRoles>,
    /// Roles of single paths whose names are of the author's choosing, such as registry keys.
    #[serde(default)]
    pub path_roles: Vec<PathRoles>,
    /// What a document can do with it that cannot be undone from afar; of several that fit, the first counts.
    #[serde(default, rename = "danger")]
    pub dangers: Vec<Danger>,
    /// The groups and settings, in the order of the file.
    #[serde(default, rename = "node")]
    pub nodes: Vec<Node>,
    /// What finds a node by names.
    #[serde(skip)]
    pub(super) index: Index,
}

/// What tells providers of the same name apart, such as `APPID` in APPLICATION.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The name of the setting, directly below the root.
    pub parm: String,
    /// Its value.
    pub value: String,
}

/// How settings reach a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// OMA Client Provisioning: a wap-provisioningdoc.
    Cp,
    /// OMA Device Management: SyncML.
    Dm,
}

/// Whether a provider's settings can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// They can only be asked for.
    Read,
    /// They can be asked for and changed.
    ReadWrite,
}

/// Where a provider's section belongs in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Before all other sections.
    First,
    /// In a document without other sections.
    Alone,
}

/// The default roles of a provider in one release.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultRoles {
    /// The release.
    pub os: Release,
    /// The roles that may use the provider.
    #[serde(deserialize_with = "role_list", serialize_with = "list_of_roles")]
    pub roles: RoleMask,
    /// Whether they may change anything.
    pub access: Option<Direction>,
    /// Where it is written.
    pub basis: RolesBasis,
    /// The public address of the page.
    pub source: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What could not be confirmed.
    pub unsure: Option<String>,
}

/// Where default roles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RolesBasis {
    /// The release's table of default roles.
    Table,
    /// The provider's own page.
    Page,
    /// The role mask in the provider's device description.
    DeviceDescription,
    /// Nowhere: carried over from a neighbouring release.
    Inferred,
}

/// The roles of one path below a provider.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathRoles {
    /// Names joined by backslashes, as in the device's metabase; `*` at the end covers everything below.
    pub path: String,
    /// The releases that it is documented for.
    pub os: Vec<Release>,
    /// The roles that may use it.
    #[serde(deserialize_with = "role_list", serialize_with = "list_of_roles")]
    pub roles: RoleMask,
    /// The public address of the page.
    pub source: String,
}

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
    /// For a required setting: whether the group around it is new whenever a document sets something in it.
    #[serde(default)]
    pub always_new: bool,
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
    /// Whether its bytes are an X.509 certificate in DER.
    #[serde(default)]
    pub certificate: bool,
    /// For a group: the setting inside whose bytes have the group's name as their SHA-1 in hexadecimal.
    pub hash_of: Option<String>,
    /// All values that there are; empty: any.
    #[serde(default)]
    pub values: Vec<Value>,
    /// Usual values, among others.
    #[serde(default)]
    pub suggested: Vec<String>,
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

impl Provider {
    /// Reads a provider's file.
    ///
    /// # Errors
    /// When it is not TOML, or not of the format; the error says where.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text).map(Self::indexed)
    }

    /// Reads a built-in provider, whose file the build has turned into JSON.
    pub(super) fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self::indexed)
    }

    fn indexed(mut self) -> Self {
        self.index = Index::of(&self.nodes);
        self
    }

    /// The first node anywhere with this fixed name and kind: where a name that stands at the wrong level belongs.
    pub fn elsewhere(&self, name: &str, kind: NodeKind) -> Option<&Node> {
        self.nodes.iter().find(|node| {
            node.kind == kind && node.path.last().and_then(Segment::fixed).is_some_and(|fixed| fixed == name)
        })
    }

    /// Whether everything directly below the group that these names lead to is listed.
    pub fn lists_all_below(&self, group: &[&str]) -> bool {
        self.complete
            && (group.is_empty()
                || self.node(group, Some(NodeKind::Characteristic)).is_some_and(|found| found.node.complete))
    }

    /// The names below the root as one path, with one backslash between them: with the attribute `translation` a
    /// doubled one counts as one (<https://learn.microsoft.com/en-us/previous-versions/bb737304(v=msdn.10)>), and one at
    /// an end leads nowhere else. Where the author chooses them, as keys of the registry, the provider's own name in
    /// front is left out and a long form gives way to the short one.
    pub fn joined_path(&self, names: &[&str]) -> String {
        let mut path = String::new();
        for part in names.iter().flat_map(|name| name.split('\\')).filter(|part| !part.is_empty()) {
            if !path.is_empty() {
                path.push('\\');
            }
            path.push_str(part);
        }
        if let Some(rest) = strip_name(&path, &self.name) {
            path.drain(..path.len() - rest.len());
        }
        let short = self.index.short_forms().find_map(|(long, short)| match strip_name(&path, long) {
            Some(rest) => Some(format!("{short}\\{rest}")),
            None => equal_but_for_case(&path, long).then(|| short.to_owned()),
        });
        short.unwrap_or(path)
    }

    /// What can be done to the device with the element of these names, a `node` if it is known as one.
    pub fn dangers_of<'c>(
        &'c self,
        names: &[&str],
        node: Option<&'c Node>,
    ) -> impl Iterator<Item = &'c Danger> {
        let path = if self.dangers.is_empty() { String::new() } else { self.joined_path(names) };
        let is_root = names.is_empty();
        let node = node.map(|node| node.path.as_str());
        self.dangers.iter().filter(move |danger| match &danger.path {
            None => is_root,
            Some(wanted) => !is_root && (node == Some(wanted) || covers(wanted, &path)),
        })
    }

    /// What can be done to the device with the elements inside the group of these names, a `node` if it is known as one.
    pub fn dangers_inside<'c>(
        &'c self,
        names: &[&str],
        node: Option<&Node>,
    ) -> impl Iterator<Item = &'c Danger> {
        let path = if self.dangers.is_empty() { String::new() } else { self.joined_path(names) };
        let is_root = names.is_empty();
        let node = node.map(|node| node.path.as_str().to_owned());
        self.dangers.iter().filter(move |danger| {
            danger.path.as_ref().is_some_and(|wanted| {
                is_root
                    || is_inside(wanted, &path, '\\')
                    || node.as_ref().is_some_and(|node| is_inside(wanted, node, '/'))
            })
        })
    }

    /// The roles of the most particular path that covers these names.
    pub fn path_roles(&self, names: &[&str], target: Option<Target>) -> Option<&PathRoles> {
        if self.path_roles.is_empty() {
            return None;
        }
        let path = self.joined_path(names);
        self.path_roles
            .iter()
            .filter(|entry| {
                target.is_none_or(|target| target.release.pages().any(|page| entry.os.contains(&page)))
            })
            .filter(|entry| covers(&entry.path, &path))
            .max_by_key(|entry| entry.path.len())
    }

    /// The settings, without the groups around them.
    pub fn settings(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.kind == NodeKind::Parm)
    }

    /// Whether it can be reached by this protocol.
    pub fn speaks(&self, protocol: Protocol) -> bool {
        self.protocols.contains(&protocol)
    }
}

/// What stands behind a name and a backslash at the start of a path, in upper or lower case.
fn strip_name<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let (first, rest) = path.split_once('\\')?;
    equal_but_for_case(first, name).then_some(rest)
}

/// Whether a metabase path covers another: the same, or everything below when it ends with `*`.
fn covers(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.get(..start.len()).is_some_and(|head| equal_but_for_case(head, start)),
        None => equal_but_for_case(pattern, path),
    }
}

/// Whether a path leads into a group, and not to the group itself.
fn is_inside(path: &str, group: &str, separator: char) -> bool {
    path.split_at_checked(group.len())
        .is_some_and(|(head, rest)| equal_but_for_case(head, group) && rest.starts_with(separator))
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

/// Role names; the word `none` adds nobody.
pub(super) fn role_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RoleMask, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let roles: Result<Vec<RoleMask>, _> = names.iter().map(|name| name.parse::<RoleMask>()).collect();
    let roles = roles.map_err(serde::de::Error::custom)?;
    Ok(roles.into_iter().flat_map(|mask| mask.roles().collect::<Vec<Role>>()).collect())
}

pub(super) fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RoleMask>, D::Error> {
    role_list(deserializer).map(Some)
}

fn loc_uri<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<LocUri>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Pattern>, D::Error> {
    Pattern::new(String::deserialize(deserializer)?).map(Some).map_err(serde::de::Error::custom)
}

/// Role names, as they are read.
fn list_of_roles<S: Serializer>(roles: &RoleMask, serializer: S) -> Result<S::Ok, S::Error> {
    if roles.roles().next().is_none() {
        serializer.collect_seq(["none"])
    } else {
        serializer.collect_seq(roles.roles())
    }
}

pub(super) fn names_of_roles<S: Serializer>(
    roles: &Option<RoleMask>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match roles {
        Some(roles) => list_of_roles(roles, serializer),
        None => serializer.serialize_none(),
    }
}

fn text_of_loc_uri<S: Serializer>(address: &Option<LocUri>, serializer: S) -> Result<S::Ok, S::Error> {
    address.as_ref().map(ToString::to_string).serialize(serializer)
}

fn text_of_pattern<S: Serializer>(pattern: &Option<Pattern>, serializer: S) -> Result<S::Ok, S::Error> {
    pattern.as_ref().map(Pattern::as_str).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::super::embedded::EMBEDDED;
    use super::*;

    #[test]
    fn the_build_changes_no_fact_of_a_provider() {
        for file in EMBEDDED {
            let written = Provider::parse(file.text).unwrap();
            let built = Provider::from_json(file.json).unwrap();
            assert_eq!(serde_json::to_string(&built).unwrap(), serde_json::to_string(&written).unwrap());
        }
    }
}
