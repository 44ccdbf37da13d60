//! Documents of real origin are read as they are, and broken ones are told at the right place.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::process::Command;

use provsmith::document::{FaultKind, Kind, Limits, decode, syncml, wap, xml};
use provsmith::finding::Source;

/// The XML documents of the corpus' index: file, kind, whether well-formed, text (fragments inside a made-up root).
fn corpus_documents() -> Vec<(String, String, bool, String)> {
    let Some(folder) = common::corpus() else { return Vec::new() };
    let folder = folder.join("documents");
    let index: toml::Table = fs::read_to_string(folder.join("index.toml")).unwrap().parse().unwrap();
    let documents = index["document"].as_array().unwrap();
    assert!(documents.len() > 100);
    documents
        .iter()
        .filter(|entry| {
            entry["file"].as_str().unwrap().ends_with('l') || entry["kind"].as_str() == Some("ddf")
        })
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            let decoded = decode(fs::read(folder.join(text("file"))).unwrap());
            let text_of_file = match entry["form"].as_str().unwrap() {
                "document" => decoded.text,
                _ if text("kind") == "syncml-dm" => format!("<SyncBody>{}</SyncBody>", decoded.text),
                _ => format!("<wap-provisioningdoc>{}</wap-provisioningdoc>", decoded.text),
            };
            (text("file"), text("kind"), entry["wellformed"].as_bool().unwrap(), text_of_file)
        })
        .collect()
}

#[test]
fn well_formed_documents_have_no_syntax_fault_and_others_have_one() {
    for (file, _, wellformed, text) in corpus_documents() {
        let parsed = xml::parse(&text, &Limits::default());
        let syntax = parsed.faults.iter().any(|fault| fault.kind == FaultKind::Syntax);
        assert_eq!(syntax, !wellformed, "{file}: {:?}", parsed.faults);
        assert!(parsed.model.is_some(), "{file}");
    }
}

#[test]
fn faults_of_real_documents_are_told_where_they_are() {
    let places = [
        ("wm-sync-folders-bare-ampersand.xml", 12, "& Friends", "`&amp;`"),
        ("wm-wifientries-missing-blank.xml", 4, "value=\"{A1182988", "blank"),
        ("wp-registry-missing-quote.xml", 3, "\"HKLM", "quotation mark|write `\"`"),
        ("wm-wifi-root-misspelt.xml", 1, "</wap-provisioningdoc>", "same name"),
        ("wm-fileoperation-parm-type-attribute.xml", 3, "<characteristic type=\"\\Application", "`>`"),
        ("wp-securitypolicy-unclosed-root.xml", 5, "<wap-provisioningdoc>", "`</wap-provisioningdoc>`"),
        ("wm-query-certenroller-unclosed.xml", 2, "<characteristic-query", "`/>`"),
    ];
    let documents = corpus_documents();
    if documents.is_empty() {
        return;
    }
    for (file, line, start, help) in places {
        let (.., text) = documents.iter().find(|(name, ..)| name == file).unwrap();
        let source = Source::new(file, text.clone());
        let faults = xml::parse(text, &Limits::default()).faults;
        let fault = faults.first().unwrap();
        assert_eq!(source.place(fault.span.start()).line, line, "{file}: {faults:?}");
        assert!(text[fault.span.start()..].starts_with(start), "{file}: {faults:?}");
        let told = fault.help.as_deref().unwrap();
        assert!(help.split('|').any(|help| told.contains(help)), "{file}: {told}");
    }
}

#[test]
fn provisioning_documents_are_read_written_and_read_again() {
    for (file, kind, wellformed, text) in corpus_documents() {
        let parsed = xml::parse(&text, &Limits::default());
        let tree = parsed.model.unwrap();
        if !wellformed || Kind::of(&tree.root) != Kind::Wap {
            continue;
        }
        assert!(
            kind.starts_with("wm")
                || kind.starts_with("wp")
                || kind.starts_with("mdm")
                || kind.starts_with("o"),
            "{file}: {kind}"
        );
        let document = wap::read(tree).model.unwrap();
        let of_text = wap::parse(&Source::new(&file, &text), &Limits::default());
        assert_eq!(of_text.model.as_ref(), Some(&document), "{file}");
        let written = wap::write(&document);
        let again = wap::parse(&Source::new(&file, &written), &Limits::default());
        assert_eq!(again.model, Some(document), "{file}");
        assert_eq!(wap::write(&again.model.unwrap()), written, "{file}");
    }
}

#[test]
fn messages_are_read_written_and_read_again() {
    for (file, _, _, text) in corpus_documents() {
        let parsed = xml::parse(&text, &Limits::default());
        let tree = parsed.model.unwrap();
        if Kind::of(&tree.root) != Kind::SyncMl {
            continue;
        }
        let message = syncml::read(tree).model.unwrap();
        assert!(!message.commands.is_empty(), "{file}");
        let written = syncml::write(&message);
        let again = syncml::parse(&Source::new(&file, &written), &Limits::default());
        assert_eq!(again.model, Some(message), "{file}: {written}");
    }
}

