//! Why bytes are no binary document, and where.

use super::language::Language;

/// Why a binary document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at} (hexadecimal {at:X}), counted from 0: {fault}")]
pub struct DecodeError {
    /// The offset of the byte at which reading ended.
    pub at: usize,
    /// What is wrong there.
    pub fault: DecodeFault,
}

/// What can be wrong with a binary document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeFault {
    /// There is no such version.
    #[error("{0:02X} is no version of WBXML")]
    Version(u8),
    /// A number of more than 32 bits.
    #[error("a number of more than 32 bits")]
    Number,
    /// A format that there is no table for.
    #[error("the format {0} is not known: it should be one of {known}", known = names())]
    Format(String),
    /// A character set that is not read.
    #[error("the character set {0} is not read: devices take UTF-8, which is 106")]
    Charset(u32),
    /// The input ends too early.
    #[error("the document ends in the middle")]
    End,
    /// A reference to the outside of the string table.
    #[error("the string table has no byte {0}")]
    StringTable(u32),
    /// Bytes that are no text.
    #[error("a text that is not encoded as the document says")]
    Encoding,
    /// A character that XML cannot hold.
    #[error("the character U+{0:04X}, which cannot stand in XML")]
    Character(u32),
    /// A name that XML does not allow.
    #[error("`{0}` as a name")]
    Name(String),
    /// A token without meaning.
    #[error("the token {token:02X} means nothing as {place} on page {page} of {language}")]
    Token {
        /// The octet.
        token: u8,
        /// Tag, attribute or value.
        place: &'static str,
        /// The code page.
        page: u8,
        /// The format.
        language: &'static str,
    },
    /// A value where an attribute has not begun.
    #[error("a part of a value, {0:02X}, before any attribute")]
    ValueFirst(u8),
    /// An attribute twice at one element.
    #[error("the attribute `{0}` twice at one element")]
    Twice(String),
    /// A time that is none.
    #[error("octets of a time that does not exist")]
    Time,
    /// Text or an end outside the root.
    #[error("{0:02X} where the root element should begin")]
    NoRoot(u8),
    /// More behind the end of the root.
    #[error("more bytes behind the end of the document")]
    Trailing,
    /// Elements nested too deeply.
    #[error("elements nested deeper than {0} levels")]
    Depth(usize),
    /// More text than is read.
    #[error("more than {0} bytes when written out as text")]
    Size(u64),
}

fn names() -> String {
    let names: Vec<&str> = Language::all().iter().map(|language| language.name.as_str()).collect();
    names.join(", ")
}
