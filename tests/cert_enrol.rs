//! `cert enrol`: documents that put certificates into a device's stores; and the forms of certificate files.
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Ran, peer, provsmith, run};
use signing::identity;

fn root() -> PathBuf {
    identity().join("root.pem")
}

fn enrol(certificates: &[&Path], args: &str) -> Ran {
    let mut enrol = provsmith();
    enrol.args(["cert", "enrol"]).args(certificates);
    run(enrol.args(args.split('|').filter(|arg| !arg.is_empty())))
}

/// What openssl says of a certificate.
fn openssl(certificate: &Path, args: &[&str]) -> Option<String> {
    let mut openssl = peer("openssl")?;
    Some(run(openssl.args(["x509", "-in"]).arg(certificate).args(args)).exits(0).stdout)
}

/// The SHA-1 thumbprint as openssl has it.
fn thumbprint(certificate: &Path) -> Option<String> {
    let said = openssl(certificate, &["-noout", "-fingerprint", "-sha1"])?;
    Some(said.trim().rsplit('=').next().unwrap().replace(':', ""))
}

/// A self-signed certificate by openssl.
fn made(folder: &Path, name: &str, args: &[&str]) -> Option<PathBuf> {
    let mut openssl = peer("openssl")?;
    openssl.current_dir(folder).args(["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-keyout", "x.key"]);
    let subject = format!("/CN={name}");
    run(openssl.args(["-subj", &subject, "-out", name]).args(args)).exits(0);
    Some(folder.join(name))
}

fn check(document: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("enrol.xml"), document).unwrap();
    run(provsmith().arg("check").arg(folder.path().join("enrol.xml"))).exits(0);
}

#[test]
fn each_certificate_goes_into_each_store_under_the_name_that_openssl_gives_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(other) = made(folder.path(), "other.pem", &["-sha1"]) else { return };
    let ran = enrol(&[&root(), &other], "--store|SPC|--store|privileged|--role|manager+operator").exits(0);
    let document = ran.stdout;
    let body = |certificate: &Path| {
        let pem = openssl(certificate, &[]).unwrap();
        pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()
    };
    for certificate in [root(), other] {
        let name = format!("<characteristic type=\"{}\">", thumbprint(&certificate).unwrap());
        assert_eq!(document.matches(&name).count(), 2, "{document}");
        assert_eq!(document.matches(&body(&certificate)).count(), 2, "{document}");
    }
    assert_eq!(document.matches("name=\"Role\" value=\"12\"").count(), 2, "in SPC alone: {document}");
    assert_eq!(document.matches("<characteristic type=\"SPC\">").count(), 1);
    assert_eq!(
        document.matches("<characteristic type=\"Privileged Execution Trust Authorities\">").count(),
        1
    );
    check(&document);
}

#[test]
fn every_store_is_known_by_its_name_and_no_other_is() {
    for (store, name) in [
        ("ROOT", "ROOT"),
        ("ca", "CA"),
        ("MY", "MY"),
        ("unprivileged", "Unprivileged Execution Trust Authorities"),
        ("Privileged Execution Trust Authorities", "Privileged Execution Trust Authorities"),
    ] {
        let document = enrol(&[&root()], &format!("--store|{store}")).exits(0).stdout;
        assert!(document.contains(&format!("<characteristic type=\"{name}\">")), "{document}");
        assert!(!document.contains("Role"), "{document}");
        check(&document);
    }
    let said = enrol(&[&root()], "--store|TrustedPeople").exits(2).stderr;
    assert!(said.contains("the stores are SPC, ROOT, CA, MY"), "{said}");
}

#[test]
fn a_role_mask_goes_with_spc_and_with_nothing_else() {
    for (args, reason) in [
        ("--store|SPC", "add --role"),
        ("--store|SPC|--role|0", "give a role such as manager"),
        ("--store|SPC|--role|0x8", "hexadecimal"),
        ("--store|ROOT|--role|manager", "--role is for SPC"),
    ] {
        let said = enrol(&[&root()], args).exits(2);
        assert!(said.stderr.contains(reason), "`{reason}` is not in: {}", said.stderr);
        assert_eq!(said.stdout, "");
    }
}

