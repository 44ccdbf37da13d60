//! `cert`: test identities that openssl reads, and what certificates say.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;

use common::{peer, provsmith, run};
use signing::identity;

#[test]
fn openssl_accepts_the_chain_of_a_test_identity() {
    let Some(mut openssl) = peer("openssl") else { return };
    let [root, signer] = ["root.pem", "signer.pem"].map(|name| identity().join(name));
    run(openssl.args(["verify", "-x509_strict", "-CAfile"]).arg(&root).arg(&signer)).exits(0);
    let said =
        run(peer("openssl").unwrap().args(["x509", "-noout", "-text", "-in"]).arg(&signer)).exits(0).stdout;
    for wanted in
        ["sha1WithRSAEncryption", "Public-Key: (2048 bit)", "Code Signing", "Dec 31 23:59:59 2049 GMT"]
    {
        assert!(said.contains(wanted), "{wanted} is not in: {said}");
    }
}

#[test]
fn the_enrolment_document_names_the_root_as_openssl_does() {
    let Some(mut openssl) = peer("openssl") else { return };
    let root = identity().join("root.pem");
    let said =
        run(openssl.args(["x509", "-noout", "-fingerprint", "-sha1", "-in"]).arg(root)).exits(0).stdout;
    let thumbprint = said.trim().rsplit('=').next().unwrap().replace(':', "");
    let document = fs::read_to_string(identity().join("enrol.xml")).unwrap();
    assert!(document.contains(&format!("type=\"{thumbprint}\"")), "{document}");
    assert!(document.contains("name=\"Role\" value=\"8\""), "{document}");
    run(provsmith().arg("check").arg(identity().join("enrol.xml"))).exits(0);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_key() {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(identity().join("signer.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_identity_is_never_overwritten() {
    let key = fs::read(identity().join("signer.key")).unwrap();
    let ran = run(provsmith().args(["cert", "new", "--role", "manager"]).arg(identity())).exits(2);
    assert!(ran.stderr.contains("never overwritten"), "{}", ran.stderr);
    assert_eq!(fs::read(identity().join("signer.key")).unwrap(), key);
}

#[test]
fn an_identity_with_a_password_needs_it() {
    let folder = tempfile::tempdir().unwrap();
    let new = |command: &mut std::process::Command| {
        run(command
            .args(["cert", "new", "--role", "8", "--password-env", "PW", "x"])
            .current_dir(folder.path()))
    };
    assert!(new(&mut provsmith()).exits(2).stderr.contains("the environment variable PW"));
    new(provsmith().env("PW", "secret")).exits(0);
    let key = fs::read_to_string(folder.path().join("x/signer.key")).unwrap();
    assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{key}");
    let Some(mut openssl) = peer("openssl") else { return };
    let file = folder.path().join("x/signer.key");
    run(openssl.args(["pkey", "-noout", "-passin", "pass:secret", "-in"]).arg(&file)).exits(0);
}

#[test]
fn dates_and_names_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 4] = [
        (&["--not-before", "2030-01-01", "--not-after", "2029-12-31"], "must be the earlier"),
        (&["--not-after", "31.12.2030"], "write a date such as"),
        (&["--name", " "], "cannot be the name"),
        (&["--name", "A", "--root-name", "A"], "two certificates of the chain are called `A`"),
    ];
    for (args, reason) in cases {
        let ran =
            run(provsmith().args(["cert", "new", "--role", "8"]).args(args).arg(folder.path().join("x")))
                .exits(2);
        assert!(ran.stderr.contains(reason), "`{reason}` is not in: {}", ran.stderr);
        assert!(!folder.path().join("x").exists());
    }
}

#[test]
fn certificates_are_shown_from_every_kind_of_file() {
    let folder = tempfile::tempdir().unwrap();
    let [root, signer] = ["root.pem", "signer.pem"].map(|name| identity().join(name));
    let Some(mut openssl) = peer("openssl") else { return };
    let der = folder.path().join("signer.der");
    run(openssl.args(["x509", "-outform", "DER", "-in"]).arg(&signer).arg("-out").arg(&der)).exits(0);
    let mut files = vec![(signer.clone(), 1), (der, 1)];
    for form in ["DER", "PEM"] {
        let p7b = folder.path().join(format!("{form}.p7b"));
        let mut openssl = peer("openssl").unwrap();
        openssl
            .args(["crl2pkcs7", "-nocrl", "-outform", form, "-certfile"])
            .arg(&signer)
            .arg("-certfile")
            .arg(&root);
        run(openssl.arg("-out").arg(&p7b)).exits(0);
        files.push((p7b, 2));
    }
    let pfx = folder.path().join("a.pfx");
    let mut openssl = peer("openssl").unwrap();
    openssl.args(["pkcs12", "-export", "-legacy", "-passout", "pass:secret", "-inkey"]);
    openssl.arg(identity().join("signer.key")).arg("-in").arg(&signer).arg("-certfile").arg(&root);
    run(openssl.arg("-out").arg(&pfx)).exits(0);
    files.push((pfx, 2));
    if let Some(cabinet) = signing::gcab(folder.path(), "a.cab", false) {
        run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity())).exits(0);
        files.push((cabinet, 2));
    }
    for (file, count) in files {
        let mut show = provsmith();
        show.env("PW", "secret")
            .args(["cert", "show", "--password-env", "PW", "--format", "json"])
            .arg(&file);
        let report: serde_json::Value = serde_json::from_str(&run(&mut show).exits(0).stdout).unwrap();
        let certificates = report["files"][0]["certificates"].as_array().unwrap();
        assert_eq!(certificates.len(), count, "{file:?}");
        let leaf = certificates
            .iter()
            .find(|one| one["may_sign_code"] == true && one["authority"] == false)
            .unwrap();
        assert_eq!(leaf["subject"], "CN=Test signer (not for production)");
        assert_eq!(leaf["extended_key_usage"][0], "codeSigning");
        assert_eq!(leaf["device_limits"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_name_for_what_the_chain_does_not_have_and_no_name_at_all_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let new = |arguments: &[&str]| {
        let all = [&["cert", "new", "--role", "manager", "id"], arguments].concat();
        run(provsmith().current_dir(&folder).args(all))
    };
    let said = new(&["--intermediate-name", "Between"]).exits(2).stderr;
    assert!(said.contains("add --chain root,intermediate,leaf"), "{said}");
    for flag in ["--name", "--root-name"] {
        let said = new(&[flag, " "]).exits(2).stderr;
        assert!(said.contains("1 to 64 characters"), "{said}");
    }
    assert!(!folder.path().join("id").exists());
    new(&["--intermediate-name", "Between", "--chain", "root,intermediate,leaf"]).exits(0);
}

#[test]
fn a_chain_of_three_signs_at_once_and_holds_for_openssl_and_osslsigncode() {
    let folder = tempfile::tempdir().unwrap();
    let new = ["cert", "new", "--role", "manager", "--chain", "root,intermediate,intermediate,leaf", "id"];
    run(provsmith().current_dir(&folder).args(new)).exits(0);
    let at = |name: &str| folder.path().join("id").join(name);
    let Some(mut openssl) = peer("openssl") else { return };
    openssl.args(["verify", "-x509_strict", "-CAfile"]).arg(at("root.pem"));
    run(openssl.arg("-untrusted").arg(at("intermediate.pem")).arg(at("signer.pem"))).exits(0);
    // Without those between, nothing leads to the root.
    let mut openssl = peer("openssl").unwrap();
    assert_ne!(
        run(openssl.args(["verify", "-CAfile"]).arg(at("root.pem")).arg(at("signer.pem"))).code,
        Some(0)
    );
    let Some(cabinet) = signing::gcab(folder.path(), "a.cab", false) else { return };
    run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(folder.path().join("id"))).exits(0);
    let Some(mut osslsigncode) = peer("osslsigncode") else { return };
    osslsigncode.arg("verify").arg("-CAfile").arg(at("root.pem")).arg("-in").arg(&cabinet);
    let said = run(&mut osslsigncode).exits(0).stdout;
    assert!(said.contains("Succeeded") || said.contains("Signature verification: ok"), "{said}");
    run(provsmith().arg("verify").arg(&cabinet).arg("--trust").arg(at("root.pem"))).exits(0);
    let shown = run(provsmith().args(["cert", "show", "--format", "json"]).arg(&cabinet)).exits(0).stdout;
    let report: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(report["files"][0]["certificates"].as_array().unwrap().len(), 4);
    assert_eq!(report["files"][0]["form"], "the signature of a package");
}

#[test]
fn a_chain_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (chain, reason) in [
        ("leaf,root", "from the root down"),
        ("root", "from the root down"),
        (
            "root,intermediate,intermediate,intermediate,intermediate,intermediate,intermediate,intermediate,intermediate,intermediate,leaf",
            "more than 8",
        ),
    ] {
        let said =
            run(provsmith().current_dir(&folder).args(["cert", "new", "--role", "8", "--chain", chain, "x"]));
        let said = said.exits(2).stderr;
        assert!(said.contains(reason), "`{reason}` is not in: {said}");
        assert!(!folder.path().join("x").exists());
    }
}

