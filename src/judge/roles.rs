//! The roles that a document needs. The device compares the role mask that a document's carrier gave it with the
//! roles of each setting; they must share one, and one refused setting fails the whole document
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737452(v=msdn.10)>).

use crate::catalogue::placement::{Placed, Placement};
use crate::catalogue::{DefaultRoles, Node, NodeKind, PathRoles, Provider};
use crate::finding::Confidence;
use crate::terms::{Release, Role, RoleMask, Target};

/// What one setting needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The index of the setting in [`Placement::items`].
    pub item: usize,
    /// The roles of which the document must have one; `None`: not known.
    pub roles: Option<RoleMask>,
    /// How sure the roles are.
    pub confidence: Confidence,
    /// The earlier release of which alone they are told.
    pub told_of: Option<Release>,
}

/// Whether a setting may be touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Granted {
    /// The mask has one of its roles.
    Yes,
    /// The mask has none of its roles.
    No,
    /// Its roles are not known.
    Unknown,
}

impl Need {
    /// Whether a document with these roles may touch the setting.
    pub fn granted_by(&self, mask: RoleMask) -> Granted {
        match self.roles {
            None => Granted::Unknown,
            Some(roles) if roles.intersects(mask) => Granted::Yes,
            Some(_) => Granted::No,
        }
    }
}

/// What each setting of a document needs, in document order. A group counts where nothing stands inside it, as in a
/// `nocharacteristic`. These are the roles that devices are shipped with: their makers and owners may change them.
///
/// With a target, the roles are those that the release's own documentation gives.
pub fn needed(placement: &Placement<'_>, target: Option<Target>) -> Vec<Need> {
    placement
        .innermost()
        .map(|(item, placed)| {
            let rows = rows_of(placed);
            if let Some((row, release)) = earlier_row(&rows, target) {
                let (roles, told_of) = (Some(row.roles), Some(release));
                return Need { item, roles, confidence: Confidence::Thin, told_of };
            }
            let found = roles_of(placed, &rows, target);
            let (roles, confidence) =
                found.map_or((None, Confidence::Thin), |(roles, sure)| (Some(roles), sure));
            Need { item, roles, confidence, told_of: None }
        })
        .collect()
}

/// The roles each of which alone may touch every setting whose roles are known.
pub fn common(needs: &[Need]) -> RoleMask {
    needs
        .iter()
        .filter_map(|need| need.roles)
        .fold(RoleMask::ALL, |common, roles| common.roles().filter(|role| roles.contains(*role)).collect())
}

/// The smallest masks that cover every setting whose roles are known, lowest first; none when a setting is open to
/// nobody.
pub fn sufficient(needs: &[Need]) -> Vec<RoleMask> {
    let known: Vec<RoleMask> = needs.iter().filter_map(|need| need.roles).collect();
    let covers = |mask: &RoleMask| known.iter().all(|roles| roles.intersects(*mask));
    // All masks of no role, then of one, and so on: one or two are enough for every document that there is.
    let mut masks = vec![RoleMask::NONE];
    while !masks.is_empty() {
        let mut covering: Vec<RoleMask> = masks.iter().copied().filter(covers).collect();
        if !covering.is_empty() {
            covering.sort_unstable_by_key(|mask| mask.bits());
            return covering;
        }
        masks = masks.iter().flat_map(|mask| with_one_more(*mask)).collect();
    }
    Vec::new()
}

/// The masks with one role more than this one has, behind its last, so that each mask is made once.
fn with_one_more(mask: RoleMask) -> impl Iterator<Item = RoleMask> {
    let later = RoleMask::ALL.roles().filter(move |role| role.bit() > mask.bits());
    later.map(move |role| mask.roles().chain([role]).collect())
}

/// The most particular roles that are documented: of the path, of the node or the nearest group around it that has
/// roles of its own, of the provider.
fn roles_of(
    placed: &Placed<'_>,
    rows: &[&PathRoles],
    target: Option<Target>,
) -> Option<(RoleMask, Confidence)> {
    let provider = placed.known_provider()?;
    if let Some(path) = rows.iter().find(|row| row.are_of(target.map(|target| target.release))) {
        return Some((path.roles, Confidence::Documented));
    }
    let names: Vec<&str> = placed.names().iter().collect();
    let of_node = placed.known_node().and_then(|node| roles_of_node(node, target));
    of_node
        .or_else(|| roles_around(provider, &names, target))
        .or_else(|| roles_of_release(provider.roles, &provider.default_roles, target))
}

/// The rows of the tables of paths that cover a setting, the most particular first.
pub(super) fn rows_of<'c>(placed: &Placed<'c>) -> Vec<&'c PathRoles> {
    let Some(provider) = placed.known_provider().filter(|provider| !provider.path_roles.is_empty()) else {
        return Vec::new();
    };
    let names: Vec<&str> = placed.names().iter().collect();
    provider.path_roles(&names)
}

