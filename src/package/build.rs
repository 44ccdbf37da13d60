//! Making a package of a document.

use std::fmt;
use std::io::{Seek, Write};
use std::path::Path;

use super::{Artifact, DOCUMENT_NAME, MAX_DOCUMENT};
use crate::cabinet::{self, Content, DosTime, MemberName, NameError, NewFile, Packing, WriteError};
use crate::document::Kind;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The two kinds of packages, told by their extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageKind {
    /// `.cab`: the document and what it installs; may ask the user.
    Cab,
    /// `.cpf`: the document alone; never asks, and fails where it would have to
    /// (<https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)>).
    Cpf,
}

/// A package to be made: a document that is one, and what goes with it.
#[derive(Debug)]
pub struct Package {
    document: Vec<u8>,
    had_byte_order_mark: bool,
    kind: PackageKind,
    /// Other files; a `.cpf` has none.
    pub files: Vec<NewFile>,
    /// How the content is put into blocks.
    pub packing: Packing,
    date: DosTime,
    had_other_date: bool,
}

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Its length in bytes.
    pub length: u32,
    /// What is worth knowing about it.
    pub notes: Vec<Note>,
}

/// Something worth knowing about a package; nothing is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The document began with a byte order mark, which was left out.
    ByteOrderMarkRemoved,
    /// The date is none that a cabinet can hold, and the nearest was taken.
    DateMoved,
    /// A compressed `.cpf`: older Pocket PCs fail on it.
    CompressedCpf,
    /// Compressed, which not every release reads.
    Compressed,
    /// An unsigned `.cpf` cannot ask the user.
    UnsignedCpf,
}

/// A package that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Neither `.cab` nor `.cpf`.
    #[error("`{0}` is neither a .cab nor a .cpf: the extension says which kind of package to make")]
    Extension(String),
    /// The document is something else.
    #[error("the document is {0}, not a wap-provisioningdoc: the installer of the device takes nothing else")]
    NotADocument(&'static str),
    /// The document is too large.
    #[error("the document has {length} bytes; at most {max} are packed", max = MAX_DOCUMENT)]
    TooLarge {
        /// Its length in bytes.
        length: usize,
    },
    /// More than the document in a `.cpf`.
    #[error("a .cpf holds the document alone, but `{0}` is to be added: make a .cab")]
    FileInCpf(MemberName),
    /// A name that cannot be that of a file in a cabinet.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The cabinet cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl PackageKind {
    /// The kind that the extension of `path` names; case does not matter.
    ///
    /// # Errors
    /// When it is neither.
    pub fn of_path(path: &Path) -> Result<Self, PackageError> {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("cab") => Ok(Self::Cab),
            Some("cpf") => Ok(Self::Cpf),
            _ => Err(PackageError::Extension(path.display().to_string())),
        }
    }
}

impl Package {
    /// A stored package of this document alone, dated 1980-01-01. A byte order mark is left out.
    ///
    /// # Errors
    /// When the document has another root, or more than [`MAX_DOCUMENT`] bytes.
    pub fn of_document(kind: PackageKind, bytes: Vec<u8>) -> Result<Self, PackageError> {
        match Artifact::of_document(&bytes) {
            Artifact::Document(Kind::Wap) => {}
            Artifact::Document(Kind::SyncMl) => return Err(PackageError::NotADocument("a SyncML message")),
            Artifact::Document(_) => return Err(PackageError::NotADocument("another XML document")),
            _ => return Err(PackageError::NotADocument("no XML")),
        }
        if bytes.len() > MAX_DOCUMENT as usize {
            return Err(PackageError::TooLarge { length: bytes.len() });
        }
        let had_byte_order_mark = bytes.starts_with(BYTE_ORDER_MARK);
        let document = if had_byte_order_mark { bytes[BYTE_ORDER_MARK.len()..].to_owned() } else { bytes };
        let (files, packing, date) = (Vec::new(), Packing::default(), DosTime::FIRST);
        Ok(Self { document, had_byte_order_mark, kind, files, packing, date, had_other_date: false })
    }

    /// Gives every file the date of `seconds` since 1970, or the nearest that a cabinet can hold, with a note.
    pub fn set_date(&mut self, seconds: u64) {
        self.date = DosTime::from_unix(seconds);
        self.had_other_date = !DosTime::has(seconds);
    }

    /// The document as it will stand in the package.
    pub fn document(&self) -> &[u8] {
        &self.document
    }

    /// The files that are read when the package is written.
    pub fn sources(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|file| match &file.content {
            Content::File(path) => Some(path.as_path()),
            Content::Bytes(_) => None,
        })
    }

    /// Writes the package to `out`, which must be empty: the document first, under the name that the device looks
    /// for, then the other files in their order.
    ///
    /// # Errors
    /// When a `.cpf` would hold more than the document, when the cabinet cannot be written.
    pub fn write(self, out: impl Write + Seek) -> Result<Built, PackageError> {
        if self.kind == PackageKind::Cpf
            && let Some(file) = self.files.first()
        {
            return Err(PackageError::FileInCpf(file.name.clone()));
        }
        let notes = self.notes();
        let mut files =
            vec![NewFile { name: MemberName::new(DOCUMENT_NAME)?, content: Content::Bytes(self.document) }];
        files.extend(self.files);
        let length = cabinet::write(out, files, self.packing, self.date)?;
        Ok(Built { length, notes })
    }

    fn notes(&self) -> Vec<Note> {
        let is_cpf = self.kind == PackageKind::Cpf;
        let is_compressed = self.packing == Packing::MsZip;
        let cases = [
            (self.had_byte_order_mark, Note::ByteOrderMarkRemoved),
            (self.had_other_date, Note::DateMoved),
            (is_compressed && is_cpf, Note::CompressedCpf),
            (is_compressed && !is_cpf, Note::Compressed),
            (is_cpf, Note::UnsignedCpf),
        ];
        cases.into_iter().filter_map(|(applies, note)| applies.then_some(note)).collect()
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMarkRemoved => "the byte order mark before the document was left out: devices want none",
            Self::DateMoved => "a cabinet holds dates from 1980 to 2107; the files got the nearest to the one wanted",
            Self::CompressedCpf => {
                "a compressed .cpf fails on Pocket PCs before Windows Mobile 6; without --compress it works everywhere"
            }
            Self::Compressed => "MSZIP is read by Windows Mobile 6 and later, and by Smartphones before",
            Self::UnsignedCpf => {
                "an unsigned .cpf cannot ask the user: it fails unless the device accepts unsigned packages without a \
                 prompt; sign it, or make a .cab"
            }
        })
    }
}
