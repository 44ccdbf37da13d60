//! The signatures of client provisioning messages: equal to those of other programs, and checked by the key that was
//! meant.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{peer, run};
use proptest::prelude::*;
use provsmith::push::cp::{Answer, Imsi, Key, Known, Mac, Pin, PinKey, Signature, Signed, Slip, verify};
use provsmith::terms::CpSecurity;
use serde_json::Value;

fn vectors() -> Option<Value> {
    let path = common::corpus()?.join("push/mac.json");
    Some(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

fn text<'a>(vector: &'a Value, name: &str) -> Option<&'a str> {
    vector[name].as_str()
}

fn octets(vector: &Value, name: &str) -> Vec<u8> {
    hex::decode(text(vector, name).unwrap()).unwrap()
}

fn known(vector: &Value) -> Known {
    Known {
        imsi: text(vector, "imsi").map(|digits| digits.parse().unwrap()),
        pin: text(vector, "pin").map(|digits| digits.parse().unwrap()),
    }
}

fn key(vector: &Value) -> Key {
    let known = known(vector);
    match text(vector, "sec").unwrap() {
        "NETWPIN" => Key::NetwPin(known.imsi.unwrap()),
        "USERPIN" => Key::UserPin(known.pin.unwrap()),
        "USERNETWPIN" => Key::UserNetwPin(known.imsi.unwrap(), known.pin.unwrap()),
        other => panic!("{other}"),
    }
}

fn answer(signature: &Signature, body: &[u8], known: &Known) -> Answer {
    let mac = signature.mac.map(|mac| mac.to_string());
    verify(Signed { sec: signature.security.number(), mac: mac.as_deref(), body }, known)
}

#[test]
fn macs_are_those_of_kannel_nowsms_and_openssl() {
    let Some(vectors) = vectors() else { return };
    let vectors = vectors["mac"].as_array().unwrap();
    assert_eq!(vectors.len(), 10);
    for vector in vectors {
        let signature = key(vector).sign(&octets(vector, "body"));
        assert_eq!(signature.mac.unwrap().to_string(), text(vector, "mac").unwrap(), "{}", vector["id"]);
        assert_eq!(answer(&signature, &octets(vector, "body"), &known(vector)), Answer::Holds);
        if let Some(imsi) = known(vector).imsi.filter(|_| vector["sec"] == "NETWPIN") {
            assert_eq!(hex::encode(&*imsi.semi_octets()), text(vector, "key").unwrap());
        }
    }
}

#[test]
fn a_pin_that_carries_its_mac_is_that_of_the_rule_that_devices_follow() {
    let Some(vectors) = vectors() else { return };
    let vectors = vectors["userpinmac"].as_array().unwrap();
    assert_eq!(vectors.len(), 2);
    for vector in vectors {
        let half: PinKey = text(vector, "random_half").unwrap().parse().unwrap();
        let body = octets(vector, "body");
        let signature = Key::UserPinMac(half).sign(&body);
        assert!(signature.mac.is_none(), "the PIN has it");
        let pin = signature.pin.as_ref().unwrap().digits();
        assert_eq!(pin, text(vector, "pin_to_tell_the_user").unwrap());
        let told = Known { imsi: None, pin: Some(pin.parse().unwrap()) };
        assert_eq!(answer(&signature, &body, &told), Answer::Holds);
        let other = Known { imsi: None, pin: Some("1234512345".parse().unwrap()) };
        assert_eq!(answer(&signature, &body, &other), Answer::Fails { slip: None });
    }
}

/// The MAC of a file by a program that nobody here wrote; `None` where it is missing.
fn openssl(key: &[u8], body: &Path) -> Option<String> {
    let mut openssl = peer("openssl")?;
    openssl.args(["dgst", "-sha1", "-mac", "HMAC", "-macopt"]).arg(format!("hexkey:{}", hex::encode(key)));
    let said = run(openssl.arg(body)).exits(0).stdout;
    Some(said.trim().rsplit(' ').next().unwrap().to_uppercase())
}

/// The same by Kannel's, which prints the digits in a dump of memory.
#[cfg(unix)]
fn kannel(key: &[u8], body: &Path) -> Option<String> {
    use std::os::unix::ffi::OsStrExt as _;
    const TEST_HMAC: &str = "/usr/lib/kannel/test/test_hmac";
    if !Path::new(TEST_HMAC).is_file() {
        common::skipped("PROVSMITH_REQUIRE_PEERS", &format!("{TEST_HMAC} is not installed"));
        return None;
    }
    let said = run(Command::new(TEST_HMAC).arg(OsStr::from_bytes(key)).arg(body)).exits(0).stderr;
    let dumped = said.lines().filter_map(|line| line.split_once("  data: "));
    let digits: String = dumped.map(|(_, dump)| dump.rsplit("   ").next().unwrap().trim()).collect();
    // The body is dumped before.
    Some(digits[digits.len() - 40..].to_uppercase())
}

#[cfg(unix)]
#[test]
fn macs_are_those_that_kannel_and_openssl_make_now() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    let body =
        b"\x03\x0b\x6a\x00\x85\x46\x01 any octets\x00\xff, more than one block of the digest: 0123456789";
    fs::write(&file, body).unwrap();
    let imsi = |digits: &str| digits.parse::<Imsi>().unwrap();
    let pin = |digits: &str| digits.parse::<Pin>().unwrap();
    let of = |octets: &[&[u8]]| octets.concat();
    for (key, octets) in [
        (Key::NetwPin(imsi("262011234567890")), of(&[b"\x29\x26\x10\x21\x43\x65\x87\x09"])),
        (Key::NetwPin(imsi("123456")), of(&[b"\x11\x32\x54\xf6"])),
        (Key::UserPin(pin("98765432109876543210")), of(&[b"98765432109876543210"])),
        (Key::UserNetwPin(imsi("1234567"), pin("42")), of(&[b"\x19\x32\x54\x76", b"42"])),
    ] {
        let mac = key.sign(body).mac.unwrap().to_string();
        for peer in [openssl(&octets, &file), kannel(&octets, &file)].into_iter().flatten() {
            assert_eq!(mac, peer, "{key:?}");
        }
    }
}