#[test]
fn the_document_is_syncml_where_a_server_sends_it() {
    let Some(name) = thumbprint(&root()) else { return };
    let document = enrol(&[&root()], "--store|SPC|--role|8|--as|syncml").exits(0).stdout;
    let node = format!("<LocURI>./Vendor/MSFT/CertificateStore/SPC/{name}");
    assert!(document.contains(&format!("{node}/EncodedCertificate</LocURI>")), "{document}");
    assert!(document.contains(&format!("{node}/Role</LocURI>")), "{document}");
    check(&document);
}

#[test]
fn syncml_has_the_way_of_the_server_and_none_of_those_that_bring_a_wap_provisioningdoc() {
    let said = enrol(&[&root()], "--store|SPC|--role|8|--as|syncml").exits(0).stderr;
    // https://learn.microsoft.com/en-us/previous-versions/aa455964(v=msdn.10)
    assert!(
        said.contains("account on the device has the role manager") && said.contains("--as wap"),
        "{said}"
    );
    for way in ["rapiconfig", "unsigned .cab", ".provxml", "package signed"] {
        assert!(!said.contains(way), "{said}");
    }
}

#[test]
fn a_certificate_is_removed_by_its_file_or_by_its_thumbprint() {
    let Some(name) = thumbprint(&root()) else { return };
    let by_file = enrol(&[&root()], "--store|ROOT|--remove").exits(0);
    let by_name = enrol(&[Path::new(&name.to_lowercase())], "--store|ROOT|--remove").exits(0);
    assert_eq!(by_file.stdout, by_name.stdout);
    assert!(by_file.stdout.contains(&format!("<nocharacteristic type=\"{name}\"/>")), "{}", by_file.stdout);
    assert!(!by_file.stderr.contains("ways onto"), "{}", by_file.stderr);
    let syncml = enrol(&[&root()], "--store|SPC|--remove|--as|syncml").exits(0).stdout;
    assert!(syncml.contains("<Delete>") && syncml.contains(&format!("SPC/{name}</LocURI>")), "{syncml}");
}

#[test]
fn the_ways_of_the_first_certificate_are_told() {
    let said = enrol(&[&root()], "--store|SPC|--role|manager").exits(0).stderr;
    for wanted in
        ["in SPC with the role manager already", "policy 4097 must be 1", "unsure: an article", "provxml"]
    {
        assert!(said.contains(wanted), "`{wanted}` is not in: {said}");
    }
    assert!(!said.contains("the user's part of the store"), "{said}");
    let said = enrol(&[&root()], "--store|ROOT").exits(0).stderr;
    assert!(said.contains("the user's part of the store"), "{said}");
}

#[test]
fn what_serves_no_device_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let said = enrol(&[&identity().join("signer.pem")], "--store|SPC|--role|manager").exits(0).stderr;
    assert!(said.contains("is no root"), "{said}");
    let Some(newer) = made(folder.path(), "newer.pem", &["-sha256"]) else { return };
    let said = enrol(&[&newer], "--store|SPC|--role|manager").exits(0).stderr;
    assert!(said.contains("RSA with SHA-256"), "{said}");
}

