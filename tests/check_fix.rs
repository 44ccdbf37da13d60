//! `provsmith check --fix` and `--diff` as a user runs them.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use common::{Ran, peer, provsmith, run};
use tempfile::TempDir;

/// Everything that a repair must leave alone: line ends of both kinds, tabs, comments, quotation marks, character
/// references, no line end at the end.
const SLIPS: &str = "<?xml version='1.0' encoding='utf-8'?>\r\n<!-- é -->\n<wap-provisioningdoc>\r\n\t<characteristic  type = \
                     'Sync' >\n    <characteristic type=\"Settings\">\r\n<parm name=\"HeartbeatMin \" value='&#52;80' /><!-- \
                     HeartbeatMin  -->\n<parm name=\"heartbeatmax\" value=\"1680\"/>\n<parm name=\"HeartbeatDefault\" \
                     value=\"480\"/><parm name=\"HeartbeatIncrement\" value=\"300\"/>\n</characteristic></characteristic>\n\
                     </wap-provisioningdoc>";

fn mended() -> String {
    SLIPS.replace("\"HeartbeatMin \"", "\"HeartbeatMin\"").replace("heartbeatmax", "HeartbeatMax")
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).arg("check").args(arguments))
}

#[test]
fn a_repair_is_made_in_place_and_every_other_byte_stays() {
    let folder = folder(&[("a.xml", SLIPS.as_bytes())]);
    let ran = check(folder.path(), &["--fix", "a.xml"]).exits(0);
    assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), mended());
    assert_eq!(ran.stderr, "fixed 2 findings in 1 file\nno findings in 1 file\n", "{}", ran.stdout);
    let again = check(folder.path(), &["--fix", "a.xml"]).exits(0);
    assert_eq!(again.stderr, "no findings in 1 file\n");
}

#[test]
fn without_fix_the_number_of_repairs_is_named_and_nothing_is_written() {
    let folder = folder(&[("a.xml", SLIPS.as_bytes())]);
    let ran = check(folder.path(), &["a.xml"]).exits(1);
    assert!(ran.stderr.ends_with("2 can be fixed with --fix\n"), "{}", ran.stderr);
    assert_eq!(fs::read(folder.path().join("a.xml")).unwrap(), SLIPS.as_bytes());
}

#[test]
fn the_report_and_the_exit_code_tell_of_what_is_left() {
    let text = SLIPS.replace("value=\"300\"", "value=\"5m\"");
    let folder = folder(&[("a.xml", text.as_bytes())]);
    let ran = check(folder.path(), &["--fix", "a.xml"]).exits(1);
    assert!(ran.stdout.starts_with("error[value-type]") && !ran.stdout.contains("name-"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "fixed 2 findings in 1 file\n1 error in 1 file\n");
}

#[test]
fn utf16_and_a_byte_order_mark_become_plain_utf8_and_the_declaration_with_them() {
    let declared = SLIPS.replace("utf-8", "utf-16");
    let with_mark = format!("\u{FEFF}{SLIPS}");
    let folder =
        folder(&[("a.xml", &utf16(&declared)), ("b.xml", &utf16(SLIPS)), ("c.xml", with_mark.as_bytes())]);
    check(folder.path(), &["--fix", "."]).exits(0);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(text("a.xml"), mended().replace("utf-8", "UTF-8"));
    assert_eq!(text("b.xml"), mended());
    assert_eq!(text("c.xml"), mended());
}

/// The repairs of messages: what can have been meant is one thing only.
#[test]
fn messages_are_repaired_too() {
    let syncml = "<SyncML xmlns='SYNCML:SYNCML 1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto>\
        <SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>IMEI:1</LocURI></Target><Source><LocURI>a</LocURI></Source>\
        </SyncHdr><SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/Sync/Settings/HeartbeatMin\
        </LocURI></Target><Meta><Format xmlns=\"syncml:metinf\"> Int</Format></Meta><Data>480</Data></Item></Replace>\
        <Final/></SyncBody></SyncML>";
    let syncml = syncml.replace("HeartbeatMin        ", "HeartbeatMin");
    for (name, wrong, right) in [
        (
            "a.si",
            "<si><indication href=\"\thttps://a.example.com/?a&amp;b \"\n created=' 2008-06-30T09:00:00Z' si-expires='2008-07-30T09.00.00Z' action='Signal-High'>x</indication></si>".to_owned(),
            "<si><indication href=\"https://a.example.com/?a&amp;b\"\n created='2008-06-30T09:00:00Z' si-expires='2008-07-30T09:00:00Z' action='signal-high'>x</indication></si>".to_owned(),
        ),
        (
            "a.sl",
            "<sl href=' https://a.example.com/a.cab' action=\"CACHE\"/>".to_owned(),
            "<sl href='https://a.example.com/a.cab' action=\"cache\"/>".to_owned(),
        ),
        (
            "a.xml",
            syncml.clone(),
            syncml.replace("SYNCML:SYNCML 1.2", "SYNCML:SYNCML1.2").replace("> Int<", ">int<"),
        ),
    ] {
        let folder = folder(&[(name, wrong.as_bytes())]);
        let ran = check(folder.path(), &["--fix", name]);
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), right, "{}", ran.stdout);
        let again = check(folder.path(), &["--fix", name]);
        assert!(!again.stderr.contains("fixed"), "{}", again.stderr);
    }
    // Which blank was meant inside an address, and which word by another one, nobody can say.
    let left = "<sl href='https://a.example.com/a b.cab' action='execute'/>";
    let folder = folder(&[("a.sl", left.as_bytes())]);
    check(folder.path(), &["--fix", "a.sl"]).exits(1);
    assert_eq!(fs::read_to_string(folder.path().join("a.sl")).unwrap(), left);
}

