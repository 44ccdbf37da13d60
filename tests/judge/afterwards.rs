//! What comes after a document was taken.

use super::support::*;

use provsmith::device::{CertificateStore, Fact, PolicyState, draft};
use provsmith::judge::afterwards::{Afterwards, Removal};

fn with_role(role: u32) -> String {
    encoded(CERTIFICATE, role)
}

fn encoded(certificate: &str, role: u32) -> String {
    format!(
        "<parm name=\"EncodedCertificate\" value=\"{certificate}\"/><parm name=\"Role\" value=\"{role}\"/>"
    )
}

fn open(device: &str) -> Profile {
    policies(device, "4097 = 1")
}

fn value(profile: &Profile, id: u32) -> Option<u32> {
    match profile.policy(id) {
        PolicyState::Known(Fact { value, .. }) => Some(value),
        _ => None,
    }
}

#[test]
fn a_policy_has_the_value_of_the_document_and_one_that_is_removed_is_0() {
    // https://github.com/MicrosoftDocs/windows-itpro-docs/blob/01f197ed7a30f50c48b8496f5d25501b66eac988/windows/client-management/mdm/securitypolicy-csp.md
    let then = after(&document(&policy(4101, "0")), &open("wm6.1 standard"), &by("rapi-xml"));
    assert_eq!(value(&then.profile, 4101), Some(0));
    assert!(then.changes[0].contains("was 16, documented"), "{:?}", then.changes);
    let remove = r#"<characteristic type="SecurityPolicy"><noparm name="4119"/></characteristic>"#;
    let then = after(&document(remove), &open("wm6.1 standard"), &by("rapi-xml"));
    assert_eq!(value(&then.profile, 4119), Some(0));
}

#[test]
fn the_registry_and_device_management_change_policies_too() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889564(v=msdn.10)
    let registry = r#"<characteristic type="Registry"><characteristic type="HKLM\Security\Policies\Policies">
        <parm name="00001005" value="0" datatype="integer"/></characteristic></characteristic>"#;
    let then = after(&document(registry), &open("wm6.1 standard"), &by("rapi-xml"));
    assert_eq!(value(&then.profile, 4101), Some(0));
    let text = b"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>\
        ./Vendor/MSFT/SecurityPolicy/4101</LocURI></Target><Data>0</Data></Item></Replace><Final/></SyncBody></SyncML>";
    let message = read("message.xml", PackageKind::Cab, text.to_vec());
    let then = after(&message, &profile("wm6.1 standard", "dm-role = \"manager\""), &by("dm"));
    assert_eq!(value(&then.profile, 4101), Some(0));
}

#[test]
fn a_policy_that_the_release_does_not_have_or_a_value_that_it_cannot_have_changes_nothing_that_is_known() {
    // What a device makes of such a value is not documented: then nothing is known of the policy any more.
    for (text, known) in [(policy(4107, "16"), Some(1)), (policy(4097, "7"), None)] {
        let device = open("wm6.1 standard");
        let then = after(&document(&text), &device, &by("rapi-xml"));
        assert!(then.changes.is_empty() && then.remarks.len() == 1, "{:?}", then.remarks);
        assert_eq!(value(&then.profile, 4097), known);
    }
}

#[test]
fn a_role_is_stored_only_beside_the_certificate() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)
    let device = open("wm6.1 standard");
    let then = after(&document(&stored("SPC", ROOT, &with_role(8))), &device, &by("rapi-xml"));
    assert_eq!(then.profile.spc(ROOT.parse().unwrap()).unwrap().role, RoleMask::from_bits(8).ok());
    let alone = stored("SPC", ROOT, "<parm name=\"Role\" value=\"16\"/>");
    let again = after(&document(&alone), &then.profile, &by("rapi-xml"));
    assert_eq!(again.profile.spc(ROOT.parse().unwrap()).unwrap().role, RoleMask::from_bits(8).ok());
    assert!(again.remarks[0].contains("EncodedCertificate"), "{:?}", again.remarks);
    let both = after(&document(&stored("SPC", ROOT, &with_role(16))), &then.profile, &by("rapi-xml"));
    assert_eq!(both.profile.spc(ROOT.parse().unwrap()).unwrap().role, RoleMask::from_bits(16).ok());
}

