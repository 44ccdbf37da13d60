//! `inspect`: what is in a cabinet, as other programs see it too.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::Path;

use common::{corpus, peer, provsmith, run};
use serde_json::Value;
use tempfile::tempdir;

fn inspect_json(path: &Path, code: i32) -> Value {
    let said = run(provsmith().args(["inspect", "--format", "json"]).arg(path)).exits(code);
    serde_json::from_str(&said.stdout).unwrap()
}

#[test]
fn names_lengths_dates_and_methods_are_those_of_7z() {
    let Some(folder) = corpus() else { return };
    for name in ["plain.cab", "mszip.cab", "cabwiz-style.cab", "two-blocks-history.cab", "plain.sha256.cab"] {
        let Some(mut seven_zip) = peer("7z") else { return };
        let path = folder.join("cab").join(name);
        let listing = run(seven_zip.env("TZ", "UTC").args(["l", "-slt"]).arg(&path)).exits(0).stdout;
        let (_, members) = listing.split_once("----------").unwrap();
        let field = |field: &str| -> Vec<String> {
            let start = format!("{field} = ");
            members.lines().filter_map(|line| line.strip_prefix(&start)).map(str::to_owned).collect()
        };
        let report = inspect_json(&path, 0);
        let files = report["cabinet"]["files"].as_array().unwrap();
        let of_files =
            |key: &str| files.iter().map(|file| file[key].to_string().replace('"', "")).collect::<Vec<_>>();
        assert_eq!(of_files("name"), field("Path"), "{name}");
        assert_eq!(of_files("length"), field("Size"), "{name}");
        assert_eq!(of_files("date"), field("Modified"), "{name}");
        let method = field("Method")[0].replace("None", "stored").replace("MSZip", "MSZIP");
        assert_eq!(report["cabinet"]["folders"][0]["compression"], method, "{name}");
    }
}

#[test]
fn the_signature_that_osslsigncode_made_is_located() {
    let Some(folder) = corpus() else { return };
    let path = folder.join("cab/plain.sha1.cab");
    let report = inspect_json(&path, 0);
    let slot = &report["cabinet"]["signature_slot"];
    assert_eq!(slot["is_filled"], true);
    assert_eq!(slot["offset"], report["cabinet"]["length"]);
    let end = slot["offset"].as_u64().unwrap() + slot["length"].as_u64().unwrap();
    assert_eq!(end, fs::metadata(&path).unwrap().len());
}

/// The thumbprints and digests stand in the corpus's README, by openssl and osslsigncode.
#[test]
fn a_signature_is_shown_with_its_certificates() {
    let Some(folder) = corpus() else { return };
    let report = inspect_json(&folder.join("cab/plain.sha1.cab"), 0);
    let signature = &report["signature"];
    assert_eq!(signature["digest_algorithm"], "SHA-1");
    assert_eq!(signature["digest"], "075837e469eb52248f5141f3f16f9915012a0ae6");
    assert_eq!(signature["description"], "Test package");
    assert_eq!(signature["url"], "http://example.invalid/");
    let certificates = signature["certificates"].as_array().unwrap();
    let mut thumbprints: Vec<_> =
        certificates.iter().map(|one| one["thumbprint"].as_str().unwrap()).collect();
    thumbprints.sort_unstable();
    let [signer, root] =
        ["51A864D08B7CCC016E3576AA0FD43A3EEDA0D642", "A69F18F7F6B3DA9385D62135A7C6053B27E071E8"];
    assert_eq!(thumbprints, [signer, root]);
    for (name, form) in [("mszip.sha1.legacy-ts.cab", "legacy"), ("mszip.sha256.rfc3161.cab", "rfc3161")] {
        assert_eq!(inspect_json(&folder.join("cab").join(name), 0)["signature"]["time_stamps"][0], form);
    }
    let human = run(provsmith().arg("inspect").arg(folder.join("cab/plain.sha1.cab"))).exits(0).stdout;
    assert!(human.contains("description: Test package") && human.contains(root), "{human}");
}

#[test]
fn settings_are_listed_with_the_roles_they_need() {
    let folder = tempdir().unwrap();
    let document = folder.path().join("a.xml");
    fs::write(
        &document,
        r#"<wap-provisioningdoc><characteristic type="Sync"><characteristic type="Settings">
        <parm name="HeartbeatMin" value="480"/></characteristic></characteristic>
        <characteristic type="SecurityPolicy"><parm name="4101" value="16"/></characteristic></wap-provisioningdoc>"#,
    )
    .unwrap();
    let package = folder.path().join("a.cpf");
    run(provsmith().arg("pack").arg(&document).arg("-o").arg(&package)).exits(0);
    let report = inspect_json(&package, 0);
    let settings = report["document"]["settings"].as_array().unwrap();
    let of = |key: &str| settings.iter().map(|setting| setting[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(of("path"), ["Sync/Settings/HeartbeatMin", "SecurityPolicy/4101"]);
    assert_eq!(of("value"), ["480", "16"]);
    // https://technet.microsoft.com/en-us/library/cc182267(v=technet.10) and
    // https://learn.microsoft.com/en-us/previous-versions/bb737380(v=msdn.10)
    assert_eq!(of("roles"), ["manager+authenticated-user", "manager"]);
    assert_eq!(report["document"]["roles"]["sufficient"][0], "manager");

    let human = run(provsmith().arg("inspect").arg(&package)).exits(0).stdout;
    assert!(human.contains("SecurityPolicy/4101 = 16") && human.contains("signature: none"), "{human}");
}

#[test]
fn damage_is_named_and_the_rest_is_shown() {
    let Some(folder) = corpus() else { return };
    let mut bytes = fs::read(folder.join("cab/two-blocks-independent.cab")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let folder = tempdir().unwrap();
    let path = folder.path().join("damaged.cab");
    fs::write(&path, bytes).unwrap();
    let said = run(provsmith().arg("inspect").arg(&path)).exits(1).stdout;
    assert!(said.contains("damaged: block 1 of folder 0") && said.contains("pattern.txt"), "{said}");
    assert_eq!(inspect_json(&path, 1)["damage"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_no_cabinet_is_an_error() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.cab");
    for bytes in [&b"<wap-provisioningdoc/>"[..], b"", b"MSC"] {
        fs::write(&path, bytes).unwrap();
        let said = run(provsmith().arg("inspect").arg(&path)).exits(2);
        assert!(said.stdout.is_empty() && said.stderr.starts_with("error: "), "{said:?}");
    }
}

#[test]
fn a_cabinet_that_is_cut_off_is_damaged_and_another_file_is_no_cabinet() {
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("d.xml"), "<wap-provisioningdoc/>").unwrap();
    run(provsmith().current_dir(folder.path()).args(["pack", "d.xml", "-o", "a.cab"])).exits(0);
    let whole = fs::read(at("a.cab")).unwrap();
    for length in [8, 40, whole.len() - 1] {
        fs::write(at("cut.cab"), &whole[..length]).unwrap();
        run(provsmith().arg("inspect").arg(at("cut.cab"))).exits(1);
    }
    for other in ["d.xml", "missing.cab"] {
        run(provsmith().arg("inspect").arg(at(other))).exits(2);
    }
}
