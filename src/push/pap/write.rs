//! Control entity to text, with CR LF at the end of each line.

use super::control::{ControlEntity, Enquiry, PushMessage, QualityOfService};
use super::request::Version;
use crate::document::xml::{self, Attribute, Element, Node, Tree};

/// The text of a control entity that an initiator sends.
pub(super) fn push(message: &PushMessage, version: Version) -> String {
    let mut element = Element::new("push-message");
    let replaces = message.replaces.as_ref();
    add(&mut element, "push-id", Some(&message.push_id));
    add(&mut element, "replace-push-id", replaces.map(|replaced| replaced.push_id.as_str()));
    add(
        &mut element,
        "replace-method",
        replaces.and_then(|replaced| replaced.method).map(|method| method.word()),
    );
    add(&mut element, "deliver-before-timestamp", message.deliver_before.map(|time| time.to_string()));
    add(&mut element, "deliver-after-timestamp", message.deliver_after.map(|time| time.to_string()));
    add(&mut element, "source-reference", message.source_reference.as_ref());
    add(&mut element, "ppg-notify-requested-to", message.notify_to.as_ref());
    add(&mut element, "progress-notes-requested", message.progress_notes.then_some("true"));
    element.children.extend(message.addresses.iter().map(address));
    element.children.extend(message.quality.as_ref().map(quality));
    document(element, version)
}

/// The text of a request about a push.
pub(super) fn enquiry(entity: &ControlEntity, enquiry: &Enquiry, version: Version) -> String {
    let mut element = Element::new(entity.name());
    add(&mut element, "push-id", Some(&enquiry.push_id));
    element.children.extend(enquiry.addresses.iter().map(address));
    document(element, version)
}

fn document(element: Element, version: Version) -> String {
    let mut root = Element::new("pap");
    root.children.push(Node::Element(element));
    let tree = Tree { before: Vec::new(), root, after: Vec::new() };
    let declarations = format!("<?xml version=\"1.0\"?>\n{}\n", version.document_type());
    // A line feed that is part of a value is written as a reference, so that these are all layout.
    (declarations + &xml::write(&tree)).trim_end().replace('\n', "\r\n")
}

fn address(address: &super::Address) -> Node {
    let mut element = Element::new("address");
    add(&mut element, "address-value", Some(address.to_string()));
    Node::Element(element)
}

fn quality(quality: &QualityOfService) -> Node {
    let mut element = Element::new("quality-of-service");
    add(&mut element, "priority", quality.priority.map(|priority| priority.word()));
    add(&mut element, "delivery-method", quality.delivery_method.map(|method| method.word()));
    add(&mut element, "network", quality.network.as_ref());
    add(&mut element, "network-required", quality.network_required.then_some("true"));
    add(&mut element, "bearer", quality.bearer.as_ref());
    add(&mut element, "bearer-required", quality.bearer_required.then_some("true"));
    Node::Element(element)
}

fn add(element: &mut Element, name: &'static str, value: Option<impl AsRef<str>>) {
    element.attributes.extend(value.map(|value| Attribute::new(name, value.as_ref())));
}
