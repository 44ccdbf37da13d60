//! `provsmith simulate` as a user runs it; what a device would say in every case is in `judge.rs`.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::path::Path;

use common::{Ran, provsmith, run};
use serde_json::Value;

/// Needs the manager role.
const POLICY: &str = "<wap-provisioningdoc>\n<characteristic type=\"SecurityPolicy\">\n\
    <parm name=\"4122\" value=\"1\"/></characteristic></wap-provisioningdoc>\n";

/// A folder with `policy.cab`, signed by an identity, and profiles that know its root with two roles.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("policy.xml"), POLICY).unwrap();
    run(provsmith().args(["cert", "new", "--role", "manager"]).arg(at("identity"))).exits(0);
    for (name, role) in [("manager", 8), ("user", 16)] {
        let entry =
            format!("[[certificate]]\nstore = \"SPC\"\nfile = \"identity/root.pem\"\nrole = {role}\n");
        fs::write(at(&format!("{name}.toml")), format!("release = \"wm6.1\"\nclass = \"standard\"\n{entry}"))
            .unwrap();
    }
    run(provsmith().arg("pack").arg(at("policy.xml")).arg("-o").arg(at("policy.cab"))).exits(0);
    folder
}

fn simulate(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).arg("simulate").args(arguments))
}

fn sign(folder: &Path, arguments: &[&str]) -> Ran {
    run(provsmith()
        .current_dir(folder)
        .args(["sign", "policy.cab", "--identity", "identity"])
        .args(arguments))
}

#[test]
fn the_exit_code_is_the_verdict() {
    let folder = project();
    let by = |arguments: &[&str]| simulate(folder.path(), &[&["policy.cab", "--device"], arguments].concat());
    by(&["manager.toml", "--channel", "http"]).exits(1);
    sign(folder.path(), &[]).exits(0);
    by(&["manager.toml", "--channel", "http"]).exits(0);
    by(&["user.toml", "--channel", "http"]).exits(1);
    by(&["manager.toml", "--all"]).exits(0);
    by(&["user.toml", "--all"]).exits(1);
    by(&["manager.toml", "--device", "user.toml", "--all"]).exits(1);
    by(&["none.toml", "--channel", "http"]).exits(2);
    by(&["manager.toml"]).exits(2);
    simulate(folder.path(), &["manager.toml", "--device", "manager.toml", "--all"]).exits(2);
}

#[test]
fn what_is_accepted_is_success() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("p.toml"), "release = \"wm6.1\"\nclass = \"standard\"\n").unwrap();
    let push = [
        "--heartbeat-default",
        "8m",
        "--heartbeat-increment",
        "5m",
        "--heartbeat-max",
        "28m",
        "--heartbeat-min",
        "8m",
    ];
    run(provsmith().current_dir(&folder).args(["new", "direct-push", "-o", "a.xml"]).args(push)).exits(0);
    run(provsmith().current_dir(&folder).args(["pack", "a.xml", "-o", "a.cab"])).exits(0);
    let by = |more: &[&str]| {
        simulate(folder.path(), &[&["a.cab", "--device", "p.toml", "--channel", "http"], more].concat())
    };
    let said = by(&[]).exits(1).stdout;
    assert!(said.starts_with("a.cab by http on p.toml: asks, by documented defaults\n"), "{said}");
    by(&["--accept", "unknown"]).exits(1);
    by(&["--accept", "asks"]).exits(0);
}

#[test]
fn the_report_for_programs_has_the_gate_the_masks_and_the_settings() {
    let folder = project();
    let arguments = ["policy.cab", "--device", "user.toml", "--channel", "http", "--format", "json"];
    sign(folder.path(), &[]).exits(0);
    let said = simulate(folder.path(), &arguments).exits(1).stdout;
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["schema_version"], 1);
    let judgement = &report["judgements"][0];
    assert_eq!(judgement["file"], "policy.cab");
    assert_eq!((&judgement["verdict"], &judgement["gate"]), (&"refused".into(), &"settings".into()));
    assert_eq!(judgement["base"]["certain"], "authenticated-user");
    let refused = &judgement["refused"][0];
    assert_eq!((&refused["line"], &refused["needs"]), (&3.into(), &"manager".into()));
    assert!(judgement["changes"][0].as_str().unwrap().contains("SPC"));
}

