//! What an element makes of an entry of the metabase, `Metabase/SETTING/NAME`
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)>).

use super::walk::mask;
use crate::catalogue::placement::{Operation, Placed};
use crate::device::ChangedAccess;
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
        let names = names(item)?;
        match (names.as_slice(), item.operation) {
            ([setting, name], Operation::Set) if name.eq_ignore_ascii_case("access-role") => {
                let value: u32 = item.value()?.value.as_str().trim().parse().ok()?;
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

/// In which direction a setting may be used, whatever roles one has: `rw-access`.
pub(super) struct AccessEntry {
    /// The setting, with backslashes between the names.
    pub(super) setting: String,
    /// Its value; `None`: the entry is removed.
    pub(super) value: Option<u32>,
}

impl AccessEntry {
    pub(super) fn of(item: &Placed<'_>) -> Option<Self> {
        let names = names(item)?;
        match (names.as_slice(), item.operation) {
            ([setting, name], Operation::Set) if name.eq_ignore_ascii_case("rw-access") => {
                let value: u32 = item.value()?.value.as_str().trim().parse().ok()?;
                Some(Self { setting: (*setting).to_owned(), value: Some(value) })
            }
            ([setting, name], Operation::Remove) if name.eq_ignore_ascii_case("rw-access") => {
                Some(Self { setting: (*setting).to_owned(), value: None })
            }
            ([setting], Operation::Remove) => Some(Self { setting: (*setting).to_owned(), value: None }),
            _ => None,
        }
    }

    /// Makes the change; whether it is one.
    pub(super) fn act_on(&self, accesses: &mut Vec<ChangedAccess>) -> bool {
        let path = place_of(&self.setting);
        let is_same = |one: &ChangedAccess| one.path.eq_ignore_ascii_case(&path);
        let before = accesses.iter().find(|one| is_same(one)).map(|one| one.value);
        accesses.retain(|one| !is_same(one));
        accesses.extend(self.value.map(|value| ChangedAccess { path, value }));
        before != self.value
    }
}

/// Setting and name, as far as the element tells them.
fn names<'n>(item: &'n Placed<'_>) -> Option<Vec<&'n str>> {
    (item.known_provider()?.name == "Metabase").then(|| item.names().iter().collect())
}

/// What was said of a place or one around it: the most particular.
pub(super) fn nearest<'c, T>(path: &str, all: &'c [T], place: impl Fn(&T) -> &str) -> Option<&'c T> {
    if all.is_empty() {
        return None;
    }
    let path = place_of(path).to_ascii_lowercase();
    let holds = |one: &&T| {
        let around = place_of(place(one)).to_ascii_lowercase();
        path.strip_prefix(&around).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Of two for one place the later one counts.
    all.iter().filter(holds).max_by_key(|one| place(one).len())
}
