//! Output that is whole or not there: written to a temporary file beside its target, synced, then renamed over it.
//! What stood there before is untouched until that rename.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the names of unfinished files begin.
const PREFIX: &str = ".provsmith-";

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{path}`: {source}")]
pub struct OutputError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// A file under construction. Dropped without [`Pending::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Pending {
    file: NamedTempFile,
    target: PathBuf,
}

impl Pending {
    /// Starts a file that will stand at `target`. The folder must exist.
    ///
    /// # Errors
    /// When no file can be made in the folder of `target`.
    pub fn create(target: &Path) -> Result<Self, OutputError> {
        Self::create_with(target, tempfile::Builder::new().prefix(PREFIX).permissions_like_new_file())
    }

    /// As [`Pending::create`], for a file that its owner alone may read, such as a private key.
    ///
    /// # Errors
    /// When no file can be made in the folder of `target`.
    pub fn create_private(target: &Path) -> Result<Self, OutputError> {
        Self::create_with(target, tempfile::Builder::new().prefix(PREFIX))
    }

    fn create_with(target: &Path, builder: &mut tempfile::Builder<'_, '_>) -> Result<Self, OutputError> {
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file =
            builder.tempfile_in(folder).map_err(|source| OutputError { path: target.to_owned(), source })?;
        Ok(Self { file, target: target.to_owned() })
    }

    /// The open file, to write, seek and read in.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts the file in its place, replacing what stood there.
    ///
    /// # Errors
    /// When the content cannot be synced or the file cannot be renamed; the old file is then still there.
    pub fn commit(self) -> Result<(), OutputError> {
        let failed = |source| OutputError { path: self.target.clone(), source };
        self.file.as_file().sync_all().map_err(failed)?;
        self.file
            .persist(&self.target)
            .map_err(|error| OutputError { path: self.target.clone(), source: error.error })?;
        Ok(())
    }
}

/// Writes `bytes` to `target`, whole or not at all.
///
/// # Errors
/// As [`Pending::create`] and [`Pending::commit`], and when the disk is full.
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut pending = Pending::create(target)?;
    pending.file().write_all(bytes).map_err(|source| OutputError { path: target.to_owned(), source })?;
    pending.commit()
}

/// Writes `bytes` to `target`, whole or not at all; where the system can, its owner alone may read it.
///
/// # Errors
/// As [`write_whole`].
pub fn write_private(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut pending = Pending::create_private(target)?;
    pending.file().write_all(bytes).map_err(|source| OutputError { path: target.to_owned(), source })?;
    pending.commit()
}

/// A temporary file is private by default; what replaces a user's file gets the rights that a new file would have.
trait NewFilePermissions {
    fn permissions_like_new_file(&mut self) -> &mut Self;
}

impl NewFilePermissions for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_new_file(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The mask of the process is applied by the system when the file is made.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_like_new_file(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_there_is_whole_until_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.xml");
        std::fs::write(&target, "old").unwrap();
        let mut pending = Pending::create(&target).unwrap();
        pending.file().write_all(b"new").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        pending.commit().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn an_abandoned_file_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        drop(Pending::create(&folder.path().join("a.xml")).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_error_names_the_file() {
        let error = write_whole(Path::new("/no-such-folder/a.xml"), b"x").unwrap_err();
        assert!(error.to_string().contains("/no-such-folder/a.xml"), "{error}");
    }
}
