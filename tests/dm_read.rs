//! `dm read`: what a device answers, in words: matched to what was sent, whatever spelling its alerts have.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use common::{Ran, provsmith, run};
use serde_json::Value;

const DOWNLOAD: &str = "./Vendor/MSFT/SwMgmt/Download/payroll-1.0";

/// The job that was sent: Add 1 with two items, Exec 2, in message 1 of session 1.
const SENT: &str = "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
    <SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>imei:1</LocURI></Target><Source>\
    <LocURI>https://dm.example.test</LocURI></Source></SyncHdr><SyncBody><Add><CmdID>1</CmdID><Item><Target>\
    <LocURI>./Vendor/MSFT/SwMgmt/Download/payroll-1.0/PkgID</LocURI></Target><Data>payroll-1.0</Data></Item><Item>\
    <Target><LocURI>./Vendor/MSFT/SwMgmt/Download/payroll-1.0/PkgURL</LocURI></Target>\
    <Data>https://mdm.example.com/payroll.cab</Data></Item></Add><Exec><CmdID>2</CmdID><Item><Target>\
    <LocURI>./Vendor/MSFT/SwMgmt/Download/payroll-1.0/Operations/DownloadInstall</LocURI></Target></Item></Exec>\
    <Final/></SyncBody></SyncML>";

/// A device's message with this body.
fn reply(body: &str) -> String {
    format!(
        "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
         <SessionID>1</SessionID><MsgID>2</MsgID><Target><LocURI>https://dm.example.test</LocURI></Target><Source>\
         <LocURI>imei:1</LocURI></Source></SyncHdr><SyncBody>{body}<Final/></SyncBody></SyncML>"
    )
}

fn status(id: u8, command: &str, verb: &str, target: &str, code: u16) -> String {
    let target = if target.is_empty() { String::new() } else { format!("<TargetRef>{target}</TargetRef>") };
    format!(
        "<Status><CmdID>{id}</CmdID><MsgRef>1</MsgRef><CmdRef>{command}</CmdRef><Cmd>{verb}</Cmd>{target}\
         <Data>{code}</Data></Status>"
    )
}

fn found(node: &str, format: &str, data: &str) -> String {
    format!(
        "<Results><CmdID>9</CmdID><MsgRef>1</MsgRef><CmdRef>1</CmdRef><Item><Source><LocURI>{node}</LocURI></Source>\
         <Meta><Format xmlns='syncml:metinf'>{format}</Format></Meta><Data>{data}</Data></Item></Results>"
    )
}

/// `dm read` of a reply, with or without what was sent.
fn read_with(body: &str, sent: Option<&str>, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("reply.xml"), reply(body)).unwrap();
    let mut command = provsmith();
    command.current_dir(folder.path()).args(["dm", "read", "reply.xml"]).args(arguments);
    if let Some(sent) = sent {
        std::fs::write(folder.path().join("sent.xml"), sent).unwrap();
        command.args(["--for", "sent.xml"]);
    }
    run(&mut command)
}

fn read(body: &str) -> Ran {
    read_with(body, Some(SENT), &[])
}

#[test]
fn an_accepted_job_is_pending_and_matched_to_its_commands() {
    let body = [
        status(1, "0", "SyncHdr", "", 212),
        status(2, "1", "Add", &format!("{DOWNLOAD}/PkgID"), 200),
        status(3, "2", "Exec", "", 202),
    ];
    let ran = read(&body.concat()).exits(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "reply.xml: message 2 of session 1, from imei:1 to https://dm.example.test");
    assert_eq!(lines[1], "  done     212 the header: the credentials are accepted for the whole session");
    assert_eq!(lines[2], format!("  done     200 Add 1 {DOWNLOAD}/PkgID (package payroll-1.0): done"));
    assert!(
        lines[3]
            .starts_with(&format!("  pending  202 Exec 2 {DOWNLOAD}/Operations/DownloadInstall (package"))
    );
    assert!(ran.stdout.contains("next:\n") && ran.stdout.contains("--status JOB"), "{}", ran.stdout);
}

#[test]
fn a_replace_after_the_exec_leads_to_a_retry() {
    let ran = read_with(&status(1, "4", "Replace", &format!("{DOWNLOAD}/PkgURL"), 405), None, &[]).exits(1);
    assert!(ran.stdout.contains("refused  405 Replace 4"), "{}", ran.stdout);
    assert!(ran.stdout.contains("nothing of a package can be replaced after its Exec"), "{}", ran.stdout);
    assert!(ran.stdout.contains("provsmith dm message --retry JOB"), "{}", ran.stdout);
    // Elsewhere it is a status like any other.
    let ran = read_with(&status(1, "4", "Replace", "./DevInfo/Man", 405), None, &[]).exits(1);
    assert!(!ran.stdout.contains("--retry"), "{}", ran.stdout);
}

