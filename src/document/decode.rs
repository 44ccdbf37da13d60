//! From bytes to text: what the device reads is UTF-8 without a byte order mark, what real tools write may not be.

use std::borrow::Cow;
use std::io::{self, Read};

use super::xml::is_allowed;
use super::{Fault, FaultKind, Limits};
use crate::finding::Span;

/// The text of an input, and what was wrong with its bytes. Every position in a document is a place in this text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark; what could not be decoded is U+FFFD.
    pub text: String,
    /// The faults of the bytes.
    pub faults: Vec<Fault>,
    /// How many bytes stand in the input before those of the text. `None` when the bytes of the text are not those of
    /// the input: of UTF-16, or where something could not be decoded.
    pub skipped: Option<usize>,
}

/// What the start of a document in UTF-32 is decoded to: little-endian with a byte order mark, big-endian with one and
/// without.
const UTF_32: [&str; 3] = ["\0<\0", "\0\0\u{FFFD}\u{FFFD}\0\0\0<", "\0\0\0<"];

impl Decoded {
    /// Whether the text says all that the bytes say: nothing had to be replaced.
    pub fn is_whole(&self) -> bool {
        self.faults.iter().all(|fault| fault.kind != FaultKind::Encoding)
    }

    /// The one fault of an input that is no text at all, of which nothing else need be said: it does not begin as a
    /// document does, and has what no text has. `None` for a text, whatever its faults.
    pub fn no_text(&self) -> Option<Fault> {
        if self.text.trim_start().starts_with('<') {
            return None;
        }
        let is_binary = |found: &char| *found == char::REPLACEMENT_CHARACTER || !is_allowed(*found);
        let found = self.text.chars().find(is_binary)?;
        if UTF_32.iter().any(|start| self.text.starts_with(start)) {
            let fault = Fault::new(FaultKind::Encoding, Span::default(), "the file is UTF-32");
            return Some(fault.with_help("save it as UTF-8: the device reads UTF-8 only"));
        }
        let what = match found {
            char::REPLACEMENT_CHARACTER => "bytes that are no characters".to_owned(),
            found => format!("the character U+{:04X}", u32::from(found)),
        };
        let message = format!("this is no text: it does not begin with `<`, and has {what}");
        let help = "give a document as text, in its binary form (WBXML), or in a package";
        Some(Fault::new(FaultKind::Encoding, Span::default(), message).with_help(help))
    }
}

/// An input that could not be read whole.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The system says no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The input is larger than the limit, given in bytes.
    #[error("larger than {0} bytes, and no document that a device would read")]
    TooLarge(u64),
}

/// Reads all of `input`, but never more than the limit on size.
///
/// # Errors
/// When reading fails, or the input goes on behind the limit.
pub fn read_bounded(input: impl Read, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    // A usual document is smaller, and comes with the first call.
    let mut bytes = Vec::with_capacity(4 << 10);
    input.take(limits.size.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.size {
        return Err(ReadError::TooLarge(limits.size));
    }
    Ok(bytes)
}

/// Decodes the bytes of a document. UTF-16, recognised by its byte order mark or by a `<` with a zero byte beside it,
/// is decoded too, so that work can go on; it is a fault, as is a byte order mark.
///
/// UTF-8 that is given away becomes the text where it stands.
pub fn decode<'a>(bytes: impl Into<Cow<'a, [u8]>>) -> Decoded {
    let bytes = bytes.into();
    match &*bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let mut decoded = utf8(rest.to_vec(), 3);
            decoded.faults.insert(0, byte_order_mark());
            decoded
        }
        [0xFF, 0xFE, rest @ ..] => utf16(rest, "UTF-16 LE with a byte order mark", u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, "UTF-16 BE with a byte order mark", u16::from_be_bytes),
        [b'<', 0, ..] => utf16(&bytes, "UTF-16 LE", u16::from_le_bytes),
        [0, b'<', ..] => utf16(&bytes, "UTF-16 BE", u16::from_be_bytes),
        _ => utf8(bytes.into_owned(), 0),
    }
}

fn byte_order_mark() -> Fault {
    Fault::new(FaultKind::ByteOrderMark, Span::default(), "the file starts with a byte order mark")
        .with_help("save it as UTF-8 without a byte order mark")
}

/// `skipped` bytes stood before `bytes` in the file.
fn utf8(bytes: Vec<u8>, skipped: usize) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, faults: Vec::new(), skipped: Some(skipped) },
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    let mut count = 0usize;
    let mut at = skipped;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if let [byte, ..] = chunk.invalid() {
            first.get_or_insert((*byte, at, text.len()));
            count += 1;
            text.push(char::REPLACEMENT_CHARACTER);
            at += chunk.invalid().len();
        }
    }
    let faults = first.map(|(byte, offset, place)| {
        let more = match count - 1 {
            0 => String::new(),
            1 => " (and one place more)".to_owned(),
            more => format!(" (and {more} places more)"),
        };
        Fault::new(
            FaultKind::Encoding,
            Span::new(place, place + char::REPLACEMENT_CHARACTER.len_utf8()),
            format!("byte {byte:#04x} at offset {offset} is not UTF-8{more}"),
        )
        .with_help("save the file as UTF-8: the device reads UTF-8 only")
    });
    Decoded { text, faults: faults.into_iter().collect(), skipped: None }
}

