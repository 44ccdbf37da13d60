//! The two digests of a cabinet signature.

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::Any;
use rsa::Pkcs1v15Sign;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha1::digest::{Digest, DynDigest};
use sha2::Sha256;
use spki::AlgorithmIdentifierOwned;

/// The digest that a signature rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestAlgorithm {
    /// SHA-1: the only one that Windows Mobile reads, since its `CryptCreateHash` knows no SHA-2
    /// (<https://social.msdn.microsoft.com/Forums/en-US/28b19312-c0c6-4c29-824e-accc6ed083c9>).
    #[default]
    Sha1,
    /// SHA-256: for other readers.
    Sha256,
}

impl DigestAlgorithm {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Sha1, Self::Sha256];

    /// The name that users write and read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
        }
    }

    /// The object identifier.
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => Sha1::OID,
            Self::Sha256 => Sha256::OID,
        }
    }

    /// The algorithm that an object identifier names, if it is one of the two.
    pub fn of_oid(oid: &ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == *oid)
    }

    /// The AlgorithmIdentifier, with the explicit NULL that every Authenticode writer puts there.
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: Some(Any::null()) }
    }

    /// The digest of bytes at hand.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }

    /// A digest to be fed piece by piece.
    pub fn hasher(self) -> Box<dyn DynDigest> {
        match self {
            Self::Sha1 => Box::new(Sha1::new()),
            Self::Sha256 => Box::new(Sha256::new()),
        }
    }

    /// The PKCS #1 v1.5 padding with this digest.
    pub(crate) fn padding(self) -> Pkcs1v15Sign {
        match self {
            Self::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        }
    }
}
