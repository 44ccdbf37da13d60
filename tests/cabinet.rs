//! Cabinets: what we write is read by programs that no one here wrote, what they write is read by us.

#![allow(clippy::unwrap_used)] // helpers beside the tests

mod common;

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use common::{corpus, peer, run};
use proptest::prelude::*;
use provsmith::cabinet::layout::{Layout, LayoutError, Oddity};
use provsmith::cabinet::{Cabinet, Content, DosTime, MemberName, NewFile, Packing, ReadError, WriteError};
use tempfile::tempdir;

const UNLIMITED: u32 = u32::MAX;

fn cabinet(files: &[(&str, &[u8])], packing: Packing) -> Vec<u8> {
    let files = files
        .iter()
        .map(|(name, bytes)| NewFile {
            name: MemberName::new(name).unwrap(),
            content: Content::Bytes(bytes.to_vec()),
        })
        .collect();
    let mut out = Cursor::new(Vec::new());
    provsmith::cabinet::write(&mut out, files, packing, DosTime::FIRST).unwrap();
    out.into_inner()
}

fn read_all(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let mut cabinet = Cabinet::open(Cursor::new(bytes))?;
    let names: Vec<String> = cabinet.layout().files.iter().map(|file| file.name().into_owned()).collect();
    names.into_iter().enumerate().map(|(index, name)| Ok((name, cabinet.read(index, UNLIMITED)?))).collect()
}

/// Bytes that look random and are the same on every run (xorshift, Marsaglia 2003).
fn noise(length: usize, symbols: u8) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3] % symbols
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Contents at the edges of the format, and those that make a deflate encoder use a single distance.
fn telling_contents() -> Vec<(&'static str, Vec<u8>)> {
    let mut one_run = noise(30_000, 200);
    one_run[10_000..10_040].fill(7);
    vec![
        ("empty", Vec::new()),
        ("one", b"x".to_vec()),
        ("equal-100000", vec![b'a'; 100_000]),
        ("equal-32768", vec![0; 32_768]),
        ("one-run", one_run),
        ("32767", noise(32_767, 16)),
        ("32768", noise(32_768, 16)),
        ("32769", noise(32_769, 16)),
        ("100000", noise(100_000, 16)),
        ("incompressible", noise(100_000, 255)),
    ]
}

#[test]
fn cabextract_7z_and_gcab_read_what_we_write() {
    let folder = tempdir().unwrap();
    for packing in [Packing::Stored, Packing::MsZip] {
        for (name, content) in telling_contents() {
            let path = folder.path().join(format!("{name}-{packing:?}.cab"));
            fs::write(&path, cabinet(&[("_setup.xml", &content), ("second\\name", b"2")], packing)).unwrap();
            is_accepted_and_holds(&path, "_setup.xml", &content);
        }
    }
}

/// Every program accepts the cabinet and takes the same bytes out of it.
#[track_caller]
fn is_accepted_and_holds(path: &Path, name: &str, content: &[u8]) {
    if let Some(mut cabextract) = peer("cabextract") {
        run(cabextract.arg("-t").arg(path)).exits(0);
    }
    if let Some(mut seven_zip) = peer("7z") {
        run(seven_zip.arg("t").arg(path)).exits(0);
    }
    if let Some(mut gcab) = peer("gcab") {
        let folder = tempdir().unwrap();
        run(gcab.arg("-x").arg("-C").arg(folder.path()).arg(path)).exits(0);
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), content, "gcab, {}", path.display());
    }
}

#[test]
fn a_cabinet_of_one_empty_file_is_accepted() {
    let folder = tempdir().unwrap();
    for packing in [Packing::Stored, Packing::MsZip] {
        let path = folder.path().join("empty.cab");
        fs::write(&path, cabinet(&[("a", b"")], packing)).unwrap();
        is_accepted_and_holds(&path, "a", b"");
        assert_eq!(read_all(&fs::read(&path).unwrap()).unwrap(), [("a".to_owned(), Vec::new())]);
    }
}

