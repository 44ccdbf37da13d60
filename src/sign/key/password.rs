//! Passwords of keys: asked for only when something is encrypted, wiped after use.

use std::path::Path;

use zeroize::Zeroizing;

use crate::certificate_file::LARGEST_FILE;
use crate::context::Context;
use crate::input;

/// A password, wiped from memory when dropped.
pub type Password = Zeroizing<String>;

/// Who knows the passwords.
pub trait Passwords {
    /// The password of the key in `path`.
    ///
    /// # Errors
    /// When there is none.
    fn password(&self, path: &Path) -> Result<Password, PasswordError>;
}

/// Why there is no password.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PasswordError(pub String);

/// The password that an environment variable holds.
///
/// # Errors
/// When the variable is not set.
pub fn password_from_variable(name: &str, context: &Context) -> Result<Password, PasswordError> {
    let value = context.variable(name).map(Zeroizing::new);
    value.ok_or_else(|| {
        PasswordError(format!("the environment variable {name} that should hold its password is not set"))
    })
}

/// The password that is the first line of a file.
///
/// # Errors
/// When the file cannot be read.
pub fn password_from_file(path: &Path) -> Result<Password, PasswordError> {
    let unreadable = |reason: &dyn std::fmt::Display| {
        PasswordError(format!("cannot read `{}`, which should hold its password: {reason}", path.display()))
    };
    let bytes =
        input::read_file(path, LARGEST_FILE).map(Zeroizing::new).map_err(|error| unreadable(&error))?;
    let text = str::from_utf8(&bytes).map_err(|error| unreadable(&error))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// Knows no password: for keys that are expected to be plain.
#[derive(Debug, Clone, Copy)]
pub struct NoPassword;

impl Passwords for NoPassword {
    fn password(&self, _path: &Path) -> Result<Password, PasswordError> {
        Err(PasswordError("no password was given".into()))
    }
}

impl Passwords for Password {
    fn password(&self, _path: &Path) -> Result<Password, PasswordError> {
        Ok(self.clone())
    }
}
