//! To whom a push goes, and how it is put into short messages.

use super::address::PhoneNumber;
use super::coding::{DataCoding, Validity};
use super::cut::{TooLong, cut};
use super::reference::{ReferenceSize, References};
use super::smpp::SubmitSm;
use super::tpdu::{Deliver, Submit};
use super::user_data::{Ports, Reference, UserData};
use crate::document::DateTime;

/// What is to be known beside a push to make short messages of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Whom it is for.
    pub to: PhoneNumber,
    /// Who sends it; `None`: whoever the modem or the centre says.
    pub from: Option<PhoneNumber>,
    /// The short message centre; `None`: the one that the modem knows.
    pub service_centre: Option<PhoneNumber>,
    /// The ports.
    pub ports: Ports,
    /// What the parts will have in common.
    pub reference: ReferenceChoice,
    /// What the messages say about their data.
    pub data_coding: DataCoding,
    /// How long the network keeps them; `None`: as long as it likes.
    pub validity: Option<Validity>,
}

/// Where the reference comes from that the parts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceChoice {
    /// It is given.
    Given(Reference),
    /// It is made from the push and the recipient.
    Derived(ReferenceSize),
}

impl Delivery {
    /// To a number, and everything else as it mostly is.
    pub fn to(to: PhoneNumber) -> Self {
        Self {
            to,
            from: None,
            service_centre: None,
            ports: Ports::default(),
            reference: ReferenceChoice::Derived(ReferenceSize::default()),
            data_coding: DataCoding::default(),
            validity: None,
        }
    }

    /// The push in as many parts as it takes. `references` are those of this run: another push to the same number does
    /// not get the same.
    ///
    /// # Errors
    /// When it takes more than 255.
    pub fn parts(&self, push: &[u8], references: &mut References) -> Result<Vec<UserData>, TooLong> {
        let reference = match self.reference {
            ReferenceChoice::Given(reference) => reference,
            ReferenceChoice::Derived(size) => references.of(push, Some(&self.to), size),
        };
        cut(push, self.ports, reference)
    }

    /// A part as a modem takes it.
    pub fn submit(&self, part: UserData) -> Submit {
        Submit {
            service_centre: self.service_centre.clone(),
            to: self.to.clone(),
            data_coding: self.data_coding,
            validity: self.validity,
            user_data: part,
        }
    }

    /// A part as a modem of the device hands it on. Where no sender was given, it is the recipient himself.
    pub fn deliver(&self, part: UserData, time: DateTime) -> Deliver {
        Deliver {
            service_centre: self.service_centre.clone(),
            from: self.from.clone().unwrap_or_else(|| self.to.clone()),
            data_coding: self.data_coding,
            time,
            user_data: part,
        }
    }

    /// A part as a short message centre takes it.
    pub fn submit_sm(&self, part: &UserData) -> SubmitSm {
        SubmitSm::new(&self.to, self.from.as_ref(), self.data_coding, self.validity, part)
    }
}
