//! What is said to make an artifact pass, makes it pass.

use provsmith::catalogue::Catalogue;
use provsmith::judge::{Change, Step};
use provsmith::terms::{Channel, Thumbprint};

use super::support::*;

/// Judges again with a change made.
fn with(change: &Change, case: &Case, profile: &Profile, delivery: &Delivery) -> Judgement {
    let (case, profile, delivery) = change.made(case, profile, delivery);
    judge(&case, &profile, &delivery, &Catalogue::builtin())
}

#[test]
fn advice_that_is_followed_leads_to_a_yes_on_every_channel_of_devices_of_2003() {
    follow_all("wm2003");
}

#[test]
fn advice_that_is_followed_leads_to_a_yes_on_every_channel_of_devices_of_6_1() {
    follow_all("wm6.1");
}

fn follow_all(release: &str) {
    let two = format!(
        "[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n\
         [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{}\"\nrole = 16\n",
        "00".repeat(20)
    );
    let settings = [
        "",
        "[policies]\n4101 = 0\n4122 = 1\n2 = 1\n",
        "[policies]\n4097 = 0\n4119 = 0\n4120 = 0\n",
        "[policies]\n4124 = 0\n4108 = 2048\n4109 = 3072\n4110 = 0\n4111 = 3732\n4141 = 256\n4132 = 1\n",
        "dm-role = \"authenticated-user\"\nrevoked = [\"DC62BE1BE94303C10BFF4828CBA8741E611F98C4\"]\n",
        two.as_str(),
    ];
    let grant = policy(4119, "144");
    let texts = [DIRECT_PUSH, POLICY, &format!("{grant}{POLICY}")];
    let mut cases: Vec<Case> = texts.iter().map(|text| document(text)).collect();
    for text in texts {
        cases.extend([cab(text), cpf(text), signed(cab(text)), signed(cpf(text))]);
    }
    cases.push(document(POLICY).in_wbxml());
    let (mut given, mut judged) = (0, 0);
    for (class, lines) in
        ["classic", "standard"].into_iter().flat_map(|class| settings.map(|lines| (class, lines)))
    {
        // Policies that a release does not have are left out.
        let text = format!("release = \"{release}\"\nclass = \"{class}\"\n{lines}");
        let path = std::path::Path::new("device.toml");
        let Ok(device) = Profile::parse(path, text, &Catalogue::builtin()) else { continue };
        for channel in Channel::ALL {
            let http = "http://mdm.example.com/a.cpf".to_owned();
            let link = Some(http).filter(|_| channel == Channel::Sl);
            let delivery = Delivery { link, ..Delivery::by(channel) };
            for case in &cases {
                let judgement = says(case, &device, &delivery);
                judged += 1;
                for change in &judgement.changes {
                    let then = with(change, case, &device, &delivery);
                    // Or what nobody knew before is all that is left.
                    let is_new = |step: &&Step| step.verdict == Unknown && !judgement.steps.contains(step);
                    let is_left = judgement.verdict == Refused
                        && then.verdict == Unknown
                        && !then.steps.iter().any(|step| is_new(&step));
                    assert!(
                        matches!(then.verdict, Installs | Asks) || is_left,
                        "{channel} {device:?}\n{change}\n{judgement:#?}\n{then:#?}"
                    );
                    given += 1;
                }
            }
        }
    }
    assert!(judged > 1500 && given > 200, "{judged} judged, {given} given");
}

#[test]
fn where_two_entries_of_spc_disagree_one_mask_for_both_is_advised() {
    let leaf: Thumbprint = "00".repeat(20).parse().unwrap();
    let device = |leaf_role: u32| {
        profile(
            "wm6.1 standard",
            &format!(
                "[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n\
                 [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{leaf}\"\nrole = {leaf_role}\n"
            ),
        )
    };
    let package = signed(cab(POLICY));
    let said = expect(&package, &device(16), &by("open"), Unknown, Gate::Settings);
    assert!(
        said.changes.iter().any(|change| change.to_string().contains("one role mask, manager (8)")),
        "{said:#?}"
    );
    installs(&package, &device(8), &by("open"));
}

