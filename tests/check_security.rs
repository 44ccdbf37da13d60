//! The ten things of the security model that can be known before a device sees a document, each by its number in the
//! list, as a user meets them. Policies and stores of a device are those of its profile.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use common::{Ran, provsmith, run};
use provsmith::cabinet::Packing;
use provsmith::package::{Package, PackageKind};
use provsmith::terms::Thumbprint;
use tempfile::TempDir;

/// Checks a wap-provisioningdoc with this content.
fn check(content: &str, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.xml"), format!("<wap-provisioningdoc>{content}</wap-provisioningdoc>"))
        .unwrap();
    check_file(folder.path(), "a.xml", arguments)
}

fn check_file(folder: &Path, name: &str, arguments: &[&str]) -> Ran {
    run(provsmith().current_dir(folder).args(["check", name]).args(arguments))
}

#[track_caller]
fn says(ran: &Ran, wanted: &str) {
    assert!(ran.stdout.contains(wanted), "{wanted} is not in\n{}", ran.stdout);
}

#[track_caller]
fn is_silent_about(ran: &Ran, rule: &str) {
    assert!(!ran.stdout.contains(&format!("[{rule}]")), "{rule} speaks in\n{}", ran.stdout);
}

fn policy(id: &str, value: &str) -> String {
    format!(r#"<characteristic type="SecurityPolicy"><parm name="{id}" value="{value}"/></characteristic>"#)
}

const FAVORITE: &str = r#"<characteristic type="BrowserFavorite"><characteristic type="Example">
  <parm name="URL" value="http://www.example.com/"/></characteristic></characteristic>"#;

/// A folder with a package of this content.
fn packed(name: &str, content: &str, packing: Packing) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let document = format!("<wap-provisioningdoc>{content}</wap-provisioningdoc>").into_bytes();
    let mut package = Package::of_document(PackageKind::of_path(&path).unwrap(), document).unwrap();
    package.packing = packing;
    let mut bytes = Cursor::new(Vec::new());
    package.write(&mut bytes).unwrap();
    fs::write(path, bytes.into_inner()).unwrap();
    folder
}

/// Makes a test identity in the folder and signs the package with it. Gives the thumbprints of signer and root.
fn sign(folder: &Path, name: &str) -> [Thumbprint; 2] {
    if !folder.join("identity").exists() {
        run(provsmith().current_dir(folder).args(["cert", "new", "--role", "manager", "identity"])).exits(0);
    }
    run(provsmith().current_dir(folder).args(["sign", name, "--identity", "identity", "--role", "manager"]))
        .exits(0);
    thumbprints(folder)
}

fn thumbprints(folder: &Path) -> [Thumbprint; 2] {
    ["signer.pem", "root.pem"].map(|file| {
        let pem = fs::read(folder.join("identity").join(file)).unwrap();
        let certificates = provsmith::certificate_file::certificates(&pem).unwrap();
        Thumbprint::of_der(&certificates[0])
    })
}

#[test]
fn section_10_1_names_with_blanks_or_wrong_case() {
    let heartbeat = |name: &str| {
        format!(
            r#"<characteristic type="Sync"><characteristic type="Settings"><parm name="{name}" value="480"/></characteristic></characteristic>"#
        )
    };
    says(&check(&heartbeat("HeartbeatMin "), &[]).exits(1), "error[name-blank]");
    says(&check(&heartbeat(" HeartbeatMin"), &[]).exits(1), "error[name-blank]");
    says(&check(&heartbeat("heartbeatmin"), &[]), "warning[name-case]");
}

/// A folder with a package that needs the manager, signed below the root of `identity`, and with a document of the same
/// settings.
fn signed_policy() -> TempDir {
    let folder = packed("a.cab", &policy("4122", "0"), Packing::Stored);
    fs::write(
        folder.path().join("a.xml"),
        format!("<wap-provisioningdoc>{}</wap-provisioningdoc>", policy("4122", "0")),
    )
    .unwrap();
    sign(folder.path(), "a.cab");
    folder
}