/// Of a file in UTF-16 the lines of the difference are not those of its bytes, and `patch` must not take them for that.
#[test]
fn the_difference_of_a_file_in_utf16_says_that_it_is_no_patch() {
    let text = SLIPS.replace("utf-8", "utf-16");
    let folder = folder(&[("a.xml", &utf16(&text)), ("b.xml", SLIPS.as_bytes())]);
    let ran = check(folder.path(), &["--diff", "a.xml"]);
    assert!(ran.stdout.starts_with("--- a.xml (UTF-16)\n+++ a.xml\n"), "{}", ran.stdout);
    let ran = check(folder.path(), &["--diff", "b.xml"]);
    assert!(ran.stdout.starts_with("--- b.xml\n+++ b.xml\n"), "{}", ran.stdout);
}

#[test]
fn bytes_that_nobody_understands_are_never_lost() {
    let latin1: Vec<u8> = SLIPS.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let mut half = utf16(SLIPS);
    half.pop();
    let folder = folder(&[("a.xml", &latin1), ("b.xml", &half)]);
    for (name, bytes) in [("a.xml", &latin1), ("b.xml", &half)] {
        let ran = check(folder.path(), &["--fix", name]).exits(1);
        assert_eq!(&fs::read(folder.path().join(name)).unwrap(), bytes);
        assert!(ran.stderr.contains("save it as UTF-8 first"), "{}", ran.stderr);
    }
}

/// The text may be meant in the encoding that it declares, and then says something else.
#[test]
fn a_declared_encoding_is_changed_only_where_the_text_cannot_be_in_it() {
    let ascii = SLIPS.replace('é', "e").replace("utf-8", "windows-1252");
    let other = SLIPS.replace("utf-8", "windows-1252");
    let wide = SLIPS.replace("utf-8", "utf-16");
    let folder =
        folder(&[("a.xml", ascii.as_bytes()), ("b.xml", other.as_bytes()), ("c.xml", wide.as_bytes())]);
    check(folder.path(), &["--fix", "."]).exits(1);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(text("a.xml").contains("encoding='UTF-8'"));
    assert!(text("b.xml").contains("encoding='windows-1252'"));
    assert!(text("c.xml").contains("encoding='UTF-8'"));
}

#[test]
fn standard_input_goes_repaired_to_standard_output_and_findings_to_standard_error() {
    let text = SLIPS.replace("value=\"300\"", "value=\"5m\"");
    let expected = mended().replace("value=\"300\"", "value=\"5m\"");
    let ran = filter(text.as_bytes(), &["--fix"]).exits(1);
    assert_eq!(ran.stdout, expected);
    assert!(ran.stderr.contains("error[value-type]"), "{}", ran.stderr);
    assert_eq!(filter(mended().as_bytes(), &["--fix"]).exits(0).stdout, mended());
    assert_eq!(filter(text.as_bytes(), &["--fix", "--format", "json"]).exits(2).stdout, "");
}

