//! A message from a file: XML, or its binary form.

use crate::document::{self, Kind, Limits, Model, syncml, wap, xml};
use crate::finding::Source;
use crate::wbxml::{self, DecodeError};

/// Bytes that are no message.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The binary form has a fault.
    #[error(transparent)]
    Binary(#[from] DecodeError),
    /// The XML has a fault that ends the reading.
    #[error("line {line}, column {column}: {message}")]
    Xml {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// It is a document of another kind.
    #[error(
        "its root is `{0}`, but a SyncML message starts with `SyncML`, a part of one with `SyncBody` or a command"
    )]
    Kind(String),
}

/// Reads a message. What real devices and tools write may have faults that do not keep it from being read.
///
/// # Errors
/// When it cannot be read, or is no message.
pub fn message(name: &str, bytes: &[u8], limits: &Limits) -> Result<syncml::Message, ReadError> {
    match model(name, bytes, limits)? {
        Model::SyncMl(message) => Ok(message),
        Model::Wap(_) => Err(ReadError::Kind("wap-provisioningdoc".to_owned())),
    }
}

/// Reads a message, or a wap-provisioningdoc.
///
/// # Errors
/// As [`message`].
pub fn model(name: &str, bytes: &[u8], limits: &Limits) -> Result<Model, ReadError> {
    let tree = tree(name, bytes, limits)?;
    let root = tree.root.local_name().to_owned();
    let model = match Kind::of(&tree.root) {
        Kind::Wap => wap::read(tree).model.map(Model::Wap),
        Kind::SyncMl => syncml::read(tree).model.map(Model::SyncMl),
        _ => None,
    };
    model.ok_or(ReadError::Kind(root))
}

fn tree(name: &str, bytes: &[u8], limits: &Limits) -> Result<xml::Tree, ReadError> {
    if wbxml::is_wbxml(bytes) {
        return Ok(wbxml::decode(bytes, limits)?.tree);
    }
    let source = Source::new(name, document::decode(bytes).text);
    let parsed = xml::parse(source.text(), limits);
    // Of what is cut off or broken nobody knows what it would have said.
    let hidden = parsed.faults.iter().find(|fault| fault.hides_content());
    parsed.model.filter(|_| hidden.is_none()).ok_or_else(|| {
        let fault = hidden.or(parsed.faults.first());
        let place = source.place(fault.map_or(0, |fault| fault.span.start()));
        let message =
            fault.map_or_else(|| "there is nothing in it".to_owned(), |fault| fault.message.clone());
        ReadError::Xml { line: place.line, column: place.column, message }
    })
}
