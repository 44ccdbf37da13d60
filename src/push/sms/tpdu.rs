//! Short messages as a modem takes and gives them: SMS-SUBMIT and SMS-DELIVER (3GPP TS 23.040, section 9.2.2), behind
//! the address of the short message centre (3GPP TS 27.005, section 3.1).
//!
//! ```text
//! SUBMIT  = centre first reference to protocol coding [validity] length user-data
//! first   = 01 | 10 (a relative validity) | 40 (a user data header)
//! DELIVER = centre first from protocol coding time length user-data
//! first   = 00 | 04 (no more messages wait) | 40
//! time    = year month day hour minute second zone    ; two digits each, the first in the low half; zone in quarters
//! length  = of the user data, in octets, header included
//! ```

use super::address::{Address, PhoneNumber};
use super::coding::{DataCoding, Validity};
use super::user_data::{UserData, UserDataFault};
use super::{Form, ShortMessage};
use crate::document::DateTime;
use crate::push::octets::{At, CutOff, Octets};

/// Bits of the first octet.
mod first {
    pub(super) const TYPE: u8 = 0x03;
    pub(super) const DELIVER: u8 = 0x00;
    pub(super) const SUBMIT: u8 = 0x01;
    pub(super) const VALIDITY: u8 = 0x18;
    pub(super) const RELATIVE_VALIDITY: u8 = 0x10;
    pub(super) const USER_DATA_HEADER: u8 = 0x40;
}

/// A short message on its way to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submit {
    /// The centre that it goes through; `None`: the one that the modem knows.
    pub service_centre: Option<PhoneNumber>,
    /// Whom it is for.
    pub to: PhoneNumber,
    /// What it says about its data.
    pub data_coding: DataCoding,
    /// How long the network keeps it; `None`: as long as the network likes.
    pub validity: Option<Validity>,
    /// What it carries.
    pub user_data: UserData,
}

/// A short message on its way to a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deliver {
    /// The centre that it comes from.
    pub service_centre: Option<PhoneNumber>,
    /// Who sent it.
    pub from: PhoneNumber,
    /// What it says about its data.
    pub data_coding: DataCoding,
    /// When the centre got it, in UTC.
    pub time: DateTime,
    /// What it carries.
    pub user_data: UserData,
}

/// The octets of a short message for a modem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tpdu {
    /// The address of the centre, and the message.
    pub octets: Vec<u8>,
    /// The length of the message without that address: the number that `AT+CMGS=` wants.
    pub length: usize,
}

/// Why a short message cannot be read.
pub type DecodeError = At<DecodeFault>;

/// What can be wrong with a short message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
    /// It ends too early.
    #[error(transparent)]
    End(#[from] CutOff),
    /// It is neither SMS-SUBMIT nor SMS-DELIVER.
    #[error("{0:02X} is the first octet of neither SMS-SUBMIT nor SMS-DELIVER")]
    Type(u8),
    /// An address that is too long.
    #[error("an address of length {0}")]
    AddressLength(usize),
    /// An address that is none.
    #[error("octets that are no address")]
    Digits,
    /// The data are letters.
    #[error("the data coding {0:02X}: the message is a text, or compressed, and carries no push")]
    Coding(u8),
    /// More user data than a short message can have.
    #[error("{0} octets of user data: 140 is the most")]
    UserDataLength(u8),
    /// More behind the user data.
    #[error("more octets behind the end of the message")]
    Trailing,
    /// The user data are wrong.
    #[error(transparent)]
    UserData(UserDataFault),
}

impl Submit {
    /// The message for a modem.
    pub fn encode(&self) -> Tpdu {
        let validity = self.validity.map_or(0, |_| first::RELATIVE_VALIDITY);
        // Reference 00: the modem counts its messages itself.
        let mut message = vec![first::SUBMIT | validity | header_bit(&self.user_data), 0];
        self.to.write(&mut message);
        message.extend([0, self.data_coding.octet()]);
        message.extend(self.validity.map(Validity::octet));
        Tpdu::new(self.service_centre.as_ref(), message, &self.user_data)
    }
}

impl Deliver {
    /// The message as a modem hands it on. That more messages wait is left open, which is always allowed.
    pub fn encode(&self) -> Tpdu {
        let mut message = vec![first::DELIVER | header_bit(&self.user_data)];
        self.from.write(&mut message);
        message.extend([0, self.data_coding.octet()]);
        let digits = self.time.digits();
        let pairs = digits.as_bytes()[2..].chunks_exact(2);
        message.extend(pairs.map(|pair| (pair[1] - b'0') << 4 | (pair[0] - b'0')));
        message.push(0);
        Tpdu::new(self.service_centre.as_ref(), message, &self.user_data)
    }
}

