//! The form of a name or a value, as a regular expression. Nearly all of them are a row of characters of some kind,
//! such as a GUID, which is held against a text many times faster than by the general means.

use regex_lite::Regex;

/// A regular expression that a name or a value must match.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

#[derive(Debug, Clone)]
enum Matcher {
    Row(Vec<Piece>),
    Expression(Regex),
}

/// What stands so often at a place.
#[derive(Debug, Clone)]
struct Piece {
    kind: Kind,
    least: usize,
    most: usize,
}

#[derive(Debug, Clone)]
enum Kind {
    /// A character of a set.
    Character(Set),
    /// One of these rows.
    Choice(Vec<Vec<Piece>>),
}

/// Some of the ASCII characters; of the others all or none.
#[derive(Debug, Clone, Copy, Default)]
struct Set {
    ascii: u128,
    others: bool,
}

impl Pattern {
    /// The pattern that is written so.
    ///
    /// # Errors
    /// When it is no regular expression.
    pub fn new(text: impl Into<String>) -> Result<Self, regex_lite::Error> {
        let text = text.into();
        let matcher = match row(&text) {
            Some(pieces) => Matcher::Row(pieces),
            None => Matcher::Expression(Regex::new(&text)?),
        };
        Ok(Self { text, matcher })
    }

    /// The regular expression as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches.
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            Matcher::Row(pieces) => behind(pieces, text) == Some(""),
            Matcher::Expression(expression) => expression.is_match(text),
        }
    }
}

/// What stands behind a row at the start of a text; `None` when it does not start so.
fn behind<'t>(pieces: &[Piece], text: &'t str) -> Option<&'t str> {
    let mut rest = text;
    for piece in pieces {
        let mut count = 0;
        while count < piece.most
            && let Some(next) = piece.kind.behind(rest)
        {
            rest = next;
            count += 1;
        }
        if count < piece.least {
            return None;
        }
    }
    Some(rest)
}

/// The pieces between `^` and `$`, where there is nothing else and each place of a text can be of one piece only.
fn row(text: &str) -> Option<Vec<Piece>> {
    let (folds_case, text) = text.strip_prefix("(?i)").map_or((false, text), |rest| (true, rest));
    let mut reader = Reader { rest: text.strip_prefix('^')?, folds_case };
    let pieces = reader.pieces()?;
    (reader.rest == "$" && is_plain(&pieces, true)).then_some(pieces)
}

/// Whether there is one way only to read a text as this row.
fn is_plain(pieces: &[Piece], ends_text: bool) -> bool {
    pieces.iter().enumerate().all(|(index, piece)| {
        let behind = &pieces[index + 1..];
        // What can stand directly behind: all that may be missing, and the first that may not.
        let optional = behind.iter().take_while(|piece| piece.least == 0).count();
        let next = &behind[..behind.len().min(optional + 1)];
        let is_fixed = piece.least == piece.most;
        let ends_text = ends_text && behind.is_empty();
        (is_fixed
            || (ends_text || optional < behind.len())
                && next.iter().all(|next| !piece.first().meets(next.first())))
            && match &piece.kind {
                Kind::Character(_) => true,
                Kind::Choice(rows) => {
                    piece.most == 1 && are_apart(rows) && rows.iter().all(|row| is_plain(row, ends_text))
                }
            }
    })
}

/// Whether a text can begin with one of these rows only, whose characters part them somewhere.
fn are_apart(rows: &[Vec<Piece>]) -> bool {
    let part = |one: &[Piece], other: &[Piece]| {
        let singles = one.iter().zip(other).take_while(|(one, other)| one.is_single() && other.is_single());
        singles.into_iter().any(|(one, other)| !one.first().meets(other.first()))
    };
    let mut pairs =
        rows.iter().enumerate().flat_map(|(index, one)| rows[..index].iter().map(move |other| (one, other)));
    rows.iter().all(|row| row.first().is_some_and(|first| first.least > 0))
        && pairs.all(|(one, other)| part(one, other))
}

