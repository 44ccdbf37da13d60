//! Short messages that carry a push: user data with ports, cut into parts and put together again; what a modem or a
//! short message centre takes (3GPP TS 23.040 and 27.005, SMPP 3.4), both ways.
//!
//! ```text
//! user data   = header data                 ; 140 octets at most
//! header      = length *element             ; see `user_data`
//! SUBMIT      = centre 51 reference to protocol coding validity length user-data
//! DELIVER     = centre 40 from protocol coding time length user-data
//! submit_sm   = 36 fields, the user data in one of them
//! ```
//!
//! A push that fits goes out as one message with ports; else it is cut, and each part says, beside the ports, which
//! part of how many it is and of what: the *reference*, the same number in all.

mod address;
mod coding;
mod cut;
mod delivery;
mod join;
mod reference;
pub mod smpp;
pub mod tpdu;
mod user_data;

pub use address::{Address, PhoneNumber, PhoneNumberError};
pub use coding::{DataCoding, Validity, ValidityError};
pub use cut::{MOST_PARTS, TooLong, cut};
pub use delivery::{Delivery, ReferenceChoice};
pub use join::{Chain, join};
pub use reference::{ReferenceSize, References};
pub use user_data::{Part, Ports, Reference, ReferenceError, UserData, UserDataFault};

/// A short message that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortMessage {
    /// In which form it was written.
    pub form: Form,
    /// The short message centre that it went or is to go through, where that is said.
    pub service_centre: Option<Address>,
    /// Who sent it, where that is said.
    pub from: Option<Address>,
    /// Whom it is for, where that is said.
    pub to: Option<Address>,
    /// What it carries.
    pub user_data: UserData,
    /// The offset of the data behind their header.
    pub data_at: usize,
}

/// The form of a short message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// From a modem to the network.
    Submit,
    /// From the network to a device.
    Deliver,
    /// From a program to a short message centre.
    SubmitSm,
    /// From a short message centre to a program.
    DeliverSm,
}

impl Form {
    /// What it is called where it is specified.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "SMS-SUBMIT",
            Self::Deliver => "SMS-DELIVER",
            Self::SubmitSm => "submit_sm",
            Self::DeliverSm => "deliver_sm",
        }
    }
}
