//! The parts of a request: multipart/related (RFC 2387, RFC 2046 section 5.1).

use sha2::{Digest as _, Sha256};

/// More parts than a request ever has: control entity, content, capabilities.
const MOST_PARTS: usize = 8;
/// More headers than a part ever has.
const MOST_HEADERS: usize = 64;

/// One part: its headers in their order, and what follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// What was read of a body.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// Whether a line of the frame ends with LF alone.
    pub(super) has_bare_line_feed: bool,
}

/// Why a body is not in parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MultipartError {
    /// The boundary is nowhere.
    #[error("no line of the body is the boundary `--{0}`")]
    NoBoundary(String),
    /// The boundary that ends the last part is missing.
    #[error(
        "at byte {at}: the boundary `--{boundary}--`, which ends the last part, is missing: the body is cut off"
    )]
    NoEnd {
        /// Without the hyphens around it.
        boundary: String,
        /// Where the body ends.
        at: usize,
    },
    /// Too many parts.
    #[error("the body has more than {MOST_PARTS} parts")]
    TooManyParts,
    /// Too many headers.
    #[error("part {0} has more than {MOST_HEADERS} headers")]
    TooManyHeaders(usize),
    /// A line among the headers that is none.
    #[error("part {part}: `{line}` stands among the headers and is none")]
    Header {
        /// Which part, from 1.
        part: usize,
        /// The line.
        line: String,
    },
}

/// The body of these parts, and the boundary between them. It is derived from what they hold, so that the same parts
/// give the same bytes, and occurs in none of them.
pub(super) fn write(parts: &[Part]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let mut body = Vec::new();
    for Part { headers, body: content } in parts {
        body.extend(format!("--{boundary}\r\n").bytes());
        for (name, value) in headers {
            body.extend(format!("{name}: {value}\r\n").bytes());
        }
        body.extend(b"\r\n");
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").bytes());
    (boundary, body)
}

fn boundary(parts: &[Part]) -> String {
    let mut digest = Sha256::new();
    for Part { headers, body } in parts {
        for text in
            headers.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]).chain([&body[..]])
        {
            digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text);
        }
    }
    loop {
        let found = digest.clone().finalize();
        let boundary = hex::encode(&found[..16]);
        if !parts.iter().any(|part| contains(&part.body, boundary.as_bytes())) {
            return boundary;
        }
        digest.update(found);
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Reads a body whose parts are divided by `boundary`; by the first line where none is given.
///
/// # Errors
/// When there are no parts, too many, or the last one has no end.
pub(super) fn read(body: &[u8], boundary: &str) -> Result<Parts, MultipartError> {
    let delimiter = format!("--{boundary}");
    let end = format!("{delimiter}--");
    let mut spans: Vec<&[u8]> = Vec::new();
    let mut started: Option<usize> = None;
    let mut is_ended = false;
    let mut has_bare_line_feed = false;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let text = line.trim_ascii_end();
        if text != delimiter.as_bytes() && text != end.as_bytes() {
            continue;
        }
        has_bare_line_feed |= is_bare(line);
        if let Some(from) = started {
            has_bare_line_feed |= is_bare(&body[from..start]);
            spans.push(without_line_end(&body[from..start]));
        }
        if spans.len() > MOST_PARTS {
            return Err(MultipartError::TooManyParts);
        }
        started = Some(at);
        if text == end.as_bytes() {
            is_ended = true;
            break;
        }
    }
    if started.is_none() {
        return Err(MultipartError::NoBoundary(boundary.to_owned()));
    }
    if !is_ended {
        return Err(MultipartError::NoEnd { boundary: boundary.to_owned(), at: body.len() });
    }
    let mut parts = Vec::new();
    for (index, span) in spans.into_iter().enumerate() {
        let (headers, body, is_bare) = head(span, index + 1)?;
        has_bare_line_feed |= is_bare;
        parts.push(Part { headers, body: body.to_vec() });
    }
    Ok(Parts { parts, has_bare_line_feed })
}

/// What [`head`] finds: headers, the rest, and whether a line of the head ends with LF alone.
type Head<'a> = (Vec<(String, String)>, &'a [u8], bool);

/// The headers up to the first empty line, and what is behind it. Lines that begin with a blank go on with the header
/// before them.
pub(super) fn head(bytes: &[u8], part: usize) -> Result<Head<'_>, MultipartError> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut has_bare_line_feed = false;
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        has_bare_line_feed |= is_bare(line);
        let text = String::from_utf8_lossy(line.trim_ascii_end());
        if text.is_empty() {
            break;
        }
        if headers.len() == MOST_HEADERS {
            return Err(MultipartError::TooManyHeaders(part));
        }
        match (text.split_once(':'), headers.last_mut()) {
            (_, Some((_, value))) if text.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(text.trim());
            }
            (Some((name, value)), _) if is_header_name(name) => {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            _ => {
                let line = text.chars().take(60).collect();
                return Err(MultipartError::Header { part, line });
            }
        }
    }
    Ok((headers, &bytes[at..], has_bare_line_feed))
}

/// A token of RFC 9110, section 5.6.2.
pub(super) fn is_header_name(name: &str) -> bool {
    let is_mark = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_mark(byte))
}

/// Whether a line ends with LF that no CR stands before.
fn is_bare(line: &[u8]) -> bool {
    line.ends_with(b"\n") && !line.ends_with(b"\r\n")
}

/// The line break before a boundary belongs to the boundary.
fn without_line_end(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n")).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(body: &[u8]) -> Part {
        Part { headers: vec![("Content-Type".into(), "text/plain".into())], body: body.to_vec() }
    }

    #[test]
    fn what_is_written_is_read_as_the_same_whatever_it_holds() {
        for bodies in [[&b""[..], b"\r\n"], [b"--\r\n--x\n", b"\n\n--"], [b"\0\xff\r", b"a\r\n"]] {
            let parts = bodies.map(part);
            let (boundary, body) = write(&parts);
            let read = read(&body, &boundary).unwrap();
            assert_eq!(read.parts, parts);
            assert!(!read.has_bare_line_feed);
            assert_eq!(write(&parts).1, body);
        }
    }

    #[test]
    fn a_boundary_never_occurs_in_a_part() {
        let (first, _) = write(&[part(b"a")]);
        // A part that holds its own boundary cannot be made, but the search for one can be seen to go on.
        assert!(contains(format!("--{first}").as_bytes(), first.as_bytes()));
        assert!(!contains(b"a", first.as_bytes()));
    }

    #[test]
    fn what_is_broken_says_what() {
        let many = "--b\r\n\r\n".repeat(20) + "--b--";
        let headers = format!("--b\r\n{}\r\n\r\n--b--", "a: b\r\n".repeat(65));
        for (body, words) in [
            ("", "no line"),
            ("--c\r\n", "no line"),
            ("--b\r\n\r\nx", "cut off"),
            ("--b\r\nno header\r\n\r\nx\r\n--b--", "`no header`"),
            (&many, "more than 8"),
            (&headers, "more than 64"),
        ] {
            let error = read(body.as_bytes(), "b").unwrap_err().to_string();
            assert!(error.contains(words), "{body}: {error}");
        }
    }

    #[test]
    fn line_feeds_alone_are_read_and_told() {
        let parts = read(b"--b\na: b\n c\n\nx\n--b--\n", "b").unwrap();
        assert!(parts.has_bare_line_feed);
        assert_eq!(parts.parts, [Part { headers: vec![("a".into(), "b c".into())], body: b"x".to_vec() }]);
    }
}
