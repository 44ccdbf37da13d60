//! What a file is, as the content of a push: told by what is in it.

use super::read::ReadError;
use super::request::{Content, Request};
use crate::document::{self, Kind, Limits};
use crate::package::Artifact;
use crate::push::content::Pushed;
use crate::wbxml;

/// What is to be pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// Content, for which the request is still to be made.
    Content(Content),
    /// A request that is ready.
    Request(Box<Request>),
}

/// A file that cannot be pushed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// It begins as a request, and is none.
    #[error("it begins as a request to a push proxy gateway, and is none")]
    Request(#[from] ReadError),
    /// A request that pushes nothing.
    #[error("it is a `{0}`, which pushes nothing; `push status` and `push cancel` make theirs themselves")]
    NoPush(&'static str),
    /// WBXML that is damaged.
    #[error("it begins as WBXML, and is none; --content-type says what it is otherwise")]
    Binary(#[from] wbxml::DecodeError),
    /// Text in an encoding that phones do not read.
    #[error(
        "{0}: {help}",
        help = "save it as UTF-8 without a byte order mark, which is all that phones read"
    )]
    Encoding(String),
    /// Something else.
    #[error(
        "it is none of the documents that are pushed (si, sl, wap-provisioningdoc, SyncML), as text or WBXML: say what it is with --content-type"
    )]
    Unknown,
}

impl Payload {
    /// What these bytes are. With `content_type` they are content of that type, whatever is in them.
    ///
    /// # Errors
    /// When they are nothing that is pushed.
    pub fn of(bytes: Vec<u8>, content_type: Option<&str>, limits: &Limits) -> Result<Self, PayloadError> {
        if let Some(content_type) = content_type {
            // As a line of the files for a server, with its name, too.
            let named = content_type
                .split_once(':')
                .filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-type"));
            let content_type = named.map_or(content_type, |(_, value)| value);
            return Ok(Self::Content(Content::new(content_type.trim(), bytes)));
        }
        if Request::is_meant(&bytes) {
            let request = Request::read(&bytes, limits)?;
            return match request.content {
                Some(_) => Ok(Self::Request(Box::new(request))),
                None => Err(PayloadError::NoPush(request.entity.name())),
            };
        }
        let content_type = content_type_of(&bytes, limits)?;
        Ok(Self::Content(Content::new(content_type, bytes)))
    }
}

/// The content type that a document has.
fn content_type_of(bytes: &[u8], limits: &Limits) -> Result<&'static str, PayloadError> {
    if wbxml::is_wbxml(bytes) {
        let root = wbxml::decode(bytes, limits)?.tree.root;
        return Pushed::of(Kind::of(&root)).map(|pushed| pushed.binary).ok_or(PayloadError::Unknown);
    }
    let Artifact::Document(kind) = Artifact::of_document(bytes) else { return Err(PayloadError::Unknown) };
    let pushed = Pushed::of(kind).ok_or(PayloadError::Unknown)?;
    match document::decode(bytes).faults.first() {
        Some(fault) => Err(PayloadError::Encoding(fault.message.clone())),
        None => Ok(pushed.text),
    }
}
