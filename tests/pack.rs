//! `pack`: packages of documents, the same bytes for the same input.

#![allow(clippy::unwrap_used)] // helpers beside the tests

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use common::{Ran, peer, provsmith, run};
use tempfile::{TempDir, tempdir};

const DOCUMENT: &str = r#"<wap-provisioningdoc>
  <characteristic type="Sync">
    <characteristic type="Settings">
      <parm name="HeartbeatMin" value="480"/>
      <parm name="HeartbeatDefault" value="900"/>
      <parm name="HeartbeatIncrement" value="120"/>
      <parm name="HeartbeatMax" value="1680"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>
"#;

fn folder_with_document() -> TempDir {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("settings.xml"), DOCUMENT).unwrap();
    folder
}

fn pack(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).arg("pack").args(arguments))
}

#[test]
fn a_stored_package_is_byte_for_byte_that_of_gcab() {
    let Some(mut gcab) = peer("gcab") else { return };
    let folder = folder_with_document();
    // An odd second, which the format cannot hold.
    let seconds = 1_199_188_801;
    fs::write(folder.path().join("_setup.xml"), DOCUMENT).unwrap();
    fs::File::options()
        .append(true)
        .open(folder.path().join("_setup.xml"))
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
        .unwrap();
    run(gcab.current_dir(folder.path()).env("TZ", "UTC").args(["-c", "-n", "gcab.cab", "_setup.xml"]))
        .exits(0);
    run(provsmith().current_dir(folder.path()).env("SOURCE_DATE_EPOCH", seconds.to_string()).args([
        "pack",
        "settings.xml",
        "-o",
        "ours.cab",
    ]))
    .exits(0);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("ours.cab"), read("gcab.cab"));
}

#[test]
fn a_cpf_and_a_cab_of_one_document_are_the_same_bytes() {
    let folder = folder_with_document();
    pack(folder.path(), &["settings.xml", "-o", "a.cab"]).exits(0);
    let said = pack(folder.path(), &["settings.xml", "-o", "b.CPF"]).exits(0).stderr;
    assert!(said.contains("cannot ask the user"), "{said}");
    assert_eq!(
        fs::read(folder.path().join("a.cab")).unwrap(),
        fs::read(folder.path().join("b.CPF")).unwrap()
    );
}

#[test]
fn the_date_of_the_document_and_the_clock_do_not_matter() {
    let folder = folder_with_document();
    pack(folder.path(), &["settings.xml", "-o", "a.cab"]).exits(0);
    fs::File::options()
        .append(true)
        .open(folder.path().join("settings.xml"))
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH)
        .unwrap();
    pack(folder.path(), &["settings.xml", "-o", "b.cab"]).exits(0);
    assert_eq!(
        fs::read(folder.path().join("a.cab")).unwrap(),
        fs::read(folder.path().join("b.cab")).unwrap()
    );
}

#[test]
fn a_date_that_is_no_number_is_refused_and_what_stood_there_stays() {
    let folder = folder_with_document();
    fs::write(folder.path().join("a.cab"), "old").unwrap();
    let said = run(provsmith().current_dir(folder.path()).env("SOURCE_DATE_EPOCH", "today").args([
        "pack",
        "settings.xml",
        "-o",
        "a.cab",
    ]))
    .exits(2)
    .stderr;
    assert!(said.contains("SOURCE_DATE_EPOCH is `today`"), "{said}");
    assert_eq!(fs::read(folder.path().join("a.cab")).unwrap(), b"old");
}

#[test]
fn files_are_added_under_their_own_or_a_given_name() {
    let Some(mut cabextract) = peer("cabextract") else { return };
    let folder = folder_with_document();
    fs::create_dir(folder.path().join("bin")).unwrap();
    fs::write(folder.path().join("bin/tool.dll"), "dll").unwrap();
    fs::write(folder.path().join("a=b.txt"), "equals").unwrap();
    pack(
        folder.path(),
        &[
            "settings.xml",
            "--file",
            "bin/tool.dll",
            "--file",
            "bin/tool.dll=sub/x.dll",
            "--file",
            "a=b.txt",
            "-o",
            "a.cab",
            "--compress",
            "mszip",
        ],
    )
    .exits(0);
    run(cabextract.current_dir(folder.path()).args(["-q", "-d", "out", "a.cab"])).exits(0);
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    assert_eq!(read("_setup.xml"), DOCUMENT);
    assert_eq!(read("tool.dll"), "dll");
    assert_eq!(read("sub/x.dll"), "dll");
    assert_eq!(read("a=b.txt"), "equals");
}

