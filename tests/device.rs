//! `provsmith device`: profiles of devices.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::path::PathBuf;

use common::{Ran, provsmith, run};
use serde_json::Value;

fn new(arguments: &[&str]) -> Ran {
    run(provsmith().args(["device", "new"]).args(arguments))
}

fn show(profile: &str) -> (tempfile::TempDir, PathBuf, Ran) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handheld.toml");
    fs::write(&path, profile).unwrap();
    let ran = run(provsmith().args(["device", "show"]).arg(&path));
    (folder, path, ran)
}

/// The answer to a question of `device show --format json`.
fn answer(release: &str, class: &str, question: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    new(&["--os", release, "--class", class, "-o", path.to_str().unwrap()]).exits(0);
    let ran = run(provsmith().args(["device", "show", "--format", "json"]).arg(&path)).exits(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["schema_version"], 1);
    let answers = report["answers"].as_array().unwrap();
    answers.iter().find(|answer| answer["question"] == question).unwrap().clone()
}

#[test]
fn who_counts_as_manager_depends_on_release_and_class_as_documented() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455966(v=msdn.10) for 5.0; the page on Grant Manager of the
    // 6.5 guide for 6.1 and 6.5. No page that could be read speaks of 6.
    for (release, class, roles) in [
        ("wm5", "professional", "who has operator-tps"),
        ("wm5", "classic", "who has authenticated-user"),
        ("wm5-msfp", "standard", "who has operator-tps"),
        ("wm6", "standard", "not documented"),
        ("wm6.1", "professional", "who has enterprise or operator-tps"),
        ("wm6.5", "classic", "who has authenticated-user or enterprise"),
    ] {
        let found = answer(release, class, "counts as manager");
        assert!(found["answer"].as_str().unwrap().ends_with(roles), "{release} {class}: {found}");
        assert_eq!(found["policy"], 4119);
    }
}

#[test]
fn the_desktop_is_manager_where_grant_manager_has_the_authenticated_user() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
    let words = |class| answer("wm6.1", class, "the desktop")["answer"].as_str().unwrap().to_owned();
    assert!(words("classic").contains("manager"));
    assert_eq!(words("professional"), "is authenticated user");
}

#[test]
fn the_policies_at_the_door_of_client_provisioning_are_those_of_the_release() {
    let door = |release| answer(release, "standard", "client provisioning, network PIN")["policy"].clone();
    assert_eq!((door("wm5"), door("wm6.5")), (4107.into(), 4141.into()));
}

#[test]
fn a_configuration_that_a_class_cannot_have_is_refused() {
    let said =
        new(&["--os", "wm6.1", "--class", "professional", "--configuration", "two-tier-prompt"]).exits(2);
    assert!(said.stderr.contains("standard devices only") && said.stdout.is_empty(), "{}", said.stderr);
    let said = new(&["--os", "win10", "--class", "professional"]).exits(2).stderr;
    assert!(said.contains("wm6.5"), "{said}");
}

#[test]
fn what_the_author_writes_is_declared() {
    let (_guard, _, ran) = show("release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4101 = 0\n");
    let said = ran.exits(0).stdout;
    assert!(said.contains("are refused (policy 4101, declared)"), "{said}");
    assert!(said.contains("(policy 4122, documented)"), "{said}");
}

#[test]
fn certificates_are_shown_with_what_they_give() {
    let thumbprint = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";
    let (_guard, _, ran) = show(&format!(
        "release = \"wm6.1\"\nclass = \"standard\"\n\
         [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{thumbprint}\"\nrole = 222\n\
         [[certificate]]\nstore = \"ROOT\"\nthumbprint = \"{thumbprint}\"\nfrom = \"queried\"\n"
    ));
    let said = ran.exits(0).stdout;
    assert!(said.contains("(222) (declared)") && said.contains("servers, not packages (queried)"), "{said}");
}

#[test]
fn a_mistake_in_a_profile_is_told_at_its_place() {
    let (_guard, path, ran) = show("release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4011 = 0\n");
    let said = ran.exits(2).stderr;
    assert!(said.contains(&format!("{}:4:1: ", path.display())) && said.contains("4101"), "{said}");
    let (_guard, path, ran) = show("relese = \"wm6.1\"\nclass = \"standard\"\n");
    let said = ran.exits(2).stderr;
    assert!(
        said.contains(&format!("{}:1:1: ", path.display())) && said.contains("did you mean `release`"),
        "{said}"
    );
}

