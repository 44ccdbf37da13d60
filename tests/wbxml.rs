//! The binary form of documents: what other programs wrote is read, what we write is read by another program, and
//! where only one form is legal the bytes are those of others.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

#[path = "common/binary.rs"]
mod binary;

use std::fs;

use binary::{expected, pairs, plain, read_by_peer, tree, vectors, without_empty_times};
use proptest::collection::vec;
use proptest::prelude::*;
use provsmith::document::xml::{self, Attribute, Element, Node, Tree};
use provsmith::document::{Limits, Text};
use provsmith::finding::Spanned;
use provsmith::wbxml::{
    self, Dialect, EncodeError, FormatName, Options, PrivatePages, Strings, Values, Version, decode,
    decode_as, encode,
};

fn decoded(bytes: &[u8]) -> Tree {
    decode(bytes, &Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", hex::encode(bytes))).tree
}

fn encoded(text: &str, options: Options) -> String {
    hex::encode(encode(&tree(text), &options).unwrap())
}

fn options(private_pages: PrivatePages) -> Options {
    Options { private_pages, ..Options::default() }
}

const ALL_STRINGS: [Strings; 2] = [Strings::Inline, Strings::Shared];
const ALL_VALUES: [Values; 2] = [Values::Tokens, Values::Text];
const ALL_PAGES: [PrivatePages; 3] =
    [PrivatePages::Elements, PrivatePages::Everything, PrivatePages::Nothing];

fn all_options() -> impl Iterator<Item = Options> {
    ALL_STRINGS.into_iter().flat_map(|strings| {
        ALL_VALUES.into_iter().flat_map(move |values| {
            ALL_PAGES.into_iter().map(move |private_pages| Options {
                strings,
                values,
                private_pages,
                ..Options::default()
            })
        })
    })
}

#[test]
fn every_good_encoding_of_the_vectors_is_read() {
    for vector in vectors().unwrap_or_default() {
        for encoding in vector["encodings"].as_array().unwrap().iter().filter(|form| form["bad"].is_null()) {
            let bytes = hex::decode(encoding["hex"].as_str().unwrap()).unwrap();
            assert_eq!(plain(&decoded(&bytes)), plain(&expected(&vector)), "{}", vector["id"]);
        }
    }
}

#[test]
fn what_has_one_legal_form_is_written_in_it() {
    let mut compared = 0;
    for vector in vectors().unwrap_or_default() {
        let forms = vector["encodings"].as_array().unwrap().iter().filter(|form| form["bad"].is_null());
        // A note says that there is another form, such as values in which tokens stand for parts.
        if vector["check"] != "bytes" || forms.clone().any(|form| !form["note"].is_null()) {
            continue;
        }
        let text = vector["xml"].as_str().unwrap();
        let mut forms = forms.map(|form| form["hex"].as_str().unwrap().to_lowercase());
        // No other program knows Microsoft's pages.
        let ours = encoded(text, options(PrivatePages::Nothing));
        assert!(forms.any(|form| form[2..] == ours[2..]), "{}: {ours}", vector["id"]);
        compared += 1;
    }
    assert!(compared == 0 || compared > 20, "{compared}");
}

#[test]
fn every_way_of_writing_a_vector_is_read_as_the_same_document() {
    for vector in vectors().unwrap_or_default() {
        let document = tree(vector["xml"].as_str().unwrap());
        for options in all_options() {
            match encode(&document, &options) {
                Ok(bytes) => {
                    assert_eq!(plain(&decoded(&bytes)), plain(&document), "{} {options:?}", vector["id"]);
                }
                Err(error) => panic!("{}: {error}", vector["id"]),
            }
        }
    }
}

#[test]
fn the_binary_files_of_the_corpus_are_the_documents_beside_them() {
    for (name, bytes, text) in pairs() {
        assert_eq!(plain(&decoded(&bytes)), plain(&tree(&text)), "{name}");
    }
}

#[test]
fn the_documents_of_the_corpus_are_read_again_as_they_were_written() {
    for (name, _, text) in pairs() {
        let document = tree(&without_empty_times(&text));
        for options in all_options() {
            let bytes = encode(&document, &options).unwrap();
            assert_eq!(plain(&decoded(&bytes)), plain(&document), "{name} {options:?}");
        }
    }
}

/// What the peer cannot write or read: Microsoft's pages are known to no other program.
fn for_peers() -> Options {
    options(PrivatePages::Nothing)
}

#[test]
fn libwbxml_reads_every_vector_that_we_write_as_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    for vector in vectors().unwrap_or_default() {
        let bytes = encode(&tree(vector["xml"].as_str().unwrap()), &for_peers()).unwrap();
        let Some(read) = read_by_peer(&bytes, folder.path()) else { return };
        assert_eq!(plain(&read), plain(&expected(&vector)), "{}", vector["id"]);
    }
}

