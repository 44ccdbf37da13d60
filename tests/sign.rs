//! `sign`: what we sign is what programs that no one here wrote accept, and what cannot be signed is refused in words.
#![allow(clippy::unwrap_used)]

mod common;

#[path = "common/signing.rs"]
mod signing;

use std::fs;
use std::path::Path;

use common::{corpus, peer, provsmith, run};
use signing::{gcab, identity};

/// What `osslsigncode verify` prints of a file, which must succeed.
fn osslsigncode_accepts(file: &Path) -> Option<String> {
    let ran = run(peer("osslsigncode")?
        .arg("verify")
        .arg("-CAfile")
        .arg(identity().join("root.pem"))
        .arg("-in")
        .arg(file))
    .exits(0);
    Some(ran.stdout)
}

#[test]
fn gcab_cabinets_signed_by_us_are_verified_by_osslsigncode() {
    let folder = tempfile::tempdir().unwrap();
    for compressed in [false, true] {
        for digest in ["sha1", "sha256"] {
            let name = format!("{compressed}-{digest}.cab");
            let Some(cabinet) = gcab(folder.path(), &name, compressed) else { return };
            run(provsmith()
                .arg("sign")
                .arg(&cabinet)
                .arg("--identity")
                .arg(identity())
                .args(["--digest", digest]))
            .exits(0);
            osslsigncode_accepts(&cabinet);
        }
    }
}

#[test]
fn our_digest_is_that_of_the_vectors() {
    let Some(corpus) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    // The table of the corpus' README, made by osslsigncode and two further programs.
    let vectors = [
        ("plain", "sha1", "075837e469eb52248f5141f3f16f9915012a0ae6"),
        ("plain", "sha256", "16ecbfeca92742e5d533369da51ef7060952093821f2a8fe43709b3647d8fa1d"),
        ("mszip", "sha1", "5150d5348ce89408d13a9c74941cc699bbe6caa1"),
        ("mszip", "sha256", "705a899386ace3a115414e659fdecae9a0504674980da5d960f08f80f6a91185"),
        ("cabwiz-style", "sha1", "e99c08b3d70bb3513250f3a12cdafd48b4939f0e"),
        ("cabwiz-style", "sha256", "05c8ae26b6485dbe23ae7dafcf2905d7ccd0b3d52ecbeba29a0e4fc3e2da1fcf"),
    ];
    for (name, algorithm, digest) in vectors {
        let signed = folder.path().join(format!("{name}.{algorithm}.cab"));
        let ran = run(provsmith()
            .arg("sign")
            .arg(corpus.join(format!("cab/{name}.cab")))
            .arg("--identity")
            .arg(identity())
            .args(["--digest", algorithm, "-o"])
            .arg(&signed))
        .exits(0);
        assert!(ran.stderr.contains(digest), "{name} {algorithm}: {}", ran.stderr);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let [first, second] = ["1.cab", "2.cab"].map(|name| folder.path().join(name));
    for output in [&first, &second] {
        run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity()).arg("-o").arg(output))
            .exits(0);
    }
    assert_eq!(fs::read(&first).unwrap(), fs::read(&second).unwrap());
}

#[test]
fn signing_again_replaces_the_signature_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let sign = |digest: &str| {
        run(provsmith()
            .arg("sign")
            .arg(&cabinet)
            .arg("--identity")
            .arg(identity())
            .args(["--digest", digest]))
        .exits(0)
        .stderr
    };
    assert!(!sign("sha256").contains("replacing"));
    assert!(sign("sha1").contains("replacing its signature"));
    let once = fs::read(&cabinet).unwrap();
    sign("sha1");
    assert_eq!(fs::read(&cabinet).unwrap(), once);
    osslsigncode_accepts(&cabinet);
}

