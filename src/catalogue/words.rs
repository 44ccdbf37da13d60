//! The facts of the catalogue in words, the same in every place that shows them to people.

use super::{Access, Node, NodeKind, Occurs, Protocol, Value, ValueType};
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
    let mut lines = vec![format!("{provider}/{}: {}", node.path, facts(node).join(", "))];
    lines.extend((!node.summary.is_empty()).then(|| node.summary.clone()));
    lines.extend(node.values.iter().map(value));
    lines.extend(node.unsure.iter().map(|unsure| format!("Unsure: {unsure}")));
    lines.join("\n")
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
    listed.iter().map(name).collect::<Vec<_>>().join(", ")
}
