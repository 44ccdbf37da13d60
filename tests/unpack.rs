//! `unpack`: everything that a cabinet holds arrives, and nothing outside the folder.

#![allow(clippy::unwrap_used)] // helpers beside the tests

mod common;

use std::fs;
use std::path::Path;

use common::{Ran, corpus, provsmith, run};
use tempfile::{TempDir, tempdir};

const DOCUMENT: &str = "<wap-provisioningdoc/>\n";

/// A folder with `a.cab`: `_setup.xml`, `bin\tool.dll`, `bin\sub\x.txt`.
fn folder_with_cabinet() -> TempDir {
    let folder = tempdir().unwrap();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    write("d.xml", DOCUMENT);
    write("1", "one");
    write("2", "two");
    run(provsmith().current_dir(folder.path()).args([
        "pack",
        "d.xml",
        "--file",
        "1=bin/tool.dll",
        "--file",
        "2=bin/sub/x.txt",
        "--compress",
        "mszip",
        "-o",
        "a.cab",
    ]))
    .exits(0);
    folder
}

fn unpack(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).args(["unpack", "a.cab"]).args(arguments))
}

/// Gives the file `1` of the cabinet another name of the same length.
fn rename_in_cabinet(folder: &Path, from: &str, to: &str) {
    let path = folder.join("a.cab");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    fs::write(path, bytes).unwrap();
}

#[test]
fn everything_arrives_in_a_folder_that_is_made() {
    let folder = folder_with_cabinet();
    unpack(folder.path(), &["-C", "out/deep"]).exits(0);
    let read = |name: &str| fs::read_to_string(folder.path().join("out/deep").join(name)).unwrap();
    assert_eq!(read("_setup.xml"), DOCUMENT);
    assert_eq!(read("bin/tool.dll"), "one");
    assert_eq!(read("bin/sub/x.txt"), "two");
}

#[test]
fn only_what_is_named_arrives() {
    let folder = folder_with_cabinet();
    unpack(folder.path(), &["-C", "one", "BIN/TOOL.DLL"]).exits(0);
    assert_eq!(fs::read_to_string(folder.path().join("one/bin/tool.dll")).unwrap(), "one");
    assert!(!folder.path().join("one/_setup.xml").exists());
    unpack(folder.path(), &["-C", "two", "bin/"]).exits(0);
    assert!(
        folder.path().join("two/bin/sub/x.txt").exists() && !folder.path().join("two/_setup.xml").exists()
    );
    let said = unpack(folder.path(), &["-C", "three", "_setpu.xml"]).exits(2).stderr;
    assert!(said.contains("did you mean `_setup.xml`?"), "{said}");
    assert!(!folder.path().join("three").exists());
}

#[test]
fn what_is_there_stays_unless_forced() {
    let folder = folder_with_cabinet();
    fs::create_dir_all(folder.path().join("out/bin")).unwrap();
    fs::write(folder.path().join("out/bin/tool.dll"), "mine").unwrap();
    let said = unpack(folder.path(), &["-C", "out"]).exits(2).stderr;
    assert!(said.contains("is there already") && said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("out/bin/tool.dll")).unwrap(), "mine");
    assert!(!folder.path().join("out/_setup.xml").exists());
    unpack(folder.path(), &["-C", "out", "--force"]).exits(0);
    assert_eq!(fs::read_to_string(folder.path().join("out/bin/tool.dll")).unwrap(), "one");
}

#[test]
fn names_that_lead_outside_are_refused_before_anything_is_written() {
    for name in [
        "..\\evil.dll.",
        "\\in\\tool.dll",
        "c:\\tool.dllx",
        "bin\\..\\..\\zz",
        "bin\\nul.dll!",
        "bin\\tool.dl.",
    ] {
        let folder = folder_with_cabinet();
        rename_in_cabinet(folder.path(), "bin\\tool.dll", &name[..12]);
        let before = fs::read_dir(folder.path()).unwrap().count();
        let said = unpack(folder.path(), &["-C", "out"]).exits(2).stderr;
        assert!(said.contains("nothing was written"), "{name}: {said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before, "{name}");
        // What is asked for by its name is still to be had.
        unpack(folder.path(), &["-C", "out", "_setup.xml"]).exits(0);
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_leads_nothing_outside() {
    let folder = folder_with_cabinet();
    fs::create_dir_all(folder.path().join("out")).unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.path().join("out/bin")).unwrap();
    let said = unpack(folder.path(), &["-C", "out"]).exits(2).stderr;
    assert!(said.contains("is a link"), "{said}");
    assert_eq!(fs::read_dir(folder.path().join("elsewhere")).unwrap().count(), 0);

    // Nor is a link in the place of a file followed.
    fs::remove_file(folder.path().join("out/bin")).unwrap();
    fs::write(folder.path().join("elsewhere/victim"), "whole").unwrap();
    std::os::unix::fs::symlink("../elsewhere/victim", folder.path().join("out/_setup.xml")).unwrap();
    unpack(folder.path(), &["-C", "out"]).exits(2);
    unpack(folder.path(), &["-C", "out", "--force"]).exits(2);
    assert_eq!(fs::read_to_string(folder.path().join("elsewhere/victim")).unwrap(), "whole");
    assert!(!folder.path().join("out/bin").exists());
}

#[test]
fn a_damaged_block_is_named_and_leaves_neither_folder_nor_file() {
    let folder = folder_with_cabinet();
    let path = folder.path().join("a.cab");
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let said = unpack(folder.path(), &["-C", "out"]).exits(2).stderr;
    assert!(said.contains("block 0 of folder 0") && said.contains("checksum"), "{said}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_signed_cabinet_unpacks_as_any_other() {
    let Some(corpus) = corpus() else { return };
    let folder = tempdir().unwrap();
    run(provsmith().arg("unpack").arg(corpus.join("cab/plain.sha1.cab")).arg("-C").arg(folder.path()))
        .exits(0);
    assert_eq!(
        fs::read(folder.path().join("_setup.xml")).unwrap(),
        fs::read(corpus.join("cab/_setup.xml")).unwrap()
    );
}