#[test]
fn what_devices_of_each_release_make_of_a_file_is_said_with_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut openssl) = peer("openssl") else { return };
    openssl
        .current_dir(folder.path())
        .args(["req", "-x509", "-nodes", "-subj", "/CN=x", "-newkey", "rsa:2048"]);
    run(openssl.args(["-sha512", "-keyout", "x.key", "-out", "x.pem"])).exits(0);
    let mut openssl = peer("openssl").unwrap();
    openssl.current_dir(folder.path()).args(["pkcs12", "-export", "-passout", "pass:", "-inkey", "x.key"]);
    run(openssl.args(["-in", "x.pem", "-out", "x.pfx"])).exits(0);
    let show = |format: &str| {
        let mut show = provsmith();
        run(show.current_dir(&folder).args(["cert", "show", "x.pfx", "--format", format])).exits(0).stdout
    };
    let report: serde_json::Value = serde_json::from_str(&show("json")).unwrap();
    let file = &report["files"][0];
    let answer = |devices: &serde_json::Value, release: &str| {
        let found = devices.as_array().unwrap().iter().find(|one| one["release"] == release).unwrap();
        (found["reads"].clone(), found["reasons"][0]["sure"].clone())
    };
    assert_eq!(answer(&file["devices"], "wm5"), ("no".into(), "reported".into()));
    assert_eq!(answer(&file["devices"], "wm6.5"), ("yes".into(), "documented".into()));
    let certificate = &file["certificates"][0]["devices"];
    assert_eq!(answer(certificate, "wm6.5"), ("no".into(), "reported".into()));
    assert_eq!(answer(certificate, "wm5"), ("no".into(), "inferred".into()));
    let said = show("human");
    assert!(said.starts_with("x.pfx: PKCS #12\n"), "{said}");
    assert!(said.contains("opened by    wm6 to wm6.5: yes, "), "{said}");
    assert!(said.contains("on devices   wm6.1 to wm6.5: no, it is signed with RSA with SHA-512"), "{said}");
    let good = run(provsmith().args(["cert", "show"]).arg(identity().join("root.pem"))).exits(0).stdout;
    assert!(good.contains("on devices   wm2003 to wm6.5: yes\n"), "{good}");
}

