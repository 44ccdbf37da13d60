//! `card`: storage cards as devices look for files on them.
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

#[path = "common/program.rs"]
mod program;
#[path = "common/signing.rs"]
mod signing;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ran, peer, provsmith, run};
use program::program;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const ARM: u16 = 0x01c0;
const X86: u16 = 0x014c;

/// A folder with a signed and an unsigned package and with programs.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::write(desk.at("settings.xml"), signing::DOCUMENT).unwrap();
        for name in ["root.cab", "settings.cab", "settings.cpf"] {
            run(provsmith().current_dir(desk.0.path()).args(["pack", "settings.xml", "-o", name])).exits(0);
        }
        fs::write(desk.at("arm.exe"), program(ARM, 9)).unwrap();
        fs::write(desk.at("x86.exe"), program(X86, 9)).unwrap();
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `card` with these arguments, separated by blanks, for the folder `sd`.
    fn card(&self, args: &str) -> Ran {
        let mut card = provsmith();
        card.current_dir(self.0.path()).arg("card").args(args.split(' ')).args(["-o", "sd"]);
        run(&mut card)
    }

    fn report(&self, args: &str) -> Value {
        serde_json::from_str(&self.card(&format!("{args} --format json")).exits(0).stdout).unwrap()
    }

    /// The files of the card, with `/` between folders.
    fn files(&self) -> Vec<String> {
        fn collect(folder: &Path, prefix: &str, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                match entry.path().is_dir() {
                    true => collect(&entry.path(), &format!("{name}/"), files),
                    false => files.push(name),
                }
            }
        }
        let mut files = Vec::new();
        collect(&self.at("sd"), "", &mut files);
        files.sort();
        files
    }
}

fn codes(report: &Value) -> Vec<&str> {
    report["remarks"].as_array().unwrap().iter().map(|remark| remark["code"].as_str().unwrap()).collect()
}

#[test]
fn the_shell_finds_autorun_and_packages_in_the_folder_of_its_processor() {
    let desk = Desk::new();
    desk.card("root.cab settings.cab --autorun arm.exe").exits(0);
    let expected = ["2577/01-root.cab", "2577/02-settings.cab", "2577/autorun.exe", "provsmith-card.json"];
    assert_eq!(desk.files(), expected);
    assert_eq!(fs::read(desk.at("sd/2577/autorun.exe")).unwrap(), fs::read(desk.at("arm.exe")).unwrap());
    assert_eq!(
        fs::read(desk.at("sd/2577/02-settings.cab")).unwrap(),
        fs::read(desk.at("settings.cab")).unwrap()
    );
}

#[test]
fn each_processor_gets_its_own_program() {
    let desk = Desk::new();
    desk.card("settings.cab --processor 2577 --processor 686 --autorun 2577=arm.exe --autorun 686=x86.exe")
        .exits(0);
    for (folder, source) in [("2577", "arm.exe"), ("686", "x86.exe")] {
        let copied = fs::read(desk.at("sd").join(folder).join("autorun.exe")).unwrap();
        assert_eq!(copied, fs::read(desk.at(source)).unwrap());
        assert!(desk.at("sd").join(folder).join("settings.cab").is_file());
    }
}

#[test]
fn a_program_for_other_devices_is_refused_and_the_folder_of_any_processor_takes_each_with_a_note() {
    let desk = Desk::new();
    let cases = [
        ("--autorun x86.exe", "`x86.exe` is for x86 (0x014c)"),
        ("--processor 686 --autorun arm.exe", "`arm.exe` is for ARM (0x01c0)"),
        ("--processor 10003 --autorun arm.exe", "10003 (SH3)"),
        ("--autorun 686=x86.exe", "add that processor"),
        ("--autorun settings.xml", "it is no program"),
        ("--processor arm", "2577 (ARM"),
    ];
    for (args, reason) in cases {
        let said = desk.card(&format!("settings.cab {args}")).exits(2).stderr;
        assert!(said.contains(reason), "`{reason}` is not in: {said}");
        assert!(!desk.at("sd").exists(), "{args}");
    }
    for program in ["arm.exe", "x86.exe"] {
        let report = desk.report(&format!("settings.cab --processor 0 --autorun {program} --dry-run"));
        assert!(codes(&report).contains(&"folder-of-any-processor"), "{report}");
    }
}