#[test]
fn libwbxml_reads_every_document_of_the_corpus_that_we_write_as_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _, text) in pairs() {
        let document = tree(&without_empty_times(&text));
        let Some(read) = read_by_peer(&encode(&document, &for_peers()).unwrap(), folder.path()) else {
            return;
        };
        assert_eq!(plain(&read), plain(&document), "{name}");
    }
}

/// Browser settings have one legal form, in which libwbxml wrote those of the corpus.
#[test]
fn browser_settings_are_written_as_they_came() {
    let settings = pairs().into_iter().filter(|(name, ..)| name.starts_with("ota-settings"));
    for (name, bytes, text) in settings {
        assert_eq!(encode(&tree(&text), &Options::default()).unwrap(), bytes, "{name}");
    }
}

#[test]
fn libwbxml_reads_what_we_write_as_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    let documents = [
        NAPDEF,
        r#"<si><indication href="https://www.example.org/a.com/b" si-id="1@x" created="2026-11-20T20:00:00Z" action="signal-high">4 neu: ä &amp; €</indication><info><item class="k">v</item></info></si>"#,
        r#"<sl href="http://www.example.com/a.cab" action="execute-high"/>"#,
        r#"<wap-provisioningdoc><characteristic type="Registry"><nocharacteristic type="HKLM\Software\Old"/><characteristic type="HKLM\Software\Example"><parm name="A" value="1" datatype="integer"/><noparm name="B"/></characteristic></characteristic></wap-provisioningdoc>"#,
        MESSAGE,
    ];
    for text in documents {
        for options in all_options().filter(|options| options.private_pages == PrivatePages::Nothing) {
            let bytes = encode(&tree(text), &options).unwrap();
            let Some(read) = read_by_peer(&bytes, folder.path()) else { return };
            assert_eq!(plain(&read), plain(&tree(text)), "{options:?}");
        }
    }
}

#[test]
fn every_version_that_we_write_is_read_by_us_and_by_libwbxml() {
    let folder = tempfile::tempdir().unwrap();
    for version in [Version::V1_0, Version::V1_1, Version::V1_2, Version::V1_3] {
        for text in [r#"<si><indication href="https://a.example/ä.cab">ä</indication></si>"#, MESSAGE] {
            for strings in ALL_STRINGS {
                let bytes = encode(&tree(text), &Options { version, strings, ..Options::default() }).unwrap();
                let read = decode(&bytes, &Limits::default()).unwrap();
                assert_eq!((plain(&read.tree), read.version), (plain(&tree(text)), version));
                let Some(read) = read_by_peer(&bytes, folder.path()) else { return };
                assert_eq!(plain(&read), plain(&tree(text)), "{version:?}");
            }
        }
    }
}

const NAPDEF: &str = r#"<wap-provisioningdoc version="1.1">
  <characteristic type="NAPDEF">
    <parm name="NAPID" value="GPRS1"/>
    <parm name="BEARER" value="GSM-GPRS"/>
    <parm name="NAP-ADDRTYPE" value="APN"/>
    <parm name="INTERNET"/>
    <characteristic type="NAPAUTHINFO">
      <parm name="AUTHTYPE" value="PAP"/>
      <parm name="AUTHSECRET" value=""/>
    </characteristic>
  </characteristic>
  <characteristic type="APPLICATION">
    <parm name="APPID" value="w7"/>
    <characteristic type="APPAUTH">
      <parm name="AAUTHTYPE" value="HTTP-BASIC,DIGEST"/>
    </characteristic>
  </characteristic>
