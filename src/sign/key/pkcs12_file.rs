//! A PKCS #12 container (`.pfx`, `.p12`): key and certificates together.

use std::path::PathBuf;

use der::{Decode, Header, SliceReader, Tag};
use p12_keystore::{KeyStore, KeyStoreEntry};
use zeroize::Zeroizing;

use super::{Credentials, KeyError, KeySource, Passwords, pem_files};
use crate::sign::certificate::Certificate;

/// A PKCS #12 container, its bytes already read: RC2-40 and 3DES of Windows XP days, or today's AES.
#[derive(Clone)]
pub struct Pkcs12 {
    /// The name by which the user knows it.
    pub path: PathBuf,
    /// The bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl Pkcs12 {
    /// Reads the container from a file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(path: PathBuf) -> Result<Self, KeyError> {
        Ok(Self { bytes: Zeroizing::new(pem_files::read(&path)?), path })
    }

    /// Whether the bytes are a PKCS #12 container: a SEQUENCE that begins with version 3 (RFC 7292, section 4).
    pub fn is_one(bytes: &[u8]) -> bool {
        let version = SliceReader::new(bytes).and_then(|mut reader| {
            Header::decode(&mut reader)?.tag.assert_eq(Tag::Sequence)?;
            u8::decode(&mut reader)
        });
        version == Ok(3)
    }

    /// All certificates in it, with or without a key.
    ///
    /// # Errors
    /// When the password is wrong or the container cannot be read.
    pub fn certificates(&self, passwords: &dyn Passwords) -> Result<Vec<Certificate>, KeyError> {
        self.certificates_of(&self.store(passwords)?)
    }

    fn store(&self, passwords: &dyn Passwords) -> Result<KeyStore, KeyError> {
        let password = passwords
            .password(&self.path)
            .map_err(|source| KeyError::Password { path: self.path.clone(), source })?;
        KeyStore::from_pkcs12(&self.bytes, &password).map_err(|error| match error {
            p12_keystore::error::Error::MacError(_) => KeyError::WrongPassword(self.path.clone()),
            other => KeyError::Malformed { path: self.path.clone(), reason: other.to_string() },
        })
    }

    fn certificates_of(&self, store: &KeyStore) -> Result<Vec<Certificate>, KeyError> {
        let mut found = Vec::new();
        for (_, entry) in store.entries() {
            match entry {
                KeyStoreEntry::PrivateKeyChain(chain) => found.extend(chain.chain()),
                KeyStoreEntry::Certificate(certificate) => found.push(certificate),
                KeyStoreEntry::Secret(_) => {}
            }
        }
        found
            .into_iter()
            .map(|one| Certificate::from_der(one.as_der()))
            .collect::<Result<_, _>>()
            .map_err(|source| KeyError::Certificate { path: self.path.clone(), source })
    }
}

impl KeySource for Pkcs12 {
    fn load(&self, passwords: &dyn Passwords) -> Result<Credentials, KeyError> {
        let store = self.store(passwords)?;
        let (_, chain) =
            store.private_key_chain().ok_or_else(|| KeyError::NoCredentials(self.path.clone()))?;
        let key = pem_files::from_pkcs8(chain.key(), &self.path)?;
        Credentials::of(key, self.certificates_of(&store)?, self.path.clone())
    }
}

impl std::fmt::Debug for Pkcs12 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pkcs12({})", self.path.display())
    }
}
