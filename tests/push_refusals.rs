//! What `push` and `dm` cannot do is refused in words before anything is written, and a slip is told with what to do.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::{Ran, provsmith, run};

const DOCUMENT: &str = r#"<wap-provisioningdoc version="1.1"><characteristic type="NAPDEF"><parm name="NAPID" value="GPRS1"/><parm name="NAME" value="Example GPRS"/><parm name="BEARER" value="GSM-GPRS"/><parm name="NAP-ADDRESS" value="internet.example.com"/><parm name="NAP-ADDRTYPE" value="APN"/></characteristic></wap-provisioningdoc>"#;

/// A folder with a document, and the secrets `imsi` and `pin`.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for (name, text) in [("doc.xml", DOCUMENT), ("imsi", "123456789012345\n"), ("pin", "1234\n")] {
            fs::write(desk.at(name), text).unwrap();
        }
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A command line, whose words are parted by blanks.
    fn command(&self, line: &str) -> Command {
        let mut command = provsmith();
        command.current_dir(self.0.path()).args(line.split(' '));
        command
    }

    fn run(&self, line: &str) -> Ran {
        run(&mut self.command(line))
    }

    /// What is said of a command line that cannot be done.
    fn refused(&self, line: &str) -> String {
        self.run(line).exits(2).stderr
    }
}

const SI: &str = "push si --href https://mdm.example.com/a.cab --text x -o written";
const SL: &str = "push sl --href https://mdm.example.com/a.cab -o written";

#[test]
fn a_flag_that_says_nothing_of_what_is_written_is_refused() {
    let desk = Desk::new();
    for (line, told) in [
        (
            format!("{SI} --encoding wbxml --to +15551230001"),
            "--to is about a receiver, and --encoding wbxml",
        ),
        (
            format!("{SI} --encoding wbxml --port 2949"),
            "--port is about short messages, and --encoding wbxml",
        ),
        (format!("{SI} --encoding xml --pdu deliver"), "--pdu is about short messages, and --encoding xml"),
        (format!("{SL} --encoding wbxml --description x"), "--description is about headers, and"),
        (
            format!("{SL} --encoding xml --tokens"),
            "--tokens is about how WBXML is written, and --encoding xml",
        ),
        (
            format!("{SL} --text-form --tokens --to +15551230001"),
            "--tokens is about how WBXML is written, and --text-form",
        ),
        (
            format!("{SL} --encoding wbxml --text-form"),
            "--text-form is about the choice between text and WBXML",
        ),
        (
            format!("{SL} --encoding wsp --smsc +15551230009"),
            "--smsc is about short messages, and --encoding wsp",
        ),
        (
            format!("{SL} --encoding pap --to +15551230001 --ppg-host a --validity 1d"),
            "--encoding pap is not",
        ),
        (format!("{SL} --to +15551230001 --ppg-host a"), "--ppg-host is about a gateway, and --encoding sms"),
        (
            format!("{SL} --to +15551230001 --from +15551230002"),
            "--from is about who sends it, and --pdu submit",
        ),
        (
            format!("{SL} --to +15551230001 --sent-at 2026-11-30T09:00:00Z"),
            "--sent-at is about when a centre got it",
        ),
        (format!("{SL} --to +15551230001 --pdu deliver --validity 1d"), "--validity is about how long"),
        (
            format!("{SL} --to +15551230001 --pdu smpp --smsc +15551230009"),
            "--smsc is about which centre has it",
        ),
        (format!("{SL} --to +15551230001 --origin known-ppg"), "--device"),
        (
            "push sl --href https://a.example/a.cab --server-files new --to +15551230001".into(),
            "and --server-files is not",
        ),
        (
            "push sl --href https://a.example/a.cab --server-files new --text-form".into(),
            "and --server-files is not",
        ),
        (
            "push cp doc.xml -o written --sec none --pin-file pin".into(),
            "--pin-file is about a PIN, and --sec none",
        ),
        (
            "push cp doc.xml -o written --sec userpin --pin-file pin --imsi-file imsi".into(),
            "--imsi-file is about an IMSI",
        ),
        (
            "push cp doc.xml -o written --sec userpinmac --pin-file pin".into(),
            "--pin-file is about a PIN, and",
        ),
        (
            "push cp doc.xml -o written --sec netwpin --imsi-file imsi --pin-output new".into(),
            "--pin-output is about",
        ),
        ("push cp doc.xml -o written --sec none --dry-run".into(), "--dry-run"),
        (
            "push send doc.xml --ppg http://a.example --to +1555 --trust pin".into(),
            "--trust is about the certificate",
        ),
        (
            "push send doc.xml --ppg https://a.example --to +1555 --retries 0 --retry-delay 9".into(),
            "and --retries 0",
        ),
        ("push cancel 1@a.example --ppg https://a.example --ppg-host b".into(), "--to"),
        (
            "dm notification --server-id a --nonce AAAA --encoding wsp --port 1".into(),
            "--port is about short messages",
        ),
        (
            "dm notification --read pin --from +15551230001".into(),
            "--from is about short messages, and --read",
        ),
        (
            "dm notification --read pin --server-id a".into(),
            "--server-id is about a notification that is written",
        ),
        (
            "dm message doc.xml --bare --device a".into(),
            "--device is about the header of a message, and --bare",
        ),
        ("dm message doc.xml --bare --session-id 2".into(), "--session-id is about the header of a message"),
    ] {
        let said = desk.refused(&line);
        assert!(said.contains(told), "{line}\n{said}");
    }
    assert!(!desk.at("written").exists() && !desk.at("new").exists());
}

