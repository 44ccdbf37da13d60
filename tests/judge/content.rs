//! What the installer finds in a package (<https://learn.microsoft.com/en-us/previous-versions/bb737398(v=msdn.10)>).

use std::io::Cursor;

use provsmith::cabinet::{self, Content, DosTime, MemberName, NewFile, Packing};

use super::support::*;

fn with_files(kind: PackageKind, files: &[(&str, &[u8])]) -> Case {
    let files = files.iter().map(|(name, bytes)| NewFile {
        name: MemberName::new(name).unwrap(),
        content: Content::Bytes(bytes.to_vec()),
    });
    let mut content = Cursor::new(Vec::new());
    cabinet::write(&mut content, files.collect(), Packing::Stored, DosTime::FIRST).unwrap();
    read("settings", kind, content.into_inner())
}

#[test]
fn a_package_without_its_document_at_the_root_installs_nothing() {
    let document = bytes(DIRECT_PUSH);
    for name in ["setup.xml", "sub\\_setup.xml", "_setup.xml.txt"] {
        let package = signed(with_files(PackageKind::Cab, &[(name, &document)]));
        expect(&package, &spc("wm6.1 standard", 8), &by("open"), Refused, Gate::Content);
    }
    installs(&signed(cab(DIRECT_PUSH)), &spc("wm6.1 standard", 8), &by("open"));
}

#[test]
fn a_program_with_installation_data_needs_no_document() {
    // The format of Pocket PC 2003: https://www.cabextract.org.uk/wince_cab_format/
    let program = signed(with_files(PackageKind::Cab, &[("SETUP~1.000", b"MSCE"), ("A.001", b"a")]));
    installs(&program, &spc("wm6.1 professional", 8), &by("open"));
}

#[test]
fn a_cpf_holds_its_document_alone_and_a_cab_may_hold_others() {
    let document = bytes(DIRECT_PUSH);
    let files = [("_setup.xml", document.as_slice()), ("a.exe", b"a")];
    let device = spc("wm6.1 standard", 8);
    let package = signed(with_files(PackageKind::Cpf, &files));
    let said = expect(&package, &device, &by("open"), Refused, Gate::Content);
    assert!(said.changes[0].to_string().contains("as a .cab"), "{said:#?}");
    installs(&signed(with_files(PackageKind::Cab, &files)), &device, &by("open"));
}

#[test]
fn a_package_brings_no_syncml() {
    // https://learn.microsoft.com/en-us/previous-versions/bb158518(v=msdn.10)
    let message = b"<SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SecurityPolicy/4122</LocURI>\
        </Target><Meta><Format xmlns=\"syncml:metinf\">int</Format></Meta><Data>1</Data></Item></Replace><Final/></SyncBody>";
    let package = signed(with_files(PackageKind::Cab, &[("_setup.xml", message)]));
    let said = expect(&package, &spc("wm6.1 standard", 8), &by("open"), Refused, Gate::Content);
    assert!(said.changes[0].to_string().contains("convert --as wap"), "{said:#?}");
}

#[test]
fn whether_a_device_reads_another_encoding_than_utf_8_is_not_known() {
    let text = String::from_utf8(bytes(DIRECT_PUSH)).unwrap();
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let package = signed(with_files(PackageKind::Cab, &[("_setup.xml", &wide)]));
    expect(&package, &spc("wm6.1 standard", 8), &by("open"), Unknown, Gate::Settings);
    let alone = read("a.xml", PackageKind::Cab, wide);
    expect(&alone, &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml"), Unknown, Gate::Settings);
}

#[test]
fn a_damaged_package_is_refused_whoever_signed_it() {
    let mut content = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cab, bytes(DIRECT_PUSH)).unwrap().write(&mut content).unwrap();
    let whole = content.into_inner();
    let device = spc("wm6.1 standard", 8);
    // One octet of the document is another, or the end is missing.
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damaged in [flipped, whole[..whole.len() - 9].to_vec(), whole[..50].to_vec()] {
        let case = read("a.cab", PackageKind::Cab, damaged);
        expect(&signed(case), &device, &by("open"), Refused, Gate::Content);
    }
    installs(&signed(read("a.cab", PackageKind::Cab, whole)), &device, &by("open"));
}

#[test]
fn a_package_whose_document_is_no_xml_is_refused() {
    // 0x80042009 of the SDK's cfgmgrapi.h: malformed XML.
    for text in [&b""[..], b"no document"] {
        let package = signed(with_files(PackageKind::Cab, &[("_setup.xml", text)]));
        let said = expect(&package, &spc("wm6.1 standard", 8), &by("open"), Refused, Gate::Settings);
        assert!(said.reason.contains("CONFIG_E_BAD_XML"), "{said:#?}");
    }
}
