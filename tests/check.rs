//! `provsmith check` as a user runs it.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Stdio;

use common::{Ran, provsmith, run};
use provsmith::package::{Package, PackageKind};
use tempfile::TempDir;

const GOOD: &str = "\
<wap-provisioningdoc>
  <characteristic type=\"SecurityPolicy\">
    <parm name=\"4097\" value=\"2\"/>
  </characteristic>
</wap-provisioningdoc>
";
const WITHOUT_NAME: &str = "\
<wap-provisioningdoc>
  <characteristic type=\"SecurityPolicy\">
    <parm value=\"2\"/>
  </characteristic>
</wap-provisioningdoc>
";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).arg("check").args(arguments))
}

fn check_stdin(input: &[u8], arguments: &[&str]) -> Ran {
    let mut child = provsmith()
        .args(["check", "-"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The document comes through a pipe that is named as a file, as with the shell's `<(command)`.
#[cfg(unix)]
fn check_pipe(input: &[u8], arguments: &[&str]) -> Ran {
    let mut child = provsmith()
        .args(arguments)
        .arg("/dev/fd/0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_clean_document_gives_no_output_but_the_summary() {
    let folder = folder(&[("a.xml", GOOD.as_bytes())]);
    let ran = check(folder.path(), &["a.xml"]).exits(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "no findings in 1 file\n"));
}

#[test]
fn an_error_is_shown_on_its_line_with_the_place_marked() {
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes())]);
    let ran = check(folder.path(), &["a.xml"]).exits(1);
    assert!(ran.stdout.starts_with("error[missing-attribute]: "), "{}", ran.stdout);
    assert!(ran.stdout.contains(" --> a.xml:3:6\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("3 |     <parm value=\"2\"/>\n  |      ^^^^\n"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "1 error in 1 file\n");
}

#[test]
fn json_is_one_object_with_every_finding() {
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes()), ("b.xml", GOOD.as_bytes())]);
    let report = json(&check(folder.path(), &["--format", "json", "b.xml", "a.xml"]).exits(1));
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["files"], serde_json::json!(["b.xml", "a.xml"]));
    assert_eq!(report["summary"], serde_json::json!({ "files": 2, "errors": 1, "warnings": 0, "notes": 0 }));
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "missing-attribute");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["file"], "a.xml");
    assert_eq!(finding["start"], serde_json::json!({ "line": 3, "column": 6 }));
    assert_eq!(finding["end"], serde_json::json!({ "line": 3, "column": 10 }));
    let start = WITHOUT_NAME.find("parm").unwrap();
    assert_eq!(finding["span"], serde_json::json!({ "start": start, "end": start + 4 }));
}

#[test]
fn standard_input_is_named_so() {
    let ran = check_stdin(WITHOUT_NAME.as_bytes(), &[]).exits(1);
    assert!(ran.stdout.contains(" --> <stdin>:3:6\n"), "{}", ran.stdout);
    check_stdin(GOOD.as_bytes(), &[]).exits(0);
}

#[test]
fn a_folder_is_searched_for_documents_in_a_fixed_order() {
    let folder = folder(&[
        ("set/b.provxml", WITHOUT_NAME.as_bytes()),
        ("set/a.xml", GOOD.as_bytes()),
        ("set/readme.txt", b"no document"),
        ("set/deep/c.xml", GOOD.as_bytes()),
    ]);
    let report = json(&check(folder.path(), &["--format", "json", "set"]).exits(1));
    let files: Vec<String> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file.as_str().unwrap().replace('\\', "/"))
        .collect();
    assert_eq!(files, ["set/a.xml", "set/b.provxml", "set/deep/c.xml"]);
}

#[test]
fn a_pattern_works_where_no_shell_expands_it() {
    let folder = folder(&[("a.xml", GOOD.as_bytes()), ("b.xml", WITHOUT_NAME.as_bytes())]);
    let ran = check(folder.path(), &["*.xml"]).exits(1);
    assert_eq!(ran.stderr, "1 error in 2 files\n");
}

