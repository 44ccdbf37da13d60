//! A push as files for a server that sends it itself: an operator's provisioning server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::content::Form;
use super::head;
use super::wsp::Push;
use crate::document::xml::Tree;
use crate::output::{OutputError, Pending};
use crate::wbxml::EncodeError;

/// The body as it is sent, and as it was signed.
pub const BODY: &str = "body.wbxml";
/// The headers of the body, its content type first.
pub const HEADERS: &str = "headers.txt";
/// The document as text, for a server that encodes and signs it itself.
pub const DOCUMENT: &str = "document.xml";

/// Files that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ServerFilesError {
    /// The folder cannot be made.
    #[error("cannot make the folder `{path}`", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The document is none that is pushed.
    #[error(transparent)]
    Document(#[from] EncodeError),
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Writes a push into files of a folder, which is made where it is not there, and gives them, whole, to be put in their
/// places.
///
/// # Errors
/// When the folder or a file cannot be written.
pub fn write(
    folder: &Path,
    push: &Push,
    document: &Tree,
) -> Result<Vec<(PathBuf, Pending)>, ServerFilesError> {
    let text = Form::Text.push(document)?.body;
    fs::create_dir_all(folder)
        .map_err(|source| ServerFilesError::Folder { path: folder.to_owned(), source })?;
    let head = head::write(push).into_bytes();
    let mut written = Vec::new();
    for (name, bytes) in [(BODY, &push.body), (HEADERS, &head), (DOCUMENT, &text)] {
        let path = folder.join(name);
        let mut pending = Pending::create(&path)?;
        pending.write(bytes)?;
        written.push((path, pending));
    }
    Ok(written)
}
