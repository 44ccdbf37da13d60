//! `verify`: good signatures of every origin are good, and no byte of a package can change unnoticed.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use common::{corpus, peer, provsmith, run};
use der::DateTime;
use provsmith::context::Context;
use provsmith::package::{Package, PackageKind};
use provsmith::sign::DigestAlgorithm;
use provsmith::sign::certificate::Certificate;
use provsmith::sign::key::{IdentityFolder, KeySource, NoPassword};
use provsmith::sign::signer::{SignOptions, Signer};
use provsmith::sign::verify::{Verification, VerifyOptions, verify};
use signing::{DOCUMENT, gcab, identity};

fn at() -> DateTime {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn package() -> Vec<u8> {
    let mut cabinet = Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cpf, DOCUMENT.into()).unwrap().write(&mut cabinet).unwrap();
    cabinet.into_inner()
}

fn signed(cabinet: &[u8], digest: DigestAlgorithm, include_root: bool) -> Vec<u8> {
    let options = SignOptions {
        digest,
        description: Some("Settings".into()),
        url: Some("http://example.com/".into()),
        signing_time: None,
        include_root,
        now: at(),
        allow_expired: false,
        allow_usage: false,
    };
    let credentials = IdentityFolder { path: identity().to_owned() }.load(&NoPassword).unwrap();
    let mut output = Cursor::new(Vec::new());
    Signer::new(credentials, &options)
        .unwrap()
        .sign(&mut Cursor::new(cabinet), &mut output, &mut Context::system().random())
        .unwrap();
    output.into_inner()
}

fn options() -> VerifyOptions {
    let trust = Certificate::all_in(&fs::read(identity().join("root.pem")).unwrap()).unwrap();
    VerifyOptions { trust, at: at() }
}

fn is_good(bytes: &[u8], options: &VerifyOptions) -> bool {
    verify(&mut Cursor::new(bytes), options).is_ok_and(|verification| verification.is_good())
}

/// Three other values at every position: one bit, all bits, and the next value.
fn unnoticed(bytes: &[u8], options: &VerifyOptions) -> Vec<(usize, u8, u8)> {
    let mut unnoticed = Vec::new();
    let mut changed = bytes.to_vec();
    for (position, value) in bytes.iter().copied().enumerate() {
        for other in [value ^ 0x80, !value, value.wrapping_add(1)] {
            changed[position] = other;
            if is_good(&changed, options) {
                unnoticed.push((position, value, other));
            }
        }
        changed[position] = value;
    }
    unnoticed
}

#[test]
fn every_change_of_one_byte_is_noticed() {
    let options = options();
    for (digest, include_root) in [(DigestAlgorithm::Sha1, true), (DigestAlgorithm::Sha256, false)] {
        let signed = signed(&package(), digest, include_root);
        assert!(is_good(&signed, &options));
        assert_eq!(unnoticed(&signed, &options), []);
    }
}

#[test]
fn every_change_of_one_byte_is_noticed_with_reserves_in_the_folders() {
    let Some(corpus) = corpus() else { return };
    let options = options();
    let cabinet = fs::read(corpus.join("cab/cabwiz-style.cab")).unwrap();
    let signed = signed(&cabinet, DigestAlgorithm::Sha1, false);
    assert!(is_good(&signed, &options));
    assert_eq!(unnoticed(&signed, &options), []);
}

#[test]
fn every_truncation_and_every_appended_byte_is_noticed() {
    let options = options();
    let mut signed = signed(&package(), DigestAlgorithm::Sha1, true);
    for length in 0..signed.len() {
        assert!(!is_good(&signed[..length], &options), "{length} bytes");
    }
    signed.push(0);
    assert!(!is_good(&signed, &options));
}

#[test]
fn signed_files_of_the_corpus_verify() {
    let Some(corpus) = corpus() else { return };
    let corpus = corpus.join("cab");
    let verification = |name: &str| -> Verification {
        let trust = Certificate::all_in(&fs::read(corpus.join("root.pem")).unwrap()).unwrap();
        let mut cabinet = fs::File::open(corpus.join(name)).unwrap();
        verify(&mut cabinet, &VerifyOptions { trust, at: at() }).unwrap()
    };
    // What the corpus' README says of each: signing time 1200000000, time stamps in two forms.
    for (name, description, stamps) in [
        ("plain.sha1.cab", Some("Test package"), 0),
        ("plain.sha256.cab", Some("Test package"), 0),
        ("mszip.sha1.legacy-ts.cab", None, 1),
        ("mszip.sha256.rfc3161.cab", None, 1),
    ] {
        let verification = verification(name);
        let faults: Vec<_> = verification.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, [] as [&str; 0], "{name}");
        assert_eq!(verification.description.as_deref(), description, "{name}");
        assert_eq!(verification.time_stamps.len(), stamps, "{name}");
        assert_eq!(
            verification.chain.unwrap().leaf().thumbprint().to_string(),
            "51A864D08B7CCC016E3576AA0FD43A3EEDA0D642"
        );
    }
    let stamp = &verification("mszip.sha256.rfc3161.cab").time_stamps[0];
    assert_eq!(stamp.time.unix_duration().as_secs(), 1_200_000_100);
}