#[test]
fn a_program_for_another_machine_than_the_devices_of_a_scheme_are_known_with_is_warned_of() {
    let desk = Desk::new();
    let with =
        |program: &str| desk.report(&format!("settings.cab --scheme intermec --autorun {program} --dry-run"));
    let report = with("x86.exe");
    let remarks = report["remarks"].as_array().unwrap();
    let said = remarks.iter().find(|remark| remark["code"] == "other-machine").unwrap();
    assert_eq!(said["level"], "warning");
    let said = said["message"].as_str().unwrap();
    // The first CK60 looks into \2577: https://www.easymanua.ls/intermec/ck61/manual?p=101
    assert!(said.contains("x86 (0x014c)") && said.contains("the folder 2577 (ARM"), "{said}");
    assert!(!codes(&with("arm.exe")).contains(&"other-machine"));
}

#[test]
fn a_processor_folder_that_is_named_twice_is_refused() {
    let desk = Desk::new();
    let said = desk.card("settings.cab --processor 2577 --processor 2577").exits(2).stderr;
    assert!(said.contains("the processor folder 2577 is named twice"), "{said}");
    assert!(!desk.at("sd").exists());
}

#[test]
fn whether_a_program_is_signed_is_what_osslsigncode_made_of_it() {
    let desk = Desk::new();
    let report = desk.report("settings.cab --autorun arm.exe --dry-run");
    assert_eq!(report["files"][0]["signed"], false);
    assert!(codes(&report).contains(&"unsigned-launcher"), "{report}");
    let Some(mut osslsigncode) = peer("osslsigncode") else { return };
    osslsigncode
        .args(["sign", "-h", "sha1", "-in"])
        .arg(desk.at("arm.exe"))
        .arg("-out")
        .arg(desk.at("signed.exe"));
    osslsigncode.arg("-key").arg(signing::identity().join("signer.key"));
    run(osslsigncode.arg("-certs").arg(signing::identity().join("signer.pem"))).exits(0);
    let report = desk.report("settings.cab --autorun signed.exe --dry-run");
    assert_eq!(report["files"][0]["signed"], true);
    assert_eq!(report["files"][0]["machine"], 0x01c0);
    assert!(!codes(&report).contains(&"unsigned-launcher"), "{report}");
}

#[test]
fn a_further_file_does_not_stand_in_for_the_program_that_devices_start() {
    let desk = Desk::new();
    fs::write(desk.at("AutoRun.exe"), "<no program>").unwrap();
    let said = desk.card("settings.cab --file AutoRun.exe").exits(2).stderr;
    assert!(said.contains("--autorun") && !desk.at("sd").exists(), "{said}");
    let said = desk.card("settings.cab --autorun arm.exe --file AutoRun.exe").exits(2).stderr;
    assert!(said.contains("--autorun"), "{said}");
}

#[test]
fn a_card_and_a_profile_say_the_same_of_an_autorun_policy_that_is_not_set() {
    use provsmith::catalogue::policies::Policies;
    let defaults = &Policies::builtin().get(2).unwrap().defaults;
    let note = defaults.iter().find(|default| default.value.is_none()).unwrap().note.as_deref().unwrap();
    assert!(note.contains("bb416355") && note.contains("aa455966"), "both sources: {note}");
    let said = Desk::new().card("settings.cab").exits(0).stdout;
    assert!(said.contains(note), "{said}");
}

#[test]
fn a_package_with_a_signature_is_not_said_to_be_verified() {
    let desk = Desk::new();
    run(provsmith().current_dir(desk.0.path()).args(["cert", "new", "identity", "--role", "manager"]))
        .exits(0);
    run(provsmith().current_dir(desk.0.path()).args(["sign", "settings.cab", "--identity", "identity"]))
        .exits(0);
    let said = desk.card("settings.cab").exits(0).stdout;
    assert!(said.contains("signed (not verified)"), "{said}");
}