#[test]
fn certificate_files_are_read_as_windows_and_openssl_write_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let pem = fs::read_to_string(root()).unwrap();
    let der = pem_rfc7468::decode_vec(pem.as_bytes()).unwrap().1;
    let little: Vec<u8> = format!("\u{feff}{pem}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = format!("\u{feff}{pem}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let commented = format!("\u{feff}Prüfstelle 日本\r\n{pem}");
    let commented: Vec<u8> = commented.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(at("little.pem"), little).unwrap();
    fs::write(at("big.pem"), big).unwrap();
    fs::write(at("commented.pem"), commented).unwrap();
    fs::write(at("bare.txt"), STANDARD.encode(&der)).unwrap();
    let lines = STANDARD.encode(&der);
    let lines: Vec<String> =
        lines.as_bytes().chunks(64).map(|line| format!("  {}\r\n", String::from_utf8_lossy(line))).collect();
    fs::write(at("lines.txt"), lines.concat()).unwrap();
    let mut names = vec!["little.pem", "big.pem", "commented.pem", "bare.txt", "lines.txt"];
    if let Some(mut openssl) = peer("openssl") {
        openssl.args(["x509", "-trustout", "-addtrust", "codeSigning", "-setalias", "x", "-in"]).arg(root());
        run(openssl.arg("-out").arg(at("trusted.pem"))).exits(0);
        let trusted = fs::read_to_string(at("trusted.pem")).unwrap();
        assert!(trusted.starts_with("-----BEGIN TRUSTED CERTIFICATE-----"), "{trusted}");
        names.push("trusted.pem");
    }
    let expected = enrol(&[&root()], "--store|ROOT").exits(0).stdout;
    for name in names {
        assert_eq!(enrol(&[&at(name)], "--store|ROOT").exits(0).stdout, expected, "{name}");
    }
}

#[test]
fn a_file_without_a_certificate_says_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("x.txt");
    fs::write(&text, "hello").unwrap();
    let said = enrol(&[&text], "--store|ROOT").exits(2).stderr;
    assert!(said.contains("there is no certificate in it: it is neither PEM"), "{said}");
    let said = enrol(&[&identity().join("signer.key")], "--store|ROOT").exits(2).stderr;
    assert!(said.contains("no certificate in it, but `PRIVATE KEY`"), "{said}");
}

#[test]
fn the_chain_in_a_file_and_the_dates_on_a_device_without_clock_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let both = folder.path().join("both.pem");
    let [root, signer] =
        ["root.pem", "signer.pem"].map(|name| fs::read_to_string(identity().join(name)).unwrap());
    fs::write(&both, format!("{root}{signer}")).unwrap();
    let show = |path: &Path, format: &str| {
        run(provsmith().args(["cert", "show", "--format", format]).arg(path)).exits(0).stdout
    };
    let report: serde_json::Value = serde_json::from_str(&show(&both, "json")).unwrap();
    let [first, second] = report["files"][0]["certificates"].as_array().unwrap().as_slice() else {
        panic!("{report}")
    };
    assert_eq!(first["issuers"].as_array().unwrap().len(), 0);
    assert_eq!(second["issuers"][0], first["thumbprint"]);
    assert_eq!((&first["reaches_root"], &second["reaches_root"]), (&true.into(), &true.into()));
    assert_eq!(second["version"], 3);
    assert!(second["after_cold_boot"].is_null(), "{report}");
    let said = show(&identity().join("signer.pem"), "human");
    assert!(said.contains("(not in this file)"), "{said}");
    let Some(young) = made(folder.path(), "young.pem", &["-sha1"]) else { return };
    let said = show(&young, "human");
    assert!(
        said.lines().any(|line| line.starts_with("cold boot") && line.contains("not yet valid")),
        "{said}"
    );
}

#[test]
fn a_certificate_is_never_overwritten_by_the_document_that_brings_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("root.pem");
    fs::copy(root(), &path).unwrap();
    let said = enrol(&[&path], &format!("--store|SPC|--role|8|-o|{}", path.display())).exits(2).stderr;
    assert!(said.contains("overwrite the input"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), fs::read(root()).unwrap());
}

#[test]
fn a_thumbprint_puts_no_certificate_in_and_that_is_said() {
    let thumbprint = "0123456789ABCDEF0123456789ABCDEF01234567";
    let said = run(provsmith().args(["cert", "enrol", thumbprint, "--store", "ROOT"])).exits(2).stderr;
    assert!(said.contains("--remove"), "{said}");
    run(provsmith().args(["cert", "enrol", thumbprint, "--store", "ROOT", "--remove"])).exits(0);
}

