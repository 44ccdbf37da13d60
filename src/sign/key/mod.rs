//! Private keys and where they come from.

mod identity_folder;
mod password;
mod pem_files;
mod pkcs12_file;

use std::fmt;
use std::path::PathBuf;

use rand_core::CryptoRngCore;
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};

use super::DigestAlgorithm;
use super::certificate::{Certificate, CertificateError, PublicKey};

pub use identity_folder::IdentityFolder;
pub use password::{NoPassword, Password, PasswordError, Passwords, password_from};
pub use pem_files::PemFiles;
pub(super) use pem_files::{private_key_from_pem, read};
pub use pkcs12_file::Pkcs12;

/// Where a key and its certificates come from.
pub trait KeySource {
    /// Reads the key and the certificates that come with it. `passwords` is asked only when something is encrypted.
    ///
    /// # Errors
    /// When the key cannot be read, deciphered or used, or no certificate fits it.
    fn load(&self, passwords: &dyn Passwords) -> Result<Credentials, KeyError>;
}

/// A private RSA key. Wiped from memory when dropped; never shown.
pub struct PrivateKey(RsaPrivateKey);

/// A key, the certificate that belongs to it, and others that may belong to its chain.
pub struct Credentials {
    /// The key.
    pub key: PrivateKey,
    /// The certificate of that key.
    pub certificate: Certificate,
    /// The other certificates that came along, in no order.
    pub others: Vec<Certificate>,
}

/// A key that cannot be used. No message ever holds a part of it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file cannot be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A certificate file cannot be used.
    #[error("cannot read the certificates in `{path}`")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: CertificateError,
    },
    /// There is no private key in the file.
    #[error(
        "there is no private key in `{0}`: a PEM block `PRIVATE KEY`, `ENCRYPTED PRIVATE KEY` or `RSA PRIVATE KEY` \
         is looked for"
    )]
    NoKey(PathBuf),
    /// Encrypted in the way of OpenSSL before PKCS #8, or in one of PKCS #12.
    #[error(
        "the key in `{0}` is encrypted in an old way that is not read (`Proc-Type: 4,ENCRYPTED`, or PKCS #8 with an \
         algorithm of PKCS #12); `openssl pkcs8 -topk8 -v2 aes256 -in KEY -out NEW` makes one that is"
    )]
    OldEncryption(PathBuf),
    /// Not an RSA key.
    #[error("the key in `{0}` is not an RSA key; Windows Mobile reads RSA signatures only")]
    NotRsa(PathBuf),
    /// Broken, or encrypted with something unknown.
    #[error("the key in `{path}` cannot be read: {reason}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The password is wrong, which cannot be told from damage.
    #[error("`{0}` does not open: the password is wrong, or the file is damaged")]
    WrongPassword(PathBuf),
    /// A password is needed and there is none.
    #[error("`{path}` is encrypted")]
    Password {
        /// The file.
        path: PathBuf,
        /// Why there is none.
        source: PasswordError,
    },
    /// A container that is encrypted with something that is not read.
    #[error(
        "`{0}` is encrypted in a way that is not read, such as RC4; RC2 of 40 bits, triple DES and AES are: \
         `openssl pkcs12 -in FILE -legacy -out keys.pem` and `openssl pkcs12 -export -in keys.pem -out NEW` encrypt \
         it anew"
    )]
    ContainerEncryption(PathBuf),
    /// A container that is damaged, which a wrong password can look like.
    #[error("the container `{0}` cannot be read: it is damaged, or the password is wrong")]
    BrokenContainer(PathBuf),
    /// Something else where a container should be.
    #[error("`{0}` is no PKCS #12 container; a key and certificates in PEM are given with --key and --cert")]
    NotAContainer(PathBuf),
    /// A container without a key.
    #[error("`{0}` holds no private key")]
    NoCredentials(PathBuf),
    /// None of the certificates belongs to the key.
    #[error(
        "the key in `{path}` belongs to none of the certificates given ({certificates}); check that the pair belongs together"
    )]
    NoMatch {
        /// The key's file.
        path: PathBuf,
        /// The subjects of the certificates.
        certificates: String,
    },
}

impl PrivateKey {
    pub(crate) fn new(key: RsaPrivateKey) -> Self {
        Self(key)
    }

    pub(crate) fn rsa(&self) -> &RsaPrivateKey {
        &self.0
    }

    /// The public half.
    pub fn public_key(&self) -> RsaPublicKey {
        self.0.to_public_key()
    }

    /// Whether the certificate is this key's.
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        matches!(certificate.key(), PublicKey::Rsa(key) if key.n() == self.0.n() && key.e() == self.0.e())
    }

    /// Signs a digest (RSASSA-PKCS1-v1_5, RFC 8017 section 8.2). The result depends on key and digest only; the
    /// randomness blinds the computation, so that its timing tells nothing (RUSTSEC-2023-0071).
    ///
    /// # Errors
    /// When the key is damaged or too short for the digest.
    pub fn sign(
        &self,
        algorithm: DigestAlgorithm,
        digest: &[u8],
        random: &mut impl CryptoRngCore,
    ) -> Result<Vec<u8>, rsa::Error> {
        self.0.sign_with_rng(random, algorithm.padding(), digest)
    }
}

impl Credentials {
    /// Finds the certificate of `key` among `certificates`.
    pub(crate) fn of(
        key: PrivateKey,
        certificates: Vec<Certificate>,
        path: PathBuf,
    ) -> Result<Self, KeyError> {
        let Some(certificate) = certificates.iter().find(|one| key.belongs_to(one)).cloned() else {
            let subjects: Vec<_> = certificates.iter().map(|one| format!("`{}`", one.subject())).collect();
            return Err(KeyError::NoMatch { path, certificates: subjects.join(", ") });
        };
        let others = certificates.into_iter().filter(|one| *one != certificate).collect();
        Ok(Self { key, certificate, others })
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey(RSA, {} bits)", self.0.n().bits())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({:?})", self.certificate)
    }
}
