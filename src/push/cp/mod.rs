//! OMA Client Provisioning messages: a document, signed with a secret that sender and receiver share
//! (OMA-WAP-ProvBoot 1.1, <https://www.openmobilealliance.org/release/ClientProv/>; what Windows Mobile makes of them:
//! <https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).

mod imsi;
mod key;
mod mac;
mod message;
mod pin;
mod verify;

pub use imsi::{Imsi, ImsiError};
pub use key::{Key, Signature};
pub use mac::{Mac, MacError};
pub use message::Message;
pub use pin::{Pin, PinError, PinKey, PinMac};
pub use verify::{Answer, Known, Signed, Slip, verify};