#[test]
fn names_beyond_ascii_arrive_at_7z() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("names.cab");
    fs::write(&path, cabinet(&[("Größe\\日本.txt", b"x")], Packing::Stored)).unwrap();
    if let Some(mut seven_zip) = peer("7z") {
        let listing = run(seven_zip.args(["l", "-slt", "-sccUTF-8"]).arg(&path)).exits(0).stdout;
        assert!(listing.contains("Größe") && listing.contains("日本.txt"), "{listing}");
    }
    assert_eq!(read_all(&fs::read(&path).unwrap()).unwrap()[0].0, "Größe\\日本.txt");
}

#[test]
fn what_gcab_writes_is_read() {
    for compress in [None, Some("-z")] {
        let Some(mut gcab) = peer("gcab") else { return };
        let folder = tempdir().unwrap();
        let contents = telling_contents();
        for (name, content) in &contents {
            fs::write(folder.path().join(name), content).unwrap();
        }
        gcab.current_dir(folder.path()).args(["-c", "-n"]).args(compress).arg("all.cab");
        run(gcab.args(contents.iter().map(|(name, _)| name))).exits(0);
        let read = read_all(&fs::read(folder.path().join("all.cab")).unwrap()).unwrap();
        let expected: Vec<_> =
            contents.into_iter().map(|(name, content)| (name.to_owned(), content)).collect();
        assert!(read == expected, "gcab {compress:?}");
    }
}

#[test]
fn the_cabinets_of_other_tools_are_read() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("cab");
    let document = fs::read(folder.join("_setup.xml")).unwrap();
    for name in [
        "plain.cab",
        "mszip.cab",
        "plain.sha1.cab",
        "plain.sha256.cab",
        "mszip.sha1.legacy-ts.cab",
        "mszip.sha256.rfc3161.cab",
    ] {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert_eq!(Layout::read(Cursor::new(&bytes)).unwrap().oddities, [], "{name}");
        assert_eq!(read_all(&bytes).unwrap(), [("_setup.xml".to_owned(), document.clone())], "{name}");
    }
    let pattern = b"0123456789abcdef".repeat(2500);
    for name in ["two-blocks-independent.cab", "two-blocks-history.cab"] {
        let read = read_all(&fs::read(folder.join(name)).unwrap()).unwrap();
        assert!(read == [("pattern.txt".to_owned(), pattern.clone())], "{name}");
    }
    let bytes = fs::read(folder.join("cabwiz-style.cab")).unwrap();
    let layout = Layout::read(Cursor::new(&bytes)).unwrap();
    assert_eq!((layout.header.reserve.folder, layout.folders[0].reserve.len()), (40, 40));
    let names: Vec<_> = read_all(&bytes).unwrap().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["SAMPLE~1.000", "_setup.xml"]);
}

/// The place of a signature is that which osslsigncode wrote.
#[test]
fn the_signature_of_a_signed_cabinet_is_found() {
    let Some(corpus) = corpus() else { return };
    let bytes = fs::read(corpus.join("cab/plain.sha1.cab")).unwrap();
    let layout = Layout::read(Cursor::new(&bytes)).unwrap();
    let signature = layout.signature().unwrap();
    assert_eq!(signature.start, u64::from(layout.header.cabinet_length));
    assert_eq!(signature.end, bytes.len() as u64);
    // A DER SEQUENCE with a two-byte length.
    let start = usize::try_from(signature.start).unwrap();
    assert_eq!(bytes[start..start + 2], [0x30, 0x82]);
}

#[test]
fn every_truncation_of_a_cabinet_is_an_error() {
    for packing in [Packing::Stored, Packing::MsZip] {
        let bytes = cabinet(&[("_setup.xml", b"<wap-provisioningdoc/>"), ("b", b"second")], packing);
        for length in 0..bytes.len() {
            assert!(read_all(&bytes[..length]).is_err(), "{length} of {}", bytes.len());
        }
    }
}

#[test]
fn every_changed_byte_of_the_content_is_noticed() {
    for packing in [Packing::Stored, Packing::MsZip] {
        let bytes = cabinet(&[("_setup.xml", b"<wap-provisioningdoc/>")], packing);
        let data = usize::try_from(Layout::read(Cursor::new(&bytes)).unwrap().folders[0].data.start).unwrap();
        for offset in data + 8..bytes.len() {
            let mut changed = bytes.clone();
            changed[offset] ^= 0x10;
            let error = read_all(&changed).unwrap_err();
            assert!(matches!(error, ReadError::Checksum { folder: 0, block: 0, .. }), "{offset}: {error}");
        }
    }
}

