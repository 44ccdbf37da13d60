//! Places of the catalogue as JSON.

use serde::Serialize;

use super::Place;
use crate::catalogue::{Catalogue, DefaultRoles, Node, Protocol, Variant};
use crate::terms::{DeviceClass, Release, RoleMask};

/// The answer of `schema show`. A key that is null is unknown, never "no".
#[derive(Debug, Serialize)]
pub struct Report<'c> {
    /// Grows when a key is removed or changes its meaning.
    pub schema_version: u32,
    /// The SHA-256 over the files of the catalogue: which facts these are.
    pub catalogue: String,
    /// What the path leads to.
    pub places: Vec<PlaceReport<'c>>,
}

/// A provider, or a group or setting in it.
#[derive(Debug, Serialize)]
pub struct PlaceReport<'c> {
    /// The path as the catalogue writes it.
    pub path: String,
    /// The provider's name.
    pub provider: &'c str,
    /// What tells it from others of the same name.
    pub variant: Option<&'c Variant>,
    /// The protocols by which it can be reached.
    pub protocols: &'c [Protocol],
    /// The address in the management tree.
    pub address: String,
    /// What the provider is for, or the group or setting.
    pub summary: &'c str,
    /// The releases that have it; null where no page says.
    pub os: Option<&'c [Release]>,
    /// The classes of devices that have it; null where no page says.
    pub devices: Option<&'c [DeviceClass]>,
    /// The roles that may use it, joined by `+`; null where no page says.
    pub roles: Option<RoleMask>,
    /// The same of single releases, as their own pages give them.
    pub default_roles: &'c [DefaultRoles],
    /// Whether every setting of the provider is listed.
    pub complete: bool,
    /// The node itself, and all below it, with the keys of the provider's file.
    pub nodes: Vec<&'c Node>,
    /// What an author must know beyond the single settings.
    pub notes: &'c [String],
    /// The public addresses of the pages that the facts come from.
    pub sources: &'c [String],
}

impl<'c> Report<'c> {
    /// These places.
    pub fn of(catalogue: &Catalogue, places: &[Place<'c>]) -> Self {
        Self {
            schema_version: 1,
            catalogue: catalogue.fingerprint(),
            places: places.iter().map(PlaceReport::of).collect(),
        }
    }
}

impl<'c> PlaceReport<'c> {
    fn of(place: &Place<'c>) -> Self {
        let provider = place.provider();
        let (roles, default_roles) = place.known_roles();
        Self {
            path: place.path(),
            provider: &provider.name,
            variant: provider.variant.as_ref(),
            protocols: &provider.protocols,
            address: place.address(),
            summary: place.node.map_or(&provider.summary, |node| &node.summary),
            os: place.releases(),
            devices: place.classes(),
            roles,
            default_roles,
            complete: provider.complete,
            nodes: place.node.into_iter().chain(place.below()).collect(),
            notes: if place.node.is_none() { &provider.notes } else { &[] },
            sources: &provider.sources,
        }
    }
}
