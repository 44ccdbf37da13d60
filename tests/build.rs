//! `provsmith build`: manifests carried out, the samples first of all.

#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;
#[path = "common/program.rs"]
mod program;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ran, peer, provsmith, run};
use sha2::{Digest, Sha256};

/// A copy of a sample, where it can be built without touching the checkout.
fn sample(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    let to = folder.path().join(name);
    fs::create_dir_all(to.join("expected")).unwrap();
    fs::copy(from.join("provsmith.toml"), to.join("provsmith.toml")).unwrap();
    for entry in fs::read_dir(from.join("expected")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join("expected").join(entry.file_name())).unwrap();
    }
    (folder, to)
}

/// A folder with this manifest, and a document `settings.xml` beside it.
fn project(manifest: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("provsmith.toml"), manifest).unwrap();
    fs::write(folder.path().join("settings.xml"), POLICY).unwrap();
    folder
}

fn build(folder: &Path) -> Ran {
    run(provsmith().arg("build").arg(folder))
}

/// Needs the manager role.
const POLICY: &str = "\
<wap-provisioningdoc>
  <characteristic type=\"SecurityPolicy\">
    <parm name=\"4122\" value=\"1\"/>
  </characteristic>
</wap-provisioningdoc>
";

const UNSIGNED: &str = "\
[package]
name = \"policy\"
document = \"settings.xml\"
[pack]
output = [\"policy.cab\", \"policy.cpf\"]
";

const CAB_ONLY: &str = "\
[package]
name = \"policy\"
document = \"settings.xml\"
[pack]
output = [\"policy.cab\"]
";

fn report(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(out.join("build.json")).unwrap()).unwrap()
}

#[test]
fn the_first_sample_makes_packages_that_four_other_programs_accept() {
    let (_guard, folder) = sample("01-direct-push");
    build(&folder).exits(0);
    let out = folder.join("out");
    assert_eq!(
        fs::read_to_string(out.join("direct-push.xml")).unwrap(),
        fs::read_to_string(folder.join("expected/direct-push.xml")).unwrap()
    );
    for name in ["direct-push.cab", "direct-push.cpf"] {
        let package = out.join(name);
        for (program, flag) in [("cabextract", "-t"), ("7z", "t"), ("gcab", "-t")] {
            let Some(mut judge) = peer(program) else { continue };
            run(judge.arg(flag).arg(&package)).exits(0);
        }
        let Some(mut judge) = peer("osslsigncode") else { continue };
        judge.arg("verify").arg("-CAfile").arg(folder.join("identity/root.pem")).arg("-in").arg(&package);
        let said = run(&mut judge).exits(0).stdout;
        assert!(said.contains("Signature verification: ok"), "{said}");
    }
}

#[test]
fn the_second_sample_makes_the_expected_message() {
    let (_guard, folder) = sample("02-download-install");
    build(&folder).exits(0);
    let message = fs::read_to_string(folder.join("out/download-install.xml")).unwrap();
    assert_eq!(message, fs::read_to_string(folder.join("expected/download-install.xml")).unwrap());
}

#[test]
fn two_builds_with_one_identity_give_the_same_bytes() {
    let (_guard, folder) = sample("01-direct-push");
    build(&folder).exits(0);
    let first: Vec<_> = files(&folder.join("out"));
    build(&folder).exits(0);
    assert_eq!(files(&folder.join("out")), first);
    assert_eq!(first.len(), 4);
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_report_names_every_file_with_its_digest() {
    let (_guard, folder) = sample("01-direct-push");
    build(&folder).exits(0);
    let out = folder.join("out");
    let report = report(&out);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["inputs"][0]["path"], "provsmith.toml");
    let outputs = report["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 3);
    for output in outputs {
        let bytes = fs::read(out.join(output["path"].as_str().unwrap())).unwrap();
        assert_eq!(output["bytes"], bytes.len());
        assert_eq!(output["sha256"], hex::encode(Sha256::digest(&bytes)));
    }
    assert_eq!(report["signer"]["assumed_role"], "manager");
    let root = fs::read_to_string(folder.join("identity/enrol.xml")).unwrap();
    assert!(root.contains(report["signer"]["root_thumbprint"].as_str().unwrap()), "{root}");
}

#[test]
fn settings_that_the_role_mask_does_not_cover_are_named_and_nothing_is_packed() {
    let folder =
        project(&format!("{UNSIGNED}[sign]\ntest-identity = \"identity\"\nrole = \"authenticated-user\"\n"));
    let said = build(folder.path()).exits(1).stderr;
    assert!(said.contains("settings.xml:3:") && said.contains("manager"), "{said}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_manifest_without_a_signature_makes_unsigned_packages_and_says_what_that_means() {
    let folder = project(UNSIGNED);
    let said = build(folder.path()).exits(0).stderr;
    assert!(said.contains("unsigned .cpf"), "{said}");
    assert!(report(&folder.path().join("out"))["signer"].is_null());
}

#[test]
fn a_mistake_in_the_manifest_is_marked_on_its_line() {
    let folder = project(&UNSIGNED.replace("output", "outptu"));
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("provsmith.toml:5:1") && said.contains("outptu = ["), "{said}");
}

#[test]
fn a_value_outside_the_template_s_limits_is_marked_where_it_is_given() {
    let folder = project(
        "[package]\nname = \"p\"\ntemplate = \"direct-push\"\n[package.set]\n\
         heartbeat-min = 900\nheartbeat-max = \"8m\"\n",
    );
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("provsmith.toml:") && said.contains("900") && said.contains("480"), "{said}");
}

#[test]
fn an_unknown_parameter_is_marked_where_it_is_given() {
    let folder =
        project("[package]\nname = \"p\"\ntemplate = \"direct-push\"\n[package.set]\nheartbeat-mim = 480\n");
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("provsmith.toml:5:") && said.contains("heartbeat-min"), "{said}");
}

