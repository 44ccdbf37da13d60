//! Any bytes are read as short messages, for a modem or a centre, or refused at a byte that there is; what was read is
//! written and read again as the same. Lines of them are put together.

#![no_main]

use libfuzzer_sys::fuzz_target;
use provsmith::capture::{Capture, Secrets, pieces_of_input};
use provsmith::document::Limits;
use provsmith::push::sms::{Address, Delivery, Form, UserData, join, smpp, tpdu};

const LIMITS: Limits = Limits { depth: 32, size: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    match tpdu::decode(bytes) {
        Ok(message) => {
            assert!(message.data_at <= bytes.len());
            assert!(bytes.ends_with(&message.user_data.data));
            // Elements of the header that say nothing here are not written again.
            if let (Form::Submit, Some(Address::Number(to))) = (message.form, &message.to) {
                let written = Delivery::to(to.clone()).submit(message.user_data.clone()).encode();
                let again = tpdu::decode(&written.octets).expect("we wrote it");
                assert_eq!((again.user_data, again.to), (message.user_data.clone(), message.to.clone()));
            }
            let chains = join([&message, &message]);
            assert!(chains.iter().all(|chain| chain.parts.len() == 1));
        }
        Err(error) => assert!(error.at <= bytes.len(), "{error}"),
    }
    match smpp::decode(bytes) {
        Ok(message) => assert!(message.data_at <= bytes.len()),
        Err(error) => assert!(error.at <= bytes.len(), "{error}"),
    }
    match UserData::read(bytes) {
        Ok((user_data, at)) => {
            assert_eq!(user_data.data, &bytes[at..]);
            let again = UserData { data: Vec::new(), ..user_data };
            assert_eq!(UserData::read(&again.octets()).ok().filter(|_| again.has_header()).map(|it| it.0), Some(again.clone()).filter(UserData::has_header));
        }
        Err(error) => assert!(error.at <= bytes.len(), "{error}"),
    }
    if let Ok(pieces) = pieces_of_input("input", bytes) {
        let _ = Capture::of(&pieces, &Secrets::default(), &LIMITS).to_string();
    }
});
