//! Short messages as a short message centre takes and gives them: submit_sm and deliver_sm of SMPP 3.4
//! (<https://smpp.org/SMPP_v3_4_Issue1_2.pdf>, sections 4.4 and 4.6).
//!
//! ```text
//! pdu    = length command status sequence body          ; 32 bits each
//! body   = service-type source destination esm-class protocol priority schedule validity
//!          receipt replace coding default length short-message *option
//! source, destination = type plan text                  ; texts are ended by 00
//! option = tag length octets                            ; 16 bits each
//! ```

use serde::{Deserialize, Serialize};

use super::address::{Address, PhoneNumber};
use super::coding::{DataCoding, Validity};
use super::user_data::{Part, Ports, Reference, UserData, UserDataFault};
use super::{Form, ShortMessage};
use crate::push::octets::{At, CutOff, Octets};

const SUBMIT_SM: u32 = 4;
const DELIVER_SM: u32 = 5;
/// In `esm_class`: a user data header stands before the data.
const USER_DATA_HEADER: u8 = 0x40;
/// The octets before the body.
const HEADER: usize = 16;

/// The optional parameters that say something about the data.
mod option {
    pub(super) const SOURCE_PORT: u16 = 0x020A;
    pub(super) const DESTINATION_PORT: u16 = 0x020B;
    pub(super) const REFERENCE: u16 = 0x020C;
    pub(super) const TOTAL: u16 = 0x020E;
    pub(super) const NUMBER: u16 = 0x020F;
    pub(super) const PAYLOAD: u16 = 0x0424;
}

/// Messages for a centre as their fields, in the order in which they are sent: what programs that talk to the centre
/// take as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Grows when a field is removed or changes its meaning.
    pub schema_version: u32,
    /// The messages.
    pub submit_sm: Vec<SubmitSm>,
}

impl Submission {
    /// These messages.
    pub fn new(submit_sm: Vec<SubmitSm>) -> Self {
        Self { schema_version: 1, submit_sm }
    }
}

/// The fields of a submit_sm, by the names of the specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitSm {
    /// The kind of service: the default one.
    pub service_type: String,
    /// 1 for an international number, 0 where that is not known.
    pub source_addr_ton: u8,
    /// 1 for a telephone number, 0 where there is none.
    pub source_addr_npi: u8,
    /// Who sends it; empty: the centre's default.
    pub source_addr: String,
    /// As of the source.
    pub dest_addr_ton: u8,
    /// As of the source.
    pub dest_addr_npi: u8,
    /// Whom it is for: digits.
    pub destination_addr: String,
    /// 64: a user data header stands before the data.
    pub esm_class: u8,
    /// The default protocol.
    pub protocol_id: u8,
    /// The lowest priority.
    pub priority_flag: u8,
    /// Empty: at once.
    pub schedule_delivery_time: String,
    /// How long it is kept, `YYMMDDhhmmss000R`; empty: as the centre likes.
    pub validity_period: String,
    /// 0: no receipt is asked for.
    pub registered_delivery: u8,
    /// 0: it replaces no other message.
    pub replace_if_present_flag: u8,
    /// 4: octets.
    pub data_coding: u8,
    /// None of the centre's own messages.
    pub sm_default_msg_id: u8,
    /// The length of the user data, in octets.
    pub sm_length: u8,
    /// User data header and data, in hexadecimal.
    #[serde(serialize_with = "hexadecimal", deserialize_with = "of_hexadecimal")]
    pub short_message: Vec<u8>,
}

impl SubmitSm {
    /// The fields for a short message.
    pub fn new(
        to: &PhoneNumber,
        from: Option<&PhoneNumber>,
        data_coding: DataCoding,
        validity: Option<Validity>,
        user_data: &UserData,
    ) -> Self {
        let ton = |number: &PhoneNumber| u8::from(number.is_international());
        let short_message = user_data.octets();
        Self {
            service_type: String::new(),
            source_addr_ton: from.map_or(0, ton),
            source_addr_npi: u8::from(from.is_some()),
            source_addr: from.map(|from| from.digits().to_owned()).unwrap_or_default(),
            dest_addr_ton: ton(to),
            dest_addr_npi: 1,
            destination_addr: to.digits().to_owned(),
            esm_class: if user_data.has_header() { USER_DATA_HEADER } else { 0 },
            protocol_id: 0,
            priority_flag: 0,
            schedule_delivery_time: String::new(),
            validity_period: validity.map(relative_time).unwrap_or_default(),
            registered_delivery: 0,
            replace_if_present_flag: 0,
            data_coding: data_coding.octet(),
            sm_default_msg_id: 0,
            sm_length: u8::try_from(short_message.len()).unwrap_or(u8::MAX),
            short_message,
        }
    }