#[test]
fn further_files_go_into_the_cab_and_are_inputs_of_the_report() {
    let folder = project(&CAB_ONLY.replace("[pack]", "[pack]\nfiles = [\"tool.exe\"]"));
    fs::write(folder.path().join("tool.exe"), "tool").unwrap();
    build(folder.path()).exits(0);
    let Some(mut cabextract) = peer("cabextract") else { return };
    let out = folder.path().join("out");
    let listed = run(cabextract.arg("-l").arg(out.join("policy.cab"))).exits(0).stdout;
    assert!(listed.contains("tool.exe"), "{listed}");
    let inputs = report(&out)["inputs"].to_string();
    assert!(inputs.contains("tool.exe"), "{inputs}");
}

#[test]
fn further_files_and_a_cpf_exclude_each_other() {
    let folder = project(&UNSIGNED.replace("[pack]", "[pack]\nfiles = [\"settings.xml\"]"));
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("provsmith.toml:5:") && said.contains(".cpf"), "{said}");
}

#[test]
fn a_build_that_fails_leaves_the_last_whole_one() {
    let folder = project(CAB_ONLY);
    build(folder.path()).exits(0);
    let before = files(&folder.path().join("out"));

    fs::write(folder.path().join("settings.xml"), POLICY.replace("value=\"1\"", "value=\"7\"")).unwrap();
    build(folder.path()).exits(1);
    assert_eq!(files(&folder.path().join("out")), before);

    let unusable = format!("{CAB_ONLY}[sign]\npkcs12 = \"settings.xml\"\nrole = \"manager\"\n");
    fs::write(folder.path().join("settings.xml"), POLICY).unwrap();
    fs::write(folder.path().join("provsmith.toml"), unusable).unwrap();
    build(folder.path()).exits(2);
    assert_eq!(files(&folder.path().join("out")), before);
}

#[test]
fn an_output_never_takes_the_place_of_an_input() {
    let folder = project(&CAB_ONLY.replace("settings.xml", "policy.cab"));
    fs::write(folder.path().join("policy.cab"), POLICY).unwrap();
    let said =
        run(provsmith().arg("build").arg(folder.path()).arg("--out-dir").arg(folder.path())).exits(2).stderr;
    assert!(said.contains("policy.cab"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("policy.cab")).unwrap(), POLICY);
}