#[test]
fn a_role_has_no_effect_in_the_execution_stores() {
    // https://learn.microsoft.com/en-us/previous-versions/ms889531(v=msdn.10)
    let text = stored("Privileged Execution Trust Authorities", ROOT, &with_role(8));
    let then = after(&document(&text), &open("wm6.1 standard"), &by("rapi-xml"));
    let [entry] = then.profile.certificates.as_slice() else { panic!("{:?}", then.profile.certificates) };
    assert_eq!((entry.store, entry.role), (CertificateStore::Privileged, None));
}

#[test]
fn what_is_taken_out_of_spc_gives_packages_nothing_any_more() {
    let device = profile(
        "wm6.1 standard",
        &format!(
            "[policies]\n4097 = 1\n4101 = 0\n[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n"
        ),
    );
    installs(&signed(cab(POLICY)), &device, &by("open"));
    let one = format!(
        "<characteristic type=\"CertificateStore\"><characteristic type=\"SPC\"><nocharacteristic type=\"{ROOT}\"/>\
         </characteristic></characteristic>"
    );
    // Documented for SPC on 6.5: the whole store is emptied.
    let all = "<characteristic type=\"CertificateStore\"><nocharacteristic type=\"SPC\"/></characteristic>";
    for text in [one.as_str(), all] {
        let then = after(&document(text), &device, &by("rapi-xml")).profile;
        assert!(then.certificates.is_empty());
        assert_eq!(says(&signed(cab(POLICY)), &then, &by("open")).verdict, Refused);
    }
}

#[test]
fn an_entry_of_the_metabase_holds_for_the_packages_that_follow() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737576(v=msdn.10)
    let entry = r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy\4122"><parm name="access-role" value="16"/></characteristic></characteristic>"#;
    let device = spc("wm6.1 standard", 8);
    let then = after(&signed(cab(entry)), &device, &by("open")).profile;
    expect(&document(POLICY), &device, &by("rapi-xml"), Refused, Gate::Settings);
    installs(&document(POLICY), &then, &by("rapi-xml"));
}

#[test]
fn an_rw_access_of_the_metabase_holds_for_the_documents_that_follow() {
    let entry = |value: u32| {
        document(&format!(
            "<characteristic type=\"Metabase\"><characteristic type=\"Sync\\Settings\\*\"><parm name=\"rw-access\" \
             value=\"{value}\"/></characteristic></characteristic>"
        ))
    };
    let then = after(&entry(1), &open("wm6.1 standard"), &by("rapi-xml"));
    assert!(then.changes[0].contains("Sync/Settings has the rw-access 1"), "{:?}", then.changes);
    expect(&document(DIRECT_PUSH), &then.profile, &by("rapi-xml"), Unknown, Gate::Settings);
    let again = after(&entry(3), &then.profile, &by("rapi-xml")).profile;
    installs(&document(DIRECT_PUSH), &again, &by("rapi-xml"));
}

#[test]
fn who_makes_the_policies_read_only_is_not_known_to_become_manager_again() {
    let text = r#"<characteristic type="Metabase"><characteristic type="SecurityPolicy"><parm name="rw-access" value="1"/></characteristic></characteristic>"#;
    assert!(after(&document(text), &open("wm6.1 standard"), &by("rapi-xml")).locks_out);
}

#[test]
fn a_revoked_hash_is_refused_afterwards() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737649(v=msdn.10): base64 of the SHA-1, here of ROOT.
    let text = r#"<characteristic type="LoaderRevocation"><parm name="3GK+G+lDA8EL/0goy6h0HmEfmMQ=" value="1"/></characteristic>"#;
    let device = spc("wm6.1 standard", 8);
    let then = after(&signed(cab(text)), &device, &by("open")).profile;
    expect(&signed(cab(POLICY)), &then, &by("open"), Refused, Gate::Revocation);
}

