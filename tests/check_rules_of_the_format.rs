//! What a wap-provisioningdoc may hold, case by case: each test is one promise about the format, checked through the
//! library with all rules at work.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use provsmith::catalogue::Catalogue;
use provsmith::check::{self, Options, Report};
use provsmith::finding::{Finding, Severity};

fn check(bytes: &[u8]) -> Report {
    check::check("test.xml", bytes, &Catalogue::builtin(), &Options::default())
}

/// The findings of a document with this content.
fn findings(content: &str) -> Vec<Finding> {
    check(format!("<wap-provisioningdoc>{content}</wap-provisioningdoc>").as_bytes()).findings
}

/// Asserts that the only finding of more than a note is this one.
#[track_caller]
fn finds(content: &str, rule: &str, severity: Severity) -> Finding {
    let found = findings(content);
    let heavy: Vec<&Finding> = found.iter().filter(|finding| finding.severity > Severity::Note).collect();
    let [one] = heavy[..] else { panic!("{content}: {found:#?}") };
    assert_eq!((one.rule, one.severity), (rule, severity), "{content}");
    one.clone()
}

#[track_caller]
fn accepts(content: &str) {
    let found = findings(content);
    assert!(found.iter().all(|finding| finding.severity < Severity::Error), "{content}: {found:#?}");
}

const POLICY: &str =
    r#"<characteristic type="SecurityPolicy"><parm name="4097" value="2"/></characteristic>"#;

