//! Documents as models with positions: read, changed, written.
//!
//! [`decode()`] makes text of bytes; [`xml`] makes a tree of text, collecting every fault; [`wap`], [`syncml`],
//! [`service_indication`], [`service_loading`] and [`ddf`] give the tree its meaning; all but the last are also
//! written, in the one canonical layout. Faults have a [`FaultKind`]; what they mean for a user is the checker's to
//! say.

pub mod ddf;
pub mod service_indication;
pub mod service_loading;
pub mod syncml;
pub mod wap;
pub mod xml;

mod date_time;
mod decode;
mod fault;
mod kind;
mod model;
mod shape;
mod text;

pub use date_time::{DateTime, DateTimeError};
pub use decode::{Decoded, ReadError, decode, read_bounded};
pub use fault::{Fault, FaultKind};
pub use kind::Kind;
pub use model::Model;
pub use text::Text;
pub use xml::{Limits, Parsed};
