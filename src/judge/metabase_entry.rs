//! What an element makes of an entry of the metabase, `Metabase/SETTING/NAME`
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)>).

use super::walk::mask;
use crate::catalogue::placement::{Operation, Placed};
use crate::terms::RoleMask;

/// A place in the metabase as profiles write it: with slashes, from the provider on. In the management tree the providers
/// stand below `./Vendor/MSFT`, and a `*` at the end stands for all below, for which a place holds anyway.
pub(super) fn place_of(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./Vendor/MSFT/").unwrap_or(&path);
    path.trim_end_matches("/*").trim_end_matches('/').to_owned()
}

/// Who may use a setting: `access-role`.
pub(super) struct MetabaseEntry {
    /// The setting, with backslashes between the names.
    pub(super) setting: String,
    /// Who may use it; `None`: the entry is removed.
    pub(super) roles: Option<RoleMask>,
}

impl MetabaseEntry {
    pub(super) fn of(item: &Placed<'_>) -> Option<Self> {
        if item.provider.provider()?.name != "Metabase" {
            return None;
        }
        let names: Vec<&str> = item.names.iter().collect();
        match (names.as_slice(), item.operation) {
            ([setting, name], Operation::Set) if name.eq_ignore_ascii_case("access-role") => {
                let value: u32 = item.value?.value.as_str().trim().parse().ok()?;
                Some(Self { setting: (*setting).to_owned(), roles: Some(mask(value)) })
            }
            ([setting, name], Operation::Remove) if name.eq_ignore_ascii_case("access-role") => {
                Some(Self { setting: (*setting).to_owned(), roles: None })
            }
            ([setting], Operation::Remove) => Some(Self { setting: (*setting).to_owned(), roles: None }),
            _ => None,
        }
    }
}
