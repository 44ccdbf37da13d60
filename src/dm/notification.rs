//! Package #0: the message that makes a device call its server
//! (OMA-TS-DM_Notification, <https://www.openmobilealliance.org/release/DM/>).
//!
//! ```text
//! package-0 = digest trigger
//! digest    = 16*u8                ; MD5, see `credential`
//! trigger   = header server-id [vendor]
//! header    = 8*u8, big endian:
//!     10 bits  version of OMA DM, times ten: 11 or 12
//!      2 bits  ui-mode: 0 not said, 1 background, 2 informative, 3 user interaction
//!      1 bit   initiator: 0 the client caused it, 1 the server
//!     27 bits  0
//!     16 bits  session id
//!      8 bits  length of the server id
//! server-id = 0*255u8
//! vendor    = *u8                  ; the vendor's own, usually nothing
//! ```
//!
//! The device looks for an account with this server id, makes the digest with that account's password for the server,
//! and calls the server only if the two agree.

use std::fmt;

use serde::Serialize;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::credential::{Login, Nonce};
use crate::document::syncml::Version;
use crate::push::wsp::{ContentType, Header, Push};

const DIGEST: usize = 16;
const HEADER: usize = 8;

/// What the device does before it calls the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UiMode {
    /// Not said.
    #[default]
    NotSpecified,
    /// Nothing is shown.
    Background,
    /// The user is told.
    Informative,
    /// The user is asked.
    UserInteraction,
}

/// Who wants the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initiator {
    /// The user, or the device itself.
    Client,
    /// The server.
    #[default]
    Server,
}

/// What a server tells a device by package #0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// The version of OMA DM.
    pub version: Version,
    /// What the device does before it calls the server.
    pub ui_mode: UiMode,
    /// Who wants the session.
    pub initiator: Initiator,
    /// The id of the session, which the device's first message repeats.
    pub session_id: u16,
    /// The name under which the device knows the server: `PROVIDER-ID` of its account.
    pub server_id: ServerId,
    /// What a vendor adds.
    pub vendor: Vec<u8>,
}

/// The name of a server: at most 255 bytes of UTF-8, not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerId(String);

/// A text that is no server id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a server id has 1 to 255 bytes, this one {0}: give PROVIDER-ID of the account on the device")]
pub struct ServerIdError(usize);

/// Package #0 as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The digest.
    pub digest: [u8; DIGEST],
    /// What it says.
    pub trigger: Trigger,
    /// The octets that the digest is of.
    signed: Vec<u8>,
}

/// Bytes that are no package #0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// Too few of them.
    #[error("package #0 has at least {least} bytes, this one {0}", least = DIGEST + HEADER + 1)]
    Short(usize),
    /// A version that there is none of.
    #[error("the version at byte 16 is {}.{}: package #0 of OMA DM has 1.1 or 1.2", .0 / 10, .0 % 10)]
    Version(u16),
    /// Bits that must be 0 are not.
    #[error("bits that must be 0 are not (bytes 17 to 20)")]
    Reserved,
    /// The server id goes on behind the end.
    #[error("the server id should have {length} bytes (byte 23), but only {left} follow")]
    ServerIdLength {
        /// What its length says.
        length: usize,
        /// What there is.
        left: usize,
    },
    /// The server id is no text.
    #[error("the server id at byte 24 is not UTF-8")]
    ServerIdText,
    /// The server id is empty.
    #[error("the server id is empty (byte 23)")]
    NoServerId,
}

impl ServerId {
    /// The id with this text.
    ///
    /// # Errors
    /// When it is empty or too long.
    pub fn new(text: impl Into<String>) -> Result<Self, ServerIdError> {
        let text = text.into();
        if (1..=255).contains(&text.len()) { Ok(Self(text)) } else { Err(ServerIdError(text.len())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ServerId {
    type Err = ServerIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl UiMode {
    const ALL: [Self; 4] = [Self::NotSpecified, Self::Background, Self::Informative, Self::UserInteraction];

    fn bits(self) -> u64 {
        match self {
            Self::NotSpecified => 0,
            Self::Background => 1,
            Self::Informative => 2,
            Self::UserInteraction => 3,
        }
    }
}

impl fmt::Display for UiMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSpecified => "not said",
            Self::Background => "background: nothing is shown",
            Self::Informative => "informative: the user is told",
            Self::UserInteraction => "user interaction: the user is asked",
        })
    }
}

impl fmt::Display for Initiator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}

