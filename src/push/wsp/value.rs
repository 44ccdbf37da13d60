//! Values of headers and parameters: between octets and the text that they have in a mail or an HTTP message.

use std::borrow::Cow;

use super::decode::{DecodeError, DecodeFault};
use super::names::{Kind, Register, names};
use crate::push::octets::Octets;

/// The greatest number of octets that is written as one octet before them.
const LONGEST_SHORT_LENGTH: u8 = 30;
/// Says that the length is written as a number.
const LENGTH_FOLLOWS: u8 = 31;
/// Before a text whose first octet would else be taken for an integer.
const QUOTE: u8 = 0x7F;
/// Before a text that is in quotation marks, of which the second is left out.
const QUOTATION_MARK: u8 = b'"';

/// A value, as it looks without a word of what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw<'a> {
    Short(u8),
    Text(&'a [u8]),
    Octets(&'a [u8]),
}

/// Why a text cannot be a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ValueFault {
    #[error("it holds a control character")]
    Control,
    #[error("it should be a whole number up to {0}")]
    Integer(u64),
    #[error("it should be a version such as 1.3, up to 7.14")]
    Version,
}

impl<'a> Raw<'a> {
    pub(super) fn read(octets: &mut Octets<'a>, what: &'static str) -> Result<Self, DecodeError> {
        match octets.peek(what)? {
            0..=LENGTH_FOLLOWS => {
                let length = value_length(octets, what)?;
                Ok(Self::Octets(octets.take(length, what)?))
            }
            0x80.. => Ok(Self::Short(octets.u8(what)? & 0x7F)),
            _ => Ok(Self::Text(octets.until_zero(what)?)),
        }
    }

    /// The number, where it is one.
    pub(super) fn integer(self) -> Option<u64> {
        match self {
            Self::Short(number) => Some(number.into()),
            Self::Octets(octets) if (1..=8).contains(&octets.len()) => {
                Some(octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
            }
            _ => None,
        }
    }

    /// The value as text; what is not written as the kind of value should be is told as what it looks like.
    pub(super) fn in_words(self, kind: Option<Kind>) -> String {
        let names = names();
        match (kind, self.integer(), self) {
            (_, _, Self::Text(text)) => unquoted(text).into_owned(),
            (Some(Kind::Charset), Some(number), _) => named(&names.charsets, number),
            (Some(Kind::Language), Some(number), _) => named(&names.languages, number),
            (Some(Kind::Application), Some(number), _) => named(&names.application_ids, number),
            (Some(Kind::Version), _, Self::Short(version)) => match (version >> 4, version & 0x0F) {
                (major, 0x0F) => major.to_string(),
                (major, minor) => format!("{major}.{minor}"),
            },
            (Some(_), Some(number), Self::Octets(_)) => number.to_string(),
            (_, _, Self::Short(number)) => number.to_string(),
            (_, _, Self::Octets([])) => String::new(),
            (_, _, Self::Octets(octets)) => format!("0x{}", hex::encode_upper(octets)),
        }
    }
}

/// The name of a number, or the number.
fn named(register: &Register<String>, number: u64) -> String {
    let name = u32::try_from(number).ok().and_then(|number| register.get(number));
    name.cloned().unwrap_or_else(|| number.to_string())
}

/// A text without what stands before it and the CR LF that may stand at its end. Without a word of its encoding, it is
/// UTF-8 if it can be, and else ISO 8859-1, as in HTTP.
pub(super) fn unquoted(octets: &[u8]) -> Cow<'_, str> {
    let text = match octets {
        [QUOTE | QUOTATION_MARK, text @ ..] | text => text,
    };
    let text = text.strip_suffix(b"\r\n").unwrap_or(text);
    match str::from_utf8(text) {
        Ok(text) => text.into(),
        Err(_) => text.iter().copied().map(char::from).collect(),
    }
}

/// Seven bits an octet, in no more than 32 bits.
pub(super) fn number(octets: &mut Octets<'_>, what: &'static str) -> Result<u32, DecodeError> {
    let at = octets.at();
    let mut number: u32 = 0;
    loop {
        let octet = octets.u8(what)?;
        if number >> 25 != 0 {
            return Err(DecodeError { at, fault: DecodeFault::Number });
        }
        number = number << 7 | u32::from(octet & 0x7F);
        if octet & 0x80 == 0 {
            return Ok(number);
        }
    }
}

/// The number of octets of a value.
pub(super) fn value_length(octets: &mut Octets<'_>, what: &'static str) -> Result<usize, DecodeError> {
    let length = match octets.u8(what)? {
        LENGTH_FOLLOWS => number(octets, what)?,
        length => length.into(),
    };
    Ok(usize::try_from(length).unwrap_or(usize::MAX))
}

/// Adds a value of a kind.
pub(super) fn write(out: &mut Vec<u8>, kind: Kind, value: &str) -> Result<(), ValueFault> {
    let names = names();
    match kind {
        Kind::Text => write_text(out, value)?,
        Kind::Integer => write_integer(out, decimal(value, u64::MAX)?),
        Kind::Short => out.push(0x80 | u8::try_from(decimal(value, 0x7F)?).unwrap_or(0x7F)),
        Kind::Version => out.push(0x80 | version(value)?),
        Kind::Charset => write_named(out, &names.charsets, value)?,
        Kind::Language => write_named(out, &names.languages, value)?,
        Kind::Application => write_named(out, &names.application_ids, value)?,
    }
    Ok(())
}

