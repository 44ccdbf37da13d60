//! Text of strangers, made fit for a terminal.

use std::borrow::Cow;

/// The text on one line and without anything that could move, hide or reorder what a terminal shows around it: control
/// characters, line breaks and the marks that turn the direction of writing are written as escapes such as
/// `\u{1b}` and `\n`. Names in certificates and cabinets, and values in documents, come from strangers: shown as they
/// are, they could forge whole lines of a report (CWE-150, <https://trojansource.codes/>).
///
/// Showing twice changes nothing. For people only: programs get the text itself, in JSON.
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let escaped = |c: char| if is_hidden(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escaped).collect())
}

/// Whether a character is not seen itself, but changes how others are seen: Cc, the separators of lines and
/// paragraphs, and the Bidi_Control characters (Unicode Standard Annex #9, section 2).
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_shown_text_moves_the_cursor_or_turns_the_direction() {
        let text = "evil\u{1b}[2J\r\nfile.cab: good\u{9b}\u{202e}\u{2066}\u{2028}\u{200f}";
        let seen = r"evil\u{1b}[2J\r\nfile.cab: good\u{9b}\u{202e}\u{2066}\u{2028}\u{200f}";
        assert_eq!(shown(text), seen);
        assert_eq!(shown(seen), seen);
    }

    #[test]
    fn text_of_any_language_is_shown_as_it_is() {
        for text in ["Prüfstelle GmbH", "שלום", "日本 \u{1F600}", r"C:\a"] {
            assert_eq!(shown(text), text);
        }
    }
}
