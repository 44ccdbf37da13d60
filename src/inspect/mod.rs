//! What is in a cabinet, in one report: its structure, its files, whether its blocks are whole, the provisioning
//! document with the roles that each setting needs, the signature.

mod container;
mod document;
mod human;
mod signature;

pub use container::{ContainerReport, FileReport, FolderReport, NeighbourReport, SlotReport};
pub use document::{DocumentReport, RolesReport, SettingReport};
pub use signature::SignatureReport;

use std::error::Error;
use std::io::{Read, Seek};

use serde::Serialize;

use crate::cabinet::{Cabinet, ReadError};
use crate::catalogue::Catalogue;
use crate::package;

/// What is in a cabinet. As JSON, the report of `inspect`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// Grows when a field is removed or changes its meaning.
    pub schema_version: u32,
    /// The name by which the user knows the file.
    pub name: String,
    /// The length of the file, in bytes.
    pub length: u64,
    /// Whether there is a provisioning document in it.
    pub is_package: bool,
    /// The structure.
    pub cabinet: ContainerReport,
    /// The provisioning document; null when there is none, or when it cannot be read.
    pub document: Option<DocumentReport>,
    /// The signature; null when there is none, or when it cannot be read.
    pub signature: Option<SignatureReport>,
    /// What is unusual about the structure, though it can be read.
    pub oddities: Vec<String>,
    /// What is damaged: each entry is a sentence.
    pub damage: Vec<String>,
}

impl Inspection {
    /// Looks at everything in the cabinet that `reader` holds, and reads every block once.
    ///
    /// # Errors
    /// When the structure is so wrong that nothing can be shown. Damaged content is no error: it is reported.
    pub fn of(name: &str, mut reader: impl Read + Seek, catalogue: &Catalogue) -> Result<Self, ReadError> {
        let mut cabinet = Cabinet::open(&mut reader)?;
        let mut damage: Vec<String> = cabinet.damage().iter().map(|error| in_full(error)).collect();
        let document = match package::document(&mut cabinet) {
            Ok(document) => document,
            Err(error) => {
                let reason = in_full(&error);
                // A damaged block, or a set, has been told with its folder.
                if !damage.contains(&reason) {
                    damage.push(format!("the document cannot be read: {reason}"));
                }
                None
            }
        };
        let is_package = package::document_index(&cabinet).is_some();
        let layout = cabinet.into_layout();
        let signature =
            match layout.signature().map(|range| SignatureReport::of(&mut reader, range)).transpose() {
                Ok(signature) => signature,
                Err(error) => {
                    damage.push(format!("the signature cannot be read: {error}"));
                    None
                }
            };
        Ok(Self {
            schema_version: 1,
            name: name.to_owned(),
            length: layout.file_length,
            is_package,
            cabinet: ContainerReport::of(&layout),
            document: document.map(|bytes| DocumentReport::of(&bytes, catalogue)),
            signature,
            oddities: layout.oddities.iter().map(ToString::to_string).collect(),
            damage,
        })
    }

    /// Whether everything can be read.
    pub fn is_whole(&self) -> bool {
        self.damage.is_empty()
    }
}

/// An error with all that caused it.
fn in_full(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
