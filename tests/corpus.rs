//! Documents of real origin, as far as the rules reach: those that are right pass, those that are wrong fail at the
//! right place. They are found through `PROVSMITH_CORPUS` and are no part of the project.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::PathBuf;

use provsmith::catalogue::Catalogue;
use provsmith::check::{self, Options, Report};
use provsmith::finding::{Finding, Severity};
use serde::Deserialize;

/// What the corpus says of its documents.
#[derive(Deserialize)]
struct Index {
    document: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    file: String,
    kind: String,
    form: String,
    valid: String,
}

/// The kinds that are sent to a device: wap-provisioningdocs, and SyncML messages.
const REQUESTS: [&str; 7] = ["wm", "wm-query", "wm-setup", "omacp", "mdm-enrolment", "wp", MESSAGE];
const MESSAGE: &str = "syncml-dm";

/// The kinds that are messages with a link.
const LINKS: [&str; 2] = ["si", "sl"];

/// The other kinds: answers of devices, descriptions, settings for handsets and computers of other makes.
const OTHERS: [&str; 4] = ["wm-response", "ddf", "ota-settings", "wm-foreign"];

/// The documents that are wrong for a reason within the rules: file, line, rule, severity.
const WRONG: &[(&str, usize, &str, Severity)] = &[
    ("wm-fileoperation-parm-type-attribute.xml", 3, "xml-syntax", Severity::Error),
    ("wm-fileoperation-parm-type-attribute.xml", 5, "xml-syntax", Severity::Error),
    ("wm-fileoperation-parm-type-attribute.xml", 9, "missing-attribute", Severity::Error),
    // A root that nobody knows may be a maker's own: both are reported, neither is an error.
    ("wm-general-format.xml", 2, "unknown-provider", Severity::Warning),
    ("wm-general-format.xml", 7, "unknown-provider", Severity::Warning),
    ("wm-metabase-nocharacteristics-misspelt.xml", 8, "unexpected-element", Severity::Error),
    ("wm-networks-mappings-gprs-blank-in-guid.xml", 14, "value-pattern", Severity::Error),
    ("wm-sync-folders-bare-ampersand.xml", 12, "xml-syntax", Severity::Error),
    ("wm-wifi-root-misspelt.xml", 1, "unexpected-element", Severity::Error),
    ("wm-wifientries-missing-blank.xml", 4, "xml-syntax", Severity::Error),
    ("wm-query-certenroller-unclosed.xml", 2, "xml-syntax", Severity::Error),
    ("wm-response-certenroller-unclosed-blank.xml", 3, "xml-syntax", Severity::Error),
    ("wp-query-securitypolicy-unclosed-root.xml", 5, "xml-syntax", Severity::Error),
    ("wp-registry-missing-quote.xml", 3, "xml-syntax", Severity::Error),
    ("wp-securitypolicy-unclosed-root.xml", 5, "xml-syntax", Severity::Error),
    // Valid XML must name its root; devices do not look, so that it is no error.
    ("ota-kannel-bookmark-doctype-name.xml", 2, "document-type", Severity::Warning),
    ("ce-voip-provision-broken-entities.xml", 3, "xml-syntax", Severity::Error),
    ("si-libwbxml-si-017.xml", 5, "si-time", Severity::Error),
    ("si-libwbxml-si-019.xml", 5, "si-time", Severity::Error),
    ("sl-libwbxml-sl-002.xml", 3, "missing-attribute", Severity::Error),
    ("dm-wm-download-install-stray-0.xml", 10, "stray-text", Severity::Error),
    ("dm-wp-securitypolicy-get-ellipsis.xml", 2, "unexpected-element", Severity::Error),
    ("dm-wp-securitypolicy-replace-ellipsis.xml", 2, "unexpected-element", Severity::Error),
    ("dm-wp-securitypolicy-get-ellipsis.xml", 3, "stray-text", Severity::Error),
    ("dm-wp-securitypolicy-replace-ellipsis.xml", 3, "stray-text", Severity::Error),
];

/// The documents that are right and do what cannot be undone: file, rule that stops it.
const STOPPED: &[(&str, &str)] = &[
    ("wm-eas2003-policy-off.xml", "wipe-threshold"),
    ("wm-eas2003-policy-strong.xml", "wipe-threshold"),
    ("wm-metabase-label-options-utf8.xml", "rights-granted"),
    ("wm-metabase-label-options-utf8.xml", "rights-granted"),
    ("wm-wifi-remove-all-root-nocharacteristic.xml", "connections-removed"),
];

fn documents() -> Option<(PathBuf, Vec<Document>)> {
    let folder = common::corpus()?.join("documents");
    let index: Index = toml::from_str(&fs::read_to_string(folder.join("index.toml")).unwrap()).unwrap();
    Some((folder, index.document))
}

