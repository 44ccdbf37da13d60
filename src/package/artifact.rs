//! What a file is, by what is in it; names and extensions do not matter.

use std::io::{self, Read, Seek, SeekFrom};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::document_index;
use crate::cabinet::layout::Header;
use crate::cabinet::{Cabinet, ReadError};
use crate::document::{self, Kind};

/// How much of a file is looked at to find the root of a document, in bytes.
const HEAD: u64 = 64 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// An XML document of this kind.
    Document(Kind),
    /// A cabinet with a provisioning document.
    Package,
    /// A cabinet without one.
    Cabinet,
    /// None of these.
    Unknown,
}

/// A file that cannot be looked at.
#[derive(Debug, thiserror::Error)]
pub enum SniffError {
    /// It begins as a cabinet does, and is none that can be read.
    #[error(transparent)]
    Cabinet(#[from] ReadError),
    /// The system cannot read it.
    #[error("cannot read the file")]
    Read(#[from] io::Error),
}

/// Finds out what a file is. Leaves `reader` at its start.
///
/// # Errors
/// When it cannot be read, or begins as a cabinet and has the structure of none.
pub fn sniff(mut reader: impl Read + Seek) -> Result<Artifact, SniffError> {
    let mut head = Vec::new();
    reader.seek(SeekFrom::Start(0))?;
    reader.by_ref().take(HEAD).read_to_end(&mut head)?;
    reader.seek(SeekFrom::Start(0))?;
    if !head.starts_with(&Header::MAGIC) {
        return Ok(Artifact::of_document(&head));
    }
    let cabinet = Cabinet::open(&mut reader)?;
    let artifact = match document_index(&cabinet) {
        Some(_) => Artifact::Package,
        None => Artifact::Cabinet,
    };
    reader.seek(SeekFrom::Start(0))?;
    Ok(artifact)
}

impl Artifact {
    /// What the bytes of a document, or the first of them, are. Never a cabinet.
    pub fn of_document(bytes: &[u8]) -> Self {
        root_kind(&document::decode(bytes).text).map_or(Self::Unknown, Self::Document)
    }
}

/// The kind that the first element tells, behind declaration, comments and document type.
fn root_kind(text: &str) -> Option<Kind> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => return Some(Kind::of_name(root.name().as_ref())),
            Event::Text(text) if text.trim_ascii().is_empty() => {}
            Event::Decl(_) | Event::Comment(_) | Event::DocType(_) | Event::PI(_) => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_tells_what_a_document_is() {
        for (text, artifact) in [
            ("<wap-provisioningdoc/>", Artifact::Document(Kind::Wap)),
            (
                "\u{feff}<?xml version='1.0'?>\n<!-- <SyncML> -->\n<wap-provisioningdoc>",
                Artifact::Document(Kind::Wap),
            ),
            (
                "<!DOCTYPE wap-provisioningdoc PUBLIC 'a' 'b'>\n<wap-provisioningdoc version='1.1'>",
                Artifact::Document(Kind::Wap),
            ),
            ("<SyncML xmlns='SYNCML:SYNCML1.2'>", Artifact::Document(Kind::SyncMl)),
            ("<SyncML:SyncML xmlns:SyncML='SYNCML:SYNCML1.2'>", Artifact::Document(Kind::SyncMl)),
            ("<Atomic><CmdID>1</CmdID>", Artifact::Document(Kind::SyncMl)),
            ("<si><indication/></si>", Artifact::Document(Kind::ServiceIndication)),
            ("", Artifact::Unknown),
            ("hello", Artifact::Unknown),
            ("MZ\u{0}\u{1}", Artifact::Unknown),
        ] {
            assert_eq!(Artifact::of_document(text.as_bytes()), artifact, "{text}");
        }
    }

    #[test]
    fn a_document_that_windows_saved_as_unicode_is_known() {
        let units = "\u{feff}<wap-provisioningdoc/>".encode_utf16();
        let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        assert_eq!(Artifact::of_document(&bytes), Artifact::Document(Kind::Wap));
    }
}
