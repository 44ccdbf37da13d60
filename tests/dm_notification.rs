//! `dm notification`: package #0 is what other programs make of the same facts, and what others send is read and its
//! digest checked.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::path::Path;

use common::{provsmith, run};
use proptest::prelude::*;
use provsmith::dm::credential::Nonce;
use provsmith::dm::notification::{Initiator, Notification, NotificationError, ServerId, Trigger, UiMode};
use provsmith::document::syncml::Version;
use serde_json::Value;
use zeroize::Zeroizing;

/// The vectors that libsynthesis made.
fn vectors() -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(common::corpus()?.join("push/dm-notification.json")).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(vectors.len() >= 5);
    Some(vectors)
}

fn text<'v>(vector: &'v Value, key: &str) -> &'v str {
    vector[key].as_str().unwrap_or_else(|| panic!("{key} of {vector}"))
}

fn octets(vector: &Value, key: &str) -> Vec<u8> {
    hex::decode(text(vector, key)).unwrap()
}

#[test]
fn package_0_equals_that_of_libsynthesis_byte_for_byte() {
    let Some(vectors) = vectors() else { return };
    let folder = tempfile::tempdir().unwrap();
    for vector in &vectors {
        let nonce = base64(&octets(vector, "nonce_octets"));
        let number = |key: &str| vector[key].as_u64().unwrap();
        let version = if number("version") == 11 { "1.1" } else { "1.2" };
        let modes = ["not-specified", "background", "informative", "user-interaction"];
        let package = folder.path().join("package0");
        let mut command = provsmith();
        command.env("DM_PASSWORD", text(vector, "password")).args(["dm", "notification"]);
        command.args(["--server-id", text(vector, "server_id"), "--password-env", "DM_PASSWORD"]);
        command.arg(format!("--nonce={nonce}")).args(["--dm-version", version]);
        command.args(["--ui-mode", modes[usize::try_from(number("ui_mode")).unwrap()]]);
        command.args(["--initiator", ["client", "server"][usize::try_from(number("initiator")).unwrap()]]);
        command.args(["--session-id", &format!("{:X}", number("session_id"))]);
        run(command.args(["--encoding", "body", "-o"]).arg(&package)).exits(0);
        assert_eq!(
            hex::encode(std::fs::read(&package).unwrap()),
            text(vector, "package0"),
            "{}",
            text(vector, "id")
        );
    }
}

#[test]
fn what_libsynthesis_made_is_read_and_its_digest_agrees_with_its_password_alone() {
    let Some(vectors) = vectors() else { return };
    for vector in &vectors {
        let read = Notification::read(&octets(vector, "package0")).unwrap();
        assert_eq!(u64::from(read.trigger.session_id), vector["session_id"].as_u64().unwrap());
        assert_eq!(read.trigger.server_id.as_str(), text(vector, "server_id"));
        assert_eq!(hex::encode(read.digest), text(vector, "digest"));
        let nonce = Nonce::of_octets(octets(vector, "nonce_octets"));
        let agrees = |password: &str, nonce: &Nonce| read.agrees(Zeroizing::new(password.to_owned()), nonce);
        assert!(agrees(text(vector, "password"), &nonce));
        assert!(!agrees("other", &nonce));
        assert!(!agrees(text(vector, "password"), &Nonce::of_octets(*b"other")));
    }
}

/// The classic mistake: the text of the nonce, instead of the octets that it stands for.
#[test]
fn a_nonce_is_decoded_before_it_is_hashed_unless_it_is_given_raw() {
    let package = |nonce: &[&str]| {
        let mut command = provsmith();
        command.env("PW", "Secret1").args(["dm", "notification", "--server-id", "dm.example.com"]);
        command.args(["--password-env", "PW", "--encoding", "body", "-o", "-"]).args(nonce);
        command.output().unwrap().stdout
    };
    let decoded = package(&["--nonce", "bm9uY2U="]);
    assert_eq!(decoded, package(&["--raw-nonce", "nonce"]));
    assert_ne!(decoded, package(&["--raw-nonce", "bm9uY2U="]));
}

