//! `convert`: documents between text and WBXML, and between the two models, one or many at once.
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

#[path = "common/binary.rs"]
mod binary;

use std::fs;
use std::path::{Path, PathBuf};

use binary::{expected, pairs, plain, read_by_peer, tree, vectors, without_empty_times};
use common::{Ran, provsmith, run};

const SETTINGS: &str = "<wap-provisioningdoc>\n  <characteristic type=\"Registry\">\n    <characteristic type=\"HKLM\\Software\\Example\">\n      <noparm name=\"Old\"/>\n    </characteristic>\n  </characteristic>\n</wap-provisioningdoc>\n";

/// `provsmith convert` in a folder with the files that are given.
struct Work(tempfile::TempDir);

impl Work {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let work = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            let path = work.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        work
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn convert(&self, arguments: &str) -> Ran {
        run(provsmith().current_dir(&self.0).arg("convert").args(arguments.split_whitespace()))
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

fn hex_of(encoding: &serde_json::Value) -> Vec<u8> {
    hex::decode(encoding["hex"].as_str().unwrap()).unwrap()
}

#[test]
fn every_good_encoding_of_the_vectors_becomes_its_document_in_one_call() {
    let work = Work::with(&[]);
    fs::create_dir(work.path("binary")).unwrap();
    let mut wanted = Vec::new();
    for vector in vectors().unwrap_or_default() {
        let forms = vector["encodings"].as_array().unwrap().iter().filter(|form| form["bad"].is_null());
        for (index, form) in forms.enumerate() {
            let name = format!("{}-{index}", vector["id"].as_str().unwrap());
            fs::write(work.path(&format!("binary/{name}.wbxml")), hex_of(form)).unwrap();
            wanted.push((name, expected(&vector)));
        }
    }
    if wanted.is_empty() {
        return;
    }
    work.convert("binary -o text").exits(0);
    for (name, document) in wanted {
        assert_eq!(plain(&tree(&work.text(&format!("text/{name}.xml")))), plain(&document), "{name}");
    }
}

#[test]
fn every_vector_becomes_bytes_that_are_those_of_others_or_that_libwbxml_reads_alike() {
    let work = Work::with(&[]);
    fs::create_dir(work.path("text")).unwrap();
    let vectors = vectors().unwrap_or_default();
    for vector in &vectors {
        let name = format!("text/{}.xml", vector["id"].as_str().unwrap());
        fs::write(work.path(&name), vector["xml"].as_str().unwrap()).unwrap();
    }
    if vectors.is_empty() {
        return;
    }
    work.convert("text --encoding wbxml --literal -o binary").exits(0);
    let mut same_bytes = 0;
    for vector in &vectors {
        let id = vector["id"].as_str().unwrap();
        let ours = fs::read(work.path(&format!("binary/{id}.wbxml"))).unwrap();
        let mut forms = vector["encodings"].as_array().unwrap().iter().filter(|form| form["bad"].is_null());
        // The first octet is the version, which is free.
        if forms.any(|form| hex_of(form)[1..] == ours[1..]) {
            same_bytes += 1;
            continue;
        }
        let Some(read) = read_by_peer(&ours, work.0.path()) else { return };
        assert_eq!(plain(&read), plain(&expected(vector)), "{id}");
    }
    assert!(same_bytes > 30, "{same_bytes} have the bytes of another program");
}

#[test]
fn the_binary_files_of_the_corpus_become_the_documents_beside_them_and_bytes_again() {
    let pairs = pairs();
    if pairs.is_empty() {
        return;
    }
    let work = Work::with(&[]);
    for folder in ["came", "plain"] {
        fs::create_dir(work.path(folder)).unwrap();
    }
    for (name, bytes, text) in &pairs {
        fs::write(work.path("came").join(name), bytes).unwrap();
        let path = work.path("plain").join(name).with_extension("xml");
        fs::write(path, without_empty_times(text)).unwrap();
    }
    work.convert("came -o text").exits(0);
    work.convert("plain --encoding wbxml --literal -o binary").exits(0);
    for (name, _, text) in &pairs {
        let read = fs::read_to_string(work.path("text").join(name).with_extension("xml")).unwrap();
        assert_eq!(plain(&tree(&read)), plain(&tree(text)), "{name}");
        let written = fs::read(work.path("binary").join(name)).unwrap();
        let Some(read) = read_by_peer(&written, work.0.path()) else { return };
        assert_eq!(plain(&read), plain(&tree(&without_empty_times(text))), "{name}");
    }
}

#[test]
fn a_document_goes_to_binary_and_back_by_standard_input_and_output() {
    let work = Work::with(&[("a.xml", SETTINGS.as_bytes())]);
    let shell = |command: &str| {
        let command = command.replace("provsmith", env!("CARGO_BIN_EXE_provsmith"));
        run(std::process::Command::new("sh").current_dir(&work.0).arg("-c").arg(command))
    };
    let said = shell("provsmith convert --encoding wbxml - < a.xml | provsmith convert -").exits(0);
    assert_eq!(said.stdout, SETTINGS);
    assert_eq!(said.stderr, "");
}

#[test]
fn the_choices_of_form_are_made_by_flags() {
    let work = Work::with(&[("a.xml", SETTINGS.as_bytes())]);
    for (flags, part) in [
        ("", "00c8a3"),                  // noparm is 23 on tag page 200
        ("--tokens", "00c907"),          // type Registry is 07 on attribute page 201
        ("--literal", "6e6f7061726d00"), // noparm, in words
        ("--wm2003", "a3"),              // noparm is 23 on tag page 0
        ("--wbxml-version 1.1", "010b6a00"),
        ("--public-id text", "0300006a1e2d2f2f"),
    ] {
        work.convert(&format!("a.xml --encoding wbxml {flags} -o a.wbxml")).exits(0);
        let bytes = hex::encode(fs::read(work.path("a.wbxml")).unwrap());
        assert!(bytes.contains(part), "{flags}: {bytes}");
        let reading = if flags == "--wm2003" { flags } else { "" };
        assert_eq!(work.convert(&format!("a.wbxml {reading}")).exits(0).stdout, SETTINGS, "{flags}");
    }
    let bearer = "<wap-provisioningdoc><characteristic type=\"NAPDEF\"><parm name=\"BEARER\" value=\"GSM-GPRS\"/><parm name=\"A\" value=\"GSM-GPRS\"/></characteristic></wap-provisioningdoc>";
    fs::write(work.path("b.xml"), bearer).unwrap();
    let made = |flags: &str| {
        work.convert(&format!("b.xml --encoding wbxml {flags} -o b.wbxml")).exits(0);
        hex::encode(fs::read(work.path("b.wbxml")).unwrap())
    };
    let text = hex::encode("GSM-GPRS");
    assert_eq!(made("").matches(&text).count(), 0);
    assert_eq!(made("--inline").matches(&text).count(), 2);
    assert_eq!(made("--inline --string-table").matches(&text).count(), 1);
    let said = work.convert("a.xml --tokens").exits(2).stderr;
    assert!(said.contains("need --encoding wbxml"), "{said}");
}

#[test]
fn settings_change_their_model_and_what_is_lost_is_said() {
    let work = Work::with(&[("a.xml", SETTINGS.as_bytes())]);
    let body = work.convert("a.xml --as syncml").exits(0).stdout;
    assert!(body.contains("<Delete>") && body.contains("./Vendor/MSFT/Registry/HKLM"), "{body}");
    fs::write(work.path("body.xml"), &body).unwrap();
    assert_eq!(work.convert("body.xml --as wap").exits(0).stdout, SETTINGS);
    assert_eq!(work.convert("a.xml --as wap").exits(0).stdout, SETTINGS);
    let exec = "<SyncBody><Exec><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/RemoteWipe</LocURI></Target></Item></Exec></SyncBody>";
    fs::write(work.path("exec.xml"), exec).unwrap();
    let said = work.convert("exec.xml --as wap").exits(0).stderr;
    assert!(said.contains("note: exec.xml: Exec of `./Vendor/MSFT/RemoteWipe`"), "{said}");
    fs::write(work.path("a.si"), "<si><indication>x</indication></si>").unwrap();
    let said = work.convert("a.si --as syncml").exits(2).stderr;
    assert!(said.contains("`si` is neither"), "{said}");
}

#[test]
fn a_package_gives_its_settings() {
    let work = Work::with(&[("a.xml", SETTINGS.as_bytes())]);
    run(provsmith().current_dir(&work.0).args(["pack", "a.xml", "-o", "a.cpf"])).exits(0);
    assert_eq!(work.convert("a.cpf").exits(0).stdout, SETTINGS);
}

#[test]
fn what_cannot_be_converted_keeps_nothing_else_from_it() {
    let broken = "<wap-provisioningdoc>\n  <characteristic type=\"A\">\n";
    let work = Work::with(&[
        ("in/a.xml", SETTINGS.as_bytes()),
        ("in/b.xml", broken.as_bytes()),
        ("in/c.wbxml", b"\x03\x0b\x6a\x00\x45\xC6\x7F"),
        ("in/d.xml", SETTINGS.as_bytes()),
    ]);
    let said = work.convert("in --encoding wbxml -o out").exits(1).stderr;
    assert!(said.contains("cannot convert `in/b.xml`: at 2:3: "), "{said}");
    assert!(said.contains("cannot convert `in/c.wbxml`: at byte 6 (hexadecimal 6)"), "{said}");
    assert!(said.contains("2 of 4 documents"), "{said}");
    let mut names: Vec<_> =
        fs::read_dir(work.path("out")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.wbxml", "d.wbxml"]);
    work.convert("in/b.xml -o b.out").exits(2);
    assert!(!work.path("b.out").exists());
}

#[test]
fn no_document_takes_the_place_of_another() {
    let work = Work::with(&[("x/a.xml", SETTINGS.as_bytes()), ("y/a.xml", SETTINGS.as_bytes())]);
    let said = work.convert("x y --encoding wbxml -o out").exits(2).stderr;
    assert!(said.contains("would both become `out"), "{said}");
    let said = work.convert("x --encoding xml -o x").exits(2).stderr;
    assert!(said.contains("overwrite the input"), "{said}");
    assert_eq!(work.text("x/a.xml"), SETTINGS);
    let said = work.convert("x y --encoding wbxml").exits(2).stderr;
    assert!(said.contains("give -o a folder"), "{said}");
}

#[test]
fn what_windows_mobile_2003_wrote_is_told_when_it_is_read_as_omas() {
    let work = Work::with(&[("a.xml", SETTINGS.as_bytes())]);
    work.convert("a.xml --encoding wbxml --wm2003 -o a.wbxml").exits(0);
    let said = work.convert("a.wbxml").exits(2).stderr;
    assert!(said.contains("--wm2003"), "{said}");
    assert_eq!(work.convert("a.wbxml --wm2003").exits(0).stdout, SETTINGS);
}

#[test]
fn bytes_of_a_picture_stay_bytes() {
    let picture = "R0lGODlhIAAgAPMAAP//AP8z";
    let text = format!(
        "<CHARACTERISTIC-LIST>\n  <CHARACTERISTIC TYPE=\"BOOKMARK\">\n    <PARM NAME=\"ICON\" VALUE=\"{picture}\"/>\n  </CHARACTERISTIC>\n</CHARACTERISTIC-LIST>\n"
    );
    let work = Work::with(&[("a.xml", text.as_bytes())]);
    work.convert("a.xml --encoding wbxml -o a.wbxml").exits(0);
    let bytes = fs::read(work.path("a.wbxml")).unwrap();
    assert!(bytes.windows(6).any(|window| window == b"GIF89a"), "{bytes:02x?}");
    assert_eq!(work.convert("a.wbxml").exits(0).stdout, text);
    let Some(read) = read_by_peer(&bytes, Path::new(work.0.path())) else { return };
    assert_eq!(plain(&read), plain(&tree(&text)));
}