#[test]
fn description_address_and_time_are_read_by_osslsigncode() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    run(provsmith()
        .env("SOURCE_DATE_EPOCH", "1200000000")
        .arg("sign")
        .arg(&cabinet)
        .arg("--identity")
        .arg(identity())
        .args(["--description", "Settings", "--url", "http://example.com/", "--signing-time"]))
    .exits(0);
    let Some(said) = osslsigncode_accepts(&cabinet) else { return };
    assert!(said.contains("Text description: Settings"), "{said}");
    assert!(said.contains("URL description: http://example.com/"), "{said}");
    assert!(said.contains("Jan 10 21:20:00 2008 GMT"), "{said}");
}

#[test]
fn a_pem_key_in_every_form_and_a_container_of_every_age_sign_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let identity = identity();
    let [key, signer, root] = ["signer.key", "signer.pem", "root.pem"].map(|name| identity.join(name));
    let expected = folder.path().join("expected.cab");
    run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity).arg("-o").arg(&expected))
        .exits(0);
    let expected = fs::read(expected).unwrap();

    let pem_forms: [&[&str]; 4] = [
        &["rsa", "-traditional"],
        &["pkcs8", "-topk8", "-passout", "pass:secret"],
        &["pkcs8", "-topk8", "-v2", "des3", "-v2prf", "hmacWithSHA1", "-passout", "pass:secret"],
        &["pkcs8", "-topk8", "-scrypt", "-passout", "pass:secret"],
    ];
    let container_forms: [&[&str]; 4] = [
        &["-legacy"],
        &["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"],
        &["-legacy", "-keypbe", "PBE-SHA1-RC2-40", "-certpbe", "PBE-SHA1-RC2-40"],
        &[],
    ];
    let mut sources: Vec<Vec<String>> = Vec::new();
    for (number, form) in pem_forms.iter().enumerate() {
        let Some(mut openssl) = peer("openssl") else { return };
        let out = folder.path().join(format!("{number}.key"));
        run(openssl.args(*form).arg("-in").arg(&key).arg("-out").arg(&out)).exits(0);
        let [out, signer, root] = [&out, &signer, &root].map(|path| path.display().to_string());
        sources.push(["--key", &out, "--cert", &root, "--cert", &signer].map(str::to_owned).into());
    }
    for (number, form) in container_forms.iter().enumerate() {
        let Some(mut openssl) = peer("openssl") else { return };
        let out = folder.path().join(format!("{number}.pfx"));
        openssl.args(["pkcs12", "-export", "-passout", "pass:secret"]).args(*form);
        openssl.arg("-inkey").arg(&key).arg("-in").arg(&signer).arg("-certfile").arg(&root);
        run(openssl.arg("-out").arg(&out)).exits(0);
        sources.push(vec!["--pkcs12".into(), out.display().to_string()]);
    }
    let password = folder.path().join("password");
    fs::write(&password, "secret\n").unwrap();
    for source in sources {
        let out = folder.path().join("out.cab");
        run(provsmith()
            .arg("sign")
            .arg(&cabinet)
            .args(&source)
            .arg("--password-file")
            .arg(&password)
            .arg("-o")
            .arg(&out))
        .exits(0);
        assert!(fs::read(&out).unwrap() == expected, "{source:?} gives other bytes");

        if !source[1].ends_with("0.key") {
            let ran = run(provsmith()
                .env("WRONG", "guess")
                .arg("sign")
                .arg(&cabinet)
                .args(&source)
                .args(["--password-env", "WRONG", "-o"])
                .arg(&out))
            .exits(2);
            assert!(ran.stderr.contains("the password is wrong"), "{source:?}: {}", ran.stderr);
            assert!(!ran.stderr.contains("guess"), "{}", ran.stderr);
        }
    }
}