/// Writes the profile of a device.
fn profile(folder: &Path, release: &str, lines: &str) {
    let text = format!("release = \"{release}\"\nclass = \"standard\"\n{lines}");
    fs::write(folder.join("phone.toml"), text).unwrap();
}

/// The root of `identity` in a store.
fn certificate(store: &str, role: &str) -> String {
    format!("[[certificate]]\nstore = \"{store}\"\nfile = \"identity/root.pem\"\n{role}")
}

/// Where policy 4119 has a role of the sender's, the sender is the manager: Grant Manager of the 6.5 guide.
#[test]
fn section_10_2_policy_4119_of_a_device_makes_a_role_the_manager() {
    let folder = signed_policy();
    let by_desktop = |grant_manager: u32| {
        profile(folder.path(), "wm6.1", &format!("[policies]\n4119 = {grant_manager}\n4097 = 2\n"));
        check_file(folder.path(), "a.xml", &["--device", "phone.toml", "--channel", "rapi-xml"])
    };
    // 160 is operator-tps and enterprise; the desktop is the authenticated user, 16.
    let ran = by_desktop(160).exits(1);
    says(&ran, "refuses `SecurityPolicy/4122` by rapi-xml: it needs manager");
    is_silent_about(&by_desktop(176).exits(0), "device-refuses");
}

/// The roles of a channel are those that it brings at most; the desktop brings the authenticated user.
#[test]
fn section_10_2_the_first_setting_that_the_roles_do_not_cover_and_the_fall_of_all_others() {
    let both = format!("{FAVORITE}{}", policy("4122", "0"));
    let ran = check(&both, &["--role", "authenticated-user"]).exits(1);
    says(
        &ran,
        "error[role-not-granted]: `4122` needs the role manager, the document gets authenticated-user",
    );
    says(&ran, "a device refuses the whole document for one setting");
    assert_eq!(ran.stdout.matches("role-not-granted").count(), 1, "{}", ran.stdout);
    is_silent_about(&check(&both, &["--role", "manager"]).exits(0), "role-not-granted");
}

/// Only the store SPC gives packages roles, and of its entry the role must have the bit that the settings need.
#[test]
fn section_10_3_the_root_stands_in_spc_with_the_role_that_the_settings_need() {
    let folder = signed_policy();
    let with = |store: &str, role: &str| {
        profile(folder.path(), "wm6.1", &certificate(store, role));
        check_file(folder.path(), "a.cab", &["--device", "phone.toml", "--channel", "http"])
    };
    is_silent_about(&with("SPC", "role = 8\n").exits(0), "device-refuses");
    is_silent_about(&with("SPC", "role = 24\n").exits(0), "device-refuses");
    let ran = with("SPC", "role = 16\n").exits(1);
    says(&ran, "refuses `SecurityPolicy/4122` by http: it needs manager");
    says(&ran, "sign it below a certificate that the store SPC has with the role manager");
    for store in
        ["ROOT", "Privileged Execution Trust Authorities", "Unprivileged Execution Trust Authorities"]
    {
        let ran = with(store, "").exits(1);
        says(&ran, "it needs manager");
        says(&ran, "in SPC, with the roles that the document needs");
        says(&ran, &format!("in {store}, where its chain is, no package is looked up"));
    }
}

