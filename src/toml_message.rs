//! What a TOML reader says of a file, in the words of TOML instead of those of the reader.

use crate::finding::nearest;

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