#[test]
fn the_account_of_a_server_never_gets_more_than_the_message_that_makes_it() {
    // https://learn.microsoft.com/en-us/previous-versions/aa455964(v=msdn.10)
    let account = |role: &str| {
        document(&format!(
            "<characteristic type=\"APPLICATION\"><parm name=\"APPID\" value=\"w7\"/>{role}</characteristic>"
        ))
    };
    let device = policies("wm6.1 standard", "4141 = 256\n4132 = 1\n4111 = 4\n4119 = 0");
    let of = |role| after(&account(role), &device, &from("cp-netwpin", 256)).profile.dm_role.unwrap().bits();
    assert_eq!(of("<parm name=\"ROLE\" value=\"12\"/>"), 4);
    assert_eq!(of(""), 4 + 256 + 4096);
}

#[test]
fn what_is_refused_changes_nothing() {
    let device = profile("wm6.1 standard", "");
    let judgement = says(&document(POLICY), &device, &by("rapi-xml"));
    let catalogue = provsmith::catalogue::Catalogue::builtin();
    let none =
        provsmith::judge::afterwards::Afterwards::of(&document(POLICY), &device, &judgement, &catalogue);
    assert!(none.is_none());
}

/// A device that only its administrator's key and the desktop reach.
fn closed(lines: &str) -> Profile {
    let policies =
        "4097 = 1\n4101 = 0\n4102 = 0\n4108 = 0\n4109 = 0\n4110 = 0\n4111 = 0\n4119 = 0\n4123 = 0\n2 = 1\n";
    profile("wm6.1 standard", &format!("dm-role = \"none\"\n[policies]\n{policies}{lines}"))
}

#[test]
fn a_document_after_which_nobody_becomes_manager_is_told() {
    let shut = document(&policy(4097, "0"));
    let then = after(&shut, &closed(""), &by("rapi-xml"));
    assert!(then.locks_out && then.manager.is_empty(), "{:?}", then.manager);
    // With a key in SPC there is a way left.
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let then = after(&shut, &closed(&entry), &by("rapi-xml"));
    assert!(!then.locks_out);
    assert!(then.manager.iter().all(|way| way.key == Some(ROOT.parse().unwrap())), "{:?}", then.manager);
    // And with the role taken from that key there is none again.
    let lower = document(&(policy(4097, "0") + &stored("SPC", ROOT, &with_role(16))));
    assert!(after(&lower, &closed(&entry), &by("rapi-xml")).locks_out);
}

#[test]
fn an_entry_that_is_no_certificate_or_another_than_its_name_says_leaves_no_way_open() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10): the name is the SHA-1 of the certificate.
    let other = "1".repeat(40);
    for (name, certificate) in [(ROOT, "AAAA"), (ROOT, "no base64"), (other.as_str(), CERTIFICATE)] {
        let text = stored("SPC", name, &encoded(certificate, 8)) + &policy(4097, "0");
        let then = after(&document(&text), &closed(""), &by("rapi-xml"));
        assert!(then.locks_out && then.profile.certificates.is_empty(), "{name} {certificate}");
        assert!(then.remarks[0].contains("no certificate with this SHA-1"), "{:?}", then.remarks);
    }
    let text = stored("SPC", ROOT, &encoded(CERTIFICATE, 8)) + &policy(4097, "0");
    assert!(!after(&document(&text), &closed(""), &by("rapi-xml")).locks_out);
}

#[test]
fn exchange_remains_a_way_where_4119_has_the_enterprise_as_from_6_1_on() {
    // https://learn.microsoft.com/en-us/previous-versions/cc842615(v=msdn.10)
    let then = after(&document(&policy(4097, "0")), &open("wm6.1 standard"), &by("rapi-xml"));
    assert!(then.manager.iter().any(|way| way.channel.name() == "eas" && !way.certain), "{:?}", then.manager);
}

#[test]
fn settings_do_not_outlive_a_cold_boot_unless_they_are_in_the_image() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737254(v=msdn.10)
    let outlives = |device: &str, channel: &str| {
        let then = after(&document(DIRECT_PUSH), &open(device), &by(channel));
        then.cold_boot.map(|fact| (fact.outlives, fact.source.starts_with("http")))
    };
    assert_eq!(outlives("wm6.1 standard", "rom"), Some((true, true)));
    assert_eq!(outlives("wm6.1 standard", "rapi-xml"), Some((false, true)));
    assert_eq!(outlives("wm2003 classic", "rapi-xml"), Some((false, true)));
    assert_eq!(outlives("wm2003 standard", "rapi-xml"), None, "no source tells");
}

