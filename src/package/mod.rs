//! Packages: cabinets that hold a provisioning document, `_setup.xml`, under the names `.cab` and `.cpf`; and the
//! question what kind of file something is.

mod artifact;
mod build;

pub use artifact::{Artifact, SniffError, sniff};
pub use build::{Built, Note, Package, PackageError, PackageKind};

use std::io::{Read, Seek};

use crate::cabinet::{Cabinet, ReadError};

/// The name that the installer of the device looks for
/// (<https://learn.microsoft.com/en-us/previous-versions/aa457894(v=msdn.10)>).
pub const DOCUMENT_NAME: &str = "_setup.xml";

/// The most that a provisioning document in a package may have, in bytes: 64 MiB.
pub const MAX_DOCUMENT: u32 = 64 << 20;

/// The number of the file in a cabinet that is its provisioning document.
pub fn document_index<R: Read + Seek>(cabinet: &Cabinet<R>) -> Option<usize> {
    cabinet.layout().files.iter().position(|file| file.name().eq_ignore_ascii_case(DOCUMENT_NAME))
}

/// The provisioning document of a package, as it stands there; `None` for a cabinet without one.
///
/// # Errors
/// When it is larger than [`MAX_DOCUMENT`], when its blocks are damaged.
pub fn document<R: Read + Seek>(cabinet: &mut Cabinet<R>) -> Result<Option<Vec<u8>>, ReadError> {
    document_index(cabinet).map(|index| cabinet.read(index, MAX_DOCUMENT)).transpose()
}
