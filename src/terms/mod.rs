//! The words of the field as types: a value of one of these is right by construction.

mod channel;
mod encoding;
mod integer;
mod loc_uri;
mod role;
mod short_message;
mod shown;
mod target;
mod thumbprint;
mod web_address;

pub use channel::{Channel, ChannelError, CpSecurity};
pub(crate) use encoding::der_fault;
pub use integer::Integer;
pub use loc_uri::{LocUri, LocUriError};
pub use role::{Role, RoleMask, RoleMaskError};
pub(crate) use short_message::USER_DATA;
pub use short_message::short_messages;
pub(crate) use shown::is_hidden;
pub use shown::shown;
pub use target::{DeviceClass, NameError, Release, Target, TargetError};
pub use thumbprint::{Thumbprint, ThumbprintError};
pub use web_address::is_web_address;