/// The number that stands for a name, a number itself, or else the text.
fn write_named(out: &mut Vec<u8>, register: &Register<String>, value: &str) -> Result<(), ValueFault> {
    match register.number(value).map(u64::from).map_or_else(|| decimal(value, u64::MAX), Ok) {
        Ok(number) => write_integer(out, number),
        Err(_) => write_text(out, value)?,
    }
    Ok(())
}

/// Adds a text and its end.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str) -> Result<(), ValueFault> {
    if text.contains(char::is_control) {
        return Err(ValueFault::Control);
    }
    match text.bytes().next() {
        Some(0x80..) => out.push(QUOTE),
        Some(QUOTATION_MARK) => out.push(QUOTATION_MARK),
        _ => {}
    }
    out.extend(text.bytes());
    out.push(0);
    Ok(())
}

/// Adds an integer in as few octets as it needs.
fn write_integer(out: &mut Vec<u8>, number: u64) {
    match u8::try_from(number) {
        Ok(short @ 0..0x80) => out.push(0x80 | short),
        _ => {
            let octets = number.to_be_bytes();
            let zeros = octets.iter().take_while(|octet| **octet == 0).count();
            write_counted(out, &octets[zeros..]);
        }
    }
}

/// Adds octets with their number before them.
pub(super) fn write_counted(out: &mut Vec<u8>, octets: &[u8]) {
    match u8::try_from(octets.len()) {
        Ok(length @ 0..=LONGEST_SHORT_LENGTH) => out.push(length),
        _ => {
            out.push(LENGTH_FOLLOWS);
            write_number(out, octets.len());
        }
    }
    out.extend(octets);
}

/// Adds a number of seven bits an octet.
pub(super) fn write_number(out: &mut Vec<u8>, number: usize) {
    let groups = (usize::BITS - number.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let seven = u8::try_from(number >> (7 * group) & 0x7F).unwrap_or_default();
        out.push(if group == 0 { seven } else { seven | 0x80 });
    }
}

fn decimal(value: &str, greatest: u64) -> Result<u64, ValueFault> {
    let is_decimal = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse().ok().filter(|number| is_decimal && *number <= greatest);
    number.ok_or(ValueFault::Integer(greatest))
}

/// Major and minor number in seven bits; without a minor number that is 15.
fn version(value: &str) -> Result<u8, ValueFault> {
    let (major, minor) = match value.split_once('.') {
        Some((major, minor)) => (decimal(major, 7), decimal(minor, 14)),
        None => (decimal(value, 7), Ok(15)),
    };
    let (Ok(major), Ok(minor)) = (major, minor) else { return Err(ValueFault::Version) };
    u8::try_from(major << 4 | minor).map_err(|_| ValueFault::Version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind, value: &str) -> Result<String, ValueFault> {
        let mut out = Vec::new();
        write(&mut out, kind, value).map(|()| hex::encode(out))
    }

    #[test]
    fn values_are_written_as_the_protocol_says() {
        // WAP-230, sections 8.1.2 and 8.4.2; D.
        for (kind, value, octets) in [
            (Kind::Integer, "0", "80"),
            (Kind::Integer, "127", "ff"),
            (Kind::Integer, "128", "0180"),
            (Kind::Integer, "613", "020265"),
            (Kind::Version, "1.3", "93"),
            (Kind::Version, "1", "9f"),
            (Kind::Short, "3", "83"),
            (Kind::Charset, "UTF-8", "ea"),
            (Kind::Charset, "klingon", "6b6c696e676f6e00"),
            (Kind::Language, "en", "99"),
            (Kind::Application, "x-wap-application:syncml.dm", "87"),
            (Kind::Application, "x-wap-microsoft:IMclient.ua", "028001"),
            (Kind::Application, "7", "87"),
            (Kind::Text, "", "00"),
            (Kind::Text, "é", "7fc3a900"),
            (Kind::Text, "\"a\"", "2222612200"),
        ] {
            assert_eq!(written(kind, value).as_deref(), Ok(octets), "{value}");
        }
        for (kind, value) in [
            (Kind::Short, "128"),
            (Kind::Short, "+1"),
            (Kind::Integer, "18446744073709551616"),
            (Kind::Version, "8.0"),
            (Kind::Version, "1.15"),
            (Kind::Text, "a\r\nPush-Flag: 3"),
            (Kind::Text, "a\0"),
        ] {
            assert!(written(kind, value).is_err(), "{value}");
        }
    }

    #[test]
    fn a_number_takes_seven_bits_an_octet() {
        for (value, octets) in
            [(0, "00"), (127, "7f"), (128, "8100"), (146, "8112"), (0xFFFF_FFFF, "8fffffff7f")]
        {
            let mut out = Vec::new();
            write_number(&mut out, value);
            assert_eq!(hex::encode(&out), octets);
            assert_eq!(number(&mut Octets::new(&out), "it"), Ok(u32::try_from(value).unwrap()));
        }
        let error = number(&mut Octets::new(&[0x90, 0x80, 0x80, 0x80, 0]), "it").unwrap_err();
        assert_eq!(error.fault, DecodeFault::Number);
    }
}