#[test]
fn every_slip_is_told_at_its_place() {
    for (text, mark) in [
        ("<a b='1'c='2'/>", 8),
        ("<a b='1' b='2'/>", 9),
        ("<a b=1/>", 5),
        ("<a b/>", 3),
        ("<a b='x & y'/>", 8),
        ("<a b='&nbsp;'/>", 6),
        ("<a b='&#0;'/>", 6),
        ("<a b='x<y'/>", 7),
        ("<a><b></a>", 3),
        ("<a></a></b>", 7),
        ("<a/>x", 4),
        ("<a/><b/>", 4),
        ("<a>\u{1}</a>", 3),
        ("<a><!-- -- --></a>", 8),
        ("<a><!-- </a>", 3),
        ("<a>]]></a>", 3),
        (" <?xml version='1.0'?><a/>", 1),
        ("<?xml version='10'?><a/>", 0),
        ("<?x<y?><a/>", 0),
        ("<a><?></b></a>", 3),
        ("<a><?></b></a>", 6),
        ("<!DOCTYPE a PUBLIC 'x'><a/>", 0),
        ("<a/><!DOCTYPE a>", 4),
        ("<a", 0),
        ("", 0),
    ] {
        let faults = xml::parse(text, &Limits::default()).faults;
        let told = faults.iter().any(|fault| (fault.kind, fault.span.start()) == (FaultKind::Syntax, mark));
        assert!(told, "{text}: {faults:?}");
    }
}

/// What stands before the root is well-formed or not as a program sees it that nobody here wrote.
#[test]
fn declarations_before_the_root_are_judged_as_xmllint_judges_them() {
    if common::peer("xmllint").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for prolog in [
        "<?xml version='1.0' standalone='yes'?>",
        "<?xml version='1.0' standalone='maybe'?>",
        "<?xml version='1.0' encoding='UTF-8' standalone='no'?>",
        "<!DOCTYPE a []>",
        "<!DOCTYPE a [ junk ]>",
        "<!DOCTYPE a [ <foo/> ]>",
        "<!DOCTYPE a [ <!FOO x> ]>",
        "<!DOCTYPE a [ <!ELEMENT> ]>",
        "<!DOCTYPE a [ <!ELEMENT a ANY> ]>",
        "<!DOCTYPE a [ <!ATTLIST a b CDATA 'x>y'> <?pi x?> <!-- > ] --> ]>",
        "<!DOCTYPE a [<?oma-dm-ddf-ver supported-versions=\"1.2\"?>]>",
        "<!DOCTYPE a [ <!NOTATION n SYSTEM 'x'>\n<!ELEMENT a EMPTY>\t]>",
        "<!DOCTYPE a [ %; ]>",
    ] {
        let text = format!("{prolog}<a/>");
        let path = folder.path().join("a.xml");
        fs::write(&path, &text).unwrap();
        let judged = Command::new("xmllint").args(["--noout", "--nonet"]).arg(&path).output().unwrap();
        let faults = xml::parse(&text, &Limits::default()).faults;
        let is_syntax = faults.iter().any(|fault| fault.kind == FaultKind::Syntax);
        assert_eq!(is_syntax, !judged.status.success(), "{text}: {faults:?}");
    }
}

#[test]
fn nesting_ends_at_the_limit_and_entities_are_refused() {
    let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let parsed = xml::parse(&deep, &Limits::default());
    let kinds: Vec<_> = parsed.faults.iter().map(|fault| (fault.kind, fault.span.start())).collect();
    assert_eq!(kinds, [(FaultKind::Depth, 64 * 3)]);
    let bomb = "<!DOCTYPE a [<!ENTITY b 'bbb'>]><a>text</a>";
    let kinds: Vec<_> = xml::parse(bomb, &Limits::default()).faults.iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::EntityDeclaration]);
}

#[test]
fn what_is_never_closed_does_not_make_reading_start_over_and_over() {
    // If each of these were looked for in all the rest of the text, this would take most of a minute.
    for part in
        ["<a b=\"", "<a b='>x<a b=\">x", "<a b=\"x><c d='y>", "<!-x", "<![x", "<!D", "</a ", "<a b=1 ", "&a"]
    {
        let text = part.repeat((1 << 18) / part.len());
        let faults = xml::parse(&text, &Limits::default()).faults;
        assert!(faults.len() > 100, "{part}");
    }
    for part in ["<!--", "<![CDATA[", "<!DOCTYPE", "<?"] {
        let faults = xml::parse(&part.repeat(50_000), &Limits::default()).faults;
        let message = &faults.last().unwrap().message;
        assert!(message.contains("no end"), "{part}: {message}");
    }
}

#[test]
fn a_missing_quotation_mark_costs_no_other_tag() {
    let text = "<a><b c=\"1><b c=\"2\">&lt;x&gt;</b></b><d e='3'/></a>";
    let parsed = xml::parse(text, &Limits::default());
    let places: Vec<_> = parsed.faults.iter().map(|fault| fault.span.start()).collect();
    assert_eq!(places, [8]);
    let root = parsed.model.unwrap().root;
    let outer = root.elements().next().unwrap();
    let inner = outer.elements().next().unwrap();
    assert_eq!(outer.attribute("c").unwrap().value.value, "1");
    assert_eq!(
        (inner.attribute("c").unwrap().value.value.as_str(), inner.text().value.as_str()),
        ("2", "<x>")
    );
    assert_eq!(root.elements().nth(1).unwrap().attribute("e").unwrap().value.value, "3");
}