impl Piece {
    /// What it can start with.
    fn first(&self) -> Set {
        match &self.kind {
            Kind::Character(set) => *set,
            Kind::Choice(rows) => {
                rows.iter().filter_map(|row| row.first()).map(Self::first).fold(Set::default(), Set::or)
            }
        }
    }

    fn is_single(&self) -> bool {
        (self.least, self.most) == (1, 1) && matches!(self.kind, Kind::Character(_))
    }
}

impl Kind {
    fn behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Character(set) => {
                let mut characters = text.chars();
                characters.next().filter(|next| set.has(*next)).map(|_| characters.as_str())
            }
            Self::Choice(rows) => rows.iter().find_map(|row| behind(row, text)),
        }
    }
}

/// Reads a regular expression, as far as it is a row.
struct Reader<'t> {
    rest: &'t str,
    /// Whether letters stand for both cases.
    folds_case: bool,
}

impl Reader<'_> {
    /// The pieces up to the end of the row.
    fn pieces(&mut self) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        while !self.rest.starts_with(['$', '|', ')']) {
            let kind = match self.rest.strip_prefix('(') {
                Some(rest) => {
                    self.rest = rest;
                    Kind::Choice(self.rows()?)
                }
                None => Kind::Character(self.set()?),
            };
            let (least, most) = self.count()?;
            pieces.push(Piece { kind, least, most });
        }
        Some(pieces)
    }

    /// The rows of a group, behind its opening parenthesis.
    fn rows(&mut self) -> Option<Vec<Vec<Piece>>> {
        let mut rows = vec![self.pieces()?];
        while self.takes("|") {
            rows.push(self.pieces()?);
        }
        self.takes(")").then_some(rows)
    }

    fn set(&mut self) -> Option<Set> {
        if self.takes("[") {
            let is_negated = self.takes("^");
            let mut set = Set::default();
            while !self.takes("]") {
                let from = self.literal(b"[&~-^")?;
                let is_range = self.rest.starts_with('-') && !self.rest.starts_with("-]");
                let to = if is_range && self.takes("-") { self.literal(b"[&~-^")? } else { from };
                (from..=to).for_each(|byte| self.add(byte, &mut set));
            }
            let set = if is_negated { Set { ascii: !set.ascii, others: true } } else { set };
            return (set.ascii != 0).then_some(set);
        }
        if self.takes(".") {
            return Some(Set { ascii: !(1 << b'\n'), others: true });
        }
        let byte = self.literal(b"^$*+?{}()|[]")?;
        let mut set = Set::default();
        self.add(byte, &mut set);
        Some(set)
    }

    /// An ASCII character, as itself unless it is `special`, behind a backslash, or by its number.
    fn literal(&mut self, special: &[u8]) -> Option<u8> {
        let (byte, length) = match *self.rest.as_bytes() {
            [b'\\', b'x', ..] => (u8::from_str_radix(self.rest.get(2..4)?, 16).ok()?, 4),
            [b'\\', escaped, ..] if escaped.is_ascii_punctuation() => (escaped, 2),
            [byte, ..] if byte != b'\\' && !special.contains(&byte) => (byte, 1),
            _ => return None,
        };
        self.rest = byte.is_ascii().then(|| &self.rest[length..])?;
        Some(byte)
    }

    /// How often what stands before may stand.
    fn count(&mut self) -> Option<(usize, usize)> {
        let (least, most) = if self.takes("*") {
            (0, usize::MAX)
        } else if self.takes("+") {
            (1, usize::MAX)
        } else if self.takes("?") {
            (0, 1)
        } else if self.takes("{") {
            let (numbers, rest) = self.rest.split_once('}')?;
            self.rest = rest;
            let (least, most) = numbers.split_once(',').unwrap_or((numbers, numbers));
            (least.parse().ok()?, most.parse().ok()?)
        } else {
            (1, 1)
        };
        (least <= most).then_some((least, most))
    }

    fn add(&self, byte: u8, set: &mut Set) {
        set.ascii |= 1 << byte;
        if self.folds_case {
            set.ascii |= 1 << byte.to_ascii_lowercase() | 1 << byte.to_ascii_uppercase();
        }
    }

    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        rest.inspect(|rest| self.rest = rest).is_some()
    }
}

