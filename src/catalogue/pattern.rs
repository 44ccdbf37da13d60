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

/// One character or more of a kind.
#[derive(Debug, Clone)]
struct Piece {
    set: Set,
    least: usize,
    most: usize,
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
            Matcher::Row(pieces) => is_row(text, pieces),
            Matcher::Expression(expression) => expression.is_match(text),
        }
    }
}

fn is_row(text: &str, pieces: &[Piece]) -> bool {
    let mut characters = text.chars().peekable();
    let is_there = |piece: &Piece| {
        let mut count = 0;
        while count < piece.most && characters.next_if(|next| piece.set.has(*next)).is_some() {
            count += 1;
        }
        count >= piece.least
    };
    pieces.iter().all(is_there) && characters.next().is_none()
}

/// The pieces between `^` and `$`, where there is nothing else, and the end of each is where a character of another
/// kind comes: then there is one way to read a text only.
fn row(text: &str) -> Option<Vec<Piece>> {
    let mut rest = text.strip_prefix('^')?;
    let mut pieces = Vec::new();
    while rest != "$" {
        let (set, behind) = set(rest)?;
        let (least, most, behind) = count(behind)?;
        pieces.push(Piece { set, least, most });
        rest = behind;
    }
    let is_plain = |(index, piece): (usize, &Piece)| {
        let behind = &pieces[index + 1..];
        // What can stand directly behind: all that may be missing, and the first that may not.
        let next = behind.iter().take(1 + behind.iter().take_while(|piece| piece.least == 0).count());
        piece.least == piece.most || next.into_iter().all(|next| !piece.set.meets(next.set))
    };
    pieces.iter().enumerate().all(is_plain).then_some(pieces)
}

/// The set that a pattern begins with, and the rest of the pattern.
fn set(text: &str) -> Option<(Set, &str)> {
    if let Some(class) = text.strip_prefix('[') {
        let (is_negated, mut rest) = class.strip_prefix('^').map_or((false, class), |rest| (true, rest));
        let mut set = Set::default();
        while !rest.starts_with(']') {
            let (from, behind) = literal(rest, b"[&~-^")?;
            let range = behind.strip_prefix('-').filter(|end| !end.starts_with(']'));
            let (to, behind) = range.map_or(Some((from, behind)), |end| literal(end, b"[&~-^"))?;
            (from..=to).for_each(|byte| set.add(byte));
            rest = behind;
        }
        let set = if is_negated { Set { ascii: !set.ascii, others: true } } else { set };
        return (set.ascii != 0).then_some((set, &rest[1..]));
    }
    if let Some(rest) = text.strip_prefix('.') {
        let mut line_feed = Set::default();
        line_feed.add(b'\n');
        return Some((Set { ascii: !line_feed.ascii, others: true }, rest));
    }
    let (byte, rest) = literal(text, b"^$*+?{}()|[]")?;
    let mut set = Set::default();
    set.add(byte);
    Some((set, rest))
}

/// The ASCII character that a pattern begins with, as itself, behind a backslash or by its number, and the rest.
fn literal<'t>(text: &'t str, special: &[u8]) -> Option<(u8, &'t str)> {
    match *text.as_bytes() {
        [b'\\', b'x', ..] => {
            let digits = text.get(2..4)?;
            let byte = u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii)?;
            Some((byte, &text[4..]))
        }
        [b'\\', escaped, ..] => escaped.is_ascii_punctuation().then(|| (escaped, &text[2..])),
        [byte, ..] => {
            (byte.is_ascii() && byte != b'\\' && !special.contains(&byte)).then(|| (byte, &text[1..]))
        }
        [] => None,
    }
}

/// How often what stands before may stand, and the rest.
fn count(text: &str) -> Option<(usize, usize, &str)> {
    let (least, most, rest) = match text.as_bytes() {
        [b'*', ..] => (0, usize::MAX, &text[1..]),
        [b'+', ..] => (1, usize::MAX, &text[1..]),
        [b'?', ..] => (0, 1, &text[1..]),
        [b'{', ..] => {
            let (numbers, rest) = text[1..].split_once('}')?;
            let (least, most) = numbers.split_once(',').unwrap_or((numbers, numbers));
            (least.parse().ok()?, most.parse().ok()?, rest)
        }
        _ => (1, 1, text),
    };
    (least <= most).then_some((least, most, rest))
}

impl Set {
    fn add(&mut self, byte: u8) {
        self.ascii |= 1 << byte;
    }

    fn has(self, character: char) -> bool {
        if character.is_ascii() { self.ascii >> u32::from(character) & 1 == 1 } else { self.others }
    }

    fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || (self.others && other.others)
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
        for text in [guid, hash, "12345", "a,b"] {
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
        for text in ["^a+ab$", "^[^ ]*.b$", "^a?b?a$", "a", "^(a|b)$", r"^\S+$", "^a\\$", "^[[:alpha:]]$"] {
            assert!(row(text).is_none(), "{text}");
        }
        assert!(Pattern::new("^[a").is_err());
    }
}
