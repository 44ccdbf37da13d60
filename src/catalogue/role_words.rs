//! Roles as the files of the catalogue write them: lists of their names, where `none` stands for nobody.

use serde::{Deserialize, Deserializer, Serializer};

use crate::document::Text;
use crate::terms::RoleMask;

/// Role names; the word `none` adds nobody.
pub(super) fn role_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RoleMask, D::Error> {
    let names = Vec::<Text>::deserialize(deserializer)?;
    names
        .iter()
        .map(|name| name.parse::<RoleMask>())
        .collect::<Result<_, _>>()
        .map_err(serde::de::Error::custom)
}

pub(super) fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RoleMask>, D::Error> {
    role_list(deserializer).map(Some)
}

/// Role names, as they are read.
pub(super) fn list_of_roles<S: Serializer>(roles: &RoleMask, serializer: S) -> Result<S::Ok, S::Error> {
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