</wap-provisioningdoc>
"#;

const MESSAGE: &str = r#"<SyncML xmlns="SYNCML:SYNCML1.2">
  <SyncHdr>
    <VerDTD>1.2</VerDTD>
    <VerProto>DM/1.2</VerProto>
    <SessionID>1</SessionID>
    <MsgID>1</MsgID>
    <Target>
      <LocURI>IMEI:1</LocURI>
    </Target>
    <Source>
      <LocURI>https://dm.example.test/</LocURI>
    </Source>
  </SyncHdr>
  <SyncBody>
    <Add>
      <CmdID>1</CmdID>
      <Item>
        <Target>
          <LocURI>./Vendor/MSFT/SwMgmt/Download/g1/PkgID</LocURI>
        </Target>
        <Meta>
          <Format xmlns="syncml:metinf">chr</Format>
          <Type xmlns="syncml:metinf">text/plain</Type>
        </Meta>
        <Data>p1</Data>
      </Item>
    </Add>
    <Exec>
      <CmdID>2</CmdID>
      <Item>
        <Target>
          <LocURI>./Vendor/MSFT/SwMgmt/Download/g1/Operations/DownloadInstall</LocURI>
        </Target>
      </Item>
    </Exec>
    <Final/>
  </SyncBody>
</SyncML>
"#;

/// The bytes are those of libwbxml's `xml2wbxml` for the same message.
#[test]
fn a_message_of_device_management_is_written_as_libwbxml_writes_it() {
    let golden = "02a4016a006d6c7103312e3200017203444d2f312e32000165033100015b033100016e5703494d45493a310001016757\
                  0368747470733a2f2f646d2e6578616d706c652e746573742f000101016b454b03310001546e57032e2f56656e646f72\
                  2f4d5346542f53774d676d742f446f776e6c6f61642f67312f506b6749440001015a0001470363687200015303746578\
                  742f706c61696e00010100004fc3027031010101514b03320001546e57032e2f56656e646f722f4d5346542f53774d67\
                  6d742f446f776e6c6f61642f67312f4f7065726174696f6e732f446f776e6c6f6164496e7374616c6c00010101011201\
                  01";
    let options = Options { version: Version::V1_2, ..Options::default() };
    assert_eq!(encoded(MESSAGE, options), golden);
    assert_eq!(xml::write(&decoded(&hex::decode(golden).unwrap())), MESSAGE);
    let older = MESSAGE.replace("SYNCML1.2", "SYNCML1.1");
    assert!(encoded(&older, options).starts_with("029f536a00"));
}

/// The vectors of the specifications of service indication and service loading.
#[test]
fn the_examples_of_the_specifications_are_written_as_they_stand_there() {
    let indication = r#"<si><indication href="http://www.xyz.com/email/123/abc.wml" created="1999-06-25T15:23:15Z" si-expires="1999-06-30T00:00:00Z">You have 4 new emails</indication></si>"#;
    let options = Options { version: Version::V1_2, ..Options::default() };
    assert_eq!(
        encoded(indication, options),
        "02056a0045c60d0378797a008503656d61696c2f3132332f6162632e776d6c000ac3071999062515231510c30419990630\
         0103596f7520686176652034206e657720656d61696c73000101"
    );
    let loading = r#"<sl href="http://www.xyz.com/ppaid/123/abc.wml"/>"#;
    assert_eq!(
        encoded(loading, Options::default()),
        "03066a00850a0378797a00850370706169642f3132332f6162632e776d6c0001"
    );
}

