//! `provsmith device`: profiles of devices.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::path::{Path, PathBuf};

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
fn a_device_that_routes_no_pushes_lets_no_service_indication_or_loading_pass() {
    let profile =
        "release = \"wm6.1\"\nclass = \"professional\"\n[policies]\n4113 = 0\n4108 = 2048\n4109 = 2048\n";
    let (_folder, _, ran) = show(profile);
    let said = ran.exits(0).stdout;
    for question in ["service indications", "service loadings"] {
        let line = said.lines().find(|line| line.contains(question)).unwrap();
        assert!(line.contains("never pass: none is routed"), "{line}");
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
fn what_unsigned_packages_get_is_what_the_pages_of_their_release_say() {
    let words =
        |release, class| answer(release, class, "unsigned packages")["answer"].as_str().unwrap().to_owned();
    // Pocket PCs of 2003 have no signed packages: https://learn.microsoft.com/en-us/previous-versions/aa457906(v=msdn.10)
    assert!(words("wm2003", "classic").starts_with("get every role"));
    assert!(answer("wm2003", "classic", "the user")["answer"].as_str().unwrap().starts_with("is not asked"));
    // Grant Manager of a classic device has the authenticated user:
    // https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
    assert_eq!(words("wm6.1", "classic"), "get authenticated-user (16), and by policy 4119 manager");
    // One tier: 16 (https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)) or manager
    // (https://systemmanager.ru/windowsmobile_6_5.en/html/8418d7d6-8474-45d1-b5e4-8192d8bbfa66.htm).
    assert!(words("wm6.1", "professional").contains("or manager: of one-tier devices the sources say both"));
    assert_eq!(words("wm6.1", "standard"), "get authenticated-user (16)");
}

/// What a device of this profile makes of a file that is opened on it, in the words of `simulate --format json`.
fn opened(folder: &Path, file: &str) -> Value {
    let mut simulate = provsmith();
    simulate.current_dir(folder).args(["simulate", file, "--device", "p.toml", "--channel", "open"]);
    let said = run(simulate.args(["--format", "json"])).stdout;
    serde_json::from_str::<Value>(&said).unwrap()["judgements"][0].clone()
}

#[test]
fn what_is_shown_of_unsigned_packages_is_what_simulate_makes_of_one_on_every_release_and_class() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let document = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
        <parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    fs::write(at("a.xml"), document).unwrap();
    for package in ["a.cab", "a.cpf"] {
        run(provsmith().current_dir(&folder).args(["pack", "a.xml", "-o", package])).exits(0);
    }
    let releases = ["wm2003", "wm5", "wm5-msfp", "wm6", "wm6.1", "wm6.5"];
    let as_shipped = releases.map(|release| (release, ""));
    let changed = ["4101 = 0", "4101 = 24", "4119 = 0", "4122 = 1"].map(|policy| ("wm6.1", policy));
    for (release, policy) in as_shipped.into_iter().chain(changed) {
        for class in ["classic", "professional", "standard"] {
            let profile = format!("release = \"{release}\"\nclass = \"{class}\"\n[policies]\n{policy}\n");
            fs::write(at("p.toml"), profile).unwrap();
            let shown = run(provsmith().current_dir(&folder).args(["device", "show", "p.toml"])).exits(0);
            let line = |question: &str| {
                let line = shown.stdout.lines().find(|line| line.trim().starts_with(question)).unwrap();
                line.trim()[question.len()..].trim().to_owned()
            };
            let (get, user) = (line("unsigned packages"), line("the user"));
            let (cab, cpf) = (opened(folder.path(), "a.cab"), opened(folder.path(), "a.cpf"));
            let kind = format!("{release} {class} {policy}: {get}; {user}\n{cab:#}");

            assert_eq!(get.starts_with("are refused"), cab["gate"] == "unsigned", "{kind}");
            assert_eq!(get.starts_with("get every role"), cab["base"]["certain"] == every_role(), "{kind}");
            if let Some(mask) = get.strip_prefix("get ").and_then(|rest| rest.split(" (").next())
                && !get.starts_with("get every role")
            {
                assert_eq!(cab["base"]["certain"], mask, "{kind}");
            }
            let has_manager = |of: &str| {
                cab["effective"][of]
                    .as_str()
                    .is_some_and(|roles| roles.split('+').any(|role| role == "manager"))
            };
            let is_manager = get.contains("manager+")
                || get.starts_with("get every role")
                || get.contains(", and by policy 4119 manager");
            let is_open = get.contains("or manager:") || get.contains("which is not known");
            assert_eq!(has_manager("certain"), is_manager, "{kind}");
            assert_eq!(has_manager("possible"), is_manager || is_open, "{kind}");
            if cab["gate"] != "unsigned" {
                assert_eq!(user.starts_with("is asked"), cab["verdict"] == "asks", "{kind}");
            }
            assert_eq!(
                user.contains("unsigned .cpf, which cannot ask, is refused")
                    || get.starts_with("are refused"),
                cpf["verdict"] == "refused",
                "{kind}{cpf:#}"
            );
        }
    }
}

/// All that there are (<https://learn.microsoft.com/en-us/previous-versions/bb416273(v=msdn.10)>).
fn every_role() -> &'static str {
    "oem+operator+manager+authenticated-user+enterprise+unauthenticated-user+operator-tps+known-ppg+trusted-ppg+\
     ppg-auth+ppg-trusted+any-push-source"
}

