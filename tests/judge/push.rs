//! From message to role (<https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)>).

use super::support::*;

#[test]
fn one_policy_stands_for_all_pins_up_to_5_0_and_three_later() {
    let old = policies("wm5 standard", "4132 = 1\n4111 = 4\n4119 = 4");
    // 3200 as shipped: https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
    installs(&document(POLICY), &old, &from("cp-netwpin", 512 + 2048));
    expect(&document(POLICY), &old, &from("cp-netwpin", 256), Refused, Gate::Origin);
    let later = policies("wm6.1 standard", "4132 = 1\n4111 = 4\n4119 = 4\n4141 = 0");
    expect(&document(POLICY), &later, &from("cp-netwpin", 512 + 2048), Refused, Gate::Origin);
}

#[test]
fn a_message_from_anywhere_is_known_as_such_from_6_on() {
    let base = |device: &str| {
        let device = policies(device, "4110 = 64\n4111 = 64");
        says(&document(DIRECT_PUSH), &device, &from("cp", 0)).base.unwrap().certain.bits()
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
    let link = |url: &str| Delivery { link: Some(url.to_owned()), ..from("sl", 512 + 2048) };
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
    let said = says(&signed(cpf(POLICY)), &spc("wm6.1 professional", 16), &from("sl", 512 + 2048));
    assert_eq!((said.verdict, said.gate), (Refused, Gate::Settings));
    assert_eq!(said.base.unwrap().certain.bits(), 16);
}

#[test]
fn from_where_a_message_comes_decides_and_where_that_is_not_said_nothing_is_promised() {
    let device = spc("wm6.1 professional", 8);
    let package = signed(cpf(POLICY));
    let said = expect(&package, &device, &by("sl"), Unknown, Gate::Origin);
    assert!(said.changes.iter().any(|change| change.to_string().contains("--origin")), "{:?}", said.changes);
    expect(&package, &device, &from("sl", 0), Refused, Gate::Origin);
}

#[test]
fn whether_what_a_gateway_claims_is_believed_of_one_that_is_not_trusted_is_not_known() {
    let (device, package) = (spc("wm6.1 professional", 8), signed(cpf(POLICY)));
    expect(&package, &device, &from("sl", 256 + 2048), Unknown, Gate::Origin);
    installs(&package, &device, &from("sl", 256 + 512 + 2048));
}

#[test]
fn the_operator_s_server_is_known_by_a_trusted_gateway_that_authenticated_it() {
    // https://systemmanager.ru/windowsmobile_6_5.en/html/514b4b28-e6c0-46af-a662-751e9ec5bbdb.htm
    let device = policies("wm6.1 standard", "4141 = 128\n4132 = 1\n4111 = 128");
    installs(&document(POLICY), &device, &from("cp-netwpin", 128 + 512 + 1024));
    for origin in [128, 128 + 512, 128 + 1024] {
        expect(&document(POLICY), &device, &from("cp-netwpin", origin), Refused, Gate::Origin);
    }
}

#[test]
fn a_message_is_looked_at_for_its_kind_before_anything_else() {
    // https://systemmanager.ru/windowsmobile_6_5.en/html/19692f9b-9dbc-4435-aa61-268c1de682bc.htm
    let device = policies("wm6.1 standard", "4109 = 0");
    let package = cab(DIRECT_PUSH);
    let said = expect(&package, &device, &from("si", 512 + 1024), Refused, Gate::Origin);
    assert_eq!(said.steps.len(), 1, "{:?}", said.steps);
    assert!(said.reason.contains("without a word"), "{}", said.reason);
}

#[test]
fn there_are_four_values_of_sec_and_no_others() {
    // https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10): any other is discarded.
    use provsmith::terms::Channel;
    for name in ["cp-netwpin", "cp-userpin", "cp-usernetwpin", "cp-userpinmac"] {
        assert!(name.parse::<Channel>().is_ok(), "{name}");
    }
    assert!("cp-otherpin".parse::<Channel>().is_err());
}

#[test]
fn a_user_pin_is_asked_for_as_often_as_4105_says() {
    let device = policies("wm6.1 standard", "4142 = 256\n4111 = 16\n4105 = 5");
    let said = expect(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256), Asks, Gate::Pin);
    assert!(said.reason.contains("5 times"), "{}", said.reason);
}

#[test]
fn what_the_first_door_takes_and_the_second_does_not_name_is_pointed_out() {
    // Windows 10 drops a message for it:
    // https://github.com/MicrosoftDocs/windows-itpro-docs/blob/01f197ed7a30f50c48b8496f5d25501b66eac988/windows/client-management/mdm/securitypolicy-csp.md
    let device = policies("wm6.1 standard", "4142 = 272\n4111 = 256");
    let said = expect(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256), Asks, Gate::Pin);
    assert!(said.remarks.iter().any(|remark| remark.contains("Windows 10")), "{:?}", said.remarks);
}

#[test]
fn a_pushed_document_travels_in_clear_and_nothing_comes_back() {
    let device = policies("wm6.1 standard", "4142 = 256\n4111 = 16");
    let said = says(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256)).remarks.join("; ");
    assert!(said.contains("unencrypted") && said.contains("nothing comes back"), "{said}");
}

const INDICATION: &str =
    r#"<si><indication href="https://mdm.example.com/a.cpf">New settings</indication></si>"#;
const LOADING: &str = r#"<sl href="https://mdm.example.com/a.cpf"/>"#;

fn message(text: &str) -> Case {
    read("push.xml", PackageKind::Cab, text.as_bytes().to_vec())
}

