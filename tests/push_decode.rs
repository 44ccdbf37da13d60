//! `push decode`: captured pushes down to the document.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::PathBuf;

use common::{corpus, provsmith, run};
use serde_json::Value;

fn vectors(file: &str) -> Option<Value> {
    let text = std::fs::read_to_string(corpus()?.join("push").join(file)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// The report of `push decode` with these arguments.
fn decode(arguments: &[&str], code: i32) -> Value {
    let ran = run(provsmith().args(["push", "decode", "--format", "json"]).args(arguments)).exits(code);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn layer<'a>(message: &'a Value, name: &str) -> &'a Value {
    let layers = message["layers"].as_array().unwrap();
    layers.iter().find(|layer| layer["layer"] == name).unwrap_or(&Value::Null)
}

fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

#[test]
fn every_captured_short_message_is_read_down_to_the_document_in_any_order() {
    let Some(vectors) = vectors("sms.json") else { return };
    let sms = vectors["sms"].as_array().unwrap();
    for key in ["submit", "deliver"] {
        for prefix in ["sms-si-1of1", "sms-prov-8bitref", "sms-prov-16bitref", "sms-gnokii-si"] {
            let of_prefix = sms.iter().filter(|it| it["id"].as_str().unwrap().starts_with(prefix));
            let mut lines: Vec<&str> = of_prefix.filter_map(|it| it[key].as_str()).collect();
            lines.reverse();
            if lines.is_empty() {
                continue;
            }
            let hex: Vec<&str> = lines.iter().flat_map(|line| ["--hex", line]).collect();
            let report = decode(&hex, 0);
            let [message] = report["messages"].as_array().unwrap().as_slice() else { panic!("{report}") };
            let short = layer(message, "short-messages");
            assert_eq!(short["ports"]["destination"], 2948);
            assert_eq!(short["total"], lines.len());
            let document = layer(message, "document")["xml"].as_str().unwrap();
            let expected =
                if prefix.contains("prov") { "<wap-provisioningdoc" } else { "You have 4 new emails" };
            assert!(document.contains(expected), "{document}");
        }
    }
}

#[test]
fn messages_for_a_short_message_centre_are_read_one_behind_the_other() {
    let Some(vectors) = vectors("sms.json") else { return };
    let all: Vec<u8> = vectors["smpp"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|vector| hex::decode(vector["pdu"].as_str().unwrap()).unwrap())
        .collect();
    let (_folder, path) = file("session.smpp", &all);
    let report = decode(&[path.to_str().unwrap()], 0);
    let [si, prov] = report["messages"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!(layer(si, "short-messages")["form"], "submit_sm");
    assert!(layer(si, "document")["xml"].as_str().unwrap().contains("<indication"));
    assert!(layer(prov, "push")["content_type"].as_str().unwrap().contains("SEC=1; MAC="));
    assert!(layer(prov, "document")["xml"].as_str().unwrap().contains("NAPDEF"));
}

#[test]
fn the_fields_for_a_centre_are_read_back_as_the_messages_that_they_stand_for() {
    let long = "x".repeat(300);
    let si =
        ["push", "si", "--href", "https://a.example/a.cab", "--text", &long, "--to", "+15551230001", "--pdu"];
    let written = |pdu: &str| run(provsmith().args(si).arg(pdu)).exits(0).stdout;
    let (_folder, json) = file("fields.json", written("smpp").as_bytes());
    let (_other, lines) = file("lines", written("submit").as_bytes());
    let [from_json, from_lines] = [json, lines].map(|path| {
        let report = decode(&[path.to_str().unwrap()], 0);
        let [message] = report["messages"].as_array().unwrap().as_slice() else { panic!("{report}") };
        (layer(message, "short-messages")["total"].clone(), layer(message, "document")["xml"].clone())
    });
    assert_eq!(from_json, from_lines);
    assert!(from_json.0.as_u64() > Some(1));

    let (_folder, other) = file("other.json", b"{\"schema_version\": 1, \"messages\": []}");
    let said = run(provsmith().args(["push", "decode", other.to_str().unwrap()])).exits(2).stderr;
    assert!(said.contains("other.json") && said.contains("--pdu smpp"), "{said}");
}

#[test]
fn every_captured_push_is_read_as_the_document_that_another_program_reads() {
    let (Some(pushes), Some(documents)) = (vectors("wsp.json"), vectors("wbxml.json")) else { return };
    // The documents, as wbxml2xml reads them, by their bytes.
    let known: Vec<(&str, &str)> = documents
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|document| {
            let text = document["decodes_to"].as_str().unwrap();
            document["encodings"]
                .as_array()
                .unwrap()
                .iter()
                .map(move |it| (it["hex"].as_str().unwrap(), text))
        })
        .collect();
    let mut compared = 0;
    for push in pushes.as_array().unwrap() {
        let id = push["id"].as_str().unwrap();
        let hex: String = match push["wsp"].as_str() {
            Some(whole) => whole.to_owned(),
            None => push["data"].as_array().unwrap().iter().map(|part| part.as_str().unwrap()).collect(),
        };
        let code =
            if ["wsp-prov-xml", "wsp-h-xml", "wsp-h-dm", "wsp-h-charset"].contains(&id) { 1 } else { 0 };
        let report = decode(&["--hex", &hex], code);
        let message = &report["messages"][0];
        assert!(layer(message, "push")["content_type"].is_string(), "{id}: {report}");
        let Some((_, expected)) = known.iter().find(|(bytes, _)| hex.ends_with(bytes)) else { continue };
        let document = layer(message, "document")["xml"].as_str().unwrap();
        let squeezed = |text: &str| text.split('>').map(str::trim).collect::<Vec<_>>().join(">");
        assert_eq!(squeezed(document), squeezed(expected), "{id}");
        compared += 1;
    }
    assert!(compared > 15, "{compared}");
}

#[test]
fn every_document_by_itself_is_read() {
    let Some(documents) = vectors("wbxml.json") else { return };
    for document in documents.as_array().unwrap() {
        let good =
            document["encodings"].as_array().unwrap().iter().filter(|encoding| encoding.get("bad").is_none());
        for encoding in good {
            let report = decode(&["--hex", encoding["hex"].as_str().unwrap()], 0);
            assert_eq!(layer(&report["messages"][0], "push"), &Value::Null, "{}", document["id"]);
            assert!(
                layer(&report["messages"][0], "wbxml")["format"].is_string(),
                "{}: {report}",
                document["id"]
            );
        }
        let (_folder, path) = file("document.xml", document["xml"].as_str().unwrap().as_bytes());
        let report = decode(&[path.to_str().unwrap()], 0);
        assert_eq!(layer(&report["messages"][0], "document")["xml"], document["xml"]);
    }
}

/// Two parts of a push, as a modem takes them.
const PARTS: &str = "\
AT+CMGS=154
07915155000000F051000B915155210300F10004008C0B05040B8423F00003A5020101062F1F2DB69181924535424142433233343144454539323644344641353533333736394241304134393830443539303800030B6A00C54503312E310001C655018711060347505253310001870706034578616D706C6520475052530001871006AB0187080603696E7465726E65742E6578616D706C6500018709068901C65A

> 07915155000000F0 51000B915155210300F1000400290B05040B8423F00003A50202
01870C069A01870D0603757365720001870E06
03706173730001010101
";

#[test]
fn what_a_modem_prints_is_read_with_its_blanks_and_line_breaks() {
    let text = PARTS.replace("> ", "");
    let (_folder, path) = file("pdus.txt", text.as_bytes());
    let ran = run(provsmith().args(["push", "decode"]).arg(&path)).exits(0);
    let shown = ran.stdout;
    for line in [
        "  short messages  SMS-SUBMIT, 2 of 2 parts, reference A5, to +15551230001, through +15550000000, port 2948 from 9200",
        "  WBXML           1.3, OMA Client Provisioning",
        "    <wap-provisioningdoc version=\"1.1\">",
    ] {
        assert!(shown.lines().any(|it| it.starts_with(line)), "{line}\n{shown}");
    }
    assert!(shown.contains(", line 2 + ") && shown.contains(", lines 4-6\n"), "{shown}");
}

#[test]
fn a_mac_is_checked_with_imsi_and_pin() {
    let Some(pushes) = vectors("wsp.json") else { return };
    let push = |id: &str| {
        let vector = pushes.as_array().unwrap().iter().find(|push| push["id"] == id).unwrap();
        vector["wsp"].as_str().unwrap().to_owned()
    };
    let (_imsi, imsi) = file("imsi", b"123456789012345\n");
    let (_pin, pin) = file("pin", b"1234\n");
    let (_other, other) = file("pin", b"4321\n");
    let [imsi, pin, other] = [&imsi, &pin, &other].map(|path| path.to_str().unwrap());
    // Made by Kannel; the last with the key of another security than it names.
    for (id, secrets, answer, code) in [
        ("wsp-cp-userpin", vec!["--pin-file", pin], "holds", 0),
        ("wsp-cp-netwpin", vec!["--imsi-file", imsi], "holds", 0),
        ("wsp-cp-usernetwpin", vec!["--imsi-file", imsi, "--pin-file", pin], "holds", 0),
        ("wsp-cp-userpin", vec![], "needs", 0),
        ("wsp-cp-userpin", vec!["--pin-file", other], "fails", 1),
        ("wsp-cp-userpinmac", vec!["--pin-file", pin], "fails", 1),
    ] {
        let report = decode(&[&["--hex", &push(id)], secrets.as_slice()].concat(), code);
        assert_eq!(layer(&report["messages"][0], "signature")["answer"], answer, "{id} {secrets:?}");
    }
}

#[test]
fn the_call_of_a_management_server_is_read() {
    let Some(notifications) = vectors("dm-notification.json") else { return };
    for vector in notifications.as_array().unwrap() {
        let package = vector["package0"].as_str().unwrap();
        let report = decode(&["--hex", &format!("010603c4af87{package}")], 0);
        let read = layer(&report["messages"][0], "notification");
        assert_eq!(read["server_id"], vector["server_id"], "{read}");
        assert_eq!(read["session_id"], format!("{:X}", vector["session_id"].as_u64().unwrap()), "{read}");
        let modes = ["not-specified", "background", "informative", "user-interaction"];
        let mode = usize::try_from(vector["ui_mode"].as_u64().unwrap()).unwrap();
        assert_eq!(read["ui_mode"], modes[mode], "{read}");
        let broken =
            run(provsmith().args(["push", "decode", "--hex", &format!("010603c4af87{}", &package[..44])]))
                .exits(1);
        assert!(
            broken.stdout.contains("notification: package #0 has at least 25 bytes"),
            "{}",
            broken.stdout
        );
    }
}

#[test]
fn a_request_to_a_gateway_is_read_down_to_the_document() {
    let Some(folder) = corpus().map(|corpus| corpus.join("push/pap")) else { return };
    for (name, numbers) in [("ok", &["1"][..]), ("two-addresses", &["1", "2"])] {
        let path = folder.join(format!("{name}.request.txt"));
        let report = decode(&[path.to_str().unwrap()], 0);
        let [message] = report["messages"].as_array().unwrap().as_slice() else { panic!("{report}") };
        let request = layer(message, "request");
        assert_eq!(
            (&request["message"], &request["push_id"]),
            (&"push-message".into(), &"1@pi.example".into())
        );
        let address = |number| format!("WAPPUSH=+1555123000{number}/TYPE=PLMN@ppg.example.com");
        let addresses: Vec<String> = numbers.iter().map(address).collect();
        assert_eq!(request["addresses"], serde_json::json!(addresses));
        assert_eq!(request["quality_of_service"]["priority"], "low");
        assert_eq!(request["quality_of_service"]["bearer"], "SMS");
        assert_eq!(layer(message, "push")["content_type"], "text/vnd.wap.si");
        assert_eq!(layer(message, "push")["transaction"], Value::Null);
        assert!(layer(message, "document")["xml"].as_str().unwrap().contains("You have 4 new emails"));
    }
    let broken = decode(&[folder.join("bad-xml.request.txt").to_str().unwrap()], 2);
    assert_eq!(broken["messages"][0]["fault"]["layer"], "PAP");
}

#[test]
fn the_mac_in_a_request_is_checked_and_its_headers_shown() {
    // The content of a vector of Kannel's, signed with the PIN 1234, as somebody posts it.
    let Some(pushes) = vectors("wsp.json") else { return };
    let vector = pushes.as_array().unwrap().iter().find(|push| push["id"] == "wsp-cp-userpin").unwrap();
    let captured = decode(&["--hex", vector["wsp"].as_str().unwrap()], 0);
    let push = layer(&captured["messages"][0], "push");
    let whole = hex::decode(vector["wsp"].as_str().unwrap()).unwrap();
    let body = &whole[whole.len() - usize::try_from(push["body_length"].as_u64().unwrap()).unwrap()..];
    let head = format!(
        "--B\r\nContent-Type: application/xml\r\n\r\n<pap><push-message push-id=\"7@x\"><address \
         address-value=\"WAPPUSH=+15551230001/TYPE=PLMN@h\"/></push-message></pap>\r\n--B\r\nContent-Type: \
         {}\r\nX-MS-DESC: Mail\r\n\r\n",
        push["content_type"].as_str().unwrap()
    );
    let (_pin, pin) = file("pin", b"1234\n");
    let (_other, other) = file("pin", b"4321\n");
    let (_request, request) = file("request", &[head.as_bytes(), body, b"\r\n--B--\r\n"].concat());
    for (secret, answer, code) in [(&pin, "holds", 0), (&other, "fails", 1)] {
        let report = decode(&[request.to_str().unwrap(), "--pin-file", secret.to_str().unwrap()], code);
        let message = &report["messages"][0];
        assert_eq!(layer(message, "signature")["answer"], answer, "{report}");
        assert_eq!(layer(message, "push")["headers"][0]["name"], "X-MS-DESC");
        assert_eq!(layer(message, "document"), layer(&captured["messages"][0], "document"));
    }
}

#[test]
fn what_push_send_would_post_is_read_again() {
    let source = "<sl href=\"https://mdm.example.com/a.cpf\"/>\n";
    let (_document, document) = file("a.sl", source.as_bytes());
    let posted = posted(&document, &["--deliver-before", "2036-12-31"]);
    let (_request, request) = file("request.txt", posted.stdout.as_bytes());
    let shown = run(provsmith().args(["push", "decode"]).arg(&request)).exits(0).stdout;
    for line in [
        "                  to WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com",
        "                  deliver before 2036-12-31T23:59:59Z",
        "                  delivery unconfirmed, network GSM (required), bearer SMS (required)",
        "  push            text/vnd.wap.sl",
        "    <sl href=\"https://mdm.example.com/a.cpf\"/>",
    ] {
        assert!(shown.lines().any(|it| it == line), "{line}\n{shown}");
    }
}

/// What would be posted to a gateway for one receiver, and for what the further arguments ask.
fn posted(document: &std::path::Path, further: &[&str]) -> common::Ran {
    let gateway = ["--ppg", "http://ppg.example.com/push", "--to", "+15551230001", "--dry-run"];
    run(provsmith().args(["push", "send"]).arg(document).args(gateway).args(further)).exits(0)
}

#[test]
fn each_of_several_requests_is_read() {
    let (_document, document) = file("a.sl", b"<sl href=\"https://mdm.example.com/a.cpf\"/>\n");
    let posted = posted(&document, &["--to", "+15551230002"]);
    let (_request, request) = file("requests.txt", posted.stdout.as_bytes());
    let shown = run(provsmith().args(["push", "decode"]).arg(&request)).exits(0).stdout;
    for number in ["+15551230001", "+15551230002"] {
        let to = format!("to WAPPUSH={number}/TYPE=PLMN@ppg.example.com");
        assert_eq!(shown.matches(&to).count(), 1, "{shown}");
    }
}

#[test]
fn the_digest_of_a_servers_call_is_checked_with_password_and_nonce() {
    let call =
        ["dm", "notification", "--server-id", "dm.example.com", "--nonce", "bm9uY2U=", "--encoding", "wsp"];
    let (_push, push) = file("package0.wsp", b"");
    run(provsmith().args(call).args(["--password-env", "P", "-o"]).arg(&push).env("P", "secret")).exits(0);
    let path = push.to_str().unwrap();
    for (password, agrees, code) in [("secret", true, 0), ("other", false, 1)] {
        let (_password, password) = file("password", password.as_bytes());
        let report =
            decode(&[path, "--nonce", "bm9uY2U=", "--password-file", password.to_str().unwrap()], code);
        assert_eq!(layer(&report["messages"][0], "notification")["digest_agrees"], agrees);
    }
    assert_eq!(layer(&decode(&[path], 0)["messages"][0], "notification")["digest_agrees"], Value::Null);
    let (_password, password) = file("password", b"secret");
    let ran = run(provsmith().args(["push", "decode", path, "--password-file"]).arg(&password)).exits(2);
    assert!(ran.stderr.contains("give --nonce too"), "{}", ran.stderr);
}

#[test]
fn missing_parts_are_named_and_the_headers_shown() {
    let first = PARTS.lines().nth(1).unwrap();
    let report = decode(&["--hex", first], 1);
    let message = &report["messages"][0];
    assert_eq!(message["fault"]["message"], "part 2 of 2 is missing");
    assert!(layer(message, "push")["content_type"].as_str().unwrap().contains("SEC=1"));
    assert_eq!(layer(message, "document"), &Value::Null);
}

#[test]
fn what_is_broken_is_told_at_its_octet() {
    for (hex, fault) in [
        (
            "0106",
            "WSP: at byte 2 (hexadecimal 2), counted from 0: it ends in the middle of the length of the headers",
        ),
        ("010601b6030b6a0045", "WBXML: at byte 5 (hexadecimal 5), counted from 0"),
        ("010601b6030b6a0045", "(byte 9 of the push)"),
        ("030b6a00457f01", "WBXML: at byte 5"),
        ("010601b6ffee", "body: neither WBXML nor XML: it begins with FFEE"),
        ("010601b6", "body: it is empty"),
        ("07915155000000f051000b915155210300f10004000a0605040b8423f00106", "short message: at byte 31"),
        (
            "0051000b915155210300f1000400090605040b8423f00140",
            "WSP: at byte 1 (hexadecimal 1), counted from 0: 40 is no push: it should be 06 (part 1, byte 1 of its data)",
        ),
        ("ffff", "input: neither a short message"),
    ] {
        let ran = run(provsmith().args(["push", "decode", "--hex", hex]));
        // Where not even the first layer could be read, it was no answer.
        assert_eq!(ran.code, Some(if ran.stdout.lines().nth(1).unwrap().contains("fault") { 2 } else { 1 }));
        assert!(ran.stdout.contains(fault), "{hex}: {}", ran.stdout);
    }
}

#[test]
fn what_cannot_be_read_at_all_is_an_error() {
    for (arguments, reason) in [
        (vec!["--hex", "01x6"], "`x` is no hexadecimal digit"),
        (vec!["--hex", "010"], "an odd number"),
        (vec!["--hex", " "], "nothing in it"),
        (vec!["no-such-file"], "cannot read `no-such-file`"),
    ] {
        let ran = run(provsmith().args(["push", "decode"]).args(arguments)).exits(2);
        assert!(ran.stderr.contains(reason), "{}", ran.stderr);
    }
}

#[test]
fn what_a_gateway_answers_is_told_in_words() {
    for (entity, expected) in [
        (
            "<push-response push-id='1@x'><response-result code='1001' desc='ok'/></push-response>",
            &["PAP             push-response 1@x", "1001, accepted", "(ok)"][..],
        ),
        (
            "<resultnotification-message push-id='1@x' code='4001' message-state='undeliverable' event-time='2026-11-28T00:00:00Z'>\
             <address address-value='WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com'/></resultnotification-message>",
            &[
                "resultnotification-message 1@x",
                "+15551230001",
                "4001",
                "undeliverable since 2026-11-28T00:00:00Z",
            ],
        ),
        ("<badmessage-response code='2000'/>", &["badmessage-response", "2000"]),
    ] {
        let (_folder, path) =
            file("answer.xml", format!("<?xml version='1.0'?><pap>{entity}</pap>").as_bytes());
        let said = run(provsmith().args(["push", "decode", path.to_str().unwrap()])).exits(0).stdout;
        assert!(expected.iter().all(|words| said.contains(words)), "{said}");
        let report = decode(&[path.to_str().unwrap()], 0);
        assert!(layer(&report["messages"][0], "control-entity")["message"].is_string(), "{report}");
    }
}

#[test]
fn a_document_of_the_first_version_of_wbxml_is_no_short_message() {
    let report = decode(&["--hex", "0005 00 45 46 03 6100 01 01"], 0);
    let message = &report["messages"][0];
    assert_eq!(layer(message, "wbxml")["version"], "1.0");
    assert!(layer(message, "document")["xml"].as_str().unwrap().contains("<indication>a</indication>"));
}