#[test]
fn an_autorun_policy_that_is_not_set_is_unknown_with_both_sources_wherever_it_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    new(&["--os", "wm6.1", "--class", "standard", "-o", path.to_str().unwrap()]).exits(0);
    let document = folder.path().join("s.xml");
    fs::write(&document, "<wap-provisioningdoc><characteristic type=\"Sync\"/></wap-provisioningdoc>")
        .unwrap();
    let package = folder.path().join("s.cab");
    run(provsmith().arg("pack").arg(&document).arg("-o").arg(&package)).exits(0);
    let simulated =
        run(provsmith().arg("simulate").arg(&package).arg("--device").arg(&path).args(["--channel", "card"]));
    let shown = answer("wm6.1", "standard", "a card")["answer"].as_str().unwrap().to_owned();
    assert!(shown.contains("bb416355") && shown.contains("aa455966"), "{shown}");
    assert!(fs::read_to_string(&path).unwrap().contains(&shown));
    let said = simulated.exits(1).stdout;
    assert!(said.contains("unknown") && said.contains(&shown), "{said}");
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
fn a_profile_is_read_in_the_encodings_of_windows_editors_and_says_where_it_is_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    let show = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        run(provsmith().current_dir(&folder).args(["device", "show", "p.toml"]))
    };
    let text = "\u{feff}# Gerät\r\nrelease = \"wm6.1\"\r\nclass = \"standard\"\r\n";
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let plain = show(&text.as_bytes()[3..]).exits(0).stdout;
    for bytes in [text.as_bytes().to_vec(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert_eq!(show(&bytes).exits(0).stdout, plain);
    }
    // A slip is told at its place in each of them.
    let slip = text.replace("class", "clas");
    let slip: Vec<u8> = slip.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(show(&slip).exits(2).stderr.contains("p.toml:3:1: unknown key `clas`"));
    let latin = b"release = \"wm6.1\"\nclass = \"standard\" # Ger\xe4t\n";
    let said = show(latin).exits(2).stderr;
    assert!(said.contains("p.toml:2:25: byte 0xe4 at offset 42 is not UTF-8"), "{said}");
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
        let said = run(provsmith().current_dir(&folder).args(import)).exits(0).stderr;
        assert!(said.contains("write them into the profile, instead of `role = \"unknown\"`"), "{said}");
        let show = ["device", "show", "p.toml"];
        let said = run(provsmith().current_dir(&folder).args(show)).exits(0).stdout;
        assert!(said.contains("A69F18F7F6B3DA9385D62135A7C6053B27E071E8"), "{said}");
        // The roles of SPC are not in an export; that the device has the entry is known all the same.
        assert!(said.contains("657141E1A69F18F7F6B3DA9385D62135A7C6053B  packages signed below it get roles that are not known"), "{said}");
        let profile = fs::read_to_string(folder.path().join("p.toml")).unwrap();
        assert!(profile.contains("role = \"unknown\""), "{profile}");
        fs::write(folder.path().join("p.toml"), profile.replace("\"unknown\"", "\"manager\"")).unwrap();
        let said = run(provsmith().current_dir(&folder).args(show)).exits(0).stdout;
        assert!(said.contains("packages signed below it get manager (8)"), "{said}");
    }
}