#[test]
fn the_key_of_a_test_identity_stays_out_of_git() {
    let Some(mut git) = peer("git") else { return };
    let (_guard, folder) = sample("01-direct-push");
    build(&folder).exits(0);
    run(git.args(["init", "-q"]).arg(&folder)).exits(0);
    let listed = |path: &str| {
        let mut git = std::process::Command::new("git");
        run(git.arg("-C").arg(&folder).args(["check-ignore", "-q", path])).code
    };
    assert_eq!(listed("identity/signer.key"), Some(0), "the key is ignored");
    assert_eq!(listed("identity/root.pem"), Some(1), "the certificate is not");
}

#[test]
fn a_role_that_is_none_is_refused_in_words() {
    let folder = project(&format!("{CAB_ONLY}[sign]\ntest-identity = \"i\"\nrole = -8\n"));
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("provsmith.toml:8:8") && said.contains("decimal number from 0 to 8190"), "{said}");
}

#[test]
fn the_password_of_a_key_comes_from_the_environment() {
    let Some(mut openssl) = peer("openssl") else { return };
    let folder = project(&format!(
        "{UNSIGNED}[sign]\npkcs12 = \"release.pfx\"\npassword-env = \"RELEASE_PASSWORD\"\nrole = \"manager\"\n"
    ));
    let identity = folder.path().join("identity");
    run(provsmith().args(["cert", "new", "--role", "manager"]).arg(&identity)).exits(0);
    openssl
        .args(["pkcs12", "-export", "-passout", "pass:secret", "-out"])
        .arg(folder.path().join("release.pfx"))
        .arg("-inkey")
        .arg(identity.join("signer.key"))
        .arg("-in")
        .arg(identity.join("signer.pem"))
        .arg("-certfile")
        .arg(identity.join("root.pem"));
    run(&mut openssl).exits(0);

    let without = build(folder.path()).exits(2).stderr;
    assert!(without.contains("RELEASE_PASSWORD"), "{without}");
    let with = run(provsmith().arg("build").arg(folder.path()).env("RELEASE_PASSWORD", "secret")).exits(0);
    assert!(!with.stderr.contains("secret") && folder.path().join("out/policy.cab").exists());
}

/// A device whose SPC has the root of `identity` with this role.
fn device(role: u32, accept: &str) -> (tempfile::TempDir, Ran) {
    let folder = project(&format!(
        "{CAB_ONLY}[sign]\ntest-identity = \"identity\"\nrole = \"manager\"\n\
         [device]\nprofile = [\"phone.toml\"]\nchannel = [\"http\"]\n{accept}"
    ));
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nfile = \"identity/root.pem\"\nrole = {role}\n");
    let profile = format!("release = \"wm6.1\"\nclass = \"standard\"\n{entry}");
    fs::write(folder.path().join("phone.toml"), profile).unwrap();
    let ran = build(folder.path());
    (folder, ran)
}

#[test]
fn a_device_that_refuses_a_package_fails_the_build_and_says_why() {
    let (folder, ran) = device(16, "");
    let said = ran.exits(1).stderr;
    assert!(
        said.contains("policy.cab by http on phone.toml: refused") && said.contains("SecurityPolicy"),
        "{said}"
    );
    assert!(!folder.path().join("out/policy.cab").exists());
}

#[test]
fn what_the_devices_say_and_what_it_rests_on_is_in_the_report() {
    let (folder, ran) = device(8, "accept = [\"installs\"]\n");
    ran.exits(0);
    let report = report(&folder.path().join("out"));
    let verdict = &report["verdicts"][0];
    assert_eq!((&verdict["device"], &verdict["verdict"]), (&"phone.toml".into(), &"installs".into()));
    assert_eq!((&verdict["channel"], &verdict["basis"]), (&"http".into(), &"declared".into()));
    assert!(report["inputs"].to_string().contains("phone.toml"));
}

#[test]
fn devices_are_asked_about_packages_only() {
    let folder =
        project("[package]\nname = \"p\"\ndocument = \"settings.xml\"\n[device]\nprofile = [\"p.toml\"]\n");
    let said = build(folder.path()).exits(2).stderr;
    assert!(said.contains("[pack]"), "{said}");
}

