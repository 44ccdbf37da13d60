//! The list on a card of what was written to it.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::layout::LayoutError;
use crate::cabinet::MemberName;
use crate::file_digest::FileDigest;
use crate::input;

/// The name of the list, in the root of the card.
pub const RECORD: &str = "provsmith-card.json";

/// The version of its layout: keys may be added without a new one, none is renamed or removed.
const SCHEMA_VERSION: u32 = 1;

/// The largest list that is read, in bytes; one of a hundred files has some twenty kilobytes.
const LARGEST: u64 = 1 << 20;

/// What was written to a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    schema_version: u32,
    /// The scheme that the card is laid out for.
    scheme: String,
    /// The files, by name; the list itself is not among them.
    pub(super) files: Vec<FileDigest>,
}

impl Record {
    pub(super) fn new(scheme: &str, mut files: Vec<FileDigest>) -> Self {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Self { schema_version: SCHEMA_VERSION, scheme: scheme.to_owned(), files }
    }

    /// The list on a card; none where there is none. Every name in it leads to a place on the card: a card goes
    /// through many hands.
    pub(super) fn read(card: &Path) -> Result<Option<Self>, LayoutError> {
        let path = card.join(RECORD);
        let bytes = match input::read_file(&path, LARGEST) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(LayoutError::InTheWay { path: card.to_owned(), found: "a file and no folder" });
            }
            Err(source) => return Err(LayoutError::Read { path, source }),
        };
        let unusable = |reason: String| LayoutError::Record { path: path.clone(), reason };
        let record: Self = serde_json::from_slice(&bytes).map_err(|error| unusable(in_words(&error)))?;
        if record.schema_version != SCHEMA_VERSION {
            return Err(unusable(format!("its schema_version is {}, not 1", record.schema_version)));
        }
        match record.files.iter().find_map(|file| MemberName::new(&file.path).err()) {
            Some(error) => Err(unusable(error.to_string())),
            None => Ok(Some(record)),
        }
    }

    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        Ok(json)
    }
}

/// Where a list breaks, and how; the reader's own words name its parts, not those of the list.
fn in_words(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "it breaks off",
        serde_json::error::Category::Data => "it says something else than such lists do",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "it is no JSON",
    };
    format!("{what} at line {}, column {}", error.line(), error.column())
}
