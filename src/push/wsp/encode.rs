//! A push to octets.

use super::content_type::is_token;
use super::names::names;
use super::value::{self, ValueFault};
use super::{ContentType, Header, PUSH, Push};

/// Why a push cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A name that is none.
    #[error(
        "`{0}` is no name of a header or a parameter: letters, digits, `-`, `.` and `_` may stand in one"
    )]
    Name(String),
    /// A media type that is none.
    #[error("`{0}` is no media type such as `text/vnd.wap.si`")]
    MediaType(String),
    /// A value that cannot be.
    #[error("`{name}` cannot be `{value}`: {reason}", value = value.escape_debug())]
    Value {
        /// The header or parameter.
        name: String,
        /// Its value.
        value: String,
        /// Why not.
        reason: String,
    },
}

/// Writes a push. What has a token is written by it; a header without one is written by its name, and its value ends
/// in CR LF, without which Windows Mobile loses the last one
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737486(v=msdn.10)>).
///
/// # Errors
/// When a name or a value cannot be written.
pub fn encode(push: &Push) -> Result<Vec<u8>, EncodeError> {
    let mut headers = Vec::new();
    write_content_type(&mut headers, &push.content_type)?;
    for header in &push.headers {
        write_header(&mut headers, header)?;
    }
    let mut out = vec![push.transaction, PUSH];
    value::write_number(&mut out, headers.len());
    out.extend(headers);
    out.extend(&push.body);
    Ok(out)
}

fn write_content_type(out: &mut Vec<u8>, content_type: &ContentType) -> Result<(), EncodeError> {
    let ContentType { media_type, parameters } = content_type;
    if !media_type.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype)) {
        return Err(EncodeError::MediaType(media_type.clone()));
    }
    let mut all = Vec::new();
    match names().content_types.number(media_type).and_then(|number| u8::try_from(number).ok()) {
        Some(number) => all.push(0x80 | number),
        None => write_text(&mut all, "Content-Type", media_type)?,
    }
    for parameter in parameters {
        let (name, text) = (&parameter.name, &parameter.value);
        match names().parameters.token(name) {
            Some((token, kind)) => {
                all.push(token);
                value::write(&mut all, kind, text).map_err(|fault| in_full(name, text, fault))?;
            }
            None => write_named(&mut all, name, text)?,
        }
    }
    if parameters.is_empty() {
        out.extend(all);
    } else {
        value::write_counted(out, &all);
    }
    Ok(())
}

fn write_header(out: &mut Vec<u8>, header: &Header) -> Result<(), EncodeError> {
    let Header { name, value: text } = header;
    match names().headers.token(name) {
        Some((token, kind)) => {
            out.push(token);
            value::write(out, kind, text).map_err(|fault| in_full(name, text, fault))
        }
        None => {
            write_named(out, name, text)?;
            if !text.is_empty() {
                out.pop();
                out.extend(b"\r\n\0");
            }
            Ok(())
        }
    }
}

/// A name without a token, and a text.
fn write_named(out: &mut Vec<u8>, name: &str, text: &str) -> Result<(), EncodeError> {
    if !is_token(name) {
        return Err(EncodeError::Name(name.to_owned()));
    }
    out.extend(name.bytes());
    out.push(0);
    write_text(out, name, text)
}

fn write_text(out: &mut Vec<u8>, name: &str, text: &str) -> Result<(), EncodeError> {
    value::write_text(out, text).map_err(|fault| in_full(name, text, fault))
}

fn in_full(name: &str, text: &str, fault: ValueFault) -> EncodeError {
    EncodeError::Value { name: name.to_owned(), value: text.to_owned(), reason: fault.to_string() }
}