#[test]
fn a_service_indication_leaves_it_to_the_user_and_a_loading_asks_nobody_unless_it_is_kept() {
    // https://learn.microsoft.com/en-us/previous-versions/bb446158(v=msdn.10)
    let stored = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let device = profile("wm6.1 professional", &format!("[policies]\n4109 = 256\n4108 = 256\n{stored}"));
    let linking = |text| message(text).linking_to(signed(cpf(POLICY))).unwrap();
    expect(&linking(INDICATION), &device, &from("si", 256), Asks, Gate::Invitation);
    installs(&linking(LOADING), &device, &from("sl", 256));
    let kept = LOADING.replace("/>", " action=\"cache\"/>");
    expect(&linking(&kept), &device, &from("sl", 256), Asks, Gate::Invitation);
    // Each kind comes by its own way.
    expect(&linking(INDICATION), &device, &from("sl", 256), Refused, Gate::Channel);
}

#[test]
fn what_a_message_links_to_decides_and_is_not_known_where_it_is_not_at_hand() {
    let device = policies("wm6.1 professional", "4108 = 256");
    expect(&message(LOADING), &device, &from("sl", 256), Unknown, Gate::Signature);
    expect(&message(LOADING), &device, &from("sl", 512), Refused, Gate::Origin);
    let by_http = LOADING.replace("https", "http");
    let open = policies("wm6.1 professional", "4108 = 256\n4124 = 0");
    let said = expect(&message(&by_http), &open, &from("sl", 256), Unknown, Gate::Scheme);
    assert!(said.reason.contains("bb415365"), "{}", said.reason);
    // It brings nothing: https://www.openmobilealliance.org/tech/affiliates/wap/wap-167-serviceind-20010731-a.pdf
    let delete = INDICATION.replace("href", "action=\"delete\" si-id=\"1\" href");
    installs(&message(&delete), &policies("wm6.1 professional", "4109 = 256"), &from("si", 256));
}

#[test]
fn only_a_message_links_and_only_to_a_package() {
    assert!(document(POLICY).linking_to(cab(POLICY)).is_err());
    assert!(message(LOADING).linking_to(document(POLICY)).is_err());
}

#[test]
fn a_pin_that_the_user_may_not_try_once_leaves_the_message_open() {
    let device = policies("wm6.1 standard", "4105 = 0\n4142 = 256\n4111 = 256");
    let judgement = expect(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256), Unknown, Gate::Pin);
    assert!(judgement.reason.contains("4105"), "{}", judgement.reason);
    let device = policies("wm6.1 standard", "4105 = 3\n4142 = 256\n4111 = 256");
    expect(&document(DIRECT_PUSH), &device, &from("cp-userpin", 256), Asks, Gate::Pin);
}

/// 0: not routed (<https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)> names the policy).
#[test]
fn policy_4113_stops_service_indications_and_loadings_and_nothing_else() {
    let device = |value: u32| {
        let spc = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
        let policies = "4108 = 2048\n4109 = 2048\n4110 = 2048\n4111 = 2048\n4119 = 2048\n";
        profile("wm6.1 professional", &format!("[policies]\n4113 = {value}\n{policies}{spc}"))
    };
    let (package, message) = (signed(cpf(POLICY)), document(DIRECT_PUSH));
    for (value, si, sl) in [(0, Refused, Refused), (1, Asks, Installs)] {
        let says = |channel: &str| says(&package, &device(value), &from(channel, 512 + 2048));
        assert_eq!((says("si").verdict, says("sl").verdict), (si, sl), "4113 = {value}");
        assert_eq!(says("si").reason.contains("4113"), value == 0);
    }
    let judged = says(&message, &device(0), &from("cp", 512 + 2048));
    assert!(!judged.reason.contains("4113"), "{}", judged.reason);
}

fn indication(attributes: &str, text: &str) -> Case {
    let link = "https://example.com/a.cab";
    let message = format!("<si><indication href=\"{link}\" {attributes}>{text}</indication></si>");
    read("a.si", PackageKind::Cab, message.into_bytes())
}

#[test]
fn a_service_indication_without_text_or_whose_time_is_over_is_thrown_away() {
    // https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10), and WAP-167, 6.2
    let device = policies("wm6.1 standard", "4109 = 256");
    let by = from("si", 256);
    expect(&indication("", ""), &device, &by, Refused, Gate::Invitation);
    // The clock of the tests says 2026.
    let old = indication("si-expires=\"2020-01-01T00:00:00Z\"", "a");
    expect(&old, &device, &by, Refused, Gate::Invitation);
    let later = says(&indication("si-expires=\"2030-01-01T00:00:00Z\"", "a"), &device, &by);
    assert_eq!(later.verdict, Unknown, "{later:#?}");
}

#[test]
fn a_quiet_service_indication_goes_to_the_inbox_and_another_opens() {
    // https://learn.microsoft.com/en-us/previous-versions/bb446158(v=msdn.10)
    let device = policies("wm6.1 standard", "4109 = 256");
    let said = |action: &str| {
        let said = says(&indication(&format!("action=\"{action}\""), "a"), &device, &from("si", 256));
        let step = said.steps.into_iter().find(|step| step.gate == Gate::Invitation).unwrap();
        assert_eq!(step.verdict, Asks);
        step.said
    };
    for action in ["signal-none", "signal-low"] {
        assert!(said(action).contains("inbox"), "{action}");
    }
    for action in ["signal-medium", "signal-high"] {
        assert!(said(action).contains("Retrieve"), "{action}");
    }
}