/// The row in the table of the latest earlier release that has one, where no page of the release itself speaks of the
/// path: whether it still holds is not known.
pub(super) fn earlier_row<'c>(
    rows: &[&'c PathRoles],
    target: Option<Target>,
) -> Option<(&'c PathRoles, Release)> {
    let target = target?;
    let row = |release| rows.iter().find(|row| row.are_of(Some(release))).copied();
    if row(target.release).is_some() {
        return None;
    }
    let is_earlier = |release: &Release| *release < target.release;
    let found = Release::ALL.into_iter().rev().filter(is_earlier).find_map(row)?;
    Some((found, found.os.iter().copied().filter(is_earlier).max()?))
}

fn roles_around(
    provider: &Provider,
    names: &[&str],
    target: Option<Target>,
) -> Option<(RoleMask, Confidence)> {
    (1..names.len()).rev().find_map(|depth| {
        roles_of_node(provider.node(&names[..depth], Some(NodeKind::Characteristic))?.node, target)
    })
}

/// The roles of the node itself, which most have for all releases alike.
fn roles_of_node(node: &Node, target: Option<Target>) -> Option<(RoleMask, Confidence)> {
    let roles = node.roles?;
    if node.unsure.is_some() {
        return Some((roles, Confidence::Thin));
    }
    if node.default_roles.is_empty() {
        return Some((roles, Confidence::Documented));
    }
    roles_of_release(Some(roles), &node.default_roles, target)
}

/// Where the sources of a release differ, a role that either names is taken. Where no source speaks of the release, but
/// the releases before and after it have the same roles, it has them too; otherwise the roles in general are a guess.
fn roles_of_release(
    general: Option<RoleMask>,
    rows: &[DefaultRoles],
    target: Option<Target>,
) -> Option<(RoleMask, Confidence)> {
    let general = |confidence| general.map(|roles| (roles, confidence));
    let Some(target) = target else {
        let is_thin = !rows.is_empty() && !has_confirmed(rows);
        let confidence = if is_thin { Confidence::Thin } else { Confidence::Documented };
        return general(confidence).or_else(|| union_of(rows, |_| true));
    };
    let own = union_of(rows, |release| target.release.pages().any(|page| page == release));
    match own {
        Some((_, Confidence::Documented)) => own,
        _ => roles_between(rows, target.release)
            .map(|roles| (roles, Confidence::Documented))
            .or(own)
            .or_else(|| general(Confidence::Thin)),
    }
}

/// The roles that the nearest documented releases before and after one agree upon.
fn roles_between(rows: &[DefaultRoles], release: Release) -> Option<RoleMask> {
    let documented = |candidate: &Release| match union_of(rows, |page| page == *candidate) {
        Some((roles, Confidence::Documented)) => Some(roles),
        _ => None,
    };
    let before = Release::ALL.iter().rev().filter(|other| **other < release).find_map(documented)?;
    let mut later = Release::ALL.iter().filter(|other| **other > release && **other != Release::Win10);
    let after = later.find_map(documented)?;
    (before == after).then_some(before)
}

/// The roles that the rows of some releases give together, and whether one of them is confirmed.
fn union_of(rows: &[DefaultRoles], of: impl Fn(Release) -> bool) -> Option<(RoleMask, Confidence)> {
    let rows: Vec<&DefaultRoles> = rows.iter().filter(|row| of(row.os)).collect();
    let union: RoleMask =
        rows.iter().flat_map(|row| row.roles.roles()).collect::<Vec<Role>>().into_iter().collect();
    let confidence =
        if has_confirmed(rows.iter().copied()) { Confidence::Documented } else { Confidence::Thin };
    (!rows.is_empty()).then_some((union, confidence))
}

