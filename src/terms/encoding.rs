//! What is wrong with an encoding, in words.

use der::{Error, ErrorKind};

/// What keeps bytes from being read as DER, in words that follow "it" or a colon; offsets count from 0.
pub(crate) fn der_fault(error: &Error) -> String {
    let place = error.position().map(|at| format!(" at byte {}", u32::from(at))).unwrap_or_default();
    match error.kind() {
        ErrorKind::Incomplete { .. } | ErrorKind::Overlength => {
            format!("it is cut off, or a length in it is wrong{place}")
        }
        ErrorKind::TrailingData { .. } => format!("something follows where it should end{place}"),
        ErrorKind::TagUnexpected { .. } | ErrorKind::TagUnknown { .. } | ErrorKind::TagNumberInvalid => {
            format!("it holds something else than is expected{place}")
        }
        ErrorKind::OidUnknown { oid } => format!("it is of the kind {oid}, which is not read"),
        _ => format!("it is not DER{place}"),
    }
}