#[test]
fn what_cannot_be_signed_is_refused_in_words_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let plain = fs::read(&cabinet).unwrap();
    let changed = |changes: &[(usize, u8)]| {
        let mut bytes = plain.clone();
        for (offset, value) in changes {
            bytes[*offset] = *value;
        }
        bytes
    };
    let mut appended = plain.clone();
    appended.extend(b"tail");
    // Header of 40 bytes, a reserve of 4: offsets and lengths move by 8.
    let mut reserve = changed(&[(30, 4)]);
    for offset in [8, 16, 36] {
        reserve[offset] += 8;
    }
    reserve.splice(36..36, [4, 0, 0, 0, b'o', b'l', b'd', 0]);
    let cases = [
        (plain[..plain.len() - 1].to_vec(), "cut off or damaged"),
        (appended, "something was appended"),
        (changed(&[(34, 5)]), "iCabinet at offset 34 is 5"),
        (changed(&[(4, 1)]), "reserved1 at offset 4"),
        (reserve, "not a place for a signature"),
        (b"PK\x03\x04, no cabinet at all".to_vec(), "does not begin with `MSCF`"),
    ];
    for (bytes, reason) in cases {
        fs::write(&cabinet, &bytes).unwrap();
        let ran = run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity())).exits(2);
        assert!(ran.stderr.contains(reason), "`{reason}` is not in: {}", ran.stderr);
        assert!(fs::read(&cabinet).unwrap() == bytes, "{reason}: the file was changed");
    }
}

#[test]
fn a_role_mask_that_does_not_cover_the_document_is_refused_setting_by_setting() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("policy.xml");
    // https://learn.microsoft.com/en-us/previous-versions/bb737380(v=msdn.10): only the manager may change policies.
    let text = "<wap-provisioningdoc>\n  <characteristic type=\"SecurityPolicy\">\n    \
                <parm name=\"4101\" value=\"16\"/>\n  </characteristic>\n</wap-provisioningdoc>\n";
    fs::write(&document, text).unwrap();
    let cabinet = folder.path().join("policy.cpf");
    run(provsmith().arg("pack").arg(&document).arg("-o").arg(&cabinet)).exits(0);
    let before = fs::read(&cabinet).unwrap();
    let sign = |role: &str| {
        run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(identity()).args(["--role", role]))
    };
    let refused = sign("authenticated-user").exits(1).stderr;
    assert!(refused.contains("policy.cpf:_setup.xml:3:"), "{refused}");
    assert!(refused.contains("`SecurityPolicy/4101` needs the role manager"), "{refused}");
    assert_eq!(fs::read(&cabinet).unwrap(), before);
    sign("manager+operator").exits(0);
    assert_ne!(fs::read(&cabinet).unwrap(), before);
}

#[test]
fn a_container_whose_certificates_name_each_other_as_issuer_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |command: &str| {
        let mut openssl = peer("openssl")?;
        run(openssl.current_dir(folder.path()).args(command.split_whitespace())).exits(0);
        Some(())
    };
    for (name, issuer) in [("a", "b"), ("b", "a")] {
        let key =
            format!("req -new -newkey rsa:2048 -nodes -subj /CN={name} -keyout {name}.key -out {name}.csr");
        let namesake = format!("req -x509 -key {name}.key -subj /CN={issuer} -out {name}.issuer.pem");
        let issued =
            format!("x509 -req -in {name}.csr -CA {name}.issuer.pem -CAkey {name}.key -out {name}.pem");
        if [key, namesake, issued].iter().any(|command| openssl(command).is_none()) {
            return;
        }
    }
    openssl("pkcs12 -export -passout pass:secret -inkey a.key -in a.pem -certfile b.pem -out cross.pfx");
    fs::write(folder.path().join("password"), "secret").unwrap();
    let mut show = provsmith();
    show.current_dir(folder.path()).args(["cert", "show", "cross.pfx", "--password-file", "password"]);
    let shown = run(&mut show).exits(0).stdout;
    assert!(shown.contains("CN=a") && shown.contains("CN=b"), "{shown}");
}

#[test]
fn a_container_in_rc4_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let Some(mut openssl) = peer("openssl") else { return };
    openssl.args(["pkcs12", "-export", "-legacy", "-passout", "pass:secret"]);
    openssl.args(["-keypbe", "PBE-SHA1-RC4-128", "-certpbe", "PBE-SHA1-RC4-128", "-inkey"]);
    openssl.arg(identity().join("signer.key")).arg("-in").arg(identity().join("signer.pem"));
    run(openssl.arg("-out").arg(folder.path().join("rc4.pfx"))).exits(0);
    fs::write(folder.path().join("password"), "secret").unwrap();
    let mut show = provsmith();
    show.current_dir(folder.path()).args(["cert", "show", "rc4.pfx", "--password-file", "password"]);
    let refused = run(&mut show).exits(2).stderr;
    assert!(refused.contains("RC4") && refused.contains("openssl pkcs12"), "{refused}");
}