#[test]
fn every_channel_and_every_profile_has_its_place_in_the_table() {
    let folder = project();
    sign(folder.path(), &[]).exits(0);
    let said = simulate(
        folder.path(),
        &["policy.cab", "--device", "manager.toml", "--device", "user.toml", "--all"],
    );
    let said = said.exits(1).stdout;
    assert_eq!(said.lines().count(), 2 + 17, "{said}");
    let http = said.lines().find(|line| line.trim_start().starts_with("http")).unwrap();
    assert_eq!(
        http.split_whitespace().collect::<Vec<_>>().join(" "),
        "http installs (declared) refused (documented)"
    );
}

#[test]
fn sign_asks_the_device_first() {
    let folder = project();
    let before = fs::read(folder.path().join("policy.cab")).unwrap();
    let said = sign(folder.path(), &["--device", "user.toml"]).exits(1).stderr;
    assert!(said.contains("policy.cab/_setup.xml:3:") && said.contains("user.toml"), "{said}");
    assert_eq!(fs::read(folder.path().join("policy.cab")).unwrap(), before, "nothing was signed");
    sign(folder.path(), &["--device", "manager.toml"]).exits(0);
}

#[test]
fn a_package_that_was_changed_after_signing_is_refused() {
    let folder = project();
    sign(folder.path(), &[]).exits(0);
    let path = folder.path().join("policy.cab");
    let mut bytes = fs::read(&path).unwrap();
    // The time of the file in its entry, which no checksum of the cabinet covers.
    bytes[80] ^= 1;
    fs::write(&path, bytes).unwrap();
    let said = simulate(folder.path(), &["policy.cab", "--device", "manager.toml", "--channel", "http"])
        .exits(1)
        .stdout;
    assert!(said.contains("signature: its signature does not hold"), "{said}");
}

#[test]
fn what_no_device_takes_is_said_to_be_that() {
    let folder = project();
    fs::write(folder.path().join("a.txt"), "hello").unwrap();
    let said =
        simulate(folder.path(), &["a.txt", "--device", "manager.toml", "--channel", "http"]).exits(2).stderr;
    assert!(said.contains("is no package, no wap-provisioningdoc"), "{said}");
}

/// What a user writes, packs and signs.
fn signed_package(folder: &Path, name: &str, settings: &str) {
    let at = |extension: &str| format!("{name}.{extension}");
    fs::write(folder.join(at("xml")), format!("<wap-provisioningdoc>{settings}</wap-provisioningdoc>"))
        .unwrap();
    let accept = [
        "--allow",
        "signer-removed=the series ends with it",
        "--allow",
        "signer-role-lowered=the series ends with it",
        "--allow",
        "rights-granted=the next package of the series",
        "--allow",
        "unsigned-programs-blocked=wanted",
        "--allow",
        "manager-lock-out=the key in SPC remains",
    ];
    run(provsmith().current_dir(folder).args(["pack", &at("xml"), "-o", &at("cab")]).args(accept)).exits(0);
    run(provsmith().current_dir(folder).args(["sign", &at("cab"), "--identity", "identity"])).exits(0);
}

#[test]
fn a_series_of_packages_is_walked_profile_by_profile() {
    let folder = project();
    let at = folder.path();
    let walk = |name: &str, from: &str, to: &str| {
        simulate(at, &[name, "--device", from, "--channel", "http", "--write-profile", to])
    };
    let by_desktop =
        |device: &str| simulate(at, &["policy.xml", "--device", device, "--channel", "rapi-xml"]);
    // The desktop is user, and may not change policies.
    by_desktop("manager.toml").exits(1);
    // 1: the registry makes the desktop manager.
    signed_package(
        at,
        "first",
        r#"<characteristic type="Registry"><characteristic type="HKLM\Security\Policies\Policies">
           <parm name="00001001" value="1" datatype="integer"/></characteristic></characteristic>"#,
    );
    let said = walk("first.cab", "manager.toml", "one.toml").exits(0).stdout;
    assert!(said.contains("policy 4097 (RAPI) becomes 1"), "{said}");
    by_desktop("one.toml").exits(0);
    // 2: the metabase opens one policy to users, and the desktop is restricted again.
    signed_package(
        at,
        "second",
        r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy\4122">
           <parm name="access-role" value="24"/></characteristic></characteristic>
           <characteristic type="SecurityPolicy"><parm name="4097" value="2"/></characteristic>"#,
    );
    walk("second.cab", "one.toml", "two.toml").exits(0);
    by_desktop("two.toml").exits(0);
    // 3: the signer's own entry in SPC becomes one for users: what it may do now is less, and nobody else is known to be
    // manager.
    let enrol =
        fs::read_to_string(at.join("identity/enrol.xml")).unwrap().replace("value=\"8\"", "value=\"16\"");
    let body =
        enrol.split("<wap-provisioningdoc>").nth(1).unwrap().split("</wap-provisioningdoc>").next().unwrap();
    signed_package(at, "third", body);
    walk("third.cab", "two.toml", "three.toml").exits(1);
    let third = ["third.cab", "--device", "two.toml", "--channel", "http", "--write-profile", "three.toml"];
    simulate(at, &[&third[..], &["--accept", "locked-out"]].concat()).exits(0);
    let said = walk("second.cab", "three.toml", "four.toml").exits(1);
    assert!(said.stdout.contains("authenticated-user) do not cover"), "{}", said.stdout);
    assert!(said.stderr.contains("`four.toml` was not written: refused"), "{}", said.stderr);
    assert!(!at.join("four.toml").exists());
}

