//! Characters and references: which ones XML 1.0 allows (<https://www.w3.org/TR/xml/>), and text with its references
//! decoded.

use quick_xml::Error;
use quick_xml::escape::{EscapeError, ParseCharRefError, resolve_xml_entity};
use quick_xml::events::BytesRef;

use super::super::fault::Faults;
use super::super::{Fault, FaultKind, Text};
use crate::finding::Span;

/// Whether XML 1.0 can carry the character at all (production `Char`): most control characters it cannot, not even as
/// a reference.
pub fn is_allowed(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// White space as XML has it (production `S`): four characters and no other.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Production `NameStartChar`.
pub(super) fn starts_name(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// Production `NameChar`.
pub(super) fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The length of the name that `text` starts with; 0 when it starts with none.
pub(super) fn name_length(text: &str) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    let plain = text.bytes().take_while(is_plain).count();
    if plain > 0
        && text.as_bytes()[0].is_ascii_alphabetic()
        && text.as_bytes().get(plain).is_none_or(u8::is_ascii)
    {
        return plain;
    }
    match text.chars().next() {
        Some(first) if starts_name(first) => {
            text.find(|character| !continues_name(character)).unwrap_or(text.len())
        }
        _ => 0,
    }
}

/// Whether the text is a name and nothing else (production `Name`).
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// Where a piece of text stands decides what happens to its line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// In an attribute: line breaks and tabs become blanks.
    Attribute,
    /// Between tags: line breaks become line feeds.
    Content,
    /// In a comment or CDATA: like content, but nothing is a reference.
    Verbatim,
}

/// Decodes `raw`, which stands at `offset`. A forbidden character becomes U+FFFD, a faulty reference stays as it is.
pub(super) fn decode(raw: &str, offset: usize, position: Position, faults: &mut Faults) -> Text {
    // What can start something special: controls, `&`, and the first byte of U+FFFE and U+FFFF.
    let plain = |raw: &str| raw.bytes().position(|byte| byte < b' ' || byte == b'&' || byte == 0xEF);
    let Some(mut at) = plain(raw) else { return raw.into() };
    let mut text = Text::with_capacity(raw.len());
    text.push_str(&raw[..at]);
    while let Some(character) = raw[at..].chars().next() {
        let length = character.len_utf8();
        match character {
            '&' if position != Position::Verbatim => {
                at += reference(&raw[at..], offset + at, &mut text, faults);
                continue;
            }
            '\r' if raw[at + length..].starts_with('\n') => {} // the line feed stands for both
            '\r' | '\n' | '\t' if position == Position::Attribute => text.push(' '),
            '\r' => text.push('\n'),
            _ if is_allowed(character) => text.push(character),
            _ => {
                let span = Span::new(offset + at, offset + at + length);
                faults.push(forbidden(character, span));
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        at += length;
        let length = plain(&raw[at..]).unwrap_or(raw.len() - at);
        text.push_str(&raw[at..at + length]);
        at += length;
    }
    text
}

fn forbidden(character: char, span: Span) -> Fault {
    let message = format!("the character U+{:04X} cannot stand in XML", u32::from(character));
    Fault::new(FaultKind::Syntax, span, message)
        .with_help("remove it; XML cannot carry it, not even as a reference")
}

/// Decodes the reference that `raw` starts with into `text`, and says how many bytes it took.
fn reference(raw: &str, offset: usize, text: &mut Text, faults: &mut Faults) -> usize {
    let body = &raw[1..];
    let length = match body.strip_prefix('#') {
        Some(digits) => 1 + digits.bytes().take_while(u8::is_ascii_alphanumeric).count(),
        None => name_length(body),
    };
    let name = &body[..length];
    let entity = resolve_xml_entity(name);
    let has_semicolon = body[length..].starts_with(';');
    let taken = match (has_semicolon, entity) {
        (true, _) => length + 2,
        (false, Some(_)) => length + 1,
        (false, None) => 1,
    };
    let span = Span::new(offset, offset + taken);
    let numbered = match BytesRef::new(name).resolve_char_ref() {
        Err(Error::Escape(EscapeError::InvalidCharRef(ParseCharRefError::IllegalCharacter(_)))) => {
            Ok(Some('\0'))
        }
        numbered => numbered,
    };
    let (decoded, message, help) = match (has_semicolon, entity, numbered) {
        (true, Some(meant), _) => {
            text.push_str(meant);
            return taken;
        }
        // `&lt` without its semicolon is a slip; `&` before anything else was meant as itself.
        (false, Some(meant), _) => {
            let help = format!("end the reference with a semicolon: `&{name};`");
            (meant, format!("`&{name}` has no semicolon"), help)
        }
        (false, None, _) => {
            ("&", "`&` that is not part of a reference".to_owned(), "write `&amp;` for `&`".to_owned())
        }
        (true, None, Ok(Some(character))) => {
            if is_allowed(character) {
                text.push(character);
            } else {
                faults.push(forbidden(character, span));
                text.push(char::REPLACEMENT_CHARACTER);
            }
            return taken;
        }
        (true, None, Ok(None)) => {
            let help = "XML knows `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`: write any other character as itself \
                        or by its number, and `&amp;` for `&`";
            (&raw[..taken], format!("unknown entity `&{name};`"), help.to_owned())
        }
        (true, None, Err(_)) => {
            let help = "write the character's number in decimal, `&#13;`, or hexadecimal, `&#xD;`";
            (&raw[..taken], format!("`&{name};` names no character"), help.to_owned())
        }
    };
    faults.push(Fault::new(FaultKind::Syntax, span, message).with_help(help));
    text.push_str(decoded);
    taken
}
