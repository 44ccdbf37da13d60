//! Where output goes: whole to where it was sent, never over an input, and a reader that leaves is no failure.
#![allow(clippy::unwrap_used)] // helpers beside the tests

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use common::{provsmith, run};
use signing::identity;
use tempfile::{TempDir, tempdir};

/// A folder with `d.xml`, `a.cab` of it, and a copy of the test identity in `id`.
fn folder_with_cabinet() -> TempDir {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("d.xml"), "<wap-provisioningdoc/>\n").unwrap();
    run(provsmith().current_dir(folder.path()).args(["pack", "d.xml", "-o", "a.cab"])).exits(0);
    fs::create_dir(folder.path().join("id")).unwrap();
    for file in fs::read_dir(identity()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join("id").join(file.file_name())).unwrap();
    }
    folder
}

fn provsmith_in(folder: &Path, arguments: &[&str]) -> common::Ran {
    run(provsmith().current_dir(folder).args(arguments))
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let folder = folder_with_cabinet();
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    fs::write(folder.path().join("f.cab"), "to be packed").unwrap();
    for (arguments, kept) in [
        (
            &["sign", "a.cab", "--key", "id/signer.key", "--cert", "id/signer.pem", "-o", "id/signer.key"][..],
            "id/signer.key",
        ),
        (
            &["sign", "a.cab", "--key", "id/signer.key", "--cert", "id/signer.pem", "-o", "./id/signer.pem"],
            "id/signer.pem",
        ),
        (&["sign", "a.cab", "--identity", "id", "-o", "id/root.pem"], "id/root.pem"),
        (&["pack", "d.xml", "--file", "f.cab", "-o", "f.cab"], "f.cab"),
        (
            &["new", "certificate", "--certificate", "id/root.pem", "--store", "ROOT", "-o", "id/root.pem"],
            "id/root.pem",
        ),
    ] {
        let before = read(kept);
        let said = provsmith_in(folder.path(), arguments).exits(2).stderr;
        assert!(said.contains("would overwrite the input"), "{arguments:?}: {said}");
        assert!(read(kept) == before, "{arguments:?}");
    }
    // The files of each command that its flags name, whatever they are.
    fs::write(folder.path().join("pin"), "1234\n").unwrap();
    fs::write(folder.path().join("phone.toml"), "release = \"wm6.1\"\nclass = \"standard\"\n").unwrap();
    let gprs = "<wap-provisioningdoc><characteristic type=\"CM_GPRSEntries\"/></wap-provisioningdoc>\n";
    fs::write(folder.path().join("g.xml"), gprs).unwrap();
    let link = ["--href", "https://mdm.example.com/a.cab"];
    let si = [&["push", "si", "--text", "t"][..], &link, &["--encoding", "wbxml"]].concat();
    let cp = ["push", "cp", "g.xml", "--sec", "userpin", "--encoding", "wbxml", "--pin-file", "pin"];
    let bodies = ["dm", "message", "g.xml", "--device", "imei:1", "--server", "https://dm.example.com"];
    let enrol = ["cert", "enrol", "id/root.pem", "--store", "ROOT"];
    let simulate =
        ["simulate", "a.cab", "--device", "phone.toml", "--channel", "open", "--accept", "unknown"];
    for (command, more, kept) in [
        (&["sign", "a.cab", "--identity", "id", "--device", "phone.toml"][..], &[][..], "phone.toml"),
        (
            &["sign", "a.cab", "--key", "id/signer.key", "--cert", "id/signer.pem"],
            &["--password-file", "pin"],
            "pin",
        ),
        (&si, &["--device", "phone.toml"], "phone.toml"),
        (
            &["push", "sl", "--href", "https://a.example", "--encoding", "xml"],
            &["--device", "phone.toml"],
            "phone.toml",
        ),
        (&cp, &[], "pin"),
        (&cp, &[], "g.xml"),
        (&bodies, &[], "g.xml"),
        (&["dm", "message", "g.xml", "--answer", "d.xml"], &[], "d.xml"),
        (&enrol, &[], "id/root.pem"),
        (&enrol, &["--password-file", "pin"], "./pin"),
        (&["convert", "d.xml"], &[], "d.xml"),
        (&["device", "import", "d.xml", "--os", "wm6", "--class", "standard"], &[], "d.xml"),
        (&["pack", "d.xml"], &[], "./d.xml"),
    ] {
        let before = read(kept);
        let said = provsmith_in(folder.path(), &[command, more, &["-o", kept]].concat()).exits(2).stderr;
        assert!(
            said.contains("would overwrite the input") || kept == "./d.xml",
            "{command:?} {more:?}: {said}"
        );
        assert!(read(kept) == before, "{command:?}");
    }
    for kept in ["phone.toml", "a.cab"] {
        let said = provsmith_in(folder.path(), &[&simulate[..], &["--write-profile", kept]].concat())
            .exits(2)
            .stderr;
        assert!(said.contains("would overwrite the input"), "{said}");
    }
    // Signing in place is meant, by either name.
    provsmith_in(folder.path(), &["sign", "a.cab", "--identity", "id"]).exits(0);
    provsmith_in(folder.path(), &["sign", "a.cab", "--identity", "id", "-o", "a.cab"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_pipe_gets_the_whole_output_and_stays_a_pipe() {
    let Some(mut mkfifo) = common::peer("mkfifo") else { return };
    let folder = folder_with_cabinet();
    let pipe = folder.path().join("p");
    run(mkfifo.arg(&pipe)).exits(0);
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    provsmith_in(folder.path(), &["sign", "a.cab", "--identity", "id", "-o", "p"]).exits(0);
    provsmith_in(folder.path(), &["sign", "a.cab", "--identity", "id", "-o", "b.cab"]).exits(0);
    assert!(reader.join().unwrap() == fs::read(folder.path().join("b.cab")).unwrap());
    assert!(!pipe.metadata().unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn a_full_standard_output_is_named() {
    let Ok(full) = fs::File::options().write(true).open("/dev/full") else { return };
    let folder = folder_with_cabinet();
    for arguments in
        [&["sign", "a.cab", "--identity", "id", "-o", "-"][..], &["inspect", "a.cab", "--format", "json"]]
    {
        let said =
            run(provsmith().current_dir(folder.path()).args(arguments).stdout(full.try_clone().unwrap()));
        let said = said.exits(2).stderr;
        assert!(said.contains("cannot write standard output"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_changes_no_answer_whatever_the_format() {
    let folder = folder_with_cabinet();
    fs::write(folder.path().join("bad.xml"), "<wap-provisiongdoc/>").unwrap();
    fs::copy(folder.path().join("a.cab"), folder.path().join("unsigned.cab")).unwrap();
    provsmith_in(folder.path(), &["sign", "a.cab", "--identity", "id"]).exits(0);
    for (arguments, answer) in [
        (&["inspect", "a.cab"][..], 0),
        (&["verify", "a.cab", "--trust", "id/root.pem"], 0),
        (&["verify", "unsigned.cab"], 1),
        (&["cert", "show", "a.cab"], 0),
        (&["check", "a.cab"], 0),
        (&["check", "bad.xml"], 1),
    ] {
        let mut child = provsmith()
            .current_dir(folder.path())
            .args(arguments)
            .args(["--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let status = child.wait().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(status.code() == Some(answer) && !said.contains("error:"), "{arguments:?}: {status} {said}");
    }
}

#[test]
fn a_cause_is_said_once_and_a_missing_folder_is_named() {
    let folder = folder_with_cabinet();
    for (arguments, once) in [
        (&["sign", "a.cab", "--key", "nope.key", "--cert", "id/signer.pem"][..], "os error 2"),
        (&["pack", "d.xml", "--file", "nope.exe", "-o", "b.cab"], "os error 2"),
        (&["check", "nope.xml"], "os error 2"),
        (&["build", "nope.toml"], "os error 2"),
        (&["pack", "d.xml", "-o", "nodir/b.cab"], "the folder `nodir` is not there"),
    ] {
        let said = provsmith_in(folder.path(), arguments).exits(2).stderr;
        assert_eq!(said.matches(once).count(), 1, "{arguments:?}: {said}");
        assert!(!said.contains(".provsmith-"), "{said}");
    }
}

#[test]
fn standard_input_is_read_by_every_command_that_takes_a_cabinet() {
    let folder = folder_with_cabinet();
    for arguments in [
        &["inspect", "-"][..],
        &["unpack", "-", "-C", "out"],
        &["sign", "-", "--identity", "id", "-o", "s.cab"],
    ] {
        let cabinet = fs::File::open(folder.path().join("a.cab")).unwrap();
        run(provsmith().current_dir(folder.path()).args(arguments).stdin(cabinet)).exits(0);
    }
    assert!(folder.path().join("out/_setup.xml").is_file());
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_not_read_forever() {
    let folder = folder_with_cabinet();
    for arguments in [
        &["cert", "show", "/dev/zero"][..],
        &["verify", "a.cab", "--trust", "/dev/zero"],
        &["sign", "a.cab", "--pkcs12", "/dev/zero"],
        &["sign", "a.cab", "--key", "/dev/zero", "--cert", "id/signer.pem"],
        &["check", "/dev/zero"],
        &["build", "/dev/zero"],
    ] {
        provsmith_in(folder.path(), arguments).exits(2);
    }
}
