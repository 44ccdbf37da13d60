//! A private key in PEM, with certificates in files beside it.

use std::path::{Path, PathBuf};

use der::{AnyRef, Decode};
use pkcs8::{DecodePrivateKey, EncryptedPrivateKeyInfo, PrivateKeyInfo};
use rsa::RsaPrivateKey;
use rsa::pkcs1::DecodeRsaPrivateKey;
use zeroize::Zeroizing;

use super::{Credentials, KeyError, KeySource, Passwords, PrivateKey};
use crate::certificate_file::LARGEST_FILE;
use crate::input;
use crate::sign::certificate::Certificate;
use crate::terms::der_fault;

/// Said where the PEM is whole and its content is not.
const NO_KEY: &str = "what the PEM holds is damaged, or no key of the kind that its first line says";

/// A key file in PEM (PKCS #8, encrypted PKCS #8, PKCS #1), and the files of its certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PemFiles {
    /// The key.
    pub key: PathBuf,
    /// The certificates: the key's own and those above it, in any order, one or more to a file.
    pub certificates: Vec<PathBuf>,
}

impl KeySource for PemFiles {
    fn load(&self, passwords: &dyn Passwords) -> Result<Credentials, KeyError> {
        let text = Zeroizing::new(read(&self.key)?);
        let key = private_key_from_pem(&text, &self.key, passwords)?;
        let mut certificates = Vec::new();
        for path in &self.certificates {
            let read = Certificate::all_in(&read(path)?)
                .map_err(|source| KeyError::Certificate { path: path.clone(), source })?;
            certificates.extend(read);
        }
        Credentials::of(key, certificates, self.key.clone())
    }
}

/// Reads the first private key in a PEM text that may hold other blocks and remarks too.
pub(crate) fn private_key_from_pem(
    bytes: &[u8],
    path: &Path,
    passwords: &dyn Passwords,
) -> Result<PrivateKey, KeyError> {
    let text = str::from_utf8(bytes).map_err(|_| KeyError::NoKey(path.to_owned()))?;
    let malformed = |reason: String| KeyError::Malformed { path: path.to_owned(), reason };
    let decode = |block: &str| {
        pem_rfc7468::decode_vec(block.as_bytes())
            .map(|(_, der)| Zeroizing::new(der))
            .map_err(|_| malformed("its PEM is damaged".into()))
    };
    if let Some(block) = block(text, "ENCRYPTED PRIVATE KEY") {
        let der = decode(block)?;
        AnyRef::from_der(&der).map_err(|error| malformed(der_fault(&error)))?;
        // Whole, but its algorithm is none of PKCS #5: one of PKCS #12, as `openssl pkcs8 -v1 PBE-SHA1-3DES` uses.
        let encrypted = EncryptedPrivateKeyInfo::try_from(der.as_slice())
            .map_err(|_| KeyError::OldEncryption(path.to_owned()))?;
        let password = passwords
            .password(path)
            .map_err(|source| KeyError::Password { path: path.to_owned(), source })?;
        let plain = encrypted.decrypt(password.as_bytes()).map_err(|error| match error {
            // The crate says "encryption failed" when the padding that it decrypted is wrong.
            pkcs8::Error::EncryptedPrivateKey(
                pkcs8::pkcs5::Error::DecryptFailed | pkcs8::pkcs5::Error::EncryptFailed,
            ) => KeyError::WrongPassword(path.to_owned()),
            _ => KeyError::OldEncryption(path.to_owned()),
        })?;
        // A wrong password may by chance leave correct padding, but no key.
        return from_pkcs8(plain.as_bytes(), path).map_err(|error| match error {
            KeyError::Malformed { path, .. } => KeyError::WrongPassword(path),
            other => other,
        });
    }
    if let Some(block) = block(text, "PRIVATE KEY") {
        return from_pkcs8(&decode(block)?, path);
    }
    if let Some(block) = block(text, "RSA PRIVATE KEY") {
        if block.contains("Proc-Type:") {
            return Err(KeyError::OldEncryption(path.to_owned()));
        }
        let key = RsaPrivateKey::from_pkcs1_der(&decode(block)?).map_err(|_| malformed(NO_KEY.into()))?;
        return Ok(PrivateKey::new(key));
    }
    if block(text, "EC PRIVATE KEY").or_else(|| block(text, "DSA PRIVATE KEY")).is_some() {
        return Err(KeyError::NotRsa(path.to_owned()));
    }
    Err(KeyError::NoKey(path.to_owned()))
}

/// A PKCS #8 key in DER.
pub(super) fn from_pkcs8(der: &[u8], path: &Path) -> Result<PrivateKey, KeyError> {
    let malformed = |reason: String| KeyError::Malformed { path: path.to_owned(), reason };
    let info = PrivateKeyInfo::try_from(der).map_err(|_| malformed(NO_KEY.into()))?;
    if info.algorithm.oid != rsa::pkcs1::ALGORITHM_OID {
        return Err(KeyError::NotRsa(path.to_owned()));
    }
    let key = RsaPrivateKey::from_pkcs8_der(der).map_err(|_| malformed(NO_KEY.into()))?;
    Ok(PrivateKey::new(key))
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, KeyError> {
    input::read_file(path, LARGEST_FILE)
        .map_err(|source| KeyError::Unreadable { path: path.to_owned(), source })
}

/// The first block with exactly this label, with its delimiters.
fn block<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let start = text.find(&begin)?;
    let length = text[start..].find(&end)? + end.len();
    Some(&text[start..start + length])
}