#[test]
fn what_would_lock_everybody_out_is_a_no_unless_that_is_accepted() {
    let folder = project();
    let policies =
        "4097 = 1\n4101 = 0\n4102 = 0\n4108 = 0\n4109 = 0\n4110 = 0\n4111 = 0\n4119 = 0\n4123 = 0\n2 = 1\n";
    let profile =
        format!("release = \"wm6.1\"\nclass = \"standard\"\ndm-role = \"none\"\n[policies]\n{policies}");
    fs::write(folder.path().join("closed.toml"), profile).unwrap();
    let shut = POLICY.replace("4122", "4097").replace("value=\"1\"", "value=\"0\"");
    fs::write(folder.path().join("shut.xml"), shut).unwrap();
    let by = |more: &[&str]| {
        simulate(
            folder.path(),
            &[&["shut.xml", "--device", "closed.toml", "--channel", "rapi-xml"], more].concat(),
        )
    };
    let said = by(&["--write-profile", "then.toml"]).exits(1);
    assert!(said.stdout.contains("nobody becomes manager any more"), "{}", said.stdout);
    assert!(!folder.path().join("then.toml").exists());
    by(&["--accept", "locked-out", "--write-profile", "then.toml"]).exits(0);
    assert!(fs::read_to_string(folder.path().join("then.toml")).unwrap().contains("\n4097 = 0\n"));
    // The checker says the same of the same device.
    let said = run(provsmith().current_dir(&folder).args([
        "check",
        "shut.xml",
        "--device",
        "closed.toml",
        "--channel",
        "rapi-xml",
        "--allow",
        "one-way-door=a test",
    ]));
    assert!(said.exits(1).stdout.contains("error[device-refuses]: after this nobody becomes manager"));
}

#[test]
fn sign_verify_and_the_table_stop_what_would_lock_everybody_out() {
    let folder = project();
    let root = fs::read(folder.path().join("identity/root.pem")).unwrap();
    let key = provsmith::sign::certificate::Certificate::all_in(&root).unwrap()[0].thumbprint();
    let closed = "release = \"wm6.1\"\nclass = \"standard\"\ndm-role = \"none\"\n[policies]\n4097 = 0\n4101 = 0\n4102 = 0\n\
        4108 = 0\n4109 = 0\n4110 = 0\n4111 = 0\n4119 = 0\n4123 = 0\n2 = 1\n\
        [[certificate]]\nstore = \"SPC\"\nfile = \"identity/root.pem\"\nrole = 8\n";
    fs::write(folder.path().join("only.toml"), closed).unwrap();
    let remove = format!(
        "<characteristic type=\"CertificateStore\"><characteristic type=\"SPC\"><nocharacteristic type=\"{key}\"/>\
         </characteristic></characteristic>"
    );
    signed_package(folder.path(), "last", &remove);
    let by = |arguments: &[&str]| {
        let more = ["--device", "only.toml"];
        run(provsmith().current_dir(&folder).args([arguments, &more].concat()))
    };
    let said = by(&["simulate", "last.cab", "--all"]).exits(1).stdout;
    assert!(said.contains("installs (declared), then locked out"), "{said}");
    let said = by(&["simulate", "last.cab", "--all", "--format", "json"]).exits(1).stdout;
    assert!(said.contains("\"locks_out\": true"), "{said}");
    by(&["simulate", "last.cab", "--all", "--accept", "locked-out"]).exits(0);
    let said = by(&["verify", "last.cab"]).exits(1).stdout;
    assert!(said.contains("manager any more"), "{said}");
    let said = by(&["sign", "last.cab", "--identity", "identity", "-o", "again.cab"]).exits(1).stderr;
    assert!(said.contains("manager any more") && said.contains("was not signed"), "{said}");
    assert!(!folder.path().join("again.cab").exists());
    assert!(said.contains("--accept locked-out"), "{said}");
    // Whoever means it says so, to each command in the same words; a refusal is none that can be accepted.
    let accept = ["--accept", "locked-out"];
    by(&[&["verify", "last.cab"][..], &accept].concat()).exits(0);
    by(&[&["sign", "last.cab", "--identity", "identity", "-o", "again.cab"][..], &accept].concat()).exits(0);
    assert!(folder.path().join("again.cab").exists());
    run(provsmith().current_dir(&folder).args(["verify", "last.cab", "--accept", "locked-out"])).exits(2);
    by(&["sign", "last.cab", "--identity", "identity", "--accept", "asks"]).exits(2);
    let closed = closed.replace("role = 8", "role = 16");
    fs::write(folder.path().join("only.toml"), closed).unwrap();
    by(&[&["sign", "last.cab", "--identity", "identity"][..], &accept].concat()).exits(1);
}

