//! A text and places in it.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memchr_iter;
use serde::Serialize;

/// A run of bytes of a [`Source`]'s text: `start` is the first, `end` the one after the last.
// A document has a place for each of its names and values, so that four bytes less for an offset count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// Offset of the first byte.
    #[cfg_attr(test, schemars(with = "usize"))]
    start: u32,
    /// Offset behind the last byte.
    #[cfg_attr(test, schemars(with = "usize"))]
    end: u32,
}

impl Span {
    /// The length of the largest text in which every place has a span, in bytes.
    pub const LARGEST_TEXT: u64 = u32::MAX as u64;

    /// The bytes from `start` up to, not including, `end`. An offset behind the largest text is taken as its end.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: offset(start), end: offset(end) }
    }

    /// Offset of the first byte.
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// Offset behind the last byte.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// The offsets of the bytes.
    pub const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// From the start of this to the end of `other`.
    pub const fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

#[allow(clippy::cast_possible_truncation)] // compared before
const fn offset(at: usize) -> u32 {
    if at as u64 > Span::LARGEST_TEXT { u32::MAX } else { at as u32 }
}

/// A value and the place where it stands. Two are equal when their values are: a document moved by a line is the
/// same document.
#[derive(Debug, Clone, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value that stands at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// A value that was made and stands nowhere.
    pub const fn nowhere(value: T) -> Self {
        Self { value, span: Span::new(0, 0) }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Where the text of a [`Source`] stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// In the file of its name.
    #[default]
    File,
    /// In the file of this name, as a part or in another form: its places are none of the file.
    Within(String),
    /// On the command line.
    CommandLine,
}

/// The text of an input and the name by which the user knows it.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    /// Bytes of the file before those of the text; none when the file's bytes are not those of the text.
    before: Option<usize>,
    origin: Origin,
    /// Passwords and keys in the text.
    secrets: Vec<Span>,
    /// Found when a place is first asked for.
    lines: OnceLock<Lines>,
}

/// What finds the line and the column of an offset.
#[derive(Debug, Clone)]
struct Lines {
    starts: Vec<usize>,
    /// The number of characters that start before each [`BLOCK`]: a document may be one line of many megabytes.
    characters_before: Vec<usize>,
}

/// Bytes between two known character counts.
const BLOCK: usize = 4096;

impl Source {
    /// A text that the user knows as `name`: the path as typed, or `<stdin>`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            before: Some(0),
            origin: Origin::default(),
            secrets: Vec::new(),
            lines: OnceLock::new(),
        }
    }

    /// The text stands elsewhere than in the file of its name.
    #[must_use]
    pub fn standing(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Where the text stands.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Passwords and keys stand in these places: no excerpt shows them.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Vec<Span>) -> Self {
        self.secrets = secrets;
        self
    }

    /// Where passwords and keys stand.
    pub fn secrets(&self) -> &[Span] {
        &self.secrets
    }

    /// The text stands in its file behind `before` bytes, such as a byte order mark; `None`: the bytes of the file are
    /// not those of the text, which was decoded from something else than UTF-8.
    #[must_use]
    pub fn standing_behind(mut self, before: Option<usize>) -> Self {
        self.before = before;
        self
    }

    /// The bytes of the file that a span of the text is; `None` when the file's bytes are not those of the text.
    pub fn in_file(&self, span: Span) -> Option<Span> {
        self.before.map(|before| Span::new(before + span.start(), before + span.end()))
    }

    /// The name by which the user knows the input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line and column of a byte offset. An offset behind the end is taken as the end, one inside a character as
    /// the start of that character.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset.min(self.text.len()));
        let starts = &self.lines().starts;
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts[line - 1];
        Place { line, column: self.characters_up_to(offset) - self.characters_up_to(start) + 1 }
    }

    /// The line, without its end, in which a byte offset lies.
    pub fn line(&self, offset: usize) -> Span {
        let starts = &self.lines().starts;
        let line = starts.partition_point(|start| *start <= offset);
        let end = starts.get(line).map_or(self.text.len(), |next| next - 1);
        let start = starts[line - 1];
        Span::new(start, start + self.text[start..end].trim_end_matches('\r').len())
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let starts = memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
            let blocks = self.text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
                *before += starts_of_characters(block);
                Some(*before)
            });
            Lines {
                starts: std::iter::once(0).chain(starts).collect(),
                characters_before: std::iter::once(0).chain(blocks).collect(),
            }
        })
    }

    fn characters_up_to(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.lines().characters_before[block]
            + starts_of_characters(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// The text of a span; empty when the span does not lie in the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// In UTF-8 every byte but those that go on (`10xxxxxx`) starts a character.
fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| *byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_a_long_line_are_those_of_a_plain_count() {
        let text = format!("<a>\r\n{}\n", "é<b/>".repeat(5000));
        let source = Source::new("a.xml", text.as_str());
        assert_eq!(source.line(2), Span::new(0, 3));
        assert_eq!(source.line(9000), Span::new(5, text.len() - 1));
        for offset in (5..text.len()).step_by(997).chain([5 + 4096, 8192, text.len() - 1]) {
            let offset = text.floor_char_boundary(offset);
            assert_eq!(source.place(offset).column, text[5..offset].chars().count() + 1, "{offset}");
        }
    }

    #[test]
    fn places_count_from_one_and_in_characters() {
        let source = Source::new("a.xml", "é<a>\n<b/>");
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(2), Place { line: 1, column: 2 });
        assert_eq!(source.place(6), Place { line: 2, column: 1 });
        assert_eq!(source.place(999), Place { line: 2, column: 5 });
    }
}
