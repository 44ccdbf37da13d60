//! Octets to a push. Every legal form is read; the error says at which octet reading ended.

use super::names::names;
use super::value::{self, Raw};
use super::{ContentType, Header, PUSH, Push};
use crate::push::octets::{At, CutOff, Octets};

/// What was read of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The push.
    pub push: Push,
    /// The offset of its body.
    pub body_at: usize,
}

/// Why a push cannot be read.
pub type DecodeError = At<DecodeFault>;

/// What can be wrong with a push.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
    /// It ends too early.
    #[error(transparent)]
    End(#[from] CutOff),
    /// A message of another type.
    #[error("{0:02X} is no push: it should be 06")]
    Type(u8),
    /// A number of more than 32 bits.
    #[error("a number of more than 32 bits")]
    Number,
    /// A content type that is neither a token nor a text.
    #[error("octets that are no media type")]
    MediaType,
    /// A name that is neither a token nor a text.
    #[error("{0:02X} where the name of a parameter should begin")]
    ParameterName(u8),
}

/// Reads a push.
///
/// # Errors
/// At the first octet that is not legal.
pub fn decode(octets: &[u8]) -> Result<Decoded, DecodeError> {
    let mut octets = Octets::new(octets);
    let transaction = octets.u8("the transaction")?;
    let at = octets.at();
    match octets.u8("the type of the message")? {
        PUSH => {}
        other => return Err(DecodeError { at, fault: DecodeFault::Type(other) }),
    }
    let length = value::number(&mut octets, "the length of the headers")?;
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut part = octets.part(length, "the headers")?;
    let content_type = content_type(&mut part)?;
    let headers = headers(&mut part)?;
    let body_at = octets.at();
    let body = octets.take_rest().to_vec();
    Ok(Decoded { push: Push { transaction, content_type, headers, body }, body_at })
}

fn content_type(octets: &mut Octets<'_>) -> Result<ContentType, DecodeError> {
    const WHAT: &str = "the content type";
    match octets.peek(WHAT)? {
        0..=0x1F => {
            let length = value::value_length(octets, WHAT)?;
            let mut part = octets.part(length, WHAT)?;
            let mut content_type = ContentType::new(media_type(&mut part)?);
            while !part.is_at_end() {
                let (name, value) = parameter(&mut part)?;
                content_type = content_type.with(name, value);
            }
            Ok(content_type)
        }
        _ => Ok(ContentType::new(media_type(octets)?)),
    }
}

fn media_type(octets: &mut Octets<'_>) -> Result<String, DecodeError> {
    let at = octets.at();
    match Raw::read(octets, "the media type")? {
        Raw::Text(text) => Ok(value::unquoted(text).into_owned()),
        raw => match raw.integer() {
            Some(number) => Ok(media_type_of(number)),
            None => Err(DecodeError { at, fault: DecodeFault::MediaType }),
        },
    }
}

/// The name of a media type; of one that is not registered, its number.
fn media_type_of(number: u64) -> String {
    let name = u32::try_from(number).ok().and_then(|number| names().content_types.get(number));
    name.cloned().unwrap_or_else(|| format!("unknown/{number:X}"))
}

fn parameter(octets: &mut Octets<'_>) -> Result<(String, String), DecodeError> {
    let at = octets.at();
    match Raw::read(octets, "the name of a parameter")? {
        Raw::Text(name) => {
            let name = value::unquoted(name).into_owned();
            Ok((name, Raw::read(octets, "the value of a parameter")?.in_words(None)))
        }
        Raw::Short(token) => {
            let value = Raw::read(octets, "the value of a parameter")?;
            Ok(match names().parameters.get(token.into()) {
                Some(field) => (field.name.clone(), value.in_words(field.value)),
                None => (format!("unknown-{token:02X}"), value.in_words(None)),
            })
        }
        Raw::Octets(octets) => {
            let first = octets.first().copied().unwrap_or_default();
            Err(DecodeError { at, fault: DecodeFault::ParameterName(first) })
        }
    }
}

/// Headers up to the end. A header page other than the first belongs to an extension that was agreed on; its tokens
/// have no name here.
fn headers(octets: &mut Octets<'_>) -> Result<Vec<Header>, DecodeError> {
    const NAME: &str = "the name of a header";
    const VALUE: &str = "the value of a header";
    let mut page = 1;
    let mut headers = Vec::new();
    while !octets.is_at_end() {
        match octets.peek(NAME)? {
            0x7F => {
                octets.u8(NAME)?;
                page = octets.u8("the number of a header page")?;
            }
            short_shift @ 0..=0x1F => {
                octets.u8(NAME)?;
                page = short_shift;
            }
            0x80.. => {
                let token = octets.u8(NAME)? & 0x7F;
                let value = Raw::read(octets, VALUE)?;
                let field = names().headers.get(token.into()).filter(|_| page == 1);
                headers.push(match field {
                    Some(field) => Header::new(&field.name, value.in_words(field.value)),
                    None => Header::new(format!("unknown-{page}-{token:02X}"), value.in_words(None)),
                });
            }
            _ => {
                let name = value::unquoted(octets.until_zero(NAME)?).into_owned();
                let value = value::unquoted(octets.until_zero(VALUE)?).into_owned();
                headers.push(Header::new(name, value));
            }
        }
    }
    Ok(headers)
}