fn filter(input: &[u8], arguments: &[&str]) -> Ran {
    let mut command = provsmith();
    command.args(["check", "-"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that says no does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_document_in_a_package_is_left_and_it_is_said_what_to_do() {
    let folder = folder(&[("a.xml", SLIPS.replace("HeartbeatMin ", "HeartbeatMin").as_bytes())]);
    run(provsmith().current_dir(folder.path()).args(["pack", "a.xml", "-o", "a.cab"])).exits(0);
    let before = fs::read(folder.path().join("a.cab")).unwrap();
    let ran = check(folder.path(), &["--fix", "a.cab"]).exits(0);
    assert!(ran.stderr.contains("unpack it, repair the document, and pack that"), "{}", ran.stderr);
    assert_eq!(fs::read(folder.path().join("a.cab")).unwrap(), before);
}

/// Repaired, the name would stand there twice.
#[test]
fn a_repair_that_brings_other_findings_to_light_is_left_and_the_others_are_made() {
    let twice = "<parm name=\"HeartbeatMin\" value=\"480\"/><parm name=\"HeartbeatDefault\"";
    let text = SLIPS.replace("<parm name=\"HeartbeatDefault\"", twice);
    let folder = folder(&[("a.xml", text.as_bytes())]);
    let ran = check(folder.path(), &["--fix", "a.xml"]).exits(1);
    let said = "a.xml: name-blank is left to you: repaired, it would bring more of duplicate-parm to light\n";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
    let expected = text.replace("heartbeatmax", "HeartbeatMax");
    assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), expected);
}

/// What was left is not offered again.
#[test]
fn a_repair_that_helps_nothing_is_told_and_no_longer_offered() {
    let text = "<si><indication href=\" WAP.EXAMPLE.COM/\">New</indication></si>";
    let folder = folder(&[("a.xml", text.as_bytes())]);
    assert!(check(folder.path(), &["a.xml"]).stderr.contains("1 can be fixed"));
    for how in ["--diff", "--fix"] {
        let ran = check(folder.path(), &[how, "a.xml"]);
        let said = "a.xml: link-form is left to you: repaired, it would leave as many findings\n";
        assert!(ran.stderr.contains(said) && !ran.stderr.contains("can be fixed"), "{}", ran.stderr);
    }
    let ran = check(folder.path(), &["--fix", "--format", "json", "a.xml"]);
    assert!(
        ran.stdout.contains("\"fix\": null") || !ran.stdout.contains("\"replacement\""),
        "{}",
        ran.stdout
    );
    assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), text);
}

/// A comment is its author's, and so are the marks of a CDATA section.
#[test]
fn a_text_with_a_comment_or_cdata_in_it_is_told_and_left() {
    for address in
        ["./Vendor/MSFT/clock<!-- keep me -->/TimeZone", "./Vendor/MSFT/<![CDATA[clock]]>/TimeZone"]
    {
        let text = format!(
            "<SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>{address}</LocURI></Target><Data>1</Data></Item></Replace></SyncBody>"
        );
        let folder = folder(&[("a.xml", text.as_bytes())]);
        let ran = check(folder.path(), &["--fix", "a.xml"]);
        assert!(
            ran.stdout.contains("[name-case]") && !ran.stderr.contains("fix"),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
        assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), text);
    }
}

#[test]
fn a_binary_document_is_left_and_it_is_said_what_to_do() {
    let folder = folder(&[("a.xml", SLIPS.as_bytes())]);
    run(provsmith().current_dir(folder.path()).args([
        "convert",
        "a.xml",
        "--encoding",
        "wbxml",
        "-o",
        "a.wbxml",
    ]))
    .exits(0);
    let before = fs::read(folder.path().join("a.wbxml")).unwrap();
    let ran = check(folder.path(), &["--fix", "a.wbxml"]).exits(1);
    assert!(
        ran.stderr.contains("a binary document is not repaired in place: `provsmith convert`"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read(folder.path().join("a.wbxml")).unwrap(), before);
}

/// A blank before a number or a word of a closed list says nothing; in text it may be meant.
#[test]
fn of_one_rule_the_repairs_that_bring_nothing_else_to_light_are_made() {
    let document = |second: &str| {
        format!(
            "<wap-provisioningdoc><characteristic type=\"Clock\"><parm name=\"AlarmOn\" value=\"1\"/>\
             <parm name=\"AlarmOn \" value=\"0\"/><parm name=\"{second}\" value=\"0\"/>\
             </characteristic></wap-provisioningdoc>"
        )
    };
    let folder = folder(&[("a.xml", document(" AlarmOn2").as_bytes())]);
    let ran = check(folder.path(), &["--fix", "a.xml"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), document("AlarmOn2"));
    assert!(ran.stderr.contains("name-blank is left to you"), "{}", ran.stderr);
}

#[test]
fn blanks_around_a_value_go_where_the_type_has_none() {
    let of = |policy: &str, port: &str| {
        format!(
            "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"{policy}\"/>\
             </characteristic><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
             <parm name=\"PeakFrequency\" value=\"{port}\"/></characteristic></characteristic></wap-provisioningdoc>"
        )
    };
    let folder = folder(&[("a.xml", of("2 ", "  5").as_bytes())]);
    check(folder.path(), &["--fix", "a.xml"]);
    assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), of("2", "5"));
}

