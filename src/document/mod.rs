//! Documents as models with positions: read, changed, written.
//!
//! [`decode`] makes text of bytes; [`xml`] makes a tree of text, collecting every fault; [`wap`] and [`syncml`] give
//! the tree its meaning. Faults have a [`FaultKind`]; what they mean for a user is the checker's to say.

pub mod syncml;
pub mod wap;
pub mod xml;

mod fault;

pub use fault::{Fault, FaultKind};
