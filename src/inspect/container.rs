//! The structure of a cabinet, to be shown.

use serde::Serialize;

use crate::cabinet::DosTime;
use crate::cabinet::layout::{Attributes, FileEntry, Folder, Layout, Neighbour, Placement};

/// Header, folders and files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainerReport {
    /// `1.3`.
    pub version: String,
    /// `cbCabinet`: the length without a signature, in bytes.
    pub length: u32,
    /// `setID`.
    pub set_id: u16,
    /// `iCabinet`.
    pub set_index: u16,
    /// The cabinet before this one of a set.
    pub previous: Option<NeighbourReport>,
    /// The cabinet behind this one of a set.
    pub next: Option<NeighbourReport>,
    /// The reserve of the header, in hexadecimal; empty when there is none.
    pub reserve: String,
    /// The reserve in the header of each block, in bytes.
    pub block_reserve_length: u8,
    /// The place that the header keeps for a signature; null when it keeps none.
    pub signature_slot: Option<SlotReport>,
    /// The folders, by number.
    pub folders: Vec<FolderReport>,
    /// The files, in the order of the table.
    pub files: Vec<FileReport>,
}

/// The names of a neighbour in a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeighbourReport {
    /// The file name.
    pub cabinet: String,
    /// The label of the disk.
    pub disk: String,
}

/// What the header says of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotReport {
    /// Where the signature begins; 0 when there is none.
    pub offset: u32,
    /// Its length with padding, in bytes; 0 when there is none.
    pub length: u32,
    /// Whether a signature stands there, and nothing behind it.
    pub is_filled: bool,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolderReport {
    /// How its content is compressed.
    pub compression: String,
    /// The number of blocks.
    pub blocks: u16,
    /// Where the blocks begin.
    pub offset: u64,
    /// The length of the blocks with their headers, in bytes.
    pub length: u64,
    /// The length of the content, uncompressed, in bytes.
    pub content_length: u64,
    /// The reserve, in hexadecimal; empty when there is none.
    pub reserve: String,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// The name, with `\` between folders and control characters escaped.
    pub name: String,
    /// The length, in bytes.
    pub length: u32,
    /// The number of its folder; null when it begins or ends in another cabinet.
    pub folder: Option<u16>,
    /// Where it begins in the uncompressed content of its folder.
    pub folder_offset: u32,
    /// Date and time, of no time zone.
    pub date: String,
    /// The attributes that are set.
    pub attributes: Vec<&'static str>,
}

impl ContainerReport {
    pub(super) fn of(layout: &Layout) -> Self {
        let header = &layout.header;
        let (major, minor) = header.version;
        Self {
            version: format!("{major}.{minor}"),
            length: header.cabinet_length,
            set_id: header.set_id,
            set_index: header.set_index,
            previous: header.previous.as_ref().map(NeighbourReport::of),
            next: header.next.as_ref().map(NeighbourReport::of),
            reserve: hex::encode(&header.reserve_bytes),
            block_reserve_length: header.reserve.data,
            signature_slot: layout.signature_slot().map(|slot| SlotReport {
                offset: slot.offset,
                length: slot.length,
                is_filled: layout.signature().is_some(),
            }),
            folders: layout.folders.iter().map(FolderReport::of).collect(),
            files: layout.files.iter().map(FileReport::of).collect(),
        }
    }
}

impl NeighbourReport {
    fn of(neighbour: &Neighbour) -> Self {
        let text = |bytes: &[u8]| bytes.iter().copied().map(char::from).collect();
        Self { cabinet: text(&neighbour.cabinet), disk: text(&neighbour.disk) }
    }
}

impl FolderReport {
    fn of(folder: &Folder) -> Self {
        Self {
            compression: folder.compression.to_string(),
            blocks: folder.block_count,
            offset: folder.data.start,
            length: folder.data.end - folder.data.start,
            content_length: folder.content_length,
            reserve: hex::encode(&folder.reserve),
        }
    }
}

impl FileReport {
    fn of(file: &FileEntry) -> Self {
        const NAMED: [(u16, &str); 6] = [
            (Attributes::READ_ONLY, "read-only"),
            (Attributes::HIDDEN, "hidden"),
            (Attributes::SYSTEM, "system"),
            (Attributes::ARCHIVE, "archive"),
            (Attributes::EXECUTE, "execute"),
            (Attributes::NAME_IS_UTF8, "utf-8-name"),
        ];
        Self {
            name: file.shown_name(),
            length: file.length,
            folder: match file.placement {
                Placement::Folder(number) => Some(number),
                Placement::FromPrevious | Placement::ToNext | Placement::FromPreviousToNext => None,
            },
            folder_offset: file.folder_offset,
            date: DosTime { date: file.date, time: file.time }.to_string(),
            attributes: NAMED
                .iter()
                .filter(|(bit, _)| file.attributes.has(*bit))
                .map(|(_, name)| *name)
                .collect(),
        }
    }
}