#[test]
fn a_profile_is_written_of_one_file_and_one_device() {
    let folder = project();
    let arguments =
        ["policy.cab", "policy.xml", "--device", "manager.toml", "--channel", "http", "--write-profile", "a"];
    let said = simulate(folder.path(), &arguments).exits(2).stderr;
    assert!(said.contains("name one file"), "{said}");
    // On standard output it stands alone.
    let piped = ["policy.xml", "--device", "manager.toml", "--channel", "rom", "--write-profile", "-"];
    let said = simulate(folder.path(), &piped).exits(0);
    assert!(said.stdout.starts_with('#') && said.stderr.contains("installs"), "{}", said.stderr);
    simulate(folder.path(), &[&piped[..], &["--format", "json"]].concat()).exits(2);
    // What the author wrote there would be lost.
    let before = fs::read(folder.path().join("manager.toml")).unwrap();
    let onto =
        ["policy.xml", "--device", "manager.toml", "--channel", "rom", "--write-profile", "manager.toml"];
    simulate(folder.path(), &onto).exits(2);
    assert_eq!(fs::read(folder.path().join("manager.toml")).unwrap(), before);
}

#[test]
fn verify_says_what_a_device_makes_of_a_package() {
    let folder = project();
    sign(folder.path(), &[]).exits(0);
    let verify = |arguments: &[&str]| {
        run(provsmith().current_dir(&folder).args(["verify", "policy.cab"]).args(arguments))
    };
    verify(&[]).exits(1);
    // The device's own store says which root is good.
    let said = verify(&["--device", "manager.toml"]).exits(0).stdout;
    assert!(said.starts_with("policy.cab: good\n") && said.contains("on manager.toml: installs"), "{said}");
    let said = verify(&["--device", "user.toml", "--format", "json"]).exits(1).stdout;
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (&report["files"][0]["good"], &report["files"][0]["devices"][0]["verdict"]),
        (&true.into(), &"refused".into())
    );
    verify(&["--device", "manager.toml", "--device", "user.toml"]).exits(1);
    // One that does not have the root does not make it good.
    fs::write(folder.path().join("none.toml"), "release = \"wm6.1\"\nclass = \"standard\"\n").unwrap();
    let said = verify(&["--device", "manager.toml", "--device", "none.toml"]).exits(1).stdout;
    assert!(said.starts_with("policy.cab: not good\n"), "{said}");
    verify(&["--device", "manager.toml", "--channel", "rapi-xml"]).exits(1);
}

#[test]
fn certificates_are_valid_by_the_clock_of_the_device() {
    let folder = project();
    sign(folder.path(), &[]).exits(0);
    let by = |more: &[&str]| {
        simulate(
            folder.path(),
            &[&["policy.cab", "--device", "manager.toml", "--channel", "http"], more].concat(),
        )
    };
    by(&[]).exits(0);
    // A test identity is valid from 2000 to 2049.
    for clock in ["1999-12-31", "2050-01-01"] {
        let said = by(&["--clock", clock]).exits(1).stdout;
        assert!(said.contains("signature: the certificate of") && said.contains(clock), "{said}");
    }
}