/// What `> settings.xml` writes in PowerShell.
#[test]
fn utf16_from_powershell_is_an_error_that_names_the_encoding_and_the_rest_is_checked_all_the_same() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(WITHOUT_NAME.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let folder = folder(&[("a.xml", &utf16)]);
    let ran = check(folder.path(), &["a.xml"]).exits(1);
    assert!(ran.stdout.contains("error[encoding]: the file is encoded as UTF-16 LE"), "{}", ran.stdout);
    assert!(ran.stdout.contains("error[missing-attribute]"), "{}", ran.stdout);
    assert!(ran.stdout.contains(" --> a.xml:3:6\n"), "{}", ran.stdout);
}

#[test]
fn a_byte_order_mark_is_a_warning_that_can_be_denied() {
    let folder = folder(&[("a.xml", [b"\xEF\xBB\xBF", GOOD.as_bytes()].concat().as_slice())]);
    let ran = check(folder.path(), &["a.xml"]).exits(0);
    assert!(ran.stdout.starts_with("warning[byte-order-mark]"), "{}", ran.stdout);
    assert!(ran.stderr.starts_with("1 warning in 1 file\n"), "{}", ran.stderr);
    check(folder.path(), &["--deny", "warnings", "a.xml"]).exits(1);
}

#[test]
fn a_fix_in_json_counts_the_bytes_of_the_file_and_is_left_out_where_they_are_not_utf8() {
    let text = GOOD.replace("4097\"", "4097 \"").replace('\n', "\r\n");
    let with_mark = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = folder(&[("a.xml", text.as_bytes()), ("b.xml", &with_mark), ("c.xml", &utf16)]);
    let blank = |file: &str| {
        let report = json(&check(folder.path(), &["--format", "json", file]));
        let findings = report["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["rule"] == "name-blank").unwrap().clone()
    };
    for file in ["a.xml", "b.xml"] {
        let fix = blank(file)["fix"].clone();
        let place = |key: &str| usize::try_from(fix["span"][key].as_u64().unwrap()).unwrap();
        let mut bytes = fs::read(folder.path().join(file)).unwrap();
        let replacement = fix["replacement"].as_str().unwrap().bytes();
        bytes.splice(place("start")..place("end"), replacement);
        assert!(bytes.ends_with(GOOD.replace('\n', "\r\n").as_bytes()), "{file}: {fix}");
    }
    let finding = blank("c.xml");
    assert!(finding["fix"].is_null() && finding["span"].is_null(), "{finding}");
    assert_eq!(finding["start"]["line"], 3);
}

#[test]
fn what_cannot_be_read_exits_with_2_and_says_why() {
    let folder = folder(&[("a.xml", GOOD.as_bytes())]);
    let ran = check(folder.path(), &["missing.xml"]).exits(2);
    assert!(ran.stderr.contains("missing.xml"), "{}", ran.stderr);
    let ran = check(folder.path(), &["--max-size", "20", "a.xml"]).exits(2);
    assert!(ran.stderr.contains("larger than 20 bytes"), "{}", ran.stderr);
    check(folder.path(), &[]).exits(2);
    check(folder.path(), &["--target", "wm7", "a.xml"]).exits(2);
}

#[test]
fn the_same_input_gives_the_same_output() {
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes()), ("b.xml", b"<si/>")]);
    let one = check(folder.path(), &["a.xml", "b.xml"]);
    let other = check(folder.path(), &["a.xml", "b.xml"]);
    assert_eq!(one.stdout, other.stdout);
}

#[test]
fn an_input_that_is_no_document_is_told_what_is_wanted() {
    for (input, what) in [("<CHARACTERISTIC-LIST/>", "Nokia and Ericsson"), ("<html/>", "`html`")] {
        let ran = check_stdin(input.as_bytes(), &["--target", "wm6.1"]).exits(1);
        assert!(
            ran.stdout.starts_with("error[document-kind]") && ran.stdout.contains(what),
            "{}",
            ran.stdout
        );
    }
    check_stdin(b"", &[]).exits(1);
}

