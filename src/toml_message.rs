//! What a TOML reader says of a file, in the words of TOML instead of those of the reader.

/// The message without the words of the reader's own types.
pub(crate) fn in_words_of_toml(message: &str) -> String {
    [
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
    .fold(message.trim_end().to_owned(), |message, (reader, toml)| message.replace(reader, toml))
}