#[test]
fn a_program_is_listed_in_remove_programs_where_its_signature_gives_it_the_authenticated_user() {
    // https://learn.microsoft.com/en-us/previous-versions/cc563003(v=msdn.10)
    let when = |case: &Case, role| {
        after(case, &spc("wm6.1 standard", role), &by("open")).remove_programs.unwrap().when
    };
    assert_eq!(when(&signed(cab(DIRECT_PUSH)), 24), Removal::Listed);
    assert_eq!(when(&signed(cab(DIRECT_PUSH)), 8), Removal::Hidden);
    // https://learn.microsoft.com/en-us/previous-versions/gg155004(v=winembedded.80)
    let quiet = r#"<characteristic type="Install"><parm name="NoUninstall" value="1"/></characteristic>"#;
    assert_eq!(when(&signed(cab(quiet)), 24), Removal::NoEntry);
    let none = after(&document(DIRECT_PUSH), &open("wm6.1 standard"), &by("rapi-xml"));
    assert!(none.remove_programs.is_none());
}

#[test]
fn a_device_of_which_no_way_to_manager_is_known_any_more_counts_as_locked() {
    // What a program on the device may do depends on its trust, of which nothing is known here.
    let device = policies("wm6.1 standard", "4097 = 1\n4123 = 0");
    let shut = r#"<characteristic type="SecurityPolicy"><parm name="4119" value="0"/><parm name="4097" value="0"/></characteristic>"#;
    let then = after(&document(shut), &device, &by("rapi-xml"));
    assert!(then.locks_out && then.manager.iter().all(|way| !way.certain), "{:?}", then.manager);
    assert!(then.to_string().contains("nobody is known to become manager any more"), "{then}");
    assert!(!after(&document(DIRECT_PUSH), &device, &by("rapi-xml")).locks_out);
}

#[test]
fn what_gives_a_program_its_role_is_named() {
    let says = |case: &Case, device| after(case, &device, &by("open")).remove_programs.unwrap().says;
    assert!(says(&signed(cab(DIRECT_PUSH)), spc("wm6.1 standard", 24)).contains(": its signature gives it"));
    let unsigned = says(&cab(DIRECT_PUSH), policies("wm6.1 standard", "4101 = 16\n4102 = 1\n4122 = 1"));
    assert!(unsigned.contains(": policy 4101 gives it"), "{unsigned}");
}

#[test]
fn not_user_removable_hides_what_device_management_fetches() {
    let message = |removable: &str| {
        let item = |verb: &str, name: &str, data: &str| {
            format!(
                "<{verb}><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/p/{name}</LocURI></Target>{data}</Item></{verb}>"
            )
        };
        let text = format!(
            "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncBody>{}{}{}<Final/></SyncBody></SyncML>",
            item("Add", "PkgURL", "<Data>https://mdm.example.com/a.cab</Data>"),
            removable,
            item("Exec", "Operations/DownloadInstall", "")
        );
        read("message.xml", PackageKind::Cab, text.into_bytes())
    };
    let device = profile("wm6.1 standard", "dm-role = \"manager\"");
    let when = |removable| after(&message(removable), &device, &by("dm")).remove_programs.unwrap().when;
    assert_eq!(when(""), Removal::Fetched);
    let hidden = "<Add><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/p/Ext/Microsoft/NotUserRemovable\
        </LocURI></Target><Data>TRUE</Data></Item></Add>";
    assert_eq!(when(hidden), Removal::Never);
}