#[test]
fn colour_is_used_only_when_it_is_wanted() {
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes())]);
    assert!(!check(folder.path(), &["a.xml"]).stdout.contains('\x1b'));
    assert!(check(folder.path(), &["--color", "always", "a.xml"]).stdout.contains('\x1b'));
}

#[test]
fn a_package_is_looked_into() {
    let mut package = Cursor::new(Vec::new());
    let document = WITHOUT_NAME.as_bytes().to_vec();
    Package::of_document(PackageKind::Cpf, document).unwrap().write(&mut package).unwrap();
    let folder = folder(&[("set/a.cpf", package.get_ref())]);
    for arguments in ["set/a.cpf", "set"] {
        let ran = check(folder.path(), &[arguments]).exits(1);
        assert!(ran.stdout.replace('\\', "/").contains(" --> set/a.cpf/_setup.xml:3:6\n"), "{}", ran.stdout);
    }
    let ran = check_stdin(package.get_ref(), &[]).exits(1);
    assert!(ran.stdout.contains(" --> <stdin>/_setup.xml:3:6\n"), "{}", ran.stdout);
}

#[test]
fn one_unreadable_input_does_not_keep_the_others_from_being_checked() {
    let folder =
        folder(&[("a.xml", WITHOUT_NAME.as_bytes()), ("b.cab", b"MSCF"), ("c.xml", GOOD.as_bytes())]);
    let ran = check(folder.path(), &["a.xml", "b.cab", "missing.xml", "c.xml"]).exits(2);
    assert!(ran.stdout.contains("error[missing-attribute]"), "{}", ran.stdout);
    assert!(ran.stderr.contains("b.cab") && ran.stderr.contains("missing.xml"), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 error in 2 files\n"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("error: 2 inputs could not be read\n"), "{}", ran.stderr);
    let report = json(&check(folder.path(), &["a.xml", "b.cab", "missing.xml", "--format", "json"]).exits(2));
    let unreadable = report["unreadable"].as_array().unwrap();
    let files: Vec<&str> = unreadable.iter().map(|entry| entry["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["b.cab", "missing.xml"]);
}

#[test]
fn targets_and_roles_are_asked_for_by_flags() {
    let direct_push = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\">
      <parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    check_stdin(direct_push.as_bytes(), &["--target", "wm6.1-professional", "--role", "manager"]).exits(0);
    let ran = check_stdin(direct_push.as_bytes(), &["--target", "wm2003"]).exits(1);
    assert!(
        ran.stdout.contains("error[not-in-release]: `HeartbeatMin` is not documented for wm2003"),
        "{}",
        ran.stdout
    );
    let ran = check_stdin(direct_push.as_bytes(), &["--role", "operator"]).exits(1);
    assert!(ran.stdout.contains("error[role-not-granted]"), "{}", ran.stdout);
    let account = "<wap-provisioningdoc version=\"1.1\"><characteristic type=\"APPLICATION\">
      <parm name=\"APPID\" value=\"w2\"/><characteristic type=\"RESOURCE\"><parm name=\"URI\" value=\"http://example.com/\"/></characteristic>
      </characteristic></wap-provisioningdoc>";
    check_stdin(account.as_bytes(), &[]).exits(0);
    let ran = check_stdin(account.as_bytes(), &["--new-entry"]).exits(1);
    assert!(ran.stdout.contains("error[required-parm]"), "{}", ran.stdout);
}

const OEM: &str = r#"<wap-provisioningdoc>
  <characteristic type="Sync">
    <!-- provsmith: allow unknown-parm the maker's own setting -->
    <characteristic type="Connection"><parm name="OemOne" value="1"/></characteristic>
    <characteristic type="Settings"><parm name="OemTwo" value="1"/></characteristic>
  </characteristic>
</wap-provisioningdoc>"#;

#[test]
fn a_comment_allows_what_is_in_the_next_element_and_nothing_beside_it() {
    let folder = folder(&[("a.xml", OEM.as_bytes())]);
    let ran = check(folder.path(), &["a.xml"]).exits(0);
    assert!(!ran.stdout.contains("OemOne") && ran.stdout.contains("OemTwo"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "1 warning (1 allowed) in 1 file\n");
}

#[test]
fn every_reason_of_two_options_for_one_rule_is_kept() {
    let folder = folder(&[("a.xml", OEM.as_bytes())]);
    let both = ["--allow", "unknown-parm=first", "--allow", "unknown-parm=second", "--format", "json"];
    let ran = check(folder.path(), &[&["a.xml"], &both[..]].concat()).exits(0);
    assert!(ran.stdout.contains("first; second"), "{}", ran.stdout);
}

#[test]
fn an_option_allows_a_rule_in_every_document_and_is_reported_when_no_document_needs_it() {
    let folder = folder(&[("a.xml", OEM.as_bytes()), ("b.xml", GOOD.as_bytes())]);
    check(folder.path(), &["a.xml", "b.xml", "--allow", "unknown-parm=the maker's own settings"]).exits(0);
    let ran = check(folder.path(), &["b.xml", "--allow", "unknown-parm=x", "--deny", "warnings"]).exits(1);
    assert!(ran.stdout.contains("warning[allowance-unused]"), "{}", ran.stdout);
    for allowance in ["unknown-parm", "no-such-rule=x", "xml-syntax=x", "unexpected-element=x"] {
        check(folder.path(), &["b.xml", "--allow", allowance]).exits(2);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_as_a_file_is_read_whole() {
    let ran = check_pipe(GOOD.as_bytes(), &["check"]).exits(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "no findings in 1 file\n"));
    let ran = check_pipe(WITHOUT_NAME.as_bytes(), &["check"]).exits(1);
    assert!(ran.stdout.contains(" --> /dev/fd/0:3:6\n"), "{}", ran.stdout);
    let mut package = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cab, WITHOUT_NAME.as_bytes().to_vec())
        .unwrap()
        .write(&mut package)
        .unwrap();
    let ran = check_pipe(package.get_ref(), &["check"]).exits(1);
    assert!(ran.stdout.contains(" --> /dev/fd/0/_setup.xml:3:6\n"), "{}", ran.stdout);
    let ran = check_pipe(package.get_ref(), &["inspect"]).exits(0);
    assert!(ran.stdout.contains("_setup.xml"), "{}", ran.stdout);
    let ran = check_pipe(WITHOUT_NAME.as_bytes(), &["check", "--max-size", "10"]).exits(2);
    assert!(ran.stderr.contains("cannot read `/dev/fd/0`"), "{}", ran.stderr);
}

#[test]
fn what_names_no_input_does_not_keep_the_others_from_being_checked() {
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes()), ("z.xml", GOOD.as_bytes()), ("d/note", b"")]);
    let arguments = ["--format", "json", "a.xml", "d", "no*.xml", "a.xml/b", "z.xml"];
    let ran = check(folder.path(), &arguments).exits(2);
    let report = json(&ran);
    let unreadable = report["unreadable"].as_array().unwrap();
    let files: Vec<&str> = unreadable.iter().map(|entry| entry["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["d", "no*.xml", "a.xml/b"]);
    assert_eq!(report["files"].as_array().unwrap().len(), 2, "{report}");
    assert!(
        ran.stderr.ends_with("1 error in 2 files\nerror: 3 inputs could not be read\n"),
        "{}",
        ran.stderr
    );
}

/// The superuser reads every folder, so that it has the check run as nobody.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_does_not_keep_the_others_from_being_checked() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let folder = folder(&[("a.xml", WITHOUT_NAME.as_bytes()), ("d/b.xml", b""), ("z.xml", GOOD.as_bytes())]);
    let locked = folder.path().join("d");
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    allow(folder.path(), 0o755);
    allow(&locked, 0o000);
    let mut command = provsmith();
    command.current_dir(folder.path()).args(["check", "--format", "json", "."]);
    if fs::read_dir(&locked).is_ok() {
        command.uid(65534).gid(65534);
    }
    let output = command.output();
    allow(&locked, 0o755);
    let Ok(output) = output else {
        return common::skipped("PROVSMITH_REQUIRE_PEERS", "nobody may not run the program here");
    };
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["unreadable"][0]["file"], "./d", "{report}");
    assert_eq!(report["files"].as_array().unwrap().len(), 2, "{report}");
}

#[test]
fn fix_is_offered_only_for_what_it_can_write() {
    let slip = GOOD.replace("\"4097\"", "\"4097 \"");
    let latin1 = [b"<!-- \xe9 -->", slip.as_bytes()].concat();
    let folder = folder(&[("a.xml", slip.as_bytes()), ("b.xml", &latin1)]);
    let mut package = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cab, slip.clone().into_bytes()).unwrap().write(&mut package).unwrap();
    fs::write(folder.path().join("q.cab"), package.get_ref()).unwrap();
    let offered = |name: &str| {
        let ran = check(folder.path(), &[name]);
        assert!(ran.stdout.contains("name-blank"), "{name}: {}", ran.stdout);
        ran.stderr.contains("can be fixed with --fix")
    };
    assert_eq!(["a.xml", "b.xml", "q.cab"].map(offered), [true, false, false]);
}