/// What `device import` says of an answer, and the profile that it writes.
fn import(name: &str, answer: &str, exits: i32) -> (Ran, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), answer).unwrap();
    let import = ["device", "import", name, "--os", "wm6.1", "--class", "standard", "-o", "p.toml"];
    let ran = run(provsmith().current_dir(&folder).args(import)).exits(exits);
    let written = fs::read_to_string(folder.path().join("p.toml")).unwrap_or_default();
    assert_eq!(written.is_empty(), exits != 0, "{written}");
    if exits == 0 {
        run(provsmith().current_dir(&folder).args(["device", "show", "p.toml"])).exits(0);
    }
    (ran, written)
}

/// Said of [`EXPORT`], beside what is wrong.
const FEW: &str =
    "note: p.reg: it speaks of 1 of the 38 policies of wm6.1; for the others documented defaults stand\n";

const EXPORT: &str =
    "REGEDIT4\n\n[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies]\n\"00001001\"=dword:00000001\n";

#[test]
fn what_an_export_says_that_cannot_be_taken_is_told_with_its_line() {
    for (line, said) in [
        ("\"00001005\"=dword:zz", "`dword:zz`"),
        ("\"4101\"=dword:10", "eight hexadecimal digits"),
        ("\"00009999\"=dword:10", "no policy 39321"),
        ("\"00001005=dword:10", "name in quotes"),
        ("\"00001005\"=dword:ffffffff", "4101"),
        ("\"00001005\"=hex:10,00", "no dword"),
        ("[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies\n\"00001005\"=dword:10", "does not end with `]`"),
    ] {
        let (ran, profile) = import("p.reg", &format!("{EXPORT}{line}\n"), 0);
        let place = "warning: p.reg:5: ";
        assert!(ran.stderr.contains(place) && ran.stderr.contains(said), "{line}: {}", ran.stderr);
        assert!(profile.contains("4097 = { value = 1, from = \"queried\" }"), "{line}: {profile}");
        // What is not known to speak of a policy leaves it as it is documented.
        let is_told = line.starts_with("\"00001005\"");
        let policy =
            if is_told { "4101 = \"unknown\"" } else { "4101 = { value = 16, from = \"documented\" }" };
        assert!(profile.contains(policy), "{line}: {profile}");
    }
    let twice = format!("{EXPORT}\"00001005\"=dword:10\n\"00001005\"=dword:0\n");
    let (ran, profile) = import("p.reg", &twice, 0);
    assert!(ran.stderr.contains("p.reg:5: ") && ran.stderr.contains("p.reg:6: "), "{}", ran.stderr);
    assert!(profile.contains("4101 = \"unknown\""), "{profile}");
    let (ran, _) = import("p.reg", &EXPORT.replace("00001001", "00009999"), 2);
    assert!(
        ran.stderr.contains("p.reg:4: ") && ran.stderr.contains("export of the registry"),
        "{}",
        ran.stderr
    );
    // Of what is whole it is told only how far it goes.
    assert_eq!(import("p.reg", EXPORT, 0).0.stderr, FEW);
}

