//! Any bytes are read as a push or refused at a byte that there is; what was read is written, and read again as the
//! same push. Every body is opened too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::capture::{Capture, Piece, Secrets};
use provsmith::document::Limits;
use provsmith::push::wsp::{ContentType, decode, encode};

const LIMITS: Limits = Limits { depth: 32, size: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    let piece = Piece { place: "input".to_owned(), octets: bytes.to_vec() };
    let capture = Capture::of(&[piece], &Secrets::default(), &LIMITS);
    assert!(capture.messages.len() <= 1);
    let _ = capture.to_string();

    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(error) => {
            assert!(error.at <= bytes.len(), "{error}");
            return;
        }
    };
    assert_eq!(&bytes[decoded.body_at..], decoded.push.body);
    // Names and values may hold what cannot be sent: control characters, blanks in names.
    if let Ok(written) = encode(&decoded.push) {
        let again = decode(&written).expect("we wrote it").push;
        assert_eq!(encode(&again).expect("it was written once"), written);
        assert_eq!(again.body, decoded.push.body);
    }
    if let Ok(content_type) = decoded.push.content_type.to_string().parse::<ContentType>() {
        assert_eq!(content_type.to_string().parse(), Ok(content_type));
    }
});