#[test]
fn the_packages_of_a_card_are_judged_one_after_another() {
    let laid_out = |packages: &str| {
        let folder = project(&format!(
            "{CAB_ONLY}[sign]\ntest-identity = \"identity\"\nrole = \"manager\"\n\
             [device]\nprofile = [\"pda.toml\"]\n[card]\npackages = [{packages}]\n"
        ));
        // Users may store certificates, and nobody is asked.
        let profile = "release = \"wm6.1\"\nclass = \"professional\"\n[policies]\n2 = 0\n4101 = 16\n4122 = 1\n\
            [roles]\nCertificateStore = \"manager+authenticated-user\"\n";
        fs::write(folder.path().join("pda.toml"), profile).unwrap();
        let here = || {
            let mut command = provsmith();
            command.current_dir(folder.path());
            command
        };
        run(here().args(["cert", "new", "--role", "manager", "identity"])).exits(0);
        run(here().args(["pack", "identity/enrol.xml", "-o", "enrol.cab"])).exits(0);
        let ran = build(folder.path());
        (folder, ran)
    };
    let (folder, ran) = laid_out("\"enrol.cab\", \"policy.cab\"");
    ran.exits(0);
    let report = report(&folder.path().join("out"));
    let said: Vec<_> =
        report["verdicts"].as_array().unwrap().iter().map(|one| one["verdict"].clone()).collect();
    assert_eq!(said, ["installs", "installs"]);
    assert_eq!(report["verdicts"][1]["channel"], "card");
    // Without the package that brings the root the other is not taken.
    laid_out("\"policy.cab\"").1.exits(1);
}

#[test]
fn a_device_that_runs_no_unsigned_programs_does_not_start_the_launcher_of_a_card_that_is_not_signed() {
    // https://blogs.msdn.microsoft.com/windowsmobile/2005/12/03/windows-mobile-application-execution-security-policies/
    let says = |autorun: &str| {
        let folder = project(&format!(
            "{CAB_ONLY}[sign]\ntest-identity = \"identity\"\nrole = \"manager\"\n\
             [device]\nprofile = [\"pda.toml\"]\n[card]\npackages = [\"policy.cab\"]\n{autorun}"
        ));
        let profile = "release = \"wm6.1\"\nclass = \"professional\"\n[policies]\n2 = 0\n4102 = 0\n\
            [[certificate]]\nstore = \"SPC\"\nfile = \"identity/root.pem\"\nrole = 8\n";
        fs::write(folder.path().join("pda.toml"), profile).unwrap();
        fs::write(folder.path().join("autorun.exe"), program::program(0x01c0, 9)).unwrap();
        build(folder.path()).exits(1).stderr
    };
    let said = says("autorun = \"autorun.exe\"\n");
    assert!(
        said.contains("policy.cab by card on pda.toml: refused") && said.contains("  launcher: "),
        "{said}"
    );
    let said = says("");
    assert!(said.contains("policy.cab by card on pda.toml: unknown"), "{said}");
    assert!(said.contains("to know: whether the launcher is signed"), "{said}");
}

/// The sample of the card, beside the package that it says is there already.
fn card_sample() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/06-storage-card");
    for name in ["provsmith.toml", "maker.xml"] {
        fs::copy(from.join(name), folder.path().join(name)).unwrap();
    }
    run(provsmith().current_dir(folder.path()).args(["pack", "maker.xml", "-o", "maker.cab"])).exits(0);
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn the_sample_of_the_card_lays_the_built_package_out_behind_the_one_that_is_there() {
    let (_guard, folder) = card_sample();
    let said = build(&folder).exits(0).stderr;
    assert!(said.contains("warning: nothing will happen by itself"), "{said}");
    let out = folder.join("out");
    let same =
        |one: &str, other: PathBuf| assert_eq!(fs::read(out.join(one)).unwrap(), fs::read(other).unwrap());
    same("card/2577/01-maker.cab", folder.join("maker.cab"));
    same("card/2577/02-direct-push.cab", out.join("direct-push.cab"));
    let report = report(&out);
    let paths = |list: &str| -> Vec<String> {
        let files = report[list].as_array().unwrap().iter();
        files.map(|file| file["path"].as_str().unwrap().to_owned()).collect()
    };
    assert!(paths("outputs").contains(&"card/2577/02-direct-push.cab".to_owned()), "{report}");
    assert!(paths("inputs").contains(&"maker.cab".to_owned()), "{report}");
    let first = fs::read(out.join("card/provsmith-card.json")).unwrap();
    build(&folder).exits(0);
    assert_eq!(fs::read(out.join("card/provsmith-card.json")).unwrap(), first);
}