#[test]
fn what_a_reply_says_that_cannot_be_taken_is_told_with_its_line() {
    let reply = |policies: &str| {
        format!(
            "<wap-provisioningdoc>\n<characteristic type=\"SecurityPolicy\">\n<parm name=\"4097\" value=\"1\"/>\n\
             {policies}\n</characteristic>\n</wap-provisioningdoc>\n"
        )
    };
    for (line, said) in [
        ("<parm-query-error name=\"4119\"/>", "an error for `4119`"),
        ("<parm-error name=\"4119\" value=\"8\"/>", "an error for `4119`"),
        ("<parm name=\"4101\" value=\"abc\"/>", "`abc`"),
        ("<parm name=\"4101\" value=\"0x10\"/>", "no decimal number"),
        ("<parm name=\"4101\" value=\"1\"/>", "no role"),
    ] {
        let (ran, profile) = import("reply.xml", &reply(line), 0);
        assert!(ran.stderr.contains("warning: reply.xml:4: ") && ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("warning: ").count(), 1, "{}", ran.stderr);
        assert!(profile.contains("4097 = { value = 1, from = \"queried\" }"), "{line}: {profile}");
    }
    let both = "<parm name=\"4101\" value=\"abc\"/>\n<parm name=\"4101\" value=\"8\"/>";
    assert!(import("reply.xml", &reply(both), 0).0.stderr.contains("reply.xml:4: "));
    let cut_off = reply("");
    let (ran, _) = import("reply.xml", &cut_off[..cut_off.len() - 30], 0);
    assert!(ran.stderr.contains("warning: reply.xml:"), "{}", ran.stderr);
    let nothing =
        reply("<parm name=\"4101\" value=\"0x10\"/>").replace("<parm name=\"4097\" value=\"1\"/>", "");
    let (ran, _) = import("reply.xml", &nothing, 2);
    assert!(ran.stderr.contains("reply.xml:4: ") && ran.stderr.contains("`0x10`"), "{}", ran.stderr);
}

#[test]
fn an_answer_is_never_overwritten_by_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ok.reg"), EXPORT).unwrap();
    let import = ["device", "import", "ok.reg", "--os", "wm6.1", "--class", "standard", "-o", "ok.reg"];
    let said = run(provsmith().current_dir(&folder).args(import)).exits(2).stderr;
    assert!(said.contains("overwrite the input"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("ok.reg")).unwrap(), EXPORT);
}

#[test]
fn the_question_to_a_device_has_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("query.xml");
    for release in ["wm5", "wm6.1", "wm6.5"] {
        run(provsmith().args(["device", "query", "--os", release, "-o"]).arg(&path)).exits(0);
        run(provsmith().args(["check", "--deny", "warnings", "--target", release]).arg(&path)).exits(0);
    }
}

#[test]
fn a_value_that_a_class_cannot_have_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("a.toml");
    for (class, exits) in [("professional", 2), ("classic", 2), ("standard", 0)] {
        let text = format!("release = \"wm6.1\"\nclass = \"{class}\"\n[policies]\n4123 = 0\n");
        fs::write(&profile, text).unwrap();
        let ran = run(provsmith().args(["device", "show"]).arg(&profile)).exits(exits);
        assert!(
            exits == 0 || ran.stderr.contains("a.toml:4:8: 4123") && ran.stderr.contains("standard"),
            "{ran:?}"
        );
    }
}

#[test]
fn the_releases_that_are_named_are_those_that_are_taken() {
    for arguments in [["--os", "wm7", "--class", "standard"], ["--os", "win10", "--class", "standard"]] {
        let said = new(&arguments).exits(2).stderr;
        let (_, named) = said.split_once("write one of ").unwrap();
        let named = named.lines().next().unwrap().trim();
        assert!(!named.contains("win10"), "{said}");
        for release in named.split(", ") {
            new(&["--os", release, "--class", "standard"]).exits(0);
        }
    }
    let (_folder, _, ran) = show("release = \"win10\"\nclass = \"standard\"\n");
    let said = ran.exits(2).stderr;
    assert!(said.contains(":1:11: ") && said.contains("wm6.5") && !said.contains(", win10"), "{said}");
}

#[test]
fn an_entry_of_spc_that_gives_nothing_is_meant_only_in_words() {
    let entry = |role: &str| {
        format!(
            "release = \"wm6.1\"\nclass = \"standard\"\n[[certificate]]\nstore = \"SPC\"\nrole = {role}\n\
             thumbprint = \"657141E1A69F18F7F6B3DA9385D62135A7C6053B\"\n"
        )
    };
    let (_folder, _, ran) = show(&entry("0"));
    let said = ran.exits(2).stderr;
    assert!(said.contains(":5:8: ") && said.contains("manager") && said.contains("\"none\""), "{said}");
    show(&entry("\"none\"")).2.exits(0);
}

