//! TOML files of users: their text, whatever their editor made of it, and what a TOML reader says of them, in the words of
//! TOML instead of those of the reader.

use crate::document::decode;
use crate::finding::{Span, nearest};

/// A file that is no text.
#[derive(Debug)]
pub(crate) struct NoText {
    /// As much of it as is text, with U+FFFD for the rest.
    pub(crate) text: String,
    /// The first place that is none.
    pub(crate) span: Span,
    /// What is wrong there, and what to do.
    pub(crate) message: String,
}

/// The text of a file: UTF-8, or UTF-16 with a byte order mark, as editors and shells of Windows write it.
///
/// # Errors
/// When there are bytes in it that are no characters.
pub(crate) fn text_of_toml(bytes: &[u8]) -> Result<String, NoText> {
    let decoded = decode(bytes);
    if decoded.is_whole() {
        return Ok(decoded.text);
    }
    let text = decoded.text;
    let at = text.find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
    let span = Span::new(at, (at + char::REPLACEMENT_CHARACTER.len_utf8()).min(text.len()));
    let message = match decoded.faults.last() {
        Some(fault) => format!("{}: save the file as UTF-8", fault.message),
        None => "the file is no text: save it as UTF-8".to_owned(),
    };
    Err(NoText { text, span, message })
}

/// The message without the words of the reader's own types, and with the name that was most likely meant.
pub(crate) fn in_words_of_toml(message: &str) -> String {
    let message = message.trim_end();
    let near = meant(message).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let words = [
        ("unknown field", "unknown key"),
        ("missing field", "missing key"),
        ("duplicate field", "duplicate key"),
        ("unknown variant", "unknown value"),
        (", expected literal string", ""),
        ("invalid type: ", "wrong type: "),
        ("invalid value: ", "wrong value: "),
        ("a sequence", "a list"),
        ("a map", "a table"),
        ("sequence", "list"),
        ("map", "table"),
    ]
    .into_iter()
    .fold(message.to_owned(), |message, (reader, toml)| message.replace(reader, toml));
    words + &near
}

/// The name nearest to the unknown one, which the reader quotes first, among those that it says it expected.
fn meant(message: &str) -> Option<&str> {
    let (unknown, expected) = message.strip_prefix("unknown ")?.split_once(", expected ")?;
    let unknown = unknown.split('`').nth(1)?;
    nearest(unknown, expected.split('`').skip(1).step_by(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_utf8_and_utf16_and_where_it_is_no_text_is_told() {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        for bytes in [b"a = 1".to_vec(), b"\xEF\xBB\xBFa = 1".to_vec(), wide("\u{feff}a = 1")] {
            assert_eq!(text_of_toml(&bytes).unwrap(), "a = 1");
        }
        let mut cut = wide("\u{feff}a = 1\n");
        cut.push(b'b');
        for (bytes, at) in [(&cut[..], 6), (b"a = \"\xE4\"", 5)] {
            let no_text = text_of_toml(bytes).unwrap_err();
            assert_eq!(no_text.span.start(), at);
            assert!(no_text.message.ends_with("save the file as UTF-8"), "{}", no_text.message);
        }
    }
}