/// What the document itself does to the stores is known without a profile.
#[test]
fn section_10_3_the_certificate_of_the_signer_keeps_its_place_and_its_role_in_spc() {
    let store = |content: &str| {
        format!(
            r#"<characteristic type="CertificateStore"><characteristic type="SPC">{content}</characteristic></characteristic>"#
        )
    };
    let lowered = |thumbprint: &Thumbprint, role: u32| {
        store(&format!(
            r#"<characteristic type="{thumbprint}"><parm name="EncodedCertificate" value="TQ=="/><parm name="Role" value="{role}"/></characteristic>"#
        ))
    };
    let folder = packed("first.cab", FAVORITE, Packing::Stored);
    let [signer, root] = sign(folder.path(), "first.cab");
    let check_signed = |name: &str, content: &str| {
        let made = packed(name, content, Packing::Stored);
        fs::copy(made.path().join(name), folder.path().join(name)).unwrap();
        sign(folder.path(), name);
        check_file(folder.path(), name, &[])
    };
    says(&check_signed("lowered.cab", &lowered(&signer, 16)).exits(1), "error[signer-role-lowered]");
    is_silent_about(&check_signed("kept.cab", &lowered(&signer, 24)), "signer-role-lowered");
    says(
        &check_signed("removed.cab", &store(&format!(r#"<nocharacteristic type="{signer}"/>"#))).exits(1),
        "error[signer-removed]",
    );
    // The signature may leave its root out: an unknown certificate may be the one above it.
    says(
        &check_signed("root.cab", &store(&format!(r#"<nocharacteristic type="{root}"/>"#))).exits(1),
        "error[signer-removed]",
    );
    // Without a package nobody knows the signer.
    is_silent_about(&check(&lowered(&signer, 16), &[]), "signer-role-lowered");
    says(&check(&lowered(&signer, 0), &[]).exits(1), "error[signer-role-lowered]");
}

#[test]
fn section_10_4_a_package_of_the_wrong_structure() {
    let folder = packed("a.cpf", FAVORITE, Packing::MsZip);
    let compressed = check_file(folder.path(), "a.cpf", &["--target", "wm2003-professional"]).exits(1);
    says(&compressed, "error[package-compression]");
    says(
        &check_file(folder.path(), "a.cpf", &["--target", "wm5-professional"]),
        "warning[package-compression]",
    );
    is_silent_about(
        &check_file(folder.path(), "a.cpf", &["--target", "wm6-professional"]),
        "package-compression",
    );

    let folder = packed("b.cab", FAVORITE, Packing::Stored);
    is_silent_about(
        &check_file(folder.path(), "b.cab", &["--target", "wm2003-professional"]),
        "package-length",
    );
    sign(folder.path(), "b.cab");
    says(
        &check_file(folder.path(), "b.cab", &["--target", "wm2003-professional"]).exits(1),
        "error[package-length]",
    );
    is_silent_about(&check_file(folder.path(), "b.cab", &["--target", "wm6-professional"]), "package-length");

    let mut longer =
        fs::read(packed("c.cab", FAVORITE, Packing::Stored).path().join("c.cab")).unwrap_or_default();
    longer.extend(*b"more");
    fs::write(folder.path().join("c.cab"), longer).unwrap();
    says(&check_file(folder.path(), "c.cab", &[]), "warning[package-length]");
}

/// A cabinet by another maker's program, with a file too many and the document in capitals.
#[test]
fn section_10_4_a_package_with_another_content_than_a_device_looks_for() {
    let Some(mut gcab) = common::peer("gcab") else { return };
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("_SETUP.XML"),
        format!("<wap-provisioningdoc>{FAVORITE}</wap-provisioningdoc>"),
    )
    .unwrap();
    fs::write(folder.path().join("readme.txt"), "x").unwrap();
    run(gcab.current_dir(folder.path()).args(["-c", "a.cpf", "_SETUP.XML", "readme.txt"])).exits(0);
    let ran = check_file(folder.path(), "a.cpf", &[]).exits(1);
    says(&ran, "error[package-content]: a .cpf holds _setup.xml and nothing else; this one has `readme.txt`");
    says(&ran, "warning[package-content]: the document is called `_SETUP.XML`");
    fs::copy(folder.path().join("a.cpf"), folder.path().join("a.cab")).unwrap();
    is_silent_about(
        &check_file(folder.path(), "a.cab", &["--allow", "package-content=x"]),
        "package-content",
    );
}

/// A package in which a device finds no document is a finding, not an input that cannot be read.
#[test]
fn section_10_4_a_package_without_the_document_that_a_device_looks_for() {
    let Some(mut gcab) = common::peer("gcab") else { return };
    let folder = tempfile::tempdir().unwrap();
    let document = format!("<wap-provisioningdoc>{FAVORITE}</wap-provisioningdoc>");
    fs::write(folder.path().join("setup.xml"), &document).unwrap();
    run(gcab.current_dir(folder.path()).args(["-c", "a.cpf", "setup.xml"])).exits(0);
    let ran = check_file(folder.path(), "a.cpf", &["--format", "json"]).exits(1);
    says(&ran, "\"rule\": \"package-content\"");
    let wanted = "error[package-content]: the device looks for `_setup.xml` at the top of the package, and finds `setup.xml`";
    says(&check_file(folder.path(), "a.cpf", &[]), wanted);
    let convert =
        run(provsmith().current_dir(folder.path()).args(["convert", "a.cpf", "--as", "syncml"])).exits(2);
    assert!(convert.stderr.contains("without _setup.xml"), "{}", convert.stderr);

    fs::write(folder.path().join("x.000"), "x").unwrap();
    let Some(mut gcab) = common::peer("gcab") else { return };
    run(gcab.current_dir(folder.path()).args(["-c", "b.cab", "x.000"])).exits(0);
    // A program of an older Pocket PC comes so.
    says(
        &check_file(folder.path(), "b.cab", &[]).exits(0),
        "warning[package-content]: the package has no `_setup.xml`",
    );
}

#[test]
fn section_10_5_a_cpf_by_the_desktop_and_a_cpf_without_a_signature() {
    let folder = packed("a.cpf", FAVORITE, Packing::Stored);
    let ran = check_file(folder.path(), "a.cpf", &["--channel", "rapi"]).exits(1);
    says(&ran, "error[package-channel]");
    says(&ran, "error[package-unsigned]");
    sign(folder.path(), "a.cpf");
    let ran = check_file(folder.path(), "a.cpf", &["--channel", "card"]).exits(0);
    is_silent_about(&ran, "package-channel");
    is_silent_about(&ran, "package-unsigned");
    let folder = packed("a.cab", FAVORITE, Packing::Stored);
    check_file(folder.path(), "a.cab", &["--channel", "rapi"]).exits(0);
}

#[test]
fn what_a_channel_brings_to_no_device_is_told_without_a_profile_too() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("wap.xml", &format!("<wap-provisioningdoc>{FAVORITE}</wap-provisioningdoc>"));
    put(
        "dm.xml",
        "<SyncBody xmlns='SYNCML:SYNCML1.2'><Get><CmdID>1</CmdID><Item><Target><LocURI>./DevInfo/Mod</LocURI></Target></Item></Get><Final/></SyncBody>",
    );
    put("a.si", "<si><indication href='https://a.example/a.cab'>A</indication></si>");
    run(provsmith().current_dir(&folder).args([
        "convert",
        "wap.xml",
        "--encoding",
        "wbxml",
        "-o",
        "wap.wbxml",
    ]))
    .exits(0);
    // What takes packages takes a document that is still to be packed, and a management server one that is converted.
    for (file, right, wrong) in [
        ("wap.xml", &["cp-netwpin", "rapi-xml", "api", "http", "card", "si", "dm"][..], &["eas"][..]),
        ("wap.wbxml", &["cp-netwpin", "http"], &["rapi-xml", "api", "rom"]),
        ("dm.xml", &["dm"], &["cp-netwpin", "rapi-xml", "eas", "http", "si"]),
        ("a.si", &["si"], &["sl", "http", "cp-netwpin"]),
    ] {
        for channel in right {
            is_silent_about(&check_file(folder.path(), file, &["--channel", channel]), "document-channel");
        }
        for channel in wrong {
            let ran = check_file(folder.path(), file, &["--channel", channel]).exits(1);
            says(&ran, "error[document-channel]");
        }
    }
}

#[test]
fn section_10_6_policies_in_decimal_known_within_the_roles_and_explained() {
    says(&check(&policy("4101", "0x10"), &[]).exits(1), "error[value-type]");
    says(&check(&policy("0x1005", "16"), &[]).exits(1), "error[name-form]");
    says(&check(&policy("4199", "1"), &[]), "warning[policy-unknown]");
    says(&check(&policy("4121", "140"), &["--target", "wm2003"]).exits(1), "error[not-in-release]");
    says(&check(&policy("4101", "8192"), &[]).exits(1), "error[value-range]");
    says(&check(&policy("4101", "17"), &[]), "warning[policy-mask-bits]");
    says(
        &check(&policy("4122", "1"), &[]).exits(0),
        "policy 4122 (Unsigned Prompt) becomes 1: user is never asked",
    );
    says(
        &check(&policy("4143", "3200"), &[]).exits(0),
        "policy 4143 (OMA CP USERNETWPIN) becomes 3200: operator-tps, ppg-auth, ppg-trusted",
    );
}

#[test]
fn section_10_6_policies_that_lock_the_sender_out() {
    for (content, rule) in [
        (policy("4097", "0"), "one-way-door"),
        (policy("4119", "8"), "manager-lock-out"),
        (policy("4101", "0"), "unsigned-packages-blocked"),
        (
            r#"<characteristic type="SecurityPolicy"><noparm name="4131"/></characteristic>"#.to_owned(),
            "policy-reset",
        ),
    ] {
        says(&check(&content, &[]).exits(1), &format!("error[{rule}]"));
        check(&content, &["--allow", &format!("{rule}=tried on a device")]).exits(0);
        // Accepting one thing accepts no other.
        check(&content, &["--allow", "device-wipe=tried on a device"]).exits(1);
    }
    // 4119 without any bit that the sender holds.
    let by_server = policy("4119", "128");
    says(&check(&by_server, &["--role", "enterprise"]).exits(1), "error[manager-lock-out]");
    let ran = check(&by_server, &["--role", "operator-tps"]);
    is_silent_about(&ran, "manager-lock-out");
    is_silent_about(&ran, "one-way-door");
    is_silent_about(&check(&by_server, &["--role", "manager"]).exits(0), "one-way-door");
}

/// Says what becomes of a file that is pushed to a device of this release with these policies.
fn pushed(folder: &Path, release: &str, policies: &str, arguments: &[&str]) -> Ran {
    profile(folder, release, &format!("[policies]\n{policies}\n{}", certificate("SPC", "role = 8\n")));
    run(provsmith().current_dir(folder).args(["simulate", "--device", "phone.toml"]).args(arguments))
}

/// The roles of a message are those of its PINs and those of its origin; each way has a policy of its own that must
/// share a role with them, and 4111 stands behind all.
#[test]
fn section_10_7_roles_of_a_message_against_the_policy_of_its_way() {
    let folder = signed_policy();
    let settings = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\"><parm name=\"HeartbeatMin\" value=\"480\"/></characteristic></characteristic></wap-provisioningdoc>";
    fs::write(folder.path().join("b.xml"), settings).unwrap();
    // 4111: operator 4, authenticated-user 16, trusted-ppg 512, ppg-auth 1024, ppg-trusted 2048.
    const HOST: &str = "4111 = 3604\n4132 = 1";
    for (release, policies, channel, origin, decides) in [
        // 3200: operator-tps, ppg-auth, ppg-trusted.
        ("wm6.5", "4143 = 3200", "cp-usernetwpin", "trusted-ppg+ppg-trusted", None),
        ("wm6.5", "4143 = 3200", "cp-usernetwpin", "known-ppg", Some("policy 4143")),
        ("wm6.5", "4141 = 0", "cp-netwpin", "ppg-trusted", Some("policy 4141")),
        ("wm6.5", "4141 = 256", "cp-netwpin", "known-ppg", None),
        ("wm6.5", "4142 = 256", "cp-userpin", "known-ppg", None),
        ("wm6.5", "4142 = 256", "cp-userpin", "ppg-auth", Some("policy 4142")),
        ("wm6.5", "4110 = 0", "cp", "none", Some("policy 4110")),
        // Unsigned: unauthenticated-user, 64, which 4111 does not have.
        ("wm6.5", "4110 = 64", "cp", "none", Some("policy 4111")),
        // 5.0 has one policy for all signed messages.
        ("wm5", "4107 = 3200", "cp-usernetwpin", "trusted-ppg+ppg-trusted", None),
        ("wm5", "4107 = 3200", "cp-usernetwpin", "known-ppg", Some("policy 4107")),
    ] {
        let ran = pushed(
            folder.path(),
            release,
            &format!("{policies}\n{HOST}"),
            &["b.xml", "--channel", channel, "--origin", origin, "--format", "json", "--accept", "asks"],
        );
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let judged = &report["judgements"][0];
        let refused = judged["verdict"] == "refused";
        let reason = judged["reason"].as_str().unwrap();
        let case = format!("{release} {policies} {channel} {origin}: {judged:#}");
        match decides {
            Some(policy) => assert!(refused && reason.starts_with(policy), "{case}"),
            // With the network PIN alone the operator speaks, to whom these settings are not open.
            None if channel == "cp-netwpin" => assert!(!reason.contains("policy"), "{case}"),
            None => assert_eq!(judged["verdict"], "asks", "{case}"),
        }
    }
}

#[test]
fn section_10_7_service_indications_and_loadings_and_a_link_by_http() {
    let folder = signed_policy();
    let policies = |secure: u32| format!("4108 = 2048\n4109 = 3072\n4124 = {secure}");
    let by = |secure: u32, arguments: &[&str]| {
        pushed(
            folder.path(),
            "wm6.5",
            &policies(secure),
            &[&["a.cab", "--accept", "asks"], arguments].concat(),
        )
    };
    let https = ["--link", "https://mdm.example.com/a.cab"];
    let http = ["--link", "http://mdm.example.com/a.cab"];
    let trusted = ["--channel", "sl", "--origin", "trusted-ppg+ppg-trusted"];
    by(0, &[&trusted[..], &https].concat()).exits(0);
    says(
        &by(0, &[&["--channel", "sl", "--origin", "known-ppg"], &https[..]].concat()).exits(1),
        "policy 4108 takes ppg-trusted",
    );
    by(0, &["--channel", "si", "--origin", "trusted-ppg+ppg-auth"]).exits(0);
    says(
        &by(0, &["--channel", "si", "--origin", "known-ppg"]).exits(1),
        "policy 4109 takes ppg-auth+ppg-trusted",
    );
    // Policy 4124: 0 wants https or wsps.
    says(&by(0, &[&trusted[..], &http].concat()).exits(1), "to pass: link by https");
    by(1, &[&trusted[..], &http].concat()).exits(0);
    // The message itself says so without a device.
    fs::write(folder.path().join("a.sl"), "<sl href=\"http://mdm.example.com/a.cab\"/>").unwrap();
    says(&check_file(folder.path(), "a.sl", &[]), "warning[sl-http]");
}

#[test]
fn section_10_7_application_without_version_1_1() {
    let account = r#"<characteristic type="APPLICATION"><parm name="APPID" value="w2"/></characteristic>"#;
    says(&check(account, &[]), "[application-version]");
}

/// A certificate of `cert new` in a store.
fn stored(store: &str, thumbprint: &str, encoded: &str, role: &str) -> String {
    format!(
        r#"<characteristic type="CertificateStore"><characteristic type="{store}"><characteristic type="{thumbprint}"><parm name="EncodedCertificate" value="{encoded}"/>{role}</characteristic></characteristic></characteristic>"#
    )
}

#[test]
fn section_10_8_certificates_are_what_their_entry_says() {
    let folder = tempfile::tempdir().unwrap();
    run(provsmith().current_dir(folder.path()).args(["cert", "new", "--role", "manager", "identity"]))
        .exits(0);
    let thumbprint = thumbprints(folder.path())[1].to_string();
    let pem = fs::read_to_string(folder.path().join("identity/root.pem")).unwrap();
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    let encoded: String = lines.collect();
    let role = r#"<parm name="Role" value="8"/>"#;

    // The name is the SHA-1 of the certificate.
    check(&stored("SPC", &thumbprint, &encoded, role), &["--deny", "warnings"]).exits(0);
    let other = "0".repeat(40);
    says(&check(&stored("SPC", &other, &encoded, role), &[]).exits(1), "error[certificate-thumbprint]");
    // A role means something in SPC only, and there it is needed.
    for store in ["ROOT", "CA", "Privileged Execution Trust Authorities"] {
        let ran = check(&stored(store, &thumbprint, &encoded, role), &[]).exits(0);
        says(&ran, "note[no-effect]: `Role` has no effect here");
        is_silent_about(&check(&stored(store, &thumbprint, &encoded, ""), &[]).exits(0), "no-effect");
    }
    says(&check(&stored("SPC", &thumbprint, &encoded, ""), &[]), "warning[required-parm]: `Role` is missing");
    // Clean base64, of a certificate.
    for unclean in [
        pem.trim().replace('\n', "&#10;"),
        encoded[..encoded.len() - 1].to_owned(),
        encoded.replacen('M', "*", 1),
    ] {
        says(&check(&stored("SPC", &thumbprint, &unclean, role), &[]).exits(1), "error[value-type]");
    }
    says(&check(&stored("SPC", &thumbprint, "TWFu", role), &[]).exits(1), "error[certificate-malformed]");
    // Base64 may be broken into lines.
    let broken: String =
        encoded.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line) + "\n").collect();
    check(&stored("SPC", &thumbprint, &broken, role), &["--deny", "warnings"]).exits(0);
}

#[test]
fn section_10_9_uninstall_mixed_with_anything_else() {
    let uninstall = r#"<characteristic type="UnInstall"><characteristic type="Acme Tool"><parm name="uninstall" value="1"/></characteristic></characteristic>"#;
    is_silent_about(&check(uninstall, &[]).exits(0), "section-alone");
    for other in [FAVORITE.to_owned(), policy("4122", "0")] {
        for content in [format!("{uninstall}{other}"), format!("{other}{uninstall}")] {
            says(&check(&content, &[]), "warning[section-alone]: `UnInstall` stands in one document with");
        }
    }
}

#[test]
fn well_known_management_agents_are_not_removed_without_a_reason_and_other_programs_are() {
    let uninstall = |name: &str| {
        format!(
            r#"<characteristic type="UnInstall"><characteristic type="{name}"><parm name="uninstall" value="1"/></characteristic></characteristic>"#
        )
    };
    for agent in [
        "Microsoft MDM Client",
        "SCMDM Client",
        "Odyssey Software Athena Client",
        "Zenprise Device Manager",
        "Remote MasterMind",
        "Honeywell REM",
        "DM Client",
        "OMA DM",
        "AirBEAM Client",
    ] {
        says(&check(&uninstall(agent), &[]).exits(1), "error[agent-uninstalled]");
    }
    for other in ["Mastermind", "Athena Reader", "Odyssey Game", "Beam", "Admin Client", "Remote Desktop"] {
        is_silent_about(&check(&uninstall(other), &[]).exits(0), "agent-uninstalled");
    }
}

#[test]
fn section_10_10_install_without_phase_or_name() {
    let install = |parms: &str| format!(r#"<characteristic type="Install">{parms}</characteristic>"#);
    let phase = r#"<parm name="InstallPhase" value="install"/>"#;
    let name = r#"<parm name="AppName" value="Acme Tool"/>"#;
    is_silent_about(&check(&install(&format!("{phase}{name}")), &[]).exits(0), "required-parm");
    // The head of a package is always new.
    let missing = |name: &str| format!("error[required-parm]: `{name}` is missing from `Install`\n");
    says(&check(&install(phase), &[]).exits(1), &missing("AppName"));
    says(&check(&install(name), &[]).exits(1), &missing("InstallPhase"));
}

/// Without it no inventory entry appears, and the server installs the package every 14 days.
#[test]
fn section_10_10_a_package_for_a_management_server_without_install() {
    let folder = packed("a.cab", FAVORITE, Packing::Stored);
    let ran = check_file(folder.path(), "a.cab", &["--channel", "dm"]).exits(0);
    says(&ran, "warning[install-missing]: the package has no `Install`");
    is_silent_about(&check_file(folder.path(), "a.cab", &["--channel", "http"]), "install-missing");
    let install = r#"<characteristic type="Install"><parm name="InstallPhase" value="install"/><parm name="AppName" value="Example"/></characteristic>"#;
    let folder = packed("a.cab", &format!("{install}{FAVORITE}"), Packing::Stored);
    is_silent_about(&check_file(folder.path(), "a.cab", &["--channel", "dm"]).exits(0), "install-missing");
}

#[test]
fn section_10_9_a_document_that_grants_itself_rights() {
    let grants = r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy\4097"><parm name="access-role" value="24"/></characteristic></characteristic>"#;
    says(&check(&format!("{grants}{}", policy("4097", "1")), &[]).exits(1), "error[rights-granted]");
    let metabase = |content: &str| {
        check(&format!(r#"<characteristic type="Metabase">{content}</characteristic>"#), &[]).exits(1)
    };
    for (content, rule) in [
        (r#"<nocharacteristic type="SecurityPolicy"/>"#, "rights-granted"),
        (
            r#"<characteristic type="SecurityPolicy\*"><noparm name="access-role"/></characteristic>"#,
            "rights-granted",
        ),
        (
            r#"<characteristic type="SecurityPolicy\*"><parm name="access-role" value="0"/></characteristic>"#,
            "one-way-door",
        ),
        (
            r#"<characteristic type="SecurityPolicy\*"><parm name="rw-access" value="1"/></characteristic>"#,
            "one-way-door",
        ),
        (
            r#"<characteristic type="SecurityPolicy"><characteristic type="4097"><parm name="access-role" value="24"/></characteristic></characteristic>"#,
            "rights-granted",
        ),
    ] {
        says(&metabase(content), &format!("error[{rule}]"));
    }
}

/// A stop is an answer for `pack` and `build` too; notes are not.
#[test]
fn what_cannot_be_undone_is_not_packed_until_somebody_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let document = format!("<wap-provisioningdoc>{}</wap-provisioningdoc>", policy("4097", "0"));
    fs::write(folder.path().join("a.xml"), document).unwrap();
    let pack = |more: &[&str]| {
        run(provsmith().current_dir(folder.path()).args(["pack", "a.xml", "-o", "a.cab"]).args(more))
    };
    let ran = pack(&[]).exits(1);
    assert!(
        ran.stderr.contains("to do it all the same, say why: --allow one-way-door=REASON"),
        "{}",
        ran.stderr
    );
    assert!(!folder.path().join("a.cab").exists());
    pack(&["--allow", "one-way-door=the next package opens it again"]).exits(0);
    assert!(folder.path().join("a.cab").exists());
}

/// What is misspelt is stopped too: thin evidence is enough where nothing can be undone.
#[test]
fn a_section_whose_provider_is_a_guess_is_stopped_all_the_same() {
    says(
        &check(r#"<characteristic type="RemotWipe"><parm name="doWipe" value="1"/></characteristic>"#, &[])
            .exits(1),
        "error[device-wipe]",
    );
}