#[test]
fn the_digest_is_the_one_that_openssl_computes() {
    let Some(openssl) = common::peer("openssl") else { return };
    let md5_base64 = |input: &[u8]| base64(&filtered(&openssl, &["dgst", "-md5", "-binary"], input));
    let trigger = Trigger {
        version: Version::V1_2,
        ui_mode: UiMode::Background,
        initiator: Initiator::Server,
        session_id: 0x1234,
        server_id: ServerId::new("dm.example.test").unwrap(),
        vendor: Vec::new(),
    };
    let nonce = Nonce::of_octets([0, 255, 58, 10]);
    let package = trigger.sign(Zeroizing::new("pässword".to_owned()), &nonce);
    let secret = md5_base64("dm.example.test:pässword".as_bytes());
    let hashed =
        [secret.as_bytes(), b":", &[0, 255, 58, 10], b":", md5_base64(&package[16..]).as_bytes()].concat();
    assert_eq!(base64(&package[..16]), md5_base64(&hashed));
}

#[test]
fn a_captured_notification_is_told_in_words_and_a_wrong_password_is_an_answer_of_no() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("captured");
    // dm-01 of the vectors.
    let package = "c514a8d028b13644fc810e07f2a251f4033800000000100e646d2e6578616d706c652e636f6d";
    for bytes in [package.as_bytes().to_vec(), hex::decode(package).unwrap()] {
        std::fs::write(&file, bytes).unwrap();
        let read = |password: Option<&str>| {
            let mut command = provsmith();
            command.args(["dm", "notification", "--read"]).arg(&file);
            if let Some(password) = password {
                command.env("PW", password).args(["--password-env", "PW", "--nonce", "bm9uY2U="]);
            }
            run(&mut command)
        };
        let ran = read(Some("Secret1")).exits(0);
        for line in ["server      dm.example.com", "session     10", "version     1.2", "agrees: a device"] {
            assert!(ran.stdout.contains(line), "{line}: {}", ran.stdout);
        }
        let ran = read(Some("secret1")).exits(1);
        assert!(ran.stdout.contains("does not agree"), "{}", ran.stdout);
        assert!(!(ran.stdout.clone() + &ran.stderr).contains("secret1"), "{ran:?}");
        assert!(read(None).exits(0).stdout.contains("not checked"));
    }
    let mut command = provsmith();
    command.args(["dm", "notification", "--format", "json", "--read"]).arg(&file);
    let report: Value = serde_json::from_str(&run(&mut command).exits(0).stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["ui_mode"], "user-interaction");
    assert_eq!(report["digest_agrees"], Value::Null);
}

#[test]
fn what_is_no_package_0_is_told_where_it_breaks() {
    let good =
        hex::decode("c514a8d028b13644fc810e07f2a251f4033800000000100e646d2e6578616d706c652e636f6d").unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Notification::read(&bytes).unwrap_err()
    };
    assert_eq!(Notification::read(&good[..20]).unwrap_err(), NotificationError::Short(20));
    assert_eq!(with(17, 0x78), NotificationError::Version(13));
    assert_eq!(with(18, 1), NotificationError::Reserved);
    assert_eq!(with(23, 15), NotificationError::ServerIdLength { length: 15, left: 14 });
    assert_eq!(with(24, 0xFF), NotificationError::ServerIdText);
    assert_eq!(with(23, 0), NotificationError::NoServerId);
}

#[test]
fn what_is_missing_or_wrong_is_said_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("package0");
    let base = ["dm", "notification", "--server-id", "s", "--encoding", "body", "-o"];
    for (arguments, said) in [
        (&["--nonce", "bm9uY2U="][..], "no password: --password-env or --password-file gives it"),
        (&["--password-env", "PW", "--nonce", "not base64"], "is not base64"),
        (&["--password-env", "PW"], "--nonce is missing"),
        (
            &["--password-env", "NOPE", "--nonce", "AA=="],
            "the environment variable NOPE that should hold the password",
        ),
        (&["--password-env", "EMPTY", "--nonce", "AA=="], "the password is empty"),
        (&["--password-env", "PW", "--nonce", "AA==", "--session-id", "12345"], "1 to 4 hexadecimal digits"),
    ] {
        let mut command = provsmith();
        command
            .env("PW", "hush")
            .env("EMPTY", "")
            .args(base)
            .arg(&target)
            .args(arguments)
            .stdin(std::process::Stdio::null());
        let ran = run(&mut command).exits(2);
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
        assert!(!ran.stderr.contains("hush") && !target.exists(), "{}", ran.stderr);
    }
}