#[test]
fn a_push_message_and_its_package_are_judged_together() {
    let folder = project();
    sign(folder.path(), &[]).exits(0);
    let loading = "<sl href=\"https://mdm.example.com/policy.cab\"/>";
    fs::write(folder.path().join("load.sl"), loading).unwrap();
    let by = |more: &[&str]| {
        let origin = ["--channel", "sl", "--origin", "trusted-ppg+ppg-trusted", "--device", "manager.toml"];
        simulate(folder.path(), &[&["load.sl"], &origin[..], more].concat())
    };
    let said = by(&[]).exits(1).stdout;
    assert!(said.contains("unknown") && said.contains("--linked"), "{said}");
    let said = by(&["--linked", "policy.cab"]).exits(0).stdout;
    assert!(said.starts_with("load.sl by sl on manager.toml: installs"), "{said}");
    by(&["--linked", "load.sl"]).exits(2);
    // As a peer writes it for the air.
    let Some(mut xml2wbxml) = common::peer("xml2wbxml") else { return };
    let head = "<?xml version=\"1.0\"?>\n<!DOCTYPE sl PUBLIC \"-//WAPFORUM//DTD SL 1.0//EN\" \"http://www.wapforum.org/DTD/sl.dtd\">\n";
    fs::write(folder.path().join("sl.xml"), format!("{head}{loading}")).unwrap();
    run(xml2wbxml.current_dir(&folder).args(["-v", "1.3", "-o", "load.sl", "sl.xml"])).exits(0);
    by(&["--linked", "policy.cab"]).exits(0);
    fs::write(folder.path().join("load.sl"), b"\x03\x06\x6a").unwrap();
    assert!(by(&[]).exits(2).stderr.contains("WBXML"));
}

#[test]
fn a_message_that_brings_nothing_takes_no_package() {
    let folder = project();
    let at = |name: &str| folder.path().join(name);
    let device = "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4109 = 4096\n4108 = 4096\n";
    fs::write(at("open.toml"), device).unwrap();
    let link = "href=\"https://mdm.example.com/policy.cab\"";
    let messages = [
        ("text.si", "<si><indication si-id=\"1\">Hello</indication></si>".to_owned()),
        ("empty.si", "<si><indication href=\"\" si-id=\"1\">Hello</indication></si>".to_owned()),
        (
            "delete.si",
            format!("<si><indication {link} si-id=\"1\" action=\"delete\">Hello</indication></si>"),
        ),
        ("empty.sl", "<sl href=\"\"/>".to_owned()),
    ];
    for (name, message) in messages {
        fs::write(at(name), message).unwrap();
        let channel = &name[name.len() - 2..];
        let arguments = [name, "--device", "open.toml", "--channel", channel];
        let said = simulate(folder.path(), &arguments).exits(0).stdout;
        assert!(said.contains("brings nothing") && !said.contains("--link"), "{said}");
        let with_package = [&arguments[..], &["--linked", "policy.cab"]].concat();
        let said = simulate(folder.path(), &with_package).exits(2).stderr;
        assert!(said.contains(&format!("`{name}` brings no package")), "{said}");
    }
}

#[test]
fn the_checker_knows_the_device_s_door_for_messages_and_binary_documents() {
    let folder = project();
    let check = |name: &str, channel: &str| {
        let device = ["--device", "manager.toml", "--channel", channel];
        run(provsmith().current_dir(&folder).args(["check", name]).args(device))
    };
    fs::write(folder.path().join("load.sl"), "<sl href=\"https://mdm.example.com/a.cpf\"/>").unwrap();
    let said = check("load.sl", "sl").exits(0).stdout;
    assert!(said.contains("warning[device-refuses]") && said.contains("4108"), "{said}");
    let said = check("load.sl", "si").exits(1).stdout;
    assert!(said.contains("error[document-channel]") && !said.contains("device-refuses"), "{said}");
    // A document as libwbxml writes it: PXLOGICAL with PROXY-ID 1.2.3.4.
    let bytes = b"\x03\x0b\x6a\x00\x45\xc6\x51\x01\x87\x15\x06\x031.2.3.4\x00\x01\x01\x01";
    fs::write(folder.path().join("p.wbxml"), bytes).unwrap();
    let said = check("p.wbxml", "rapi-xml").exits(1).stdout;
    assert!(said.contains("brings text to the device"), "{said}");
}