#[test]
fn what_another_gate_would_refuse_is_advised_with_what_opens_that_too_or_not_at_all() {
    // The card must start its launcher, and the signature must have the role.
    let device = policies("wm6.1 standard", "2 = 1\n4102 = 1\n4119 = 0\n");
    let said = expect(&cab(POLICY), &device, &by("card"), Refused, Gate::Autorun);
    assert!(
        said.changes.iter().any(|change| change.to_string().contains("policy 2 to 0; then sign it")),
        "{said:#?}"
    );
    // Nobody but the image sets what can only be read.
    let read_only = r#"<characteristic type="DevInfo"><parm name="DevId" value="a"/></characteristic>"#;
    let said = says(&document(read_only), &profile("wm6.5 standard", ""), &by("rapi-xml"));
    assert_eq!((said.verdict, said.changes.as_slice()), (Refused, &[][..]));
}

#[test]
fn what_must_be_found_out_is_no_advice() {
    let said = expect(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("dm"), Unknown, Gate::Account);
    assert!(said.to_know.iter().any(|unknown| unknown.contains("dm-role")), "{said:#?}");
    assert!(
        !said.changes.iter().any(|change| change.to_string().contains("say in the profile")),
        "{said:#?}"
    );
    // How a push comes is known to its sender, whatever it links to.
    let said = says(&cab(DIRECT_PUSH), &profile("wm6.1 standard", ""), &by("sl"));
    assert!(said.to_know.iter().any(|unknown| unknown.contains("--origin")), "{said:#?}");
}

/// Each change in words.
fn to_pass(judgement: &Judgement) -> Vec<String> {
    judgement.changes.iter().map(Change::to_string).collect()
}

#[test]
fn a_desktop_that_is_shut_out_is_let_in_another_way_or_the_document_comes_in_a_package() {
    let said = expect(
        &document(DIRECT_PUSH),
        &policies("wm6.1 standard", "4097 = 0"),
        &by("rapi-xml"),
        Refused,
        Gate::Desktop,
    );
    let [set, pack] = &to_pass(&said)[..] else { panic!("{said:#?}") };
    assert_eq!(set, "set policy 4097 to 2 by another way than the desktop");
    assert!(pack.contains("provsmith pack") && pack.contains("channel open"), "{pack}");
    // What only the manager may change needs the open desktop.
    let said = says(&document(POLICY), &policies("wm6.1 standard", "4097 = 0"), &by("rapi-xml"));
    assert_eq!(to_pass(&said)[0], "set policy 4097 to 1 by another way than the desktop");
}

#[test]
fn a_message_that_is_dropped_passes_by_the_policies_with_which_devices_are_made_ready_over_the_air() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737524(v=msdn.10): 4143 + 4096 and 4119 + 4 = 132.
    let device = policies("wm6.5 standard", "4111 = 3732\n4119 = 128");
    let said = expect(&document(POLICY), &device, &from("cp-usernetwpin", 0), Refused, Gate::Origin);
    assert!(
        to_pass(&said).contains(
            &"set policy 4143 to 7296, which takes any-push-source too; then have policy 4119 count operator as manager, for everything that comes so"
                .to_owned()
        ),
        "{said:#?}"
    );
    // Where a policy is not known, it is said what it must be.
    let said = expect(
        &document(DIRECT_PUSH),
        &profile("wm6.5 standard", ""),
        &from("cp-usernetwpin", 0),
        Refused,
        Gate::Origin,
    );
    assert!(!said.changes.is_empty() && to_pass(&said).iter().all(|change| change.contains("policy 4111")));
}

#[test]
fn what_anybody_can_send_is_never_let_in_without_a_pin_nor_made_manager() {
    let devices = [
        profile("wm6.5 standard", ""),
        policies("wm6.5 standard", "4108 = 0\n4109 = 0\n4110 = 0\n4111 = 0\n4143 = 0"),
    ];
    for (device, channel) in devices.iter().flat_map(|device| Channel::ALL.map(|channel| (device, channel))) {
        let delivery = Delivery { origin: Some(RoleMask::NONE), ..Delivery::by(channel) };
        for case in [cab(POLICY), document(POLICY), signed(cab(POLICY))] {
            let said = says(&case, device, &delivery);
            for change in to_pass(&said) {
                assert!(!change.contains("count any-push-source"), "{channel}: {change}");
                assert!(!change.contains("takes unauthenticated-user"), "{channel}: {change}");
                let has_pin = channel.name().contains("pin");
                assert!(has_pin || !change.contains("takes any-push-source"), "{channel}: {change}");
            }
        }
    }
}

