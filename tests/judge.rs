//! What a device would say. Each test is a row of the delivery matrix or a statement of the security model, named after
//! it, with the page that it comes from; what is expected is written from those pages, not from our own output.

#![allow(clippy::unwrap_used)] // a test fails by panicking

use std::io::Cursor;
use std::path::Path;

use der::DateTime;
use provsmith::catalogue::Catalogue;
use provsmith::device::{Basis, Profile};
use provsmith::judge::{Case, Chain, Delivery, Gate, Judgement, Launcher, Link, Verdict, judge};
use provsmith::package::{Package, PackageKind};
use provsmith::terms::RoleMask;

use Verdict::{Asks, Installs, Refused, Unknown};

/// Open to manager and authenticated user (<https://technet.microsoft.com/en-us/library/cc182267(v=technet.10)>).
const DIRECT_PUSH: &str = r#"<characteristic type="Sync"><characteristic type="Settings"><parm name="HeartbeatMin" value="480"/></characteristic></characteristic>"#;
/// Open to the manager (<https://learn.microsoft.com/en-us/previous-versions/bb737380(v=msdn.10)>).
const POLICY: &str =
    r#"<characteristic type="SecurityPolicy"><parm name="4122" value="1"/></characteristic>"#;
const ROOT: &str = "657141E1A69F18F7F6B3DA9385D62135A7C6053B";

fn bytes(settings: &str) -> Vec<u8> {
    format!("<wap-provisioningdoc>{settings}</wap-provisioningdoc>").into_bytes()
}

fn read(name: &str, kind: PackageKind, content: Vec<u8>) -> Case {
    Case::read(name, kind, Cursor::new(content), DateTime::new(2026, 1, 1, 0, 0, 0).unwrap()).unwrap()
}

fn document(settings: &str) -> Case {
    read("settings.xml", PackageKind::Cab, bytes(settings))
}

fn package(kind: PackageKind, settings: &str) -> Case {
    let mut content = Cursor::new(Vec::new());
    Package::of_document(kind, bytes(settings)).unwrap().write(&mut content).unwrap();
    read("settings", kind, content.into_inner())
}

fn cab(settings: &str) -> Case {
    package(PackageKind::Cab, settings)
}

fn cpf(settings: &str) -> Case {
    package(PackageKind::Cpf, settings)
}

/// As if signed below [`ROOT`].
fn signed(case: Case) -> Case {
    let link = |thumbprint: &str| Link { thumbprint: thumbprint.parse().unwrap(), subject: "CN=Test".into() };
    let links = vec![link(&"00".repeat(20)), link(ROOT)];
    case.signed_by(Chain { links, is_complete: true, doubts: Vec::new(), expired: Vec::new() })
}

/// A profile: `wm6.1 professional`, then lines of its file.
fn profile(device: &str, lines: &str) -> Profile {
    let (release, class) = device.split_once(' ').unwrap();
    let text = format!("release = \"{release}\"\nclass = \"{class}\"\n{lines}");
    Profile::parse(Path::new("device.toml"), text, &Catalogue::builtin()).unwrap()
}

fn policies(device: &str, lines: &str) -> Profile {
    profile(device, &format!("[policies]\n{lines}"))
}