#[test]
fn certificates_that_must_not_sign_are_refused_unless_a_flag_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let certificate = |name: &str, args: &[&str]| {
        let mut openssl = peer("openssl")?;
        openssl.current_dir(folder.path()).args(["req", "-x509", "-sha1", "-newkey", "rsa:2048", "-nodes"]);
        openssl.args(["-subj", "/CN=x", "-keyout", "x.key", "-out", name]).args(args);
        run(&mut openssl).exits(0);
        Some(())
    };
    let sign = |certificate: &str, flag: Option<&str>| {
        let mut sign = provsmith();
        sign.current_dir(folder.path()).args(["sign", "--key", "x.key", "--cert", certificate, "a.cab"]);
        run(sign.args(["-o", "out.cab"]).args(flag))
    };
    if certificate("server.pem", &["-addext", "extendedKeyUsage=serverAuth"]).is_none() {
        return;
    }
    let refused = sign("server.pem", None).exits(2).stderr;
    assert!(
        refused.contains("extended key usage is serverAuth") && refused.contains("--allow-usage"),
        "{refused}"
    );
    let warned = sign("server.pem", Some("--allow-usage")).exits(0).stderr;
    assert!(warned.contains("warning: the certificate `CN=x` is not for signing code"), "{warned}");

    let root = identity().join("root.pem");
    let refused = sign(&root.display().to_string(), None).exits(2).stderr;
    assert!(refused.contains("belongs to none of the certificates"), "{refused}");

    run(provsmith().current_dir(folder.path()).args([
        "cert",
        "new",
        "--role",
        "8",
        "--not-before",
        "2001-01-01",
        "--not-after",
        "2002-12-31",
        "old",
    ]))
    .exits(0);
    let sign_old = |flag: Option<&str>| {
        run(provsmith().arg("sign").arg(&cabinet).arg("--identity").arg(folder.path().join("old")).args(flag))
    };
    let refused = sign_old(None).exits(2).stderr;
    assert!(refused.contains("2002-12-31T23:59:59Z") && refused.contains("--allow-expired"), "{refused}");
    let warned = sign_old(Some("--allow-expired")).exits(0).stderr;
    assert!(warned.contains("warning:") && warned.contains("2002-12-31T23:59:59Z"), "{warned}");
    let shown =
        run(provsmith().args(["cert", "show"]).arg(folder.path().join("old/signer.pem"))).exits(0).stdout;
    assert!(shown.lines().any(|line| line == "at present   expired"), "{shown}");
}

#[test]
fn the_root_can_be_left_out_and_a_missing_intermediate_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let out = folder.path().join("out.cab");
    let sign = |args: &[&str]| {
        let mut sign = provsmith();
        sign.arg("sign").arg(&cabinet).arg("--key").arg(identity().join("signer.key"));
        run(sign.arg("--cert").arg(identity().join("signer.pem")).args(args).arg("-o").arg(&out))
            .exits(0)
            .stderr
    };
    let said = sign(&[]);
    assert!(said.contains("the chain is not complete") && said.contains("Test root"), "{said}");
    let root = identity().join("root.pem").display().to_string();
    assert!(!sign(&["--cert", &root, "--no-root"]).contains("warning"));
    let without = fs::read(&out).unwrap().len();
    sign(&["--cert", &root]);
    assert!(without < fs::read(&out).unwrap().len());
    osslsigncode_accepts(&out);
}

#[test]
fn several_files_go_to_a_folder_and_one_that_fails_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    if gcab(folder.path(), "a.cab", false).is_none() || gcab(folder.path(), "c.cab", false).is_none() {
        return;
    }
    fs::write(folder.path().join("b.cab"), "no cabinet").unwrap();
    let ran = run(provsmith()
        .current_dir(folder.path())
        .args(["sign", "*.cab", "-o", "signed", "--identity"])
        .arg(identity()))
    .exits(1);
    assert!(ran.stderr.contains("`b.cab`"), "{}", ran.stderr);
    for (name, signed) in [("a.cab", true), ("b.cab", false), ("c.cab", true)] {
        assert_eq!(folder.path().join("signed").join(name).exists(), signed, "{name}");
    }
}