#[test]
fn a_silent_launcher_is_to_show_dialogs_or_the_package_to_be_signed() {
    let silent = Delivery { launcher: Launcher::Silent, ..by("card") };
    // Where it is not known whether cards start anything, that must be seen to as well.
    for (policy, with) in [("2 = 0\n4102 = 1", ""), ("4102 = 1", "set policy 2 to 0")] {
        let device = policies("wm6.1 standard", policy);
        let said = expect(&cab(DIRECT_PUSH), &device, &silent, Refused, Gate::Prompt);
        for wanted in ["--launcher ui", "sign it below"] {
            let change = to_pass(&said).into_iter().find(|change| change.contains(wanted)).expect(wanted);
            assert!(change.contains(with), "{change}");
        }
    }
}

#[test]
fn a_document_is_to_be_packed_for_a_channel_that_takes_packages() {
    let device = profile("wm6.1 standard", "");
    let said = expect(&document(DIRECT_PUSH), &device, &by("http"), Refused, Gate::Channel);
    assert_eq!(to_pass(&said), ["pack it: `provsmith pack` makes a package of it"]);
    let said = expect(&document(POLICY), &device, &by("http"), Refused, Gate::Channel);
    assert!(to_pass(&said)[0].contains("makes a package of it; then sign it below"), "{said:#?}");
    // The desktop takes no .cpf, which may be opened on the device.
    let said = expect(&signed(cpf(POLICY)), &spc("wm6.1 standard", 8), &by("rapi"), Refused, Gate::Channel);
    assert_eq!(to_pass(&said), ["have the user open the package on the device, channel open"]);
    // No package goes where documents alone go.
    let said = expect(&cab(POLICY), &device, &by("rapi-xml"), Refused, Gate::Channel);
    assert_eq!(to_pass(&said), [""; 0]);
}

#[test]
fn nothing_is_asked_for_that_is_so_already_or_is_not_needed() {
    // Here the desktop is the manager already, by policy 4119.
    let grants = format!("{}{POLICY}", policy(4119, "8"));
    let device = policies("wm6.1 classic", "4097 = 2\n4119 = 48");
    let said = expect(&document(&grants), &device, &by("rapi-xml"), Unknown, Gate::Settings);
    assert_eq!(
        to_pass(&said),
        [
            "bring the change of policy 4119 or 4120 in a document of its own",
            "set policy 4097 to 1, by which the desktop is manager"
        ]
    );
    // The same steps in another order are the same.
    let silent = Delivery { launcher: Launcher::Silent, ..by("card") };
    let said = says(&cab(DIRECT_PUSH), &policies("wm6.1 standard", "4102 = 1"), &silent);
    let is_of_launcher = |change: &&String| change.contains("--launcher ui");
    assert_eq!(to_pass(&said).iter().filter(is_of_launcher).count(), 1, "{said:#?}");
}

#[test]
fn a_certificate_that_spc_has_with_too_few_roles_is_to_be_stored_with_more() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455841(v=msdn.10): to change a role, both parms are sent.
    let device = spc("wm6.1 standard", 16);
    let said = expect(&signed(cab(POLICY)), &device, &by("http"), Refused, Gate::Settings);
    let change = to_pass(&said).into_iter().find(|change| change.contains("in SPC again")).unwrap();
    assert!(change.contains("manager+authenticated-user (24)"), "{change}");
    // Of a chain that SPC does not have, and of what is not signed, there is nothing to store again.
    for case in [cab(POLICY), signed(cab(POLICY))] {
        let said = says(&case, &profile("wm6.1 standard", ""), &by("http"));
        assert!(!to_pass(&said).iter().any(|change| change.contains("in SPC again")), "{said:#?}");
    }
}