fn spc(device: &str, role: u32) -> Profile {
    profile(device, &format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = {role}\n"))
}

fn by(channel: &str) -> Delivery {
    Delivery::by(channel.parse().unwrap())
}

fn from(channel: &str, origin: u32) -> Delivery {
    Delivery { origin: RoleMask::from_bits(origin).unwrap(), ..by(channel) }
}

fn says(case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    judge(case, profile, delivery, &Catalogue::builtin())
}

#[track_caller]
fn expect(case: &Case, profile: &Profile, delivery: &Delivery, verdict: Verdict, gate: Gate) -> Judgement {
    let judgement = says(case, profile, delivery);
    assert_eq!((judgement.verdict, judgement.gate), (verdict, gate), "{judgement:#?}");
    judgement
}

#[track_caller]
fn installs(case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    let judgement = says(case, profile, delivery);
    assert_eq!(judgement.verdict, Installs, "{judgement:#?}");
    assert!(judgement.basis.is_some(), "an answer says what it rests on");
    judgement
}

fn effective(judgement: &Judgement) -> u32 {
    judgement.effective.unwrap().certain.bits()
}

/// The rows of the delivery matrix.
mod delivery {
    use super::*;

    #[test]
    fn card_autorun_needs_policy_2_and_then_the_package_s_role() {
        // https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)
        installs(&signed(cpf(DIRECT_PUSH)), &spc("wm6.1 professional", 16), &by("card"));
        let closed = policies("wm6.1 professional", "2 = 1");
        expect(&cab(DIRECT_PUSH), &closed, &by("card"), Refused, Gate::Autorun);
        // On Standard it is not set, and no page says what that does.
        expect(&signed(cab(DIRECT_PUSH)), &spc("wm6.1 standard", 16), &by("card"), Unknown, Gate::Autorun);
    }

    #[test]
    fn card_opened_by_the_user_goes_by_the_package_alone() {
        installs(&signed(cab(POLICY)), &spc("wm6.1 standard", 8), &by("open"));
        installs(&signed(cpf(POLICY)), &spc("wm6.1 standard", 8), &by("open"));
    }

    #[test]
    fn rapi_takes_a_cab_and_no_cpf() {
        // https://learn.microsoft.com/en-us/previous-versions/bb737592(v=msdn.10)
        let device = spc("wm6.1 professional", 8);
        installs(&signed(cab(POLICY)), &device, &by("rapi"));
        let said = expect(&signed(cpf(POLICY)), &device, &by("rapi"), Refused, Gate::Channel);
        assert!(said.reason.contains("opened there"), "{}", said.reason);
    }

    #[test]
    fn rapi_with_a_package_needs_the_desktop_open_for_the_copy() {
        let device = policies("wm6.1 professional", "4097 = 0");
        expect(&cab(DIRECT_PUSH), &device, &by("rapi"), Refused, Gate::Desktop);
    }

    #[test]
    fn rapi_with_raw_xml_takes_no_package() {
        expect(&cab(POLICY), &spc("wm6.1 professional", 8), &by("rapi-xml"), Refused, Gate::Channel);
    }

    #[test]
    fn service_indication_needs_4109_and_the_user() {
        let device = profile(
            "wm6.1 professional",
            &format!(
                "[policies]\n4109 = 3072\n[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n"
            ),
        );
        let package = signed(cpf(POLICY));
        expect(&package, &device, &from("si", 1024), Asks, Gate::Invitation);
        expect(&package, &device, &from("si", 256), Refused, Gate::Origin);
        // The default is told without a published source.
        expect(&package, &spc("wm6.1 professional", 8), &from("si", 1024), Unknown, Gate::Origin);
    }

    #[test]
    fn service_loading_needs_4108_and_asks_nobody() {
        // 2048 as shipped: https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
        let device = spc("wm6.1 professional", 8);
        installs(&signed(cpf(POLICY)), &device, &from("sl", 2048));
        expect(&signed(cpf(POLICY)), &device, &from("sl", 1024), Refused, Gate::Origin);
    }

    #[test]
    fn download_in_the_browser_and_links_go_by_the_package_alone() {
        for channel in ["http", "mail"] {
            installs(&signed(cab(POLICY)), &spc("wm6.5 standard", 8), &by(channel));
            expect(&document(POLICY), &spc("wm6.5 standard", 8), &by(channel), Refused, Gate::Channel);
        }
    }

    #[test]
    fn client_provisioning_with_network_pin_comes_as_operator() {
        let device = policies("wm6.1 standard", "4141 = 256\n4132 = 1\n4111 = 4\n4119 = 4");
        let said = installs(&document(POLICY), &device, &from("cp-netwpin", 256));
        assert_eq!(said.base.unwrap().certain.bits(), 4 + 256 + 4096);
    }

    #[test]
    fn client_provisioning_with_user_pin_comes_as_authenticated_user_and_asks_for_it() {
        let device = policies("wm6.1 standard", "4142 = 256\n4111 = 16");
        for channel in ["cp-userpin", "cp-userpinmac"] {
            let said = expect(&document(DIRECT_PUSH), &device, &from(channel, 256), Asks, Gate::Pin);
            assert_eq!(said.base.unwrap().certain.bits(), 16 + 256 + 4096);
            expect(&document(DIRECT_PUSH), &device, &from(channel, 512), Refused, Gate::Origin);
        }
    }

    #[test]
    fn client_provisioning_with_both_pins_is_the_documented_bootstrap() {
        // Bootstrap is made possible by 4119 + 4 and 4143 + 4096:
        // https://learn.microsoft.com/en-us/previous-versions/bb737524(v=msdn.10)
        let open = policies("wm6.5 standard", "4119 = 132\n4143 = 7296\n4111 = 3732");
        let said = expect(&document(POLICY), &open, &by("cp-usernetwpin"), Asks, Gate::Pin);
        assert_eq!(effective(&said), 4 + 8 + 16 + 4096);
        // As shipped it is off.
        let shipped = policies("wm6.5 standard", "4119 = 128\n4143 = 3200\n4111 = 3732");
        expect(&document(POLICY), &shipped, &by("cp-usernetwpin"), Refused, Gate::Origin);
    }

    #[test]
    fn client_provisioning_unsigned_comes_as_unauthenticated_user() {
        let device = policies("wm6.1 standard", "4110 = 64\n4111 = 3732");
        expect(&document(DIRECT_PUSH), &device, &by("cp"), Refused, Gate::Host);
        let closed = policies("wm6.1 standard", "4110 = 0\n4111 = 3732");
        expect(&document(DIRECT_PUSH), &closed, &by("cp"), Refused, Gate::Origin);
    }

    #[test]
    fn client_provisioning_from_the_tps_is_manager_by_4119() {
        // https://learn.microsoft.com/en-us/previous-versions/ms890040(v=msdn.10)
        let device = policies("wm6.1 standard", "4143 = 3200\n4111 = 3732");
        let said =
            expect(&document(POLICY), &device, &from("cp-usernetwpin", 128 + 512 + 1024), Asks, Gate::Pin);
        assert!(said.effective.unwrap().certain.contains(provsmith::terms::Role::Manager));
        let without_tps = policies("wm6.1 standard", "4104 = 0\n4143 = 3200\n4111 = 3732");
        let said = says(&document(POLICY), &without_tps, &from("cp-usernetwpin", 128 + 512 + 1024));
        assert_eq!((said.verdict, said.gate), (Refused, Gate::Settings));
    }

    #[test]
    fn device_management_has_the_roles_of_its_account() {
        let text = b"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>\
            ./Vendor/MSFT/SecurityPolicy/4122</LocURI></Target><Meta><Format xmlns='syncml:metinf'>int</Format></Meta>\
            <Data>1</Data></Item></Replace><Final/></SyncBody></SyncML>";
        let message = read("message.xml", PackageKind::Cab, text.to_vec());
        installs(&message, &profile("wm6.1 standard", "dm-role = \"manager\""), &by("dm"));
        let weak = profile("wm6.1 standard", "dm-role = \"operator\"");
        expect(&message, &weak, &by("dm"), Refused, Gate::Settings);
        expect(&message, &profile("wm6.1 standard", ""), &by("dm"), Unknown, Gate::Account);
        expect(&message, &weak, &by("http"), Refused, Gate::Channel);
    }

    #[test]
    fn download_by_device_management_gives_the_package_its_signature_s_role() {
        let account = "dm-role = \"manager\"\n";
        let stored =
            format!("{account}[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 16\n");
        let said = expect(
            &signed(cpf(POLICY)),
            &profile("wm6.1 standard", &stored),
            &by("dm"),
            Refused,
            Gate::Settings,
        );
        assert_eq!(said.base.unwrap().certain.bits(), 16, "not the session's manager");
        let weak = profile("wm6.1 standard", "dm-role = \"operator\"");
        expect(&signed(cpf(POLICY)), &weak, &by("dm"), Refused, Gate::Account);
    }

    #[test]
    fn exchange_sets_policies_and_registry_as_enterprise() {
        // https://technet.microsoft.com/en-us/library/cc182289
        let said = installs(&document(POLICY), &profile("wm6.1 professional", ""), &by("eas"));
        assert_eq!(said.base.unwrap().certain.bits(), 32);
        assert_eq!(said.basis, Some(Basis::Documented));
        expect(
            &document(DIRECT_PUSH),
            &profile("wm6.1 professional", ""),
            &by("eas"),
            Refused,
            Gate::Exchange,
        );
        expect(&document(POLICY), &profile("wm5 professional", ""), &by("eas"), Refused, Gate::Release);
        expect(
            &document(POLICY),
            &policies("wm6.1 standard", "4119 = 128"),
            &by("eas"),
            Refused,
            Gate::Settings,
        );
    }

    #[test]
    fn rom_documents_have_every_role() {
        let said = installs(&document(POLICY), &profile("wm5 standard", ""), &by("rom"));
        assert_eq!(effective(&said), 8190);
        assert!(said.remarks.iter().any(|remark| remark.contains("cold boot")));
    }

    #[test]
    fn a_program_on_the_device_is_manager_on_one_tier_and_by_its_trust_on_two() {
        // https://learn.microsoft.com/en-us/previous-versions/ms890040(v=msdn.10)
        installs(&document(POLICY), &profile("wm6.1 professional", ""), &by("api"));
        expect(&document(POLICY), &profile("wm6.1 standard", ""), &by("api"), Unknown, Gate::Settings);
        installs(&document(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("api"));
        installs(&document(POLICY), &policies("wm6.1 standard", "4123 = 1"), &by("api"));
    }
}

/// The role mask of a package (<https://learn.microsoft.com/en-us/previous-versions/aa458966(v=msdn.10)>).
mod package_role {
    use super::*;

    #[test]
    fn an_unsigned_package_is_refused_where_4101_is_0() {
        expect(
            &cab(DIRECT_PUSH),
            &policies("wm6.1 standard", "4101 = 0"),
            &by("http"),
            Refused,
            Gate::Unsigned,
        );
    }

    #[test]
    fn an_unsigned_package_asks_where_4122_is_0_and_has_the_mask_of_4101() {
        let said = expect(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("http"), Asks, Gate::Prompt);
        assert_eq!((said.base.unwrap().certain.bits(), said.basis), (16, Some(Basis::Documented)));
    }

    #[test]
    fn an_unsigned_package_asks_nobody_where_4122_is_1() {
        let said =
            installs(&cab(DIRECT_PUSH), &policies("wm6.1 standard", "4122 = 1\n4101 = 16"), &by("http"));
        assert_eq!(said.basis, Some(Basis::Declared));
    }

    #[test]
    fn an_unsigned_cpf_cannot_ask_and_is_refused() {
        // https://learn.microsoft.com/en-us/previous-versions/ms889557(v=msdn.10)
        expect(&cpf(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("http"), Refused, Gate::Prompt);
        // Where nobody need be asked, the sources disagree.
        let said = expect(
            &cpf(DIRECT_PUSH),
            &policies("wm6.1 standard", "4122 = 1"),
            &by("http"),
            Unknown,
            Gate::Prompt,
        );
        assert!(said.reason.contains("ms889557") && said.reason.contains("aa458966"), "{}", said.reason);
    }

    #[test]
    fn a_silent_launcher_cannot_ask() {
        let silent = Delivery { launcher: Launcher::Silent, ..by("card") };
        let device = profile("wm6.1 professional", "");
        expect(&cab(DIRECT_PUSH), &device, &silent, Refused, Gate::Prompt);
        expect(&cab(DIRECT_PUSH), &device, &by("card"), Asks, Gate::Prompt);
    }

    #[test]
    fn the_mask_is_the_role_that_spc_has_for_a_certificate_of_the_chain() {
        let said = installs(&signed(cab(POLICY)), &spc("wm6.1 standard", 222), &by("http"));
        assert_eq!((said.base.unwrap().certain.bits(), said.basis), (222, Some(Basis::Declared)));
        let said =
            expect(&signed(cab(POLICY)), &spc("wm6.1 standard", 16), &by("http"), Refused, Gate::Settings);
        assert!(said.changes.iter().any(|change| change.contains("SPC") && change.contains("manager (8)")));
    }

    #[test]
    fn other_stores_do_not_count() {
        // https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-are-the-certificate-stores
        let lines = |store| {
            format!("[policies]\n4101 = 0\n[[certificate]]\nstore = \"{store}\"\nthumbprint = \"{ROOT}\"\n")
        };
        for store in ["ROOT", "CA", "MY", "Privileged Execution Trust Authorities"] {
            let said =
                says(&signed(cab(DIRECT_PUSH)), &profile("wm6.1 standard", &lines(store)), &by("http"));
            assert_eq!(said.verdict, Refused, "{store}");
        }
    }

    #[test]
    fn signed_without_a_match_in_spc_the_sources_disagree_where_it_matters() {
        let device = profile("wm6.1 standard", "");
        let said = expect(&signed(cab(DIRECT_PUSH)), &device, &by("http"), Unknown, Gate::Signature);
        assert!(said.reason.contains("bb416355") && said.reason.contains("bb158562"), "{}", said.reason);
        // Either way it is refused:
        for device in [policies("wm6.1 standard", "4101 = 0"), policies("wm6.1 classic", "4101 = 0")] {
            assert_eq!(says(&signed(cab(DIRECT_PUSH)), &device, &by("http")).verdict, Refused);
        }
        assert_eq!(
            says(&signed(cpf(DIRECT_PUSH)), &profile("wm6.1 standard", ""), &by("http")).verdict,
            Refused
        );
    }

    #[test]
    fn two_entries_of_one_chain_with_different_roles_leave_open_which_counts() {
        let entry = |thumbprint: &str, role| {
            format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{thumbprint}\"\nrole = {role}\n")
        };
        let lines = entry(&"00".repeat(20), 16) + &entry(ROOT, 8);
        let device = profile("wm6.1 standard", &lines);
        expect(&signed(cab(POLICY)), &device, &by("http"), Unknown, Gate::Settings);
    }

    #[test]
    fn unsigned_on_one_tier_the_sources_disagree_where_it_matters() {
        let device = profile("wm6.1 professional", "");
        let said = expect(&cab(POLICY), &device, &by("http"), Unknown, Gate::Settings);
        assert!(said.reason.contains("bb416355") && said.reason.contains("systemmanager"), "{}", said.reason);
        expect(&cab(DIRECT_PUSH), &device, &by("http"), Asks, Gate::Prompt);
        expect(&cab(POLICY), &profile("wm6.1 standard", ""), &by("http"), Refused, Gate::Settings);
    }

    #[test]
    fn a_pocket_pc_of_2003_takes_no_signed_package() {
        // https://learn.microsoft.com/en-us/previous-versions/bb158562(v=msdn.10)
        expect(&signed(cab(DIRECT_PUSH)), &spc("wm2003 classic", 8), &by("open"), Refused, Gate::Signature);
        installs(&signed(cab(POLICY)), &spc("wm2003 standard", 8), &by("open"));
    }

    #[test]
    fn a_certificate_that_has_expired_is_refused_and_one_that_may_be_unreadable_is_not_known() {
        let links = vec![Link { thumbprint: ROOT.parse().unwrap(), subject: "CN=Test".into() }];
        let good = Chain { links, is_complete: true, doubts: Vec::new(), expired: Vec::new() };
        let expired = Chain { expired: vec!["it is over".into()], ..good.clone() };
        let modern = Chain { doubts: vec!["its digest is SHA-256".into()], ..good };
        let device = spc("wm6.1 standard", 8);
        expect(&cab(POLICY).signed_by(expired), &device, &by("http"), Refused, Gate::Signature);
        expect(&cab(POLICY).signed_by(modern), &device, &by("http"), Unknown, Gate::Signature);
    }
}

/// RAPI (<https://learn.microsoft.com/en-us/previous-versions/ms890078(v=msdn.10)>).
mod desktop {
    use super::*;

    #[test]
    fn closed_refuses_everything() {
        let device = policies("wm6.1 classic", "4097 = 0");
        expect(&document(DIRECT_PUSH), &device, &by("rapi-xml"), Refused, Gate::Desktop);
    }

    #[test]
    fn open_is_manager() {
        let said = installs(&document(POLICY), &policies("wm6.1 professional", "4097 = 1"), &by("rapi-xml"));
        assert_eq!(said.base.unwrap().certain.bits(), 8);
    }

    #[test]
    fn restricted_is_authenticated_user_and_on_classic_manager_by_4119() {
        // https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
        let said = installs(&document(POLICY), &profile("wm6.1 classic", ""), &by("rapi-xml"));
        assert_eq!((said.base.unwrap().certain.bits(), effective(&said)), (16, 24));
        assert_eq!(said.roles.last().unwrap().from, "policy 4119");
        for class in ["professional", "standard"] {
            let device = profile(&format!("wm6.1 {class}"), "");
            expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
            installs(&document(DIRECT_PUSH), &device, &by("rapi-xml"));
        }
    }

    #[test]
    fn the_way_in_is_4119_with_the_authenticated_user() {
        installs(&document(POLICY), &policies("wm6.1 professional", "4119 = 144"), &by("rapi-xml"));
    }

    #[test]
    fn where_the_default_of_4119_is_not_documented_nothing_is_promised() {
        expect(&document(POLICY), &profile("wm6 professional", ""), &by("rapi-xml"), Unknown, Gate::Settings);
    }
}

/// From message to role (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).
mod push {
    use super::*;

    #[test]
    fn one_policy_stands_for_all_pins_up_to_5_0_and_three_later() {
        let old = policies("wm5 standard", "4132 = 1\n4111 = 4\n4119 = 4");
        // 3200 as shipped: https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
        installs(&document(POLICY), &old, &from("cp-netwpin", 2048));
        expect(&document(POLICY), &old, &from("cp-netwpin", 256), Refused, Gate::Origin);
        let later = policies("wm6.1 standard", "4132 = 1\n4111 = 4\n4119 = 4\n4141 = 0");
        expect(&document(POLICY), &later, &from("cp-netwpin", 2048), Refused, Gate::Origin);
    }

    #[test]
    fn a_message_from_anywhere_is_known_as_such_from_6_on() {
        let base = |device: &str| {
            let device = policies(device, "4110 = 64\n4111 = 64");
            says(&document(DIRECT_PUSH), &device, &by("cp")).base.unwrap().certain.bits()
        };
        assert_eq!((base("wm5 standard"), base("wm6 standard")), (64, 64 + 4096));
    }

    #[test]
    fn a_network_pin_asks_whether_to_accept_unless_4132_is_1() {
        let device = policies("wm6.1 standard", "4132 = 0\n4111 = 4\n4119 = 4\n4141 = 256");
        expect(&document(POLICY), &device, &from("cp-netwpin", 256), Asks, Gate::Pin);
    }

    #[test]
    fn every_role_that_passes_the_first_door_must_pass_the_second() {
        let device = policies("wm6.1 standard", "4142 = 256\n4111 = 2048");
        expect(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256), Refused, Gate::Host);
    }

    #[test]
    fn a_service_loading_by_http_depends_on_4124_and_the_sources_disagree() {
        let link = |url: &str| Delivery { link: Some(url.to_owned()), ..from("sl", 2048) };
        let stored = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
        let with = |value| profile("wm6.1 professional", &format!("[policies]\n4124 = {value}\n{stored}"));
        let package = signed(cpf(POLICY));
        installs(&package, &with(0), &link("https://mdm.example.com/a.cpf"));
        installs(&package, &with(1), &link("http://mdm.example.com/a.cpf"));
        let said = expect(&package, &with(0), &link("http://mdm.example.com/a.cpf"), Unknown, Gate::Scheme);
        assert!(said.reason.contains("41e30eac") && said.reason.contains("bb415365"), "{}", said.reason);
        expect(&package, &with(1), &link("ftp://mdm.example.com/a.cpf"), Refused, Gate::Scheme);
    }

    #[test]
    fn the_role_of_a_push_is_not_that_of_what_it_links_to() {
        let said = says(&signed(cpf(POLICY)), &spc("wm6.1 professional", 16), &from("sl", 2048 + 128));
        assert_eq!((said.verdict, said.gate), (Refused, Gate::Settings));
        assert_eq!(said.base.unwrap().certain.bits(), 16);
    }
}

/// Setting by setting, all or nothing (<https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10)>).
mod settings {
    use super::*;

    #[test]
    fn one_refused_setting_refuses_the_document_and_each_is_named_at_its_line() {
        let text = format!("{DIRECT_PUSH}\n{POLICY}\n{POLICY}");
        let said = expect(
            &document(&text),
            &profile("wm6.1 standard", ""),
            &by("rapi-xml"),
            Refused,
            Gate::Settings,
        );
        let lines: Vec<(usize, &str)> =
            said.refused.iter().map(|refused| (refused.place.line, refused.path.as_str())).collect();
        assert_eq!(lines, [(2, "SecurityPolicy/4122"), (3, "SecurityPolicy/4122")]);
        assert!(said.refused.iter().all(|refused| refused.needs == Some(RoleMask::from_bits(8).unwrap())));
        assert!(said.remarks.iter().any(|remark| remark.contains("undo")));
    }

    #[test]
    fn what_a_maker_changed_wins_over_what_is_documented() {
        let closed = profile("wm6.1 standard", "[roles]\nSync = \"manager\"\n");
        expect(&document(DIRECT_PUSH), &closed, &by("rapi-xml"), Refused, Gate::Settings);
        let open =
            profile("wm6.1 standard", "[roles]\n\"SecurityPolicy/4122\" = \"manager+authenticated-user\"\n");
        installs(&document(POLICY), &open, &by("rapi-xml"));
    }

    #[test]
    fn an_entry_of_the_metabase_acts_on_what_follows_it() {
        // https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)
        let entry = r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy\4122"><parm name="access-role" value="16"/></characteristic></characteristic>"#;
        let device = profile("wm6.1 standard", "[roles]\nMetabase = \"authenticated-user\"\n");
        installs(&document(&format!("{entry}{POLICY}")), &device, &by("rapi-xml"));
        expect(&document(&format!("{POLICY}{entry}")), &device, &by("rapi-xml"), Refused, Gate::Settings);
    }

    #[test]
    fn whether_policy_4119_acts_inside_its_own_document_is_not_known() {
        let grant =
            r#"<characteristic type="SecurityPolicy"><parm name="4119" value="144"/></characteristic>"#;
        let device = profile("wm6.1 standard", "[roles]\n\"SecurityPolicy/4119\" = \"authenticated-user\"\n");
        expect(&document(&format!("{grant}{POLICY}")), &device, &by("rapi-xml"), Unknown, Gate::Settings);
        expect(&document(&format!("{POLICY}{grant}")), &device, &by("rapi-xml"), Refused, Gate::Settings);
    }

    #[test]
    fn what_no_source_gives_roles_for_is_not_known_but_the_manager_may_all() {
        let nonesuch = r#"<characteristic type="Nonesuch"><parm name="a" value="1"/></characteristic>"#;
        let device = profile("wm6.1 standard", "");
        expect(&document(nonesuch), &device, &by("rapi-xml"), Unknown, Gate::Settings);
        installs(&document(nonesuch), &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml"));
    }

    #[test]
    fn a_maker_s_supplicant_takes_no_notice_of_the_system_s_networks() {
        let wifi = r#"<characteristic type="Wi-Fi"><characteristic type="access-point"><characteristic type="a"><parm name="ssid" value="a"/></characteristic></characteristic></characteristic>"#;
        let device = profile("wm6.1 standard", "wlan = \"oem\"\n[policies]\n4097 = 1\n");
        let said = installs(&document(wifi), &device, &by("rapi-xml"));
        assert!(said.remarks.iter().any(|remark| remark.contains("supplicant")), "{said:#?}");
    }
}

/// Never more certain than what it rests on.
mod basis {
    use super::*;

    #[test]
    fn an_answer_is_as_sure_as_its_weakest_fact() {
        let queried = "4097 = { value = 1, from = \"queried\" }";
        let basis = |lines| {
            installs(&document(POLICY), &policies("wm6.1 professional", lines), &by("rapi-xml")).basis
        };
        assert_eq!(basis(queried), Some(Basis::Queried));
        assert_eq!(basis("4097 = 1"), Some(Basis::Declared));
        let restricted = "4097 = { value = 2, from = \"queried\" }\n4119 = 16";
        assert_eq!(basis(restricted), Some(Basis::Declared));
        let default = installs(&document(POLICY), &profile("wm6.1 classic", ""), &by("rapi-xml"));
        assert_eq!(default.basis, Some(Basis::Documented));
    }
}