#[test]
fn microsofts_elements_and_names_have_three_forms() {
    let text = r#"<wap-provisioningdoc><characteristic type="Registry"><nocharacteristic type="HKLM\Software\Old"/></characteristic></wap-provisioningdoc>"#;
    // Element 22 on page 200, no attribute token beyond OMA's.
    let elements = encoded(text, options(PrivatePages::Elements));
    assert!(elements.contains("00c8a25003") && !elements.contains("00c9"), "{elements}");
    // Names on page 201 too: type Registry is 07, then HKLM\ 86, Software\ 8A.
    let everything = encoded(text, options(PrivatePages::Everything));
    assert!(everything.contains("00c90701") && everything.contains("868a034f6c6400"), "{everything}");
    // The name in the string table.
    let literal = encoded(text, options(PrivatePages::Nothing));
    assert!(literal.starts_with("030b6a116e6f6368617261637465726973746963"), "{literal}");
}

#[test]
fn the_pages_of_windows_mobile_2003_are_written_and_read_where_they_are_asked_for() {
    let text = r#"<wap-provisioningdoc><characteristic type="Registry"><noparm name="Network"/></characteristic></wap-provisioningdoc>"#;
    let dialect = Dialect::Wm2003;
    let bytes = encode(&tree(text), &Options { dialect, ..options(PrivatePages::Everything) }).unwrap();
    // Attribute page 1: 07 is type Registry, 21 name Network; tag 23 of page 0 is noparm.
    assert_eq!(hex::encode(&bytes), "030b6a0045c600010701a321010101");
    let read = decode_as(&bytes, &Limits::default(), dialect).unwrap();
    assert_eq!(plain(&read.tree), plain(&tree(text)));
    // OMA has other names there, and no such element.
    assert!(decode(&bytes, &Limits::default()).is_err());
}

#[test]
fn the_header_may_name_the_format_in_words() {
    for (text, identifier) in [
        ("<si/>", "-//WAPFORUM//DTD SI 1.0//EN"),
        (r#"<SyncML xmlns="SYNCML:SYNCML1.1"/>"#, "-//SYNCML//DTD SyncML 1.1//EN"),
    ] {
        let written =
            encode(&tree(text), &Options { format: FormatName::Text, ..Options::default() }).unwrap();
        let header = format!("030000 6a {:02x}", identifier.len() + 1).replace(' ', "");
        let header = header + &hex::encode(identifier) + "00";
        assert!(hex::encode(&written).starts_with(&header), "{}", hex::encode(&written));
        assert_eq!(plain(&decoded(&written)), plain(&tree(text)));
    }
    let error =
        encode(&tree("<CHARACTERISTIC-LIST/>"), &Options { format: FormatName::Text, ..Options::default() });
    assert!(matches!(error, Err(EncodeError::NoIdentifier(_))), "{error:?}");
}

#[test]
fn values_are_tokens_only_as_a_whole_and_in_their_case() {
    let value = |value: &str| {
        encoded(
            &format!(
                r#"<wap-provisioningdoc><characteristic type="NAPDEF"><parm name="NAPID" value="{value}"/></characteristic></wap-provisioningdoc>"#
            ),
            Options::default(),
        )
    };
    assert!(value("APN").contains("871106890101"));
    assert!(value("apn").contains("87110603"));
    assert!(value("MANAGER").contains("87110603"));
    // Of several tokens of one page: HTTP- BASIC , DIGEST.
    assert!(value("HTTP-BASIC,DIGEST").contains("871106000191929093"));
}

/// `provsmith check` with these arguments, on a file with these bytes.
fn check(bytes: &[u8], arguments: &[&str]) -> common::Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.wbxml"), bytes).unwrap();
    common::run(common::provsmith().current_dir(folder.path()).arg("check").args(arguments).arg("a.wbxml"))
}