fn header_bit(user_data: &UserData) -> u8 {
    if user_data.has_header() { first::USER_DATA_HEADER } else { 0 }
}

impl Tpdu {
    fn new(service_centre: Option<&PhoneNumber>, mut message: Vec<u8>, user_data: &UserData) -> Self {
        let user_data = user_data.octets();
        message.push(u8::try_from(user_data.len()).unwrap_or(u8::MAX));
        message.extend(user_data);
        let mut octets = Vec::new();
        match service_centre {
            Some(centre) => centre.write_centre(&mut octets),
            None => octets.push(0),
        }
        let length = message.len();
        octets.extend(message);
        Self { octets, length }
    }

    /// The octets in hexadecimal, as modems take them.
    pub fn hexadecimal(&self) -> String {
        hex::encode_upper(&self.octets)
    }
}

/// Whether octets are meant as a short message, though it may be broken: they begin with the address of a centre, or
/// with a first octet that says that a header stands before the data.
pub fn is_meant(octets: &[u8]) -> bool {
    let says_header = |first: u8| first & first::USER_DATA_HEADER != 0 && first & 0x82 == 0;
    has_centre(octets) || octets.first().is_some_and(|first| says_header(*first))
}

/// Whether octets begin with the address of a centre: it has its type behind its length, with the highest bit set; or it
/// is left out.
fn has_centre(octets: &[u8]) -> bool {
    matches!(octets, [0, ..] | [2..=11, 0x80..=0xFF, ..])
}

/// Reads a short message, with the address of a centre before it or without one.
///
/// # Errors
/// When it is neither; the fault is that of the form that it looks more like.
pub fn decode(octets: &[u8]) -> Result<ShortMessage, DecodeError> {
    let behind_centre = || {
        let mut octets = Octets::new(octets);
        let centre = Address::read_centre(&mut octets)?;
        message(octets, centre)
    };
    let bare = || message(Octets::new(octets), None);
    if has_centre(octets) { behind_centre().or_else(|fault| bare().map_err(|_| fault)) } else { bare() }
}

fn message(mut octets: Octets<'_>, service_centre: Option<Address>) -> Result<ShortMessage, DecodeError> {
    let at = octets.at();
    let first = octets.u8("the message, before its first octet")?;
    let (form, from, to) = match first & first::TYPE {
        first::SUBMIT => {
            octets.u8("the reference of the message")?;
            (Form::Submit, None, Some(Address::read(&mut octets, "the address of the recipient")?))
        }
        first::DELIVER => {
            (Form::Deliver, Some(Address::read(&mut octets, "the address of the sender")?), None)
        }
        _ => return Err(DecodeError { at, fault: DecodeFault::Type(first) }),
    };
    octets.u8("the protocol")?;
    let at = octets.at();
    let coding = octets.u8("the data coding")?;
    if !DataCoding::is_octets(coding) {
        return Err(DecodeError { at, fault: DecodeFault::Coding(coding) });
    }
    match (form, first & first::VALIDITY) {
        (Form::Submit, 0) => {}
        (Form::Submit, first::RELATIVE_VALIDITY) => _ = octets.u8("the validity")?,
        (Form::Submit, _) => _ = octets.take(7, "the validity")?,
        _ => _ = octets.take(7, "the time")?,
    }
    let (user_data, data_at) = user_data(&mut octets, first & first::USER_DATA_HEADER != 0)?;
    Ok(ShortMessage { form, service_centre, from, to, user_data, data_at })
}

/// Length, user data, and nothing behind them.
fn user_data(octets: &mut Octets<'_>, has_header: bool) -> Result<(UserData, usize), DecodeError> {
    const WHAT: &str = "the user data";
    let at = octets.at();
    let length = octets.u8(WHAT)?;
    if length > 140 {
        return Err(DecodeError { at, fault: DecodeFault::UserDataLength(length) });
    }
    let start = octets.at();
    let content = octets.take(length.into(), WHAT)?;
    if !octets.is_at_end() {
        return Err(DecodeError { at: octets.at(), fault: DecodeFault::Trailing });
    }
    if !has_header {
        return Ok((UserData { ports: None, part: None, data: content.to_vec() }, start));
    }
    let (user_data, data_at) = UserData::read(content)
        .map_err(|At { at, fault }| DecodeError { at: start + at, fault: DecodeFault::UserData(fault) })?;
    Ok((user_data, start + data_at))
}
