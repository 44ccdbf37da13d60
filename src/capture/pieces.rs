//! An input taken apart into what was captured at once: a file of octets, or lines of hexadecimal digits as modems
//! print them and people copy them, or the JSON that this program writes for a centre.

use crate::push::sms::smpp::{self, Submission, SubmitSm};
use crate::push::sms::tpdu;

/// The longest short message in any form, in octets: that of a centre with its fields and parameters.
const LONGEST: usize = 1 << 10;

/// Octets that were captured together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where they stand: the name of the input, and the line.
    pub place: String,
    /// The octets.
    pub octets: Vec<u8>,
}

/// Text that does not go on as it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PiecesError {
    /// Something else stands among them.
    #[error("`{name}`, line {line}: `{found}` is no hexadecimal digit")]
    Digit {
        /// The input.
        name: String,
        /// The line, from 1 on.
        line: usize,
        /// What stands there.
        found: char,
    },
    /// One is missing, or one too many.
    #[error("`{name}`, line {line}: an odd number of hexadecimal digits: one is missing, or one too many")]
    Odd {
        /// The input.
        name: String,
        /// The line, from 1 on.
        line: usize,
    },
    /// JSON that is not that of messages for a centre.
    #[error("`{name}` begins as JSON, but not as the fields of submit_sm that `--pdu smpp` writes: {fault}")]
    Json {
        /// The input.
        name: String,
        /// What is wrong, and where.
        fault: String,
    },
}

/// The pieces of an input of any kind.
///
/// # Errors
/// When it is text in hexadecimal digits with something else among them, or JSON with something else in it.
pub fn pieces_of_input(name: &str, bytes: &[u8]) -> Result<Vec<Piece>, PiecesError> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return pieces_of_json(name, bytes);
    }
    match hexadecimal_text(bytes) {
        Some(text) => pieces_of_hexadecimal(name, text),
        None => Ok(pieces_of_octets(name, bytes)),
    }
}

/// Each message for a centre in the octets that would go to it.
fn pieces_of_json(name: &str, bytes: &[u8]) -> Result<Vec<Piece>, PiecesError> {
    let no_submission =
        |fault: serde_json::Error| PiecesError::Json { name: name.to_owned(), fault: fault.to_string() };
    let submission: Submission = serde_json::from_slice(bytes).map_err(no_submission)?;
    let piece = |(number, message): (u32, &SubmitSm)| Piece {
        place: format!("{name}, submit_sm {number}"),
        octets: message.encode(number),
    };
    Ok((1..).zip(&submission.submit_sm).map(piece).collect())
}

/// The text, if the first line that says something is of hexadecimal digits.
fn hexadecimal_text(bytes: &[u8]) -> Option<&str> {
    let text = str::from_utf8(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)).ok()?;
    let first = text.lines().map(typed).find(|line| !is_talk(line))?;
    let digits = first.bytes().filter(|byte| !byte.is_ascii_whitespace());
    digits.clone().all(|byte| byte.is_ascii_hexdigit()).then_some(text)
}

/// How a request over HTTP begins, and one behind another.
const REQUEST: &[u8] = b"POST ";

