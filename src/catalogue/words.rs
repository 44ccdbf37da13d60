//! The facts of the catalogue in words, the same in every place that shows them to people.

use super::{Access, DefaultRoles, Node, NodeKind, Occurs, Protocol, RolesBasis, Value, ValueType};
use crate::terms::{DeviceClass, Release, RoleMask};

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

/// The roles of which one is needed: `manager, authenticated-user`.
pub fn roles(roles: Option<RoleMask>) -> String {
    match roles {
        None => NOT_STATED.to_owned(),
        Some(roles) if roles.roles().next().is_none() => "nobody".to_owned(),
        Some(roles) => roles.to_string().replace('+', ", "),
    }
}

/// The roles of releases whose sources say otherwise than the roles in general, one a line.
pub fn differing_roles(general: Option<RoleMask>, rows: &[DefaultRoles]) -> Vec<String> {
    let differing = rows.iter().filter(|row| Some(row.roles) != general);
    let line = |row: &DefaultRoles| {
        let basis = match row.basis {
            RolesBasis::Table => "table of the release",
            RolesBasis::Page => "page of the release",
            RolesBasis::DeviceDescription => "device description",
            RolesBasis::Inferred => "inferred",
        };
        let unsure: String = row.unsure.iter().map(|unsure| format!("; unsure: {unsure}")).collect();
        format!("{}: {} ({basis}{unsure})", row.os, roles(Some(row.roles)))
    };
    differing.map(line).collect()
}

/// Whether a provider's settings are all known.
pub const fn completeness(complete: bool) -> &'static str {
    if complete { "all are listed" } else { "others than the listed may exist" }
}

/// What a node is, in few words each: type, limits, default, how often it stands there.
pub fn facts(node: &Node) -> Vec<String> {
    let mut facts = vec![sort(node).to_owned()];
    facts.extend(limits(node));
    facts.extend(node.max_length.map(|length| format!("at most {length} characters")));
    let of_what = if node.is_chosen() { "name: " } else { "" };
    facts.extend(node.form.iter().map(|form| format!("{of_what}{form}")));
    facts.extend(node.default.iter().map(|default| format!("default {}", quoted(default))));
    if !node.suggested.is_empty() {
        let suggested = node.suggested.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
        facts.push(format!("usually {suggested}"));
    }
    facts.extend(
        node.required
            .then(|| if node.always_new { "required" } else { "required in a new group" }.to_owned()),
    );
    facts.extend(node.occurs.map(|occurs| times(occurs).to_owned()));
    facts.extend((!node.complete).then(|| "not all in it is listed".to_owned()));
    facts
}

/// What an author wants to know where the node of a provider is offered: a line of facts, then what it is for.
pub fn meaning(provider: &str, node: &Node) -> String {
    let head = format!("{provider}/{}: {}", node.path, facts(node).join(", "));
    std::iter::once(head).chain(details(node, None)).collect::<Vec<_>>().join("\n")
}

/// What is known of a node beyond its [`facts`], one a line; `access` where it is worth a line.
pub fn details(node: &Node, access: Option<&[Access]>) -> Vec<String> {
    let mut details = Vec::new();
    details.extend((!node.summary.is_empty()).then(|| node.summary.clone()));
    details.extend(node.values.iter().map(value));
    details.extend(access.map(|listed| format!("access: {}", self::access(listed))));
    details.extend(node.roles.map(|mask| format!("roles: {}", roles(Some(mask)))));
    details.extend(differing_roles(node.roles, &node.default_roles));
    details.extend(node.os.as_deref().map(|os| format!("releases: {}", releases(Some(os)))));
    details.extend(node.devices.as_deref().map(|listed| format!("classes: {}", classes(Some(listed)))));
    details.extend(node.unsure.iter().map(|unsure| format!("unsure: {unsure}")));
    details
}

fn sort(node: &Node) -> &'static str {
    match (node.kind, node.value_type) {
        (NodeKind::Characteristic, _) => "group",
        (NodeKind::Parm, None) => "setting",
        (NodeKind::Parm, Some(ValueType::String)) => "string",
        (NodeKind::Parm, Some(ValueType::Integer)) => "integer",
        (NodeKind::Parm, Some(ValueType::Boolean)) => "boolean",
        (NodeKind::Parm, Some(ValueType::Float)) => "number",
        (NodeKind::Parm, Some(ValueType::Date)) => "date",
        (NodeKind::Parm, Some(ValueType::Time)) => "time",
        (NodeKind::Parm, Some(ValueType::Binary)) => "base64",
        (NodeKind::Parm, Some(ValueType::MultipleString)) => "list of strings",
        (NodeKind::Parm, Some(ValueType::Null)) => "no value",
        (NodeKind::Parm, Some(ValueType::Ipv4)) => "IPv4 address",
        (NodeKind::Parm, Some(ValueType::Ip)) => "IP address",
        (NodeKind::Parm, Some(ValueType::Url)) => "URL",
    }
}

fn limits(node: &Node) -> Option<String> {
    match (node.min, node.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

const fn times(occurs: Occurs) -> &'static str {
    match occurs {
        Occurs::One => "exactly once",
        Occurs::ZeroOrOne => "at most once",
        Occurs::ZeroOrMore => "any number",
        Occurs::OneOrMore => "at least once",
    }
}

/// A value of a closed list and what it does: `0 = off`.
pub fn value(value: &Value) -> String {
    format!("{} = {}", quoted(&value.value), value.means)
}

/// A value as it is written; in quotes where it would not be seen whole.
fn quoted(value: &str) -> String {
    if value.is_empty() || value.trim() != value { format!("\"{value}\"") } else { value.to_owned() }
}

/// What may be done with a node: `add, delete, get, replace`.
pub fn access(listed: &[Access]) -> String {
    let name = |access: &Access| match access {
        Access::Add => "add",
        Access::Delete => "delete",
        Access::Get => "get",
        Access::Replace => "replace",
        Access::Exec => "exec",
    };
    if listed.is_empty() {
        return "none".to_owned();
    }
    listed.iter().map(name).collect::<Vec<_>>().join(", ")
}