#[test]
fn a_large_file_is_packed_whole() {
    let Some(mut cabextract) = peer("cabextract") else { return };
    let folder = folder_with_document();
    let large: Vec<u8> = (0..5_000_000_u32).map(|number| (number / 7 % 251).to_le_bytes()[0]).collect();
    fs::write(folder.path().join("large.bin"), &large).unwrap();
    for compress in ["none", "mszip"] {
        pack(folder.path(), &["settings.xml", "--file", "large.bin", "-o", "a.cab", "--compress", compress])
            .exits(0);
        run(cabextract.current_dir(folder.path()).args(["-q", "-d", compress, "a.cab"])).exits(0);
        assert!(fs::read(folder.path().join(compress).join("large.bin")).unwrap() == large, "{compress}");
    }
}

#[test]
fn a_byte_order_mark_is_left_out_with_a_word() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.xml"), format!("\u{feff}{DOCUMENT}")).unwrap();
    let said = pack(folder.path(), &["a.xml", "-o", "a.cab"]).exits(0).stderr;
    assert!(said.contains("byte order mark"), "{said}");
    run(provsmith().current_dir(folder.path()).args(["unpack", "a.cab"])).exits(0);
    assert_eq!(fs::read_to_string(folder.path().join("_setup.xml")).unwrap(), DOCUMENT);
}

#[test]
fn a_document_comes_from_standard_input() {
    let folder = folder_with_document();
    pack(folder.path(), &["settings.xml", "-o", "a.cab"]).exits(0);
    let mut child = provsmith()
        .current_dir(folder.path())
        .args(["pack", "-", "-o", "b.cab"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(DOCUMENT.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(
        fs::read(folder.path().join("a.cab")).unwrap(),
        fs::read(folder.path().join("b.cab")).unwrap()
    );
}

#[test]
fn a_document_with_errors_is_shown_and_not_packed() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.xml"), DOCUMENT.replace(r#"name="HeartbeatMin" "#, "")).unwrap();
    fs::write(folder.path().join("a.cab"), "old").unwrap();
    let said = pack(folder.path(), &["a.xml", "-o", "a.cab"]).exits(1).stderr;
    assert!(said.contains("a.xml:4:") && said.contains("not packed"), "{said}");
    assert_eq!(fs::read(folder.path().join("a.cab")).unwrap(), b"old");
}

#[test]
fn names_that_no_reader_should_get_are_refused() {
    let folder = folder_with_document();
    fs::write(folder.path().join("f"), "").unwrap();
    let long = format!("f={}", "x".repeat(256));
    for argument in [
        "f=",
        "f=/abs",
        "f=\\abs",
        "f=C:\\x",
        "f=../x",
        "f=a\\..\\..\\x",
        "f=_SETUP.XML",
        "f=CON",
        "f=x.",
        "f= x ",
        "f=a*?",
        "f=_setup.xml/a",
        "missing",
        long.as_str(),
    ] {
        let said = pack(folder.path(), &["settings.xml", "--file", argument, "-o", "a.cab"]).exits(2).stderr;
        assert!(said.starts_with("error: "), "{argument}: {said}");
        assert!(!folder.path().join("a.cab").exists(), "{argument}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a temporary file was left");
}

#[test]
fn what_cannot_be_a_package_is_refused() {
    let folder = folder_with_document();
    fs::write(folder.path().join("f"), "").unwrap();
    fs::write(folder.path().join("syncml.xml"), "<SyncML><SyncBody/></SyncML>").unwrap();
    for (arguments, said) in [
        (&["settings.xml", "-o", "a.zip"][..], "neither a .cab nor a .cpf"),
        (&["settings.xml", "--file", "f", "-o", "a.cpf"], "holds the document alone"),
        (&["syncml.xml", "-o", "a.cab"], "a SyncML message, not a wap-provisioningdoc"),
        (&["f", "-o", "a.cab"], "not a wap-provisioningdoc"),
        (&["settings.xml"], "--output"),
    ] {
        let stderr = pack(folder.path(), arguments).exits(2).stderr;
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_date_that_no_cabinet_can_hold_is_moved_with_a_word() {
    let folder = folder_with_document();
    for (seconds, is_moved) in [("0", true), ("315532800", false), ("4354819200", true)] {
        let said = run(provsmith().current_dir(folder.path()).env("SOURCE_DATE_EPOCH", seconds).args([
            "pack",
            "settings.xml",
            "-o",
            "a.cab",
        ]))
        .exits(0)
        .stderr;
        assert_eq!(said.contains("from 1980 to 2107"), is_moved, "{seconds}: {said}");
    }
}