/// Messages of a short message centre stand one behind the other, and so do requests to a gateway, each after an empty
/// line; anything else is one piece.
fn pieces_of_octets(name: &str, bytes: &[u8]) -> Vec<Piece> {
    if bytes.starts_with(REQUEST) {
        return requests(name, bytes);
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(length) = smpp::length(&bytes[at..]) {
        let place = format!("{name}, byte {at}");
        pieces.push(Piece { place, octets: bytes[at..at + length].to_vec() });
        at += length;
    }
    if at < bytes.len() || bytes.is_empty() {
        let place = if at == 0 { name.to_owned() } else { format!("{name}, byte {at}") };
        pieces.push(Piece { place, octets: bytes[at..].to_vec() });
    }
    pieces
}

fn requests(name: &str, bytes: &[u8]) -> Vec<Piece> {
    let is_start = |at: &usize| {
        let before = &bytes[..*at];
        bytes[*at..].starts_with(REQUEST) && (before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n"))
    };
    let mut starts = vec![0];
    starts.extend((1..bytes.len()).filter(is_start));
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    let place = |at: usize| if starts.len() == 1 { name.to_owned() } else { format!("{name}, byte {at}") };
    let piece =
        |(start, end): (&usize, usize)| Piece { place: place(*start), octets: bytes[*start..end].to_vec() };
    starts.iter().zip(ends).map(piece).collect()
}

/// The pieces of a text in hexadecimal digits. Blanks among them do not matter. Each line is a short message; where it
/// is none, so are several lines together, and where they are none either, all lines up to an empty one are one piece.
/// What a modem says between them (`AT+CMGS=…`, `+CMT: …`, `OK`) ends a piece.
///
/// # Errors
/// When something else stands among the digits.
pub fn pieces_of_hexadecimal(name: &str, text: &str) -> Result<Vec<Piece>, PiecesError> {
    let mut pieces = Vec::new();
    let mut block = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = typed(line);
        if is_talk(line) {
            take_apart(name, &std::mem::take(&mut block), &mut pieces)?;
        } else {
            let line = Line { number: index + 1, digits: digits(name, index + 1, line)? };
            block.push(line);
        }
    }
    take_apart(name, &block, &mut pieces)?;
    Ok(pieces)
}

/// A line of digits.
struct Line {
    number: usize,
    digits: String,
}

/// What was typed into a modem: its prompt stands before it, and the sign that ends it (Ctrl-Z) behind it
/// (3GPP TS 27.005, section 3.5.1).
fn typed(line: &str) -> &str {
    line.trim().trim_start_matches("> ").trim_end_matches('\u{1A}').trim()
}

/// Whether a line says nothing here: empty, or what passes between a program and a modem.
fn is_talk(line: &str) -> bool {
    let line = line.trim();
    let starts = |talk: &&str| line.get(..talk.len()).is_some_and(|start| start.eq_ignore_ascii_case(talk));
    line.is_empty() || ["AT", "+C", "OK", "ERROR", ">", "#"].iter().any(starts)
}

fn digits(name: &str, line_number: usize, line: &str) -> Result<String, PiecesError> {
    let digits: String = line.chars().filter(|character| !character.is_whitespace()).collect();
    match digits.chars().find(|character| !character.is_ascii_hexdigit()) {
        Some(found) => Err(PiecesError::Digit { name: name.to_owned(), line: line_number, found }),
        None => Ok(digits),
    }
}

/// The pieces of lines that nothing parts.
fn take_apart(name: &str, lines: &[Line], pieces: &mut Vec<Piece>) -> Result<(), PiecesError> {
    let mut rest = lines;
    while !rest.is_empty() {
        let length = short_message(rest).unwrap_or_else(|| broken(rest));
        let (taken, behind) = rest.split_at(length);
        pieces.push(piece(name, taken)?);
        rest = behind;
    }
    Ok(())
}

/// How many lines stand before the next one that is a short message by itself, where they are meant as one and are none.
/// Anything else goes on to the end.
fn broken(lines: &[Line]) -> usize {
    let octets = |line: &Line| hex::decode(&line.digits).unwrap_or_default();
    if !lines.first().is_some_and(|first| tpdu::is_meant(&octets(first))) {
        return lines.len();
    }
    let is_whole = |line: &Line| tpdu::decode(&octets(line)).is_ok();
    lines.iter().position(is_whole).filter(|at| *at > 0).unwrap_or(lines.len())
}

/// How many lines together are a short message.
fn short_message(lines: &[Line]) -> Option<usize> {
    let mut digits = String::new();
    for (index, line) in lines.iter().enumerate() {
        digits.push_str(&line.digits);
        if digits.len() > 2 * LONGEST {
            return None;
        }
        let octets = hex::decode(&digits).unwrap_or_default();
        if tpdu::decode(&octets).is_ok() || smpp::length(&octets) == Some(octets.len()) {
            return Some(index + 1);
        }
    }
    None
}

fn piece(name: &str, lines: &[Line]) -> Result<Piece, PiecesError> {
    let number = |line: Option<&Line>| line.map_or(1, |line| line.number);
    let (first, last) = (number(lines.first()), number(lines.last()));
    let digits: String = lines.iter().map(|line| line.digits.as_str()).collect();
    let odd = |_| PiecesError::Odd { name: name.to_owned(), line: last };
    let octets = hex::decode(digits).map_err(odd)?;
    let place =
        if first == last { format!("{name}, line {first}") } else { format!("{name}, lines {first}-{last}") };
    Ok(Piece { place, octets })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str = "0051000b915155210300f1000400090605040b8423f00106";

    fn places(text: &str) -> Vec<(String, usize)> {
        let pieces = pieces_of_input("x", text.as_bytes()).unwrap();
        pieces.into_iter().map(|piece| (piece.place, piece.octets.len())).collect()
    }

    #[test]
    fn a_line_is_a_short_message_or_part_of_something() {
        let length = SHORT.len() / 2;
        let spaced = format!("{} {}\r\n  {}", &SHORT[..9], &SHORT[9..20], &SHORT[20..]);
        assert_eq!(
            places(&format!("AT+CMGS=22\n{SHORT}\n{SHORT}\n> \nOK")),
            [("x, line 2".into(), length), ("x, line 3".into(), length)]
        );
        assert_eq!(
            places(&format!("{SHORT}\n{spaced}\n")),
            [("x, line 1".into(), length), ("x, lines 2-3".into(), length)]
        );
        assert_eq!(
            places(&format!("AT+CMGS=22\r\n> {SHORT}\u{1A}\r\n+CMGS: 12\r\n\r\nOK\r\n")),
            [("x, line 2".into(), length)]
        );
        // One that breaks hides none of those behind it.
        let bad = SHORT.replace("0605040b84", "0603040b84");
        assert_eq!(
            places(&format!("{bad}\n{SHORT}\n{SHORT}\n")),
            [("x, line 1".into(), length), ("x, line 2".into(), length), ("x, line 3".into(), length)]
        );
        assert_eq!(places("01 06\n01 B6\n\n0106"), [("x, lines 1-2".into(), 4), ("x, line 4".into(), 2)]);
    }

    #[test]
    fn what_is_no_digit_is_told_with_its_line() {
        let message = pieces_of_input("x", b"0106\n\n01x6").unwrap_err().to_string();
        assert_eq!(message, "`x`, line 3: `x` is no hexadecimal digit");
        let message = pieces_of_hexadecimal("x", "0106\n010").unwrap_err().to_string();
        assert!(message.starts_with("`x`, line 2: an odd number"), "{message}");
    }

    #[test]
    fn octets_are_one_piece_and_messages_of_a_centre_one_each() {
        let bind = hex::decode("00000010000000150000000000000001").unwrap();
        let both = [bind.clone(), bind, b"<si>".to_vec()].concat();
        let pieces = pieces_of_input("x", &both).unwrap();
        let places: Vec<&str> = pieces.iter().map(|piece| piece.place.as_str()).collect();
        assert_eq!(places, ["x, byte 0", "x, byte 16", "x, byte 32"]);
        assert_eq!(
            pieces_of_input("x", b"<si/>").unwrap(),
            [Piece { place: "x".into(), octets: b"<si/>".to_vec() }]
        );
    }
}
