//! Passwords of keys: asked for only when something is encrypted, wiped after use.

use std::path::Path;

use crate::context::Context;
use crate::secret::{Secret, SecretSource};

/// A password, wiped from memory when dropped.
pub type Password = Secret;

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

/// The password that a variable of the environment or a file holds.
///
/// # Errors
/// When it is not there.
pub fn password_from(source: &SecretSource, context: &Context) -> Result<Password, PasswordError> {
    source.read("its password", context).map_err(|error| PasswordError(error.to_string()))
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