#[test]
fn a_card_that_cannot_be_laid_out_leaves_nothing_built() {
    let (_guard, folder) = card_sample();
    let manifest = fs::read_to_string(folder.join("provsmith.toml")).unwrap();
    for (line, reason) in [
        ("autorun = \"maker.xml\"", "it is no program"),
        ("autorun = { 686 = \"maker.xml\" }", "add that processor"),
        ("scheme = \"datalogik\"", "did you mean `datalogic`"),
        ("scheme = \"lxe\"", "no processor folders"),
        ("files = [\"missing\"]", "missing"),
    ] {
        fs::write(folder.join("provsmith.toml"), format!("{manifest}{line}\n")).unwrap();
        let said = build(&folder).exits(2).stderr;
        assert!(said.contains(reason), "`{reason}` is not in: {said}");
        assert!(!folder.join("out/card").exists() && !folder.join("out/build.json").exists(), "{line}");
    }
}

#[test]
fn a_catalogue_without_a_name_is_refused_with_its_place() {
    let folder =
        project("[package]\nname = \"policy\"\ndocument = \"settings.xml\"\n[check]\ncatalogue = \"\"\n");
    let ran = build(folder.path()).exits(2);
    assert!(
        ran.stderr.contains("provsmith.toml:5:13\n") && ran.stderr.contains("`catalogue` names no folder"),
        "{}",
        ran.stderr
    );
}