    /// The whole message.
    pub fn encode(&self, sequence: u32) -> Vec<u8> {
        let mut body = Vec::new();
        let text = |body: &mut Vec<u8>, text: &str| {
            body.extend(text.bytes());
            body.push(0);
        };
        text(&mut body, &self.service_type);
        body.extend([self.source_addr_ton, self.source_addr_npi]);
        text(&mut body, &self.source_addr);
        body.extend([self.dest_addr_ton, self.dest_addr_npi]);
        text(&mut body, &self.destination_addr);
        body.extend([self.esm_class, self.protocol_id, self.priority_flag]);
        text(&mut body, &self.schedule_delivery_time);
        text(&mut body, &self.validity_period);
        body.extend([self.registered_delivery, self.replace_if_present_flag, self.data_coding]);
        body.extend([self.sm_default_msg_id, self.sm_length]);
        body.extend(&self.short_message);
        let length = u32::try_from(HEADER + body.len()).unwrap_or(u32::MAX);
        let header = [length, SUBMIT_SM, 0, sequence].map(u32::to_be_bytes);
        [header.as_flattened(), &body].concat()
    }
}

fn hexadecimal<S: serde::Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode_upper(octets))
}

fn of_hexadecimal<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let digits = String::deserialize(deserializer)?;
    hex::decode(digits).map_err(serde::de::Error::custom)
}

/// A time from now on (SMPP 3.4, section 7.1.1): years, months, days, hours, minutes, seconds, tenths, zone. Centres
/// count months differently, so days are the longest unit, in as many months of 30 days as two digits of days make
/// needful.
fn relative_time(validity: Validity) -> String {
    let (days, minutes) = (validity.minutes() / (24 * 60), validity.minutes() % (24 * 60));
    let (months, days) = if days > 99 { (days / 30, days % 30) } else { (0, days) };
    let (years, months) = (months / 12, months % 12);
    format!("{years:02}{months:02}{days:02}{:02}{:02}00000R", minutes / 60, minutes % 60)
}

/// Why a message cannot be read.
pub type DecodeError = At<DecodeFault>;

