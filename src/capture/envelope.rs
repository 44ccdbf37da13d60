//! From octets of any layer to messages: short messages are put together, and what is in them is opened.

use super::layer::{Fault, Layer};
use super::pieces::Piece;
use super::{Message, Secrets, body};
use crate::document::Limits;
use crate::push::head;
use crate::push::pap::Request;
use crate::push::sms::{Chain, ShortMessage, join, smpp, tpdu};
use crate::push::wsp::{self, Push};
use crate::wbxml::{self, is_wbxml};

/// The content type of a request with its content.
const MULTIPART: &str = "multipart/related";

/// What a piece is.
enum Envelope {
    ShortMessage(ShortMessage),
    Push(wsp::Decoded),
    /// What an initiator posts to a push proxy gateway.
    Request(Box<Request>),
    /// A body behind its headers in text.
    Content(Push),
    /// A document by itself.
    Body,
    /// A message between a program and a centre that carries nothing.
    Talk,
    Broken(Fault),
}

/// The messages in the pieces.
pub(super) fn messages(pieces: &[Piece], secrets: &Secrets, limits: &Limits) -> Vec<Message> {
    let mut found: Vec<(usize, Message)> = Vec::new();
    let mut short_messages: Vec<(usize, ShortMessage)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let mut message = Message { places: vec![piece.place.clone()], layers: Vec::new(), fault: None };
        match envelope(&piece.octets, limits) {
            Envelope::Talk => continue,
            Envelope::ShortMessage(short_message) => {
                short_messages.push((index, short_message));
                continue;
            }
            Envelope::Push(decoded) => message.add_push(&decoded, secrets, limits),
            Envelope::Request(request) => message.add_request(*request, secrets, limits),
            Envelope::Content(push) => {
                message.layers.push(Layer::of_content(&push));
                message.read_body(&push, 0, secrets, limits);
            }
            Envelope::Body => message.fault = body::read(&piece.octets, 0, &mut message.layers, limits),
            Envelope::Broken(fault) => message.fault = Some(fault),
        }
        found.push((index, message));
    }
    for chain in join(short_messages.iter().map(|(_, message)| message)) {
        found.push(of_chain(&chain, &short_messages, pieces, secrets, limits));
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, message)| message).collect()
}

/// Finds out what octets are. Short messages come first: each says its length, so that nothing else is taken for one.
/// A document that is told from a push by its second octet alone is tried as both.
fn envelope(octets: &[u8], limits: &Limits) -> Envelope {
    if smpp::length(octets) == Some(octets.len()) {
        return match smpp::decode(octets) {
            Ok(message) => Envelope::ShortMessage(message),
            Err(error) if matches!(error.fault, smpp::DecodeFault::Command(_)) => Envelope::Talk,
            Err(error) => Envelope::Broken(Fault::new("short message", error)),
        };
    }
    let short_message = match tpdu::decode(octets) {
        Ok(message) => return Envelope::ShortMessage(message),
        Err(error) => error,
    };
    let push = match wsp::decode(octets) {
        Ok(decoded) => return Envelope::Push(decoded),
        Err(error) => error,
    };
    if head::is_meant(octets)
        && let Ok(push) = head::read(octets)
        && !push.content_type.is(MULTIPART)
    {
        return Envelope::Content(push);
    }
    if Request::is_meant(octets) {
        return match Request::read(octets, limits) {
            Ok(request) => Envelope::Request(Box::new(request)),
            Err(error) => Envelope::Broken(Fault::new("PAP", error)),
        };
    }
    match octets {
        [1..=3, 0x06, 0x6A | 0x03 | 0x04 | 0x00, ..] => Envelope::Body,
        [1..=3, second, ..] if *second != 0x06 => Envelope::Body,
        _ if body::is_text(octets) => Envelope::Body,
        // The first version begins as the empty address of a centre does.
        [0, ..] if wbxml::decode(octets, limits).is_ok() => Envelope::Body,
        [_, 0x06 | 0x07 | 0x40..=0x7F, ..] if !tpdu::is_meant(octets) => {
            Envelope::Broken(Fault::new("WSP", push))
        }
        _ if tpdu::is_meant(octets) => Envelope::Broken(Fault::new("short message", short_message)),
        // Of a version that there is not, which is told.
        _ if is_wbxml(octets) => Envelope::Body,
        _ => Envelope::Broken(Fault::new(
            "input",
            "neither a short message, a push over WSP, a request to a push proxy gateway, WBXML nor XML: give the octets from the first on",
        )),
    }
}

