//! The headers of a push as text, as in a mail or an HTTP message: what gateways write into their logs, and what
//! provisioning servers take and give.
//!
//! ```text
//! Content-Type: application/vnd.wap.connectivity-wbxml; SEC=1; MAC="E5BA…"
//! X-MS-DESC: Settings for data
//!                                 ; an empty line
//! body
//! ```

use super::wsp::{ContentType, ContentTypeError, Header, Push};

/// The most that the headers of a push may have, in octets.
pub const LONGEST: u64 = 64 << 10;

/// The header that says what the body is.
const CONTENT_TYPE: &str = "Content-Type";

/// Text that is no headers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadError {
    /// They do not end.
    #[error("the headers do not end: an empty line comes before the body, within 64 KiB")]
    NoEnd,
    /// They are no text.
    #[error("the headers are no text in UTF-8")]
    Encoding,
    /// A line that is no header.
    #[error("line {0} is no header: write `NAME: VALUE`")]
    Line(usize),
    /// The header that is needed.
    #[error("there is no Content-Type, which says what the body is and how it is signed")]
    NoContentType,
    /// It says nothing.
    #[error(transparent)]
    ContentType(#[from] ContentTypeError),
}

/// The headers of a push, each line ended by CR LF; the content type comes first.
pub fn write(push: &Push) -> String {
    let content_type = Header::new(CONTENT_TYPE, push.content_type.to_string());
    let headers = std::iter::once(&content_type).chain(&push.headers);
    headers.map(|Header { name, value }| format!("{name}: {value}\r\n")).collect()
}

/// Reads headers, an empty line, and the body behind it. Lines end by CR LF or LF; a line that begins with a blank goes
/// on with the one before.
///
/// # Errors
/// When the headers are none, or do not end.
pub fn read(bytes: &[u8]) -> Result<Push, HeadError> {
    let (head, body) = split(bytes).ok_or(HeadError::NoEnd)?;
    read_headers(head, body)
}

/// Reads headers that stand by themselves; `body` is what they are of.
///
/// # Errors
/// When they are none.
pub fn read_headers(head: &[u8], body: &[u8]) -> Result<Push, HeadError> {
    if head.len() as u64 > LONGEST {
        return Err(HeadError::NoEnd);
    }
    let head = str::from_utf8(head).map_err(|_| HeadError::Encoding)?;
    let mut headers: Vec<Header> = Vec::new();
    for (index, line) in head.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match (line.starts_with([' ', '\t']), headers.last_mut(), line.split_once(':')) {
            (true, Some(last), _) => {
                last.value = format!("{} {}", last.value, line.trim()).trim_start().to_owned();
            }
            (false, _, Some((name, value))) => headers.push(Header::new(name.trim(), value.trim())),
            _ => return Err(HeadError::Line(index + 1)),
        }
    }
    let is_content_type = |header: &Header| header.name.eq_ignore_ascii_case(CONTENT_TYPE);
    let at = headers.iter().position(is_content_type).ok_or(HeadError::NoContentType)?;
    let content_type: ContentType = headers.remove(at).value.parse()?;
    Ok(Push { headers, ..Push::new(content_type, body.to_vec()) })
}

/// Whether bytes begin as headers do: a name, and a colon behind it.
pub fn is_meant(bytes: &[u8]) -> bool {
    let name = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    name > 0 && bytes.get(name) == Some(&b':')
}

/// What stands before the first empty line, and behind it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut start = 0;
    while start as u64 <= LONGEST {
        let end = start + bytes.get(start..)?.iter().position(|byte| *byte == b'\n')?;
        if bytes[start..end].trim_ascii().is_empty() {
            return Some((&bytes[..start], &bytes[end + 1..]));
        }
        start = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_body_are_parted_by_the_first_empty_line() {
        let bytes = b"X-A: 1\r\ncontent-type: text/vnd.wap.si;\r\n charset=utf-8\r\n\r\n\r\nbody\r\n\r\n";
        let push = read(bytes).unwrap();
        assert_eq!(push.content_type.to_string(), "text/vnd.wap.si; charset=utf-8");
        assert_eq!((push.header("x-a"), push.body.as_slice()), (Some("1"), b"\r\nbody\r\n\r\n".as_slice()));
        assert_eq!(write(&push), "Content-Type: text/vnd.wap.si; charset=utf-8\r\nX-A: 1\r\n");
        assert!(is_meant(bytes) && !is_meant(b"\x01\x06\x04") && !is_meant(b"<si>: "));
    }

    #[test]
    fn what_is_no_headers_is_told_with_its_line() {
        for (bytes, error) in [
            ("Content-Type: a/b\r\n", HeadError::NoEnd),
            ("Content-Type: a/b\nx\n\n", HeadError::Line(2)),
            (" x: y\n\n", HeadError::Line(1)),
            ("X: y\n\n", HeadError::NoContentType),
            ("", HeadError::NoEnd),
        ] {
            assert_eq!(read(bytes.as_bytes()), Err(error), "{bytes}");
        }
        assert_eq!(read(b"X: \xff\n\n"), Err(HeadError::Encoding));
        assert_eq!(read(&[b'a'; 1 << 17]), Err(HeadError::NoEnd));
        assert!(matches!(read(b"Content-Type: a\n\n"), Err(HeadError::ContentType(_))));
    }
}