#[cfg(unix)]
#[test]
fn workflow_commands_carry_no_control_characters_of_a_file_name() {
    let folder = folder(&[("a\u{1b}[31m.xml", WITHOUT_NAME.as_bytes())]);
    let ran = check(folder.path(), &["--format", "github", "."]).exits(1);
    assert!(ran.stdout.starts_with("::error file=a\\u{1b}[31m.xml,line=3,"), "{}", ran.stdout);
    let ran = check(folder.path(), &["--format", "github", "no\u{1b}.xml"]).exits(2);
    assert!(!ran.stdout.contains('\u{1b}'), "{}", ran.stdout);
}

#[test]
fn no_excerpt_shows_a_password() {
    let document = "<wap-provisioningdoc><characteristic type=\"NAPDEF\"><parm name=\"NAPID\" value=\"A\"/>\
                    <parm name=\"NAMEE\" value=\"shown\"/><characteristic type=\"NAPAUTHINFO\">\
                    <parm name=\"AUTHSECRET\" value=\"sommerlich\"/></characteristic></characteristic></wap-provisioningdoc>";
    let folder = folder(&[("a.xml", document.as_bytes())]);
    for format in ["human", "json", "sarif", "github"] {
        let ran = check(folder.path(), &["a.xml", "--channel", "cp", "--format", format]).exits(1);
        assert!(ran.stdout.contains("NAMEE"), "{ran:?}");
        assert!(!ran.stdout.contains("sommerlich") && !ran.stderr.contains("sommerlich"), "{ran:?}");
    }
}