#[test]
fn that_an_export_does_not_tell_the_roles_of_spc_is_said_when_it_is_read() {
    let key = "[HKEY_LOCAL_MACHINE\\Comm\\Security\\SystemCertificates\\SPC\\Certificates\\657141E1A69F18F7F6B3DA9385D62135A7C6053B]";
    let (ran, _) = import("p.reg", &format!("{EXPORT}{key}\n\"Blob\"=hex:20,00\n"), 0);
    assert!(ran.stderr.contains("note: p.reg: the roles of an entry of SPC are not told"), "{}", ran.stderr);
    let (ran, _) = import("p.reg", &format!("{EXPORT}{}\n", key.replace("SPC", "ROOT")), 0);
    assert_eq!(ran.stderr, FEW);
}

#[test]
fn what_a_device_did_not_tell_plainly_is_unknown_and_no_documented_default() {
    let policies = |lines: &str| {
        format!(
            "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"1\"/>{lines}\
             </characteristic></wap-provisioningdoc>"
        )
    };
    // Told twice, as an error, with a value that it cannot have, as a question, and as not there.
    for lines in [
        "<parm name=\"4101\" value=\"16\"/><parm name=\"4101\" value=\"0\"/>",
        "<parm-query-error name=\"4101\"/>",
        "<parm name=\"4101\" value=\"1\"/>",
        "<parm name=\"4101\" value=\"sixteen\"/>",
        "<parm-query name=\"4101\"/>",
        "<noparm name=\"4101\"/>",
    ] {
        let (_, profile) = import("reply.xml", &policies(lines), 0);
        assert!(profile.contains("\n4101 = \"unknown\"\n"), "{lines}: {profile}");
    }
    let key = "[HKEY_LOCAL_MACHINE\\Security\\Policies\\Policies]\n\"00001001\"=dword:00000001\n";
    for line in ["\"00001005\"=dword:00000001", "\"00001005\"=hex:10"] {
        let (ran, profile) = import("p.reg", &format!("REGEDIT4\n\n{key}{line}\n"), 0);
        assert!(profile.contains("\n4101 = \"unknown\"\n"), "{line}: {profile}");
        assert!(
            ran.stderr.contains("p.reg:5: ")
                && ran.stderr.contains("note: p.reg: it speaks of 2 of the 38 policies")
        );
    }
    // A policy that devices are shipped without may well be not there.
    let (_, profile) = import("reply.xml", &policies("<noparm name=\"2\"/>"), 0);
    assert!(profile.contains("\n# 2 =\n"), "{profile}");
}

#[test]
fn an_unknown_policy_decides_nothing_wherever_it_is_asked() {
    let text = "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4101 = \"unknown\"\n";
    let (_guard, path, ran) = show(text);
    let said = ran.exits(0).stdout;
    assert!(said.contains("not known of this device (policy 4101)"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    fs::copy(&path, folder.path().join("p.toml")).unwrap();
    fs::write(folder.path().join("a.xml"), "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\"><parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>").unwrap();
    run(provsmith().current_dir(&folder).args(["pack", "a.xml", "-o", "a.cab"])).exits(0);
    let said = opened(folder.path(), "a.cab");
    assert_eq!(
        (said["verdict"].as_str(), said["gate"].as_str()),
        (Some("unknown"), Some("unsigned")),
        "{said:#}"
    );
    let bad = text.replace("\"unknown\"", "{ value = \"unknown\", from = \"queried\" }");
    let (_guard, _, ran) = show(&bad);
    assert!(ran.exits(2).stderr.contains("without `from`"));
}

#[test]
fn an_entry_of_spc_that_comes_without_its_role_has_one_that_is_not_known() {
    let entry = |role: &str| {
        format!(
            "<wap-provisioningdoc><characteristic type=\"CertificateStore\"><characteristic type=\"SPC\">\
             <characteristic type=\"657141E1A69F18F7F6B3DA9385D62135A7C6053B\">{role}</characteristic></characteristic>\
             </characteristic></wap-provisioningdoc>"
        )
    };
    let (ran, profile) = import("reply.xml", &entry(""), 0);
    assert!(profile.contains("role = \"unknown\""), "{profile}");
    assert!(ran.stderr.contains("the roles of an entry of SPC are not told"), "{}", ran.stderr);
    // That there is none is an answer.
    let (_, profile) = import("reply.xml", &entry("<noparm name=\"Role\"/>"), 0);
    assert!(profile.contains("role = \"none\""), "{profile}");
}
