//! A provider as its file describes it; the format is explained in the README beside this file.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::danger::Danger;
use super::level::Index;
use super::node::{Access, Node, NodeKind};
use super::node_path::{Segment, equal_but_for_case};
use super::role_words::{list_of_roles, names_of_roles, role_list, roles};
use crate::terms::{DeviceClass, LocUri, Release, RoleMask};

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
    /// The elements of Microsoft's that it is documented not to take.
    #[serde(default)]
    pub refuses_elements: Vec<CustomElement>,
    /// Those that it is documented not to take for the root itself.
    #[serde(default)]
    pub refuses_at_root: Vec<CustomElement>,
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

/// An element of a wap-provisioningdoc that asks or removes. Whether it works depends on the provider: each page has a
/// table (<https://learn.microsoft.com/en-us/previous-versions/bb737266(v=msdn.10)>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomElement {
    /// Asks for a setting.
    ParmQuery,
    /// Removes a setting.
    Noparm,
    /// Removes a group.
    Nocharacteristic,
    /// Asks for a group.
    CharacteristicQuery,
}

impl CustomElement {
    /// The element's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ParmQuery => "parm-query",
            Self::Noparm => "noparm",
            Self::Nocharacteristic => "nocharacteristic",
            Self::CharacteristicQuery => "characteristic-query",
        }
    }
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

/// The default roles of a provider, or of a node, in one release.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultRoles {
    /// The release.
    pub os: Release,
    /// The roles that may use it.
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

impl PathRoles {
    /// Whether a page of this release gives them; without one, whether any page does.
    pub fn are_of(&self, release: Option<Release>) -> bool {
        release.is_none_or(|release| release.pages().any(|page| self.os.contains(&page)))
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
        self.parts(names).collect::<Vec<_>>().join("\\")
    }

    /// The parts of that path.
    fn parts<'n>(&'n self, names: &'n [&'n str]) -> impl Iterator<Item = &'n str> + Clone {
        let mut parts = names.iter().flat_map(|name| name.split('\\')).filter(|part| !part.is_empty());
        let mut behind = parts.clone();
        let is_own_name = behind.next().is_some_and(|first| equal_but_for_case(first, &self.name));
        if is_own_name && behind.clone().next().is_some() {
            parts = behind;
        }
        let first = parts.next().map(|first| {
            let short = self.index.short_forms().find(|(long, _)| equal_but_for_case(first, long));
            short.map_or(first, |(_, short)| short)
        });
        first.into_iter().chain(parts)
    }

    /// What can be done to the device with the element of these names, a `node` if it is known as one.
    pub fn dangers_of<'c, 'n>(
        &'c self,
        names: &'n [&'n str],
        node: Option<&'n Node>,
    ) -> impl Iterator<Item = &'c Danger> + use<'c, 'n> {
        let node = node.map(|node| node.path.as_str());
        self.dangers.iter().filter(move |danger| match &danger.path {
            None => names.is_empty(),
            Some(wanted) => !names.is_empty() && (node == Some(wanted) || covers(wanted, self.parts(names))),
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
                    || (node.is_none() && wanted.starts_with(ANYWHERE))
                    || is_inside(wanted, &path, '\\')
                    || node.as_ref().is_some_and(|node| is_inside(wanted, node, '/'))
            })
        })
    }

    /// The roles of the paths that cover these names, the most particular path first.
    pub fn path_roles(&self, names: &[&str]) -> Vec<&PathRoles> {
        let parts: Vec<&str> = self.parts(names).collect();
        let is_covering = |entry: &&PathRoles| covers(&entry.path, parts.iter().copied());
        let mut covering: Vec<&PathRoles> = self.path_roles.iter().filter(is_covering).collect();
        covering.sort_by_key(|entry| entry.path.len());
        covering.reverse();
        covering
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

/// Whether a metabase path covers another, given in parts: the same, or everything below when it ends with `*`. One that
/// starts with [`ANYWHERE`] goes by the last names, at whatever depth.
fn covers<'p>(pattern: &str, parts: impl Iterator<Item = &'p str> + Clone) -> bool {
    match pattern.strip_prefix(ANYWHERE) {
        Some(last) => {
            let surplus = parts.clone().count().saturating_sub(last.split('\\').count());
            surplus > 0 && covers_from_the_start(last, parts.skip(surplus))
        }
        None => covers_from_the_start(pattern, parts),
    }
}

fn covers_from_the_start<'p>(pattern: &str, mut parts: impl Iterator<Item = &'p str>) -> bool {
    for wanted in pattern.split('\\') {
        match parts.next() {
            Some(_) if wanted == "*" => return true,
            Some(part) if equal_but_for_case(part, wanted) => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// How a metabase path starts that holds at any depth.
const ANYWHERE: &str = "*\\";

/// Whether a path leads into a group, and not to the group itself.
fn is_inside(path: &str, group: &str, separator: char) -> bool {
    path.split_at_checked(group.len())
        .is_some_and(|(head, rest)| equal_but_for_case(head, group) && rest.starts_with(separator))
}

fn loc_uri<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<LocUri>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn text_of_loc_uri<S: Serializer>(address: &Option<LocUri>, serializer: S) -> Result<S::Ok, S::Error> {
    address.as_ref().map(ToString::to_string).serialize(serializer)
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