/// What can be wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
    /// It ends too early.
    #[error(transparent)]
    End(#[from] CutOff),
    /// A length that is not that of the message.
    #[error("the message says that it has {stated} octets: {there} are there")]
    Length {
        /// What it says.
        stated: u32,
        /// How many there are.
        there: usize,
    },
    /// Another message.
    #[error("the command {0:08X}: only submit_sm (4) and deliver_sm (5) carry a push")]
    Command(u32),
    /// A text that is too long.
    #[error("{what} is longer than {most} octets")]
    Text {
        /// Which.
        what: &'static str,
        /// Its greatest length.
        most: usize,
    },
    /// The data are letters.
    #[error("the data coding {0:02X}: the message is a text, and carries no push")]
    Coding(u8),
    /// A parameter of another length than it should have.
    #[error("the parameter {tag:04X} has {length} octets")]
    Option {
        /// Which.
        tag: u16,
        /// How many it has.
        length: usize,
    },
    /// The user data are wrong.
    #[error(transparent)]
    UserData(#[from] UserDataFault),
}

/// The length that the message at the start of these octets has, if they look like one of SMPP: its own length, which
/// is at least that of the header and not more than there is, and a command of the specification.
pub fn length(octets: &[u8]) -> Option<usize> {
    let (stated, command) = (octets.first_chunk()?, octets.get(4..)?.first_chunk()?);
    let stated = usize::try_from(u32::from_be_bytes(*stated)).ok()?;
    let is_command =
        matches!(u32::from_be_bytes(*command) & 0x7FFF_FFFF, 0..=0x21 | 0x102 | 0x103 | 0x111..=0x113);
    (is_command && (HEADER..=octets.len()).contains(&stated)).then_some(stated)
}

/// Reads a submit_sm or a deliver_sm.
///
/// # Errors
/// When it is another message, or where it breaks.
pub fn decode(octets: &[u8]) -> Result<ShortMessage, DecodeError> {
    let there = octets.len();
    let mut octets = Octets::new(octets);
    let mut word = || octets.array("the header of the message").map(u32::from_be_bytes);
    let (stated, command, _status, _sequence) = (word()?, word()?, word()?, word()?);
    if usize::try_from(stated) != Ok(there) {
        return Err(At { at: 0, fault: DecodeFault::Length { stated, there } });
    }
    let form = match command {
        SUBMIT_SM => Form::SubmitSm,
        DELIVER_SM => Form::DeliverSm,
        other => return Err(At { at: 4, fault: DecodeFault::Command(other) }),
    };
    text(&mut octets, "the service type", 6)?;
    let from = address(&mut octets, "the source address")?;
    let to = address(&mut octets, "the destination address")?;
    let [esm_class, _protocol, _priority] = octets.array("the class of the message")?;
    text(&mut octets, "the time of delivery", 17)?;
    text(&mut octets, "the validity", 17)?;
    let [_receipt, _replace] = octets.array("the flags")?;
    let at = octets.at();
    let [coding, _default] = octets.array("the data coding")?;
    if !DataCoding::is_octets(coding) && coding != 2 {
        return Err(At { at, fault: DecodeFault::Coding(coding) });
    }
    let length = octets.u8("the user data")?;
    let at = octets.at();
    let mut content = (at, octets.take(length.into(), "the user data")?);
    let options = Options::read(&mut octets)?;
    if let Some(payload) = options.payload {
        content = payload;
    }
    let (user_data, data_at) = options.user_data(content, esm_class & USER_DATA_HEADER != 0)?;
    Ok(ShortMessage { form, service_centre: None, from, to, user_data, data_at })
}

/// What the parameters behind the fields say about the data.
#[derive(Default)]
struct Options<'a> {
    destination: Option<u16>,
    source: Option<u16>,
    reference: Option<u16>,
    total: Option<u8>,
    number: Option<u8>,
    /// With its offset.
    payload: Option<(usize, &'a [u8])>,
    /// Where the last of them was that says something about parts.
    at: usize,
}

impl<'a> Options<'a> {
    fn read(octets: &mut Octets<'a>) -> Result<Self, DecodeError> {
        const OPTION: &str = "a parameter";
        let mut options = Self::default();
        while !octets.is_at_end() {
            let at = octets.at();
            let [tag, length] = [octets.array(OPTION)?, octets.array(OPTION)?].map(u16::from_be_bytes);
            let start = octets.at();
            let content = octets.take(length.into(), OPTION)?;
            match (tag, content) {
                (option::DESTINATION_PORT, &[a, b]) => options.destination = Some(u16::from_be_bytes([a, b])),
                (option::SOURCE_PORT, &[a, b]) => options.source = Some(u16::from_be_bytes([a, b])),
                (option::REFERENCE, &[a, b]) => options.reference = Some(u16::from_be_bytes([a, b])),
                (option::TOTAL, &[total]) => options.total = Some(total),
                (option::NUMBER, &[number]) => (options.number, options.at) = (Some(number), at),
                (option::PAYLOAD, payload) => options.payload = Some((start, payload)),
                (option::SOURCE_PORT..=option::REFERENCE | option::TOTAL | option::NUMBER, _) => {
                    return Err(At { at, fault: DecodeFault::Option { tag, length: content.len() } });
                }
                _ => {}
            }
        }
        Ok(options)
    }

    /// The user data: ports and part from the header, or from the parameters where there is none.
    fn user_data(&self, content: (usize, &[u8]), has_header: bool) -> Result<(UserData, usize), DecodeError> {
        let (start, content) = content;
        let (mut user_data, data_at) = if has_header {
            UserData::read(content).map_err(|At { at, fault }| At { at: start + at, fault: fault.into() })?
        } else {
            (UserData { ports: None, part: None, data: content.to_vec() }, 0)
        };
        let ports = self
            .destination
            .map(|destination| Ports { destination, source: self.source.unwrap_or_default() });
        user_data.ports = user_data.ports.or(ports);
        if let (None, Some(reference), Some(total), Some(number)) =
            (user_data.part, self.reference, self.total, self.number)
        {
            let part = Part::new(Reference::Long(reference), total, number);
            user_data.part = Some(part.map_err(|fault| At { at: self.at, fault: fault.into() })?);
        }
        Ok((user_data, start + data_at))
    }
}

/// A text that is ended by 00, of no more than so many octets.
fn text<'a>(octets: &mut Octets<'a>, what: &'static str, most: usize) -> Result<&'a [u8], DecodeError> {
    let at = octets.at();
    let text = octets.until_zero(what)?;
    if text.len() >= most {
        return Err(At { at, fault: DecodeFault::Text { what, most: most - 1 } });
    }
    Ok(text)
}

/// An address; `None` where it is left out.
fn address(octets: &mut Octets<'_>, what: &'static str) -> Result<Option<Address>, DecodeError> {
    let [ton, _npi] = octets.array(what)?;
    let text = String::from_utf8_lossy(text(octets, what, 21)?);
    let plus = if ton == 1 && !text.starts_with('+') { "+" } else { "" };
    let shown = format!("{plus}{text}");
    let address = || shown.parse().map_or_else(|_| Address::Name(text.into_owned()), Address::Number);
    Ok((shown.len() > plus.len()).then(address))
}
