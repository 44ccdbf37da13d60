//! What nobody documents a device to make of, whatever roles one has: names that no page has, values that a policy
//! cannot have, entries of the stores that are none. The manager may set everything, but not what is not there.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::store_entry::StoreEntry;
use crate::catalogue::placement::{NodeMatch, Operation, Placed, Placement, ProviderMatch};
use crate::catalogue::policy_change::{self, ChangedBy, PolicyChange};
use crate::device::{CertificateStore, PolicyState, Profile};
use crate::document::Model;
use crate::terms::Thumbprint;

/// Why it is not known what a device makes of elements of a document.
pub(super) struct Doubts(HashMap<usize, Cow<'static, str>>);

impl Doubts {
    /// Those of a document, on a device of a profile.
    pub(super) fn of(placement: &Placement<'_>, model: Option<&Model>, profile: &Profile) -> Self {
        let names =
            placement.innermost().filter_map(|(index, item)| Some((index, of_names(placement, item)?)));
        let changes = policy_change::changes(&placement.items).into_iter();
        let policies = changes.filter_map(|change| Some((change.item, of_policy(change, profile)?)));
        // The more particular of two replaces the other.
        let groups = of_groups(placement, model);
        let resets = placement.innermost().filter(|(_, item)| policy_change::removes_all(item));
        let resets =
            resets.map(|(index, _)| (index, "no page says what a device does without its policies".into()));
        Self(names.chain(policies).chain(of_stores(placement)).chain(groups).chain(resets).collect())
    }

    /// Why it is not known of the element with this index; `None`: it is documented.
    pub(super) fn about(&self, item: usize) -> Option<&str> {
        self.0.get(&item).map(AsRef::as_ref)
    }
}

/// Names that no page has. What is not there can be asked for: the device answers that it is not there
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737251(v=msdn.10)>).
fn of_names(placement: &Placement<'_>, item: &Placed<'_>) -> Option<Cow<'static, str>> {
    if item.operation == Operation::Query {
        return None;
    }
    let of_provider = match item.provider() {
        ProviderMatch::Unknown { .. } => Some("no provider of this name is known"),
        ProviderMatch::UnknownVariant(_) => {
            Some("which of the providers of this name it is for is not known")
        }
        ProviderMatch::Misplaced(_) => Some("its provider is documented at another place"),
        ProviderMatch::OtherProtocol(_) => Some("its provider is documented for the other protocol only"),
        ProviderMatch::Known(_) | ProviderMatch::CaseDiffers(_) | ProviderMatch::Above(_) => None,
    };
    if let Some(why) = of_provider {
        return Some(why.into());
    }
    match &item.node {
        NodeMatch::Unknown { complete: true, .. } => {
            Some("its provider is documented without such a name".into())
        }
        NodeMatch::WrongLevel { complete: true, node } => {
            Some(format!("it is documented as {}", node.path.as_str()).into())
        }
        NodeMatch::WrongShape(_) => {
            Some("it is documented as a group in place of a setting, or the other way round".into())
        }
        NodeMatch::Malformed(_) => Some("its name does not have the form that is documented".into()),
        NodeMatch::BlankAround(_) => {
            Some("the blanks around its name are part of it, and no such name is documented".into())
        }
        NodeMatch::BelowUnknown => of_names(placement, placement.around(item)?),
        NodeMatch::Root
        | NodeMatch::Known(_)
        | NodeMatch::CaseDiffers(_)
        | NodeMatch::WrongLevel { complete: false, .. }
        | NodeMatch::Unknown { complete: false, .. } => None,
    }
}

/// Commands in a group on nodes of a provider that takes none
/// (<https://learn.microsoft.com/en-us/previous-versions/cc563003(v=msdn.10)>).
fn of_groups<'p>(
    placement: &'p Placement<'_>,
    model: Option<&'p Model>,
) -> impl Iterator<Item = (usize, Cow<'static, str>)> + use<'p> {
    let message = model.and_then(|model| match model {
        Model::SyncMl(message) => Some(message),
        Model::Wap(_) => None,
    });
    let inside = message.into_iter().flat_map(|message| placement.refused_in_groups(message));
    inside.map(|(index, group)| {
        let group = group.verb.name();
        (index, format!("its provider takes no commands inside {group}").into())
    })
}

/// A policy that the release does not have, or a value that it cannot have.
fn of_policy(change: PolicyChange, profile: &Profile) -> Option<Cow<'static, str>> {
    let PolicyChange { id, policy, by, .. } = change;
    if policy.is_none() {
        return Some(format!("no page documents a policy {id}").into());
    }
    if profile.policy(id) == PolicyState::Absent {
        let release = profile.release;
        return Some(format!("{release} has no policy {id}, and no page says whether a device minds").into());
    }
    if change.value_on(profile.class).is_some() {
        return None;
    }
    Some(match by {
        ChangedBy::Registry => "its value is taken away, or is none that the policy can have".into(),
        ChangedBy::Provider => "its value is none that the policy can have".into(),
    })
}

/// A certificate that is none, and what is set of one that the document does not bring: to store a certificate, or to
/// change its role, a document must bring it (<https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)>).
fn of_stores<'p>(placement: &'p Placement<'_>) -> impl Iterator<Item = (usize, Cow<'static, str>)> + use<'p> {
    let entries = || {
        placement.items.iter().enumerate().filter_map(|(index, item)| Some((index, StoreEntry::of(item)?)))
    };
    let brought: HashSet<(CertificateStore, Thumbprint)> =
        entries().filter_map(|(_, entry)| entry.brings()).collect();
    entries().filter_map(move |(index, entry)| {
        let why = if entry.sets("EncodedCertificate") {
            (!entry.is_certificate_named())
                .then_some("it is no certificate with the SHA-1 that it is named by")
        } else if entry.sets("Role") {
            let is_number = entry.value.is_some_and(|value| value.parse::<u32>().is_ok());
            let is_alone = entry.place().is_some_and(|place| !brought.contains(&place));
            match (is_alone, is_number) {
                (true, _) => Some("a Role is stored only beside its EncodedCertificate"),
                (false, false) => Some("it is no role mask"),
                (false, true) => None,
            }
        } else {
            None
        };
        Some((index, why?.into()))
    })
}
