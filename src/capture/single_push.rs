//! The one push in what was captured: also as headers in text, an empty line, and the body.

use super::{PiecesError, pieces_of_input};
use crate::document::Limits;
use crate::push::head::{self, HeadError};
use crate::push::pap::Request;
use crate::push::sms::{Chain, ShortMessage, join, smpp, tpdu};
use crate::push::wsp::{self, Push};

/// An input that is not one push.
#[derive(Debug, thiserror::Error)]
pub enum SinglePushError {
    /// It begins as headers do.
    #[error("it begins as headers do")]
    Head(#[from] HeadError),
    /// It is text, and neither hexadecimal nor JSON throughout.
    #[error(transparent)]
    Pieces(#[from] PiecesError),
    /// It is neither short messages nor a push over WSP.
    #[error("`{place}` is neither a short message nor a push over WSP")]
    Wsp {
        /// Where it stands.
        place: String,
        /// Why it is no push.
        source: wsp::DecodeError,
    },
    /// Parts are missing.
    #[error("parts of the message are missing: {}", numbers(.0))]
    Missing(Vec<u8>),
    /// There are several.
    #[error("these are {0} messages: give the parts of one")]
    Several(usize),
}

fn numbers(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads the push of an input that is known by a name: a push over WSP, the short messages of one, both also in
/// hexadecimal, headers, an empty line, and the body, or a request to a push proxy gateway.
///
/// # Errors
/// When it is none, several, or parts of it are missing.
pub fn single_push(name: &str, bytes: &[u8]) -> Result<Push, SinglePushError> {
    // A request to a gateway begins with headers of its own.
    if Request::is_meant(bytes)
        && let Ok(Request { content: Some(content), .. }) = Request::read(bytes, &Limits::default())
    {
        let content_type = content.content_type.parse().map_err(HeadError::from)?;
        return Ok(Push::new(content_type, content.body));
    }
    if head::is_meant(bytes) {
        return Ok(head::read(bytes)?);
    }
    let mut short_messages: Vec<ShortMessage> = Vec::new();
    let mut pushes: Vec<Push> = Vec::new();
    for piece in pieces_of_input(name, bytes)? {
        match short_message(&piece.octets) {
            Some(message) => short_messages.push(message),
            None => {
                let decoded = wsp::decode(&piece.octets);
                let source = |source| SinglePushError::Wsp { place: piece.place, source };
                pushes.push(decoded.map_err(source)?.push);
            }
        }
    }
    let chains: Vec<Chain> = join(&short_messages);
    match (chains.as_slice(), pushes.pop()) {
        ([], Some(push)) if pushes.is_empty() => Ok(push),
        ([chain], None) => {
            let octets = chain.whole().ok_or_else(|| SinglePushError::Missing(chain.missing()))?;
            let source = |source| SinglePushError::Wsp { place: name.to_owned(), source };
            Ok(wsp::decode(&octets).map_err(source)?.push)
        }
        (chains, last) => {
            Err(SinglePushError::Several(chains.len() + pushes.len() + usize::from(last.is_some())))
        }
    }
}

fn short_message(octets: &[u8]) -> Option<ShortMessage> {
    match smpp::length(octets) == Some(octets.len()) {
        true => smpp::decode(octets).ok(),
        false => tpdu::decode(octets).ok(),
    }
}
