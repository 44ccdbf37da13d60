//! Text of strangers, in certificates, signatures and cabinets, cannot forge lines or move the cursor.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;

use common::{peer, provsmith, run};
use signing::{gcab, identity};

const EVIL: &str = "evil\u{1b}[2J\nforged.cab: good\u{202e}";

/// Asserts that a terminal shows all of it as it stands, and no line that the text brought along.
#[track_caller]
fn assert_tame(said: &str) {
    assert!(!said.contains(['\u{1b}', '\u{202e}', '\r']), "{said:?}");
    assert!(!said.lines().any(|line| line.starts_with("forged.cab")), "{said}");
}

#[test]
fn names_in_certificates_stay_on_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let Some(mut openssl) = peer("openssl") else { return };
    openssl
        .current_dir(folder.path())
        .args(["req", "-x509", "-sha1", "-newkey", "rsa:2048", "-nodes", "-utf8"]);
    openssl.args(["-subj", &format!("/CN={EVIL}"), "-keyout", "x.key", "-out", "x.pem"]);
    run(&mut openssl).exits(0);
    let with = |args: &[&str]| {
        let ran = run(provsmith().current_dir(folder.path()).args(args));
        assert_tame(&ran.stdout);
        assert_tame(&ran.stderr);
        format!("{}{}", ran.stdout, ran.stderr)
    };
    for args in [
        &["cert", "show", "x.pem"] as &[&str],
        &["sign", "a.cab", "--key", "x.key", "--cert", "x.pem"],
        &["verify", "a.cab"],
        &["inspect", "a.cab"],
    ] {
        let said = with(args);
        assert!(args[0] == "sign" || said.contains(r"evil\u{1b}[2J\nforged.cab"), "{args:?}: {said}");
    }
    let key = identity().join("signer.key").display().to_string();
    assert!(with(&["sign", "a.cab", "--key", &key, "--cert", "x.pem"]).contains(r"evil\u{1b}"));
    assert!(cabinet.exists());
}

#[test]
fn what_a_signer_says_of_the_program_stays_on_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    run(provsmith()
        .arg("sign")
        .arg(&cabinet)
        .arg("--identity")
        .arg(identity())
        .args(["--description", EVIL]))
    .exits(0);
    for command in ["verify", "inspect"] {
        let said = run(provsmith().arg(command).arg(&cabinet)).stdout;
        assert_tame(&said);
        assert!(said.contains(r"\u{1b}[2J\nforged.cab: good\u{202e}"), "{said}");
    }
}

#[test]
fn names_of_files_in_a_cabinet_stay_on_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let mut bytes = fs::read(&cabinet).unwrap();
    let name = bytes.windows(10).position(|window| window == b"_setup.xml").unwrap();
    bytes[name..name + 10].copy_from_slice(b"a\x1b[2J\nf.x\x7f");
    fs::write(&cabinet, bytes).unwrap();
    for command in ["inspect", "unpack"] {
        let ran = run(provsmith().arg(command).arg(&cabinet));
        assert_tame(&ran.stdout);
        assert_tame(&ran.stderr);
        let said = ran.stdout + &ran.stderr;
        assert!(said.contains(r"a\u{1b}[2J\nf.x\u{7f}"), "{said}");
    }
}

#[test]
fn values_of_a_document_stay_on_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("a.xml");
    let text = "<wap-provisioningdoc><characteristic type=\"N&#10;forged.cab: good\u{202e}\u{9b}2J\">\
                <parm name=\"a\" value=\"b&#10;forged.cab\"/></characteristic></wap-provisioningdoc>";
    fs::write(&document, text).unwrap();
    let ran = run(provsmith().arg("check").arg(&document));
    assert_tame(&ran.stdout);
    assert!(!ran.stdout.contains('\u{9b}'), "{}", ran.stdout);
    assert!(ran.stdout.contains("unknown-provider"), "{}", ran.stdout);
}