#[test]
fn a_profile_that_is_written_says_what_the_device_is() {
    let lines = format!(
        "wlan = \"oem\"\ndm-role = \"manager+operator\"\nrevoked = [\"{ROOT}\"]\nconfiguration = \"two-tier-prompt\"\n[policies]\n\
         4101 = 0\n4119 = {{ value = 128, from = \"queried\" }}\n[roles]\n'Registry/HKLM\\Software/\"x\"' = 24\n[rw-access]\n\"Sync/Settings\" = 1\n\
         [[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 222\nfrom = \"queried\"\n\
         [[certificate]]\nstore = \"ROOT\"\nthumbprint = \"{ROOT}\"\n"
    );
    let device = profile("wm6.1 standard", &lines);
    let text = draft::of_profile(&device);
    let read = Profile::parse(
        std::path::Path::new("device.toml"),
        text,
        &provsmith::catalogue::Catalogue::builtin(),
    );
    assert_eq!(format!("{:?}", read.unwrap()), format!("{device:?}"));
}

#[test]
fn an_entry_of_spc_that_goes_with_its_key_of_the_registry_is_gone() {
    // https://itsme.home.xs4all.nl/projects/xda/smartphone-certificates.html
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let device = profile("wm6.1 standard", &format!("[policies]\n4097 = 1\n{entry}"));
    let stores = r"HKLM\Comm\Security\SystemCertificates";
    let removed = |key: &str| {
        let text =
            format!("<characteristic type=\"Registry\"><nocharacteristic type=\"{key}\"/></characteristic>");
        after(&document(&text), &device, &by("rapi-xml"))
    };
    for key in [format!(r"{stores}\SPC\Certificates\{ROOT}"), format!(r"{stores}\SPC"), stores.to_owned()] {
        let then = removed(&key);
        assert!(then.profile.certificates.is_empty() && then.changes[0].contains("no more"), "{key}");
    }
    for key in [format!(r"{stores}\ROOT"), format!(r"{stores}\SP"), r"HKLM\Software".to_owned()] {
        assert_eq!(removed(&key).profile.certificates.len(), 1, "{key}");
    }
}

#[test]
fn what_becomes_of_policies_that_are_removed_together_is_not_known() {
    let device = policies("wm6.1 standard", "4097 = 1\n4101 = 16");
    for text in [
        r#"<nocharacteristic type="SecurityPolicy"/>"#,
        r#"<characteristic type="Registry"><nocharacteristic type="HKLM\Security\Policies\Policies"/></characteristic>"#,
    ] {
        let then = after(&document(text), &device, &by("rapi-xml"));
        assert_eq!(then.profile.policy(4101), PolicyState::Untold, "{text}");
        assert!(!then.changes.is_empty());
    }
}

#[test]
fn after_a_wipe_the_device_is_as_it_is_shipped() {
    // https://learn.microsoft.com/en-us/previous-versions/bb737595(v=msdn.10)
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let device = profile("wm6.1 standard", &format!("[policies]\n4097 = 1\n{entry}"));
    let wipe = r#"<characteristic type="RemoteWipe"><parm name="doWipe" value="1"/></characteristic>"#;
    let then = after(&document(wipe), &device, &by("rapi-xml"));
    assert!(then.profile.certificates.is_empty() && then.cold_boot.is_none());
    assert_eq!(then.profile.policy(4097), profile("wm6.1 standard", "").policy(4097));
}

#[test]
fn the_account_of_the_management_server_is_a_way_to_manager() {
    let with = |role: &str| {
        let mut device = closed("");
        device.dm_role = Some(role.parse().unwrap());
        device
    };
    let by_dm = |device: &Profile| {
        let then = after(&document(&policy(4122, "1")), device, &by("rapi-xml"));
        then.manager.iter().any(|way| way.channel.name() == "dm" && way.certain)
    };
    assert!(by_dm(&with("manager")) && !by_dm(&with("operator")));
}

#[test]
fn what_the_registry_makes_of_an_entry_of_spc_is_not_known() {
    let entry = format!("[[certificate]]\nstore = \"SPC\"\nthumbprint = \"{ROOT}\"\nrole = 8\n");
    let device = profile("wm6.1 standard", &format!("[policies]\n4097 = 1\n{entry}"));
    let key = format!(r"HKLM\Comm\Security\SystemCertificates\SPC\Certificates\{ROOT}");
    for value in [r#"<noparm name="Blob"/>"#, r#"<parm name="Blob" value="AAAA" datatype="binary"/>"#] {
        let text = format!(
            "<characteristic type=\"Registry\"><characteristic type=\"{key}\">{value}</characteristic></characteristic>"
        );
        let then = after(&document(&text), &device, &by("rapi-xml"));
        assert_eq!(then.profile.certificates[0].role, None, "{value}");
        assert!(
            then.changes.iter().any(|change| change.contains("not known any more")),
            "{:?}",
            then.changes
        );
    }
}