#[test]
fn what_an_encoding_has_is_taken() {
    let desk = Desk::new();
    for flags in [
        "--encoding xml",
        "--encoding wbxml --inline",
        "--encoding wsp --text-form --description x",
        "--encoding wsp --tokens --application-id x-wap-microsoft:cfgmgr.ua",
        "--to +15551230001 --port 2949 --validity 1d --smsc +15551230009",
        "--to +15551230001 --pdu deliver --from +15551230002 --smsc +15551230009 --sent-at 2026-11-30T09:00:00Z",
        "--to +15551230001 --pdu smpp --from +15551230002 --validity 1d",
        "--encoding pap --to +15551230001 --ppg-host ppg.example.com --description x",
    ] {
        desk.run(&format!("{SL} {flags}")).exits(0);
    }
}

#[test]
fn texts_and_digits_that_cannot_be_written_are_refused() {
    let desk = Desk::new();
    let si =
        |flags: [&str; 4]| run(desk.command("push si --href https://a.example/a.cab -o written").args(flags));
    assert!(si(["--text", "a\u{1}b", "--encoding", "wbxml"]).exits(2).stderr.contains("U+0001"));
    assert!(si(["--text", "a", "--id", ""]).exits(2).stderr.contains("one character or more"));
    let said = desk.refused("push verify-mac --hex zz");
    assert!(said.contains("`z` is no hexadecimal digit"), "{said}");
    let said = desk.refused("push si --href https://a.example/a.cab --text x --created 2027-02-29T00:00:00Z");
    assert!(said.contains("there is no day 29 in 2027-02"), "{said}");
    assert!(!desk.at("written").exists());
}

#[test]
fn a_message_is_taken_back_by_its_name() {
    let desk = Desk::new();
    for line in ["push si --action delete", "push si --action delete --href https://a.example/a.cab"] {
        let said = desk.refused(line);
        assert!(said.contains("give the --id") && !said.contains("--href"), "{said}");
    }
    assert!(desk.refused("push si --action signal-high").contains("--href is missing"));
    desk.run("push si --action delete --id mail-7 --to +15551230001").exits(0);
}

