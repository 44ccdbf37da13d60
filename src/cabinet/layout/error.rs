//! What is wrong with a cabinet, and what is only unusual.

use std::fmt;
use std::io;
use std::ops::Range;

/// A cabinet whose structure cannot be read safely.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// It does not begin with `MSCF`.
    #[error("this is no cabinet: it does not begin with `MSCF`")]
    NotACabinet,
    /// A version that is not 1.x.
    #[error("the cabinet has version {major}.{minor}; only version 1.3 is known")]
    Version {
        /// `versionMajor`.
        major: u8,
        /// `versionMinor`.
        minor: u8,
    },
    /// `cbCabinet` is more than there is.
    #[error(
        "the cabinet states a length of {stated} bytes, but the file has {file_length}: it is cut off or damaged"
    )]
    Length {
        /// `cbCabinet`.
        stated: u32,
        /// The length of the file.
        file_length: u64,
    },
    /// A structure goes past the end.
    #[error("{what} at offset {offset} would go past the end of the cabinet at {limit}: it is damaged")]
    CutOff {
        /// The structure.
        what: &'static str,
        /// Where reading stopped.
        offset: u64,
        /// Where the cabinet ends.
        limit: u64,
    },
    /// A name without a NUL in 256 bytes.
    #[error(
        "{what} has a name at offset {offset} that does not end within 255 bytes: the cabinet is damaged"
    )]
    NameTooLong {
        /// The structure.
        what: &'static str,
        /// Where the name starts.
        offset: u64,
    },
    /// `coffFiles` points elsewhere.
    #[error("the table of files is said to be at offset {offset}, outside {}..{}: the cabinet is damaged",
        allowed.start, allowed.end)]
    FileTableOutside {
        /// `coffFiles`.
        offset: u64,
        /// Where it may stand.
        allowed: Range<u64>,
    },
    /// Two parts share bytes.
    #[error("{second} begins at offset {offset}, inside {first}: the cabinet is damaged")]
    Overlap {
        /// The part that begins earlier.
        first: Part,
        /// The part that begins inside it.
        second: Part,
        /// Where the second begins.
        offset: u64,
    },
    /// A block with sizes that the format rules out.
    #[error(
        "block {block} of folder {folder} at offset {offset} has impossible sizes ({stored} bytes for {content}): \
        the cabinet is damaged"
    )]
    BlockSize {
        /// The folder, from 0.
        folder: usize,
        /// The block, from 0.
        block: u16,
        /// Where it stands.
        offset: u64,
        /// `cbData`.
        stored: u16,
        /// `cbUncomp`.
        content: u16,
    },
    /// A file in a folder that is not there.
    #[error(
        "the file entry at offset {offset} is in folder {folder}, but there are {folders} folders: the cabinet is damaged"
    )]
    UnknownFolder {
        /// Where the CFFILE stands.
        offset: u64,
        /// `iFolder`.
        folder: u16,
        /// How many there are.
        folders: u16,
    },
    /// A file goes past the content of its folder.
    #[error("the file entry at offset {offset} takes bytes {}..{} of folder {folder}, which has {length}: \
        the cabinet is damaged", range.start, range.end)]
    FileOutsideFolder {
        /// Where the CFFILE stands.
        offset: u64,
        /// `iFolder`.
        folder: u16,
        /// The bytes of the folder's content that would be the file.
        range: Range<u64>,
        /// The length of the folder's content.
        length: u64,
    },
    /// Two files share bytes.
    #[error(
        "the file entries at offsets {first} and {second} share bytes of their folder: the cabinet is damaged or hostile"
    )]
    FilesOverlap {
        /// Where the CFFILE stands whose content begins first.
        first: u64,
        /// Where the other stands.
        second: u64,
    },
    /// The system could not read.
    #[error("cannot read the cabinet at offset {offset}")]
    Read {
        /// Where.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
}

/// A part of a cabinet, to speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// CFHEADER and the CFFOLDERs.
    Header,
    /// The CFFILEs.
    FileTable,
    /// The blocks of a folder, from 0.
    Data(usize),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("the header"),
            Self::FileTable => f.write_str("the table of files"),
            Self::Data(folder) => write!(f, "the data of folder {folder}"),
        }
    }
}

/// Something that can be read, but that no known tool writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// A reserved field is not 0.
    ReservedField {
        /// Its name in the format.
        field: &'static str,
        /// Where it stands.
        offset: u64,
        /// What it holds.
        value: u32,
    },
    /// `versionMinor` is not 3.
    MinorVersion {
        /// What it is.
        minor: u8,
    },
    /// `iCabinet` is not 0, though the cabinet is not part of a set.
    SetIndexWithoutSet {
        /// `iCabinet`.
        index: u16,
    },
    /// A header reserve of more than 60,000 bytes.
    LargeReserve {
        /// `cbCFHeader`.
        length: u16,
    },
    /// There is no file.
    NoFiles,
    /// Bytes inside the cabinet that belong to nothing.
    UnusedBytes {
        /// Which.
        range: Range<u64>,
    },
    /// Bytes behind the cabinet that are not the signature that the header names.
    TrailingBytes {
        /// Which.
        range: Range<u64>,
    },
    /// Blocks that are not the last of their folder and have less than 32,768 bytes of content.
    ShortBlocks {
        /// The folder, from 0.
        folder: usize,
        /// How many.
        blocks: u16,
    },
    /// Blocks that take more than any compressor writes.
    LongBlocks {
        /// The folder, from 0.
        folder: usize,
        /// How many.
        blocks: u16,
    },
    /// Blocks without checksum.
    NoChecksum {
        /// The folder, from 0.
        folder: usize,
        /// How many.
        blocks: u16,
    },
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedField { field, offset, value } => {
                write!(f, "the field {field} at offset {offset} is {value:#010x} instead of 0")
            }
            Self::MinorVersion { minor } => write!(f, "the version is 1.{minor} instead of 1.3"),
            Self::SetIndexWithoutSet { index } => {
                write!(f, "iCabinet at offset 34 is {index}, but the cabinet is not part of a set")
            }
            Self::LargeReserve { length } => {
                write!(f, "the reserve of the header has {length} bytes; 60000 are allowed")
            }
            Self::NoFiles => f.write_str("the cabinet holds no file"),
            Self::UnusedBytes { range } => {
                write!(f, "the bytes {}..{} belong to no part of the cabinet", range.start, range.end)
            }
            Self::TrailingBytes { range } => {
                let length = range.end - range.start;
                write!(
                    f,
                    "{length} bytes stand behind the cabinet and are no signature that its header names"
                )
            }
            Self::ShortBlocks { folder, blocks } => {
                write!(f, "folder {folder} has {blocks} blocks of less than 32768 bytes before its last")
            }
            Self::LongBlocks { folder, blocks } => {
                write!(f, "folder {folder} has {blocks} blocks that take more bytes than a compressor needs")
            }
            Self::NoChecksum { folder, blocks } => {
                write!(
                    f,
                    "folder {folder} has {blocks} blocks without checksum: damage to them goes unnoticed"
                )
            }
        }
    }
}
