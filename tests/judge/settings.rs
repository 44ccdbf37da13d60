//! Setting by setting, all or nothing (<https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10)>).

use super::support::*;

#[test]
fn one_refused_setting_refuses_the_document_and_each_is_named_at_its_line() {
    let text = format!("{DIRECT_PUSH}\n{POLICY}\n{POLICY}");
    let said =
        expect(&document(&text), &profile("wm6.1 standard", ""), &by("rapi-xml"), Refused, Gate::Settings);
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
fn an_rw_access_of_the_metabase_acts_on_what_follows_it_for_the_manager_too() {
    // https://learn.microsoft.com/en-us/archive/blogs/windowsmobile/what-is-the-metabase: all but what is read-only; what
    // the values mean, no page says outright.
    let entry = |address: &str, value: u32| {
        format!(
            "<characteristic type=\"Metabase\"><characteristic type=\"{address}\"><parm name=\"rw-access\" \
             value=\"{value}\"/></characteristic></characteristic>"
        )
    };
    let device = policies("wm6.1 standard", "4097 = 1");
    let says = |settings: &str| says(&document(settings), &device, &by("rapi-xml"));
    let question = DIRECT_PUSH.replace("parm ", "parm-query ").replace(" value=\"480\"", "");
    for (address, value, setting, verdict) in [
        (r"Sync\Settings\*", 1, DIRECT_PUSH, Unknown),
        (r"sync\settings\heartbeatmin", 1, DIRECT_PUSH, Unknown),
        (r"Sync\Settings\*", 0, DIRECT_PUSH, Unknown),
        (r"Sync\Settings\*", 2, DIRECT_PUSH, Installs),
        (r"Sync\Settings\*", 3, DIRECT_PUSH, Installs),
        (r"Sync\Settings\*", 2, &question, Unknown),
        (r"Sync\Settings\*", 1, &question, Installs),
        (r"Sync\Connection\*", 1, DIRECT_PUSH, Installs),
    ] {
        let said = says(&format!("{}\n{setting}", entry(address, value)));
        assert_eq!(said.verdict, verdict, "{address} {value}");
        assert!(said.refused.iter().all(|refused| refused.place.line == 2), "{:?}", said.refused);
    }
    // It acts on what follows, and the nearest counts.
    assert_eq!(says(&format!("{DIRECT_PUSH}{}", entry("Sync", 1))).verdict, Installs);
    let both = entry(r"Sync\Settings", 3) + &entry("Sync", 1) + DIRECT_PUSH;
    assert_eq!(says(&both).verdict, Installs);
    let removed = entry("Sync", 1)
        + "<characteristic type=\"Metabase\"><nocharacteristic type=\"Sync\"/></characteristic>"
        + DIRECT_PUSH;
    assert_eq!(says(&removed).verdict, Installs);
    // Whom its roles keep out is refused all the same.
    let user = profile("wm6.1 standard", "[roles]\nSync = \"manager\"\n[rw-access]\nSync = 1\n");
    expect(&document(DIRECT_PUSH), &user, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn an_entry_of_the_metabase_acts_on_its_own_address_and_what_is_below_it_and_on_nothing_else() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10): the path begins with the provider, with
    // backslashes; an asterisk at its end stands for everything below.
    let entry = |address: &str| {
        format!(
            "<characteristic type=\"Metabase\"><characteristic type=\"{address}\"><parm name=\"access-role\" \
             value=\"16\"/></characteristic></characteristic>"
        )
    };
    let key = |key: &str| {
        format!(
            "<characteristic type=\"Registry\"><characteristic type=\"{key}\"><parm name=\"a\" value=\"1\" \
             datatype=\"integer\"/></characteristic></characteristic>"
        )
    };
    let device =
        profile("wm6.1 standard", "[roles]\nMetabase = \"authenticated-user\"\nRegistry = \"manager\"\n");
    let said = |address: &str, setting: &str| {
        says(&document(&format!("{}{setting}", entry(address))), &device, &by("rapi-xml")).verdict
    };
    let contoso = key(r"HKLM\Software\Contoso");
    let below = key(r"HKLM\Software\Contoso\Below");
    for (address, setting, verdict) in [
        (r"SecurityPolicy\4122", POLICY, Installs),
        (r"securitypolicy\4122", POLICY, Installs),
        (r"SecurityPolicy", POLICY, Installs),
        (r"SecurityPolicy\*", POLICY, Installs),
        (r"SecurityPolicy\4121", POLICY, Refused),
        (r"SecurityPolicy\41", POLICY, Refused),
        (r"4122", POLICY, Refused),
        (r"Registry\HKLM\Software\Contoso\*", &contoso, Installs),
        (r"Registry\HKLM\Software\Contoso", &below, Installs),
        (r"Registry\HKLM\Software\Contoso\a", &contoso, Installs),
        (r"Registry\HKLM\Software\Contoso\Below\*", &contoso, Refused),
        (r"Registry\HKLM\Software\Cont", &contoso, Refused),
        (r"HKLM\Software\Contoso", &contoso, Refused),
    ] {
        assert_eq!(said(address, setting), verdict, "{address}");
    }
    // What a nearer entry says wins, whichever came first.
    let nearer = format!("{}{}", entry(r"SecurityPolicy\4122"), entry("SecurityPolicy").replace("16", "8"));
    installs(&document(&format!("{nearer}{POLICY}")), &device, &by("rapi-xml"));
}

#[test]
fn whether_policy_4119_acts_inside_its_own_document_is_not_known() {
    let grant = r#"<characteristic type="SecurityPolicy"><parm name="4119" value="144"/></characteristic>"#;
    let device = profile("wm6.1 standard", "[roles]\n\"SecurityPolicy/4119\" = \"authenticated-user\"\n");
    expect(&document(&format!("{grant}{POLICY}")), &device, &by("rapi-xml"), Unknown, Gate::Settings);
    expect(&document(&format!("{POLICY}{grant}")), &device, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn what_stands_behind_the_loss_of_the_way_to_manager_is_not_known() {
    // On classic, the restricted desktop is manager by policy 4119 alone.
    let loss = r#"<characteristic type="SecurityPolicy"><parm name="4119" value="8"/></characteristic>"#;
    let device = policies("wm6.1 classic", "4097 = 2");
    installs(&document(POLICY), &device, &by("rapi-xml"));
    expect(&document(&format!("{loss}{POLICY}")), &device, &by("rapi-xml"), Unknown, Gate::Settings);
    installs(&document(&format!("{POLICY}{loss}")), &device, &by("rapi-xml"));
}

#[test]
fn what_no_source_gives_roles_for_is_not_known_but_the_manager_may_all() {
    let cellular = r#"<characteristic-query type="CM_CellularEntries"/>"#;
    let device = profile("wm6.1 standard", "");
    expect(&document(cellular), &device, &by("rapi-xml"), Unknown, Gate::Settings);
    installs(&document(cellular), &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml"));
}

#[test]
fn a_maker_s_supplicant_takes_no_notice_of_the_system_s_networks() {
    let wifi = r#"<characteristic type="Wi-Fi"><characteristic type="access-point"><characteristic type="a"><parm name="Encryption" value="0"/></characteristic></characteristic></characteristic>"#;
    let device = profile("wm6.1 standard", "wlan = \"oem\"\n[policies]\n4097 = 1\n");
    let said = installs(&document(wifi), &device, &by("rapi-xml"));
    assert!(said.remarks.iter().any(|remark| remark.contains("supplicant")), "{said:#?}");
}

#[test]
fn of_the_entries_of_the_metabase_the_nearest_to_a_setting_counts() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10): exact, nearest, and all below.
    let device = profile(
        "wm6.1 standard",
        "[roles]\nRegistry = \"manager\"\n\"Registry/HKLM/Software/Contoso\" = \"authenticated-user\"\n\
         \"Registry/HKLM/Software/Contoso/Locked\" = \"manager\"\n",
    );
    let write = |key: &str| {
        document(&format!(
            "<characteristic type=\"Registry\"><characteristic type=\"{key}\"><parm name=\"a\" value=\"1\" \
             datatype=\"integer\"/></characteristic></characteristic>"
        ))
    };
    installs(&write(r"HKLM\Software\Contoso"), &device, &by("rapi-xml"));
    installs(&write(r"HKLM\Software\Contoso\Below"), &device, &by("rapi-xml"));
    expect(&write(r"HKLM\Software\Contoso\Locked"), &device, &by("rapi-xml"), Refused, Gate::Settings);
    expect(&write(r"HKLM\Software\Contosoft"), &device, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn a_registry_path_that_the_table_does_not_name_is_not_known_and_one_that_it_names_is() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455928(v=msdn.10), which could be read in part.
    let device = profile("wm5 standard", "");
    let write = |key: &str| {
        document(&format!(
            "<characteristic type=\"Registry\"><characteristic type=\"{key}\"><parm name=\"a\" value=\"1\" \
             datatype=\"integer\"/></characteristic></characteristic>"
        ))
    };
    installs(&write(r"HKCU\Software\Contoso"), &device, &by("rapi-xml"));
    expect(&write(r"HKLM\Software\Contoso"), &device, &by("rapi-xml"), Unknown, Gate::Settings);
}

#[test]
fn a_row_of_the_registry_of_5_0_is_named_for_later_releases_and_leaves_open_whether_it_holds() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455928(v=msdn.10)
    let page = "https://learn.microsoft.com/en-us/previous-versions/aa455928(v=msdn.10)";
    let rows = [
        (r"HKCU\Software\Contoso", r"HKCU\SOFTWARE\*", 8 | 16),
        (r"HKCR\.abc", r"HKCR\*", 8 | 16),
        (r"HKCU\Software\Microsoft\Today\Items", r"HKCU\Software\Microsoft\Today\*", 8 | 16 | 64),
    ];
    for (key, row, roles) in rows {
        let write = document(&format!(
            "<characteristic type=\"Registry\"><characteristic type=\"{key}\"><parm name=\"a\" value=\"1\" \
             datatype=\"integer\"/></characteristic></characteristic>"
        ));
        for release in ["wm6", "wm6.1", "wm6.5"] {
            let device = policies(&format!("{release} standard"), "4097 = 2");
            let said = expect(&write, &device, &by("rapi-xml"), Unknown, Gate::Settings);
            let [refused] = &said.refused[..] else { panic!("{said:#?}") };
            assert_eq!(refused.needs, Some(RoleMask::from_bits(roles).unwrap()));
            let why = refused.why.as_deref().unwrap_or_default();
            assert!(why.contains(&format!("the row `{row}` of wm5 ")) && why.contains(page), "{why}");
            assert!(why.contains(&format!("for {release} too")), "{why}");
            // The manager may change it whatever the row says, and so may whom the maker gave the right.
            installs(&write, &policies(&format!("{release} standard"), "4097 = 1"), &by("rapi-xml"));
            let changed = "[policies]\n4097 = 2\n[roles]\nRegistry = \"authenticated-user\"";
            installs(&write, &profile(&format!("{release} standard"), changed), &by("rapi-xml"));
        }
        installs(&write, &policies("wm5 standard", "4097 = 2"), &by("rapi-xml"));
    }
}

#[test]
fn access_control_lists_of_device_management_do_not_count() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10)
    let replace = |address: &str, data: &str| {
        format!(
            "<Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SecurityPolicy/{address}</LocURI></Target>\
             <Data>{data}</Data></Item></Replace>"
        )
    };
    let text = format!(
        "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncBody>{}{}<Final/></SyncBody></SyncML>",
        replace("4122?prop=ACL", "Replace=*"),
        replace("4122", "1")
    );
    let message = read("message.xml", PackageKind::Cab, text.into_bytes());
    let device = profile("wm6.1 standard", "dm-role = \"operator\"");
    expect(&message, &device, &by("dm"), Refused, Gate::Settings);
}