#[test]
fn a_second_allowance_for_the_same_is_of_no_use_and_that_is_told() {
    let allow = "<!-- provsmith: allow unknown-parm made by the OEM -->";
    let twice = OEM.replacen("<!--", &format!("{allow}\n<!--"), 1);
    assert!(twice.matches("provsmith: allow unknown-parm").count() == 2, "{twice}");
    let folder = folder(&[("a.xml", twice.as_bytes())]);
    let ran = check(folder.path(), &["a.xml", "--format", "json"]);
    let report = json(&ran);
    let unused: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "allowance-unused")
        .collect();
    assert_eq!(unused.len(), 1, "{report:#}");
    assert!(unused[0]["message"].as_str().unwrap().contains("allowed here already"), "{report:#}");
    assert!(report["allowed"].to_string().contains("made by the OEM"), "{report:#}");
}

#[test]
fn a_root_that_is_surely_a_slip_is_an_error_and_one_of_somebody_s_own_is_not() {
    let root =
        |name: &str| format!("<wap-provisioningdoc><characteristic type=\"{name}\"/></wap-provisioningdoc>");
    for (name, severity, help) in [
        ("CM_WifiEntrys", "error", "write `CM_WiFiEntries`"),
        ("SecurtyPolicy", "error", "write `SecurityPolicy`"),
        // Too short to tell, too far away, a maker's own.
        ("WiFi", "warning", "write `Wi-Fi`"),
        ("SecurityPolicies", "warning", "write `SecurityPolicy`"),
        ("ContosoScanner", "warning", "the device's maker"),
    ] {
        let report = json(&check_stdin(root(name).as_bytes(), &["--format", "json"]));
        let finding = &report["findings"][0];
        assert_eq!(
            (finding["rule"].as_str(), finding["severity"].as_str()),
            (Some("unknown-provider"), Some(severity))
        );
        assert!(finding["help"].as_str().unwrap().contains(help), "{name}: {finding}");
    }
}