/// Git takes the diff for what it says it is.
#[test]
fn the_diff_makes_of_the_file_what_fix_makes_of_it() {
    if peer("git").is_none() {
        return;
    }
    let with_mark = format!("\u{FEFF}{SLIPS}");
    for text in
        [SLIPS, &with_mark, &SLIPS.replace("\r\n", "\n"), &SLIPS.replace("\r\n", "\n").replace('\n', "\r\n")]
    {
        let folder = folder(&[("a.xml", text.as_bytes())]);
        let ran = check(folder.path(), &["--diff", "a.xml"]).exits(1);
        assert!(ran.stderr.starts_with("--fix would fix "), "{}", ran.stderr);
        assert_eq!(fs::read(folder.path().join("a.xml")).unwrap(), text.as_bytes());
        fs::write(folder.path().join("a.diff"), ran.stdout).unwrap();
        let apply = ["-c", "core.autocrlf=false", "apply", "-p0", "--whitespace=nowarn", "a.diff"];
        run(peer("git")
            .unwrap()
            .current_dir(folder.path())
            .env("GIT_CEILING_DIRECTORIES", folder.path())
            .args(apply))
        .exits(0);
        let patched = fs::read(folder.path().join("a.xml")).unwrap();
        fs::write(folder.path().join("a.xml"), text).unwrap();
        check(folder.path(), &["--fix", "a.xml"]).exits(0);
        assert_eq!(fs::read(folder.path().join("a.xml")).unwrap(), patched);
    }
}

#[test]
fn a_file_keeps_its_permissions_and_a_folder_without_findings_its_files() {
    let folder = folder(&[("a.xml", mended().as_bytes())]);
    let before = fs::metadata(folder.path().join("a.xml")).unwrap().modified().unwrap();
    check(folder.path(), &["--fix", "."]).exits(0);
    assert_eq!(fs::metadata(folder.path().join("a.xml")).unwrap().modified().unwrap(), before);
}

/// A pipe has no place that a repaired file could take.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_reported_as_it_is() {
    let folder = folder(&[("z.xml", mended().as_bytes())]);
    let report = |arguments: &[&str]| {
        let mut command = provsmith();
        command.current_dir(folder.path()).arg("check").args(arguments).args(["/dev/fd/0", "z.xml"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(SLIPS.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let fixed = report(&["--fix", "--format", "json"]);
    let plain = report(&["--format", "json"]);
    assert_eq!((plain.status.code(), fixed.status.code()), (Some(1), Some(2)));
    assert_eq!(String::from_utf8_lossy(&fixed.stdout), String::from_utf8_lossy(&plain.stdout));
    let said = String::from_utf8_lossy(&fixed.stderr).into_owned();
    assert!(said.starts_with("error: `/dev/fd/0` is no file that could be repaired in place"), "{said}");
    assert!(said.ends_with("error: 1 input could not be repaired\n"), "{said}");
}

#[test]
fn any_number_of_slips_is_repaired_in_one_go_and_as_many_as_are_not_listed_are_not_counted_as_none() {
    let slip = "<characteristic type=\"Sync\"><characteristic type=\"Settings\">\
                <parm name=\"heartbeatmin\" value=\"480\"/></characteristic></characteristic>\n";
    let document = format!("<wap-provisioningdoc>{}</wap-provisioningdoc>", slip.repeat(300));
    let folder = folder(&[("many.xml", document.as_bytes())]);
    let listed = run(provsmith().current_dir(folder.path()).args(["check", "many.xml"]));
    assert!(listed.stderr.contains("at least 100 can be fixed"), "{}", listed.stderr);
    run(provsmith().current_dir(folder.path()).args(["check", "--fix", "many.xml"]));
    let mended = fs::read_to_string(folder.path().join("many.xml")).unwrap();
    assert_eq!(mended, document.replace("heartbeatmin", "HeartbeatMin"));
}