#[test]
fn providers_are_open_to_the_roles_of_the_table() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455885(v=msdn.10) and the providers' own pages.
    let w7 = r#"<characteristic type="APPLICATION"><parm name="APPID" value="w7"/></characteristic>"#;
    let granted = |text: &str, role: &str| {
        let device = profile(
            "wm5 standard",
            &format!(
                "dm-role = \"{role}\"\n[policies]\n4119 = 0\n4120 = 0\n4097 = 2\n4111 = 8190\n4107 = 8190\n4132 = 1\n4110 = 8190"
            ),
        );
        let (channel, origin) = match role {
            "operator" => ("cp-netwpin", 256),
            "operator-tps" => ("cp-netwpin", 128 + 512 + 1024),
            "authenticated-user" => ("rapi-xml", 0),
            _ => ("rom", 0),
        };
        says(&document(text), &device, &from(channel, origin)).verdict
    };
    let store = stored("SPC", ROOT, &format!("<parm name=\"EncodedCertificate\" value=\"{CERTIFICATE}\"/>"));
    let metabase = r#"<characteristic type="Metabase"><characteristic type="Sync"><parm name="access-role" value="8"/></characteristic></characteristic>"#;
    for text in [POLICY, &store, metabase] {
        assert_eq!(granted(text, "manager"), Installs, "{text}");
        assert_eq!(granted(text, "operator"), Refused, "{text}");
        assert_eq!(granted(text, "authenticated-user"), Refused, "{text}");
    }
    let bootstrap =
        r#"<characteristic type="BOOTSTRAP"><parm name="NAME" value="Contoso"/></characteristic>"#;
    for text in [w7, bootstrap] {
        assert_eq!(granted(text, "operator"), Installs, "{text}");
        assert_eq!(granted(text, "operator-tps"), Installs, "{text}");
        assert_eq!(granted(text, "authenticated-user"), Refused, "{text}");
    }
    let gprs = r#"<characteristic type="CM_GPRSEntries"><characteristic type="a"><parm name="Enabled" value="1"/></characteristic></characteristic>"#;
    for role in ["operator", "operator-tps", "authenticated-user"] {
        assert_eq!(granted(gprs, role), Installs, "{role}");
    }
}

