//! Requests of the Push Access Protocol: the bytes that are made, what is read of those that others made, and what is
//! told of a gateway's losses before anything is sent.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use common::{Ran, corpus, peer, provsmith, run};
use proptest::collection::vec;
use proptest::prelude::*;
use provsmith::document::Limits;
use provsmith::push::pap::control::{DeliveryMethod, Priority, ReplaceMethod, Replacement};
use provsmith::push::pap::{
    Address, Content, ControlEntity, PushMessage, QualityOfService, Request, ResultCode, Version, read,
};

const SI: &str = "<si><indication href=\"http://example.com/a\">Hello</indication></si>\n";
/// A whole message of a management server.
const SYNCML: &str = "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
    <SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>imei:1</LocURI></Target><Source>\
    <LocURI>https://dm.example.test</LocURI></Source></SyncHdr><SyncBody><Get><CmdID>1</CmdID><Item><Target>\
    <LocURI>./DevInfo/Man</LocURI></Target></Item></Get><Final/></SyncBody></SyncML>";
/// The body of a client provisioning message as WBXML: one empty section.
const CP: &str = "030b6a00854601";

fn vector(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(corpus()?.join("push/pap").join(name)).unwrap())
}

fn read_request(bytes: &[u8]) -> Request {
    Request::read(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_request_that_kannel_took_and_ours_mean_the_same() {
    for (name, numbers) in [("ok", &["1"][..]), ("two-addresses", &["1", "2"])] {
        let Some(bytes) = vector(&format!("{name}.request.txt")) else { return };
        let theirs = read_request(&bytes);
        let addresses: Vec<Address> = numbers
            .iter()
            .map(|number| format!("+1555123000{number}").parse::<Address>().unwrap().at("ppg.example.com"))
            .collect();
        let quality = QualityOfService { priority: Some(Priority::Low), ..QualityOfService::short_message() };
        let message = PushMessage { quality: Some(quality), ..PushMessage::new("1@pi.example", addresses) };
        let content = theirs.content.clone().unwrap();
        assert_eq!(content.content_type, "text/vnd.wap.si");
        let ours = Request::push(message, content, Version::V1_0).unwrap();
        assert_eq!(ours.entity, theirs.entity);
        let again = read_request(&ours.body);
        assert_eq!((&again.entity, &again.content), (&theirs.entity, &theirs.content));
        assert!(!theirs.has_bare_line_feed && !again.has_bare_line_feed);
    }
    let Some(bytes) = vector("bad-xml.request.txt") else { return };
    let error = Request::read(&bytes, &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("no XML"), "{error}");
}

#[test]
fn the_answers_of_kannel_are_understood() {
    for (name, code) in [("ok", 1001), ("two-addresses", 1001), ("bad-xml", 2000)] {
        let Some(bytes) = vector(&format!("{name}.response.xml")) else { return };
        let entity = read::control_entity(&bytes, &Limits::default()).unwrap();
        let result = entity.result().unwrap();
        assert_eq!(result.code, ResultCode(code));
        assert!(result.code.source().is_some());
        match entity {
            ControlEntity::PushResponse(response) => {
                assert_eq!(response.push_id, "1@pi.example");
                assert!(response.sender_name.unwrap().contains("Kannel"));
            }
            ControlEntity::BadMessage(message) => {
                assert_eq!(message.fragment.unwrap(), "<pap><push-message>");
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Whether Kannel did what a case asks for, and the flags that ask for it here.
#[test]
fn what_kannel_was_seen_to_lose_is_told_before_it_is_sent() {
    let Some(bytes) = vector("kannel-answers.json") else { return };
    let answers: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
    let mut compared = 0;
    for (case, arguments) in [
        ("ok", &["--to", "+15551230001"][..]),
        ("pap2-doctype", &["--to", "+15551230001", "--pap-version", "2.0"]),
        ("no-plus", &["--to", "15551230001/TYPE=PLMN"]),
        ("user-address", &["--to", "jo/TYPE=USER"]),
        ("ipv4-address", &["--to", "192.0.2.1"]),
        ("two-addresses", &["--to", "+15551230001", "--to", "+15551230002", "--together"]),
        ("confirmed", &["--to", "+15551230001", "--delivery", "confirmed"]),
        ("unconfirmed-preferred", &["--to", "+15551230001", "--delivery", "preferconfirmed"]),
        ("no-qos", &["--to", "+15551230001", "--network", "any", "--bearer", "any"]),
        ("progress", &["--to", "+15551230001", "--progress-notes"]),
    ] {
        let answer = answers.iter().find(|answer| answer["case"] == case).unwrap();
        let arrived = answer["short_messages"].as_u64().unwrap();
        let is_whole =
            arrived == u64::try_from(arguments.iter().filter(|word| **word == "--to").count()).unwrap();
        let ran = dry_run(SI, &[arguments, &["--gateway", "kannel"]].concat());
        assert_eq!(ran.code, Some(if is_whole { 0 } else { 2 }), "{case}: {ran:?}");
        compared += 1;
    }
    assert_eq!(compared, 10);
}

fn dry_run(content: &str, arguments: &[&str]) -> Ran {
    dry_run_of(content.as_bytes(), arguments)
}

fn dry_run_of(content: &[u8], arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), content).unwrap();
    // Nobody listens there, and nobody needs to.
    let usual = ["push", "send", "a", "--ppg", "http://127.0.0.1:1/", "--dry-run"];
    run(provsmith().current_dir(folder.path()).args(usual).args(arguments))
}

#[test]
fn a_useless_request_is_stopped_until_somebody_says_why_not() {
    let cp = hex::decode(CP).unwrap();
    let to = ["--to", "+15551230001", "--gateway", "kannel"];
    let signed = ["--content-type", "application/vnd.wap.connectivity-wbxml; SEC=1; MAC=\"00\""];
    let foreign = SI.replace("http://example.com", "wsp://example.com");
    let lines = String::from_utf8(read_ready().body).unwrap().replace("\r\n", "\n");
    for (name, content, arguments) in [
        ("security-dropped", &cp[..], [&to[..], &signed].concat()),
        ("header-refused", SI.as_bytes(), [&to[..], &["--header", "Push-Flag: 1"]].concat()),
        ("header-refused", SI.as_bytes(), [&to[..], &["--header", "x-ms-desc: settings"]].concat()),
        ("replacement-refused", SI.as_bytes(), [&to[..], &["--replace", "1@x"]].concat()),
        ("one-shot-refused", SI.as_bytes(), [&to[..], &["--delivery", "oneshot"]].concat()),
        ("link-cut", foreign.as_bytes(), to.to_vec()),
        ("line-ends-refused", lines.as_bytes(), vec!["--gateway", "kannel"]),
    ] {
        let ran = dry_run_of(content, &arguments).exits(2);
        let way_on = format!("--allow {name}=REASON");
        assert!(ran.stderr.contains(&way_on) && ran.stderr.contains("nothing was sent"), "{name}: {ran:?}");
        assert_eq!(ran.stdout, "");
        let allowed = format!("{name}=a test");
        dry_run_of(content, &[&arguments[..], &["--allow", &allowed]].concat()).exits(0);
    }
    let warned = dry_run_of(&cp, &[&to[..2], &signed].concat()).exits(0);
    assert!(warned.stderr.contains("[security-dropped]"), "{warned:?}");
    let pointless = dry_run(SI, &[&to[..], &["--allow", "link-cut=x"]].concat()).exits(0);
    assert!(pointless.stderr.contains("allows nothing here"), "{pointless:?}");
}

fn read_ready() -> Request {
    let address = "+15551230001".parse::<Address>().unwrap().at("h");
    let message = PushMessage::new("1@x", vec![address]);
    Request::push(message, Content::new("text/vnd.wap.si", SI), Version::V2_0).unwrap()
}

#[test]
fn content_tells_what_it_is() {
    for (content, content_type) in [
        (SI.as_bytes().to_vec(), "text/vnd.wap.si"),
        (b"<sl href=\"https://example.com/\"/>".to_vec(), "text/vnd.wap.sl"),
        (b"<wap-provisioningdoc/>".to_vec(), "text/vnd.wap.connectivity-xml"),
        (SYNCML.as_bytes().to_vec(), "application/vnd.syncml.dm+xml"),
        (hex::decode(CP).unwrap(), "application/vnd.wap.connectivity-wbxml"),
        (
            hex::decode("03056a0045c60e03780001036800 0101".replace(' ', "")).unwrap(),
            "application/vnd.wap.sic",
        ),
        (hex::decode("03066a00850b037800 01".replace(' ', "")).unwrap(), "application/vnd.wap.slc"),
    ] {
        let ran = dry_run_of(&content, &["--to", "+15551230001", "--format", "json"]).exits(0);
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(report["requests"][0]["content_type"], content_type);
    }
    for (content, words) in [
        (&b"hello"[..], "--content-type"),
        (b"\x03\x05\x6a", "WBXML"),
        (b"\xef\xbb\xbf<si/>", "UTF-8"),
        (b"--x\r\n\r\n", "request"),
        (b"<pap/>", "--content-type"),
    ] {
        let ran = dry_run_of(content, &["--to", "+15551230001"]).exits(2);
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
}

#[test]
fn what_cannot_be_said_is_refused_with_the_reason() {
    let to = ["--to", "+15551230001"];
    for (arguments, words) in [
        (&[][..], "--to"),
        (&["--to", "15551230001"], "country code"),
        (&["--to", "+15551230001", "--deliver-before", "2030-02-30"], "day"),
        (&["--to", "+15551230001", "--deliver-before", "2030-01-01T25:00:00Z"], "hour"),
        (
            &["--to", "+15551230001", "--deliver-after", "2030-01-02", "--deliver-before", "2030-01-01"],
            "no such time",
        ),
        (&["--to", "+15551230001", "--to", "+15551230002", "--push-id", "1@x"], "--together"),
        (&["--to", "+15551230001", "--push-id", "a b"], "push-id"),
        (&["--to", "+15551230001", "--header", "A: b\r\nC: d"], "one line"),
        (&["--to", "+15551230001", "--header", "Content-Type: a/b"], "--content-type"),
        (&["--to", "+15551230001", "--content-type", "si"], "content type"),
        (&["--to", "+15551230001", "--notify-to", "example.com"], "http"),
        (&["--to", "+15551230001", "--gateway", "kanel"], "`kannel`"),
    ] {
        let ran = dry_run(SI, arguments).exits(2);
        assert!(ran.stderr.contains(words), "{arguments:?}: {ran:?}");
        assert_eq!(ran.stdout, "");
    }
    let past = dry_run(SI, &[&to[..], &["--deliver-before", "2001-01-01"]].concat()).exits(0);
    assert!(past.stderr.contains("is over"), "{past:?}");
    let ready = read_ready().body;
    dry_run_of(&ready, &[]).exits(0);
    assert!(dry_run_of(&ready, &to).exits(2).stderr.contains("ready"));
}

#[test]
fn a_ready_request_goes_out_octet_for_octet() {
    use base64::Engine as _;
    let ready = read_ready().body;
    let ran = dry_run_of(&ready, &["--format", "json"]).exits(0);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let body = report["requests"][0]["body"].as_str().unwrap();
    assert_eq!(base64::engine::general_purpose::STANDARD.decode(body).unwrap(), ready);
}

#[test]
fn the_same_message_has_the_same_bytes_and_another_recipient_another_push_id() {
    let two = ["--to", "+15551230001", "--to", "+15551230002", "--format", "json"];
    let first = dry_run(SI, &two).exits(0).stdout;
    assert_eq!(dry_run(SI, &two).exits(0).stdout, first);
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    let ids: Vec<_> = (0..2).map(|at| report["requests"][at]["push_id"].as_str().unwrap()).collect();
    assert_ne!(ids[0], ids[1]);
}

const READER: &str = r#"
import email.parser, email.policy, json, sys, xml.etree.ElementTree as tree
raw = sys.stdin.buffer.read()
message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(raw)
parts = list(message.iter_parts())
push = tree.fromstring(parts[0].get_content())[0]
print(json.dumps({
    "type": message.get_content_type(), "related": message.get_param("type"),
    "entity": parts[0].get_content_type(), "push": push.attrib,
    "addresses": [a.attrib["address-value"] for a in push.findall("address")],
    "quality": push.find("quality-of-service").attrib,
    "content": parts[1].get_content_type(), "id": parts[1].get("X-Wap-Application-Id"),
    "body": parts[1].get_payload(decode=True).hex(),
    "line feeds": parts[0].as_bytes().count(b"\n") - parts[0].as_bytes().count(b"\r\n"),
}))
"#;

#[test]
fn python_reads_every_part_of_what_we_write() {
    let Some(mut python) = peer("python3") else { return };
    let address = "jo & co/TYPE=USER".parse::<Address>().unwrap().at("ppg.example.com");
    let mut content = Content::new("application/vnd.wap.connectivity-wbxml", hex::decode(CP).unwrap());
    content.headers.push(("X-Wap-Application-Id".into(), "2".into()));
    let message = PushMessage {
        replaces: Some(Replacement { push_id: "0@x".into(), method: Some(ReplaceMethod::PendingOnly) }),
        deliver_before: Some("2030-12-31T23:59:59Z".parse().unwrap()),
        deliver_after: Some("2030-01-01T00:00:00Z".parse().unwrap()),
        source_reference: Some("<\"me\" & you>".into()),
        notify_to: Some("http://pi.example.com/?a=1&b=2".into()),
        progress_notes: true,
        ..PushMessage::new("1@pi.example", vec![address])
    };
    let request = Request::push(message, content, Version::V2_0).unwrap();
    let mut whole = format!("Content-Type: {}\r\n\r\n", request.content_type).into_bytes();
    whole.extend(&request.body);
    let child = python.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    child.stdin.take().unwrap().write_all(&whole).unwrap();
    let output = child.wait_with_output().unwrap();
    let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!({
        "type": "multipart/related", "related": "application/xml", "entity": "application/xml",
        "push": {
            "push-id": "1@pi.example", "replace-push-id": "0@x", "replace-method": "pending-only",
            "deliver-before-timestamp": "2030-12-31T23:59:59Z", "deliver-after-timestamp": "2030-01-01T00:00:00Z",
            "source-reference": "<\"me\" & you>", "ppg-notify-requested-to": "http://pi.example.com/?a=1&b=2",
            "progress-notes-requested": "true",
        },
        "addresses": ["WAPPUSH=jo%20&%20co/TYPE=USER@ppg.example.com"],
        "quality": {
            "delivery-method": "unconfirmed", "network": "GSM", "network-required": "true", "bearer": "SMS",
            "bearer-required": "true",
        },
        "content": "application/vnd.wap.connectivity-wbxml", "id": "2", "body": CP, "line feeds": 0,
    });
    assert_eq!(read, expected);
}

proptest! {
    #[test]
    fn a_request_is_read_as_it_was_made(
        body in vec(any::<u8>(), 0..200),
        reference in "[ -~\n\t]{0,20}",
        method in proptest::sample::select(DeliveryMethod::ALL),
        numbers in vec("\\+[0-9]{5,15}", 1..4),
    ) {
        let addresses = numbers.iter().map(|number| number.parse::<Address>().unwrap().at("h")).collect();
        let quality = QualityOfService { delivery_method: Some(method), ..QualityOfService::default() };
        let message = PushMessage {
            source_reference: Some(reference), quality: Some(quality), ..PushMessage::new("1@x", addresses)
        };
        let request = Request::push(message, Content::new("a/b", body), Version::V1_0).unwrap();
        let read = read_request(&request.body);
        prop_assert_eq!(read, request);
    }
}
