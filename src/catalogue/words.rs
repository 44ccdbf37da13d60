//! The facts of the catalogue in words, the same in every place that shows them to people.

use super::Protocol;
use crate::terms::{DeviceClass, Release};

/// What is shown where the documentation is silent.
pub const NOT_STATED: &str = "not stated";

/// `wm5 to wm6.5`: releases between two that are listed have it too (see [`super::Availability`]).
pub fn releases(listed: Option<&[Release]>) -> String {
    let Some(listed) = listed else { return NOT_STATED.to_owned() };
    let mobile = || listed.iter().copied().filter(|release| *release != Release::Win10);
    let span = match (mobile().min(), mobile().max()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first} to {last}")),
        (first, _) => first.map(|only| only.to_string()),
    };
    let windows_10 = listed.contains(&Release::Win10).then(|| Release::Win10.to_string());
    match span.into_iter().chain(windows_10).collect::<Vec<_>>() {
        none if none.is_empty() => "none of Windows Mobile".to_owned(),
        some => some.join(", "),
    }
}

/// `professional, standard`, or `all`.
pub fn classes(listed: Option<&[DeviceClass]>) -> String {
    match listed {
        None => NOT_STATED.to_owned(),
        Some(listed) if DeviceClass::ALL.iter().all(|class| listed.contains(class)) => "all".to_owned(),
        Some(listed) => DeviceClass::ALL
            .into_iter()
            .filter(|class| listed.contains(class))
            .map(DeviceClass::name)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The models of document that reach a provider, as `--as` names them: `wap, syncml`.
pub fn protocols(listed: &[Protocol]) -> String {
    let name = |protocol: &Protocol| match protocol {
        Protocol::Cp => "wap",
        Protocol::Dm => "syncml",
    };
    listed.iter().map(name).collect::<Vec<_>>().join(", ")
}
