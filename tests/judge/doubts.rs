//! What nobody documents a device to make of is not known, whoever brings it.

use super::support::*;

/// The desktop is manager.
fn open(device: &str) -> Profile {
    policies(device, "4097 = 1")
}

/// The verdict is unknown, and the line says why.
#[track_caller]
fn unknown(case: &Case, device: &Profile, why: &str) -> Judgement {
    let said = expect(case, device, &by("rapi-xml"), Unknown, Gate::Settings);
    let [setting] = said.refused.as_slice() else { panic!("{said:#?}") };
    assert!(!setting.certain && setting.needs.is_none(), "{setting:?}");
    assert!(setting.why.as_deref().unwrap().contains(why), "{setting:?}");
    said
}

#[test]
fn a_provider_that_no_page_has_is_not_known_to_the_manager_either() {
    let text = r#"<characteristic type="Nonesuch"><characteristic type="b"><parm name="a" value="1"/></characteristic></characteristic>"#;
    for device in [open("wm6.1 standard"), profile("wm6.1 standard", "")] {
        let said = unknown(&document(text), &device, "no provider of this name");
        assert!(said.to_know[0].contains("`Nonesuch`"), "{:?}", said.to_know);
    }
    let package = signed(cab(&format!("{DIRECT_PUSH}\n{text}")));
    let said = expect(&package, &spc("wm6.1 standard", 8), &by("open"), Unknown, Gate::Settings);
    assert_eq!(said.refused[0].place.line, 2);
}

#[test]
fn a_name_that_a_provider_does_not_have_is_not_known() {
    // Copied from a page that has a blank behind it (https://technet.microsoft.com/en-us/library/cc182267(v=technet.10)).
    let blank = DIRECT_PUSH.replace("HeartbeatMin", "HeartbeatMin ");
    unknown(&document(&blank), &open("wm6.1 standard"), "blanks");
    let parms = format!(
        "<parm name=\"EncodedCertificate\" value=\"{CERTIFICATE}\"/><parm name=\"Rolle\" value=\"8\"/>"
    );
    unknown(
        &document(&stored("SPC", ROOT, &parms)),
        &open("wm6.1 standard"),
        "documented without such a name",
    );
    // The answer to a question about it is documented (https://learn.microsoft.com/en-us/previous-versions/bb737251(v=msdn.10)).
    let question = blank.replace("parm ", "parm-query ").replace(" value=\"480\"", "");
    installs(&document(&question), &open("wm6.1 standard"), &by("rapi-xml"));
}

#[test]
fn a_value_that_a_policy_cannot_have_is_not_known() {
    for (id, value) in
        [(4122, "5"), (4101, "abc"), (4101, "1"), (4101, ""), (4119, "99999999999"), (4097, "7")]
    {
        unknown(&document(&policy(id, value)), &open("wm6.1 standard"), "none that the policy can have");
    }
    // 4123 is one tier on a Pocket PC (https://learn.microsoft.com/en-us/previous-versions/ms890793(v=msdn.10)).
    installs(&document(&policy(4123, "0")), &open("wm6.1 standard"), &by("rapi-xml"));
    unknown(&document(&policy(4123, "0")), &open("wm6.1 professional"), "none that the policy can have");
    let registry = r#"<characteristic type="Registry"><characteristic type="HKLM\Security\Policies\Policies">
        <parm name="0000101a" value="5" datatype="integer"/></characteristic></characteristic>"#;
    unknown(&document(registry), &open("wm6.1 standard"), "none that the policy can have");
}

#[test]
fn a_policy_that_no_page_or_not_the_release_has_is_not_known() {
    unknown(&document(&policy(9999, "1")), &open("wm6.1 standard"), "no page documents a policy 9999");
    unknown(&document(&policy(4107, "3200")), &open("wm6.1 standard"), "wm6.1 has no policy 4107");
    installs(&document(&policy(4107, "3200")), &open("wm5 standard"), &by("rapi-xml"));
}

#[test]
fn an_entry_of_a_store_is_known_only_with_the_certificate_of_its_name() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)
    let entry = |name: &str, parms: &str| document(&stored("SPC", name, parms));
    let certificate = |base64: &str| format!("<parm name=\"EncodedCertificate\" value=\"{base64}\"/>");
    let role = |mask: &str| format!("<parm name=\"Role\" value=\"{mask}\"/>");
    let device = open("wm6.1 standard");
    installs(&entry(ROOT, &(certificate(CERTIFICATE) + &role("8"))), &device, &by("rapi-xml"));
    unknown(&entry(ROOT, &role("8")), &device, "beside its EncodedCertificate");
    unknown(&entry(ROOT, &certificate("AAAA")), &device, "no certificate");
    unknown(&entry(&"1".repeat(40), &certificate(CERTIFICATE)), &device, "no certificate");
    unknown(&entry(ROOT, &(certificate(CERTIFICATE) + &role("all"))), &device, "no role mask");
}

#[test]
fn a_document_with_nothing_in_it_is_not_known() {
    expect(&document(""), &open("wm6.1 standard"), &by("rapi-xml"), Unknown, Gate::Settings);
    expect(&signed(cab("")), &spc("wm6.1 standard", 8), &by("open"), Unknown, Gate::Settings);
    // The last message of a session has no commands.
    let last = b"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncBody><Final/></SyncBody></SyncML>".to_vec();
    let device = profile("wm6.1 standard", "dm-role = \"manager\"");
    let said = installs(&read("last.xml", PackageKind::Cab, last), &device, &by("dm"));
    assert!(said.steps.iter().any(|step| step.said.contains("no setting")), "{said:#?}");
}

#[test]
fn what_is_refused_for_its_roles_stays_refused() {
    let device = profile("wm6.1 standard", "");
    expect(&document(&policy(9999, "1")), &device, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn what_a_device_makes_of_download_inside_a_group_is_not_known() {
    // https://learn.microsoft.com/en-us/previous-versions/cc563003(v=msdn.10)
    let add = "<Add><CmdID>2</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/x/PkgID</LocURI></Target>\
        <Meta><Format xmlns=\"syncml:metinf\">chr</Format></Meta><Data>1</Data></Item></Add>";
    let message = |commands: &str| {
        let text = format!("<SyncBody>{commands}<Final/></SyncBody>");
        read("m.xml", PackageKind::Cab, text.into_bytes())
    };
    let device = profile("wm6.1 standard", "dm-role = \"manager\"");
    installs(&message(add), &device, &by("dm"));
    for group in ["Atomic", "Sequence"] {
        let inside = message(&format!("<{group}><CmdID>1</CmdID>{add}</{group}>"));
        let said = expect(&inside, &device, &by("dm"), Unknown, Gate::Settings);
        assert!(said.refused[0].why.as_deref().unwrap().contains(group), "{said:#?}");
    }
}

#[test]
fn what_a_device_does_without_its_policies_is_not_known() {
    for text in [
        r#"<nocharacteristic type="SecurityPolicy"/>"#,
        r#"<characteristic type="Registry"><nocharacteristic type="HKLM\Security\Policies\Policies"/></characteristic>"#,
        r#"<characteristic type="Registry"><nocharacteristic type="HKLM\Security"/></characteristic>"#,
    ] {
        unknown(&document(text), &open("wm6.1 standard"), "without its policies");
    }
}