#[test]
fn every_state_of_a_download_is_told_and_there_is_none_for_success() {
    let node = format!("{DOWNLOAD}/Status");
    for (state, code, outcome, says) in [
        ("10", 0, "pending", "idle or starting"),
        ("20", 1, "refused", "download failed"),
        ("30", 0, "pending", "download in progress"),
        ("40", 0, "pending", "download complete"),
        ("50", 0, "pending", "installation in progress"),
        ("60", 0, "pending", "no page knows this value"),
        ("70", 1, "refused", "installation failed and the package was deleted"),
        ("80", 1, "unknown", "no page knows this value"),
        ("abc", 1, "unknown", "no page knows this value"),
    ] {
        let ran = read_with(&found(&node, "int", state), None, &[]).exits(code);
        assert!(ran.stdout.contains(&format!("{outcome}  ")), "{state}: {}", ran.stdout);
        assert!(ran.stdout.contains(&format!("= {state}: {says}")), "{state}: {}", ran.stdout);
    }
    let ran = read_with(&found(&node, "int", ""), None, &[]).exits(1);
    assert!(ran.stdout.contains("unknown  "), "{}", ran.stdout);
    // 404 is what success looks like.
    let ran = read_with(&status(1, "1", "Get", &node, 404), None, &[]).exits(0);
    assert!(ran.stdout.contains("it is installed or has been cleaned up"), "{}", ran.stdout);
    assert!(ran.stdout.contains("provsmith dm message --inventory"), "{}", ran.stdout);
    // Of any other node it is what it says.
    read_with(&status(1, "1", "Get", "./DevInfo/Man", 404), None, &[]).exits(1);
}

/// The spellings of the pages: 1226 and 1224, blanks around the type, a prefix before it, 0 and 200 for success, a
/// target instead of a source, decimal and hexadecimal results.
#[test]
fn a_result_is_read_in_every_spelling_of_an_alert() {
    let exec = format!("{DOWNLOAD}/Operations/DownloadInstall");
    let alert = |number: u16, end: &str, kind: &str, data: &str| {
        format!(
            "<Alert><CmdID>2</CmdID><Data>{number}</Data><Correlator>c1</Correlator><Item><{end}><LocURI>{exec}</LocURI>\
             </{end}><Meta><Type xmlns='syncml:metinf'>{kind}</Type><Format xmlns='syncml:metinf'>int</Format>\
             <Mark xmlns='syncml:metinf'>critical</Mark></Meta><Data>{data}</Data></Item></Alert>"
        )
    };
    for number in [1226, 1224] {
        for end in ["Source", "Target"] {
            for kind in [" com.example.swdownload ", "Reversed-Domain-Name:com.example.swdownload"] {
                for (data, code, says) in [
                    ("0", 0, "it went well"),
                    (" 200 ", 0, "it went well"),
                    ("-2147024891", 1, "-2147024891 (0x80070005): it failed: access denied"),
                    ("2147942405", 1, "(0x80070005): it failed: access denied"),
                    ("0x80070005", 1, "(0x80070005): it failed: access denied"),
                    ("17", 1, "it failed with 17, of which no page says what it means"),
                    ("abc", 1, "its result is no number of 32 bits"),
                    ("99999999999999999999", 1, "its result is no number of 32 bits"),
                    ("", 1, "it says of no result"),
                ] {
                    let ran = read(&alert(number, end, kind, data)).exits(code);
                    let context = format!("{number} {end} {kind} {data}: {}", ran.stdout);
                    assert!(ran.stdout.contains(says), "{context}");
                    assert!(
                        ran.stdout.contains(&format!("alert {number} {exec} (package payroll-1.0)")),
                        "{context}"
                    );
                    assert!(ran.stdout.contains("[critical, com.example.swdownload]"), "{context}");
                    // Of what is not known nothing follows.
                    let is_known = !says.starts_with("its") && !says.starts_with("it says");
                    let advice = if code == 0 { "--inventory" } else { "--retry JOB" };
                    assert_eq!(ran.stdout.contains(advice), is_known, "{context}");
                }
            }
        }
    }
}