#[test]
fn a_mac_of_another_key_tells_which() {
    let body = b"\x03\x0b\x6a\x00\x85\x46\x01";
    let imsi: Imsi = "123456789012345".parse().unwrap();
    let pin: Pin = "1234512345".parse().unwrap();
    let all = Known { imsi: Some(imsi.clone()), pin: Some(pin.clone()) };
    let netw = Key::NetwPin(imsi.clone()).sign(body).mac.unwrap();
    let user = Key::UserPin(pin.clone()).sign(body).mac.unwrap();
    let both = Key::UserNetwPin(imsi.clone(), pin.clone()).sign(body).mac.unwrap();
    let as_text = Mac::of(b"123456789012345", body);
    let check = |sec: u8, mac: &Mac, known: &Known| {
        verify(Signed { sec: Some(sec), mac: Some(&mac.to_string()), body }, known)
    };
    for (sec, mac, slip) in [
        (1, netw, Slip::MeantNetwPin),
        (2, user, Slip::MeantUserPin),
        (3, user, Slip::MeantUserPin),
        (0, both, Slip::MeantUserNetwPin),
        (0, as_text, Slip::ImsiAsText),
        (2, Mac::of(b"1234567890123451234512345", body), Slip::ImsiAsTextAndPin),
    ] {
        assert_eq!(check(sec, &mac, &all), Answer::Fails { slip: Some(slip) }, "{sec}");
    }
    // What is known does not do for what the message says.
    let pin_alone = Known { imsi: None, pin: Some(pin) };
    assert_eq!(check(0, &netw, &pin_alone), Answer::Needs { imsi: true, pin: false });
    assert_eq!(check(2, &both, &Known::default()), Answer::Needs { imsi: true, pin: true });
    // But for what it means.
    assert_eq!(check(0, &user, &pin_alone), Answer::Fails { slip: Some(Slip::MeantUserPin) });
}

#[test]
fn a_message_that_is_not_signed_or_not_as_it_says_is_told() {
    let known = Known { imsi: None, pin: Some("1234".parse().unwrap()) };
    let check = |sec, mac| verify(Signed { sec, mac, body: b"x" }, &known);
    assert_eq!(check(None, Some("00")), Answer::Unsigned);
    assert_eq!(check(Some(4), None), Answer::UnknownSecurity { sec: 4 });
    assert_eq!(check(Some(1), None), Answer::NoMac);
    assert_eq!(check(Some(1), Some("E5BABC")), Answer::NoMac);
    assert_eq!(check(Some(1), Some(&"0".repeat(40))), Answer::Fails { slip: None });
}

#[test]
fn the_two_mistakes_that_were_seen_are_known() {
    let Some(vectors) = vectors() else { return };
    let seven = &vectors["mac"][6];
    assert_eq!(seven["id"], "mac-07");
    let wrong = vectors["not_this"][1]["mac"].as_str().unwrap();
    let body = octets(seven, "body");
    let found = verify(Signed { sec: Some(0), mac: Some(wrong), body: &body }, &known(seven));
    assert_eq!(found, Answer::Fails { slip: Some(Slip::ImsiAsText) });

    let first = &vectors["mac"][0];
    let (mac, body) = (text(first, "mac"), octets(first, "body"));
    let found = verify(Signed { sec: Some(3), mac, body: &body }, &known(first));
    assert_eq!(found, Answer::Fails { slip: Some(Slip::MeantUserPin) });
}

proptest! {
    #[test]
    fn what_is_signed_holds_and_nothing_else_does(
        imsi in "[0-9]{6,15}",
        pin in "[0-9]{1,9}",
        half in "[0-9]{5,20}",
        body in proptest::collection::vec(any::<u8>(), 0..200),
        at in any::<proptest::sample::Index>(),
    ) {
        let known = Known { imsi: Some(imsi.parse().unwrap()), pin: Some(pin.parse().unwrap()) };
        let (imsi, pin): (Imsi, Pin) = (imsi.parse().unwrap(), pin.parse().unwrap());
        let mut other = body.clone();
        match other.is_empty() {
            true => other.push(0),
            false => { let at = at.index(other.len()); other[at] ^= 1; }
        }
        for key in [Key::NetwPin(imsi.clone()), Key::UserPin(pin.clone()), Key::UserNetwPin(imsi, pin)] {
            let signature = key.sign(&body);
            prop_assert_eq!(answer(&signature, &body, &known), Answer::Holds);
            prop_assert_eq!(answer(&signature, &other, &known), Answer::Fails { slip: None });
        }
        let half: PinKey = half.parse().unwrap();
        let signature = Key::UserPinMac(half).sign(&body);
        let told = Known { imsi: None, pin: Some(signature.pin.as_ref().unwrap().digits().parse().unwrap()) };
        prop_assert_eq!(answer(&signature, &body, &told), Answer::Holds);
        prop_assert_eq!(signature.security, CpSecurity::UserPinMac);
    }
}
