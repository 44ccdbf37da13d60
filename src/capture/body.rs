//! The body of a push, down to the document.

use super::Secrets;
use super::layer::{Fault, Layer};
use crate::dm::notification::Notification;
use crate::document::{self, Limits, xml};
use crate::push::pap::read::control_entity;
use crate::push::wsp::{ContentType, Push};
use crate::wbxml::{self, Version, is_wbxml};

/// Whether octets look like XML: the first that is no blank is `<`.
pub(super) fn is_text(octets: &[u8]) -> bool {
    document::decode(octets).text.trim_start().starts_with('<')
}

/// Reads the body of a push, which its content type tells where it could be anything.
pub(super) fn of_push(
    push: &Push,
    body_at: usize,
    layers: &mut Vec<Layer>,
    secrets: &Secrets,
    limits: &Limits,
) -> Option<Fault> {
    if !push.content_type.is(ContentType::DM_NOTIFICATION) {
        return read(&push.body, body_at, layers, limits);
    }
    match Notification::read(&push.body) {
        Ok(notification) => layers.push(Layer::of_notification(&notification, secrets)),
        Err(error) => return Some(Fault::new("notification", error)),
    }
    None
}

/// Reads a body that starts at an offset of its push, and adds its layers. Gives what kept it from being read.
pub(super) fn read(body: &[u8], body_at: usize, layers: &mut Vec<Layer>, limits: &Limits) -> Option<Fault> {
    if is_wbxml(body) {
        return match wbxml::decode(body, limits) {
            Ok(decoded) => {
                layers.push(Layer::Wbxml {
                    version: version(decoded.version),
                    format: decoded.language.name.clone(),
                    length: body.len(),
                });
                layers.push(Layer::Document { xml: xml::write(&decoded.tree) });
                None
            }
            Err(error) => {
                let in_push = if body_at == 0 {
                    String::new()
                } else {
                    format!(" (byte {} of the push)", body_at + error.at)
                };
                Some(Fault::new("WBXML", format!("{error}{in_push}")))
            }
        };
    }
    if body.is_empty() {
        return Some(Fault::new("body", "it is empty"));
    }
    if !is_text(body) {
        let first: String = hex::encode_upper(&body[..body.len().min(16)]);
        return Some(Fault::new("body", format!("neither WBXML nor XML: it begins with {first}")));
    }
    let text = document::decode(body).text;
    let parsed = xml::parse(&text, limits);
    let fault = parsed
        .faults
        .first()
        .map(|fault| Fault::new("XML", format!("at byte {}: {}", fault.span.start(), fault.message)));
    let is_control_entity = parsed.model.as_ref().is_some_and(|tree| tree.root.local_name() == "pap");
    if fault.is_none() && is_control_entity {
        return match control_entity(body, limits) {
            Ok(entity) => {
                layers.push(Layer::of_control_entity(&entity));
                None
            }
            Err(error) => Some(Fault::new("PAP", error)),
        };
    }
    layers.push(Layer::Document { xml: text });
    fault
}

fn version(version: Version) -> &'static str {
    match version {
        Version::V1_0 => "1.0",
        Version::V1_1 => "1.1",
        Version::V1_2 => "1.2",
        Version::V1_3 => "1.3",
    }
}