#[test]
fn a_time_stamp_for_another_signature_is_a_fault() {
    let Some(corpus) = corpus() else { return };
    for name in ["mszip.sha1.legacy-ts.cab", "mszip.sha256.rfc3161.cab"] {
        let bytes = fs::read(corpus.join("cab").join(name)).unwrap();
        // Zero bytes at the end are padding; before them ends the time stamp's own signature.
        let last = bytes.iter().rposition(|byte| *byte != 0).unwrap();
        let mut changed = bytes.clone();
        changed[last - 20] ^= 1;
        let trust = Certificate::all_in(&fs::read(corpus.join("cab/root.pem")).unwrap()).unwrap();
        let options = VerifyOptions { trust, at: at() };
        let found = verify(&mut Cursor::new(changed), &options).unwrap();
        assert!(
            found.faults.iter().any(|fault| fault.to_string().starts_with("the time stamp:")),
            "{name}: {found:?}"
        );
    }
}

/// Changed, the identifier of the attribute makes it one that nobody knows: a signature without a time stamp.
#[test]
fn every_change_of_one_byte_of_a_time_stamp_but_in_its_identifier_is_noticed() {
    const IDENTIFIER: [u8; 10] = [0x2b, 6, 1, 4, 1, 0x82, 0x37, 3, 3, 1];
    let Some(corpus) = corpus() else { return };
    let trust = Certificate::all_in(&fs::read(corpus.join("cab/root.pem")).unwrap()).unwrap();
    let options = VerifyOptions { trust, at: at() };
    for name in ["mszip.sha1.legacy-ts.cab", "mszip.sha256.rfc3161.cab"] {
        let mut bytes = fs::read(corpus.join("cab").join(name)).unwrap();
        let signature = u32::from_le_bytes(bytes[44..48].try_into().unwrap()) as usize;
        let mut unnoticed = Vec::new();
        for position in signature..bytes.len() {
            bytes[position] ^= 0x01;
            if is_good(&bytes, &options) {
                unnoticed.push(position);
            }
            bytes[position] ^= 0x01;
        }
        assert!(is_good(&bytes, &options), "{name}");
        let identifier = bytes.windows(10).position(|window| window == IDENTIFIER);
        let expected: Vec<usize> = identifier.map_or_else(Vec::new, |at| (at..at + 10).collect());
        assert_eq!(unnoticed, expected, "{name}");
    }
}

#[test]
fn a_damaged_content_is_a_fault_whoever_signed_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let mut bytes = fs::read(&cabinet).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&cabinet, &bytes).unwrap();
    let refused =
        run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity())).exits(2).stderr;
    assert!(refused.contains("is damaged") && refused.contains("checksum"), "{refused}");
    assert_eq!(fs::read(&cabinet).unwrap(), bytes);

    // osslsigncode signs it all the same: its signature is right, the content is not.
    let Some(mut osslsigncode) = peer("osslsigncode") else { return };
    let signed = folder.path().join("signed.cab");
    osslsigncode.args(["sign", "-h", "sha1", "-certs"]).arg(identity().join("signer.pem"));
    osslsigncode
        .arg("-key")
        .arg(identity().join("signer.key"))
        .arg("-in")
        .arg(&cabinet)
        .arg("-out")
        .arg(&signed);
    run(&mut osslsigncode).exits(0);
    let faults = report(&signed, 1)["faults"].clone();
    assert_eq!(faults.as_array().unwrap().len(), 1, "{faults}");
    assert!(faults[0].as_str().unwrap().starts_with("the content is damaged"), "{faults}");
}

#[test]
fn bytes_behind_an_unsigned_cabinet_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.cpf");
    fs::write(&file, [package(), b"tail".to_vec()].concat()).unwrap();
    assert_eq!(report(&file, 1)["faults"][0], "the cabinet is not signed, and 4 bytes follow it");
}

