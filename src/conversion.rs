//! A document in another encoding, as text or as WBXML, or in the other model, wap-provisioningdoc or SyncML.

use std::borrow::Cow;

use crate::catalogue::Catalogue;
use crate::catalogue::convert::{self, ConvertError};
use crate::document::{self, Fault, Kind, Limits, Model, syncml, wap, xml};
use crate::finding::Source;
use crate::wbxml::{self, DecodeError, Dialect, EncodeError};

/// What a document is to become.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The bytes.
    pub encoding: Encoding,
    /// The model; none: the one that it has.
    pub model: Option<WantedModel>,
    /// What the code pages of a binary document that is read mean.
    pub dialect: Dialect,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, Default)]
pub enum Encoding {
    /// As text, in the canonical layout ([`xml::write`]).
    #[default]
    Xml,
    /// As WBXML, in this way. Comments have no binary form.
    Wbxml(wbxml::Options),
}

/// The models between which settings are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedModel {
    /// wap-provisioningdoc.
    Wap,
    /// SyncML.
    SyncMl,
}

/// A document that was converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// What is to be written.
    pub bytes: Vec<u8>,
    /// What the other model cannot say, each in one sentence without a full stop.
    pub lost: Vec<String>,
}

/// A document that cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConversionError {
    /// The text cannot be read as it was meant.
    #[error("at {line}:{column}: {message}; `provsmith check` shows it on its line")]
    Text {
        /// The line, from 1.
        line: usize,
        /// The character in it, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The bytes are no binary document.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The bytes are none, unless they are of Windows Mobile 2003.
    #[error("{0}; with the code pages of Windows Mobile 2003 it can be read: --wm2003")]
    OtherDialect(DecodeError),
    /// The document has no binary form.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The other model cannot say it.
    #[error(transparent)]
    Model(#[from] ConvertError),
    /// A document without settings.
    #[error("`{0}` is neither a wap-provisioningdoc nor a SyncML message: there is no other model for it")]
    NoSettings(String),
}

/// Reads a document, whatever its encoding, and writes it as it is wanted. The same bytes always give the same bytes.
///
/// # Errors
/// When it cannot be read whole, or cannot be said as it is wanted.
pub fn convert<'a>(
    bytes: impl Into<Cow<'a, [u8]>>,
    wanted: &Wanted,
    catalogue: &Catalogue,
    limits: &Limits,
) -> Result<Converted, ConversionError> {
    let (source, mut tree) = read(bytes.into(), wanted.dialect, limits)?;
    let mut lost = Vec::new();
    if let Some(model) = wanted.model {
        (tree, lost) = in_model(tree, model, &source, catalogue)?;
    }
    let bytes = match &wanted.encoding {
        Encoding::Xml => xml::write(&tree).into_bytes(),
        Encoding::Wbxml(options) => wbxml::encode(&tree, options)?,
    };
    Ok(Converted { bytes, lost })
}

/// The tree of a document, and the text in which its elements have their places.
fn read(
    bytes: Cow<'_, [u8]>,
    dialect: Dialect,
    limits: &Limits,
) -> Result<(Source, xml::Tree), ConversionError> {
    if wbxml::is_wbxml(&bytes) {
        return Ok((Source::new("", ""), read_binary(&bytes, dialect, limits)?));
    }
    let decoded = document::decode(bytes);
    let source = Source::new("", decoded.text);
    let parsed = xml::parse(source.text(), limits);
    let mut faults = decoded.faults.iter().chain(&parsed.faults);
    match (faults.find(|fault| fault.hides_content()), parsed.model) {
        (Some(fault), _) => Err(in_words(fault, &source)),
        (None, Some(tree)) => Ok((source, tree)),
        (None, None) => {
            Err(ConversionError::Text { line: 1, column: 1, message: "there is no element".to_owned() })
        }
    }
}

fn read_binary(bytes: &[u8], dialect: Dialect, limits: &Limits) -> Result<xml::Tree, ConversionError> {
    let error = match wbxml::decode_as(bytes, limits, dialect) {
        Ok(decoded) => return Ok(decoded.tree),
        Err(error) => error,
    };
    let is_of_2003 = dialect != Dialect::Wm2003 && wbxml::decode_as(bytes, limits, Dialect::Wm2003).is_ok();
    Err(if is_of_2003 { ConversionError::OtherDialect(error) } else { error.into() })
}

fn in_words(fault: &Fault, source: &Source) -> ConversionError {
    let place = source.place(fault.span.start());
    ConversionError::Text { line: place.line, column: place.column, message: fault.message.clone() }
}

/// The same settings in a model, and what that cannot say.
fn in_model(
    tree: xml::Tree,
    wanted: WantedModel,
    source: &Source,
    catalogue: &Catalogue,
) -> Result<(xml::Tree, Vec<String>), ConversionError> {
    let name = tree.root.name.value.to_string();
    let (parsed, is_wanted) = match Kind::of(&tree.root) {
        Kind::Wap => (wap::read(tree).map(Model::Wap), wanted == WantedModel::Wap),
        Kind::SyncMl => (syncml::read(tree).map(Model::SyncMl), wanted == WantedModel::SyncMl),
        _ => return Err(ConversionError::NoSettings(name)),
    };
    if let Some(fault) = parsed.faults.first() {
        return Err(in_words(fault, source));
    }
    let model = parsed.model.ok_or(ConversionError::NoSettings(name))?;
    if is_wanted {
        return Ok((model.to_tree(), Vec::new()));
    }
    Ok(match model {
        Model::Wap(document) => {
            let converted = convert::to_syncml(&document, catalogue)?;
            (syncml::to_tree(&converted.model), converted.lost)
        }
        Model::SyncMl(message) => {
            let converted = convert::to_wap(&message, catalogue)?;
            (wap::to_tree(&converted.model), converted.lost)
        }
    })
}