/// A copy of a sample with all its files.
fn whole_sample(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

/// The files of a sample's `expected` are those that a build makes.
#[track_caller]
fn is_as_expected(sample: &str, out: &Path) {
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(sample).join("expected");
    let mut compared = 0;
    for entry in fs::read_dir(expected).unwrap().map(Result::unwrap) {
        let made = fs::read_to_string(out.join(entry.file_name())).unwrap();
        assert_eq!(made, fs::read_to_string(entry.path()).unwrap(), "{:?}", entry.file_name());
        compared += 1;
    }
    assert!(compared > 0);
}

#[test]
fn the_sample_of_si_and_sl_makes_the_expected_messages_which_another_program_reads() {
    let folder = whole_sample("03-si-sl-push");
    build(folder.path()).exits(0);
    let out = folder.path().join("out");
    is_as_expected("03-si-sl-push", &out);
    let report = report(&out);
    assert_eq!(report["push"][0]["channel"], "si");
    assert_eq!(report["push"][1]["short_messages"], 1);
    assert!(report["outputs"].to_string().contains("direct-push-sl.wsp"));
    let Some(mut wbxml2xml) = peer("wbxml2xml") else { return };
    let text = run(wbxml2xml.args(["-o", "-"]).arg(out.join("direct-push-si.wbxml"))).exits(0).stdout;
    for part in ["New mail settings", "https://mdm.example.com/direct-push.cab", "2026-11-30T09:00:00Z"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_sample_of_client_provisioning_makes_the_expected_message_with_the_mac_of_openssl() {
    let folder = whole_sample("04-client-provisioning");
    build(folder.path()).exits(0);
    let out = folder.path().join("out");
    is_as_expected("04-client-provisioning", &out);
    assert!(!report(&out).to_string().contains("123456789012345"));
    let Some(mut openssl) = peer("openssl") else { return };
    openssl.args(["dgst", "-sha1", "-mac", "HMAC", "-macopt", "hexkey:1932547698103254"]);
    let mac = run(openssl.arg(out.join("gprs-cp.wbxml"))).exits(0).stdout;
    let mac = mac.trim().rsplit(' ').next().unwrap().to_uppercase();
    let headers = fs::read_to_string(out.join("gprs-cp.headers.txt")).unwrap();
    assert!(headers.contains(&format!("MAC=\"{mac}\"")), "{headers}\n{mac}");
}

#[test]
fn what_is_pushed_is_checked_first_and_its_secrets_are_named_not_written() {
    let push = |section: &str| {
        let folder = project(&format!("{CAB_ONLY}[push]\n{section}"));
        fs::write(folder.path().join("pin"), "1234\n").unwrap();
        folder
    };
    let silent = push("[push.si]\nhref = \"https://mdm.example.com/policy.cab\"\n");
    let said = build(silent.path()).exits(1).stderr;
    assert!(said.contains("si-text-missing") && !silent.path().join("out").exists(), "{said}");

    // A time is read with quotation marks and without, as TOML has times too.
    let indication = "[push.si]\nhref = \"https://a.example/b.cab\"\ntext = \"x\"\ncreated = ";
    let [quoted, plain] = ["\"2026-11-30T09:00:00Z\"", "2026-11-30T09:00:00Z"].map(|time| {
        let folder = push(&format!("{indication}{time}\n"));
        build(folder.path()).exits(0);
        fs::read(folder.path().join("out/policy-si.wbxml")).unwrap()
    });
    // The octets of a time that ends in zeros (WAP-167, section 8.2.2).
    assert!(quoted == plain && quoted.windows(6).any(|octets| octets == b"\xC3\x05\x20\x26\x11\x30"));
    for time in ["2026-11-30T09:00:00+01:00", "2026-11-30", "9"] {
        let said = build(push(&format!("{indication}{time}\n")).path()).exits(2).stderr;
        assert!(said.contains("UTC") && said.contains("2026-11-30T09:00:00Z"), "{time}: {said}");
    }

    for (section, told) in [
        ("[push.cp]\nsec = \"netwpin\"\n", "imsi-env"),
        ("[push.cp]\nsec = \"userpin\"\npin-file = \"pin\"\nimsi-file = \"pin\"\n", "takes no imsi"),
        ("[push.cp]\nsec = \"userpin\"\npin = \"1234\"\n", "unknown key `pin`"),
        ("[push.cp]\nsec = \"userpinmac\"\n", "userpinmac"),
        ("[push.cp]\nsec = \"netwpin\"\nimsi-file = \"pin\"\n", "6 to 15 digits"),
        ("[push.sl]\nhref = \"https://a.example/b.cab\"\naction = \"now\"\n", "execute-low"),
        ("to = \"12x\"\n", "12x"),
        ("[push.cp]\nsec = \"userpin\"\npin-file = \"pin\"\ninitiator = \"no\"\n", "its scheme"),
        (
            "[push.si]\nhref = \"https://a.example/b.cab\"\ntext = \"x\"\ncreated = \"2026-11-30T09.00.00Z\"\n",
            "dots",
        ),
    ] {
        let folder = push(section);
        let said = build(folder.path()).exits(2).stderr;
        assert!(said.contains(told) && !said.contains("`1234`"), "{section}: {said}");
    }
}

/// What a build says of `user.cab`, unsigned and open to who is authenticated, with these sections.
fn unsigned(sections: &str) -> (tempfile::TempDir, Ran) {
    let folder = project(&format!(
        "[package]\nname = \"user\"\ndocument = \"user.xml\"\n[pack]\noutput = [\"user.cab\"]\n{sections}"
    ));
    let document = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
        <parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    fs::write(folder.path().join("user.xml"), document).unwrap();
    let profile = "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n2 = 1\n4102 = 1\n";
    fs::write(folder.path().join("phone.toml"), profile).unwrap();
    let ran = build(folder.path());
    (folder, ran)
}

#[test]
fn a_card_by_the_scheme_of_a_maker_does_not_go_by_the_gates_of_the_shell() {
    // AutoStart answers No to questions: https://manualsbrain.com/en/manuals/1246719/?page=10
    let device = "[device]\nprofile = [\"phone.toml\"]\naccept = [\"installs\", \"asks\"]\n";
    let said = unsigned(&format!("[card]\nscheme = \"datalogic\"\n{device}")).1.exits(1).stderr;
    assert!(said.contains("a silent launcher cannot ask"), "{said}");
    // Nobody is said to answer for the user where dialogs are shown; policy 2 is the shell's.
    unsigned(&format!("[card]\nscheme = \"intermec\"\n{device}")).1.exits(0);
    let said = unsigned(&format!("[card]\n{device}")).1.exits(1).stderr;
    assert!(said.contains("policy 2 keeps cards"), "{said}");
}

#[test]
fn how_the_launcher_starts_the_installer_is_said_by_the_manifest() {
    let device = |launcher: &str| {
        format!(
            "[card]\nscheme = \"intermec\"\n[device]\nprofile = [\"phone.toml\"]\naccept = [\"asks\"]\n{launcher}"
        )
    };
    unsigned(&device("launcher = \"ui\"\n")).1.exits(0);
    unsigned(&device("launcher = \"silent\"\n")).1.exits(1);
    let said = unsigned(&device("launcher = \"quiet\"\n")).1.exits(2).stderr;
    assert!(said.contains("provsmith.toml:") && said.contains("silent"), "{said}");
}

#[test]
fn a_package_that_is_not_on_the_card_is_asked_about_all_the_same() {
    let sections = "[card]\nscheme = \"intermec\"\npackages = [\"other.cab\"]\n\
        [device]\nprofile = [\"phone.toml\"]\n";
    let (folder, _) = unsigned(sections);
    run(provsmith().current_dir(&folder).args(["pack", "user.xml", "-o", "other.cab"])).exits(0);
    let said = build(folder.path()).exits(1).stderr;
    assert!(said.contains("user.cab by open on phone.toml: asks"), "{said}");
}

#[test]
fn that_no_device_is_named_is_said_at_its_place() {
    let said = unsigned("[device]\nprofile = []\n").1.exits(2).stderr;
    assert!(said.contains("no device is named") && said.contains("provsmith.toml:6:1"), "{said}");
}

#[test]
fn mistakes_in_the_sections_of_card_and_device_stand_at_their_place() {
    for (sections, place, said) in [
        ("[card]\nscheme = \"intermek\"\n", "7:10", "intermec"),
        ("[card]\nprocessor = [\"2577\", \"25\"]\n", "7:13", "`25`"),
        ("[card]\npackages = []\n", "7:12", "without a package"),
        ("[card]\npackages = [\"user.cab\", \"user.cab\"]\n", "7:12", "named twice"),
        ("[device]\nprofile = [\"phone.toml\"]\nchannel = []\n", "6:1", "`channel` names none"),
        ("[device]\nprofile = [\"phone.toml\"]\norigin = \"manager\"\n", "8:10", "no origin of a push"),
    ] {
        let shown = unsigned(sections).1.exits(2).stderr;
        let place = format!("provsmith.toml:{place}");
        assert!(shown.contains(&place) && shown.contains(said), "{sections}: {shown}");
    }
}

/// The same for a device whose doors are open to known gateways and shut to others.
fn pushed(sections: &str) -> (i32, String) {
    let folder = unsigned(sections).0;
    let profile = "release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4101 = 16\n4122 = 1\n4108 = 256\n4109 = 256\n\
        4124 = 0\n4142 = 256\n4111 = 256\n";
    fs::write(folder.path().join("phone.toml"), profile).unwrap();
    fs::write(folder.path().join("pin"), "1234").unwrap();
    let ran = build(folder.path());
    (ran.code.unwrap(), ran.stderr)
}

#[test]
fn what_a_manifest_pushes_is_what_its_devices_are_asked_about() {
    let device =
        "[device]\nprofile = [\"phone.toml\"]\norigin = \"known-ppg\"\naccept = [\"installs\", \"asks\"]\n";
    // The message that is built decides, not a message of which nothing is known: here its time is over.
    let old = "[push.si]\nhref = \"https://h/user.cab\"\ntext = \"a\"\nexpires = 2020-01-01T00:00:00Z\n";
    let (code, said) = pushed(&format!("{old}{device}channel = [\"si\"]\n"));
    assert!(code == 1 && said.contains("which is over by the clock"), "{said}");
    let new = old.replace("2020", "2090");
    assert_eq!(pushed(&format!("{new}{device}channel = [\"si\"]\n")).0, 0);
    let sl = "[push.sl]\nhref = \"http://h/user.cab\"\n";
    let (code, said) = pushed(&format!("{sl}{device}channel = [\"sl\"]\n"));
    assert!(code == 1 && said.contains("service loading with a link by http"), "{said}");
    // The document itself, on the channel of its PIN and on no other.
    let cp = "[push.cp]\nsec = \"userpin\"\npin-file = \"pin\"\n";
    assert_eq!(pushed(&format!("{cp}{device}channel = [\"cp-userpin\"]\n")).0, 0);
    let (code, said) = pushed(&format!("{cp}{device}channel = [\"cp-netwpin\"]\n"));
    assert!(code == 1 && said.contains("by its SEC the message comes by cp-userpin"), "{said}");
}