fn utf16(bytes: &[u8], name: &str, unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut is_whole = odd.is_empty();
    let mut text: String = char::decode_utf16(pairs.iter().copied().map(unit))
        .map(|decoded| {
            decoded.unwrap_or_else(|_| {
                is_whole = false;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let kind = if is_whole { FaultKind::Utf16 } else { FaultKind::Encoding };
    let fault = Fault::new(kind, Span::default(), format!("the file is encoded as {name}"))
        .with_help("save it as UTF-8: the device reads UTF-8 only");
    Decoded { text, faults: vec![fault], skipped: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(decoded: &Decoded) -> Vec<FaultKind> {
        decoded.faults.iter().map(|fault| fault.kind).collect()
    }

    #[test]
    fn utf8_is_taken_as_it_is() {
        let expected = Decoded { text: "<ü/>".to_owned(), faults: vec![], skipped: Some(0) };
        assert_eq!(decode("<ü/>".as_bytes()), expected);
    }

    #[test]
    fn a_byte_order_mark_is_stripped_and_reported() {
        let decoded = decode(b"\xEF\xBB\xBF<a/>");
        assert_eq!(decoded.text, "<a/>");
        assert_eq!(kinds(&decoded), [FaultKind::ByteOrderMark]);
    }

    #[test]
    fn utf16_is_decoded_and_named_with_and_without_a_mark() {
        for (bytes, name) in [
            (&b"\xFF\xFE<\0\xFC\0/\0>\0"[..], "UTF-16 LE with"),
            (b"\xFE\xFF\0<\0\xFC\0/\0>", "UTF-16 BE with"),
            (b"<\0\xFC\0/\0>\0", "UTF-16 LE"),
            (b"\0<\0\xFC\0/\0>", "UTF-16 BE"),
        ] {
            let decoded = decode(bytes);
            assert_eq!(decoded.text, "<ü/>");
            assert!(decoded.is_whole());
            assert_eq!(kinds(&decoded), [FaultKind::Utf16]);
            assert!(decoded.faults[0].message.contains(name), "{}", decoded.faults[0].message);
        }
    }

    #[test]
    fn what_is_not_utf8_is_told_with_its_byte_and_place() {
        let decoded = decode(b"\xEF\xBB\xBF<a b=\"\xFCx\xFC\"/>");
        assert_eq!(decoded.text, "<a b=\"\u{FFFD}x\u{FFFD}\"/>");
        assert!(!decoded.is_whole());
        for cut in [&b"\xFF\xFE<"[..], b"\xFF\xFE<\0\0\xD8"] {
            assert!(!decode(cut).is_whole(), "{cut:?}");
        }
        let fault = &decoded.faults[1];
        assert_eq!(fault.kind, FaultKind::Encoding);
        assert_eq!(fault.message, "byte 0xfc at offset 9 is not UTF-8 (and one place more)");
        assert_eq!(&decoded.text[fault.span.range()], "\u{FFFD}");
    }

    #[test]
    fn bytes_of_another_kind_are_no_text_and_a_text_with_slips_is_one() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        for binary in [&all[..], b"\x7fELF\x02\x01", b"PK\x03\x04", b"\xff\xd8\xff\xe0 JFIF"] {
            assert!(decode(binary).no_text().is_some(), "{binary:?}");
        }
        for text in [&b"<a b=\"\x01\"/>"[..], b"\n <a>\xFC</a>", b"hello", b"", b"\xFF\xFE<\0a\0"] {
            assert_eq!(decode(text).no_text(), None, "{text:?}");
        }
    }

    #[test]
    fn utf_32_is_named() {
        let little = "\u{FEFF}<a/>".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>();
        let big = "\u{FEFF}<a/>".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect::<Vec<_>>();
        for bytes in [&little[..], &big[..], &big[4..]] {
            let fault = decode(bytes).no_text().unwrap();
            assert_eq!(fault.message, "the file is UTF-32", "{bytes:?}");
        }
    }

    #[test]
    fn reading_stops_behind_the_limit() {
        let limits = Limits { size: 4, ..Limits::default() };
        assert_eq!(read_bounded(&b"<a/>"[..], &limits).unwrap(), b"<a/>");
        let error = read_bounded(io::repeat(b'x'), &limits).unwrap_err();
        assert!(error.to_string().contains("4 bytes"), "{error}");
    }
}