#[test]
fn a_certificate_out_of_its_dates_is_warned_of_and_the_document_written() {
    let folder = tempfile::tempdir().unwrap();
    let of_dates = |name: &str, first: &str, last: &str| {
        let dates = ["--not-before", first, "--not-after", last];
        let folder = folder.path().join(name);
        run(provsmith().args(["cert", "new", "--role", "manager"]).args(dates).arg(&folder)).exits(0);
        folder.join("root.pem")
    };
    let past = of_dates("past", "2005-01-01", "2010-01-01");
    let to_come = of_dates("to-come", "2048-01-01", "2049-01-01");
    for (certificate, said) in [(past, "is expired"), (to_come, "is not yet valid")] {
        let ran = enrol(&[&certificate], "--store|SPC|--role|manager").exits(0);
        assert!(ran.stderr.contains(said) && ran.stderr.contains("-01-01T"), "{}", ran.stderr);
        assert!(ran.stdout.contains("EncodedCertificate"), "{}", ran.stdout);
    }
    let ran = enrol(&[&root()], "--store|SPC|--role|manager").exits(0);
    assert!(!ran.stderr.contains("its dates are"), "{}", ran.stderr);
}

#[test]
fn a_file_that_has_no_certificate_is_told_all_forms_and_a_pkcs7_in_pem_its_own() {
    let said =
        run(provsmith().args(["cert", "show", "-"]).stdin(std::process::Stdio::null())).exits(2).stderr;
    for form in ["PEM", "DER", "PKCS #7", "PKCS #12", "cabinet"] {
        assert!(said.contains(form), "`{form}` is not in: {said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle.pem");
    let Some(mut openssl) = peer("openssl") else { return };
    run(openssl.args(["crl2pkcs7", "-nocrl", "-certfile"]).arg(root()).arg("-out").arg(&bundle)).exits(0);
    let said = run(provsmith().args(["cert", "show"]).arg(&bundle)).exits(0).stdout;
    assert!(said.lines().next().unwrap().ends_with(": PKCS #7 in PEM"), "{said}");
    let said = run(provsmith().args(["cert", "show"]).arg(root())).exits(0).stdout;
    assert!(said.lines().next().unwrap().ends_with(": PEM"), "{said}");
}

#[test]
fn what_the_user_s_part_of_a_store_takes_is_told_alike_by_enrol_simulate_and_check() {
    // ROOT and CA from Windows Mobile 6 on: https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10);
    // MY, of which no page of 6 and 6.1 says it, on 6.5:
    // http://systemmanager.ru/windowsmobile_6_5.en/html/7a8e0f2c-425f-41a1-bb98-c23237e6bbfc.htm
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (store, later) in [("ROOT", "installs"), ("CA", "installs"), ("MY", "unknown")] {
        let enrolled = enrol(&[&root()], &format!("--store|{store}")).exits(0);
        assert!(enrolled.stderr.contains("the user's part of the store takes it"), "{}", enrolled.stderr);
        fs::write(at("enrol.xml"), &enrolled.stdout).unwrap();
        let verdicts = [
            ("wm5", "refused"),
            ("wm5-msfp", "refused"),
            ("wm6", later),
            ("wm6.1", later),
            ("wm6.5", "installs"),
        ];
        for (release, verdict) in verdicts {
            // Without Grant Manager the restricted desktop is authenticated user and nothing else.
            let profile = format!("release = \"{release}\"\nclass = \"standard\"\n[policies]\n4119 = 0\n");
            fs::write(at("device.toml"), profile).unwrap();
            let ask = |command: &str| {
                let mut asks = provsmith();
                asks.current_dir(&folder).args([command, "enrol.xml", "--device", "device.toml"]);
                run(asks.args(["--channel", "rapi-xml"]))
            };
            let said = ask("simulate").stdout;
            assert!(said.contains(&format!(": {verdict}")), "{store} {release}: {said}");
            ask("check").exits(i32::from(verdict == "refused"));
        }
    }
}
