//! What a captured push says, layer by layer: short messages, WSP, requests to a gateway, WBXML, down to the
//! document.
//!
//! ```text
//! input ─pieces─▶ octets ─envelope─▶ short messages ─join─▶ push ─▶ body ─▶ document
//!                                └──▶ request of PAP ────────▶ push ─┘
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

pub use layer::{Fault, HeaderReport, Layer, PortsReport, ResultReport};
pub use pieces::{Piece, PiecesError, pieces_of_hexadecimal, pieces_of_input};
pub use single_push::{SinglePushError, single_push};

use serde::Serialize;

use crate::dm::credential::Nonce;
use crate::document::Limits;
use crate::push::cp::{Answer, Known};
use crate::secret::Secret;

/// The secrets with which signatures are checked.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Those of client provisioning messages.
    pub keys: Known,
    /// The password by which a management server proves itself, and the nonce.
    pub login: Option<(Secret, Nonce)>,
}

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
    /// Reads everything that was captured, and checks each MAC and digest whose secrets are known. Parts of a push may stand in any
    /// order.
    pub fn of(pieces: &[Piece], secrets: &Secrets, limits: &Limits) -> Self {
        Self { schema_version: 1, messages: envelope::messages(pieces, secrets, limits) }
    }

    /// Whether nothing of it was read: it is nothing that is pushed.
    pub fn is_unreadable(&self) -> bool {
        self.messages.iter().all(|message| message.layers.is_empty())
    }

    /// Whether all of it was read, and every MAC and digest holds whose secrets are known.
    pub fn is_good(&self) -> bool {
        let is_good = |layer: &Layer| match layer {
            Layer::Signature { answer, .. } => matches!(answer, Answer::Holds | Answer::Needs { .. }),
            Layer::Notification { digest_agrees, .. } => *digest_agrees != Some(false),
            _ => true,
        };
        self.messages.iter().all(|message| message.fault.is_none() && message.layers.iter().all(is_good))
    }
}
