//! Which bytes are read as a document, and which are refused: each illegal form is told with the byte where it breaks.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use provsmith::document::{Limits, xml};
use provsmith::wbxml::{DecodeFault, decode, is_wbxml};

fn fault(bytes: &str) -> (usize, DecodeFault) {
    let error = decode(&hex::decode(bytes).unwrap(), &Limits::default()).unwrap_err();
    (error.at, error.fault)
}

/// What becomes of bytes, written in hexadecimal with blanks where they help.
fn read(bytes: &str) -> String {
    let text =
        xml::write(&decode(&hex::decode(bytes.replace(' ', "")).unwrap(), &Limits::default()).unwrap().tree);
    text.replace("\n", "").replace("  ", "")
}

#[test]
fn every_legal_form_is_read() {
    // Tag page 1 of client provisioning has its own characteristic.
    let page_1 = "030b6a00 45 0001 86 50 03 5300 01 01";
    assert_eq!(read(page_1), r#"<wap-provisioningdoc><characteristic type="S"/></wap-provisioningdoc>"#);
    // A value of a string of the table, an entity and an inline string; a processing instruction before and behind.
    let parts = "030b6a02 6100 43 45 01 85 45 8300 028164 03 6200 01 43 45 01";
    assert_eq!(read(parts), r#"<wap-provisioningdoc version="aäb"/>"#);
    // An element and an attribute by their names in the table.
    let literals = "030b6a04 78007900 45 8400 0402 03 3100 01 01";
    assert_eq!(read(literals), r#"<wap-provisioningdoc><x y="1"/></wap-provisioningdoc>"#);
    // The format by its name, in the table.
    let name = hex::encode("-//WAPFORUM//DTD SI 1.0//EN\0");
    assert_eq!(read(&format!("03 0000 6a 1c {name} 05")), "<si/>");
    // Other character sets and versions.
    assert_eq!(read("01 05 04 00 45 46 03 e400 01 01"), "<si><indication>ä</indication></si>");
    assert_eq!(read("02 05 03 00 45 46 03 6100 01 01"), "<si><indication>a</indication></si>");
    // The first version names no character set.
    assert_eq!(read("00 05 00 45 46 03 c3a400 01 01"), "<si><indication>ä</indication></si>");
    // Octets that are a text, and such as are none.
    let data = |octets: &str| read(&format!("02 a401 6a 00 6d 6b 60 54 4f {octets} 01 01 01 01 01"));
    assert!(data("c3 02 6162").contains("<Data>ab</Data>"));
    assert!(data("c3 02 ff00").contains("<Data>/wA=</Data>"));
    // Words of one implementation.
    let kannel = "030b6a00 45 86 50 03 5300 01 87 10 06 bc 01 01";
    assert!(read(kannel).contains(r#"name="BEARER" value="WLAN""#));
}

#[test]
fn an_illegal_form_is_told_with_its_byte() {
    let prov = "wap-provisioningdoc";
    for (bytes, at, fault) in [
        ("04056a00", 0, DecodeFault::Version(4)),
        ("090b6a0045", 0, DecodeFault::Version(9)),
        ("038fffffffff7f", 1, DecodeFault::Number),
        ("03046a0005", 1, DecodeFault::Format("4".to_owned())),
        ("0305876800", 2, DecodeFault::Charset(1000)),
        ("03056a00", 4, DecodeFault::End),
        ("03056a0045", 5, DecodeFault::End),
        ("03056a004546036100", 9, DecodeFault::End),
        ("03056a00454603616263", 10, DecodeFault::End),
        ("03056a054500", 6, DecodeFault::End),
        ("03056a004546c3056100", 10, DecodeFault::End),
        ("030b6a02610085458305 01", 8, DecodeFault::StringTable(5)),
        ("030b6a016185458300 01", 7, DecodeFault::StringTable(0)),
        ("03056a00454603ff000101", 6, DecodeFault::Encoding),
        ("03050300454603e4000101", 6, DecodeFault::Encoding),
        ("03056a0045460301000101", 6, DecodeFault::Character(1)),
        ("03056a00454602000101", 6, DecodeFault::Character(0)),
        ("030b6a023100440001", 6, DecodeFault::Name("1".to_owned())),
        ("03056a00858501", 5, DecodeFault::ValueFirst(0x85)),
        ("03066a0085080801", 6, DecodeFault::Twice("href".to_owned())),
        ("03056a0045860ac301190101", 7, DecodeFault::Time),
        ("03056a0001", 4, DecodeFault::NoRoot(1)),
        ("03056a00036100", 4, DecodeFault::NoRoot(3)),
        ("03056a000505", 5, DecodeFault::Trailing),
    ] {
        assert_eq!(self::fault(&bytes.replace(' ', "")), (at, fault), "{bytes}");
    }
    for (bytes, at, place) in [
        ("03056a003f", 4, "a tag"),
        ("03056a00454001", 5, "content"),
        ("03056a0085 7f01", 5, "an attribute"),
        ("03056a0045860bff01", 7, "a value"),
    ] {
        match fault(&bytes.replace(' ', "")) {
            (found, DecodeFault::Token { place: told, language, .. }) => {
                assert_eq!((found, told, language), (at, place, "service indication"), "{bytes}");
            }
            other => panic!("{bytes}: {other:?}"),
        }
    }
    let (_, fault) = fault("03056a003f");
    assert!(!fault.to_string().contains(prov), "{fault}");
}

#[test]
fn reading_ends_at_the_limits() {
    let deep = [&b"\x03\x0b\x6a\x00"[..], &[0x46; 100]].concat();
    let error = decode(&deep, &Limits { depth: 10, ..Limits::default() }).unwrap_err();
    assert_eq!((error.at, error.fault), (14, DecodeFault::Depth(10)));

    // Three bytes each that stand for a hundred.
    let name = [&[b'x'; 100][..], b"\0"].concat();
    let body = [&b"\x45"[..], &b"\x04\x00".repeat(1000), b"\x01"].concat();
    let bytes = [&b"\x03\x0b\x6a\x65"[..], &name, &body].concat();
    let error = decode(&bytes, &Limits { size: 10_000, ..Limits::default() }).unwrap_err();
    assert_eq!(error.fault, DecodeFault::Size(10_000));
    assert!(decode(&bytes, &Limits::default()).is_ok());
}

#[test]
fn octets_are_meant_as_wbxml_by_their_version_or_by_the_format_that_they_name() {
    for meant in ["03", "01056a00", "00050045", "04056a00", "090b6a0045", "1fa4016a00"] {
        assert!(is_wbxml(&hex::decode(meant).unwrap()), "{meant}");
    }
    let others: [&[u8]; 9] = [
        b"",
        b"\x00\x01\x02\x03",
        b"<si/>",
        b"\t<si/>",
        b"\r\n \t<si/>",
        b"\n",
        b"\x00<\x00s\x00i\x00/\x00>",
        b"\xff\xfe<\x00",
        b"\xef\xbb\xbf<si/>",
    ];
    assert!(others.iter().all(|other| !is_wbxml(other)));
}