#[test]
fn what_a_device_cannot_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[&str], &str); 3] = [
        (&["-newkey", "rsa:2048", "-sha256"], "RSA with SHA-256"),
        (&["-newkey", "rsa:3072", "-sha1"], "3072 bits"),
        (&["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-sha256"], "elliptic curve"),
    ];
    for (form, wanted) in cases {
        let Some(mut openssl) = peer("openssl") else { return };
        openssl.current_dir(folder.path()).args(["req", "-x509", "-nodes", "-subj", "/CN=x"]).args(form);
        run(openssl.args(["-keyout", "x.key", "-out", "x.pem"])).exits(0);
        let said = run(provsmith().args(["cert", "show"]).arg(folder.path().join("x.pem"))).exits(0).stdout;
        assert!(said.lines().any(|line| line.starts_with("on devices") && line.contains(wanted)), "{said}");
    }
}

#[test]
fn an_identity_that_nobody_could_use_or_everybody_open_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let new = |args: &[&str]| {
        let mut new = provsmith();
        new.current_dir(folder.path()).env("PW", "").args(["cert", "new", "x"]).args(args);
        let said = run(&mut new).exits(2).stderr;
        assert!(!folder.path().join("x").exists(), "{said}");
        said
    };
    let said = new(&["--role", "8", "--encrypt", "--password-env", "PW"]);
    assert!(said.contains("the password is empty"), "{said}");
    let said = new(&["--role", "0"]);
    assert!(said.contains("give a role such as manager"), "{said}");
}

#[test]
fn what_is_wrong_with_a_certificate_file_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let pem = fs::read_to_string(identity().join("root.pem")).unwrap();
    let der = pem_rfc7468::decode_vec(pem.as_bytes()).unwrap().1;
    let cases = [
        (Vec::new(), "there is no certificate in it"),
        (der[..100].to_vec(), "it is cut off"),
        (pem.as_bytes()[..200].to_vec(), "its end line is missing"),
        (vec![0x30, 0x03, 0x02, 0x01, 0x05], "this is no certificate"),
    ];
    for (bytes, reason) in cases {
        let file = folder.path().join("x.pem");
        fs::write(&file, bytes).unwrap();
        let said = run(provsmith().args(["cert", "show"]).arg(&file)).exits(2).stderr;
        assert!(said.contains(reason), "`{reason}` is not in: {said}");
        assert!(!said.contains("Error"), "{said}");
    }
}

#[test]
fn of_several_files_those_that_can_be_read_are_shown_and_the_failure_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let identity = folder.path().join("identity");
    run(provsmith().args(["cert", "new", "--role", "manager"]).arg(&identity)).exits(0);
    let show = |files: [&str; 2]| run(provsmith().current_dir(&identity).args(["cert", "show"]).args(files));
    let ran = show(["root.pem", "nope"]).exits(1);
    assert!(ran.stdout.starts_with("root.pem: ") && ran.stderr.contains("`nope`"), "{}", ran.stderr);
    run(provsmith().current_dir(&identity).args(["cert", "show", "nope"])).exits(2);
}
