//! Any bytes are read as a request or an answer of the Push Access Protocol without a panic; a push that was read and
//! can be said is read again as the same when we write it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::capture::{Capture, Piece, Secrets};
use provsmith::document::Limits;
use provsmith::push::pap::payload::Payload;
use provsmith::push::pap::{ControlEntity, Gateway, Request, Version, read};

const LIMITS: Limits = Limits { depth: 8, size: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    let _ = read::control_entity(bytes, &LIMITS).map(|entity| entity.result().map(|result| result.code.meaning()));
    let _ = Payload::of(bytes.to_vec(), None, &LIMITS);
    let piece = Piece { place: "input".to_owned(), octets: bytes.to_vec() };
    let _ = Capture::of(&[piece], &Secrets::default(), &LIMITS).to_string();
    let Ok(request) = Request::read(bytes, &LIMITS) else { return };
    for gateway in Gateway::all() {
        gateway.losses(&request);
    }
    if let (ControlEntity::Push(message), Some(content)) = (request.entity, request.content)
        && let Ok(written) = Request::push(message, content, Version::V1_0)
    {
        let again = Request::read(&written.body, &LIMITS).expect("we wrote it");
        assert_eq!(again, written);
    }
});