#[test]
fn a_chain_whose_links_do_not_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let other = folder.path().join("other");
    run(provsmith().args(["cert", "new", "--role", "8"]).arg(&other)).exits(0);
    let before = fs::read(&cabinet).unwrap();
    let mut sign = provsmith();
    sign.arg("sign").arg(&cabinet).arg("--key").arg(identity().join("signer.key"));
    sign.arg("--cert").arg(identity().join("signer.pem")).arg("--cert").arg(other.join("root.pem"));
    let refused = run(&mut sign).exits(2).stderr;
    assert!(refused.contains("do not make a chain") && refused.contains("Test root"), "{refused}");
    assert_eq!(fs::read(&cabinet).unwrap(), before);
}

#[test]
fn settings_whose_roles_nobody_knows_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("a.xml");
    let text = "<wap-provisioningdoc><characteristic type=\"Vendor\"><parm name=\"A\" value=\"1\"/>\
                </characteristic></wap-provisioningdoc>";
    fs::write(&document, text).unwrap();
    let package = folder.path().join("a.cpf");
    run(provsmith().arg("pack").arg(&document).arg("-o").arg(&package)).exits(0);
    let mut sign = provsmith();
    sign.arg("sign").arg(&package).arg("--identity").arg(identity()).args(["--role", "manager"]);
    let warned = run(&mut sign).exits(0).stderr;
    assert!(warned.contains("not known for 1 of its settings (`Vendor/A`)"), "{warned}");
    let shown = run(provsmith().arg("inspect").arg(&package)).exits(0).stdout;
    assert!(shown.contains("which roles may change them is not known"), "{shown}");
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let root = identity().join("root.pem").display().to_string();
    let identity = identity().display().to_string();
    let cases: [(&[&str], &str); 4] = [
        (&["--identity", &identity, "--description", ""], "it is empty"),
        (&["--identity", &identity, "--url", "not a url"], "https://host/path"),
        (&["--identity", &identity, "--role", "-1"], "invalid value '-1' for '--role"),
        (&["--pkcs12", &root], "is no PKCS #12 container"),
    ];
    for (args, reason) in cases {
        let refused = run(provsmith().arg("sign").arg(&cabinet).args(args)).exits(2).stderr;
        assert!(refused.contains(reason), "`{reason}` is not in: {refused}");
    }
}

#[test]
fn a_container_without_encryption_is_read_without_asking() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let Some(mut openssl) = peer("openssl") else { return };
    let container = folder.path().join("plain.pfx");
    openssl.args(["pkcs12", "-export", "-keypbe", "NONE", "-certpbe", "NONE", "-nomac", "-passout", "pass:"]);
    openssl.arg("-inkey").arg(identity().join("signer.key")).arg("-in").arg(identity().join("signer.pem"));
    run(openssl.arg("-certfile").arg(identity().join("root.pem")).arg("-out").arg(&container)).exits(0);
    run(provsmith().arg("sign").arg(&cabinet).arg("--pkcs12").arg(&container)).exits(0);
}

#[test]
fn a_key_that_is_encrypted_as_in_a_container_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let Some(cabinet) = gcab(folder.path(), "a.cab", false) else { return };
    let Some(mut openssl) = peer("openssl") else { return };
    let key = folder.path().join("old.key");
    openssl.args(["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:secret", "-in"]);
    run(openssl.arg(identity().join("signer.key")).arg("-out").arg(&key)).exits(0);
    let mut sign = provsmith();
    sign.arg("sign").arg(&cabinet).arg("--key").arg(&key).arg("--cert").arg(identity().join("signer.pem"));
    let refused = run(&mut sign).exits(2).stderr;
    assert!(refused.contains("openssl pkcs8 -topk8 -v2 aes256"), "{refused}");
}
