//! What users give for parameters, and what it becomes: a value of the parameter's type, within its limits.

use std::collections::BTreeMap;
use std::num::{IntErrorKind, ParseIntError};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::declaration::{Kind, Parameter};
use super::files::{Certificate, FileFacts, Files};
use crate::document::xml;
use crate::terms::{LocUri, RoleMask};

/// A value as it was given: by a flag, always text; in a manifest, as TOML has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a value is a text, a whole number, `true` or `false`, or a list of these")]
pub enum Given {
    /// `true`, `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Given>),
}

impl From<&str> for Given {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The values of parameters, by name.
pub(super) type Values = BTreeMap<String, Value>;

/// A value of a parameter's type.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Boolean(bool),
    Roles(RoleMask),
    File(FileFacts),
    Certificate(Certificate),
    List(Vec<Value>),
}

/// What stays as it is in a segment of an address: the unreserved characters of RFC 3986.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Value {
    /// The value as it goes into a document for `${name}`.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Boolean(answer) => answer.to_string(),
            Self::Roles(mask) => mask.bits().to_string(),
            Self::File(file) => file.name.clone(),
            Self::Certificate(certificate) => certificate.thumbprint.to_string(),
            Self::List(items) => items.iter().map(Self::text).collect::<Vec<_>>().join(" "),
        }
    }

    /// What `${name.property}` goes in for; none when the value does not have it.
    pub(super) fn property(&self, property: &str) -> Option<String> {
        match (self, property) {
            (Self::Text(text), "segment") => Some(utf8_percent_encode(text, &ESCAPED).to_string()),
            (Self::Text(text), "slug") => Some(slug(text)),
            (Self::File(file), "name") => Some(file.name.clone()),
            (Self::File(file), "size") => Some(file.size.to_string()),
            (Self::File(file), "media-type") => file.media_type.map(str::to_owned),
            (Self::Certificate(certificate), "thumbprint") => Some(certificate.thumbprint.to_string()),
            (Self::Certificate(certificate), "base64") => Some(certificate.base64.clone()),
            _ => None,
        }
    }
}

/// Why the value cannot be a part of an address; none when it can.
pub(super) fn no_segment(value: &Value) -> Option<String> {
    match value {
        Value::List(items) => items.iter().find_map(no_segment),
        Value::Text(text) => LocUri::from_segments([text])
            .is_err()
            .then(|| format!("`{text}` cannot be a part of an address: it names no node of its own")),
        _ => None,
    }
}

/// Letters, digits, `.`, `_` and `-`; one `-` for every run of anything else.
fn slug(text: &str) -> String {
    let kept = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_');
    text.split(|character| !kept(character)).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Reads what was given as a value of the parameter. An error says what is wrong and what is allowed.
pub(super) fn read(parameter: &Parameter, given: &Given, files: &dyn Files) -> Result<Value, String> {
    if parameter.kind != Kind::List {
        return single(parameter, given, files);
    }
    let items = match given {
        Given::List(items) => {
            items.iter().map(|item| single(parameter, item, files)).collect::<Result<_, _>>()?
        }
        one => vec![single(parameter, one, files)?],
    };
    Ok(Value::List(items))
}

fn single(parameter: &Parameter, given: &Given, files: &dyn Files) -> Result<Value, String> {
    let kind = parameter.value_kind();
    let text = match (given, kind) {
        (Given::Boolean(answer), Kind::Boolean) => return Ok(Value::Boolean(*answer)),
        (Given::Text(text), _) => text.clone(),
        (Given::Integer(number), _) => number.to_string(),
        (Given::Boolean(answer), _) => return Err(format!("{answer} is no {}", in_words(kind))),
        (Given::List(_), _) => return Err("a list: one value is wanted".to_owned()),
    };
    if let Some(character) = text.chars().find(|character| !xml::is_allowed(*character)) {
        return Err(format!("holds the character U+{:04X}, which XML cannot carry", u32::from(character)));
    }
    match kind {
        Kind::String | Kind::Secret => within_text_limits(parameter, text),
        Kind::List => Err("lists of lists are not possible".to_owned()),
        Kind::Integer => {
            let number = text.parse().map_err(|error: ParseIntError| match error.kind() {
                IntErrorKind::PosOverflow => format!("`{text}` is above the most, {}", parameter.most()),
                IntErrorKind::NegOverflow => format!("`{text}` is below the least, {}", parameter.least()),
                _ => format!("`{text}` is no whole number"),
            })?;
            within_numbers(parameter, number, &text)
        }
        Kind::Seconds => match seconds(&text)? {
            Some(number) => within_numbers(parameter, number, &text),
            None => Err(format!("`{text}` is above the most, {} s", parameter.most())),
        },
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(format!("`{text}` is neither `true` nor `false`")),
        },
        Kind::Choice => match parameter.values.iter().find(|value| value.eq_ignore_ascii_case(&text)) {
            Some(value) => Ok(Value::Text(value.clone())),
            None => Err(format!("`{text}` is none of {}", quoted_list(&parameter.values))),
        },
        Kind::Url => {
            if !crate::terms::is_web_address(&text) {
                return Err(format!("`{text}` is no absolute address: write `https://host/path`"));
            }
            within_text_limits(parameter, text)
        }
        Kind::Guid => match guid(&text) {
            Some(guid) => Ok(Value::Text(guid)),
            None => Err(format!("`{text}` is no GUID: write `{{01234567-89AB-CDEF-0123-456789ABCDEF}}`")),
        },
        Kind::Roles => {
            text.parse().map(Value::Roles).map_err(|error: crate::terms::RoleMaskError| error.to_string())
        }
        Kind::File => {
            let file = FileFacts::read(&text, files).map_err(|error| error.to_string())?;
            let allowed = &parameter.media_types;
            if allowed.is_empty() || allowed.iter().any(|allowed| Some(allowed.as_str()) == file.media_type) {
                return Ok(Value::File(file));
            }
            let found = file.media_type.unwrap_or("not known");
            Err(format!(
                "the media type of `{text}`, by its content, is {found}: {} is wanted",
                quoted_list(allowed)
            ))
        }
        Kind::Certificate => {
            Certificate::read(&text, files).map(Value::Certificate).map_err(|error| error.to_string())
        }
    }
}

fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::String | Kind::Secret | Kind::Choice => "text",
        Kind::Integer => "whole number",
        Kind::Seconds => "time span",
        Kind::Boolean => "boolean",
        Kind::Url => "address",
        Kind::Guid => "GUID",
        Kind::Roles => "role mask",
        Kind::File | Kind::Certificate => "path of a file",
        Kind::List => "list",
    }
}

fn within_text_limits(parameter: &Parameter, text: String) -> Result<Value, String> {
    // A secret is not repeated in a message.
    let shown = if parameter.kind == Kind::Secret { "the value".to_owned() } else { format!("`{text}`") };
    if text.is_empty() {
        return Err("is empty: give a value, or leave it out".to_owned());
    }
    let length = text.chars().count();
    if let Some(most) = parameter.max_length
        && length > most
    {
        return Err(format!("{shown} has {length} characters: {most} at most"));
    }
    if let Some(pattern) = parameter.pattern.as_ref().map(|pattern| pattern.get_ref())
        && !regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(&text))
    {
        return Err(format!("{shown} does not fit the pattern `{pattern}`"));
    }
    Ok(Value::Text(text))
}

fn within_numbers(parameter: &Parameter, number: i64, written: &str) -> Result<Value, String> {
    let unit = parameter.unit();
    let shown = if number.to_string() == written {
        format!("{number}{unit}")
    } else {
        format!("`{written}` is {number}{unit}, which")
    };
    let (least, most) = (parameter.least(), parameter.most());
    if number < least {
        Err(format!("{shown} is below the least, {least}{unit}"))
    } else if number > most {
        Err(format!("{shown} is above the most, {most}{unit}"))
    } else {
        Ok(Value::Number(number))
    }
}

/// `480`, `480s`, `8m`, `1h`; `None` when there are too many to count.
fn seconds(text: &str) -> Result<Option<i64>, String> {
    let (digits, factor) = match text.char_indices().next_back() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        _ => (text, 1),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(format!(
            "`{text}` is no time span: write seconds, `480` or `480s`, minutes, `8m`, or hours, `1h`"
        ));
    }
    Ok(digits.parse::<i64>().ok().and_then(|number| number.checked_mul(factor)))
}

/// The GUID in braces.
fn guid(text: &str) -> Option<String> {
    let bare = match text.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => text,
    };
    let lengths = bare.split('-').map(str::len);
    let digits = bare.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    (digits && lengths.eq([8, 4, 4, 4, 12])).then(|| format!("{{{bare}}}"))
}

/// `a`, `b` and `c`.
pub(super) fn quoted_list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} and `{last}`", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_spans_are_read_in_every_unit() {
        for (text, expected) in [("480", 480), ("1680s", 1680), ("8m", 480), ("28m", 1680), ("1h", 3600)] {
            assert_eq!(seconds(text), Ok(Some(expected)), "{text}");
        }
        for text in ["", "m", "-5", "8 m", "8M", "1h30m", "4.5m"] {
            assert!(seconds(text).is_err(), "{text}");
        }
        for text in ["9223372036854775807h", "99999999999999999999"] {
            assert_eq!(seconds(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn guids_get_their_braces() {
        let bare = "A1182988-0D73-439E-87AD-2A5B369F808B";
        let braced = format!("{{{bare}}}");
        assert_eq!(guid(bare).as_ref(), Some(&braced));
        assert_eq!(guid(&braced), Some(braced));
        assert_eq!(guid("{A1182988-0D73-439E-87AD-2A5B369F808B"), None);
        assert_eq!(guid("A1182988 0D73-439E-87AD-2A5B369F808B"), None);
    }

    #[test]
    fn a_slug_keeps_what_an_address_can_carry() {
        assert_eq!(slug("{Payroll} für 2008/1.0"), "Payroll-f-r-2008-1.0");
    }
}