#[test]
fn what_an_administrator_must_know_is_said_plainly() {
    let desk = Desk::new();
    let said = desk.card("settings.cpf").exits(0).stdout;
    for wanted in [
        "warning: nothing will happen by itself, since there is no `2577/autorun.exe`",
        "--autorun FILE",
        "starts autorun.exe and nothing else",
        "policy 2 ",
        "policy 4101 ",
        "a .cpf cannot ask the user",
        "wceload deletes the package",
        "/delete 0",
    ] {
        assert!(said.contains(wanted), "`{wanted}` is not in: {said}");
    }
    let report = desk.report("settings.cab root.cab --autorun arm.exe");
    assert!(codes(&report).contains(&"order"), "{report}");
    assert_eq!(report["schema_version"], 1);
    fs::write(desk.at("desktop.exe"), program(ARM, 2)).unwrap();
    let report = desk.report("settings.cab root.cab --autorun desktop.exe");
    assert!(codes(&report).contains(&"not-for-windows-ce"), "{report}");
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_a_run_does() {
    let desk = Desk::new();
    let dry = desk.report("settings.cab --autorun arm.exe --dry-run");
    assert!(!desk.at("sd").exists());
    let wet = desk.report("settings.cab --autorun arm.exe");
    assert_eq!(dry["files"], wet["files"]);
    assert_eq!((&dry["dry_run"], &wet["dry_run"]), (&Value::Bool(true), &Value::Bool(false)));
}

#[test]
fn the_list_on_the_card_has_the_digest_of_every_file() {
    let desk = Desk::new();
    desk.card("root.cab settings.cab --autorun arm.exe --file settings.xml").exits(0);
    let list: Value = serde_json::from_slice(&fs::read(desk.at("sd/provsmith-card.json")).unwrap()).unwrap();
    assert_eq!((&list["schema_version"], &list["scheme"]), (&1.into(), &"shell".into()));
    let listed = list["files"].as_array().unwrap();
    assert_eq!(listed.len(), 4);
    for file in listed {
        let content = fs::read(desk.at("sd").join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], content.len());
        assert_eq!(file["sha256"], hex::encode(Sha256::digest(&content)));
    }
    let again = Desk::new();
    again.card("root.cab settings.cab --autorun arm.exe --file settings.xml").exits(0);
    for file in desk.files() {
        assert_eq!(
            fs::read(desk.at("sd").join(&file)).unwrap(),
            fs::read(again.at("sd").join(&file)).unwrap()
        );
    }
}

#[test]
fn a_further_run_replaces_and_removes_its_own_files_and_no_others() {
    let desk = Desk::new();
    desk.card("root.cab settings.cab --autorun arm.exe").exits(0);
    fs::write(desk.at("sd/photo.jpg"), "mine").unwrap();
    fs::write(desk.at("sd/2577/launch.log"), "mine").unwrap();
    // Installed, and deleted by wceload.
    fs::remove_file(desk.at("sd/2577/01-root.cab")).unwrap();
    fs::write(desk.at("arm.exe"), program(0x01c2, 9)).unwrap();
    let report = desk.report("settings.cab --autorun arm.exe");
    let changes = report["files"].as_array().unwrap().iter();
    let changes: Vec<(&str, &str)> =
        changes.map(|file| (file["path"].as_str().unwrap(), file["change"].as_str().unwrap())).collect();
    let expected =
        [("2577/autorun.exe", "replaced"), ("2577/settings.cab", "new"), ("2577/02-settings.cab", "removed")];
    assert_eq!(changes, expected);
    let expected =
        ["2577/autorun.exe", "2577/launch.log", "2577/settings.cab", "photo.jpg", "provsmith-card.json"];
    assert_eq!(desk.files(), expected);
    let report = desk.report("settings.cab --autorun arm.exe");
    assert!(report["files"].as_array().unwrap().iter().all(|file| file["change"] == "unchanged"), "{report}");
}