#[test]
fn what_is_no_text_or_has_no_end_is_told_once() {
    let binary: Vec<u8> = (0..10).flat_map(|_| 0..=u8::MAX).collect();
    let tags = format!("<wap-provisioningdoc>{}", "<characteristic type=\"Registry\">".repeat(100_000));
    let cut =
        "<wap-provisioningdoc>\n<characteristic type=\"Registry\">\n<characteristic type=\"HKCU\\a\">\n";
    let in_tag = format!("{cut}<parm na");
    for (input, rule, message) in [
        (&binary[..], "encoding", "this is no text"),
        (tags.as_bytes(), "nesting-depth", "more than 64 deep"),
        (cut.as_bytes(), "xml-syntax", "`<characteristic>` is never closed, nor are the 2 around it"),
        (in_tag.as_bytes(), "xml-syntax", "the tag `<parm` has no closing `>`"),
        (b"<?xml version='1.0'?><!DOCTYPE wap-prov", "xml-syntax", "declaration that starts here has no end"),
    ] {
        let report = json(&check_stdin(input, &["--format", "json"]));
        let findings = report["findings"].as_array().unwrap();
        let said: Vec<_> = findings.iter().map(|finding| &finding["message"]).collect();
        let of_form = ["encoding", "nesting-depth", "xml-syntax"];
        let told: Vec<_> =
            findings.iter().filter(|finding| of_form.contains(&finding["rule"].as_str().unwrap())).collect();
        assert_eq!(told.len(), 1, "{said:#?}");
        assert_eq!(told[0]["rule"], rule);
        assert!(told[0]["message"].as_str().unwrap().contains(message), "{said:#?}");
        assert!(findings.len() <= 2, "{said:#?}");
    }
}

#[test]
fn all_allowed_findings_are_counted_however_few_are_listed() {
    for number in [99, 100, 101, 250] {
        let parm = "<!-- provsmith: allow name-blank kept -->\n<parm name=\" AlarmOn\" value=\"1\"/>\n";
        let clocks = format!("<characteristic type=\"Clock\">\n{parm}</characteristic>\n").repeat(number);
        let text = format!("<wap-provisioningdoc>\n{clocks}</wap-provisioningdoc>\n");
        let ran = check_stdin(text.as_bytes(), &[]);
        assert!(ran.stderr.contains(&format!("({number} allowed)")), "{number}: {}", ran.stderr);
    }
}

#[test]
fn an_install_that_holds_only_what_no_page_knows_lacks_what_it_needs() {
    let text = "<wap-provisioningdoc><characteristic type=\"Install\"><characteristic type=\"x\">\
        <parm name=\"AppName\" value=\"y\"/></characteristic></characteristic></wap-provisioningdoc>";
    let ran = check_stdin(text.as_bytes(), &[]).exits(1);
    for name in ["AppName", "InstallPhase"] {
        assert!(
            ran.stdout.lines().any(|line| line.starts_with("error[required-parm]") && line.contains(name)),
            "{}",
            ran.stdout
        );
    }
}
