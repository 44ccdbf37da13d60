//! Any bytes are read as a captured push without a panic, and checking its MAC says something; headers that were read
//! are written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::capture::single_push;
use provsmith::push::cp::{Answer, Known, Signed, verify};
use provsmith::push::head;

fuzz_target!(|bytes: &[u8]| {
    let Ok(push) = single_push("it", bytes) else { return };
    let known = Known {
        imsi: Some("123456789012345".parse().expect("an IMSI")),
        pin: Some("1234512345".parse().expect("a PIN")),
    };
    let sec = push.content_type.parameter("SEC").and_then(|sec| sec.parse().ok());
    let signed = Signed { sec, mac: push.content_type.parameter("MAC"), body: &push.body };
    assert!(!matches!(verify(signed, &known), Answer::Needs { .. }));

    if head::is_meant(bytes) {
        let written = [head::write(&push).as_bytes(), b"\r\n", &push.body].concat();
        assert_eq!(head::read(&written).expect("we wrote it"), push);
    }
});