#[test]
fn a_binary_document_is_checked_and_its_faults_are_shown_on_its_text() {
    let wrong = NAPDEF.replace(r#"name="INTERNET""#, r#"value="INTERNET""#);
    let bytes = encode(&tree(&wrong), &Options::default()).unwrap();
    let ran = check(&bytes, &[]).exits(1);
    assert!(ran.stdout.contains("--> a.wbxml (decoded):6:"), "{}", ran.stdout);
    assert!(ran.stdout.contains(r#"<parm value="INTERNET"/>"#), "{}", ran.stdout);
}

#[test]
fn a_binary_document_that_breaks_off_is_an_error_that_names_the_byte() {
    let bytes = encode(&tree(NAPDEF), &Options::default()).unwrap();
    let ran = check(&bytes[..40], &[]).exits(1);
    assert!(ran.stdout.contains("error[wbxml-syntax]: at byte 40 (hexadecimal 28)"), "{}", ran.stdout);
}

#[test]
fn a_binary_document_is_never_repaired_in_its_file() {
    // Version 1.1 is missing, for which the text has a repair.
    let old = NAPDEF.replace(" version=\"1.1\"", "");
    let bytes = encode(&tree(&old), &Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.wbxml"), &bytes).unwrap();
    for arguments in [["--fix", "a.wbxml"], ["--diff", "a.wbxml"]] {
        let ran = common::run(common::provsmith().current_dir(folder.path()).arg("check").args(arguments));
        assert!(!ran.stdout.contains("+<wap-provisioningdoc"), "{}", ran.stdout);
        assert_eq!(fs::read(folder.path().join("a.wbxml")).unwrap(), bytes);
    }
}

#[test]
fn what_has_no_binary_form_is_refused_in_words() {
    let error = encode(&tree("<html/>"), &Options::default()).unwrap_err();
    assert_eq!(error, EncodeError::Format("html".to_owned()));
    let error = encode(&tree("<si><indication created='tomorrow'/></si>"), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("`created` is `tomorrow`"), "{error}");
}

/// Any text that XML can carry, in which values of the tables are frequent.
fn text() -> impl Strategy<Value = Text> {
    let known = prop::sample::select(vec![
        "APN",
        "NAPDEF",
        "IPV6",
        "HTTP-BASIC,DIGEST",
        "MANAGER",
        "HKLM\\Software\\X",
        "APPLICATION",
        "1.0",
    ]);
    let character = any::<char>().prop_filter("XML carries it", |found| xml::is_allowed(*found));
    let free = vec(character, 0..8).prop_map(|characters| characters.into_iter().collect::<Text>());
    prop_oneof![known.prop_map(Text::from), free]
}

fn element() -> impl Strategy<Value = Element> {
    let name = prop::sample::select(vec![
        "characteristic",
        "parm",
        "noparm",
        "nocharacteristic",
        "parm-query",
        "unknown",
        "p:q",
    ]);
    let attributes =
        prop::sample::subsequence(vec!["type", "name", "value", "datatype", "mwid", "x-y"], 0..4)
            .prop_flat_map(|names| {
                let count = names.len();
                vec(text(), count).prop_map(move |values| {
                    names
                        .iter()
                        .zip(values)
                        .map(|(name, value)| Attribute::new(*name, value))
                        .collect::<Vec<_>>()
                })
            });
    let content = proptest::option::of(text());
    let leaf = (name, attributes, content).prop_map(|(name, attributes, content)| {
        let mut element = Element { attributes, ..Element::new(name) };
        let content = content.filter(|content| !content.is_empty());
        element.children.extend(content.map(|content| Node::Text(Spanned::nowhere(content))));
        element
    });
    leaf.prop_recursive(4, 24, 4, |inner| {
        (inner.clone(), vec(inner, 0..4)).prop_map(|(mut element, children)| {
            element.children = children.into_iter().map(Node::Element).collect();
            element
        })
    })
}

proptest! {
    #[test]
    fn a_document_is_read_as_it_was_written(
        children in vec(element(), 0..4),
        options in prop::sample::select(all_options().collect::<Vec<_>>()),
    ) {
        let mut root = Element::new("wap-provisioningdoc");
        root.children = children.into_iter().map(Node::Element).collect();
        let document = Tree { before: Vec::new(), root, after: Vec::new() };
        let bytes = encode(&document, &options).unwrap();
        prop_assert!(wbxml::is_wbxml(&bytes));
        prop_assert_eq!(&encode(&document, &options).unwrap(), &bytes);
        let read = decode(&bytes, &Limits::default());
        prop_assert_eq!(read.map(|read| read.tree), Ok(document));
    }
}