#[test]
fn what_is_not_ours_or_was_changed_is_never_touched() {
    let desk = Desk::new();
    fs::create_dir_all(desk.at("sd/2577")).unwrap();
    fs::write(desk.at("sd/2577/AutoRun.exe"), "theirs").unwrap();
    let said = desk.card("settings.cab --autorun arm.exe").exits(2).stderr;
    assert!(said.contains("AutoRun.exe") && said.contains("not ours to replace"), "{said}");
    assert_eq!(desk.files(), ["2577/AutoRun.exe"]);
    fs::remove_file(desk.at("sd/2577/AutoRun.exe")).unwrap();

    desk.card("settings.cab --autorun arm.exe").exits(0);
    fs::write(desk.at("sd/2577/settings.cab"), "changed").unwrap();
    for args in ["root.cab --autorun arm.exe", "settings.cab --autorun arm.exe"] {
        let said = desk.card(args).exits(2).stderr;
        assert!(said.contains("was changed since it was laid out"), "{said}");
        assert_eq!(fs::read_to_string(desk.at("sd/2577/settings.cab")).unwrap(), "changed");
        assert!(!desk.at("sd/2577/root.cab").exists());
    }
}

#[test]
fn a_list_that_leads_off_the_card_removes_nothing() {
    let desk = Desk::new();
    let victim = desk.at("settings.xml");
    let digest = hex::encode(Sha256::digest(fs::read(&victim).unwrap()));
    fs::create_dir(desk.at("sd")).unwrap();
    for path in ["../settings.xml", "2577/../../settings.xml", "/etc/passwd", "C:\\\\x"] {
        let list = format!(
            "{{\"schema_version\": 1, \"scheme\": \"shell\", \"files\": [{{\"path\": \"{path}\", \"bytes\": {}, \
             \"sha256\": \"{digest}\"}}]}}",
            fs::metadata(&victim).unwrap().len()
        );
        fs::write(desk.at("sd/provsmith-card.json"), list).unwrap();
        let said = desk.card("settings.cab").exits(2).stderr;
        assert!(said.contains("cannot be relied on"), "{said}");
        assert!(victim.is_file());
    }
    for list in ["", "{}", "[]", "{\"schema_version\": 2, \"scheme\": \"shell\", \"files\": []}"] {
        fs::write(desk.at("sd/provsmith-card.json"), list).unwrap();
        desk.card("settings.cab").exits(2);
        assert_eq!(desk.files(), ["provsmith-card.json"]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_on_the_card_leads_nowhere() {
    let desk = Desk::new();
    fs::create_dir_all(desk.at("sd")).unwrap();
    fs::create_dir_all(desk.at("elsewhere")).unwrap();
    std::os::unix::fs::symlink(desk.at("elsewhere"), desk.at("sd/2577")).unwrap();
    let said = desk.card("settings.cab").exits(2).stderr;
    assert!(said.contains("a link, which may lead outside the card"), "{said}");
    assert_eq!(fs::read_dir(desk.at("elsewhere")).unwrap().count(), 0);
}

#[test]
fn another_processor_folder_from_before_is_warned_of() {
    let desk = Desk::new();
    desk.card("settings.cab --processor 686 --autorun x86.exe").exits(0);
    let report = desk.report("settings.cab --autorun arm.exe");
    assert!(!codes(&report).contains(&"other-processor-folder"), "it was ours, and went: {report}");
    fs::write(desk.at("sd/686/autorun.exe"), "from before").unwrap();
    let report = desk.report("settings.cab --autorun arm.exe");
    assert!(codes(&report).contains(&"other-processor-folder"), "{report}");
    assert!(desk.at("sd/686/autorun.exe").is_file());
}

#[test]
fn the_schemes_of_makers_put_packages_where_their_devices_look() {
    let cases = [
        ("intermec --autorun arm.exe", "SYSTEM/CabFiles/settings.cab", "SYSTEM/AutoRun.exe"),
        ("honeywell", "Honeywell/AutoInstall/settings.cab", ""),
        ("datalogic", "CAB/settings.cab", ""),
        ("symbol", "Application/settings.cab", ""),
        ("lxe", "System/settings.cab", ""),
    ];
    for (scheme, package, launcher) in cases {
        let desk = Desk::new();
        let report = desk.report(&format!("settings.cab --scheme {scheme}"));
        let mut expected: Vec<_> = [package, launcher, "provsmith-card.json"].into_iter().collect();
        expected.retain(|file| !file.is_empty());
        expected.sort_unstable();
        assert_eq!(desk.files(), expected);
        assert!(!report["sources"].as_array().unwrap().is_empty());
        let said = desk.card(&format!("settings.cab --scheme {scheme} --processor 2577")).exits(2).stderr;
        assert!(said.contains("no processor folders"), "{said}");
    }
    let desk = Desk::new();
    let said = desk.card("settings.cpf --scheme datalogic").exits(2).stderr;
    assert!(said.contains("installs .cab and passes over `settings.cpf`"), "{said}");
    let said = desk.card("settings.cab --scheme lxe --autorun arm.exe").exits(2).stderr;
    assert!(said.contains("takes no autorun program"), "{said}");
    fs::copy(desk.at("settings.cab"), desk.at("ask_.cab")).unwrap();
    let report = desk.report("ask_.cab --scheme datalogic");
    assert!(codes(&report).contains(&"interactive-package"), "{report}");
}

#[test]
fn only_packages_by_names_that_fit_a_card_go_onto_one() {
    let desk = Desk::new();
    fs::copy(desk.at("settings.cab"), desk.at("nul.cab")).unwrap();
    fs::copy(desk.at("settings.cab"), desk.at("settings.zip")).unwrap();
    fs::create_dir(desk.at("other")).unwrap();
    fs::copy(desk.at("settings.cab"), desk.at("other/SETTINGS.cab")).unwrap();
    let cases = [
        ("settings.xml", "is no cabinet"),
        ("arm.exe", "is no cabinet"),
        ("settings.zip", "passes over `settings.zip`"),
        ("nul.cab", "is a device on Windows"),
        ("settings.cab other/SETTINGS.cab --keep-names", "at one place of the card"),
        ("missing.cab", "cannot read `missing.cab`"),
    ];
    for (args, reason) in cases {
        let said = desk.card(args).exits(2).stderr;
        assert!(said.contains(reason), "`{reason}` is not in: {said}");
        assert!(!desk.at("sd").exists(), "{args}");
    }
}

#[test]
fn a_file_is_no_card_and_stays_as_it_is() {
    let desk = Desk::new();
    let before = fs::read(desk.at("settings.cab")).unwrap();
    let said =
        run(provsmith().current_dir(desk.at(".")).args(["card", "root.cab", "-o", "settings.cab"])).exits(2);
    assert!(said.stderr.contains("`settings.cab` is a file and no folder"), "{}", said.stderr);
    assert_eq!(fs::read(desk.at("settings.cab")).unwrap(), before);
}

#[test]
fn a_package_that_is_named_twice_is_told_and_one_that_a_pattern_brings_again_is_not() {
    let desk = Desk::new();
    for args in ["settings.cab ./settings.cab", "settings.cab settings.cab --keep-names"] {
        let said = desk.card(args).exits(2).stderr;
        assert!(said.contains("is named twice"), "{said}");
        assert!(!desk.at("sd").exists());
    }
    desk.card("settings.cab *.cab").exits(0);
    assert_eq!(desk.files(), ["2577/01-settings.cab", "2577/02-root.cab", "provsmith-card.json"]);
}

#[test]
fn a_broken_list_is_told_what_it_is_and_where_it_breaks() {
    let desk = Desk::new();
    desk.card("settings.cab").exits(0);
    for (list, said) in [
        ("{\n  oops", "no JSON at line 2"),
        ("{\n", "breaks off at line 2"),
        ("{\"schema_version\": 1,\n \"scheme\": 7}", "something else than such lists do at line 2"),
    ] {
        fs::write(desk.at("sd/provsmith-card.json"), list).unwrap();
        let told = desk.card("settings.cab").exits(2).stderr;
        assert!(told.contains(said) && told.contains("the list of what `provsmith card` wrote"), "{told}");
        assert!(!told.contains("expected"), "{told}");
    }
}