fn has_confirmed<'a>(rows: impl IntoIterator<Item = &'a DefaultRoles>) -> bool {
    rows.into_iter().any(|row| row.unsure.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::document::{wap, xml};
    use crate::finding::Source;

    fn needs(text: &str, target: Option<&str>) -> Vec<Need> {
        let text = format!("<wap-provisioningdoc>{text}</wap-provisioningdoc>");
        let parsed = wap::parse(&Source::new("test", text), &xml::Limits::default());
        let document = parsed.model.expect("the test's document is one");
        let target = target.map(|target| target.parse().expect("the test's target is one"));
        needed(&Placement::of_wap(&document, &Catalogue::builtin()), target)
    }

    fn mask(text: &str) -> RoleMask {
        text.parse().expect("the test's mask is one")
    }

    const DIRECT_PUSH: &str = r#"<characteristic type="Sync"><characteristic type="Settings"><parm name="HeartbeatMin" value="480"/></characteristic></characteristic>"#;
    const POLICY: &str =
        r#"<characteristic type="SecurityPolicy"><parm name="4101" value="16"/></characteristic>"#;

    #[test]
    fn a_setting_is_granted_when_the_masks_share_a_role() {
        // https://technet.microsoft.com/en-us/library/cc182267(v=technet.10): Sync is open to manager and
        // authenticated user; https://learn.microsoft.com/en-us/previous-versions/bb737380(v=msdn.10): only the
        // manager may change policies.
        let needs = needs(&format!("{DIRECT_PUSH}{POLICY}"), None);
        let roles: Vec<String> = needs.iter().map(|need| need.roles.unwrap().to_string()).collect();
        assert_eq!(roles, ["manager+authenticated-user", "manager"]);
        let granted = |text| needs.iter().map(|need| need.granted_by(mask(text))).collect::<Vec<_>>();
        assert_eq!(granted("24"), [Granted::Yes, Granted::Yes]);
        assert_eq!(granted("authenticated-user"), [Granted::Yes, Granted::No]);
        assert_eq!(granted("none"), [Granted::No, Granted::No]);
        assert_eq!(common(&needs), mask("manager"));
        assert_eq!(sufficient(&needs), [mask("manager")]);
    }

    #[test]
    fn unknown_providers_and_providers_without_roles_are_neither_granted_nor_refused() {
        let needs = needs(
            r#"<characteristic type="Nonesuch"><parm name="a"/></characteristic>
               <characteristic type="CM_CellularEntries"/>"#,
            None,
        );
        assert_eq!(needs.len(), 2);
        for need in &needs {
            assert_eq!(
                (need.granted_by(RoleMask::ALL), need.confidence),
                (Granted::Unknown, Confidence::Thin)
            );
        }
        assert_eq!(common(&needs), RoleMask::ALL);
        assert_eq!(sufficient(&needs), [RoleMask::NONE]);
    }

    #[test]
    fn without_a_common_role_the_smallest_masks_name_one_of_each() {
        let one = Need {
            item: 0,
            roles: Some(mask("operator+manager")),
            confidence: Confidence::Documented,
            told_of: None,
        };
        let other = Need { item: 1, roles: Some(mask("authenticated-user")), ..one };
        assert_eq!(common(&[one, other]), RoleMask::NONE);
        assert_eq!(
            sufficient(&[one, other]),
            [mask("operator+authenticated-user"), mask("manager+authenticated-user")]
        );
        let nobody = Need { item: 2, roles: Some(RoleMask::NONE), ..one };
        assert_eq!(sufficient(&[one, nobody]), []);
    }

    #[test]
    fn a_target_brings_the_roles_of_its_release_and_either_source_counts() {
        // https://learn.microsoft.com/en-us/previous-versions/aa457948(v=msdn.10)
        let bluetooth = r#"<characteristic type="Bluetooth"><parm name="x"/></characteristic>"#;
        let of = |text, target| needs(text, target)[0].roles.unwrap().to_string();
        assert_eq!(of(bluetooth, Some("wm2003")), "manager+authenticated-user+unauthenticated-user");
        assert_eq!(of(bluetooth, Some("wm6.5")), "manager+authenticated-user");
        // The table of Windows Mobile 5.0 and the provider's page differ:
        // https://learn.microsoft.com/en-us/previous-versions/aa455885(v=msdn.10)
        let gprs = r#"<characteristic-query type="CM_GPRSEntries"/>"#;
        assert_eq!(of(gprs, Some("wm5")), "operator+manager+authenticated-user+operator-tps");
        // No page of 6.1 speaks of it.
        assert_eq!(needs(gprs, Some("wm6.1"))[0].confidence, Confidence::Thin);
    }

    #[test]
    fn particular_roles_win_over_those_of_the_provider() {
        // https://learn.microsoft.com/en-us/previous-versions/aa455928(v=msdn.10)
        let registry = r#"<characteristic type="Registry">
            <characteristic type="HKCU\Software\Microsoft\Today\Items"><parm name="x" value="1"/></characteristic>
            <characteristic type="HKLM\Software\Other"><parm name="x" value="1"/></characteristic>
          </characteristic>"#;
        let roles: Vec<String> =
            needs(registry, Some("wm5")).iter().map(|need| need.roles.unwrap().to_string()).collect();
        assert_eq!(roles, ["manager+authenticated-user+unauthenticated-user", "manager"]);
        let store = r#"<characteristic type="CertificateStore"><characteristic type="ROOT"><characteristic type="User">
            <characteristic type="657141E1A69F18F7F6B3DA9385D62135A7C6053B"><parm name="EncodedCertificate" value=""/></characteristic>
          </characteristic></characteristic></characteristic>"#;
        assert!(needs(store, None)[0].roles.unwrap().contains(Role::AuthenticatedUser));
    }
}
