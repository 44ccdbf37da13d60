//! The ten things of the security model that can be known before a device sees a document, each by its number in the
//! list, as a user meets them. What needs the policies and stores of a device is the matter of its profile.
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

/// The mask is what `--role` says; what policies 4119 and 4120 of a device add to it, its profile tells.
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

/// Which certificates a device has in its stores, its profile tells. What the document itself does to them is known.
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

/// Of the pushes only what the document shows; the masks of 4107 to 4143 are a device's.
#[test]
fn section_10_7_application_without_version_1_1() {
    let account = r#"<characteristic type="APPLICATION"><parm name="APPID" value="w2"/></characteristic>"#;
    says(&check(account, &[]), "[application-version]");
}

#[test]
fn section_10_9_a_document_that_grants_itself_rights() {
    let grants = r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy\4097"><parm name="access-role" value="24"/></characteristic></characteristic>"#;
    says(&check(&format!("{grants}{}", policy("4097", "1")), &[]).exits(1), "error[rights-granted]");
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
