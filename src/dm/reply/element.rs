//! What single elements of a device's message say: addresses, texts, kinds of alerts, names of nodes.

use percent_encoding::percent_decode_str;

use super::facts::ALERTS;
use crate::document::syncml::{Command, Item};
use crate::document::xml::Element;

/// The nodes that a device names by the items of an answer: it is their source.
pub(super) fn address_of(item: &Item) -> Option<String> {
    let source = item.other.iter().find(|element| element.local_name() == "Source");
    let source = source.and_then(|source| source.child("LocURI"));
    let target = || item.target.as_ref().map(|target| target.value.trim().to_owned());
    source.map(|uri| uri.text().value.trim().to_owned()).or_else(target).filter(|address| !address.is_empty())
}

pub(super) fn texts(command: &Command, name: &str) -> Vec<String> {
    let named = command.other.iter().filter(|element| element.local_name() == name);
    named.map(|element| element.text().value.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

pub(super) fn child_text(elements: &[Element], name: &str) -> Option<String> {
    elements
        .iter()
        .find(|element| element.local_name() == name)
        .map(|element| element.text().value.to_string())
}

/// `NextNonce` of a challenge.
pub(super) fn next_nonce(command: &Command) -> Option<String> {
    let challenge = command.other.iter().find(|element| element.local_name() == "Chal")?;
    let meta = challenge.child("Meta")?;
    let nonce = meta.child("NextNonce")?;
    Some(nonce.text().value.trim().to_owned())
}

/// The kind of an alert: some write blanks around it, some a prefix before it.
pub(super) fn bare_kind(kind: &str) -> String {
    let kind = kind.trim();
    let bare = ALERTS.type_prefixes.iter().find_map(|prefix| {
        kind.split_at_checked(prefix.len()).filter(|(head, _)| head.eq_ignore_ascii_case(prefix))
    });
    bare.map_or(kind, |(_, rest)| rest.trim()).to_owned()
}

/// The names of the nodes below one, which a device joins by `/`, each encoded as an address has it.
pub(super) fn children(list: &str) -> Vec<String> {
    let names = list.split('/').filter(|name| !name.is_empty());
    names.map(|name| percent_decode_str(name).decode_utf8_lossy().into_owned()).collect()
}

/// How many nodes there are below one.
pub(super) fn number_of(children: &[String]) -> String {
    match children.len() {
        0 => "nothing is below it".to_owned(),
        1 => "one node is below it".to_owned(),
        count => format!("{count} nodes are below it"),
    }
}
