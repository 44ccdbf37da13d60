//! The digests with which both sides of OMA DM prove that they know a secret
//! (OMA-TS-DM_Security, <https://www.openmobilealliance.org/release/DM/>).
//!
//! ```text
//! secret  = B64(MD5(name ":" password))
//! basic   = B64(name ":" password)
//! md5     = B64(MD5(secret ":" nonce))
//! trigger = MD5(secret ":" nonce ":" B64(MD5(trigger)))     ; of package #0
//! ```
//!
//! `nonce` is octets. `AAUTHDATA` and `NextNonce` carry them as base64; to hash that text is the classic mistake.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use md5::{Digest, Md5};
use zeroize::Zeroizing;

/// Base64 with or without its padding, which account documents lose.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The octets that go into a digest once, so that none can be used again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Nonce(Vec<u8>);

/// A text that is no nonce.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the nonce `{0}` is not base64: give it as AAUTHDATA or NextNonce carries it, which is base64 of the octets that \
     are hashed"
)]
pub struct NonceError(String);

impl Nonce {
    /// The nonce that is written as base64, as `AAUTHDATA` and `NextNonce` do.
    ///
    /// # Errors
    /// When it is not base64.
    pub fn of_base64(text: &str) -> Result<Self, NonceError> {
        LENIENT.decode(text.trim()).map(Self).map_err(|_| NonceError(text.to_owned()))
    }

    /// The nonce that is these octets.
    pub fn of_octets(octets: impl Into<Vec<u8>>) -> Self {
        Self(octets.into())
    }

    /// The octets that are hashed.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// A name and the password that belongs to it. The password is wiped from memory when dropped, and never shown.
#[derive(Clone)]
pub struct Login {
    name: String,
    password: Zeroizing<String>,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Login {
    /// A name and its password.
    pub fn new(name: impl Into<String>, password: Zeroizing<String>) -> Self {
        Self { name: name.into(), password }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `syncml:auth-basic`: the password, readable by whoever sees the message.
    pub fn basic(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.joined().as_bytes()))
    }

    /// `syncml:auth-md5`.
    pub fn md5(&self, nonce: &Nonce) -> String {
        STANDARD.encode(self.hashed(nonce).finalize())
    }

    /// The digest of package #0 with this trigger.
    pub(super) fn trigger_digest(&self, nonce: &Nonce, trigger: &[u8]) -> [u8; 16] {
        let trigger = STANDARD.encode(Md5::digest(trigger));
        self.hashed(nonce).chain_update(":").chain_update(trigger).finalize().into()
    }

    /// A hash of secret and nonce, that may go on.
    fn hashed(&self, nonce: &Nonce) -> Md5 {
        let secret = Zeroizing::new(STANDARD.encode(Md5::digest(self.joined().as_bytes())));
        Md5::new().chain_update(secret.as_bytes()).chain_update(":").chain_update(nonce.octets())
    }

    fn joined(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}:{}", self.name, *self.password))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that the SyncML specification prints for its example, and what was computed for them with openssl.
    #[test]
    fn the_example_of_the_specification_gives_its_digests() {
        let login = Login::new("Bruce2", Zeroizing::new("OhBehave".to_owned()));
        let nonce = Nonce::of_base64("Tm9uY2U=").unwrap();
        assert_eq!(nonce.octets(), b"Nonce");
        assert_eq!(login.md5(&nonce), "Zz6EivR3yeaaENcRN6lpAQ==");
        assert_eq!(*login.basic(), "QnJ1Y2UyOk9oQmVoYXZl");
    }

    #[test]
    fn a_nonce_may_have_lost_its_padding_but_must_be_base64() {
        assert_eq!(Nonce::of_base64("Tm9uY2U"), Nonce::of_base64(" Tm9uY2U=\n"));
        let error = Nonce::of_base64("no nonce!").unwrap_err().to_string();
        assert!(error.contains("`no nonce!` is not base64"), "{error}");
    }

    #[test]
    fn a_login_never_shows_its_password() {
        let login = Login::new("server", Zeroizing::new("hidden".to_owned()));
        assert!(!format!("{login:?}").contains("hidden"));
    }
}