#[test]
fn what_a_channel_takes_in_the_other_model_only_is_to_be_converted() {
    let device = profile("wm6.1 standard", "dm-role = \"manager\"");
    let said = expect(&document(POLICY), &device, &by("dm"), Refused, Gate::Channel);
    assert!(said.changes[0].to_string().contains("convert --as syncml"), "{said:#?}");
    let message = message_of(
        "<Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SecurityPolicy/4122</LocURI></Target>\
         <Meta><Format xmlns=\"syncml:metinf\">int</Format></Meta><Data>1</Data></Item></Replace>",
    );
    let said =
        expect(&message, &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml"), Refused, Gate::Channel);
    assert!(said.changes[0].to_string().contains("convert --as wap"), "{said:#?}");
    // What the other model cannot say is no way: nobody is advised to lose something.
    let run = message_of(
        "<Exec><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/Download/a</LocURI></Target></Item></Exec>",
    );
    let said = expect(&run, &policies("wm6.1 standard", "4097 = 1"), &by("rapi-xml"), Refused, Gate::Channel);
    assert!(said.changes.is_empty(), "{said:#?}");
}

fn message_of(command: &str) -> Case {
    let text = format!("<SyncBody>{command}<Final/></SyncBody>");
    read("m.xml", PackageKind::Cab, text.into_bytes())
}

#[test]
fn where_nobody_knows_whether_the_user_is_asked_for_a_network_pin_it_is_said_how_to_know() {
    let device = policies("wm5 standard", "4111 = 3732");
    let said = expect(&document(DIRECT_PUSH), &device, &from("cp-netwpin", 256), Refused, Gate::Origin);
    assert!(said.changes.iter().any(|change| change.to_string().contains("4132")), "{said:#?}");
}

#[test]
fn a_door_that_takes_nobody_is_to_be_opened_for_who_can_be_known() {
    let stored = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 16\n");
    let device = profile("wm6.1 standard", &format!("[policies]\n4108 = 0\n4113 = 1\n{stored}"));
    let said = expect(&signed(cab(DIRECT_PUSH)), &device, &by("sl"), Refused, Gate::Origin);
    let said = said.changes.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(said.iter().any(|change| change.contains("set policy 4108 to")), "{said:?}");
}

#[test]
fn what_is_left_after_a_change_may_be_what_nobody_knew_before() {
    // Policy 4109 has no documented default, and the account is not told.
    let device = profile("wm6.1 standard", "");
    for channel in ["si", "dm"] {
        let said = says(&cpf(DIRECT_PUSH), &device, &by(channel));
        assert_eq!(said.verdict, Refused, "{said:#?}");
        assert!(said.changes.iter().any(|change| change.to_string().starts_with("sign it")), "{said:#?}");
        assert!(!said.to_know.is_empty());
    }
}

#[test]
fn a_message_that_has_no_role_of_a_manager_is_to_come_from_who_counts_as_one() {
    // The operator's server is manager by 4119: https://learn.microsoft.com/en-us/previous-versions/ms889589(v=msdn.10)
    let device = policies("wm6.1 standard", "4110 = 8190\n4111 = 8190");
    let said = expect(&document(POLICY), &device, &from("cp", 512), Refused, Gate::Settings);
    assert!(said.changes.iter().any(|change| change.to_string().contains("operator-tps")), "{said:#?}");
}

#[test]
fn a_trusted_proxy_and_a_revoked_file_have_a_way_out() {
    let proxy = r#"<characteristic type="PXLOGICAL"><parm name="PROXY-ID" value="p"/><parm name="TRUST"/></characteristic>"#;
    let device = policies("wm6.1 standard", "4097 = 2\n4121 = 140");
    let said = expect(&document(proxy), &device, &by("rapi-xml"), Refused, Gate::Settings);
    assert!(said.changes.iter().any(|change| change.to_string().contains("4121")), "{said:#?}");
    let mut content = std::io::Cursor::new(Vec::new());
    Package::of_document(PackageKind::Cab, bytes(DIRECT_PUSH)).unwrap().write(&mut content).unwrap();
    let digest = Thumbprint::of_der(content.get_ref());
    let device = profile("wm6.1 standard", &format!("revoked = [\"{digest}\"]\n[policies]\n4122 = 1\n"));
    let said = says(&read("a.cab", PackageKind::Cab, content.into_inner()), &device, &by("open"));
    assert!(said.changes.iter().any(|change| change.to_string().contains("anew")), "{said:#?}");
}

#[test]
fn an_operator_s_server_that_is_kept_out_is_to_be_let_in() {
    let device = policies("wm6.1 standard", "4104 = 0\n4141 = 128\n4111 = 128\n4132 = 1");
    let said = says(&document(POLICY), &device, &from("cp-netwpin", 128 + 512 + 1024));
    assert_eq!(said.verdict, Refused);
    assert!(said.changes.iter().any(|change| change.to_string().contains("4104 to 1")), "{said:#?}");
}
