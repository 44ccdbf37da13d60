//! A test identity's folder as a source of its key.

use std::path::PathBuf;

use super::{Credentials, KeyError, KeySource, Passwords, PemFiles};
use crate::sign::identity::{INTERMEDIATES, ROOT, SIGNER, SIGNER_KEY};

/// A folder that `cert new` made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFolder {
    /// The folder.
    pub path: PathBuf,
}

impl KeySource for IdentityFolder {
    fn load(&self, passwords: &dyn Passwords) -> Result<Credentials, KeyError> {
        let [signer, intermediates, root] = [SIGNER, INTERMEDIATES, ROOT].map(|name| self.path.join(name));
        let between = Some(intermediates).filter(|file| file.exists());
        PemFiles {
            key: self.path.join(SIGNER_KEY),
            certificates: [signer].into_iter().chain(between).chain([root]).collect(),
        }
        .load(passwords)
    }
}