/// A folder with a root of RSA, a leaf of it, and a root of another kind of key, made by openssl now and valid for some
/// years.
fn certificates() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |line: &str| {
        let mut command = std::process::Command::new("openssl");
        let made = command.current_dir(&folder).args(line.split(' ')).output().unwrap();
        assert!(made.status.success(), "{line}: {}", String::from_utf8_lossy(&made.stderr));
    };
    openssl("req -x509 -newkey rsa:2048 -sha1 -nodes -keyout k -out root.pem -subj /CN=Root -days 999");
    openssl("req -newkey rsa:2048 -nodes -keyout l -out l.csr -subj /CN=Leaf");
    openssl("x509 -req -sha1 -in l.csr -CA root.pem -CAkey k -set_serial 2 -out leaf.pem -days 999");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout e -out ec.pem -subj /CN=E -days 999",
    );
    folder
}

#[test]
fn a_certificate_that_is_no_root_that_a_device_may_not_read_or_that_is_over_is_no_certain_way() {
    let folder = certificates();
    let now = der::DateTime::from_system_time(provsmith::context::Context::system().now()).unwrap();
    let later = der::DateTime::new(now.year() + 9, 1, 1, 0, 0, 0).unwrap();
    let certain = |file: &str, clock| {
        let entry = format!("[[certificate]]\nstore = \"SPC\"\nfile = \"{file}\"\nrole = 8\n");
        let text = format!("release = \"wm6.1\"\nclass = \"standard\"\n[policies]\n4097 = 1\n{entry}");
        let path = folder.path().join("p.toml");
        let device = Profile::parse(&path, text, &provsmith::catalogue::Catalogue::builtin()).unwrap();
        let content = std::io::Cursor::new(bytes(&policy(4097, "0")));
        let case = Case::read("shut.xml", PackageKind::Cab, content, clock).unwrap();
        let then = after(&case, &device, &by("rapi-xml"));
        then.manager.iter().any(|way| way.certain && way.key.is_some())
    };
    assert!(certain("root.pem", now));
    assert!(!certain("root.pem", later), "it is over by then");
    assert!(!certain("leaf.pem", now), "whether it counts is not documented");
    assert!(!certain("ec.pem", now), "no page says that a device reads such a key");
}

#[test]
fn of_a_refused_message_the_commands_outside_an_atomic_stand_for_themselves() {
    let replace = |id: u32, address: &str, data: &str| {
        format!(
            "<Replace><CmdID>{id}</CmdID><Item><Target><LocURI>./Vendor/MSFT/{address}</LocURI></Target>\
             <Meta><Format xmlns=\"syncml:metinf\">int</Format></Meta><Data>{data}</Data></Item></Replace>"
        )
    };
    // One policy is open to the authenticated user here, so that the first command goes through and the second does not.
    let open =
        "dm-role = \"authenticated-user\"\n[roles]\n\"SecurityPolicy/4101\" = \"authenticated-user\"\n";
    let open = profile("wm6.1 standard", open);
    let both = replace(2, "SecurityPolicy/4101", "0") + &replace(3, "SecurityPolicy/4122", "1");
    let told = |commands: &str| {
        let text = format!("<SyncBody>{commands}<Final/></SyncBody>");
        let case = read("m.xml", PackageKind::Cab, text.into_bytes());
        let judgement = expect(&case, &open, &by("dm"), Refused, Gate::Settings);
        Afterwards::of(&case, &open, &judgement, &provsmith::catalogue::Catalogue::builtin())
    };
    let then = told(&both).unwrap();
    assert_eq!(
        (value(&then.profile, 4101), value(&then.profile, 4122)),
        (Some(0), Some(0)),
        "{:?}",
        then.changes
    );
    assert!(told(&format!("<Atomic><CmdID>1</CmdID>{both}</Atomic>")).is_none());
}
