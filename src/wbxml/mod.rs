//! WAP Binary XML: the form in which documents go over the air
//! (WAP-192, <https://www.w3.org/TR/wbxml/>), both ways.
//!
//! ```text
//! document  = version public-id [charset] string-table body
//! version   = u8                      ; 00, 01, 02, 03: WBXML 1.0, 1.1, 1.2, 1.3; 1.0 has no charset
//! public-id = number | 00 number      ; the format, or where its name stands in the string table
//! charset   = number                  ; as registered by IANA: 6A is UTF-8
//! string-table = number *u8           ; its length; texts ended by 00
//! body      = *pi element *pi
//! element   = tag [attributes] [content]
//! tag       = u8                      ; 6 bits token, 40: content follows, 80: attributes follow
//! attributes = 1*(start *value) 01    ; a start is below 80, a value above
//! content   = *(element | text) 01
//! number    = u8…                     ; 7 bits an octet, 80: another follows
//! ```
//!
//! What the tokens mean is said by tables, one for each format ([`Language`]). A token belongs to a code page; tags and
//! attributes have pages of their own, which are switched separately and stay until the next switch.

mod decode;
mod decode_error;
mod encode;
mod language;
mod spelling;

pub use decode::{Decoded, decode, decode_as};
pub use decode_error::{DecodeError, DecodeFault};
pub use encode::{EncodeError, FormatName, Options, PrivatePages, Strings, Values, encode};
pub use language::{Dialect, Language};

/// Tokens that mean the same in every format.
mod global {
    pub(super) const SWITCH_PAGE: u8 = 0x00;
    pub(super) const END: u8 = 0x01;
    pub(super) const ENTITY: u8 = 0x02;
    pub(super) const INLINE_STRING: u8 = 0x03;
    pub(super) const LITERAL: u8 = 0x04;
    pub(super) const PROCESSING_INSTRUCTION: u8 = 0x43;
    pub(super) const TABLE_STRING: u8 = 0x83;
    pub(super) const OPAQUE: u8 = 0xC3;
}

/// In a tag: content follows.
const HAS_CONTENT: u8 = 0x40;
/// In a tag: attributes follow.
const HAS_ATTRIBUTES: u8 = 0x80;
/// The token itself, in a tag.
const TAG: u8 = 0x3F;
/// The number that IANA gave UTF-8.
const UTF_8: u32 = 106;

/// The version of WBXML in the first octet. What is read and written here is the same in all four, but that the header
/// of 1.0 names no character set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// 1.0
    V1_0,
    /// 1.1
    V1_1,
    /// 1.2
    V1_2,
    /// 1.3
    #[default]
    V1_3,
}

impl Version {
    const ALL: [Self; 4] = [Self::V1_0, Self::V1_1, Self::V1_2, Self::V1_3];

    fn octet(self) -> u8 {
        match self {
            Self::V1_0 => 0,
            Self::V1_1 => 1,
            Self::V1_2 => 2,
            Self::V1_3 => 3,
        }
    }

    fn of_octet(octet: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.octet() == octet)
    }
}

/// Whether an input is meant as WBXML, of whatever version: it begins with a version, which no text does, or with
/// another octet of that range and the number of a format, behind which no text goes on.
pub fn is_wbxml(bytes: &[u8]) -> bool {
    match bytes {
        [1..=3, ..] => true,
        // 1 says that the format has no number.
        [..0x20, rest @ ..] => {
            decode::leading_number(rest).is_ok_and(|(id, _)| id != 1 && Language::of_public_id(id).is_some())
        }
        _ => false,
    }
}