#[test]
fn a_link_that_leads_to_no_package_is_told_the_same_by_whatever_carries_it() {
    let desk = Desk::new();
    let said_of = |link: &str| {
        let rest = ["si --text x --encoding xml", "sl --encoding xml", "link --text x --only sms"];
        rest.map(|rest| desk.run(&format!("push {rest} --href {link}")))
    };
    for ran in said_of("https://mdm.example.com/a.exe") {
        assert_eq!(ran.code, Some(0));
        assert!(ran.stderr.contains("warning: the link ends neither in .cab nor in .cpf"), "{}", ran.stderr);
    }
    for ran in said_of("https://mdm.example.com/a.cab?for=1") {
        assert!(ran.code == Some(0) && !ran.stderr.contains("warning"), "{}", ran.stderr);
    }
    for ran in said_of("ftp://mdm.example.com/a.cab") {
        let is_told = ["`ftp`", "ftp://mdm.example.com/a.cab` is no address"];
        assert!(is_told.iter().any(|told| ran.stderr.contains(told)), "{}", ran.stderr);
    }
    for ran in said_of("https://") {
        assert!(ran.code != Some(0) && ran.stderr.contains("https://"), "{}", ran.stderr);
    }
}

#[test]
fn what_is_no_text_of_a_document_is_told_what_to_do_with() {
    let desk = Desk::new();
    desk.run("convert doc.xml --encoding wbxml -o doc.wbxml").exits(0);
    desk.run("pack doc.xml -o doc.cab").exits(0);
    for (file, told) in
        [("doc.wbxml", "provsmith convert doc.wbxml"), ("doc.cab", "provsmith unpack doc.cab")]
    {
        let said = desk.refused(&format!("push cp {file} --sec none --to +15551230001"));
        assert!(said.contains(told) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn input_that_is_nothing_could_not_be_read_whichever_command_reads_it() {
    let desk = Desk::new();
    for (file, bytes) in [("junk", &[0xa8, 7, 255, 0, 19, 200, 3][..]), ("text", b"hello\n"), ("empty", b"")]
    {
        fs::write(desk.at(file), bytes).unwrap();
        for command in
            ["push decode", "push verify-mac --pin-file pin", "convert", "dm read", "dm notification --read"]
        {
            let said = desk.refused(&format!("{command} {file}"));
            assert!(said.contains("error: "), "{command} {file}: {said}");
        }
    }
    // A push of which a part was read is an answer, and not a good one.
    let said = desk.run("push decode --hex 010603AE81EA02056A0045").exits(1).stdout;
    assert!(said.contains("fault"), "{said}");
}

#[test]
fn a_reason_is_told_once_and_is_the_true_one() {
    let desk = Desk::new();
    let said = desk.refused("push cp doc.xml --sec userpin --pin-file missing --to +15551230001");
    let last = said.lines().last().unwrap();
    assert!(last.contains("cannot read `missing`, which should hold the PIN"), "{last}");
    assert_eq!(last.matches("os error").count(), 1, "{last}");
    let said = desk.refused("push cp doc.xml --sec userpin --pin-env NO_SUCH_VARIABLE --to +15551230001");
    assert!(said.contains("NO_SUCH_VARIABLE that should hold the PIN is not set"), "{said}");
    #[cfg(unix)]
    {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt as _;
        let mut command = desk.command("push cp doc.xml --sec userpin --pin-env PIN --to +15551230001");
        let said = run(command.env("PIN", OsStr::from_bytes(b"\xff12"))).exits(2).stderr;
        assert!(said.contains("PIN that should hold the PIN is not UTF-8 text"), "{said}");
    }
}

#[test]
fn files_for_a_server_and_the_pin_made_for_them_come_into_a_new_folder_both_or_neither() {
    let desk = Desk::new();
    let line = "push cp doc.xml --sec userpinmac --server-files new --pin-output";
    desk.run(&format!("{line} new/pin")).exits(0);
    let names = ["body.wbxml", "headers.txt", "document.xml", "pin"];
    assert!(names.iter().all(|name| desk.at("new").join(name).is_file()));

    let other = line.replace("new", "other");
    let said = desk.refused(&format!("{other} missing/pin"));
    assert!(said.contains("missing/pin"), "{said}");
    let written = fs::read_dir(desk.at("other")).map(Iterator::count);
    assert_eq!(written.unwrap_or_default(), 0, "no message without its PIN");
}

#[test]
fn what_a_rule_finds_is_accepted_with_a_reason_when_a_document_is_handed_to_a_gateway() {
    let desk = Desk::new();
    let slip = DOCUMENT.replace("NAP-ADDRTYPE", "NAP-ADDRTIPE");
    fs::write(desk.at("doc.xml"), slip).unwrap();
    let line = "push send doc.xml --ppg http://ppg.example.com/push --to +15551230001 --dry-run";
    let said = desk.run(line).exits(1).stderr;
    assert!(said.contains("error[unknown-parm]"), "{said}");
    desk.run(&format!("{line} --allow unknown-parm=ours")).exits(0);
    let said = desk.refused(&format!("{line} --allow unknown-pram=ours"));
    assert!(said.contains("`unknown-parm`"), "{said}");
    let said = desk.refused(&format!("{line} --allow security-droped=ours"));
    assert!(said.contains("`security-dropped`"), "{said}");

    let typed = run(desk
        .command(line)
        .args(["--content-type", "text/vnd.wap.connectivity-xml\r", "--allow"])
        .arg("name-case=x"));
    let ran = typed.exits(0);
    assert!(ran.stdout.contains("Content-Type: text/vnd.wap.connectivity-xml\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("--allow name-case allows nothing here"), "{}", ran.stderr);
}

#[test]
fn what_a_header_or_a_time_stamp_cannot_carry_is_refused() {
    let desk = Desk::new();
    for (line, told) in [
        (format!("{SI} --encoding wsp --initiator not-a-url"), "write an address with its scheme"),
        (format!("{SI} --encoding sms --pdu deliver --sent-at 2100-01-01T00:00:00Z"), "from 2000 to 2099"),
        (format!("{SI} --encoding sms --pdu deliver --sent-at 1969-01-01T00:00:00Z"), "from 2000 to 2099"),
        (format!("{SI} --encoding xml --created 0000-12-01T23:59:00Z"), "there is no year 0"),
    ] {
        let said = desk.refused(&line);
        assert!(said.contains(told), "{line}: {said}");
    }
    let mut empty = desk.command(&format!("{SI} --encoding wsp --application-id"));
    assert!(run(empty.arg("")).exits(2).stderr.contains("--application-id"));
    assert!(!desk.at("written").exists());
}

#[test]
fn the_text_of_a_link_is_one_line() {
    let desk = Desk::new();
    let mut link = desk.command("push link --href https://mdm.example.com/a.cab --only mail --text");
    assert!(run(link.arg("a\nBcc: b@example.com")).exits(2).stderr.contains("write it as one line"));
}

#[test]
fn what_short_messages_cannot_carry_is_told_before_as_it_is_refused_afterwards() {
    let desk = Desk::new();
    let parm = r#"<parm name="NAP-ADDRESS" value=""#;
    let long = DOCUMENT.replace(parm, &format!("{parm}{}", "a".repeat(40_000)));
    fs::write(desk.at("long.xml"), long).unwrap();
    let line = "push cp long.xml --sec none --allow value-length=x";
    let told = desk.run(&format!("{line} --dry-run")).exits(1).stdout;
    assert!(told.contains("no more than 255 can be told apart"), "{told}");
    let told = desk.run(&format!("{line} --dry-run --format json")).exits(1).stdout;
    assert!(told.contains(r#""fits": false"#), "{told}");
    desk.run(&format!("{line} --encoding sms --to +15551230001 -o written")).exits(2);
}

#[test]
fn the_line_that_names_the_content_type_is_taken_with_its_name() {
    let desk = Desk::new();
    let mut send = desk
        .command("push send doc.xml --ppg http://127.0.0.1:9/ --to +15551230001 --dry-run --content-type");
    let told = run(send.arg("Content-Type: application/vnd.wap.connectivity-wbxml; SEC=0\r")).exits(0).stdout;
    assert!(told.contains("Content-Type: application/vnd.wap.connectivity-wbxml; SEC=0"), "{told}");
}