#[test]
fn a_block_without_checksum_is_read_and_reported() {
    let mut bytes = cabinet(&[("a", b"content")], Packing::Stored);
    let layout = Layout::read(Cursor::new(&bytes)).unwrap();
    let data = usize::try_from(layout.folders[0].data.start).unwrap();
    bytes[data..data + 4].fill(0);
    let layout = Layout::read(Cursor::new(&bytes)).unwrap();
    assert_eq!(layout.oddities, [Oddity::NoChecksum { folder: 0, blocks: 1 }]);
    assert_eq!(read_all(&bytes).unwrap(), [("a".to_owned(), b"content".to_vec())]);
}

#[test]
fn a_part_of_a_set_is_listed_and_not_read() {
    let mut bytes = cabinet(&[("a", b"content")], Packing::Stored);
    // Flag 2, next cabinet: two names behind the header, everything else 4 bytes further.
    bytes[30] |= 2;
    bytes.splice(36..36, *b"n\0d\0");
    for offset in [8, 16, 40] {
        bytes[offset] += 4;
    }
    let mut cabinet = Cabinet::open(Cursor::new(&bytes)).unwrap();
    assert!(cabinet.layout().is_multi_part());
    assert_eq!(cabinet.layout().header.next.as_ref().unwrap().cabinet, b"n");
    assert!(matches!(cabinet.read(0, UNLIMITED), Err(ReadError::MultiPart)));
}

#[test]
fn a_file_above_the_limit_is_not_read() {
    let bytes = cabinet(&[("a", &[0; 1000])], Packing::MsZip);
    let mut cabinet = Cabinet::open(Cursor::new(&bytes)).unwrap();
    assert!(matches!(cabinet.read(0, 999), Err(ReadError::TooLarge { length: 1000, limit: 999, .. })));
    assert_eq!(cabinet.read(0, 1000).unwrap().len(), 1000);
}

#[test]
fn what_is_no_cabinet_is_said_to_be_none() {
    for bytes in [&b""[..], b"MSC", b"<wap-provisioningdoc/>", b"PK\x03\x04"] {
        let error = Layout::read(Cursor::new(bytes)).unwrap_err();
        assert!(matches!(error, LayoutError::NotACabinet), "{error}");
    }
}

#[test]
fn a_cabinet_takes_no_name_twice_and_is_never_empty() {
    let file =
        |name: &str| NewFile { name: MemberName::new(name).unwrap(), content: Content::Bytes(Vec::new()) };
    let write =
        |files| provsmith::cabinet::write(Cursor::new(Vec::new()), files, Packing::Stored, DosTime::FIRST);
    assert!(matches!(write(vec![file("a"), file("A")]), Err(WriteError::Clash(_))));
    assert!(matches!(write(Vec::new()), Err(WriteError::NoFiles)));
    let many = (0..=65_535).map(|number| file(&number.to_string())).collect();
    assert!(matches!(write(many), Err(WriteError::TooManyFiles(65_536))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_put_in_comes_out(
        contents in prop::collection::vec(prop::collection::vec(0..4_u8, 0..50_000), 1..6),
        names in prop::collection::btree_set("[a-z0-9é_]{1,12}f|[a-z0-9é_]{1,12}d\\\\[a-z~.]{1,8}x", 6),
        compress: bool,
    ) {
        let packing = if compress { Packing::MsZip } else { Packing::Stored };
        let files: Vec<_> = names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
        let bytes = cabinet(&files, packing);
        let expected: Vec<_> = files.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect();
        prop_assert!(read_all(&bytes).unwrap() == expected);

        // And by a reader that is not ours.
        let mut second = cab::Cabinet::new(Cursor::new(&bytes)).unwrap();
        for (name, content) in &expected {
            let mut read = Vec::new();
            second.read_file(name).unwrap().read_to_end(&mut read).unwrap();
            prop_assert!(read == *content, "{name}");
        }
    }
}
