//! Cases, profiles and questions, as the tests put them.

#![allow(unreachable_pub)] // each file of the test program uses its own part

use std::io::Cursor;
use std::path::Path;

use der::DateTime;
use provsmith::catalogue::Catalogue;
pub use provsmith::device::{Basis, Profile};
use provsmith::judge::afterwards::Afterwards;
pub use provsmith::judge::{Case, Chain, Delivery, Gate, Judgement, Launcher, Link, Verdict, judge};
pub use provsmith::package::{Package, PackageKind};
pub use provsmith::terms::{Role, RoleMask};

pub use Verdict::{Asks, Installs, Refused, Unknown};

/// Open to manager and authenticated user (<https://technet.microsoft.com/en-us/library/cc182267(v=technet.10)>).
pub const DIRECT_PUSH: &str = r#"<characteristic type="Sync"><characteristic type="Settings"><parm name="HeartbeatMin" value="480"/></characteristic></characteristic>"#;
/// Open to the manager (<https://learn.microsoft.com/en-us/previous-versions/bb737380(v=msdn.10)>).
pub const POLICY: &str =
    r#"<characteristic type="SecurityPolicy"><parm name="4122" value="1"/></characteristic>"#;
/// The SHA-1 of [`CERTIFICATE`], as `openssl x509 -fingerprint` tells it.
pub const ROOT: &str = "DC62BE1BE94303C10BFF4828CBA8741E611F98C4";
/// Made by `openssl req -x509`.
pub const CERTIFICATE: &str = "MIIBdTCCARugAwIBAgIUOSFxjO5kzTVEohtUmn7F5JQpJmowCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEVGVzdDAgFw0yNjExMjgxNDAxMTVaGA8yMDgxMDgzMTE0MDExNVowDzENMAsGA1UEAwwEVGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM4RZZOdsafI7+xk9XYj9SH+D/tefGx5PZOO4XE9dhXdp1kYkqvT2FVmw3cr12buJEjEXt0HoTf/S46GCLHA8/SjUzBRMB0GA1UdDgQWBBQ1MHB5BMvLloLOVgFfdRULSBZOUjAfBgNVHSMEGDAWgBQ1MHB5BMvLloLOVgFfdRULSBZOUjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDXBJukmMDVXWpqm9g9NvaSHHUV0iY1unjHiFhAzMkzrAiEA8nu9TMrUs3kX++gSArDA7eJlt4dwM6c1C59POTlnug8=";

pub fn bytes(settings: &str) -> Vec<u8> {
    format!("<wap-provisioningdoc>{settings}</wap-provisioningdoc>").into_bytes()
}

pub fn read(name: &str, kind: PackageKind, content: Vec<u8>) -> Case {
    Case::read(name, kind, Cursor::new(content), DateTime::new(2026, 1, 1, 0, 0, 0).unwrap()).unwrap()
}

pub fn document(settings: &str) -> Case {
    read("settings.xml", PackageKind::Cab, bytes(settings))
}

pub fn package(kind: PackageKind, settings: &str) -> Case {
    let mut content = Cursor::new(Vec::new());
    Package::of_document(kind, bytes(settings)).unwrap().write(&mut content).unwrap();
    read("settings", kind, content.into_inner())
}

pub fn cab(settings: &str) -> Case {
    package(PackageKind::Cab, settings)
}

pub fn cpf(settings: &str) -> Case {
    package(PackageKind::Cpf, settings)
}

/// As if signed below [`ROOT`].
pub fn signed(case: Case) -> Case {
    let link = |thumbprint: &str| Link { thumbprint: thumbprint.parse().unwrap(), subject: "CN=Test".into() };
    let links = vec![link(&"00".repeat(20)), link(ROOT)];
    case.signed_by(Chain { links, open_end: None, doubts: Vec::new(), outdated: Vec::new() })
}

/// A profile: `wm6.1 professional`, then lines of its file.
pub fn profile(device: &str, lines: &str) -> Profile {
    let (release, class) = device.split_once(' ').unwrap();
    let text = format!("release = \"{release}\"\nclass = \"{class}\"\n{lines}");
    Profile::parse(Path::new("device.toml"), text, &Catalogue::builtin()).unwrap()
}

pub fn policies(device: &str, lines: &str) -> Profile {
    profile(device, &format!("[policies]\n{lines}"))
}

pub fn spc(device: &str, role: u32) -> Profile {
    profile(device, &format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = {role}\n"))
}

pub fn by(channel: &str) -> Delivery {
    Delivery::by(channel.parse().unwrap())
}

pub fn from(channel: &str, origin: u32) -> Delivery {
    Delivery { origin: Some(RoleMask::from_bits(origin).unwrap()), ..by(channel) }
}

pub fn says(case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    judge(case, profile, delivery, &Catalogue::builtin())
}

#[track_caller]
pub fn expect(
    case: &Case,
    profile: &Profile,
    delivery: &Delivery,
    verdict: Verdict,
    gate: Gate,
) -> Judgement {
    let judgement = says(case, profile, delivery);
    assert_eq!((judgement.verdict, judgement.gate), (verdict, gate), "{judgement:#?}");
    judgement
}

#[track_caller]
pub fn installs(case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    let judgement = says(case, profile, delivery);
    assert_eq!(judgement.verdict, Installs, "{judgement:#?}");
    assert!(judgement.basis.is_some(), "an answer says what it rests on");
    judgement
}

pub fn effective(judgement: &Judgement) -> u32 {
    judgement.effective.unwrap().certain.bits()
}

/// What comes after it was taken.
#[track_caller]
pub fn after(case: &Case, profile: &Profile, delivery: &Delivery) -> Afterwards {
    let judgement = says(case, profile, delivery);
    let after = Afterwards::of(case, profile, &judgement, &Catalogue::builtin());
    after.unwrap_or_else(|| panic!("{judgement:#?}"))
}

/// A document for the store of a section, with one entry.
pub fn stored(store: &str, thumbprint: &str, parms: &str) -> String {
    format!(
        "<characteristic type=\"CertificateStore\"><characteristic type=\"{store}\">\
         <characteristic type=\"{thumbprint}\">{parms}</characteristic></characteristic></characteristic>"
    )
}

/// A policy set to a value.
pub fn policy(id: u32, value: &str) -> String {
    format!(
        "<characteristic type=\"SecurityPolicy\"><parm name=\"{id}\" value=\"{value}\"/></characteristic>"
    )
}