#[test]
fn between_two_releases_of_which_pages_tell_the_same_it_holds_too() {
    // 5.0: https://learn.microsoft.com/en-us/previous-versions/aa455885(v=msdn.10); 6.5: the guide's page on stores.
    for store in ["SPC", "Privileged Execution Trust Authorities", "Unprivileged Execution Trust Authorities"]
    {
        let entry = stored(store, ROOT, "<parm name=\"EncodedCertificate\" value=\"AA==\"/>");
        for release in ["wm5", "wm5-msfp", "wm6.1", "wm6.5"] {
            let device = policies(&format!("{release} standard"), "4119 = 128");
            expect(&document(&entry), &device, &by("rapi-xml"), Refused, Gate::Settings);
        }
    }
}

#[test]
fn only_the_manager_changes_policies_on_6_5_too() {
    // https://systemmanager.ru/windowsmobile_6_5.en/html/66d55bb3-51b3-4485-b0cc-21696abe1a5e.htm
    let device = profile("wm6.5 standard", "");
    expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn root_and_ca_need_the_manager_on_5_0_and_their_user_parts_are_open_from_6_on() {
    // https://systemmanager.ru/windowsmobile_6_5.en/html/7a8e0f2c-425f-41a1-bb98-c23237e6bbfc.htm
    let entry = format!("<parm name=\"EncodedCertificate\" value=\"{CERTIFICATE}\"/>");
    let below = |segment: &str| {
        let group = format!("<characteristic type=\"{ROOT}\">{entry}</characteristic>");
        format!(
            "<characteristic type=\"CertificateStore\"><characteristic type=\"ROOT\"><characteristic type=\"{segment}\">\
             {group}</characteristic></characteristic></characteristic>"
        )
    };
    let five = profile("wm5 standard", "");
    expect(&document(&stored("ROOT", ROOT, &entry)), &five, &by("rapi-xml"), Refused, Gate::Settings);
    // The certificate named directly below the store goes to the part that the roles reach.
    for (store, release) in [("ROOT", "wm6"), ("CA", "wm6"), ("ROOT", "wm6.1"), ("CA", "wm6.5")] {
        let device = policies(&format!("{release} standard"), "4097 = 2\n4119 = 0");
        installs(&document(&stored(store, ROOT, &entry)), &device, &by("rapi-xml"));
        // Of the store as a whole no page says it.
        let all = format!(
            "<characteristic type=\"CertificateStore\"><characteristic-query type=\"{store}\"/></characteristic>"
        );
        expect(&document(&all), &device, &by("rapi-xml"), Unknown, Gate::Settings);
        installs(&document(&all), &policies(&format!("{release} standard"), "4097 = 1"), &by("rapi-xml"));
    }
    let six = profile("wm6.5 standard", "");
    installs(&document(&below("User")), &six, &by("rapi-xml"));
    // How the system part is written is seen in documents of later systems only.
    expect(&document(&below("System")), &six, &by("rapi-xml"), Unknown, Gate::Settings);
    installs(&document(&below("System")), &policies("wm6.5 standard", "4097 = 1"), &by("rapi-xml"));
}

#[test]
fn the_manager_may_all_but_what_can_only_be_read() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737455(v=msdn.10)
    let text = r#"<characteristic type="DevInfo"><parm name="DevId" value="a"/></characteristic>"#;
    let device = policies("wm6.5 standard", "4097 = 1");
    let said = expect(&document(text), &device, &by("rapi-xml"), Refused, Gate::Settings);
    assert!(said.refused[0].why.as_deref().unwrap().contains("only be read"), "{:?}", said.refused);
    installs(
        &document(&text.replace("parm ", "parm-query ").replace(" value=\"a\"", "")),
        &device,
        &by("rapi-xml"),
    );
}