impl Trigger {
    /// The octets that the digest is of.
    pub fn octets(&self) -> Vec<u8> {
        let version: u64 = match self.version {
            Version::V1_1 => 11,
            Version::V1_2 => 12,
        };
        let initiator = u64::from(self.initiator == Initiator::Server);
        let header = version << 54
            | self.ui_mode.bits() << 52
            | initiator << 51
            | u64::from(self.session_id) << 8
            | self.server_id.0.len() as u64;
        [&header.to_be_bytes()[..], self.server_id.0.as_bytes(), &self.vendor].concat()
    }

    /// Package #0, which the password of the server for this device proves.
    ///
    /// The same trigger, password and nonce always give the same bytes.
    pub fn sign(&self, password: Zeroizing<String>, nonce: &Nonce) -> Vec<u8> {
        let trigger = self.octets();
        let digest = Login::new(self.server_id.as_str(), password).trigger_digest(nonce, &trigger);
        [&digest[..], &trigger].concat()
    }
}

impl Trigger {
    /// The same as a push for the management client of the device.
    pub fn push(&self, password: Zeroizing<String>, nonce: &Nonce) -> Push {
        const CLIENT: &str = "x-wap-application:syncml.dm";
        let content_type = ContentType::new(ContentType::DM_NOTIFICATION);
        Push {
            headers: vec![Header::new(Header::APPLICATION_ID, CLIENT)],
            ..Push::new(content_type, self.sign(password, nonce))
        }
    }
}

impl Notification {
    /// Reads package #0.
    ///
    /// # Errors
    /// When it is cut off, or a field of it has a meaning that there is none of.
    pub fn read(bytes: &[u8]) -> Result<Self, NotificationError> {
        let short = || NotificationError::Short(bytes.len());
        let (digest, signed) = bytes.split_first_chunk::<DIGEST>().ok_or_else(short)?;
        let (header, rest) = signed.split_first_chunk::<HEADER>().ok_or_else(short)?;
        let header = u64::from_be_bytes(*header);
        let field = |shift: u32, bits: u32| header >> shift & ((1 << bits) - 1);
        let version = match field(54, 10) {
            11 => Version::V1_1,
            12 => Version::V1_2,
            other => return Err(NotificationError::Version(u16::try_from(other).unwrap_or(u16::MAX))),
        };
        if field(24, 27) != 0 {
            return Err(NotificationError::Reserved);
        }
        let length = usize::try_from(field(0, 8)).unwrap_or_default();
        let (server_id, vendor) = rest
            .split_at_checked(length)
            .ok_or(NotificationError::ServerIdLength { length, left: rest.len() })?;
        let server_id = str::from_utf8(server_id).map_err(|_| NotificationError::ServerIdText)?;
        let trigger = Trigger {
            version,
            ui_mode: UiMode::ALL[usize::try_from(field(52, 2)).unwrap_or_default()],
            initiator: if field(51, 1) == 1 { Initiator::Server } else { Initiator::Client },
            session_id: u16::try_from(field(8, 16)).unwrap_or_default(),
            server_id: ServerId::new(server_id).map_err(|_| NotificationError::NoServerId)?,
            vendor: vendor.to_vec(),
        };
        Ok(Self { digest: *digest, trigger, signed: signed.to_vec() })
    }

    /// Whether this password and nonce give the digest: whether a device that has them calls its server. Found out in
    /// the same time whether they do or not.
    pub fn agrees(&self, password: Zeroizing<String>, nonce: &Nonce) -> bool {
        let login = Login::new(self.trigger.server_id.as_str(), password);
        login.trigger_digest(nonce, &self.signed).ct_eq(&self.digest).into()
    }
}
