//! CFFILE: what is known of a file besides its content.
//!
//! ```text
//!  0  4  cbFile           length, uncompressed
//!  4  4  uoffFolderStart  offset in the folder's uncompressed content
//!  8  2  iFolder          0xFFFD from the previous cabinet, 0xFFFE to the next, 0xFFFF both
//! 10  2  date             bits 15-9 year - 1980, 8-5 month, 4-0 day
//! 12  2  time             bits 15-11 hour, 10-5 minute, 4-0 second / 2
//! 14  2  attribs
//! 16  …  szName           NUL-terminated
//! ```

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::ops::Range;

use super::cursor::Cursor;
use super::{Header, LayoutError};
use crate::terms::shown;

/// CFFILE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where the CFFILE stands.
    pub entry_offset: u64,
    /// `cbFile`: the length, uncompressed, in bytes.
    pub length: u32,
    /// `uoffFolderStart`: where the file starts in the uncompressed content of its folder.
    pub folder_offset: u32,
    /// `iFolder`.
    pub placement: Placement,
    /// `date`, as stored.
    pub date: u16,
    /// `time`, as stored.
    pub time: u16,
    /// `attribs`.
    pub attributes: Attributes,
    /// `szName` as bytes, without its NUL; [`FileEntry::name`] is the text.
    pub name_bytes: Vec<u8>,
}

/// `iFolder`: where the content of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In the folder of this number.
    Folder(u16),
    /// It begins in the previous cabinet, and ends in the first folder.
    FromPrevious,
    /// It begins in the last folder, and goes on in the next cabinet.
    ToNext,
    /// Both.
    FromPreviousToNext,
}

/// `attribs` of CFFILE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributes(pub u16);

impl Attributes {
    /// Not to be written to.
    pub const READ_ONLY: u16 = 0x01;
    /// Not shown.
    pub const HIDDEN: u16 = 0x02;
    /// Of the system.
    pub const SYSTEM: u16 = 0x04;
    /// Changed since the last backup; what makecab, CabWiz and gcab set.
    pub const ARCHIVE: u16 = 0x20;
    /// To be run after extraction.
    pub const EXECUTE: u16 = 0x40;
    /// The name is UTF-8.
    pub const NAME_IS_UTF8: u16 = 0x80;

    /// Whether the bit is set.
    pub const fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }
}

impl FileEntry {
    pub(super) fn read(cursor: &mut Cursor<impl Read + Seek>, header: &Header) -> Result<Self, LayoutError> {
        const WHAT: &str = "the table of files";
        let entry_offset = cursor.position();
        let length = cursor.u32(WHAT)?;
        let folder_offset = cursor.u32(WHAT)?;
        let placement = match cursor.u16(WHAT)? {
            number if number < header.folder_count => Placement::Folder(number),
            0xFFFD if header.previous.is_some() => Placement::FromPrevious,
            0xFFFE if header.next.is_some() => Placement::ToNext,
            0xFFFF if header.previous.is_some() && header.next.is_some() => Placement::FromPreviousToNext,
            folder => {
                return Err(LayoutError::UnknownFolder {
                    offset: entry_offset,
                    folder,
                    folders: header.folder_count,
                });
            }
        };
        Ok(Self {
            entry_offset,
            length,
            folder_offset,
            placement,
            date: cursor.u16(WHAT)?,
            time: cursor.u16(WHAT)?,
            attributes: Attributes(cursor.u16(WHAT)?),
            name_bytes: cursor.name(WHAT)?,
        })
    }

    /// The bytes of the folder's uncompressed content that are the file.
    pub fn range(&self) -> Range<u64> {
        let start = u64::from(self.folder_offset);
        start..start + u64::from(self.length)
    }

    /// The name. Without the UTF-8 attribute the code page is not known; bytes above 0x7F are then read as
    /// ISO 8859-1, as cabextract does, so that no two names become one.
    pub fn name(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.name_bytes) {
            Ok(name) if name.is_ascii() || self.attributes.has(Attributes::NAME_IS_UTF8) => {
                Cow::Borrowed(name)
            }
            _ => Cow::Owned(self.name_bytes.iter().copied().map(char::from).collect()),
        }
    }

    /// The name to be shown.
    pub fn shown_name(&self) -> String {
        shown(&self.name()).into_owned()
    }
}