#[test]
fn what_osslsigncode_signed_is_good_and_its_digest_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    for compressed in [false, true] {
        for digest in ["sha1", "sha256"] {
            let Some(cabinet) = gcab(folder.path(), &format!("{compressed}.{digest}.cab"), compressed) else {
                return;
            };
            let signed = cabinet.with_extension("signed");
            let Some(mut osslsigncode) = peer("osslsigncode") else { return };
            let chain = folder.path().join("chain.pem");
            let [signer, root] =
                ["signer.pem", "root.pem"].map(|name| fs::read(identity().join(name)).unwrap());
            fs::write(&chain, [signer, root].concat()).unwrap();
            osslsigncode.args(["sign", "-h", digest, "-n", "Settings", "-certs"]).arg(&chain);
            osslsigncode.arg("-key").arg(identity().join("signer.key")).arg("-in").arg(&cabinet);
            run(osslsigncode.arg("-out").arg(&signed)).exits(0);
            let report = report(&signed, 0);
            assert_eq!(report["description"], "Settings");

            let root = identity().join("root.pem");
            let mut osslsigncode = peer("osslsigncode").unwrap();
            osslsigncode.arg("verify").arg("-CAfile").arg(root).arg("-in").arg(&signed);
            let said = run(&mut osslsigncode).exits(0).stdout;
            let line = said.lines().find(|line| line.contains("Calculated message digest")).unwrap();
            let theirs = line.rsplit(':').next().unwrap().trim().to_lowercase();
            assert_eq!(report["digest"], theirs);
        }
    }
}

/// The JSON report of one file, checked against the test root.
fn report(file: &Path, code: i32) -> serde_json::Value {
    let mut verify = provsmith();
    verify.arg("verify").arg(file).arg("--trust").arg(identity().join("root.pem")).args(["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run(&mut verify).exits(code).stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    report["files"][0].clone()
}

#[test]
fn openssl_verifies_the_signature_of_a_cabinet_that_osslsigncode_refuses() {
    let (Some(corpus), Some(mut openssl)) = (corpus(), peer("openssl")) else { return };
    let folder = tempfile::tempdir().unwrap();
    let cabinet = fs::read(corpus.join("cab/cabwiz-style.cab")).unwrap();
    let signed = signed(&cabinet, DigestAlgorithm::Sha1, true);
    let offset = usize::try_from(u32::from_le_bytes(signed[44..48].try_into().unwrap())).unwrap();
    let blob = &signed[offset..];
    // The SpcIndirectDataContent of a cabinet with SHA-1: 83 bytes from `30 51 30 2C`, 81 of them content.
    let start = blob.windows(4).position(|window| window == [0x30, 0x51, 0x30, 0x2C]).unwrap();
    let [signature, content] = ["s.p7", "content"].map(|name| folder.path().join(name));
    fs::write(&content, &blob[start + 2..start + 83]).unwrap();
    fs::write(&signature, blob).unwrap();
    openssl.args(["smime", "-verify", "-inform", "DER", "-binary", "-purpose", "any", "-in"]).arg(&signature);
    openssl.arg("-content").arg(&content).arg("-CAfile").arg(identity().join("root.pem"));
    run(openssl.arg("-out").arg(folder.path().join("out"))).exits(0);
}

#[test]
fn without_trust_the_answer_is_no_and_the_root_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.cpf");
    fs::write(&file, signed(&package(), DigestAlgorithm::Sha1, true)).unwrap();
    let said = run(provsmith().arg("verify").arg(&file)).exits(1).stdout;
    let root = Certificate::all_in(&fs::read(identity().join("root.pem")).unwrap()).unwrap();
    assert!(said.contains(&root[0].thumbprint().to_string()), "{said}");
    assert!(said.contains("--trust"), "{said}");
    report(&file, 0);
}

#[test]
fn a_root_of_the_same_name_is_not_the_trusted_one() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    run(provsmith().args(["cert", "new", "--role", "8"]).arg(&other)).exits(0);
    let trust = Certificate::all_in(&fs::read(other.join("root.pem")).unwrap()).unwrap();
    let options = VerifyOptions { trust, at: at() };
    for include_root in [true, false] {
        assert!(!is_good(&signed(&package(), DigestAlgorithm::Sha1, include_root), &options));
    }
}

#[test]
fn unsigned_and_out_of_date_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.cpf");
    fs::write(&file, package()).unwrap();
    assert_eq!(report(&file, 1)["faults"][0], "the cabinet is not signed");
    fs::write(&file, signed(&package(), DigestAlgorithm::Sha1, true)).unwrap();
    let mut late = provsmith();
    late.arg("verify")
        .arg(&file)
        .arg("--trust")
        .arg(identity().join("root.pem"))
        .args(["--at", "2050-01-01"]);
    let said = run(&mut late).exits(1).stdout;
    assert!(said.contains("not at 2050-01-01T00:00:00Z"), "{said}");
}

#[test]
fn a_file_that_is_no_cabinet_does_not_keep_back_the_answer_on_the_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.cab"), "no cabinet").unwrap();
    fs::write(folder.path().join("b.cab"), signed(&package(), DigestAlgorithm::Sha1, true)).unwrap();
    let verify = |pattern: &str| {
        let mut verify = provsmith();
        verify.current_dir(folder.path()).args(["verify", pattern, "--trust"]);
        run(verify.arg(identity().join("root.pem")))
    };
    let said = verify("*.cab").exits(1).stdout;
    assert!(said.contains("a.cab: cannot be read") && said.contains("b.cab: good"), "{said}");
    verify("a.cab").exits(2);
}
