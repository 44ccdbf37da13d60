//! Pushes: those that others made are read, and written as they wrote them.
#![allow(clippy::unwrap_used)]

mod common;

use common::corpus;
use proptest::collection::vec;
use proptest::prelude::*;
use provsmith::push::wsp::{ContentType, EncodeError, Header, Push, decode, encode};
use serde_json::Value;

/// The vectors of the corpus.
fn vectors() -> Vec<Value> {
    let Some(corpus) = corpus() else { return Vec::new() };
    serde_json::from_str(&std::fs::read_to_string(corpus.join("push/wsp.json")).unwrap()).unwrap()
}

/// The octets of a vector: a push, or the parts of one. The one of which only the first part is there is not whole.
fn octets(vector: &Value) -> Vec<u8> {
    let parts = match vector.get("wsp") {
        Some(whole) => vec![whole],
        None => vector["data"].as_array().unwrap().iter().collect(),
    };
    parts.iter().flat_map(|part| hex::decode(part.as_str().unwrap()).unwrap()).collect()
}

fn vector(id: &str) -> Option<Vec<u8>> {
    let vectors = vectors();
    vectors.iter().find(|vector| vector["id"] == id).map(octets)
}

fn head(push: &Push) -> String {
    let headers = push.headers.iter().map(|Header { name, value }| format!("{name}: {value}"));
    std::iter::once(push.content_type.to_string()).chain(headers).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_push_of_another_program_is_read_with_its_headers() {
    let si = "application/vnd.wap.sic\n";
    let cp = "application/vnd.wap.connectivity-wbxml";
    let expected = [
        ("wsp-si", format!("{si}Content-Length: 75")),
        ("wsp-sl", "application/vnd.wap.slc\nContent-Length: 25".to_owned()),
        ("wsp-si-appid-0", format!("{si}X-Wap-Application-Id: x-wap-application:*\nContent-Length: 75")),
        ("wsp-si-appid-2", format!("{si}X-Wap-Application-Id: x-wap-application:wml.ua\nContent-Length: 75")),
        ("wsp-si-appid-mms", format!("{si}X-Wap-Application-Id: x-wap-application:mms.ua\nContent-Length: 75")),
        ("wsp-si-appid-dm", format!("{si}X-Wap-Application-Id: x-wap-application:syncml.dm\nContent-Length: 75")),
        ("wsp-si-initiator-http", format!("{si}X-Wap-Initiator-URI: http://tps.example.com\nContent-Length: 75")),
        ("wsp-si-contentloc", format!("{si}Content-Location: http://h.example/\nContent-Length: 75")),
        ("wsp-si-lang", format!("{si}Content-Language: en\nContent-Length: 75")),
        ("wsp-prov-xml", "text/vnd.wap.connectivity-xml\nContent-Length: 613".to_owned()),
        ("wsp-prov-wbxml", format!("{cp}\nContent-Length: 107")),
        ("wsp-prov-wbxml-sec", format!("{cp}\nContent-Length: 107")),
        (
            "wsp-dm",
            "application/vnd.syncml.notification\nX-Wap-Application-Id: x-wap-application:syncml.dm\nContent-Length: 39"
                .to_owned(),
        ),
        ("wsp-si-appid-ms", format!("{si}X-Wap-Application-Id: x-wap-application:*\nContent-Length: 75")),
        ("wsp-charset", format!("{si}Content-Length: 38")),
        ("wsp-base64", format!("{cp}\nContent-Transfer-Encoding: binary\nContent-Length: 7")),
    ];
    for (id, head_of_kannel) in expected {
        let Some(octets) = vector(id) else { return };
        let decoded = decode(&octets).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(head(&decoded.push), format!("{head_of_kannel}\nEncoding-Version: 1.3"), "{id}");
        let length = decoded.push.header("content-length").unwrap().parse::<usize>().unwrap();
        assert!(id == "wsp-prov-xml" || decoded.push.body.len() == length, "{id}");
        assert_eq!(octets[decoded.body_at..], decoded.push.body, "{id}");
    }
    let mac = |sec: u8, mac: &str| format!("{cp}; SEC={sec}; MAC=\"{mac}\"");
    for (id, head_expected) in [
        ("wsp-cp-userpin", mac(1, "E5BABC2341DEE926D4FA5533769BA0A4980D5908")),
        ("wsp-cp-netwpin", mac(0, "0CE012278A205E9FBD00B6C2A5E6DC39DAAE38E3")),
        ("wsp-cp-usernetwpin", mac(2, "E87677DF20E48597A1757FCC58B71F9D4B4D0875")),
        ("wsp-cp-userpinmac", mac(3, "E5BABC2341DEE926D4FA5533769BA0A4980D5908")),
        ("wsp-h-xml", "text/vnd.wap.connectivity-xml".to_owned()),
        ("wsp-h-wbxml", cp.to_owned()),
        (
            "wsp-h-all-headers",
            format!(
                "{cp}\nX-Wap-Application-Id: x-wap-application:wml.ua\nPush-Flag: 3\n\
                 X-Wap-Initiator-URI: http://tps.example.com\nX-Wap-Content-URI: http://c.example/\n\
                 X-MS-DESC: Update Locale settings"
            ),
        ),
        (
            "wsp-h-dm",
            "application/vnd.syncml.notification\nX-Wap-Application-Id: x-wap-application:syncml.dm"
                .to_owned(),
        ),
        (
            "wsp-h-long",
            format!(
                "{}\nX-Wap-Initiator-URI: http://{}",
                mac(1, "FA01CD6A71D1CCA7AC3C9965C31832D736DD377A"),
                "x".repeat(90)
            ),
        ),
        ("wsp-h-charset", "application/vnd.wap.sic; charset=utf-8".to_owned()),
    ] {
        let Some(octets) = vector(id) else { return };
        assert_eq!(head(&decode(&octets).unwrap().push), head_expected, "{id}");
    }
    assert_eq!(vectors().len(), 26);
}

#[test]
fn a_push_is_written_as_other_programs_write_it() {
    for vector in vectors() {
        let id = vector["id"].as_str().unwrap();
        let octets = octets(&vector);
        let written = encode(&decode(&octets).unwrap().push).unwrap();
        match id {
            // Kannel has no numbers for these media types, and writes their names.
            "wsp-prov-xml" | "wsp-prov-wbxml" | "wsp-prov-wbxml-sec" | "wsp-dm" => {
                assert!(written.len() < octets.len(), "{id}");
            }
            // A header that has no number ends in CR LF, which Windows Mobile asks for and others leave out.
            "wsp-h-all-headers" | "wsp-base64" => {
                let [before, behind] = if id == "wsp-base64" { ["binary", ""] } else { ["settings", ""] };
                let text = |crlf: &str| format!("{before}{crlf}\0{behind}").into_bytes();
                let at = written.windows(before.len() + 3).position(|window| window == text("\r\n"));
                assert!(at.is_some(), "{id}");
            }
            _ => assert_eq!(hex::encode(written), hex::encode(octets), "{id}"),
        }
    }
}

#[test]
fn a_header_without_a_number_ends_in_cr_lf() {
    let mut push = Push::new(ContentType::new(ContentType::PROVISIONING_WBXML), b"body".to_vec());
    push.headers.push(Header::new(Header::DESCRIPTION, "Mail"));
    assert_eq!(
        hex::encode(encode(&push).unwrap()),
        format!("010612b6{}", hex::encode("X-MS-DESC\0Mail\r\n\0body"))
    );
}

#[test]
fn what_cannot_be_sent_is_refused() {
    let with =
        |header| Push { headers: vec![header], ..Push::new(ContentType::new("text/vnd.wap.si"), Vec::new()) };
    for (name, value, reason) in [
        (Header::PUSH_FLAG, "128", "up to 127"),
        (Header::PUSH_FLAG, "trusted", "up to 127"),
        (Header::INITIATOR_URI, "http://a\r\nPush-Flag: 3", "control character"),
        (Header::DESCRIPTION, "a\0b", "control character"),
        ("Encoding-Version", "one", "a version"),
        ("a b", "c", "no name"),
        ("", "c", "no name"),
    ] {
        let message = encode(&with(Header::new(name, value))).unwrap_err().to_string();
        assert!(message.contains(reason), "{name}: {message}");
    }
    for media_type in ["", "text", "text/a\0b", "text/ä"] {
        let push = Push::new(ContentType::new(media_type), Vec::new());
        assert_eq!(encode(&push), Err(EncodeError::MediaType(media_type.to_owned())));
    }
    let signed = ContentType::new(ContentType::PROVISIONING_WBXML).with("SEC", "netwpin");
    assert!(encode(&Push::new(signed, Vec::new())).is_err());
}

#[test]
fn a_broken_push_is_told_with_the_octet_where_it_breaks() {
    for (octets, error) in [
        ("", "at byte 0 (hexadecimal 0), counted from 0: it ends in the middle of the transaction"),
        ("01", "at byte 1 (hexadecimal 1), counted from 0: it ends in the middle of the type of the message"),
        ("0140", "at byte 1 (hexadecimal 1), counted from 0: 40 is no push: it should be 06"),
        ("010605b6", "at byte 4 (hexadecimal 4), counted from 0: it ends in the middle of the headers"),
        ("0106ffffffffff00", "at byte 2 (hexadecimal 2), counted from 0: a number of more than 32 bits"),
        ("01060100", "at byte 4 (hexadecimal 4), counted from 0: it ends in the middle of the media type"),
        (
            "010602b6af",
            "at byte 5 (hexadecimal 5), counted from 0: it ends in the middle of the value of a header",
        ),
        (
            "010603b6b161",
            "at byte 6 (hexadecimal 6), counted from 0: it ends in the middle of the value of a header",
        ),
        (
            "01060302b600",
            "at byte 5 (hexadecimal 5), counted from 0: 00 where the name of a parameter should begin",
        ),
    ] {
        let fault = decode(&hex::decode(octets).unwrap()).unwrap_err();
        assert_eq!(fault.to_string(), error);
    }
}

fn token() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z0-9.-]{0,12}"
}

