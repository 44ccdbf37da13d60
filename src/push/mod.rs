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
//!
//! What goes in: a link ([`indication`], [`link`]), or a document that is signed ([`cp`]), each written as the body of a push
//! ([`content`]). [`outlook`] says beforehand what it will come to. [`head`] and [`server_files`] are for others who
//! send it; [`pull`] is what is left without a gateway.

pub mod content;
pub mod cp;
pub mod head;
pub mod indication;
pub mod link;
pub mod outlook;
pub mod pap;
pub mod pull;
pub mod remark;
pub mod server_files;
pub mod sms;
pub mod wsp;

mod octets;

pub use octets::{At, CutOff};
pub use outlook::Outlook;
