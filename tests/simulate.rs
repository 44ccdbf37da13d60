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
    assert!(said.contains("neither a package nor"), "{said}");
}