/// What tshark finds in short messages of a modem: each field that was asked for.
fn fields_by_tshark(lines: &str, fields: &[&str]) -> Option<Vec<String>> {
    common::peer("tshark")?;
    common::peer("text2pcap")?;
    let folder = tempfile::tempdir().unwrap();
    let dump: String = lines
        .lines()
        .filter(|line| !line.starts_with("AT+"))
        .map(|line| {
            let pdu = hex::decode(line).unwrap();
            let tpdu = &pdu[1 + usize::from(pdu[0])..];
            // RP-DATA from a mobile to the network (3GPP TS 24.011): reference, no originator, a centre, the length.
            let head = hex::decode("0001000791515500 0000F0".replace(' ', "")).unwrap();
            let octets = [&head[..], &[u8::try_from(tpdu.len()).unwrap()], tpdu].concat();
            let octets: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            format!("000000 {}\n", octets.join(" "))
        })
        .collect();
    let [text, capture] = ["text", "capture"].map(|name| folder.path().join(name));
    std::fs::write(&text, dump).unwrap();
    run(std::process::Command::new("text2pcap").args(["-q", "-P", "gsm_a_rp"]).args([&text, &capture]))
        .exits(0);
    let mut tshark = std::process::Command::new("tshark");
    tshark.args(["-o", "gsm_sms_ud.port_number_udh_means_wsp:TRUE", "-T", "fields", "-r"]).arg(&capture);
    for field in fields {
        tshark.args(["-e", field]);
    }
    let ran = run(&mut tshark).exits(0);
    Some(ran.stdout.lines().last().unwrap_or_default().split('\t').map(str::to_owned).collect())
}

#[test]
fn tshark_reads_the_short_message_as_a_notification_for_the_management_client() {
    let mut command = provsmith();
    command.env("PW", "Secret1").args([
        "dm",
        "notification",
        "--server-id",
        "dm.example.com",
        "--session-id",
        "10",
    ]);
    command.args([
        "--ui-mode",
        "user-interaction",
        "--password-env",
        "PW",
        "--nonce",
        "bm9uY2U=",
        "--to",
        "+15551230001",
    ]);
    let ran = run(&mut command).exits(0);
    assert_eq!(ran.stdout.lines().count(), 2, "one short message: {}", ran.stdout);
    let wanted = [
        "gsm_sms.destination_port",
        "gsm_sms.originator_port",
        "wsp.header.content_type",
        "wsp.header.x_wap_application_id",
    ];
    let Some(fields) = fields_by_tshark(&ran.stdout, &wanted) else { return };
    assert_eq!(
        fields,
        ["2948", "9200", "application/vnd.syncml.notification", "x-wap-application:syncml.dm"]
    );
    // What follows the headers is package #0, dm-01 of the vectors.
    let package = "C514A8D028B13644FC810E07F2A251F4033800000000100E646D2E6578616D706C652E636F6D";
    assert!(ran.stdout.to_uppercase().trim_end().ends_with(package), "{}", ran.stdout);
}

/// Runs a program on an input and gives what it writes.
fn filtered(program: &std::process::Command, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), input).unwrap();
    let mut command = std::process::Command::new(program.get_program());
    command.args(arguments).stdin(std::fs::File::open(Path::new(file.path())).unwrap());
    command.output().unwrap().stdout
}

fn base64(octets: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

proptest! {
    #[test]
    fn every_trigger_is_read_as_it_was_written(
        is_new in any::<bool>(), mode in 0_usize..4, by_server in any::<bool>(), session_id in any::<u16>(),
        server_id in "[ -~]{1,255}", vendor in proptest::collection::vec(any::<u8>(), 0..20),
        nonce in proptest::collection::vec(any::<u8>(), 0..20), password in "[ -~]{0,20}",
    ) {
        let modes = [UiMode::NotSpecified, UiMode::Background, UiMode::Informative, UiMode::UserInteraction];
        let trigger = Trigger {
            version: if is_new { Version::V1_2 } else { Version::V1_1 },
            ui_mode: modes[mode],
            initiator: if by_server { Initiator::Server } else { Initiator::Client },
            session_id,
            server_id: ServerId::new(server_id).unwrap(),
            vendor,
        };
        let (nonce, password) = (Nonce::of_octets(nonce), Zeroizing::new(password));
        let package = trigger.sign(password.clone(), &nonce);
        let read = Notification::read(&package).unwrap();
        prop_assert_eq!(&read.trigger, &trigger);
        prop_assert!(read.agrees(password, &nonce));
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(read) = Notification::read(&bytes) {
            prop_assert_eq!([&read.digest[..], &read.trigger.octets()].concat(), bytes);
        }
    }
}