#[test]
fn what_is_installed_is_listed_with_its_ids() {
    let deployed = "./Vendor/MSFT/SwMgmt/Inventory/Deployed";
    let body = [found(deployed, "node", "A/B%201"), found(&format!("{deployed}/A/ID"), "chr", "payroll-1.0")];
    let ran = read_with(&body.concat(), None, &[]).exits(0);
    // By the names that `dm message --component` takes.
    let listed = format!("found {deployed}: 2 nodes are below it\n           A\n           B 1\n");
    assert!(ran.stdout.contains(&listed), "{}", ran.stdout);
    assert!(ran.stdout.contains("`provsmith dm message --component NAME`"), "{}", ran.stdout);
    let asked = run(provsmith().args(["dm", "message", "--component", "B 1", "--bare"])).exits(0).stdout;
    assert!(asked.contains("/Deployed/B%201/ID"), "{asked}");
    assert!(ran.stdout.contains(&format!("found {deployed}/A/ID = payroll-1.0\n")), "{}", ran.stdout);
}

#[test]
fn a_challenge_gives_the_nonce_for_the_next_credentials() {
    let body = "<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Chal><Meta>\
        <Format xmlns='syncml:metinf'>b64</Format><Type xmlns='syncml:metinf'>syncml:auth-md5</Type>\
        <NextNonce xmlns='syncml:metinf'>LG3iZQhhdmKNHg==</NextNonce></Meta></Chal><Data>401</Data></Status>";
    let ran = read(body).exits(1);
    assert!(ran.stdout.contains("refused  401 the header"), "{}", ran.stdout);
    assert!(ran.stdout.contains("nonce for the next credentials: LG3iZQhhdmKNHg=="), "{}", ran.stdout);
    assert!(ran.stdout.contains("--auth md5 --nonce"), "{}", ran.stdout);
}

#[test]
fn what_has_no_answer_and_what_answers_something_else_is_told() {
    let ran = read(&status(1, "1", "Add", "", 200)).exits(0);
    assert!(ran.stdout.contains("no answer: Exec 2"), "{}", ran.stdout);
    let ran = read(&status(1, "1", "Get", "", 200)).exits(0);
    assert!(ran.stdout.contains("but the message has Add there"), "{}", ran.stdout);
    let other = SENT.replace("<MsgID>1</MsgID>", "<MsgID>7</MsgID>");
    let ran = read_with(&status(1, "1", "Add", "", 200), Some(&other), &[]).exits(0);
    assert!(
        ran.stdout.contains(
            "none of the messages given with --for is the answered one: MsgID 1 of session 1; given: MsgID 7 of session 1"
        ),
        "{}",
        ran.stdout
    );
    let other = SENT.replace("<SessionID>1</SessionID>", "<SessionID>2F</SessionID>");
    let ran = read_with(&status(1, "1", "Add", "", 200), Some(&other), &[]).exits(0);
    assert!(ran.stdout.contains("MsgID 1 of session 1; given: MsgID 1 of session 2F"), "{}", ran.stdout);
}

#[test]
fn what_is_no_answer_is_unknown_and_never_done() {
    let no_number = status(1, "1", "Add", "", 200).replace("<Data>200", "<Data>fine");
    let ran = read(&no_number).exits(1);
    assert!(ran.stdout.contains("unknown  --- Add 1") && !ran.stdout.contains("done"), "{}", ran.stdout);

    // The server's own message, given by mistake; a device replaces nothing but what describes it.
    let folder = tempfile::tempdir().unwrap();
    for sent in [SENT.to_owned(), SENT.replace("Add>", "Replace>")] {
        std::fs::write(folder.path().join("sent.xml"), sent).unwrap();
        let ran = run(provsmith().current_dir(folder.path()).args(["dm", "read", "sent.xml"])).exits(1);
        assert!(ran.stdout.contains("this is no answer") && !ran.stdout.contains("done"), "{}", ran.stdout);
    }
    let own = "<Replace><CmdID>1</CmdID><Item><Source><LocURI>./DevInfo/Man</LocURI></Source><Data>x</Data></Item>\
               </Replace>";
    let ran = read_with(own, None, &[]).exits(0);
    assert!(ran.stdout.contains("the device says so of itself"), "{}", ran.stdout);
}

