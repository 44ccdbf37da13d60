//! A PKCS #12 container (`.pfx`, `.p12`): key and certificates together.

use std::path::PathBuf;

use der::{Decode, Header, SliceReader, Tag};
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
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
        self.certificates_of(&self.archive(passwords)?)
    }

    fn archive(&self, passwords: &dyn Passwords) -> Result<Pkcs12Archive, KeyError> {
        let path = self.path.clone();
        // Old programs write lengths that are open at the end (BER), which the header's reader does not take.
        if !Self::is_one(&self.bytes) && !self.bytes.starts_with(&[0x30, 0x80]) {
            return Err(KeyError::NotAContainer(path));
        }
        // A container that is not encrypted, or with the empty password, needs nobody to be asked.
        if let Ok(archive) = Pkcs12Archive::from_pkcs12(&self.bytes, "") {
            return Ok(archive);
        }
        let password = match passwords.password(&self.path) {
            Ok(password) => password,
            Err(source) => return Err(KeyError::Password { path, source }),
        };
        Pkcs12Archive::from_pkcs12(&self.bytes, &password).map_err(|error| match error {
            Error::MacError(_) => KeyError::WrongPassword(path),
            Error::UnsupportedEncryptionScheme => KeyError::ContainerEncryption(path),
            _ => KeyError::BrokenContainer(path),
        })
    }

    fn certificates_of(&self, archive: &Pkcs12Archive) -> Result<Vec<Certificate>, KeyError> {
        archive
            .certs
            .iter()
            .map(|bag| Certificate::from_der(bag.cert.as_der()))
            .collect::<Result<_, _>>()
            .map_err(|source| KeyError::Certificate { path: self.path.clone(), source })
    }
}

impl KeySource for Pkcs12 {
    fn load(&self, passwords: &dyn Passwords) -> Result<Credentials, KeyError> {
        let archive = self.archive(passwords)?;
        let bag = archive.keys.first().ok_or_else(|| KeyError::NoCredentials(self.path.clone()))?;
        let key = pem_files::from_pkcs8(bag.key.as_der(), &self.path)?;
        Credentials::of(key, self.certificates_of(&archive)?, self.path.clone())
    }
}

impl std::fmt::Debug for Pkcs12 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pkcs12({})", self.path.display())
    }
}
