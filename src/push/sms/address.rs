//! Telephone numbers, and the addresses of short messages (3GPP TS 23.040, sections 9.1.2.3 and 9.1.2.5).
//!
//! ```text
//! address      = length type *octet   ; length in digits; of a centre in octets, the type among them
//! type         = 80 + kind * 10 + plan ; 91: international, 81: unknown, D0: letters
//! octet        = two digits, the first in the low half; F where there is none
//! ```

use std::fmt;
use std::str::FromStr;

use super::tpdu::{DecodeError, DecodeFault};
use crate::push::octets::Octets;

/// As many digits as an address of a short message can have.
const MOST_DIGITS: usize = 20;

/// A telephone number: digits, and whether the country code is among them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber {
    digits: String,
    is_international: bool,
}

/// Text that is no telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no telephone number: write digits, up to {MOST_DIGITS} of them, with a `+` before the country code, \
     such as +15551230001"
)]
pub struct PhoneNumberError(String);

/// Where a short message comes from or goes to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    /// A telephone number.
    Number(PhoneNumber),
    /// Something else, as the network or its customer calls himself.
    Name(String),
}

impl PhoneNumber {
    /// The digits, without `+`.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// Whether the number begins with a country code.
    pub fn is_international(&self) -> bool {
        self.is_international
    }

    /// The address of a sender or a recipient.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(self.digits.len()).unwrap_or(u8::MAX));
        self.write_type_and_digits(out);
    }

    /// The address of a short message centre.
    pub(super) fn write_centre(&self, out: &mut Vec<u8>) {
        out.push(u8::try_from(1 + self.digits.len().div_ceil(2)).unwrap_or(u8::MAX));
        self.write_type_and_digits(out);
    }

    fn write_type_and_digits(&self, out: &mut Vec<u8>) {
        out.push(if self.is_international { 0x91 } else { 0x81 });
        out.extend(self.digits.as_bytes().chunks(2).map(|pair| match pair {
            [first, second] => (second - b'0') << 4 | (first - b'0'),
            pair => 0xF0 | (pair[0] - b'0'),
        }));
    }
}

impl Address {
    /// Reads the address of a sender or a recipient.
    pub(super) fn read(octets: &mut Octets<'_>, what: &'static str) -> Result<Self, DecodeError> {
        let at = octets.at();
        let length = usize::from(octets.u8(what)?);
        if length > MOST_DIGITS {
            return Err(DecodeError { at, fault: DecodeFault::AddressLength(length) });
        }
        let kind = octets.u8(what)?;
        let at = octets.at();
        let packed = octets.take(length.div_ceil(2), what)?;
        Self::of(kind, packed, length).ok_or(DecodeError { at, fault: DecodeFault::Digits })
    }

    /// Reads the address of a short message centre; `None` where it is left out.
    pub(super) fn read_centre(octets: &mut Octets<'_>) -> Result<Option<Self>, DecodeError> {
        const WHAT: &str = "the address of the short message centre";
        let at = octets.at();
        let length = usize::from(octets.u8(WHAT)?);
        if length == 0 {
            return Ok(None);
        }
        if length > 1 + MOST_DIGITS / 2 {
            return Err(DecodeError { at, fault: DecodeFault::AddressLength(length) });
        }
        let kind = octets.u8(WHAT)?;
        let at = octets.at();
        let packed = octets.take(length - 1, WHAT)?;
        let is_odd = packed.last().is_some_and(|octet| octet >> 4 == 0xF);
        let address = Self::of(kind, packed, packed.len() * 2 - usize::from(is_odd));
        address.map(Some).ok_or(DecodeError { at, fault: DecodeFault::Digits })
    }

    fn of(kind: u8, packed: &[u8], length: usize) -> Option<Self> {
        match kind >> 4 & 7 {
            5 => Some(Self::Name(letters(packed, length))),
            kind => {
                let halves = packed.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
                let digits: Option<String> = halves.take(length).map(digit).collect();
                let digits = digits.filter(|digits| !digits.is_empty())?;
                if digits.bytes().all(|digit| digit.is_ascii_digit()) {
                    Some(Self::Number(PhoneNumber { digits, is_international: kind == 1 }))
                } else {
                    Some(Self::Name(digits))
                }
            }
        }
    }
}

/// The digit that half an octet stands for (3GPP TS 23.040, section 9.1.2.3).
fn digit(half: u8) -> Option<char> {
    "0123456789*#abc".chars().nth(half.into())
}

/// Seven bits a letter. What is no letter, digit or mark that stands where ASCII has it is `?`.
fn letters(packed: &[u8], halves: usize) -> String {
    let bit = |at: usize| packed[at / 8] >> (at % 8) & 1;
    let count = (halves * 4).min(packed.len() * 8) / 7;
    let letter = |at: usize| (0..7).fold(0, |letter, place| letter | bit(at * 7 + place) << place);
    let shown = |letter: u8| match letter {
        b' '..=b'#' | b'%'..=b'?' | b'A'..=b'Z' | b'a'..=b'z' => char::from(letter),
        _ => '?',
    };
    (0..count).map(letter).map(shown).collect()
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_number =
            (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_number {
            return Err(PhoneNumberError(text.to_owned()));
        }
        Ok(Self { digits: digits.to_owned(), is_international: text.starts_with('+') })
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.is_international { "+" } else { "" };
        write!(f, "{plus}{}", self.digits)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_with_or_without_a_country_code() {
        for text in ["+15551230001", "0815", "1", "+12345678901234567890"] {
            assert_eq!(text.parse::<PhoneNumber>().unwrap().to_string(), text);
        }
        for text in ["", "+", "+1 555", "1-2", "++1", "١٢", "123456789012345678901", "0x12"] {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_are_read_as_the_network_writes_them() {
        let read = |hexadecimal: &str| {
            let octets = hex::decode(hexadecimal).unwrap();
            Address::read(&mut Octets::new(&octets), "it").map(|address| address.to_string())
        };
        assert_eq!(read("0b915155210300f1").unwrap(), "+15551230001");
        assert_eq!(read("0481214b").unwrap(), "12#4");
        // Published examples of seven bits a letter; `@` is 00.
        assert_eq!(read("14d0c4f23c7d760390ef7619").unwrap(), "Design?Home");
        assert_eq!(read("0dd0e474d81c0ebb01").unwrap(), "diafaan");
        assert!(read("0b91515521030ff1").is_err());
        assert!(read("1591").is_err());
    }
}
