//! What is worth knowing of a document beside the roles of its settings: sections that must stand alone, providers that
//! nobody knows, settings that the device does not look at, roles that are inferred.

use super::Gate;
use super::advice::Step as Then;
use super::judgement::Masks;
use super::metabase_entry::nearest;
use super::walk::Walk;
use crate::catalogue::Position;
use crate::catalogue::placement::{Operation, Placed, Placement, ProviderMatch};
use crate::device::Wlan;
use crate::terms::Role;

/// The providers of the system's own wireless network, of which a maker's supplicant takes no notice.
const WLAN: [&str; 2] = ["CM_WiFiEntries", "Wi-Fi"];

pub(super) fn wlan(walk: &mut Walk<'_>, placement: &Placement<'_>) {
    let has_any = placement.items.iter().any(|item| WLAN.contains(&item.name.value.as_str()));
    if walk.profile.wlan == Wlan::Oem && has_any {
        walk.remarks.push(
            "the maker's supplicant looks after the wireless network of this device: settings of the system's are taken and do nothing"
                .to_owned(),
        );
    }
}

/// That the manager may everything is inferred, not written on any page
/// (<https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-is-the-metabase>): it is said where it counts
/// against what the profile says.
pub(super) fn overruled(walk: &mut Walk<'_>, placement: &Placement<'_>, roles: Masks) {
    let changed = &walk.profile.roles;
    let is_overruled = |item: &Placed<'_>| {
        nearest(&placement.path(item), changed, |one| &one.path)
            .is_some_and(|one| !one.roles.intersects(roles.certain))
    };
    if !changed.is_empty()
        && roles.certain.contains(Role::Manager)
        && placement.innermost().any(|(_, item)| is_overruled(item))
    {
        walk.remarks.push(
            "that the manager may change what the profile opens to others only is inferred from how the roles are described, not documented"
                .to_owned(),
        );
    }
}

/// A section that must stand alone beside others: no page says what a device makes of that.
pub(super) fn alone(walk: &mut Walk<'_>, placement: &Placement<'_>) {
    if walk.case.is_apart {
        return;
    }
    let sections = || placement.items.iter().filter(|item| item.parent.is_none());
    let is_lonely = |item: &&Placed<'_>| {
        item.operation == Operation::Set
            && item.known_provider().is_some_and(|provider| provider.position == Some(Position::Alone))
    };
    let Some(name) = sections().find(is_lonely).map(|section| section.name.value.as_str()) else { return };
    if sections().any(|other| other.name.value.as_str() != name) {
        let said = format!(
            "{name} must be alone in its document; what a device makes of others beside it is not documented"
        );
        walk.leaves_open(Gate::Settings, said, None);
        walk.advise(format!("bring {name} in a document of its own"), Then::Apart);
    }
}

/// Providers that are not known: the maker of the device may have put them on it.
pub(super) fn foreign(walk: &mut Walk<'_>, placement: &Placement<'_>) {
    let mut names: Vec<&str> = Vec::new();
    for item in &placement.items {
        if matches!(item.provider(), ProviderMatch::Unknown { .. })
            && item.parent.is_none()
            && item.operation != Operation::Query
            && !names.contains(&item.name.value.as_str())
        {
            names.push(item.name.value.as_str());
        }
    }
    walk.to_know.extend(names.into_iter().map(|name| {
        format!("whether your devices have a provider `{name}`: describe it in a file of a folder that --catalogue names")
    }));
}
