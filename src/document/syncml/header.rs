//! The header of a message, of its element.

use super::super::fault::Faults;
use super::super::xml::Element;
use super::super::{FaultKind, Text};
use super::form::missing;
use super::{Header, Version};
use crate::finding::Spanned;

/// The header; `named` is the version that the namespace of the root says.
pub(super) fn read(header: &Element, named: Option<Version>, faults: &mut Faults) -> Header {
    const INTERPRETED: [&str; 6] = ["VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source"];
    let version = version(header, named, faults);
    let (target, target_name) = address(header, "Target", faults);
    let (source, source_name) = address(header, "Source", faults);
    let others = header.elements().filter(|child| !INTERPRETED.contains(&child.local_name()));
    Header {
        version,
        session_id: required(header, "SessionID", faults),
        message_id: required(header, "MsgID", faults),
        target,
        target_name,
        source,
        source_name,
        other: others.cloned().collect(),
    }
}

/// Whether this is the header of a message of data synchronisation (OMA DS), which has the same root.
pub(super) fn names_data_synchronisation(header: &Element) -> bool {
    let protocol = header.child("VerProto").map(Element::text);
    protocol.is_some_and(|protocol| protocol.value.trim().starts_with("SyncML/"))
}

/// `LocURI` and `LocName` of the `Target` or `Source`.
fn address(header: &Element, name: &str, faults: &mut Faults) -> (Spanned<Text>, Option<Spanned<Text>>) {
    match header.child(name) {
        Some(address) => (required(address, "LocURI", faults), address.child("LocName").map(Element::text)),
        None => {
            missing(header, name, "add it with a `LocURI`", faults);
            (Spanned::new(Text::default(), header.place()), None)
        }
    }
}

/// Namespace, `VerDTD` and `VerProto` must agree.
fn version(header: &Element, named: Option<Version>, faults: &mut Faults) -> Version {
    let word = |name: &str| header.child(name).map(Element::text);
    let (dtd, protocol) = (word("VerDTD"), word("VerProto"));
    let says =
        |found: &Option<Spanned<Text>>, right: &str| found.as_ref().is_some_and(|found| found.value == right);
    let said = Version::ALL
        .into_iter()
        .find(|version| says(&dtd, version.dtd()))
        .or_else(|| Version::ALL.into_iter().find(|version| says(&protocol, version.protocol())));
    let version = named.or(said).unwrap_or(Version::V1_2);
    for (name, found, right) in [("VerDTD", dtd, version.dtd()), ("VerProto", protocol, version.protocol())] {
        match found {
            Some(found) if found.value == right => {}
            Some(found) => {
                let message = format!("`{name}` is `{}`", found.value);
                let help =
                    format!("write `{right}`, which goes with the namespace `{}`", version.namespace());
                faults.tell(FaultKind::AttributeValue, found.span, message, help);
            }
            None => missing(header, name, format!("add `<{name}>{right}</{name}>`"), faults),
        }
    }
    version
}

/// The text of the child that must be there.
pub(super) fn required(parent: &Element, name: &str, faults: &mut Faults) -> Spanned<Text> {
    match parent.child(name) {
        Some(child) => child.text(),
        None => {
            missing(parent, name, format!("add `<{name}>`"), faults);
            Spanned::new(Text::default(), parent.name.span)
        }
    }
}