#[test]
fn policies_take_decimal_numbers_only() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737248(v=msdn.10)
    let device = policies("wm6.1 standard", "4097 = 1");
    installs(&document(&policy(4101, "16")), &device, &by("rapi-xml"));
    expect(&document(&policy(4101, "0x10")), &device, &by("rapi-xml"), Refused, Gate::Settings);
}

#[test]
fn a_document_that_uninstalls_has_nothing_else() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737206(v=msdn.10); what a device makes of more is not said.
    let uninstall = r#"<characteristic type="UnInstall"><characteristic type="Contoso"><parm name="uninstall" value="1"/></characteristic></characteristic>"#;
    let device = policies("wm6.1 standard", "4097 = 1");
    installs(&document(uninstall), &device, &by("rapi-xml"));
    expect(
        &document(&format!("{uninstall}{DIRECT_PUSH}")),
        &device,
        &by("rapi-xml"),
        Unknown,
        Gate::Settings,
    );
}

#[test]
fn a_trusted_proxy_is_set_by_whom_policy_4121_allows() {
    // https://github.com/MicrosoftDocs/windows-itpro-docs/blob/main/windows/client-management/mdm/pxlogical-csp.md
    let proxy = r#"<characteristic type="PXLOGICAL"><parm name="PROXY-ID" value="p"/><parm name="TRUST"/></characteristic>"#;
    let device = |policy: &str| policies("wm6.1 standard", &format!("4097 = 2\n4119 = 0\n{policy}"));
    let by = by("rapi-xml");
    let said = expect(&document(proxy), &device("4121 = 140"), &by, Refused, Gate::Settings);
    assert!(said.refused[0].why.as_deref().unwrap().contains("4121"), "{said:#?}");
    installs(&document(proxy), &device("4121 = 156"), &by);
    let said = expect(&document(proxy), &device(""), &by, Unknown, Gate::Settings);
    assert!(said.to_know.iter().any(|known| known.contains("4121")), "{said:#?}");
    let plain = proxy.replace("<parm name=\"TRUST\"/>", "");
    installs(&document(&plain), &device("4121 = 140"), &by);
}

#[test]
fn that_the_manager_overrules_what_a_profile_says_is_said_to_be_inferred() {
    let device = profile("wm6.1 standard", "[policies]\n4097 = 1\n[roles]\nSync = \"operator\"\n");
    let said = installs(&document(DIRECT_PUSH), &device, &by("rapi-xml"));
    assert!(said.remarks.iter().any(|remark| remark.contains("inferred")), "{said:#?}");
    let open = profile("wm6.1 standard", "[policies]\n4097 = 1\n[roles]\nSync = \"manager\"\n");
    let said = installs(&document(DIRECT_PUSH), &open, &by("rapi-xml"));
    assert!(!said.remarks.iter().any(|remark| remark.contains("inferred")), "{said:#?}");
}
