//! `push si`, `push sl`, `push cp`: what they write equals what other programs write, and other programs read it.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Ran, peer, provsmith, run};
use provsmith::document::xml::{self, Element};
use provsmith::document::{Limits, Text};
use serde_json::Value;

/// A folder with a document, an IMSI and a PIN.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(document: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("doc.xml", document), ("imsi", "123456789012345\n"), ("pin", "1234\n")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn push(&self, arguments: &[&str]) -> Command {
        let mut command = provsmith();
        command.current_dir(self.0.path()).arg("push").args(arguments);
        command
    }

    /// What `push cp doc.xml` writes into a file with these arguments.
    fn cp(&self, arguments: &[&str]) -> Vec<u8> {
        run(self.push(&["cp", "doc.xml", "-o", "written"]).args(arguments)).exits(0);
        fs::read(self.at("written")).unwrap()
    }
}

const GPRS: &str = r#"<wap-provisioningdoc version="1.1">
  <characteristic type="NAPDEF">
    <parm name="NAPID" value="GPRS1"/>
    <parm name="NAME" value="Example GPRS"/>
    <parm name="BEARER" value="GSM-GPRS"/>
    <parm name="NAP-ADDRESS" value="internet.example.com"/>
    <parm name="NAP-ADDRTYPE" value="APN"/>
  </characteristic>
</wap-provisioningdoc>
"#;

