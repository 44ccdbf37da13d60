//! The certificates that a document carries.

use super::value::bytes_of_base64;
pub(super) use crate::certificate_file::is_certificate;

/// The DER of the certificate that a value holds in base64; `None` where it holds something else.
pub(super) fn certificate_in(value: &str) -> Option<Vec<u8>> {
    bytes_of_base64(value).filter(|bytes| is_certificate(bytes))
}