#[test]
fn a_flag_that_a_channel_does_not_know_is_refused() {
    let project = project();
    for (channel, flag, value) in [
        ("http", "--launcher", "silent"),
        ("open", "--origin", "known-ppg"),
        ("si", "--link", "https://mdm.example.com/a.cpf"),
    ] {
        let ran = run(provsmith().current_dir(&project).args([
            "simulate",
            "policy.cab",
            "--device",
            "manager.toml",
            "--channel",
            channel,
            flag,
            value,
        ]))
        .exits(2);
        assert!(ran.stderr.contains(flag) && ran.stderr.contains(channel), "{}", ran.stderr);
    }
}

#[test]
fn the_others_are_judged_where_one_of_several_cannot_be_read() {
    let project = project();
    let arguments =
        ["simulate", "missing.cab", "policy.cab", "--device", "manager.toml", "--channel", "open"];
    let ran = run(provsmith().current_dir(&project).args(arguments)).exits(1);
    assert!(ran.stderr.contains("missing.cab") && ran.stdout.contains("policy.cab by open"), "{ran:?}");
    run(provsmith().current_dir(&project).args(["simulate", "missing.cab"]).args(&arguments[3..])).exits(2);
}

#[test]
fn a_device_that_is_named_twice_is_refused() {
    let arguments = ["policy.cab", "--device", "manager.toml", "--device", "./manager.toml", "--all"];
    let said = simulate(project().path(), &arguments).exits(2).stderr;
    assert!(said.contains("named twice"), "{said}");
}

#[test]
fn a_profile_that_is_not_written_for_a_lock_out_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let close = "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"0\"/>\
                 </characteristic></wap-provisioningdoc>";
    fs::write(folder.path().join("close.xml"), close).unwrap();
    let profile = "release=\"wm6.1\"\nclass=\"standard\"\n[policies]\n4097=1\n4119=0\n";
    fs::write(folder.path().join("open.toml"), profile).unwrap();
    let arguments =
        ["close.xml", "--device", "open.toml", "--channel", "rapi-xml", "--write-profile", "then.toml"];
    let said = simulate(folder.path(), &arguments).exits(1).stderr;
    assert!(said.contains("was not written") && said.contains("--accept locked-out"), "{said}");
    assert!(!folder.path().join("then.toml").exists());
    simulate(folder.path(), &[&arguments[..], &["--accept", "locked-out"]].concat()).exits(0);
    assert!(folder.path().join("then.toml").exists());
}

#[test]
fn roles_that_no_push_comes_with_are_no_origin() {
    let project = project();
    for (origin, channel) in [("manager", "sl"), ("known-ppg+enterprise", "cp-netwpin"), ("16", "si")] {
        let arguments = ["--device", "manager.toml", "--channel", channel, "--origin", origin];
        let said = simulate(project.path(), &[&["policy.cab"], &arguments[..]].concat()).exits(2).stderr;
        assert!(said.contains("is no origin of a push") && said.contains("known-ppg, trusted-ppg"), "{said}");
    }
}

#[test]
fn why_a_document_cannot_be_read_is_said_with_its_line() {
    let project = project();
    let deep = format!("<wap-provisioningdoc>\n{}", "<characteristic type=\"a\">".repeat(50_000));
    let torn = "<wap-provisioningdoc>\n<characteristic type=\"Sync\">\n<parm name=\"a\" value=\"1\"\n";
    for (name, text, verdict, place, why) in [
        ("deep.xml", deep.as_str(), "unknown", "deep.xml:2:", "deep"),
        // 0x80042009 of the SDK's cfgmgrapi.h: malformed XML.
        ("torn.xml", torn, "refused", "torn.xml:3:", "CONFIG_E_BAD_XML"),
    ] {
        fs::write(project.path().join(name), text).unwrap();
        let arguments = [name, "--device", "manager.toml", "--channel", "rapi-xml"];
        let said = simulate(project.path(), &arguments).exits(1).stdout;
        let reason = said.lines().nth(1).unwrap();
        assert!(said.contains(verdict) && reason.contains(place) && reason.contains(why), "{said}");
    }
}

#[test]
fn a_certificate_that_a_profile_names_is_never_written_over() {
    let folder = project();
    let (root, profile) = (folder.path().join("id/root.pem"), folder.path().join("named.toml"));
    run(provsmith().current_dir(folder.path()).args(["cert", "new", "id", "--role", "manager"])).exits(0);
    let entry = "[[certificate]]\nstore = \"SPC\"\nfile = \"id/root.pem\"\nrole = \"manager\"\n";
    fs::write(&profile, format!("release = \"wm6.1\"\nclass = \"standard\"\n{entry}")).unwrap();
    let before = fs::read(&root).unwrap();
    let device = ["policy.cab", "--device", "named.toml"];
    for arguments in [
        ["simulate", "--channel", "open", "--accept", "asks", "--write-profile", "id/root.pem"].as_slice(),
        ["sign", "--identity", "id", "-o", "id/root.pem"].as_slice(),
    ] {
        let said = run(provsmith().current_dir(folder.path()).args(arguments).args(device)).exits(2).stderr;
        assert!(said.contains("would overwrite the input") && said.contains("root.pem"), "{said}");
        assert_eq!(fs::read(&root).unwrap(), before);
    }
}