#[test]
fn a_certificate_file_stands_beside_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    let identity = folder.path().join("identity");
    run(provsmith().args(["cert", "new", "--role", "manager"]).arg(&identity)).exits(0);
    let path = folder.path().join("p.toml");
    let entry = "[[certificate]]\nstore = \"SPC\"\nfile = \"identity/root.pem\"\nrole = \"manager\"\n";
    fs::write(&path, format!("release = \"wm6.1\"\nclass = \"standard\"\n{entry}")).unwrap();
    let said = run(provsmith().args(["device", "show"]).arg(&path)).exits(0).stdout;
    let enrolment = fs::read_to_string(identity.join("enrol.xml")).unwrap();
    let thumbprint = said.split_whitespace().find(|word| word.len() == 40).unwrap();
    assert!(enrolment.contains(thumbprint), "{said}");
}

#[test]
fn what_a_device_answers_becomes_a_profile_of_queried_facts() {
    let folder = tempfile::tempdir().unwrap();
    let thumbprint = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";
    let reply = format!(
        "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"1\"/>\
         <noparm name=\"4124\"/></characteristic><characteristic type=\"CertificateStore\">\
         <characteristic type=\"SPC\"><characteristic type=\"{thumbprint}\"><parm name=\"Role\" value=\"222\"/>\
         </characteristic></characteristic></characteristic></wap-provisioningdoc>"
    );
    fs::write(folder.path().join("reply.xml"), reply).unwrap();
    let import =
        ["device", "import", "reply.xml", "--os", "wm6.1", "--class", "professional", "-o", "p.toml"];
    run(provsmith().current_dir(&folder).args(import)).exits(0);
    let said = run(provsmith().current_dir(&folder).args(["device", "show", "p.toml"])).exits(0).stdout;
    assert!(said.contains("is manager (policy 4097, queried)"), "{said}");
    assert!(said.contains("(222) (queried)") && said.contains("(policy 4101, documented)"), "{said}");
}

#[test]
fn an_export_of_the_registry_becomes_a_profile_too() {
    let folder = tempfile::tempdir().unwrap();
    let export = "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies]\r\n\"00001005\"=dword:00000000\r\n";
    fs::write(folder.path().join("p.reg"), export).unwrap();
    let import = ["device", "import", "p.reg", "--os", "wm6.1", "--class", "standard", "-o", "p.toml"];
    run(provsmith().current_dir(&folder).args(import)).exits(0);
    let said = run(provsmith().current_dir(&folder).args(["device", "show", "p.toml"])).exits(0).stdout;
    assert!(said.contains("are refused (policy 4101, queried)"), "{said}");
    fs::write(folder.path().join("p.reg"), "REGEDIT4\n").unwrap();
    run(provsmith().current_dir(&folder).args(import)).exits(2);
}

#[test]
fn an_export_of_the_stores_becomes_entries_of_a_profile_in_either_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let stores = "HKEY_LOCAL_MACHINE\\Comm\\Security\\SystemCertificates";
    let export = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{stores}\\SPC\\Certificates\\657141E1A69F18F7F6B3DA9385D62135A7C6053B]\r\n\
         \"Blob\"=hex:20,00,00,00\r\n\r\n[{stores}\\ROOT\\Certificates\\A69F18F7F6B3DA9385D62135A7C6053B27E071E8]\r\n"
    );
    let wide: Vec<u8> = format!("\u{feff}{export}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let import = ["device", "import", "p.reg", "--os", "wm6.1", "--class", "standard", "-o", "p.toml"];
    for bytes in [export.clone().into_bytes(), wide] {
        fs::write(folder.path().join("p.reg"), bytes).unwrap();
        run(provsmith().current_dir(&folder).args(import)).exits(0);
        let show = ["device", "show", "p.toml"];
        let said = run(provsmith().current_dir(&folder).args(show)).exits(0).stdout;
        assert!(said.contains("A69F18F7F6B3DA9385D62135A7C6053B27E071E8"), "{said}");
        // The roles of SPC are not in an export: the author of the profile adds them.
        assert!(!said.contains("657141E1"), "{said}");
        let profile = fs::read_to_string(folder.path().join("p.toml")).unwrap();
        assert!(profile.contains("# thumbprint = \"657141E1A69F18F7F6B3DA9385D62135A7C6053B\""), "{profile}");
        let (before, entry) = profile.rsplit_once("take the marks away.\n").unwrap();
        let entry: String = entry.replace("role = \"\"", "role = \"manager\"").replace("# ", "");
        fs::write(folder.path().join("p.toml"), format!("{before}\n{entry}")).unwrap();
        let said = run(provsmith().current_dir(&folder).args(show)).exits(0).stdout;
        assert!(said.contains("657141E1A69F18F7F6B3DA9385D62135A7C6053B"), "{said}");
    }
}

#[test]
fn the_question_to_a_device_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("query.xml");
    for release in ["wm5", "wm6.1", "wm6.5"] {
        run(provsmith().args(["device", "query", "--os", release, "-o"]).arg(&path)).exits(0);
        run(provsmith().args(["check", "--target", release]).arg(&path)).exits(0);
    }
}
