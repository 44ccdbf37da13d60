//! The user data of a short message and their header (3GPP TS 23.040, section 9.2.3.24).
//!
//! ```text
//! header   = length *element            ; length in octets
//! element  = identifier length octets
//! 05 04    destination and source port, 16 bits each
//! 04 02    the same of 8 bits
//! 00 03    reference (8 bits), number of parts, number of this part
//! 08 04    reference (16 bits), number of parts, number of this part
//! ```

use std::fmt;
use std::str::FromStr;

use crate::push::octets::{At, CutOff, Octets};

/// What a short message carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserData {
    /// The programs that it goes between.
    pub ports: Option<Ports>,
    /// Which part of a longer message it is.
    pub part: Option<Part>,
    /// The data behind the header.
    pub data: Vec<u8>,
}

/// The ports of a short message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ports {
    /// The program on the device: 2948 is a push without a connection, 2949 a secured one.
    pub destination: u16,
    /// Where it comes from; devices do not look at it.
    pub source: u16,
}

impl Default for Ports {
    /// From the port of sessions without a connection to that of pushes (WAP-259, appendix B).
    fn default() -> Self {
        Self { destination: 2948, source: 9200 }
    }
}

/// One of the parts that a message was cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// What all the parts of the message have in common.
    pub reference: Reference,
    /// How many parts there are.
    pub total: u8,
    /// Which one this is, from 1 on.
    pub number: u8,
}

/// The number that the parts of a message have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// Of 8 bits, which every device knows.
    Short(u8),
    /// Of 16 bits.
    Long(u16),
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(number) => write!(f, "{number:02X}"),
            Self::Long(number) => write!(f, "{number:04X}"),
        }
    }
}

/// Text that is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no reference: write two hexadecimal digits, or four for one of 16 bits")]
pub struct ReferenceError(String);

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let octets = hex::decode(text).unwrap_or_default();
        match *octets.as_slice() {
            [short] => Ok(Self::Short(short)),
            [high, low] => Ok(Self::Long(u16::from_be_bytes([high, low]))),
            _ => Err(ReferenceError(text.to_owned())),
        }
    }
}

/// What can be wrong with user data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserDataFault {
    /// They end too early.
    #[error(transparent)]
    End(#[from] CutOff),
    /// An element of another length than its identifier demands.
    #[error("the element {identifier:02X} of the user data header has {length} octets instead of {expected}")]
    ElementLength {
        /// Which element.
        identifier: u8,
        /// Its length.
        length: usize,
        /// The length that it should have.
        expected: usize,
    },
    /// A part that cannot be.
    #[error("part {number} of {total}")]
    Part {
        /// Which part.
        number: u8,
        /// Of how many.
        total: u8,
    },
}

/// The identifiers of elements.
mod element {
    pub(super) const PART: u8 = 0x00;
    pub(super) const SHORT_PORTS: u8 = 0x04;
    pub(super) const PORTS: u8 = 0x05;
    pub(super) const PART_LONG: u8 = 0x08;
}

impl UserData {
    /// Whether a header stands before the data.
    pub fn has_header(&self) -> bool {
        self.ports.is_some() || self.part.is_some()
    }

    /// The header, its length first; nothing where there is none.
    pub fn header(&self) -> Vec<u8> {
        header(self.ports, self.part)
    }

    /// Header and data.
    pub fn octets(&self) -> Vec<u8> {
        [self.header(), self.data.clone()].concat()
    }

    /// Reads user data with a header before them. Elements that say nothing here are passed over. With the offset of
    /// the data behind the header.
    ///
    /// # Errors
    /// When the header breaks.
    pub fn read(octets: &[u8]) -> Result<(Self, usize), At<UserDataFault>> {
        const HEADER: &str = "the user data header";
        let mut octets = Octets::new(octets);
        let length = octets.u8(HEADER)?;
        let mut elements = octets.part(length.into(), HEADER)?;
        let mut user_data = Self { ports: None, part: None, data: Vec::new() };
        while !elements.is_at_end() {
            user_data.read_element(&mut elements)?;
        }
        let data_at = octets.at();
        user_data.data = octets.take_rest().to_vec();
        Ok((user_data, data_at))
    }

    fn read_element(&mut self, elements: &mut Octets<'_>) -> Result<(), At<UserDataFault>> {
        const ELEMENT: &str = "an element of the user data header";
        let at = elements.at();
        let identifier = elements.u8(ELEMENT)?;
        let length = usize::from(elements.u8(ELEMENT)?);
        let content = elements.take(length, ELEMENT)?;
        let expected =
            |expected| Err(At { at, fault: UserDataFault::ElementLength { identifier, length, expected } });
        match (identifier, content) {
            (element::PORTS, &[a, b, c, d]) => {
                let [destination, source] = [[a, b], [c, d]].map(u16::from_be_bytes);
                self.ports = Some(Ports { destination, source });
            }
            (element::SHORT_PORTS, &[destination, source]) => {
                self.ports = Some(Ports { destination: destination.into(), source: source.into() });
            }
            (element::PART, &[reference, total, number]) => {
                self.part = Some(
                    Part::new(Reference::Short(reference), total, number)
                        .map_err(|fault| At { at, fault })?,
                );
            }
            (element::PART_LONG, &[a, b, total, number]) => {
                let reference = Reference::Long(u16::from_be_bytes([a, b]));
                self.part = Some(Part::new(reference, total, number).map_err(|fault| At { at, fault })?);
            }
            (element::PORTS | element::PART_LONG, _) => return expected(4),
            (element::SHORT_PORTS, _) => return expected(2),
            (element::PART, _) => return expected(3),
            _ => {}
        }
        Ok(())
    }
}

impl Part {
    /// A part of a message.
    ///
    /// # Errors
    /// When there is no such part.
    pub fn new(reference: Reference, total: u8, number: u8) -> Result<Self, UserDataFault> {
        if !(1..=total).contains(&number) {
            return Err(UserDataFault::Part { number, total });
        }
        Ok(Self { reference, total, number })
    }
}

/// The header of user data with these elements.
pub(super) fn header(ports: Option<Ports>, part: Option<Part>) -> Vec<u8> {
    let mut elements = Vec::new();
    if let Some(Ports { destination, source }) = ports {
        elements.extend([element::PORTS, 4]);
        elements.extend([destination, source].map(u16::to_be_bytes).as_flattened());
    }
    if let Some(Part { reference, total, number }) = part {
        match reference {
            Reference::Short(reference) => elements.extend([element::PART, 3, reference]),
            Reference::Long(reference) => {
                elements.extend([element::PART_LONG, 4]);
                elements.extend(reference.to_be_bytes());
            }
        }
        elements.extend([total, number]);
    }
    if let Ok(length @ 1..) = u8::try_from(elements.len()) {
        elements.insert(0, length);
    }
    elements
}
