//! Push: from a document to what goes over the air, and back.
//!
//! From the outside in: short messages of 140 octets ([`sms`]), which carry parts of a push ([`wsp`]): headers, and the
//! document as its body. A push proxy gateway makes both of what it is handed ([`pap`]).
//!
//! ```text
//! short message   user data of at most 140 octets: header (ports, part 2 of 3), part of the push
//! push            transaction, type, content type, headers, body
//! body            WBXML, or XML as text, or the notification of a management server
//! ```

pub mod pap;
pub mod sms;
pub mod wsp;

mod octets;

pub use octets::{At, CutOff};