fn push() -> impl Strategy<Value = Push> {
    let media_type = prop_oneof![
        Just(ContentType::SI_WBXML.to_owned()),
        Just(ContentType::PROVISIONING_WBXML.to_owned()),
        "[a-z]{1,9}/[a-z]([a-z.+-]{0,40}[a-z])?",
    ];
    let parameter = prop_oneof![
        (0_u8..128).prop_map(|sec| ("SEC".to_owned(), sec.to_string())),
        "[0-9A-F]{40}".prop_map(|mac| ("MAC".to_owned(), mac)),
        Just(("charset".to_owned(), "utf-8".to_owned())),
        ("x-[a-z]{1,9}", "[ -~é€]{0,40}"),
    ];
    let header = prop_oneof![
        any::<u64>().prop_map(|length| Header::new("Content-Length", length.to_string())),
        (0_u8..8).prop_map(|flag| Header::new(Header::PUSH_FLAG, flag.to_string())),
        (0_u32..5, 0_u32..15)
            .prop_map(|(major, minor)| Header::new("Encoding-Version", format!("{major}.{minor}"))),
        Just(Header::new(Header::APPLICATION_ID, "x-wap-application:syncml.dm")),
        Just(Header::new(Header::APPLICATION_ID, "x-wap-microsoft:IMclient.ua")),
        Just(Header::new(Header::APPLICATION_ID, "x-wap-microsoft:cfgmgr.ua")),
        "[ -~é€]{0,200}".prop_map(|address| Header::new(Header::INITIATOR_URI, address)),
        ("X-".prop_flat_map(|_| token()), "[ -~é€]{0,200}")
            .prop_map(|(name, value)| Header::new(format!("X-{name}"), value)),
    ];
    (any::<u8>(), media_type, vec(parameter, 0..4), vec(header, 0..6), vec(any::<u8>(), 0..300)).prop_map(
        |(transaction, media_type, parameters, headers, body)| {
            let content_type = ContentType::new(media_type);
            let content_type =
                parameters.into_iter().fold(content_type, |it, (name, value)| it.with(name, value));
            Push { transaction, content_type, headers, body }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same_push(push in push()) {
        let octets = encode(&push).unwrap();
        let decoded = decode(&octets).unwrap();
        prop_assert_eq!(&decoded.push, &push);
        prop_assert_eq!(&octets[decoded.body_at..], push.body.as_slice());
        prop_assert_eq!(push.content_type.to_string().parse(), Ok(push.content_type));
    }
}
