//! The words of the field as types: a value of one of these is right by construction.

mod loc_uri;
mod role;
mod target;
mod thumbprint;

pub use loc_uri::{LocUri, LocUriError};
pub use role::{Role, RoleMask, RoleMaskError};
pub use target::{DeviceClass, Release, Target, TargetError};
pub use thumbprint::{Thumbprint, ThumbprintError};