#[test]
fn the_binary_form_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let text = reply(&[status(1, "0", "SyncHdr", "", 200), status(2, "2", "Exec", "", 425)].concat());
    let tree = provsmith::document::xml::parse(&text, &provsmith::document::Limits::default()).model.unwrap();
    let bytes = provsmith::wbxml::encode(&tree, &provsmith::wbxml::Options::default()).unwrap();
    std::fs::write(folder.path().join("reply"), bytes).unwrap();
    let mut command = provsmith();
    let binary = run(command.current_dir(folder.path()).args(["dm", "read", "reply"])).exits(1).stdout;
    std::fs::write(folder.path().join("reply"), text).unwrap();
    let mut command = provsmith();
    assert_eq!(run(command.current_dir(folder.path()).args(["dm", "read", "reply"])).exits(1).stdout, binary);
    assert!(binary.contains("has no role that may do this") && binary.contains("parm ROLE"), "{binary}");
}

#[test]
fn the_json_form_names_all_of_it() {
    let body = [status(1, "0", "SyncHdr", "", 212), status(3, "2", "Exec", "", 405)];
    let ran = read_with(&body.concat(), Some(SENT), &["--format", "json"]).exits(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    let exec = &report["replies"][0]["told"][1];
    assert_eq!(
        (&exec["verb"], &exec["code"], &exec["outcome"]),
        (&"Exec".into(), &405.into(), &"refused".into())
    );
    assert_eq!(exec["package"], "payroll-1.0");
    assert_eq!(exec["basis"], "inferred");
    assert_eq!(report["replies"][0]["unanswered"][0], "Add 1");
    assert_eq!(report["next"][0]["kind"], "retry");
    assert!(report["sources"].as_array().unwrap().len() > 3);
}

#[test]
fn what_is_no_message_is_told_with_its_place_and_text_of_strangers_moves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reply");
    for (bytes, said) in [
        (&b"<wap-provisioningdoc/>"[..], "its root is `wap-provisioningdoc`"),
        (b"", "line 1, column 1"),
        (b"\x03\x99\x99\x99\x99\x99", "at byte"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let ran = run(provsmith().args(["dm", "read"]).arg(&path)).exits(2);
        assert!(ran.stderr.contains(said) && ran.stdout.is_empty(), "{}", ran.stderr);
    }
    let ran = read_with(&found("./DevInfo/Man", "chr", "a\u{9b}31m\nforged: done"), None, &[]).exits(0);
    assert!(ran.stdout.contains(r"\u{9b}31m\nforged"), "{}", ran.stdout);
}

#[test]
fn a_code_or_an_alert_that_there_is_not_is_unknown() {
    for (code, outcome) in
        [(0, "unknown"), (299, "done"), (399, "refused"), (599, "refused"), (600, "unknown")]
    {
        let ran = read(&status(1, "1", "Add", "", code)).exits(i32::from(outcome != "done"));
        assert!(ran.stdout.contains(&format!("{outcome}  ")), "{code}: {}", ran.stdout);
    }
    for alert in ["<Data>9999</Data>", "", "<Data>1100</Data>", "<Data>1226</Data>", "<Data>x</Data>"] {
        let ran = read(&format!("<Alert><CmdID>1</CmdID>{alert}</Alert>")).exits(1);
        assert!(ran.stdout.contains("unknown  alert"), "{alert}: {}", ran.stdout);
    }
    read("<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>").exits(0);
}

#[test]
fn a_message_that_is_cut_off_or_broken_is_not_read_and_not_answered() {
    let whole = reply(&status(1, "1", "Add", "", 200));
    let folder = tempfile::tempdir().unwrap();
    let entities = whole.replacen("<SyncML", "<!DOCTYPE SyncML [<!ENTITY a 'b'>]><SyncML", 1);
    for broken in [
        &whole[..whole.len() / 2],
        &whole.replace("</Status>", ""),
        &whole.replace("<Final/>", "& <"),
        &entities,
    ] {
        std::fs::write(folder.path().join("broken.xml"), broken).unwrap();
        std::fs::write(folder.path().join("whole.xml"), &whole).unwrap();
        for arguments in [
            &["read", "broken.xml"][..],
            &["read", "whole.xml", "--for", "broken.xml"],
            &["message", "--answer", "broken.xml"],
        ] {
            let ran = run(provsmith().current_dir(&folder).arg("dm").args(arguments)).exits(2);
            let is_placed = ran.stderr.contains("broken.xml") && ran.stderr.contains("line 1, column");
            assert!(is_placed && ran.stdout.is_empty(), "{broken}: {ran:?}");
        }
    }
}

#[test]
fn a_message_that_tells_nothing_answers_nothing_of_what_was_sent() {
    let ran = read("").exits(0);
    assert!(
        ran.stdout.contains("it tells nothing") && ran.stdout.contains("no answer: Add 1, Exec 2"),
        "{ran:?}"
    );
}
