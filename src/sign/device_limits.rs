//! What a device cannot read of a certificate, as far as is known: Windows Mobile 5.0 to 6.5 stand on Windows CE 5.

use std::fmt;

use super::certificate::{Certificate, PublicKey, SignatureAlgorithm};

/// The longest RSA key that is known to work on the devices, in bits.
const LONGEST_KEY: usize = 2048;

/// Why a device will likely not accept a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceLimit {
    /// Signed with a digest that came after the device: CryptCreateHash knows no SHA-2, and chains with SHA-512 were
    /// seen to be rejected by 6.1 and 6.5 (<https://www.frankysweb.de/en/windows-mobile-6-0x80072f0d/>).
    Signature(SignatureAlgorithm),
    /// A key that is not RSA.
    Key(String),
    /// An RSA key longer than any that is known to work.
    KeyLength(usize),
}

impl DeviceLimit {
    /// All limits that a certificate passes.
    pub fn of(certificate: &Certificate) -> Vec<Self> {
        let signature = match certificate.signed_with() {
            SignatureAlgorithm::RsaMd5 | SignatureAlgorithm::RsaSha1 => None,
            newer => Some(Self::Signature(newer.clone())),
        };
        let key = match certificate.key() {
            PublicKey::Other(kind) => Some(Self::Key(kind.clone())),
            PublicKey::Rsa(_) => {
                certificate.key().rsa_bits().filter(|bits| *bits > LONGEST_KEY).map(Self::KeyLength)
            }
        };
        signature.into_iter().chain(key).collect()
    }
}

impl fmt::Display for DeviceLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(algorithm) => {
                write!(
                    f,
                    "it is signed with {algorithm}; devices are known to read RSA with SHA-1, and RSA with MD5 in old \
                     certificates, only"
                )
            }
            Self::Key(kind) => write!(f, "its key is {kind}; devices read RSA only"),
            Self::KeyLength(bits) => {
                write!(f, "its key has {bits} bits; devices are known to read up to {LONGEST_KEY}")
            }
        }
    }
}