/// What came together in short messages, and which piece it began with.
fn of_chain(
    chain: &Chain,
    short_messages: &[(usize, ShortMessage)],
    pieces: &[Piece],
    secrets: &Secrets,
    limits: &Limits,
) -> (usize, Message) {
    let used = chain.parts.values().filter_map(|(place, _)| short_messages.get(*place));
    let used: Vec<&(usize, ShortMessage)> = used.collect();
    let first = used.iter().map(|(index, _)| *index).min().unwrap_or_default();
    let places = used.iter().map(|(index, _)| pieces[*index].place.clone()).collect();
    let centre =
        used.iter().find_map(|(_, message)| message.service_centre.as_ref()).map(ToString::to_string);
    let layers = used.first().map(|(_, message)| Layer::of_chain(chain, message.form, centre));
    let mut message = Message { places, layers: layers.into_iter().collect(), fault: None };
    let missing = chain.missing();
    let start = chain.start();
    match (wsp::decode(&start), missing.as_slice()) {
        (Ok(decoded), []) => message.add_push(&decoded, secrets, limits),
        (Err(error), []) => {
            let place =
                chain.place_of(error.at).map(|(part, at)| format!(" (part {part}, byte {at} of its data)"));
            message.fault = Some(Fault::new("WSP", format!("{error}{}", place.unwrap_or_default())));
        }
        (decoded, missing) => {
            // The headers say what it would have been.
            message.layers.extend(decoded.ok().map(|decoded| Layer::of_push(&decoded.push)));
            message.fault = Some(Fault::new("short message", missing_parts(missing, chain.total)));
        }
    }
    (first, message)
}

fn missing_parts(missing: &[u8], total: u8) -> String {
    let numbers: Vec<String> = missing.iter().map(ToString::to_string).collect();
    match numbers.as_slice() {
        [one] => format!("part {one} of {total} is missing"),
        several => format!("parts {} of {total} are missing", several.join(", ")),
    }
}

impl Message {
    fn add_push(&mut self, decoded: &wsp::Decoded, secrets: &Secrets, limits: &Limits) {
        self.layers.push(Layer::of_push(&decoded.push));
        self.read_body(&decoded.push, decoded.body_at, secrets, limits);
    }

    fn add_request(&mut self, request: Request, secrets: &Secrets, limits: &Limits) {
        self.layers.push(Layer::of_request(&request));
        let Some(content) = request.content else { return };
        match content.content_type.parse() {
            Ok(content_type) => {
                let headers = content.headers.into_iter().map(|(name, value)| wsp::Header { name, value });
                let headers = headers.collect();
                let push = Push { headers, ..Push::new(content_type, content.body) };
                self.layers.push(Layer::of_content(&push));
                self.read_body(&push, 0, secrets, limits);
            }
            Err(error) => self.fault = Some(Fault::new("PAP", format!("of the content: {error}"))),
        }
    }

    /// Reads the body of a push that starts at an offset of it.
    fn read_body(&mut self, push: &Push, body_at: usize, secrets: &Secrets, limits: &Limits) {
        self.layers.extend(Layer::of_signature(push, &secrets.keys));
        self.fault = body::of_push(push, body_at, &mut self.layers, secrets, limits);
    }
}
