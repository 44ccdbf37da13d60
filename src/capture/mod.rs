//! What a captured push says, layer by layer: short messages, WSP, WBXML, down to the document.
//!
//! ```text
//! input ─pieces─▶ octets ─envelope─▶ short messages ─join─▶ push ─▶ body ─▶ document
//! ```
//!
//! Whatever layer an input begins with, what it is is found out by looking. Where reading ends before the document, a
//! fault says in which layer and at which octet; what was read until then is shown.

mod body;
mod envelope;
mod human;
mod layer;
mod pieces;
mod single_push;

pub use layer::{Fault, HeaderReport, Layer, PortsReport};
pub use pieces::{NotHexadecimal, Piece, pieces_of_hexadecimal, pieces_of_input};
pub use single_push::{SinglePushError, single_push};

use serde::Serialize;

use crate::document::Limits;

/// What was captured. As JSON, the report of `push decode`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Capture {
    /// Grows when a field is removed or changes its meaning.
    pub schema_version: u32,
    /// The messages, in the order in which they begin.
    pub messages: Vec<Message>,
}

/// A message: all that came together of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Where its octets stand in the input.
    pub places: Vec<String>,
    /// What was read, from the outside in.
    pub layers: Vec<Layer>,
    /// Where reading ended, if that was before the document.
    pub fault: Option<Fault>,
}

impl Capture {
    /// Reads everything that was captured. Parts of a push may stand in any order.
    pub fn of(pieces: &[Piece], limits: &Limits) -> Self {
        Self { schema_version: 1, messages: envelope::messages(pieces, limits) }
    }

    /// Whether all of it was read.
    pub fn is_whole(&self) -> bool {
        self.messages.iter().all(|message| message.fault.is_none())
    }
}
