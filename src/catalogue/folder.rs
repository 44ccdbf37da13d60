//! Providers of the user's own: a folder of files in the format of the catalogue.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::{Catalogue, CatalogueError, Entry};
use crate::input;
use crate::toml_text::text_of_toml;

/// Largest provider's file that is read, in bytes: the largest built-in one has a twentieth of it.
const LARGEST: u64 = 1 << 20;

/// A folder of providers that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder cannot be read.
    #[error("cannot read the folder of providers `{path}`")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no provider in it.
    #[error("`{0}` holds no .toml file: put one file a provider into it, or leave the folder out")]
    Empty(PathBuf),
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not of the format.
    #[error(transparent)]
    Format(#[from] CatalogueError),
    /// Two files describe one provider.
    #[error("`{first}` and `{second}` both describe `{provider}`: keep one of them")]
    Twice {
        /// The file that comes first by name.
        first: PathBuf,
        /// The other.
        second: PathBuf,
        /// The provider, with its variant.
        provider: String,
    },
}

/// A built-in provider whose place a file of the user's took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The provider, with its variant.
    pub provider: String,
    /// The file.
    pub by: PathBuf,
}

impl Catalogue {
    /// Adds each provider of a folder: every file in it that ends with `.toml`, by name. One that is known already is
    /// replaced; of the built-in ones [`Catalogue::replaced`] tells.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, a file is not of the format, or two describe the same provider.
    pub fn with_folder(self, folder: &Path) -> Result<Self, FolderError> {
        let files = provider_files(folder)
            .map_err(|source| FolderError::Folder { path: folder.to_owned(), source })?;
        if files.is_empty() {
            return Err(FolderError::Empty(folder.to_owned()));
        }
        let mut catalogue = self;
        let mut read = HashMap::new();
        for path in files {
            let entry = read_entry(&path)?;
            let (name, variant, place) = entry.identity();
            let identity = (name.to_owned(), variant.cloned(), place.to_vec());
            if let Some(first) = read.insert(identity, path.clone()) {
                return Err(FolderError::Twice { first, second: path, provider: entry.label() });
            }
            if catalogue.entries().any(|known| known.is_builtin() && known.identity() == entry.identity()) {
                catalogue.replaced.push(Replaced { provider: entry.label(), by: path });
            }
            catalogue = catalogue.with(entry);
        }
        Ok(catalogue)
    }
}

fn provider_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if is_toml && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_entry(path: &Path) -> Result<Entry, FolderError> {
    let unreadable = |source| FolderError::File { path: path.to_owned(), source };
    let bytes = input::read_file(path, LARGEST).map_err(unreadable)?;
    let text = text_of_toml(&bytes).map_err(|no_text| {
        let file = path.display().to_string();
        CatalogueError::at(file, &no_text.text, no_text.span.start(), no_text.message)
    })?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Ok(Entry::parse(name, text).map_err(|error| error.in_file(path))?)
}
