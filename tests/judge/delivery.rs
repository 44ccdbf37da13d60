//! The rows of the delivery matrix.

use super::support::*;

#[test]
fn card_autorun_needs_policy_2_and_then_the_package_s_role() {
    // https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)
    let device = profile(
        "wm6.1 professional",
        &format!(
            "[policies]\n4122 = 1\n[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 16\n"
        ),
    );
    installs(&signed(cpf(DIRECT_PUSH)), &device, &by("card"));
    let closed = policies("wm6.1 professional", "2 = 1");
    expect(&cab(DIRECT_PUSH), &closed, &by("card"), Refused, Gate::Autorun);
    // On Standard it is not set, and no page says what that does.
    expect(&signed(cab(DIRECT_PUSH)), &spc("wm6.1 standard", 16), &by("card"), Unknown, Gate::Autorun);
}

#[test]
fn card_autorun_starts_its_launcher_only_where_the_device_lets_it_run() {
    // An unsigned program: https://blogs.msdn.microsoft.com/windowsmobile/2005/12/03/windows-mobile-application-execution-security-policies/
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let device = |policies: &str| profile("wm6.1 standard", &format!("[policies]\n2 = 0\n{policies}{entry}"));
    let package = signed(cab(POLICY));
    installs(&package, &device("4102 = 1\n4122 = 1\n"), &by("card"));
    let silent = Delivery { launcher: Launcher::Silent, ..by("card") };
    for delivery in [by("card"), silent] {
        expect(&package, &device("4102 = 1\n4122 = 0\n"), &delivery, Asks, Gate::Launcher);
        let said = expect(&package, &device("4102 = 0\n"), &delivery, Unknown, Gate::Launcher);
        assert!(said.to_know[0].contains("whether the launcher is signed"), "{:?}", said.to_know);
    }
    // Of one that is known to have no signature more is known.
    let unsigned = Delivery { launcher_is_unsigned: true, ..by("card") };
    expect(&package, &device("4102 = 1\n4122 = 0\n"), &unsigned, Asks, Gate::Launcher);
    let said = expect(&package, &device("4102 = 0\n"), &unsigned, Refused, Gate::Launcher);
    assert!(said.to_know.is_empty() && !said.changes.is_empty(), "{said:#?}");
    // Nobody documents what a Standard device has; of the Pocket PCs it is documented that they let it run.
    expect(&package, &device(""), &by("card"), Unknown, Gate::Launcher);
    expect(&package, &spc("wm6.1 professional", 8), &by("card"), Asks, Gate::Launcher);
    // Pocket PCs of 2003 look at no signature (https://learn.microsoft.com/en-us/previous-versions/aa457906(v=msdn.10)).
    installs(&cab(POLICY), &policies("wm2003 classic", "2 = 0\n4102 = 0"), &by("card"));
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
fn rapi_speaks_of_a_cpf_where_it_is_one_and_of_nothing_else() {
    let device = profile("wm6.1 professional", "");
    let loading = r#"<!DOCTYPE sl PUBLIC "-//WAPFORUM//DTD SL 1.0//EN" "http://www.wapforum.org/DTD/sl.dtd"><sl href="https://mdm.example.com/a.cpf"/>"#;
    let loading = read("load.sl", PackageKind::Cab, loading.as_bytes().to_vec());
    for case in [&loading, &document(POLICY)] {
        let said = expect(case, &device, &by("rapi"), Refused, Gate::Channel);
        assert_eq!(said.reason, "rapi brings a .cab to the device, nothing else");
    }
}

#[test]
fn that_cards_are_no_valid_way_is_said_of_professional_and_classic_only() {
    // https://systemmanager.ru/windowsmobile_6_5.en/html/71eb8609-d43e-47d0-816c-f24e1cf873f5.htm, and of Standard
    // https://itsme.home.xs4all.nl/projects/xda/smartphone-policies.html
    for (class, is_valid) in [("professional", false), ("classic", false), ("standard", true)] {
        let said = says(&cab(DIRECT_PUSH), &profile(&format!("wm6.1 {class}"), ""), &by("card"));
        let is_said = |words: &str| said.remarks.iter().any(|remark| remark.contains(words));
        assert_eq!((is_said("no valid way"), is_said("4101")), (!is_valid, is_valid), "{class}");
    }
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
    expect(&package, &device, &from("si", 512 + 1024), Asks, Gate::Invitation);
    expect(&package, &device, &from("si", 256), Refused, Gate::Origin);
    // The default is told without a published source.
    expect(&package, &spc("wm6.1 professional", 8), &from("si", 512 + 1024), Unknown, Gate::Origin);
}

#[test]
fn service_loading_needs_4108_and_asks_nobody() {
    // 2048 as shipped: https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
    let device = spc("wm6.1 professional", 8);
    installs(&signed(cpf(POLICY)), &device, &from("sl", 512 + 2048));
    expect(&signed(cpf(POLICY)), &device, &from("sl", 512 + 1024), Refused, Gate::Origin);
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
    let said = expect(&document(POLICY), &open, &from("cp-usernetwpin", 0), Asks, Gate::Pin);
    assert_eq!(effective(&said), 4 + 8 + 16 + 4096);
    // As shipped it is off.
    let shipped = policies("wm6.5 standard", "4119 = 128\n4143 = 3200\n4111 = 3732");
    expect(&document(POLICY), &shipped, &from("cp-usernetwpin", 0), Refused, Gate::Origin);
}

#[test]
fn client_provisioning_unsigned_comes_as_unauthenticated_user() {
    let device = policies("wm6.1 standard", "4110 = 64\n4111 = 3732");
    expect(&document(DIRECT_PUSH), &device, &from("cp", 0), Refused, Gate::Host);
    let closed = policies("wm6.1 standard", "4110 = 0\n4111 = 3732");
    expect(&document(DIRECT_PUSH), &closed, &from("cp", 0), Refused, Gate::Origin);
}

#[test]
fn client_provisioning_from_the_tps_is_manager_by_4119() {
    // https://learn.microsoft.com/en-us/previous-versions/ms890040(v=msdn.10)
    let device = policies("wm6.1 standard", "4143 = 3200\n4111 = 3732");
    let said = expect(&document(POLICY), &device, &from("cp-usernetwpin", 128 + 512 + 1024), Asks, Gate::Pin);
    assert!(said.effective.unwrap().certain.contains(Role::Manager));
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
    let stored = format!("{account}[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 16\n");
    let said =
        expect(&signed(cpf(POLICY)), &profile("wm6.1 standard", &stored), &by("dm"), Refused, Gate::Settings);
    assert_eq!(said.base.unwrap().certain.bits(), 16, "not the session's manager");
    let weak = profile("wm6.1 standard", "dm-role = \"operator\"");
    expect(&signed(cpf(POLICY)), &weak, &by("dm"), Refused, Gate::Account);
}

#[test]
fn exchange_sets_policies_and_registry_as_enterprise() {
    // https://technet.microsoft.com/en-us/library/cc182289
    let partner = "exchange = true\n";
    let said = installs(&document(POLICY), &profile("wm6.1 professional", partner), &by("eas"));
    assert_eq!(said.base.unwrap().certain.bits(), 32);
    assert_eq!(said.basis, Some(Basis::Documented));
    expect(&document(DIRECT_PUSH), &profile("wm6.1 professional", ""), &by("eas"), Refused, Gate::Exchange);
    // It must be the server of the device.
    expect(&document(POLICY), &profile("wm6.1 professional", ""), &by("eas"), Unknown, Gate::Partnership);
    let stranger = profile("wm6.1 professional", "exchange = false\n");
    let said = expect(&document(POLICY), &stranger, &by("eas"), Refused, Gate::Partnership);
    assert_eq!(said.changes.len(), 1, "{said:#?}");
    expect(&document(POLICY), &profile("wm5 professional", ""), &by("eas"), Refused, Gate::Release);
    expect(&document(POLICY), &policies("wm6.1 standard", "4119 = 128"), &by("eas"), Refused, Gate::Settings);
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

#[test]
fn a_cab_that_is_copied_and_opened_has_its_own_role_and_raw_xml_that_of_the_desktop() {
    // https://learn.microsoft.com/en-us/previous-versions/aa454232(v=msdn.10)
    let device = spc("wm6.1 professional", 8);
    let said = installs(&signed(cab(POLICY)), &device, &by("rapi"));
    assert_eq!(said.base.unwrap().certain.bits(), 8);
    let said = says(&document(POLICY), &device, &by("rapi-xml"));
    assert_eq!((said.base.unwrap().certain.bits(), said.verdict), (16, Refused));
}

#[test]
fn documents_of_the_air_come_as_text_or_wbxml_and_those_of_the_desktop_as_text() {
    // The bytes are those of the document above as `xml2wbxml -v 1.3` of libwbxml writes it.
    let bytes =
        b"\x03\x0b\x6a\x00\x45\xc6\x51\x01\x87\x15\x06\x03\x31\x2e\x32\x2e\x33\x2e\x34\x00\x01\x01\x01";
    let binary = read("p.wbxml", PackageKind::Cab, bytes.to_vec());
    let device = policies("wm6.1 standard", "4097 = 1\n4141 = 256\n4111 = 4\n4132 = 1");
    installs(&binary, &device, &from("cp-netwpin", 256));
    for channel in ["rapi-xml", "api", "eas", "rom"] {
        expect(&binary, &device, &by(channel), Refused, Gate::Channel);
    }
}