#[test]
fn case_01_a_parm_at_the_root_is_an_error() {
    finds(r#"<parm name="4097" value="2"/>"#, "unexpected-element", Severity::Error);
}

#[test]
fn case_02_a_characteristic_without_type_and_a_parm_without_name_are_errors() {
    finds("<characteristic/>", "missing-attribute", Severity::Error);
    finds(
        r#"<characteristic type="SecurityPolicy"><parm value="2"/></characteristic>"#,
        "missing-attribute",
        Severity::Error,
    );
}

#[test]
fn case_03_a_version_other_than_1_0_and_1_1_is_an_error() {
    for (version, good) in [("1.0", true), ("1.1", true), ("1.2", false), ("", false)] {
        let report = check(
            format!("<wap-provisioningdoc version=\"{version}\">{POLICY}</wap-provisioningdoc>").as_bytes(),
        );
        assert_eq!(report.is_clean(), good, "{version}: {:#?}", report.findings);
        assert!(good || report.findings[0].rule == "attribute-value");
    }
}

#[test]
fn case_04_application_in_a_document_of_version_1_0_is_a_warning() {
    let application = r#"<characteristic type="APPLICATION"><parm name="APPID" value="w2"/>
        <characteristic type="RESOURCE"><parm name="NAME" value="a"/><parm name="URI" value="http://example.com/"/></characteristic>
      </characteristic>"#;
    let finding = finds(application, "application-version", Severity::Warning);
    let fix = finding.fix.unwrap();
    let mut text = format!("<wap-provisioningdoc>{application}</wap-provisioningdoc>");
    text.replace_range(fix.span.range(), &fix.replacement);
    assert!(text.starts_with("<wap-provisioningdoc version=\"1.1\">"), "{text}");
    assert_eq!(check(text.as_bytes()).findings, []);
}

#[test]
fn case_05_an_error_element_in_a_request_is_an_error() {
    finds(
        r#"<characteristic type="SecurityPolicy"><parm-error name="4097" desc="no"/></characteristic>"#,
        "response-form",
        Severity::Error,
    );
}

#[test]
fn case_06_an_access_point_removed_by_its_id_without_mwid_is_an_error() {
    finds(
        r#"<characteristic type="NAPDEF"><nocharacteristic type="OFFICE"/></characteristic>"#,
        "mwid-missing",
        Severity::Error,
    );
    accepts(r#"<characteristic type="NAPDEF"><nocharacteristic type="OFFICE" mwid="1"/></characteristic>"#);
}

#[test]
fn case_07_recursive_is_true_or_false_and_not_every_provider_heeds_it() {
    finds(r#"<characteristic-query type="Wi-Fi" recursive="maybe"/>"#, "attribute-value", Severity::Error);
    finds(
        r#"<characteristic-query type="Sync" recursive="TRUE"/>"#,
        "recursive-unsupported",
        Severity::Warning,
    );
    accepts(r#"<characteristic-query type="Wi-Fi" recursive="false"/>"#);
    // A device repeats it in its answer.
    let answer = findings(r#"<characteristic type="UnInstall" recursive="false"/>"#);
    let said: Vec<_> = answer.iter().map(|found| (found.rule, found.severity)).collect();
    assert_eq!(said, [("recursive-unsupported", Severity::Note)], "{answer:#?}");
}

#[test]
fn case_08_noparm_for_a_required_parm_is_accepted() {
    accepts(
        r#"<characteristic type="NAPDEF"><noparm name="NAPID"/><parm name="NAME" value="Office"/></characteristic>"#,
    );
}

#[test]
fn case_09_a_provider_may_have_two_sections() {
    let store = |name: &str| {
        format!(
            r#"<characteristic type="CertificateStore"><characteristic type="{name}">
                 <characteristic-query type="657141E1A69F18F7F6B3DA9385D62135A7C6053B"/>
               </characteristic></characteristic>"#
        )
    };
    assert_eq!(findings(&(store("SPC") + &store("CA"))), []);
}

#[test]
fn case_10_a_parm_may_follow_a_characteristic() {
    accepts(
        r#"<characteristic type="PXLOGICAL">
             <characteristic type="PXPHYSICAL"><parm name="PHYSICAL-PROXY-ID" value="p1"/></characteristic>
             <parm name="PROXY-ID" value="p"/>
           </characteristic>"#,
    );
}

#[test]
fn case_11_a_flag_may_stand_with_and_without_a_value() {
    let nap = |flag: &str| {
        format!(r#"<characteristic type="NAPDEF"><parm name="NAPID" value="office"/>{flag}</characteristic>"#)
    };
    accepts(&nap(r#"<parm name="INTERNET"/>"#));
    accepts(&nap(r#"<parm name="INTERNET" value=""/>"#));
}

#[test]
fn case_12_utf16_is_an_error_that_names_the_encoding() {
    let text = format!("<wap-provisioningdoc>{POLICY}</wap-provisioningdoc>");
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let report = check(&units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let [finding] = &report.findings[..] else { panic!("{:#?}", report.findings) };
    assert_eq!((finding.rule, finding.severity), ("encoding", Severity::Error));
    assert!(finding.message.contains("UTF-16"), "{}", finding.message);
}

#[test]
fn case_13_datatype_is_one_of_eight_words_in_any_case_and_only_registry_obeys_it() {
    let key = |datatype: &str| {
        format!(
            r#"<characteristic type="Registry"><characteristic type="HKLM\Software\Example">
                 <parm name="a" value="1" datatype="{datatype}"/></characteristic></characteristic>"#
        )
    };
    let help = finds(&key("int"), "attribute-value", Severity::Error).help.unwrap();
    for word in ["integer", "string", "float", "boolean", "binary", "multiplestring", "date", "time"] {
        assert!(help.contains(word), "{help}");
    }
    for right in ["integer", "Integer", "STRING"] {
        assert_eq!(findings(&key(right)), [], "{right}");
    }
    let found = findings(
        r#"<characteristic type="SecurityPolicy"><parm name="4097" value="2" datatype="integer"/></characteristic>"#,
    );
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].rule, found[0].severity), ("datatype-ignored", Severity::Note));
}

#[test]
fn case_14_a_list_of_strings_without_its_double_end_is_a_warning() {
    let list = |value: &str| {
        format!(
            r#"<characteristic type="Registry"><characteristic type="HKLM\Software\Example">
                 <parm name="a" value="{value}" datatype="multiplestring"/></characteristic></characteristic>"#
        )
    };
    finds(&list("one&#xF000;two"), "list-end", Severity::Warning);
    finds(&list("one&#xF000;two&#xF000;"), "list-end", Severity::Warning);
    assert_eq!(findings(&list("one&#xF000;two&#xF000;&#xF000;")), []);
}

#[test]
fn case_15_a_name_that_differs_in_case_only_is_a_warning() {
    let upper = finds(
        r#"<characteristic type="CM_NETWORKS"><characteristic type="Office">
             <parm name="DestId" value="{5B7D0A52-61C2-4E0B-9E5C-0F6D5A7C9E01}"/></characteristic></characteristic>"#,
        "name-case",
        Severity::Warning,
    );
    assert_eq!(upper.fix.unwrap().replacement, "CM_Networks");
}

/// The published sample of direct push, whose two slips nobody noticed for years
/// (<http://technet.microsoft.com/en-us/library/cc182267(v=technet.10)>): the other two settings are not reported.
#[test]
fn the_published_direct_push_sample_has_two_names_with_a_blank_and_nothing_else() {
    let found = findings(
        r#"<characteristic type="Sync"><characteristic type="Settings">
             <parm name="HeartbeatDefault " value="480"/><parm name="HeartbeatIncrement" value="300"/>
             <parm name="HeartbeatMax" value="1680"/><parm name="HeartbeatMin " value="480"/>
           </characteristic></characteristic>"#,
    );
    let said: Vec<(&str, Option<&str>)> = found
        .iter()
        .map(|finding| (finding.rule, finding.fix.as_ref().map(|fix| fix.replacement.as_str())))
        .collect();
    assert_eq!(said, [("name-blank", Some("HeartbeatDefault")), ("name-blank", Some("HeartbeatMin"))]);
}

#[test]
fn what_is_inside_something_unknown_is_not_reported_again() {
    finds(
        r#"<characteristic type="Nonesuch"><characteristic type="a"><parm name="b" value="c"/></characteristic></characteristic>"#,
        "unknown-provider",
        Severity::Warning,
    );
    finds(
        r#"<characteristic type="CertificateStore"><characteristic type="XYZZY"><characteristic type="a"><parm name="b" value="c"/></characteristic></characteristic></characteristic>"#,
        "unknown-characteristic",
        Severity::Error,
    );
}

fn registry(parm: &str) -> String {
    format!(
        r#"<characteristic type="Registry"><characteristic type="HKLM\Software\Example">{parm}</characteristic></characteristic>"#
    )
}

fn policy(parm: &str) -> String {
    format!(r#"<characteristic type="SecurityPolicy">{parm}</characteristic>"#)
}

#[test]
fn a_number_of_registry_has_32_bits_with_a_sign() {
    let number = |value: &str| registry(&format!(r#"<parm name="a" value="{value}" datatype="integer"/>"#));
    for right in ["-2147483648", "2147483647", "-1"] {
        assert_eq!(findings(&number(right)), [], "{right}");
    }
    let help = finds(&number("4294967295"), "value-range", Severity::Error).help.unwrap();
    assert!(help.contains("write -1"), "{help}");
    finds(&number("-2147483649"), "value-range", Severity::Error);
    assert_eq!(findings(&registry(r#"<parm name="a" value="4294967295" datatype="string"/>"#)), []);
}

#[test]
fn a_moment_of_registry_is_iso_8601_or_american() {
    for value in ["10/20/01 3:55:04 pm", "2004-02-29T23:59:59Z"] {
        assert_eq!(findings(&registry(&format!(r#"<parm name="a" value="{value}" datatype="time"/>"#))), []);
    }
    finds(&registry(r#"<parm name="a" value="soon" datatype="date"/>"#), "value-type", Severity::Error);
}

#[test]
fn a_registry_key_is_called_by_its_short_hive() {
    let found = finds(
        r#"<characteristic type="Registry"><characteristic type="HKEY_LOCAL_MACHINE\Software\Example"/></characteristic>"#,
        "name-form",
        Severity::Error,
    );
    assert_eq!(found.help.unwrap(), r"write `HKLM\Software\Example`");
}

#[test]
fn security_policies_are_numbers_in_decimal() {
    let value = finds(&policy(r#"<parm name="4097" value="0x2"/>"#), "value-type", Severity::Error);
    assert!(value.help.unwrap().starts_with("write `2`"));
    let name = finds(&policy(r#"<parm name="0x1001" value="2"/>"#), "name-form", Severity::Error);
    assert!(name.help.unwrap().starts_with("write `4097`"));
}

#[test]
fn one_fault_of_a_value_or_a_name_is_one_finding() {
    finds(&policy(r#"<parm name="4097" value="abc"/>"#), "value-list", Severity::Error);
    finds(&policy(r#"<parm type="4097" value="2"/>"#), "missing-attribute", Severity::Error);
    finds(
        &policy(r#"<parm name="4097 " value="2"/><parm name="4097" value="2"/>"#),
        "name-blank",
        Severity::Error,
    );
    let large = finds(
        &policy(r#"<parm name="4101" value="99999999999999999999999"/>"#),
        "value-type",
        Severity::Error,
    );
    assert!(large.message.contains("too large"), "{}", large.message);
    finds(&policy(r#"<parm name="4101" value="+16"/>"#), "value-type", Severity::Warning);
    // A blank and the wrong case at once, of a provider.
    let name = finds(r#"<characteristic type="CLOCK "/>"#, "name-blank", Severity::Error);
    assert_eq!(name.fix.unwrap().replacement, "Clock");
    finds(r#"<nocharacteristic-error type="Sync" desc="no"/>"#, "response-form", Severity::Error);
    // Of what can only be read the value does not matter.
    finds(
        r#"<characteristic type="DeviceInformation"><parm name="Product" value=""/></characteristic>"#,
        "access-not-supported",
        Severity::Error,
    );
}

#[test]
fn a_wipe_takes_a_dummy_value_and_a_label_is_removed_by_noparm() {
    finds(
        r#"<characteristic type="RemoteWipe"><parm name="doWipe" value="1"/></characteristic>"#,
        "device-wipe",
        Severity::Error,
    );
    accepts(
        r#"<characteristic type="Metabase"><characteristic type="Sync"><noparm name="label"/></characteristic></characteristic>"#,
    );
}

#[test]
fn faults_behind_a_slip_are_found_too() {
    let rules = |content: &str| -> Vec<(&str, Severity)> {
        findings(content).iter().map(|finding| (finding.rule, finding.severity)).collect()
    };
    use Severity::{Error, Warning};
    assert_eq!(
        rules(r#"<Characteristic type="SecurityPolicy"><Parm name="4097" value="9"/></Characteristic>"#),
        [("unexpected-element", Error), ("unexpected-element", Error), ("value-list", Error)]
    );
    assert_eq!(
        rules(
            r#"<characteristic type="Sync"><characteristic type="Setings"><parm name="HeartbeatMin" value="x"/></characteristic></characteristic>"#
        ),
        [("unknown-characteristic", Error), ("value-type", Error)]
    );
    assert_eq!(
        rules(r#"<characteristic type="SecurtyPolicy"><parm name="4097" value="9"/></characteristic>"#),
        [("unknown-provider", Error), ("value-list", Error)]
    );
    // A maker may have such a provider: what is inside may be right.
    assert_eq!(
        rules(r#"<characteristic type="SecurityPolicies"><parm name="4097" value="9"/></characteristic>"#),
        [("unknown-provider", Warning), ("value-list", Warning)]
    );
}

#[test]
fn typographic_quotes_are_named_and_the_value_in_them_is_checked() {
    let found = findings(&policy("<parm name=“4097” value=\"9\"/>"));
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["xml-syntax", "value-list"], "{found:#?}");
    assert_eq!(found[0].help.as_deref(), Some("write straight ones: `name=\"4097\"`"));
}

#[test]
fn a_provider_at_the_wrong_place_is_told_its_place() {
    let found = finds(r#"<characteristic type="Download"/>"#, "unknown-provider", Severity::Warning);
    assert!(found.help.unwrap().contains("`SwMgmt` > `Download`"));
}

#[test]
fn a_guid_has_both_braces_or_none_and_another_guid_is_not_taken_for_a_slip() {
    let names = |id: &str| {
        format!(
            r#"<characteristic type="CM_GPRSEntries"><characteristic type="A"><parm name="DestId" value="{id}"/></characteristic></characteristic>"#
        )
    };
    for half in ["{436EF144-B4FB-4863-A041-8F905A62C572", "436EF144-B4FB-4863-A041-8F905A62C572}"] {
        finds(&names(half), "value-pattern", Severity::Error);
    }
    let bare = findings(&names("436EF144-B4FB-4863-A041-8F905A62C572"));
    assert!(
        bare.iter().all(|found| found.rule == "no-effect" || found.severity == Severity::Note),
        "{bare:#?}"
    );
    let meant = |id: &str| {
        let found =
            findings(&names(id)).into_iter().find(|found| found.rule == "unresolved-reference").unwrap();
        found.help.unwrap().contains("if that was meant")
    };
    assert!(meant("{436EF144-B4FB-4863-A041-8F905A62C573}"));
    assert!(!meant("{11111111-B4FB-4863-A041-8F905A62C573}"));
}

#[test]
fn an_increment_that_no_interval_has_room_for_is_told_to_make_room() {
    let heartbeat = |max: &str| {
        let found = findings(&format!(
            r#"<characteristic type="Sync"><characteristic type="Settings"><parm name="HeartbeatMin" value="480"/><parm name="HeartbeatDefault" value="480"/><parm name="HeartbeatMax" value="{max}"/><parm name="HeartbeatIncrement" value="900"/></characteristic></characteristic>"#
        ));
        found.into_iter().find(|found| found.rule == "heartbeat-increment").unwrap().help.unwrap()
    };
    assert_eq!(heartbeat("600"), "move HeartbeatMin and HeartbeatMax further apart");
    assert_eq!(heartbeat("1200"), "write 300, as the published sample does");
}

#[test]
fn places_are_shown_without_placeholders() {
    let found = findings(
        r#"<characteristic type="FileOperation"><characteristic type="%CE2%\a.txt" translation="install">
             <parm name="Source" value="a"/></characteristic></characteristic>"#,
    );
    let help = found[0].help.as_deref().unwrap();
    assert!(help.contains("`FileOperation` > … > `Copy` > `Source`") && !help.contains('{'), "{help}");
}

#[test]
fn like_findings_are_cut_and_counted() {
    let report = check(
        format!(
            "<wap-provisioningdoc>{}</wap-provisioningdoc>",
            policy(r#"<parm name="4097" value="9"/>"#).repeat(5000)
        )
        .as_bytes(),
    );
    assert_eq!(report.count().errors, 5000);
    assert!(report.findings.len() < 200, "{}", report.findings.len());
}

#[test]
fn syncml_is_held_against_the_same_catalogue() {
    let message = |name: &str, value: &str| {
        format!(
            r#"<SyncBody xmlns="SYNCML:SYNCML1.2"><Add><CmdID>1</CmdID>
                 <Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/a/PkgID</LocURI></Target><Data>a</Data></Item>
                 <Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/a/PkgURL</LocURI></Target><Data>https://example.com/a.cab</Data></Item>
                 <Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/a/{name}</LocURI></Target><Data>{value}</Data></Item>
               </Add><Final/></SyncBody>"#
        )
    };
    let rules = |text: String| {
        let report = check(text.as_bytes());
        report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(message("Ext/Microsoft/PkgSize", "1024")), Vec::<&str>::new());
    assert_eq!(rules(message("Ext/Microsoft/PkgSize", "1 KB")), ["value-type"]);
    assert_eq!(rules(message("Ext/Microsoft/PkgSzie", "1024")), ["unknown-parm"]);
    let without_url = message("Name", "a").replace("/PkgURL", "/PkgType");
    let report = check(without_url.as_bytes());
    assert_eq!(report.findings[0].rule, "required-parm", "{:#?}", report.findings);
    assert_eq!(report.findings[0].severity, Severity::Error);
}

#[test]
fn a_type_of_blanks_alone_is_no_name() {
    for name in ["", " ", "\t"] {
        finds(&format!("<characteristic type=\"{name}\"/>"), "missing-attribute", Severity::Error);
    }
}
