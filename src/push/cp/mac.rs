//! The MAC of a client provisioning message: HMAC-SHA1 over the octets behind the WSP headers, exactly as they are sent
//! (OMA-WAP-ProvBoot 1.1, <https://www.openmobilealliance.org/release/ClientProv/>; RFC 2104).

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, Mac as _};
use sha1::Sha1;

/// The MAC of a message: 20 octets, written as 40 upper-case hexadecimal digits.
#[derive(Clone, Copy)]
pub struct Mac([u8; 20]);

/// Text that is no MAC.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a MAC has 40 hexadecimal digits, `{0}` is none")]
pub struct MacError(String);

impl Mac {
    /// The MAC of a body.
    pub fn of(key: &[u8], body: &[u8]) -> Self {
        Self(keyed(key).chain_update(body).finalize().into_bytes().into())
    }

    /// Whether this is the MAC of a body, found out in the same time whether it is or not.
    pub fn holds(&self, key: &[u8], body: &[u8]) -> bool {
        keyed(key).chain_update(body).verify_slice(&self.0).is_ok()
    }

    /// Its octets.
    pub(super) fn octets(&self) -> &[u8; 20] {
        &self.0
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha1> {
    Hmac::new_from_slice(key).expect("a key of HMAC may have any length")
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

impl FromStr for Mac {
    type Err = MacError;

    /// Small letters are read too.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut octets = [0; 20];
        match hex::decode_to_slice(text, &mut octets) {
            Ok(()) => Ok(Self(octets)),
            Err(_) => Err(MacError(text.to_owned())),
        }
    }
}
