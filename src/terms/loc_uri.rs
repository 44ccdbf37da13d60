//! The address of a node in the device's management tree.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays as it is in a segment: the unreserved characters of RFC 3986.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a node in the OMA DM tree, such as `./Vendor/MSFT/Sync/Settings`, as its decoded segments.
///
/// The rules are those of OMA-TS-DM_TND-V1_2: relative to the root, no empty segment, UTF-8, every byte that is not
/// unreserved is percent-encoded. A query part (`?prop=…`) is not part of the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocUri {
    segments: Vec<String>,
}

/// Text that is no address of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocUriError {
    /// There is nothing.
    #[error("the address is empty")]
    Empty,
    /// It starts with a slash.
    #[error("`{0}` starts with `/`: an address is relative to the root, write `./{rest}`", rest = .0.trim_start_matches(['.', '/']))]
    Absolute(String),
    /// It ends with a slash, or has two in a row.
    #[error("`{0}` has an empty part: remove the superfluous `/`")]
    EmptySegment(String),
    /// A part is `..`, `.` or `*`.
    #[error("`{0}` has a part `{1}`, which names no node")]
    ReservedSegment(String, String),
    /// Percent-encoded bytes are not UTF-8.
    #[error("`{0}` is not UTF-8 when its percent signs are decoded")]
    NotUtf8(String),
}

impl LocUri {
    /// The address with these segments, not encoded.
    ///
    /// # Errors
    /// When a segment is empty or reserved.
    pub fn from_segments(segments: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, LocUriError> {
        let segments: Vec<String> = segments.into_iter().map(Into::into).collect();
        for segment in &segments {
            if segment.is_empty() {
                return Err(LocUriError::EmptySegment(segments.join("/")));
            }
            if matches!(segment.as_str(), "." | ".." | "*") {
                return Err(LocUriError::ReservedSegment(segments.join("/"), segment.clone()));
            }
        }
        Ok(Self { segments })
    }

    /// The decoded segments below the root.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The decoded segments below the root, taken out of it.
    pub fn into_segments(self) -> Vec<String> {
        self.segments
    }
}

impl FromStr for LocUri {
    type Err = LocUriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(LocUriError::Empty);
        }
        if text.starts_with('/') {
            return Err(LocUriError::Absolute(text.to_owned()));
        }
        let relative = text.strip_prefix("./").unwrap_or(text);
        if relative == "." {
            return Ok(Self { segments: Vec::new() });
        }
        let mut segments = Vec::new();
        for part in relative.split('/') {
            let segment = percent_decode_str(part)
                .decode_utf8()
                .map_err(|_| LocUriError::NotUtf8(text.to_owned()))?
                .into_owned();
            if segment.is_empty() {
                return Err(LocUriError::EmptySegment(text.to_owned()));
            }
            if matches!(segment.as_str(), "." | ".." | "*") {
                return Err(LocUriError::ReservedSegment(text.to_owned(), segment));
            }
            segments.push(segment);
        }
        Ok(Self { segments })
    }
}

impl fmt::Display for LocUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(".")?;
        for segment in &self.segments {
            write!(f, "/{}", utf8_percent_encode(segment, &ESCAPED))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_braces_are_encoded_and_decoded() {
        let uri = LocUri::from_segments([
            "Vendor",
            "MSFT",
            "CertificateStore",
            "Privileged Execution Trust Authorities",
        ]);
        let text = uri.clone().unwrap().to_string();
        assert_eq!(text, "./Vendor/MSFT/CertificateStore/Privileged%20Execution%20Trust%20Authorities");
        assert_eq!(text.parse(), uri);
    }

    #[test]
    fn the_leading_dot_may_be_missing() {
        assert_eq!("Vendor/MSFT".parse::<LocUri>(), "./Vendor/MSFT".parse());
    }

    #[test]
    fn of_an_empty_address_it_is_told_that_it_is_empty() {
        assert_eq!("".parse::<LocUri>(), Err(LocUriError::Empty));
    }

    #[test]
    fn addresses_that_name_no_node_are_refused() {
        for text in ["/Vendor", "./Vendor/", "./Vendor//MSFT", "./Vendor/../x", "./Vendor/*", "", "./%FF"] {
            assert!(text.parse::<LocUri>().is_err(), "{text}");
        }
    }
}