#[test]
fn check_says_of_a_document_alone_that_the_device_is_not_asked_and_of_its_package_what_simulate_says() {
    let folder = project();
    let check = |name: &str, channel: &str| {
        let arguments = ["check", name, "--device", "manager.toml", "--channel", channel];
        run(provsmith().current_dir(folder.path()).args(arguments))
    };
    for channel in ["http", "card", "mail", "open", "rapi", "si", "sl"] {
        let ran = check("policy.xml", channel).exits(0);
        let said = simulate(folder.path(), &["policy.xml", "--device", "manager.toml", "--channel", channel]);
        let said = said.exits(1).stdout;
        // `channel: http brings a .cab or a .cpf to the device, nothing else`
        let reason = said.lines().nth(1).and_then(|line| line.split_once(": ")).unwrap().1;
        let line =
            format!("note[device-refuses]: `manager.toml` is not asked about a document alone: {reason}");
        assert!(ran.stdout.contains(&line), "{line}\n{}", ran.stdout);
        assert!(ran.stdout.contains("`provsmith simulate` says"), "{}", ran.stdout);
        let to_pass = said.lines().find_map(|line| line.trim().strip_prefix("to pass: "));
        if let Some(change) = to_pass {
            assert!(ran.stdout.contains(change), "{change}\n{}", ran.stdout);
        }
        // Of what policy 4109 takes no page tells.
        assert_eq!(to_pass.is_some(), channel != "si", "{said}");
    }
    let ran = check("policy.cab", "http").exits(1);
    assert!(ran.stdout.contains("error[device-refuses]") && !ran.stdout.contains("is not asked"), "{ran:?}");
    assert!(!check("policy.xml", "rapi-xml").exits(1).stdout.contains("is not asked"));
}

#[test]
fn what_a_device_may_refuse_is_told_at_its_line_by_the_checker_too() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<wap-provisioningdoc>\n<characteristic type=\"Nonesuch\">\n<parm name=\"a\" value=\"1\"/>\n\
        </characteristic></wap-provisioningdoc>\n";
    fs::write(folder.path().join("a.xml"), text).unwrap();
    fs::write(
        folder.path().join("p.toml"),
        "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4097 = 1\n",
    )
    .unwrap();
    let on_the_device = ["a.xml", "--device", "p.toml", "--channel", "rapi-xml"];
    let said = simulate(folder.path(), &on_the_device).exits(1).stdout;
    assert!(said.contains("unknown: a.xml:3:13: Nonesuch/a: no provider of this name is known\n"), "{said}");
    assert!(said.contains("to know: whether your devices have a provider `Nonesuch`"), "{said}");
    let checked = run(provsmith().current_dir(&folder).arg("check").args(on_the_device)).exits(0).stdout;
    let finding =
        "warning[device-refuses]: `p.toml` may refuse `Nonesuch/a` by rapi-xml: no provider of this name";
    assert!(checked.contains(finding) && checked.contains("--> a.xml:3:13"), "{checked}");
}

#[test]
fn a_yes_to_a_file_is_remembered_by_the_profile_that_is_written() {
    // https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)
    let folder = project();
    let document = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
        <parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    fs::write(folder.path().join("user.xml"), document).unwrap();
    fs::write(folder.path().join("plain.toml"), "release = \"wm6.1\"\nclass = \"standard\"\n").unwrap();
    run(provsmith().current_dir(folder.path()).args(["pack", "user.xml", "-o", "user.cab"])).exits(0);
    let first = ["user.cab", "--device", "plain.toml", "--channel", "open"];
    simulate(folder.path(), &first).exits(1);
    simulate(folder.path(), &[&first[..], &["--accept", "asks", "--write-profile", "then.toml"]].concat())
        .exits(0);
    let again = ["user.cab", "--device", "then.toml", "--channel", "open"];
    let said = simulate(folder.path(), &again).exits(0).stdout;
    assert!(said.contains("said yes to this very file"), "{said}");
    // Another file is another question.
    simulate(folder.path(), &[&["policy.cab"], &again[1..]].concat()).exits(1);
}

