//! Where everything stands in a cabinet, checked.
//!
//! ```text
//! CFHEADER  [reserve]  [previous and next names]
//! CFFOLDER  one each folder, with its reserve
//!           (gap, unusual)
//! CFFILE    one each file, with its name
//! CFDATA    the blocks of folder 0, of folder 1, …
//! ─────────── cbCabinet
//!           the signature, or nothing
//! ```
//!
//! [`Layout::read`] goes through all of it by seeking, never holds more than the tables, and refuses what cannot be
//! read safely: ranges outside the file or outside their folder, parts that overlap, names without an end. What can be
//! read but no tool writes is kept as an [`Oddity`].

mod cursor;
mod error;
mod file;
mod folder;
mod header;

pub use error::{LayoutError, Oddity, Part};
pub use file::{Attributes, FileEntry, Placement};
pub use folder::{Compression, Folder};
pub use header::{Flags, Header, Neighbour, ReserveSizes, SignatureSlot};

use std::io::{Read, Seek};
use std::ops::Range;

use cursor::Cursor;

/// The largest cabinet that the format can describe, in bytes.
pub const MAX_CABINET: u32 = 0x7FFF_FFFF;
/// The content of a block, uncompressed, in bytes: all blocks of a folder but the last have this much.
pub const BLOCK: u16 = 0x8000;
/// The longest name of a file, cabinet or disk, in bytes, without its NUL.
pub const MAX_NAME: usize = 255;

/// A cabinet's structure. A value of this type has no range outside the file and no two parts that overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The header with its optional parts.
    pub header: Header,
    /// The folders: runs of blocks, each one compressed stream.
    pub folders: Vec<Folder>,
    /// The files, in the order of the table.
    pub files: Vec<FileEntry>,
    /// The bytes of the file table.
    pub file_table: Range<u64>,
    /// The length of the file that holds the cabinet: `cbCabinet` and what stands behind it.
    pub file_length: u64,
    /// What is unusual, in the order of its place.
    pub oddities: Vec<Oddity>,
}

impl Layout {
    /// Reads the structure of the cabinet that starts at the first byte of `reader`.
    ///
    /// # Errors
    /// When it is no cabinet, when it is cut off, when a range lies outside the cabinet or its folder, when two parts
    /// overlap, when a name has no end.
    pub fn read(reader: impl Read + Seek) -> Result<Self, LayoutError> {
        let mut cursor = Cursor::new(reader)?;
        let mut oddities = Vec::new();
        let header = Header::read(&mut cursor, &mut oddities)?;
        let end = u64::from(header.cabinet_length);
        cursor.limit(end);

        let mut folders = Vec::new();
        for _ in 0..header.folder_count {
            folders.push(Folder::read_entry(&mut cursor, header.reserve)?);
        }
        let folders_end = cursor.position();

        let table_start = u64::from(header.files_offset);
        if !(folders_end..=end).contains(&table_start) {
            return Err(LayoutError::FileTableOutside { offset: table_start, allowed: folders_end..end });
        }
        cursor.seek(table_start)?;
        let mut files = Vec::new();
        for _ in 0..header.file_count {
            files.push(FileEntry::read(&mut cursor, &header)?);
        }
        let file_table = table_start..cursor.position();

        let is_multi_part = header.flags.is_multi_part();
        for (index, folder) in folders.iter_mut().enumerate() {
            folder.walk_blocks(index, &mut cursor, header.reserve, is_multi_part, &mut oddities)?;
        }

        let file_length = cursor.file_length();
        let layout = Self { header, folders, files, file_table, file_length, oddities };
        layout.checked(folders_end)
    }

    /// Whether the cabinet is one of a set that continues in other files.
    pub fn is_multi_part(&self) -> bool {
        self.header.flags.is_multi_part()
    }

    /// The bytes behind `cbCabinet`: of a signed cabinet the signature, otherwise empty.
    pub fn trailing(&self) -> Range<u64> {
        u64::from(self.header.cabinet_length)..self.file_length
    }

    /// The place that the header keeps for a signature, filled or not.
    pub fn signature_slot(&self) -> Option<SignatureSlot> {
        self.header.signature_slot()
    }

    /// The bytes of the signature, padding included, where there is one: named by the header, directly behind the
    /// cabinet, and all that stands there.
    pub fn signature(&self) -> Option<Range<u64>> {
        let named = self.signature_slot()?.range();
        (!named.is_empty() && named == self.trailing()).then_some(named)
    }

    fn checked(mut self, folders_end: u64) -> Result<Self, LayoutError> {
        self.check_parts(folders_end)?;
        self.check_files()?;
        if self.files.is_empty() {
            self.oddities.push(Oddity::NoFiles);
        }
        if !self.trailing().is_empty() && self.signature().is_none() {
            self.oddities.push(Oddity::TrailingBytes { range: self.trailing() });
        }
        Ok(self)
    }

    /// Nothing may stand on anything else; bytes that belong to nothing are unusual.
    fn check_parts(&mut self, folders_end: u64) -> Result<(), LayoutError> {
        let mut parts = vec![(Part::Header, 0..folders_end), (Part::FileTable, self.file_table.clone())];
        let data =
            self.folders.iter().enumerate().map(|(index, folder)| (Part::Data(index), folder.data.clone()));
        parts.extend(data.filter(|(_, range)| !range.is_empty()));
        parts.sort_by_key(|(_, range)| range.start);

        let mut before = (Part::Header, 0);
        for (part, range) in parts {
            if range.start < before.1 {
                return Err(LayoutError::Overlap { first: before.0, second: part, offset: range.start });
            }
            if range.start > before.1 {
                self.oddities.push(Oddity::UnusedBytes { range: before.1..range.start });
            }
            before = (part, range.end);
        }
        let end = u64::from(self.header.cabinet_length);
        if before.1 < end {
            self.oddities.push(Oddity::UnusedBytes { range: before.1..end });
        }
        Ok(())
    }

    /// Every file lies in its folder, and no two share a byte: a few kilobytes could otherwise unpack to terabytes.
    fn check_files(&self) -> Result<(), LayoutError> {
        let mut placed = Vec::new();
        for file in &self.files {
            let Placement::Folder(number) = file.placement else { continue };
            let Some(folder) = self.folders.get(usize::from(number)) else { continue };
            let range = file.range();
            if range.end > folder.content_length {
                return Err(LayoutError::FileOutsideFolder {
                    offset: file.entry_offset,
                    folder: number,
                    range,
                    length: folder.content_length,
                });
            }
            if !range.is_empty() {
                placed.push((number, range, file.entry_offset));
            }
        }
        placed.sort_by_key(|(folder, range, _)| (*folder, range.start));
        for pair in placed.windows(2) {
            if let [(folder, before, first), (next_folder, range, second)] = pair
                && folder == next_folder
                && range.start < before.end
            {
                return Err(LayoutError::FilesOverlap { first: *first, second: *second });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