/// Checks a document; a fragment is put under a root, on its own lines.
fn check(folder: &std::path::Path, document: &Document) -> Report {
    let mut bytes = fs::read(folder.join(&document.file)).unwrap();
    if document.form != "document" {
        let root = if document.kind == MESSAGE { "SyncBody" } else { "wap-provisioningdoc" };
        bytes = [format!("<{root}>").as_bytes(), &bytes, format!("</{root}>").as_bytes()].concat();
    }
    check::check(&document.file, &bytes, &Catalogue::builtin(), &Options::default())
}

#[test]
fn no_document_that_is_right_has_an_error_unless_it_does_what_cannot_be_undone() {
    let Some((folder, documents)) = documents() else { return };
    let mut checked = 0;
    let mut stopped = Vec::new();
    let mut failures = String::new();
    for document in &documents {
        if document.valid == "true" {
            let report = check(&folder, document);
            for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
                if STOPPED.contains(&(document.file.as_str(), finding.rule)) {
                    stopped.push((document.file.as_str(), finding.rule));
                    continue;
                }
                let place = report.source.place(finding.span.unwrap_or_default().start());
                failures +=
                    &format!("{}:{}: {}: {}\n", document.file, place.line, finding.rule, finding.message);
            }
            checked += 1;
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert_eq!(stopped, STOPPED);
    assert!(checked >= 50, "only {checked} documents found");
}

#[test]
fn what_is_wrong_is_found_at_its_place() {
    let Some((folder, documents)) = documents() else { return };
    let mut failures = String::new();
    for (file, line, rule, severity) in WRONG {
        let document = documents.iter().find(|document| document.file == *file).unwrap();
        assert_eq!(document.valid, "false", "{file}");
        let report = check(&folder, document);
        let found = report.findings.iter().any(|finding| {
            let place = report.source.place(finding.span.unwrap_or_default().start());
            (place.line, finding.rule, finding.severity) == (*line, *rule, *severity)
        });
        if !found {
            failures += &format!("{file}:{line}: no {severity:?} of {rule}, but {:#?}\n", report.findings);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_wrong_document_of_the_corpus_is_listed_here() {
    let Some((_, documents)) = documents() else { return };
    for document in &documents {
        let kind = document.kind.as_str();
        let is_known = [&REQUESTS[..], &LINKS, &OTHERS].iter().any(|kinds| kinds.contains(&kind));
        assert!(is_known, "{}: `{kind}` is a kind that nobody decided about", document.file);
        let is_listed = WRONG.iter().any(|(file, ..)| *file == document.file);
        assert_eq!(is_listed, document.valid == "false", "{}", document.file);
    }
}

/// Characteristics of OMA Client Provisioning that no provider of Windows Mobile reads.
#[test]
fn what_other_devices_read_warns_and_is_an_error_for_a_release_of_windows_mobile() {
    let Some((folder, _)) = documents() else { return };
    let for_release = Options { targets: vec!["wm6.1".parse().unwrap()], ..Options::default() };
    for (file, name, rule) in [
        ("omacp-libwbxml-prov-003.xml", "`VENDORCONFIG`", "not-in-release"),
        ("omacp-libwbxml-prov-008.xml", "`ACCESS`", "wrong-protocol"),
    ] {
        let bytes = fs::read(folder.join(file)).unwrap();
        for (options, severity) in [(&Options::default(), Severity::Warning), (&for_release, Severity::Error)]
        {
            let report = check::check(file, &bytes, &Catalogue::builtin(), options);
            let found = report.findings.iter().find(|finding| finding.message.starts_with(name)).unwrap();
            assert_eq!((found.rule, found.severity), (rule, severity), "{file}");
        }
    }
}

/// What management servers send at enrolment is for Windows 10; of Windows Mobile no release has DMClient.
#[test]
fn enrolment_documents_that_are_right_have_no_error_for_windows_10() {
    let Some((folder, documents)) = documents() else { return };
    let options = |target: &str| Options { targets: vec![target.parse().unwrap()], ..Options::default() };
    let mut checked = 0;
    for document in documents.iter().filter(|document| document.kind == "mdm-enrolment") {
        let bytes = fs::read(folder.join(&document.file)).unwrap();
        let check = |target: &str| {
            check::check(&document.file, &bytes, &Catalogue::builtin(), &options(target)).findings
        };
        let errors: Vec<Finding> =
            check("win10").into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        assert!(errors.is_empty() || document.valid != "true", "{}: {errors:#?}", document.file);
        assert!(check("wm6.5").iter().any(|finding| finding.rule == "not-in-release"), "{}", document.file);
        checked += 1;
    }
    assert!(checked >= 2, "only {checked} documents found");
}

/// The settings of before OMA Client Provisioning are read by no Windows Mobile device: the check says so.
#[test]
fn other_kinds_of_documents_are_told_apart() {
    let Some((folder, documents)) = documents() else { return };
    for document in documents.iter().filter(|document| document.kind == "ota-settings") {
        let report = check(&folder, document);
        assert!(report.findings.iter().any(|finding| finding.rule == "document-kind"), "{}", document.file);
    }
}
