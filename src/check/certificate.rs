//! The certificates that a document carries.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::value::bytes_of_base64;

/// The DER of the certificate that a value holds in base64; `None` where it holds something else.
pub(super) fn certificate_in(value: &str) -> Option<Vec<u8>> {
    bytes_of_base64(value).filter(|bytes| is_certificate(bytes))
}

/// Whether bytes are one X.509 certificate in DER and nothing behind it.
pub(super) fn is_certificate(bytes: &[u8]) -> bool {
    X509Certificate::from_der(bytes).is_ok_and(|(behind, _)| behind.is_empty())
}
