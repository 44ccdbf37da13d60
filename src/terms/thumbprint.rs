//! The name by which devices know a certificate.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use serde::{Serialize, Serializer};
use sha1::{Digest, Sha1};

/// The SHA-1 of a whole certificate in DER, as 40 hexadecimal digits: the name of its entry in a store of the device
/// (<https://learn.microsoft.com/en-us/previous-versions/aa455841(v=msdn.10)>).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thumbprint([u8; 20]);

/// Text that is no thumbprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no thumbprint: 40 hexadecimal digits are wanted, the SHA-1 of the certificate")]
pub struct ThumbprintError(String);

impl Thumbprint {
    /// The thumbprint of a certificate in DER.
    pub fn of_der(certificate: &[u8]) -> Self {
        Self(Sha1::digest(certificate).into())
    }

    /// The same digest of a whole file, by which a device revokes one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(mut file: impl Read) -> io::Result<Self> {
        let mut digest = Sha1::new();
        io::copy(&mut file, &mut digest)?;
        Ok(Self(digest.finalize().into()))
    }

    /// A digest that was made elsewhere.
    pub const fn of_digest(digest: [u8; 20]) -> Self {
        Self(digest)
    }
}

impl FromStr for Thumbprint {
    type Err = ThumbprintError;

    /// Accepts both cases, and the blanks that Windows' certificate dialog puts between the bytes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let mut bytes = [0; 20];
        hex::decode_to_slice(&digits, &mut bytes).map_err(|_| ThumbprintError(text.to_owned()))?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_case_do_not_matter() {
        let plain: Thumbprint = "657141E1A69F18F7F6B3DA9385D62135A7C6053B".parse().unwrap();
        let dialog = "65 71 41 e1 a6 9f 18 f7 f6 b3 da 93 85 d6 21 35 a7 c6 05 3b".parse().unwrap();
        assert_eq!(plain, dialog);
    }

    #[test]
    fn the_digest_is_sha1() {
        // The test vector of FIPS 180-1.
        assert_eq!(Thumbprint::of_der(b"abc").to_string(), "A9993E364706816ABA3E25717850C26C9CD0D89D");
    }

    #[test]
    fn a_sha256_is_no_thumbprint() {
        assert!("00".repeat(32).parse::<Thumbprint>().is_err());
    }
}