fn vectors(name: &str) -> Option<Vec<Value>> {
    let path = common::corpus()?.join("push").join(name);
    Some(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

fn vector(name: &str, id: &str) -> Option<Value> {
    Some(vectors(name)?.into_iter().find(|vector| vector["id"] == id).unwrap())
}

/// The document of a vector.
fn root(vector: &Value) -> Element {
    xml::parse(vector["xml"].as_str().unwrap(), &Limits::default()).model.unwrap().root
}

fn is_good(vector: &Value, bytes: &[u8]) -> bool {
    let good = vector["encodings"].as_array().unwrap().iter().filter(|one| one.get("bad").is_none());
    // The version in the first octet is free.
    good.map(|one| hex::decode(one["hex"].as_str().unwrap()).unwrap()).any(|hex| hex[1..] == bytes[1..])
}

/// What another program reads in WBXML, from the root on.
fn decoded(bytes: &[u8], folder: &Path) -> Option<String> {
    let file = folder.join("decoded.wbxml");
    fs::write(&file, bytes).unwrap();
    let text = run(peer("wbxml2xml")?.args(["-m", "2", "-o", "-"]).arg(&file)).exits(0).stdout;
    let start = ["<si", "<sl", "<wap-"].iter().find_map(|root| text.find(root)).unwrap();
    Some(text[start..].trim_end().to_owned())
}

#[track_caller]
fn equals(vector: &Value, bytes: &[u8], folder: &Path) {
    let id = &vector["id"];
    if is_good(vector, bytes) {
        return;
    }
    // A note says that there is another form, such as values in which tokens stand for parts.
    let has_note = vector["encodings"].as_array().unwrap().iter().any(|form| !form["note"].is_null());
    assert!(vector["check"] == "decode" || has_note, "{id}: {}", hex::encode(bytes));
    if let Some(text) = decoded(bytes, folder) {
        // libwbxml knows two misspelt words.
        let spelt = |text: &str| text.replace("TRETRA", "TETRA");
        assert_eq!(spelt(&text), spelt(vector["decodes_to"].as_str().unwrap()), "{id}");
    }
}

#[test]
fn links_made_of_flags_are_those_of_libwbxml_and_kannel() {
    let Some(vectors) = vectors("wbxml.json") else { return };
    let desk = Desk::new(GPRS);
    let mut made = 0;
    for vector in &vectors {
        let root = root(vector);
        let (kind, element, flags) = match root.local_name() {
            "si" if root.elements().count() == 1 => {
                ("si", root.elements().next().unwrap().clone(), SI_FLAGS.as_slice())
            }
            "sl" => ("sl", root.clone(), SL_FLAGS.as_slice()),
            _ => continue,
        };
        let mut command = desk.push(&[kind, "--encoding", "wbxml", "-o", "written"]);
        let mut is_sayable = true;
        for attribute in &element.attributes {
            match flags.iter().find(|(name, _)| *name == attribute.name.value) {
                Some((_, flag)) => command.arg(format!("{flag}={}", attribute.value.value)),
                None => panic!("{}: {}", vector["id"], attribute.name.value),
            };
        }
        let text: Text = element.text().value.trim().into();
        if kind == "si" && !text.is_empty() {
            command.arg(format!("--text={text}"));
            is_sayable = element.attribute("href").is_some() || element.attribute("si-id").is_some();
        }
        // What devices throw away is refused, and a link that they do not follow.
        let ran = run(&mut command);
        match ran.code {
            Some(0) => {
                equals(vector, &fs::read(desk.at("written")).unwrap(), desk.0.path());
                made += 1;
            }
            Some(1) => assert!(ran.stderr.contains("error["), "{}", ran.stderr),
            _ => assert!(!is_sayable, "{}: {}", vector["id"], ran.stderr),
        }
    }
    assert!(made >= 15, "{made} of {}", vectors.len());
}

const SI_FLAGS: [(&str, &str); 5] = [
    ("href", "--href"),
    ("si-id", "--id"),
    ("created", "--created"),
    ("si-expires", "--expires"),
    ("action", "--action"),
];
const SL_FLAGS: [(&str, &str); 2] = [("href", "--href"), ("action", "--action")];

#[test]
fn provisioning_documents_are_encoded_as_libwbxml_and_kannel_do() {
    let Some(vectors) = vectors("wbxml.json") else { return };
    let mut made = 0;
    for vector in vectors.iter().filter(|vector| root(vector).local_name() == "wap-provisioningdoc") {
        let desk = Desk::new(vector["xml"].as_str().unwrap());
        let mut command = desk.push(&[
            "cp",
            "doc.xml",
            "--sec",
            "none",
            "--encoding",
            "wbxml",
            "--literal",
            "-o",
            "written",
        ]);
        let ran = run(&mut command);
        // Some are there for their form alone and have settings that no device knows.
        if ran.code == Some(1) {
            assert!(ran.stderr.contains("error["), "{}", ran.stderr);
            continue;
        }
        equals(vector, &fs::read(ran.exits(0).written(&desk)).unwrap(), desk.0.path());
        made += 1;
    }
    assert!(made >= 14, "{made}");
}

trait Written {
    fn written(&self, desk: &Desk) -> PathBuf;
}

impl Written for Ran {
    fn written(&self, desk: &Desk) -> PathBuf {
        desk.at("written")
    }
}

#[test]
fn signed_messages_are_octet_for_octet_those_of_kannel() {
    let Some(document) = document_of_kannel() else { return };
    let desk = Desk::new(document["xml"].as_str().unwrap());
    for (id, sec, secrets) in [
        ("wsp-cp-userpin", "userpin", &["--pin-file", "pin"][..]),
        ("wsp-cp-netwpin", "netwpin", &["--imsi-file", "imsi"][..]),
        ("wsp-cp-usernetwpin", "usernetwpin", &["--imsi-file", "imsi", "--pin-file", "pin"][..]),
    ] {
        let expected = vector("wsp.json", id).unwrap();
        let arguments = [&["--encoding", "wsp", "--sec", sec], secrets].concat();
        assert_eq!(hex::encode(desk.cp(&arguments)), expected["wsp"].as_str().unwrap(), "{id}");
    }
}

/// The document that Kannel's messages were made of.
fn document_of_kannel() -> Option<Value> {
    vectors("wbxml.json")?.into_iter().find(|vector| vector["id"].as_str().unwrap().starts_with("pv-04"))
}

/// What tshark says of octets; `link` is what text2pcap takes them for.
fn tshark(octets: &[Vec<u8>], link: &str, folder: &Path) -> Option<String> {
    let (mut text2pcap, mut tshark) = (peer("text2pcap")?, peer("tshark")?);
    let dump: String = octets
        .iter()
        .map(|octets| {
            let octets: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            format!("0000 {}\n", octets.join(" "))
        })
        .collect();
    fs::write(folder.join("dump"), dump).unwrap();
    let made = text2pcap.args(["-q", "-P", link]).arg(folder.join("dump")).arg(folder.join("pcap"));
    assert!(made.stderr(Stdio::null()).status().unwrap().success());
    tshark.args(["-o", "gsm_sms_ud.port_number_udh_means_wsp:TRUE", "-V", "-r"]).arg(folder.join("pcap"));
    Some(run(&mut tshark).stdout)
}

#[test]
fn tshark_reads_security_and_mac_of_a_push_and_of_its_short_messages() {
    let desk = Desk::new(GPRS);
    let key = ["--sec", "netwpin", "--imsi-file", "imsi"];
    let signed = [&key[..], &["--description", "Settings for data"]].concat();
    let push = desk.cp(&[&["--encoding", "wsp"], signed.as_slice()].concat());
    let body = desk.cp(&[&["--encoding", "wbxml"], &key[..]].concat());
    fs::write(desk.at("body"), &body).unwrap();
    let Some(mut openssl) = peer("openssl") else { return };
    openssl
        .args(["dgst", "-sha1", "-mac", "HMAC", "-macopt", "hexkey:1932547698103254"])
        .arg(desk.at("body"));
    let mac = run(&mut openssl).exits(0).stdout.trim().rsplit(' ').next().unwrap().to_uppercase();

    let messages = desk.cp(&[&["--to", "+15551230001"], signed.as_slice()].concat());
    let messages: Vec<Vec<u8>> = String::from_utf8(messages)
        .unwrap()
        .lines()
        .filter(|line| !line.starts_with("AT+"))
        .map(|line| {
            let pdu = hex::decode(line).unwrap();
            assert_eq!(pdu[0], 0, "the modem knows the centre");
            let tpdu = &pdu[1..];
            let head = hex::decode("000100079151550000 00f0".replace(' ', "")).unwrap();
            [&head, &[u8::try_from(tpdu.len()).unwrap()][..], tpdu].concat()
        })
        .collect();
    assert_eq!(messages.len(), 2);
    for (octets, link) in [(vec![push], "wsp-cl"), (messages, "gsm_a_rp")] {
        let Some(said) = tshark(&octets, link, desk.0.path()) else { return };
        for expected in
            ["NETWPIN", mac.as_str(), "application/vnd.wap.connectivity-wbxml", "Settings for data"]
        {
            assert!(said.contains(expected), "{link}: {expected}\n{said}");
        }
    }
}

#[test]
fn bytes_repeat_also_of_a_pin_whose_half_is_given() {
    let desk = Desk::new(GPRS);
    fs::write(desk.at("half"), "0815471100\n").unwrap();
    let made = || {
        let arguments = ["--sec", "userpinmac", "--pin-key-file", "half", "--pin-output", "told"];
        let bytes = desk.cp(&[arguments.as_slice(), &["--to", "+15551230001"]].concat());
        (bytes, fs::read_to_string(desk.at("told")).unwrap())
    };
    let first = made();
    assert_eq!(made(), first);
    assert!(first.1.starts_with("0815471100") && first.1.trim().len() == 20, "{}", first.1);
    let file = fs::write(desk.at("message"), &first.0);
    file.unwrap();
    run(&mut desk.push(&["verify-mac", "message", "--pin-file", "told"])).exits(0);
    // Without it, another each time: one in a hundred thousand is the same by chance.
    let random = || {
        desk.cp(&["--sec", "userpinmac", "--encoding", "wbxml", "--pin-output", "told"]);
        fs::read_to_string(desk.at("told")).unwrap()
    };
    let pins = [random(), random(), random()];
    assert!(pins[0] != pins[1] || pins[1] != pins[2], "{pins:?}");
}

#[test]
fn no_secret_is_shown_and_each_way_to_give_one_is_told() {
    let desk = Desk::new(GPRS);
    fs::write(desk.at("imsi"), "12345678901234567\n").unwrap();
    fs::write(desk.at("pin"), "98x6\n").unwrap();
    for (sec, arguments, told) in [
        ("netwpin", &["--imsi-file", "imsi"][..], "6 to 15 digits"),
        ("userpin", &["--pin-file", "pin"][..], "character 3"),
        ("userpin", &["--pin-env", "NO_SUCH_VARIABLE"][..], "NO_SUCH_VARIABLE"),
        ("netwpin", &["--imsi-file", "missing"][..], "missing"),
    ] {
        let mut command = desk.push(&["cp", "doc.xml", "--sec", sec, "--encoding", "wsp", "-o", "written"]);
        let said = run(command.args(arguments)).exits(2).stderr;
        assert!(said.contains(told), "{said}");
        assert!(!said.contains("1234567") && !said.contains("98x6"), "{said}");
        assert!(!desk.at("written").exists());
    }
    let mut asked = desk.push(&["cp", "doc.xml", "--sec", "netwpin", "--encoding", "wsp"]);
    let ran = run(asked.stdin(Stdio::null()));
    // Where there is a terminal it is asked for; a test has none.
    assert!(ran.code == Some(2) && ran.stderr.contains("--imsi-file"), "{ran:?}");
}

#[test]
fn a_document_with_errors_is_not_sent_and_no_other_kind_of_document() {
    let desk = Desk::new(&GPRS.replace("NAP-ADDRESS", "NAP-ADDRES"));
    let mut command = desk.push(&["cp", "doc.xml", "--sec", "none", "--encoding", "wsp", "-o", "written"]);
    let said = run(&mut command).exits(1).stderr;
    assert!(said.contains("error[") && said.contains("NAP-ADDRES") && !desk.at("written").exists(), "{said}");

    let desk = Desk::new("<si><indication href='https://a.example/b.cab'>x</indication></si>");
    let mut command = desk.push(&["cp", "doc.xml", "--sec", "none", "--encoding", "wsp", "-o", "written"]);
    let said = run(&mut command).exits(1).stderr;
    assert!(
        said.contains("brings a wap-provisioningdoc to the device, nothing else")
            && !desk.at("written").exists(),
        "{said}"
    );
}

#[test]
fn an_output_never_takes_the_place_of_a_secret_or_of_the_document() {
    for target in ["doc.xml", "imsi"] {
        let desk = Desk::new(GPRS);
        let before = fs::read(desk.at(target)).unwrap();
        let mut command = desk.push(&["cp", "doc.xml", "--sec", "netwpin", "--imsi-file", "imsi"]);
        let said = run(command.args(["--encoding", "wsp", "-o", target])).exits(2).stderr;
        assert!(said.contains("overwrite"), "{said}");
        assert_eq!(fs::read(desk.at(target)).unwrap(), before);
    }
}

#[test]
fn files_for_a_server_never_take_the_place_of_a_secret_or_of_the_document() {
    for (document, pin) in [("document.xml", "pin"), ("doc.xml", "body.wbxml")] {
        let desk = Desk::new(GPRS);
        fs::write(desk.at("document.xml"), GPRS).unwrap();
        fs::write(desk.at("body.wbxml"), "1234\n").unwrap();
        let mut command = desk.push(&["cp", document, "--sec", "userpin", "--pin-file", pin]);
        let said = run(command.args(["--server-files", "."])).exits(2).stderr;
        assert!(said.contains("overwrite the input"), "{said}");
        assert_eq!(fs::read_to_string(desk.at("document.xml")).unwrap(), GPRS);
        assert_eq!(fs::read_to_string(desk.at("body.wbxml")).unwrap(), "1234\n");
    }
}

#[test]
fn a_message_and_the_pin_made_for_it_are_written_both_or_neither() {
    let desk = Desk::new(GPRS);
    for pin in ["message", "./message", "nosuch/pin"] {
        let mut command = desk.push(&["cp", "doc.xml", "--sec", "userpinmac", "--encoding", "wsp"]);
        run(command.args(["-o", "message", "--pin-output", pin])).exits(2);
        assert!(!desk.at("message").exists(), "{pin}");
    }
    let mut command = desk.push(&["cp", "doc.xml", "--sec", "userpinmac", "--encoding", "wsp"]);
    run(command.args(["-o", "message", "--pin-output", "made"])).exits(0);
    assert!(desk.at("message").exists());
    assert_eq!(fs::read_to_string(desk.at("made")).unwrap().trim().len(), 10);
}

#[test]
fn the_outlook_needs_no_secret_and_tells_size_messages_and_policies() {
    let desk = Desk::new(GPRS);
    let mut command = desk.push(&["cp", "doc.xml", "--sec", "usernetwpin", "--dry-run", "--format", "json"]);
    let outlook: Value = serde_json::from_str(&run(&mut command).exits(0).stdout).unwrap();
    assert_eq!((&outlook["schema_version"], &outlook["channel"]), (&1.into(), &"cp-usernetwpin".into()));
    let policies: Vec<u64> =
        outlook["policies"].as_array().unwrap().iter().map(|one| one["policy"].as_u64().unwrap()).collect();
    assert_eq!(policies, [4107, 4143, 4105, 4111, 4119]);
    // As large as the message will be.
    let written =
        desk.cp(&["--sec", "usernetwpin", "--imsi-file", "imsi", "--pin-file", "pin", "--encoding", "wsp"]);
    let octets = |key: &str| usize::try_from(outlook[key].as_u64().unwrap()).unwrap();
    assert_eq!(octets("body_octets") + octets("header_octets"), written.len());
}

#[test]
fn a_bootstrap_document_and_a_long_one_are_warned_of() {
    let section = "<characteristic type=\"BOOTSTRAP\"><parm name=\"PROVURL\" value=\"https://tps.example.com/\"/></characteristic>";
    let desk = Desk::new(&GPRS.replace("<characteristic", &format!("{section}<characteristic")));
    let said = run(&mut desk.push(&["cp", "doc.xml", "--sec", "userpin", "--dry-run"])).exits(0).stdout;
    for word in ["4119 to 132", "USERNETWPIN alone", "https://tps.example.com/"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let apns: String = (0..12)
        .map(|n| GPRS.lines().skip(1).take(7).collect::<String>().replace("GPRS1", &format!("APN{n}")))
        .collect();
    let long = Desk::new(&format!("<wap-provisioningdoc version=\"1.1\">{apns}</wap-provisioningdoc>"));
    let said = run(&mut long.push(&["cp", "doc.xml", "--sec", "userpin", "--dry-run"])).exits(0).stdout;
    assert!(said.contains("short messages: of a long chain"), "{said}");
    let three = run(&mut desk.push(&["cp", "doc.xml", "--sec", "userpinmac", "--dry-run"])).exits(0).stdout;
    assert!(three.contains("SEC=3"), "{three}");
}

#[test]
fn the_three_forms_of_microsofts_elements_are_chosen_by_flags() {
    let noparm = r#"<wap-provisioningdoc>
  <characteristic type="Registry">
    <characteristic type="HKCU\Software\Example">
      <noparm name="Value"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>
"#;
    let desk = Desk::new(noparm);
    let body = |flags: &[&str]| desk.cp(&[&["--sec", "none", "--encoding", "wsp"], flags].concat());
    let contains = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    // Page 200 and its token, with attributes.
    assert!(contains(&body(&[]), b"\x00\xc8\xa3"));
    let literal = body(&["--literal"]);
    assert!(contains(&literal, b"noparm\0") && !contains(&literal, b"\x00\xc8"));
    if let Some(text) =
        decoded(&desk.cp(&["--sec", "none", "--encoding", "wbxml", "--literal"]), desk.0.path())
    {
        assert!(text.contains("<noparm name=\"Value\"/>"), "{text}");
    }
    let all = body(&["--tokens"]);
    assert!(all.len() < body(&[]).len());
    let text = body(&["--text-form"]);
    assert!(text.starts_with(b"\x01\x06\x01\xb5<?xml"), "{}", String::from_utf8_lossy(&text));
}

#[test]
fn a_captured_message_is_read_in_every_form_and_its_parts_in_any_order() {
    let desk = Desk::new(GPRS);
    let signed = ["--sec", "userpin", "--pin-file", "pin", "--description", "Settings for data"];
    let push = desk.cp(&[&["--encoding", "wsp"], signed.as_slice()].concat());
    let messages = desk.cp(&[&["--to", "+15551230001"], signed.as_slice()].concat());
    let text = String::from_utf8(messages.clone()).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("AT+")).collect();
    run(desk.push(&["cp", "doc.xml", "--server-files", "server"]).args(signed)).exits(0);
    let server = |name: &str| fs::read(desk.at("server").join(name)).unwrap();
    let whole = [server("headers.txt"), b"\r\n".to_vec(), server("body.wbxml")].concat();
    for (name, content) in [
        ("push", push.clone()),
        ("hex", hex::encode(&push).into_bytes()),
        ("messages", format!("{}\n\n{}\n", lines[1], lines[0]).into_bytes()),
        ("commands", messages),
        ("headers", whole),
    ] {
        fs::write(desk.at(name), content).unwrap();
        let said = run(&mut desk.push(&["verify-mac", name, "--pin-file", "pin"])).exits(0).stdout;
        assert_eq!(said, "holds: USERPIN\n", "{name}");
        let mut json = desk.push(&["verify-mac", name, "--imsi-file", "imsi", "--pin-file", "pin"]);
        let report: Value =
            serde_json::from_str(&run(json.args(["--format", "json"])).exits(0).stdout).unwrap();
        assert_eq!((&report["answer"], &report["sec"]), (&"holds".into(), &1.into()));
    }
    run(&mut desk.push(&[
        "verify-mac",
        "server/body.wbxml",
        "--headers",
        "server/headers.txt",
        "--pin-file",
        "pin",
    ]))
    .exits(0);
    run(&mut desk.push(&["verify-mac", "--hex", &hex::encode(&push), "--pin-file", "pin"])).exits(0);

    fs::write(desk.at("first"), lines[0]).unwrap();
    let said = run(&mut desk.push(&["verify-mac", "first", "--pin-file", "pin"])).exits(2).stderr;
    assert!(said.contains("missing: 2"), "{said}");
    let needs = run(&mut desk.push(&["verify-mac", "push", "--imsi-file", "imsi"])).exits(2).stderr;
    assert!(needs.contains("--pin-file"), "{needs}");
    let mut changed = push;
    *changed.last_mut().unwrap() ^= 4;
    fs::write(desk.at("changed"), changed).unwrap();
    run(&mut desk.push(&["verify-mac", "changed", "--pin-file", "pin"])).exits(1);
}

#[test]
fn the_headers_that_are_asked_for_stand_in_the_push() {
    let desk = Desk::new(GPRS);
    let headers = ["--content-location", "https://a.example/doc", "--initiator", "https://tps.example.com/"];
    let push =
        desk.cp(&[&["--sec", "userpin", "--pin-file", "pin", "--encoding", "wsp"], &headers[..]].concat());
    let headers = provsmith::push::wsp::decode(&push).unwrap().push.headers;
    let value =
        |name: &str| headers.iter().find(|header| header.name == name).map(|header| header.value.as_str());
    assert_eq!(value("Content-Location"), Some("https://a.example/doc"));
    assert_eq!(value("X-Wap-Initiator-URI"), Some("https://tps.example.com/"));
    // As registered (WAP-230, table 39): 0E, its highest bit set, and a text ended by 00.
    let expected = b"\x8Ehttps://a.example/doc\0";
    assert!(push.windows(expected.len()).any(|octets| octets == expected));
}

#[test]
fn a_message_behind_its_headers_and_one_in_a_request_are_read_by_both_commands() {
    let desk = Desk::new(GPRS);
    let signed = ["--sec", "userpin", "--pin-file", "pin", "--encoding"];
    let request = ["pap", "--ppg-host", "ppg.example.com", "--to", "+15551230001"];
    fs::write(desk.at("request"), desk.cp(&[&signed[..], &request].concat())).unwrap();
    run(desk.push(&["cp", "doc.xml", "--server-files", "files"]).args(&signed[..4])).exits(0);
    let [headers, body] =
        ["headers.txt", "body.wbxml"].map(|name| fs::read(desk.at("files").join(name)).unwrap());
    fs::write(desk.at("head"), [headers, b"\r\n".to_vec(), body].concat()).unwrap();
    for message in ["request", "head"] {
        run(&mut desk.push(&["verify-mac", message, "--pin-file", "pin"])).exits(0);
        let said = run(&mut desk.push(&["decode", message, "--pin-file", "pin"])).exits(0).stdout;
        assert!(said.contains("holds") && said.contains("NAP-ADDRESS"), "{message}: {said}");
    }
}

#[test]
fn a_device_that_would_refuse_the_message_is_heard_before_it_is_written() {
    let desk = Desk::new(GPRS);
    let closed = "release = \"wm6.1\"\nclass = \"professional\"\n[policies]\n4142 = 0\n";
    fs::write(desk.at("phone.toml"), closed).unwrap();
    let arguments = ["cp", "doc.xml", "--sec", "userpin", "--device", "phone.toml"];
    let mut dry = desk.push(&arguments);
    let said = run(dry.arg("--dry-run")).exits(1).stdout;
    assert!(said.contains("doc.xml by cp-userpin on phone.toml: refused"), "{said}");
    let mut real = desk.push(&arguments);
    let said = run(real.args(["--pin-file", "pin", "--encoding", "wsp", "-o", "written"])).exits(1).stderr;
    assert!(said.contains("4142") && !desk.at("written").exists(), "{said}");
}

#[test]
fn a_message_that_would_lock_everybody_out_of_a_device_is_not_written() {
    let desk = Desk::new(
        "<wap-provisioningdoc><characteristic type='SecurityPolicy'><parm name='4119' value='0'/></characteristic>\
         </wap-provisioningdoc>",
    );
    // Whoever sends is manager by policy 4119 alone, and no certificate opens another way.
    let open = "release = \"wm6.1\"\nclass = \"standard\"\ndm-role = \"none\"\n[policies]\n2 = 1\n4097 = 0\n4101 = 0\n\
                4102 = 0\n4108 = 0\n4109 = 0\n4110 = 0\n4111 = 16\n4119 = 8190\n4123 = 0\n4142 = 8190\n";
    fs::write(desk.at("phone.toml"), open).unwrap();
    let cp = ["cp", "doc.xml", "--sec", "userpin", "--pin-file", "pin", "--encoding", "wsp", "-o", "written"];
    let allowed = ["--allow", "manager-lock-out=a test"];
    let said = run(desk.push(&cp).args(allowed).args(["--device", "phone.toml"])).exits(1).stderr;
    assert!(said.contains("nobody becomes manager any more") && !desk.at("written").exists(), "{said}");
    run(desk.push(&cp).args(allowed)).exits(0);
    assert!(desk.at("written").exists());
}

#[test]
fn a_request_to_a_gateway_holds_the_message_and_is_sent_as_it_is() {
    let desk = Desk::new(GPRS);
    let wbxml = desk.cp(&["--sec", "userpin", "--pin-file", "pin", "--encoding", "wbxml"]);
    let to_gateway = ["--encoding", "pap", "--ppg-host", "ppg.example.com", "--to", "+15551230001"];
    let request = desk.cp(&[
        &["--sec", "userpin", "--pin-file", "pin", "--initiator", "https://a.example"],
        &to_gateway[..],
    ]
    .concat());
    assert!(
        request.windows(wbxml.len()).any(|octets| octets == wbxml),
        "the octets that the MAC was made of"
    );

    let posted =
        run(&mut desk.push(&["send", "written", "--ppg", "http://ppg.example.com/push", "--dry-run"]));
    assert!(posted.code == Some(0) && posted.stdout.contains("SEC=1; MAC="), "{posted:?}");
    let shown = run(&mut desk.push(&["decode", "written", "--pin-file", "pin"])).exits(0).stdout;
    for told in [
        "WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com",
        "https://a.example",
        "<parm name=\"NAPID\" value=\"GPRS1\"/>",
    ] {
        assert!(shown.contains(told), "{told}\n{shown}");
    }
    fs::write(desk.at("other"), "4321\n").unwrap();
    run(&mut desk.push(&["decode", "written", "--pin-file", "other"])).exits(1);

    let link = ["sl", "--href", "https://mdm.example.com/a.cpf", "-o", "written"];
    run(desk.push(&link).args(to_gateway)).exits(0);
    let shown = run(&mut desk.push(&["decode", "written"])).exits(0).stdout;
    assert!(shown.contains("<sl href=\"https://mdm.example.com/a.cpf\""), "{shown}");
    for missing in [&to_gateway[..4], &["--encoding", "pap", "--to", "+15551230001"]] {
        run(desk.push(&link).args(missing)).exits(2);
    }
}
