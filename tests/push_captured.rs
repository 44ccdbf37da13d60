//! Captured pushes: any bytes are read or refused, and headers survive their text form.

use proptest::collection::vec;
use proptest::prelude::*;
use provsmith::capture::single_push;
use provsmith::push::head;
use provsmith::push::wsp::{ContentType, Header, Push};

prop_compose! {
    fn push()(
        subtype in "[a-z][a-z.+-]{0,20}",
        sec in proptest::option::of(0u8..=9),
        mac in proptest::option::of("[0-9A-F]{40}"),
        headers in vec(("X-[A-Za-z-]{1,12}", "([!-~]([ -~]{0,20}[!-~])?)?"), 0..4),
        body in vec(any::<u8>(), 0..80),
    ) -> Push {
        let mut content_type = ContentType::new(format!("application/{subtype}"));
        for (name, value) in [("SEC", sec.map(|sec| sec.to_string())), ("MAC", mac)] {
            if let Some(value) = value {
                content_type = content_type.with(name, value);
            }
        }
        let headers = headers.into_iter().map(|(name, value)| Header::new(name, value)).collect();
        Push { headers, ..Push::new(content_type, body) }
    }
}

proptest! {
    #[test]
    fn headers_and_body_survive_their_text_form(push in push()) {
        let head = head::write(&push);
        let whole = [head.as_bytes(), b"\r\n", &push.body].concat();
        prop_assert!(head::is_meant(&whole));
        prop_assert_eq!(&head::read(&whole).unwrap(), &push);
        prop_assert_eq!(&head::read_headers(head.as_bytes(), &push.body).unwrap(), &push);
        prop_assert_eq!(&single_push("it", &whole).unwrap(), &push);
        let bare = whole.iter().copied().take(head.len()).filter(|byte| *byte != b'\r').collect::<Vec<u8>>();
        prop_assert_eq!(&head::read(&[&bare[..], b"\n", &push.body].concat()).unwrap(), &push);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..300)) {
        let _ = single_push("it", &bytes);
        let _ = single_push("it", hex::encode(&bytes).as_bytes());
        let _ = single_push("it", &[b"Content-Type: ", bytes.as_slice()].concat());
    }
}
