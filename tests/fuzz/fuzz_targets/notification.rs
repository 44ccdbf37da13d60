//! Any bytes are read as package #0 without a panic, and what was read is written as the same bytes.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::dm::notification::Notification;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = Notification::read(bytes) {
        assert_eq!([&read.digest[..], &read.trigger.octets()].concat(), bytes);
    }
});