impl Set {
    fn has(self, character: char) -> bool {
        if character.is_ascii() { self.ascii >> u32::from(character) & 1 == 1 } else { self.others }
    }

    fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || (self.others && other.others)
    }

    fn or(self, other: Self) -> Self {
        Self { ascii: self.ascii | other.ascii, others: self.others || other.others }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Catalogue;
    use super::*;

    /// Texts of the characters that patterns speak of, and some that they do not.
    fn texts() -> Vec<String> {
        let guid = "{436EF144-B4FB-4863-A041-8F905A62C572}";
        let hash = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";
        let key = r"Registry\hklm\Software";
        let mut texts: Vec<String> = [
            guid,
            &guid[1..37],
            hash,
            "12345",
            "0409",
            "LOCALE_X",
            "ZXFB4aafGPf2s9qThdYhNafGBTs=",
            "",
            "a b",
        ]
        .map(str::to_owned)
        .to_vec();
        let alphabet: Vec<char> = "0aAfFgG9{}-_=+/\\.:*?\"<>|@ é\n\u{7f}LOCALE_".chars().collect();
        for seed in 0..4000usize {
            let length = seed % 47;
            let character =
                |at: usize| alphabet[(seed * 7919 + at * at * 31 + at * 101 * seed) % alphabet.len()];
            texts.push((0..length).map(character).collect());
        }
        for text in [guid, hash, key, r"HKCU\a", "HKCR", "0x0000ffff", "12.25", "abcd"] {
            for at in 0..text.len() {
                for put in ["", "0", "g", "é", "{", "\n"] {
                    texts.push(format!("{}{put}{}", &text[..at], &text[at + 1..]));
                    texts.push(format!("{}{put}{}", &text[..at], &text[at..]));
                }
            }
        }
        texts
    }

    #[test]
    fn a_row_matches_what_the_regular_expression_matches() {
        let catalogue = Catalogue::builtin();
        let nodes = catalogue.entries().flat_map(|entry| &entry.provider().nodes);
        let of_catalogue = nodes.filter_map(|node| node.pattern.as_ref()).map(Pattern::as_str);
        let others =
            ["^a?b*c$", "^[^a-c]+[b]{1,2}$", "^[a-]x{0,3}$", r"^\.\x41$", "^[0-9]{2,}$", "^a+ab$", "^$"];
        let (mut rows, texts) = (0, texts());
        for text in of_catalogue.chain(others) {
            let pattern = Pattern::new(text).unwrap();
            let expression = Regex::new(text).unwrap();
            rows += usize::from(matches!(pattern.matcher, Matcher::Row(_)));
            for candidate in &texts {
                assert_eq!(
                    pattern.is_match(candidate),
                    expression.is_match(candidate),
                    "{text} {candidate:?}"
                );
            }
        }
        assert!(rows > 30, "most are rows: {rows}");
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_left_to_the_general_means() {
        for text in [
            "^a+ab$",
            "^[^ ]*.b$",
            "^a?b?a$",
            "a",
            "^(a|ab)$",
            "^(a+|b)c$",
            "^(ab)?a$",
            "^(ab?)?b$",
            "^(a){2}$",
            "^(|a)$",
            r"^\S+$",
            "^a\\$",
            "^[[:alpha:]]$",
        ] {
            assert!(row(text).is_none(), "{text}");
        }
        assert!(Pattern::new("^[a").is_err());
    }
}
