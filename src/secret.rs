//! Secrets that a user points to instead of writing them onto a command line or into a manifest: in a variable of the
//! environment, or in the first line of a file. They are wiped from memory when dropped, and no error shows one.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::context::Context;
use crate::input;

/// A secret, wiped from memory when dropped.
pub type Secret = Zeroizing<String>;

/// The most that is read of a file with a secret, in bytes.
const LARGEST_FILE: u64 = 64 << 10;

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// The value of this variable of the environment.
    Variable(String),
    /// The first line of this file.
    File(PathBuf),
}

/// A secret that is not where it should be.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The variable is not set.
    #[error("the environment variable {name} that should hold {what} is not set")]
    Variable {
        /// What it should hold.
        what: String,
        /// The variable.
        name: String,
    },
    /// The variable is set, and no text.
    #[error("the environment variable {name} that should hold {what} is not UTF-8 text")]
    NotText {
        /// What it should hold.
        what: String,
        /// The variable.
        name: String,
    },
    /// The file cannot be read.
    #[error("cannot read `{path}`, which should hold {what}", path = path.display())]
    File {
        /// What it should hold.
        what: String,
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl SecretSource {
    /// Reads the secret; `what` names it in an error.
    ///
    /// # Errors
    /// When the variable is not set, the file cannot be read or is no text.
    pub fn read(&self, what: &str, context: &Context) -> Result<Secret, SecretError> {
        match self {
            Self::Variable(name) => from_variable(name, what, context),
            Self::File(path) => from_file(path, what),
        }
    }

    /// The same, with a file that is named relative to `folder`.
    #[must_use]
    pub fn beside(&self, folder: &Path) -> Self {
        match self {
            Self::Variable(name) => Self::Variable(name.clone()),
            Self::File(path) => Self::File(folder.join(path)),
        }
    }
}

fn from_variable(name: &str, what: &str, context: &Context) -> Result<Secret, SecretError> {
    let (name, what) = (name.to_owned(), what.to_owned());
    match context.variable(&name).map(Zeroizing::new) {
        Some(value) => Ok(value),
        None if context.is_set(&name) => Err(SecretError::NotText { what, name }),
        None => Err(SecretError::Variable { what, name }),
    }
}

fn from_file(path: &Path, what: &str) -> Result<Secret, SecretError> {
    let unreadable = |source| SecretError::File { what: what.to_owned(), path: path.to_owned(), source };
    let bytes = input::read_file(path, LARGEST_FILE).map(Zeroizing::new).map_err(unreadable)?;
    let text = str::from_utf8(&bytes)
        .map_err(|_| unreadable(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text")))?;
    // Some editors put a byte order mark before the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_a_variable_or_the_first_line_of_a_file() {
        let context = Context::fixed([("PIN".to_owned(), "1234".to_owned())], 0);
        let variable = SecretSource::Variable("PIN".to_owned());
        assert_eq!(*variable.read("the PIN", &context).unwrap(), "1234");
        let missing = SecretSource::Variable("IMSI".to_owned()).read("the IMSI", &context).unwrap_err();
        assert_eq!(missing.to_string(), "the environment variable IMSI that should hold the IMSI is not set");

        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pin"), "4321\r\nmore\n").unwrap();
        let file = SecretSource::File("pin".into()).beside(folder.path());
        assert_eq!(*file.read("the PIN", &context).unwrap(), "4321");
        std::fs::write(folder.path().join("pin"), "\u{feff}4321\r\n").unwrap();
        assert_eq!(*file.read("the PIN", &context).unwrap(), "4321");
        std::fs::write(folder.path().join("pin"), b"\xff43\n").unwrap();
        let broken = file.read("the PIN", &context).unwrap_err();
        let source = std::error::Error::source(&broken).unwrap().to_string();
        let said = format!("{broken}: {source}");
        assert!(said.contains("the PIN") && !said.contains("43"), "{said}");
        assert_eq!(said.matches(&source).count(), 1, "{said}");
    }
}