#[test]
fn a_push_is_judged_by_the_pin_that_its_headers_name() {
    let folder = project();
    let document = "<wap-provisioningdoc version=\"1.1\"><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
        <parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    fs::write(folder.path().join("user.xml"), document).unwrap();
    fs::write(folder.path().join("pin"), "1234").unwrap();
    let open = "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4142 = 256\n4111 = 256\n";
    fs::write(folder.path().join("open.toml"), open).unwrap();
    let push = ["push", "cp", "user.xml", "--sec", "userpin", "--pin-file", "pin"];
    for (form, name) in
        [(&["--encoding", "wsp"][..], "user.wsp"), (&["--pdu", "submit", "--to", "+15551230001"], "user.pdu")]
    {
        run(provsmith().current_dir(folder.path()).args(push).args(form).args(["-o", name])).exits(0);
        let ask = |channel: &str| {
            let arguments = [name, "--device", "open.toml", "--channel", channel, "--origin", "known-ppg"];
            simulate(folder.path(), &[&arguments[..], &["--accept", "asks"]].concat())
        };
        ask("cp-userpin").exits(0);
        let said = ask("cp-netwpin").exits(1).stdout;
        assert!(said.contains("by its SEC the message comes by cp-userpin"), "{said}");
    }
    // Values that mean nothing: https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)
    let odd = format!("Content-Type: text/vnd.wap.connectivity-xml; SEC=7\r\n\r\n{document}");
    fs::write(folder.path().join("odd.txt"), odd).unwrap();
    let said = simulate(folder.path(), &["odd.txt", "--device", "open.toml", "--channel", "cp-userpin"]);
    let said = said.exits(1).stdout;
    assert!(said.contains("refused") && said.contains("SEC is `7`"), "{said}");
    let other = ["user.wsp", "--device", "open.toml", "--channel", "rapi-xml"];
    let said = simulate(folder.path(), &other).exits(1).stdout;
    assert!(said.contains("rapi-xml"), "{said}");
}

#[test]
fn a_root_that_a_signature_leaves_out_is_known_by_the_file_that_the_profile_names() {
    let folder = project();
    let here = || {
        let mut command = provsmith();
        command.current_dir(folder.path());
        command
    };
    run(here().args(["cert", "new", "id", "--role", "manager", "--chain", "root,intermediate,leaf"]))
        .exits(0);
    run(here().args(["cert", "new", "other", "--role", "manager"])).exits(0);
    run(here().args(["sign", "policy.cab", "--identity", "id", "--no-root", "-o", "short.cab"])).exits(0);
    let says = |root: &str, exits| {
        let entry =
            format!("[[certificate]]\nstore = \"SPC\"\nfile = \"{root}/root.pem\"\nrole = \"manager\"\n");
        let profile = format!("release = \"wm6.1\"\nclass = \"standard\"\n{entry}");
        fs::write(folder.path().join("known.toml"), profile).unwrap();
        let ask = ["short.cab", "--device", "known.toml", "--channel", "open"];
        simulate(folder.path(), &ask).exits(exits).stdout
    };
    assert!(says("id", 0).contains("installs, by declared facts"));
    // A root of another chain says nothing of this one.
    assert!(says("other", 1).contains("unknown"));
}

#[test]
fn the_scheme_of_a_card_decides_what_devices_install_from_it_and_what_is_said_of_the_shell() {
    let folder = project();
    run(provsmith().current_dir(folder.path()).args(["pack", "policy.xml", "-o", "policy.cpf"])).exits(0);
    let says = |file: &str, scheme: &str| {
        let ask = [file, "--device", "manager.toml", "--channel", "card", "--scheme", scheme];
        run(provsmith().current_dir(folder.path()).arg("simulate").args(ask)).stdout
    };
    // As `card` passes a .cpf over: https://manualsbrain.com/en/manuals/1426500/?page=117
    assert!(says("policy.cpf", "intermec").contains("by this scheme devices install .cab only"));
    assert!(!says("policy.cpf", "shell").contains("by this scheme"));
    assert!(says("policy.cab", "shell").contains("autorun.exe only"));
    assert!(!says("policy.cab", "intermec").contains("autorun.exe only"));
    // https://www.easymanua.ls/symbol/mc50/manual?p=93
    let said = says("policy.cab", "symbol");
    assert!(said.contains("must be copied") && said.contains("to know: whether the settings"), "{said}");
}
