//! What a SyncML message may hold, case by case: each test is one promise about OMA DM on Windows Mobile, checked
//! through the library with all rules at work.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use provsmith::catalogue::Catalogue;
use provsmith::check::{self, Options, Report};
use provsmith::finding::{Finding, Severity};
use provsmith::terms::Channel;

fn check(text: &str) -> Report {
    check::check("test.xml", text.as_bytes(), &Catalogue::builtin(), &Options::default())
}

/// A fragment of these commands.
fn body(commands: &str) -> String {
    format!("<SyncBody>{commands}</SyncBody>")
}

/// A whole message with this namespace, these versions, and these commands.
fn message(namespace: &str, dtd: &str, protocol: &str, commands: &str) -> String {
    format!(
        "<SyncML xmlns=\"{namespace}\"><SyncHdr><VerDTD>{dtd}</VerDTD><VerProto>{protocol}</VerProto>\
         <SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>IMEI:1</LocURI></Target>\
         <Source><LocURI>https://dm.example.com/</LocURI></Source></SyncHdr>\
         <SyncBody>{commands}<Final/></SyncBody></SyncML>"
    )
}

/// A command with this number, of one item for each address; behind ` = ` stand its data.
fn command(verb: &str, id: usize, items: &[&str]) -> String {
    let items = items.iter().map(|item| match item.split_once(" = ") {
        Some((uri, data)) => {
            format!("<Item><Target><LocURI>{uri}</LocURI></Target><Data>{data}</Data></Item>")
        }
        None => format!("<Item><Target><LocURI>{item}</LocURI></Target></Item>"),
    });
    format!("<{verb}><CmdID>{id}</CmdID>{}</{verb}>", items.collect::<String>())
}

fn get(id: usize, uri: &str) -> String {
    command("Get", id, &[uri])
}

const ID: &str = "./Vendor/MSFT/SwMgmt/Download/a/PkgID = a-1";
const URL: &str = "./Vendor/MSFT/SwMgmt/Download/a/PkgURL = https://download.example.com/a.cab";
const RUN: &str = "./Vendor/MSFT/SwMgmt/Download/a/Operations/DownloadInstall";
const SERVER: &str = "./Vendor/MSFT/Sync/Connection/Server = mail.example.com";

/// The Add of a package with one more setting.
fn package(setting: &str) -> String {
    body(&command("Add", 1, &[ID, URL, &format!("./Vendor/MSFT/SwMgmt/Download/a/{setting}")]))
}

/// Asserts that this rule speaks with this severity, at this text.
#[track_caller]
fn finds(text: &str, rule: &str, severity: Severity, at: &str) -> Finding {
    let report = check(text);
    let found = report.findings.iter().find(|finding| {
        let place = finding.span.map_or("", |span| report.source.slice(span));
        finding.rule == rule && finding.severity == severity && place.contains(at)
    });
    found.unwrap_or_else(|| panic!("{text}: {:#?}", report.findings)).clone()
}

/// Asserts that nothing is found that is more than a note.
#[track_caller]
fn accepts(text: &str) {
    let report = check(text);
    assert!(report.findings.iter().all(|finding| finding.severity == Severity::Note), "{text}: {report:#?}");
}

#[test]
fn an_address_outside_its_place_is_told_the_documented_one_and_checked_as_if_it_stood_there() {
    for (address, place) in [
        ("./Vendor/MSFT/Inventory/x", "./Vendor/MSFT/SwMgmt/Inventory"),
        ("./Vendor/MSFT/DMAcc/x", "./SyncML/DMAcc"),
        ("./Vendor/MSFT/DevDetail/SwV", "./DevDetail"),
        ("./Sync/Settings/HeartbeatMin", "./Vendor/MSFT/Sync"),
        ("./MSFT/Sync/Settings", "./Vendor/MSFT/Sync"),
    ] {
        let found = finds(&body(&get(1, address)), "unknown-provider", Severity::Warning, address);
        let help = found.help.unwrap();
        assert_eq!(help, format!("the documented address starts with `{place}`"), "{address}");
    }
    let download = "./Vendor/MSFT/Download/a/Ext/Microsoft/PkgSize = 1 KB";
    finds(&body(&command("Add", 1, &[download])), "value-type", Severity::Error, "1 KB");
    // A maker may have something of that name below its own.
    let other = finds(&body(&get(1, "./Vendor/ACME/Sync/a")), "unknown-provider", Severity::Warning, "Sync");
    assert!(!other.help.unwrap().contains("documented address"));
}

#[test]
fn a_group_that_cannot_be_added_is_not_advised_to_be_added_otherwise() {
    let text = package("Operations = x");
    let help = finds(&text, "wrong-element", Severity::Error, "Operations").help.unwrap();
    assert_eq!(help, "leave the command out: the node does not take it in either form");
    let help = finds(&package("Ext = x"), "wrong-element", Severity::Error, "Ext").help.unwrap();
    assert!(help.starts_with("write it as a `characteristic`"), "{help}");
}

#[test]
fn the_address_of_a_package_has_no_blank_in_it() {
    let blank = URL.replace("a.cab", "my app.cab");
    let text = body(&command("Add", 1, &[ID, &blank]));
    finds(&text, "value-pattern", Severity::Error, "my app.cab");
}

#[test]
fn an_absolute_address_is_told_the_one_that_starts_at_the_root() {
    for written in ["/./Vendor/MSFT/Sync", "/Vendor/MSFT/Sync"] {
        let found = finds(&body(&get(1, written)), "loc-uri", Severity::Error, written);
        assert!(found.message.ends_with("write `./Vendor/MSFT/Sync`"), "{}", found.message);
    }
}

#[test]
fn check_1_download_nodes_inside_atomic_or_sequence() {
    let add = command("Add", 2, &[ID, URL]);
    for group in ["Atomic", "Sequence"] {
        let text = body(&format!("<{group}><CmdID>1</CmdID>{add}</{group}>"));
        finds(&text, "group-refused", Severity::Error, "Download/a/PkgID");
    }
    accepts(&body(&add));
}

#[test]
fn check_2_exec_without_preceding_add_of_pkgid_and_pkgurl() {
    let (add, exec) = (command("Add", 1, &[ID, URL]), command("Exec", 2, &[RUN]));
    accepts(&body(&format!("{add}{exec}")));
    finds(&body(&format!("{exec}{add}")), "exec-unprepared", Severity::Error, "DownloadInstall");
    // They may have been added by an earlier message.
    finds(&body(&exec), "exec-unprepared", Severity::Warning, "DownloadInstall");
    finds(&body(&format!("{}{exec}", command("Add", 1, &[ID]))), "required-parm", Severity::Error, "PkgID");
    finds(&body(&format!("{}{exec}", command("Add", 1, &[URL]))), "required-parm", Severity::Error, "PkgURL");
    // What is added for another package does not count.
    let other = command("Exec", 2, &["./Vendor/MSFT/SwMgmt/Download/b/Operations/DownloadInstall"]);
    finds(&body(&format!("{add}{other}")), "exec-unprepared", Severity::Warning, "Download/b");
}

#[test]
fn check_3_two_packages_with_the_same_pkgid() {
    let other = |id: &str| {
        let items = [
            format!("./Vendor/MSFT/SwMgmt/Download/b/PkgID = {id}"),
            "./Vendor/MSFT/SwMgmt/Download/b/PkgURL = https://download.example.com/b.cab".to_owned(),
        ];
        command("Add", 2, &[&items[0], &items[1]])
    };
    let first = command("Add", 1, &[ID, URL]);
    finds(&body(&format!("{first}{}", other("a-1"))), "duplicate-id", Severity::Error, "a-1");
    accepts(&body(&format!("{first}{}", other("b-1"))));
}

#[test]
fn check_4_replace_after_exec_in_the_same_message() {
    let (add, exec) = (command("Add", 1, &[ID, URL]), command("Exec", 3, &[RUN]));
    let replace = command("Replace", 2, &["./Vendor/MSFT/SwMgmt/Download/a/Name = A"]);
    let found = finds(&body(&format!("{add}{exec}{replace}")), "replace-after-exec", Severity::Error, "Name");
    assert!(found.help.unwrap().contains("405"));
    accepts(&body(&format!("{add}{replace}{exec}")));
    // To try again the package is deleted and added anew: what is replaced then is another object.
    let delete = command("Delete", 4, &["./Vendor/MSFT/SwMgmt/Download/a"]);
    let again = format!(
        "{}{}{}",
        command("Add", 5, &[ID, URL]),
        replace.replace(">2<", ">6<"),
        exec.replace(">3<", ">7<")
    );
    accepts(&body(&format!("{add}{exec}{delete}{again}")));
    let of_another = delete.replace("Download/a", "Download/b");
    finds(&body(&format!("{add}{exec}{of_another}{replace}")), "replace-after-exec", Severity::Error, "Name");
}

#[test]
fn check_5_add_of_status_operations_or_download_itself() {
    finds(&package("Status = 10"), "access-not-supported", Severity::Error, "Status");
    for uri in ["./Vendor/MSFT/SwMgmt/Download", "./Vendor/MSFT/SwMgmt/Download/a/Operations"] {
        finds(&body(&command("Add", 1, &[uri])), "access-not-supported", Severity::Error, uri);
    }
    accepts(&body(&get(1, "./Vendor/MSFT/SwMgmt/Download/a/Status")));
}

#[test]
fn check_6_values_of_installoptions_notuserremovable_and_pkgsize() {
    for (bad, rule) in [
        ("InstallOptions = Loud", "value-list"),
        ("NotUserRemovable = 1", "value-list"),
        ("NotUserRemovable = yes", "value-list"),
        ("PkgSize = 12 KB", "value-type"),
        ("PkgSize = 1.5", "value-type"),
        ("PkgSize = -1", "value-range"),
    ] {
        let (_, value) = bad.split_once(" = ").unwrap();
        finds(&package(&format!("Ext/Microsoft/{bad}")), rule, Severity::Error, value);
    }
    for good in ["InstallOptions = Silent", "NotUserRemovable = true", "PkgSize = 0"] {
        accepts(&package(&format!("Ext/Microsoft/{good}")));
    }
}

#[test]
fn a_setting_that_wants_a_value_has_one_as_in_a_wap_provisioningdoc() {
    for (address, rule) in [
        ("./Vendor/MSFT/SecurityPolicy/4097", "value-missing"),
        ("./Vendor/MSFT/DeviceEncryption/EnableLocal", "value-missing"),
    ] {
        finds(&body(&command("Replace", 1, &[address])), rule, Severity::Error, address);
        accepts(&body(&get(1, address)));
    }
    let without = ["./Vendor/MSFT/SwMgmt/Download/a/PkgID", "./Vendor/MSFT/SwMgmt/Download/a/PkgURL"];
    for empty in without {
        let full = if empty.ends_with("PkgID") { URL } else { ID };
        for item in [empty.to_owned(), format!("{empty} = ")] {
            finds(&body(&command("Add", 1, &[full, &item])), "required-parm", Severity::Error, empty);
        }
    }
}

#[test]
fn rights_that_a_property_grants_are_stopped_as_those_of_a_metabase_entry() {
    let address = "./Vendor/MSFT/SecurityPolicy/4097";
    for (property, value, rule) in [
        ("AccessRole", "24", "rights-granted"),
        ("accessrole", "8190", "rights-granted"),
        ("AccessRole", "0", "one-way-door"),
        ("RWAccess", "3", "rights-granted"),
        ("RWAccess", "1", "one-way-door"),
    ] {
        let by_address = command("Replace", 1, &[&format!("{address}?prop={property} = {value}")]);
        finds(&body(&by_address), rule, Severity::Error, value);
        let meta = format!(
            "<Meta><msft:{property} xmlns:msft=\"http://schemas.microsoft.com/MobileDevice/DM\">{value}</msft:{property}></Meta><Item>"
        );
        if property != "accessrole" {
            let by_meta =
                command("Add", 1, &["./Vendor/MSFT/SpeedDial/Home/Tel = 1"]).replace("<Item>", &meta);
            finds(&body(&by_meta), rule, Severity::Error, value);
        }
    }
    accepts(&body(&command("Replace", 1, &[&format!("{address}?prop=AccessRole = 8")])));
    accepts(&body(&get(1, &format!("{address}?prop=AccessRole"))));
}

#[test]
fn check_7_addresses_that_are_not_written_as_such() {
    for bad in [
        "/Vendor/MSFT/Sync",
        "./Vendor/MSFT/Sync/",
        "./Vendor//MSFT/Sync",
        "./Vendor/MSFT/../Sync",
        "./Vendor/MSFT/Sync/*",
        "./Vendor/MSFT/CM_Networks/The Internet",
    ] {
        finds(&body(&get(1, bad)), "loc-uri", Severity::Error, bad);
    }
    for doubtful in [
        "./Vendor/MSFT/CM_Networks/{guid}",
        "./Vendor/MSFT/Sync?prop=Colour",
        "./Vendor/MSFT/Sync?list=All",
        "./Vendor/MSFT/Sync?all",
        "./Vendor/MSFT/CM_Networks/100%",
    ] {
        finds(&body(&get(1, doubtful)), "loc-uri", Severity::Warning, doubtful);
    }
    for (reserved, escaped) in [("C++", "%2B"), ("a&amp;b", "%26")] {
        let address = format!("./Vendor/MSFT/CM_Networks/{reserved}");
        let found = finds(&body(&get(1, &address)), "loc-uri", Severity::Note, &address);
        assert!(found.help.unwrap().starts_with(&format!("write `{escaped}`")));
    }
    let blank = body(&get(1, "./Vendor/MSFT/CM_Networks/The Internet"));
    let fix = check(&blank).findings.into_iter().find_map(|finding| finding.fix).unwrap();
    assert_eq!(fix.replacement, "./Vendor/MSFT/CM_Networks/The%20Internet");
    for good in ["./Vendor/MSFT/Sync?prop=Format", "Vendor/MSFT/Sync?list=StructData"] {
        accepts(&body(&get(1, good)));
    }
    // The value of a property is not that of the node.
    accepts(&body(&command("Replace", 1, &["./Vendor/MSFT/Sync/Settings/HeartbeatMin?prop=ACL = Get=*"])));
}

#[test]
fn check_8_numbers_of_commands_end_and_version_of_a_message() {
    let current = |commands: &str| message("SYNCML:SYNCML1.2", "1.2", "DM/1.2", commands);
    let one = get(1, "./DevInfo/Mod");
    accepts(&current(&one));
    accepts(&message("SYNCML:SYNCML1.1", "1.1", "DM/1.1", &one));

    finds(&current(&format!("{one}{one}")), "command-id", Severity::Error, "1");
    finds(&current(&one).replace("<MsgID>1<", "<MsgID>0<"), "command-id", Severity::Warning, "0");
    let without = "<Get><Item><Target><LocURI>./DevInfo/Mod</LocURI></Target></Item></Get>";
    let found = finds(&current(without), "unexpected-element", Severity::Error, "Get");
    assert!(found.message.contains("CmdID"));

    finds(&current(&one).replace("<Final/>", ""), "final-missing", Severity::Warning, "SyncML");
    accepts(&body(&one));

    let misordered =
        "<Get><Item><Target><LocURI>./DevInfo/Mod</LocURI></Target></Item><CmdID>1</CmdID></Get>";
    finds(&current(misordered), "unexpected-element", Severity::Error, "CmdID");

    // Each wrong pair has what to write, and what follows is read.
    for (namespace, dtd, protocol, at, write) in [
        ("SYNCML:SYNCML 1.1", "1.1", "DM/1.1", "SYNCML:SYNCML 1.1", "write `SYNCML:SYNCML1.1`"),
        ("syncml:syncml1.2", "1.2", "DM/1.2", "syncml:syncml1.2", "write `SYNCML:SYNCML1.2`"),
        ("SYNCML:SYNCML1.2", "1.1", "DM/1.2", "1.1", "write `1.2`"),
        ("SYNCML:SYNCML1.2", "1.2", "DM/1.1", "DM/1.1", "write `DM/1.2`"),
        ("SYNCML:SYNCML1.1", "1.1", "SyncML/1.1", "SyncML/1.1", "write `DM/1.1`"),
    ] {
        let text = message(namespace, dtd, protocol, &get(1, "./DevInfo/Mod/"));
        let found = finds(&text, "attribute-value", Severity::Error, at);
        assert!(found.help.as_ref().unwrap().starts_with(write), "{found:?}");
        finds(&text, "loc-uri", Severity::Error, "./DevInfo/Mod/");
    }
}

#[test]
fn check_8_parts_of_a_message_belong_to_the_namespace_of_its_root_and_prefixes_are_declared() {
    let text = message("SYNCML:SYNCML1.2", "1.2", "DM/1.2", &get(1, "./DevInfo/Mod"));
    for (written, instead, at, says) in [
        ("<SyncBody>", "<SyncBody xmlns=\"urn:x\">", "SyncBody", "`urn:x`"),
        ("<SyncBody>", "<SyncBody xmlns=\"SYNCML:SYNCML1.1\">", "SyncBody", "`SYNCML:SYNCML1.1`"),
        ("<Item>", "<Item xmlns=\"\">", "Item", "in no namespace"),
        ("<Final/>", "<q:Final/>", "q:Final", "declared nowhere"),
    ] {
        let found = finds(&text.replace(written, instead), "namespace", Severity::Warning, at);
        assert!(found.message.contains(says), "{found:?}");
        let report = check(&text.replace(written, instead));
        assert_eq!(report.findings.len(), 1, "one fault is told once: {:#?}", report.findings);
    }
    // The message around a fragment may declare the prefix.
    accepts(&body(
        "<q:Get><CmdID>1</CmdID><Item><Target><LocURI>./DevInfo/Mod</LocURI></Target></Item></q:Get>",
    ));
    // What is inside Data has namespaces of its own.
    let data = "<Data><p:a xmlns:p=\"urn:x\"><b xmlns=\"urn:y\"/></p:a></Data></Item>";
    let replace = text.replace("Get>", "Replace>").replace("</Item>", data);
    assert!(check(&replace).findings.iter().all(|finding| finding.rule != "namespace"));
}

#[test]
fn in_an_address_the_name_that_has_not_its_form_is_told_and_not_the_last() {
    for (address, name, form) in [
        ("./Vendor/MSFT/CertificateStore/SPC/xyz/Role", "xyz", "SHA-1"),
        ("./Vendor/MSFT/EMAIL2/notaguid/INSERVER", "notaguid", "GUID"),
    ] {
        let found = finds(&body(&get(1, address)), "name-form", Severity::Error, address);
        assert!(found.message.starts_with(&format!("`{name}` does not have")), "{}", found.message);
        assert!(found.help.unwrap().contains(form), "{address}");
    }
}

#[test]
fn check_9_namespace_of_meta_and_meta_of_the_header() {
    let meta = |format: &str| {
        body(&format!(
            "<Replace><CmdID>1</CmdID><Meta>{format}</Meta><Item><Target><LocURI>./Vendor/MSFT/Sync/Connection/Server</LocURI></Target><Data>a</Data></Item></Replace>"
        ))
    };
    finds(&meta("<Format>chr</Format>"), "namespace", Severity::Warning, "Format");
    finds(&meta("<Format xmlns=\"syncml:meta\">chr</Format>"), "namespace", Severity::Warning, "syncml:meta");
    accepts(&meta("<Format xmlns=\"syncml:metinf\">chr</Format>"));

    let text = message("SYNCML:SYNCML1.2", "1.2", "DM/1.2", &get(1, "./DevInfo/Mod"));
    let header = "<Meta><MaxMsgSize xmlns=\"syncml:metinf\">5000</MaxMsgSize></Meta></SyncHdr>";
    finds(&text.replace("</SyncHdr>", header), "header-meta", Severity::Note, "Meta");

    let microsoft = "<SyncML xmlns:msft=\"https://schemas.microsoft.com/MobileDevice/DM\"";
    finds(&text.replace("<SyncML", microsoft), "namespace", Severity::Warning, "https://schemas");
    accepts(&text.replace("<SyncML", &microsoft.replace("https", "http")));
}

#[test]
fn check_10_address_of_a_package() {
    let with = |url: &str| {
        body(&command("Add", 1, &[ID, &format!("./Vendor/MSFT/SwMgmt/Download/a/PkgURL = {url}")]))
    };
    for bad in ["a.cab", "/packages/a.cab", "ftp://download.example.com/a.cab", "file://a.cab"] {
        finds(&with(bad), "value-pattern", Severity::Error, bad);
    }
    finds(&with("https://download.example.com/a.exe"), "address-ending", Severity::Warning, "a.exe");
    for good in ["http://download.example.com/A.CPF", "https://download.example.com:8443/a.cab?version=2"] {
        accepts(&with(good));
    }
}

#[test]
fn check_11_text_directly_inside_add() {
    let text = body(&command("Add", 1, &[ID, URL])).replace("</Add>", "0</Add>");
    finds(&text, "stray-text", Severity::Error, "0");
}

#[test]
fn check_12_commands_that_a_node_does_not_take() {
    finds(
        &body(&command("Exec", 1, &["./Vendor/MSFT/SwMgmt/Download/a/PkgID"])),
        "access-not-supported",
        Severity::Error,
        "PkgID",
    );
    let replace = command("Replace", 1, &["./Vendor/MSFT/SwMgmt/Inventory/Deployed/x/ID = 1"]);
    finds(&body(&replace), "access-not-supported", Severity::Error, "ID");
    // A partnership is given its name when it is added.
    const NAME: &str =
        "./Vendor/MSFT/Sync/Sources/%7B5B7D0A52-61C2-4E0B-9E5C-0F6D5A7C9E01%7D/Name = Exchange Server";
    finds(&body(&command("Replace", 1, &[NAME])), "access-not-supported", Severity::Error, "Name");
    // Where Replace is all that there is, Add is wrong.
    let role = "./SyncML/DMS/a/Ext/Microsoft/Role = 8";
    finds(&body(&command("Add", 1, &[role])), "access-not-supported", Severity::Warning, "Role");
    // A provider is no leaf: it is not run, and has no value.
    for root in
        ["./Vendor/MSFT/RemoteWipe", "./Vendor/MSFT/SecurityPolicy", "./DevInfo", "./Vendor/MSFT/SwMgmt"]
    {
        finds(&body(&command("Exec", 1, &[root])), "access-not-supported", Severity::Warning, root);
        let set = command("Replace", 1, &[&format!("{root} = 1")]);
        finds(&body(&set), "wrong-element", Severity::Error, root);
    }
    // In a wap-provisioningdoc: what can only be read.
    finds(
        r#"<wap-provisioningdoc><characteristic type="DeviceInformation"><parm name="Product" value="x"/></characteristic></wap-provisioningdoc>"#,
        "access-not-supported",
        Severity::Error,
        "Product",
    );
}

fn account(content: &str) -> String {
    format!(
        r#"<wap-provisioningdoc version="1.1"><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="PROVIDER-ID" value="a"/><parm name="ADDR" value="https://dm.example.com/"/>{content}</characteristic></wap-provisioningdoc>"#
    )
}

#[test]
fn an_account_has_a_server_an_address_by_https_and_no_init_in_rom() {
    let without = |parm: &str| account("").replace(parm, "");
    finds(
        &without(r#"<parm name="PROVIDER-ID" value="a"/>"#),
        "required-parm",
        Severity::Warning,
        "APPLICATION",
    );
    let address = r#"<parm name="ADDR" value="https://dm.example.com/"/>"#;
    let found = finds(&without(address), "required-parm", Severity::Warning, "APPLICATION");
    assert!(found.message.contains("`ADDR` or `APPADDR`"), "{}", found.message);
    let group =
        r#"<characteristic type="APPADDR"><parm name="ADDR" value="dm.example.com"/></characteristic>"#;
    accepts(&account("").replace(address, group));
    let insecure = account("").replace("https://", "http://");
    finds(&insecure, "address-scheme", Severity::Warning, "http://dm.example.com/");

    let text = account(r#"<parm name="INIT"/>"#);
    accepts(&text);
    let by_rom = Options { channel: Some(Channel::Rom), ..Options::default() };
    let report = check::check("test.xml", text.as_bytes(), &Catalogue::builtin(), &by_rom);
    let told: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["`INIT` is not to be sent by rom"]);
}

#[test]
fn role_masks_of_certificates_are_decimal_sums_of_roles() {
    let role = |role: &str| {
        format!(
            r#"<wap-provisioningdoc><characteristic type="CertificateStore"><characteristic type="SPC"><characteristic type="657141E1A69F18F7F6B3DA9385D62135A7C6053B"><parm name="Role" value="{role}"/></characteristic></characteristic></characteristic></wap-provisioningdoc>"#
        )
    };
    for undefined in ["8191", "25"] {
        finds(&role(undefined), "policy-mask-bits", Severity::Warning, undefined);
    }
    let found = finds(&role("0x18"), "value-type", Severity::Error, "0x18");
    assert!(found.help.unwrap().starts_with("write `24`"));
}

#[test]
fn check_13_account_without_manager_for_what_only_the_manager_may_do() {
    finds(&account(r#"<parm name="ROLE" value="4"/>"#), "account-role", Severity::Note, "4");
    for mask in [8, 24] {
        let report = check(&account(&format!(r#"<parm name="ROLE" value="{mask}"/>"#)));
        assert!(report.findings.iter().all(|finding| finding.rule != "account-role"), "{report:?}");
    }
    // The account and what its server sends are two documents: the role is then given.
    let message = body(&command("Add", 1, &[ID, URL]));
    let options = |mask: &str| Options { roles: Some(mask.parse().unwrap()), ..Options::default() };
    let refused = |mask| {
        let report = check::check("a.xml", message.as_bytes(), &Catalogue::builtin(), &options(mask));
        report.findings.iter().filter(|finding| finding.rule == "role-not-granted").count()
    };
    assert_eq!((refused("operator"), refused("manager")), (2, 0));
}

#[test]
fn check_14_credentials_of_an_account() {
    let with = |level: &str, kind: &str, nonce: &str| {
        account(&format!(
            r#"<characteristic type="APPAUTH"><parm name="AAUTHLEVEL" value="{level}"/><parm name="AAUTHTYPE" value="{kind}"/><parm name="AAUTHSECRET" value="s"/><parm name="AAUTHDATA" value="{nonce}"/></characteristic>"#
        ))
    };
    finds(&with("CLIENT", "BASIC", "Tm9uY2U="), "value-combination", Severity::Error, "BASIC");
    // Working servers write the word; a device may take it.
    finds(&with("CLIENT", "DIGEST", "no nonce"), "value-type", Severity::Warning, "no nonce");
    for (level, kind) in [("CLIENT", "DIGEST"), ("APPSRV", "BASIC")] {
        let report = check(&with(level, kind, "Tm9uY2U="));
        assert!(report.is_clean(), "{report:?}");
    }
}

#[test]
fn names_of_elements_in_another_case_or_misspelt_are_told_and_read_on_behind() {
    for (slip, name) in [("add", "Add"), ("Ad", "Add")] {
        let text = body(&command(slip, 1, &["./Vendor/MSFT/SwMgmt/Download/a/PkgURL = a.cab"]));
        let found = finds(&text, "unexpected-element", Severity::Error, slip);
        assert!(found.help.unwrap().contains(&format!("`{name}`")));
        finds(&text, "value-pattern", Severity::Error, "a.cab");
    }
    let text = body(&get(1, "./DevInfo/Mod/")).replace("LocURI", "LocUri");
    finds(&text, "unexpected-element", Severity::Error, "LocUri");
    finds(&text, "loc-uri", Severity::Error, "./DevInfo/Mod/");
}

#[test]
fn addresses_with_a_slip_are_told_and_read_on_behind() {
    let set = |uri: &str| body(&command("Replace", 1, &[&format!("{uri} = 8m")]));
    let text = set("./Vendor/MSFT/Snyc/Settings/HeartbeatMin");
    let found = finds(&text, "unknown-provider", Severity::Warning, "Snyc");
    assert!(found.help.unwrap().contains("`Sync`"));
    // What is found behind a guess is no error.
    finds(&text, "value-type", Severity::Warning, "8m");

    let text = set("./Vendor/MSFT/Sync/Setings/HeartbeatMin");
    let found = finds(&text, "unknown-characteristic", Severity::Error, "Setings");
    assert!(found.help.unwrap().contains("`Settings`"));
    finds(&text, "value-type", Severity::Error, "8m");

    let text = body(&get(1, "./Vendor/MSFT/SwMgmt/Download/a/Extt/Microsoft/PkgSiz"));
    finds(&text, "unknown-characteristic", Severity::Warning, "Extt");
    let found = finds(&text, "unknown-parm", Severity::Warning, "PkgSiz");
    assert!(found.help.unwrap().contains("`PkgSize`"));
}

#[test]
fn atomic_has_no_atomic_no_get_and_no_replace_of_what_it_adds() {
    let atomic = |inside: &str| body(&format!("<Atomic><CmdID>1</CmdID>{inside}</Atomic>"));
    let replace = command("Replace", 3, &[SERVER]);
    accepts(&atomic(&replace));
    finds(
        &atomic(&format!("<Atomic><CmdID>2</CmdID>{replace}</Atomic>")),
        "atomic-content",
        Severity::Error,
        "Atomic",
    );
    finds(&atomic(&get(2, "./DevInfo/Mod")), "atomic-content", Severity::Warning, "Get");
    let add = command("Add", 2, &[SERVER]);
    finds(&atomic(&format!("{add}{replace}")), "atomic-content", Severity::Error, "Server");
}

#[test]
fn exec_has_one_item_without_data_and_for_firmware_a_correlator() {
    let add = command("Add", 1, &[ID, URL]);
    let twice = command("Exec", 2, &[RUN, RUN]);
    finds(&body(&format!("{add}{twice}")), "unexpected-element", Severity::Error, "Item");
    let data = command("Exec", 2, &[&format!("{RUN} = now")]);
    finds(&body(&format!("{add}{data}")), "value-type", Severity::Warning, "now");
    let firmware = command("Exec", 1, &["./FwUpdate/x/DownloadAndUpdate"]);
    finds(&body(&firmware), "correlator-missing", Severity::Error, "DownloadAndUpdate");
}

#[test]
fn commands_that_are_not_device_management_are_told() {
    for verb in ["Copy", "Put", "Search", "Map", "Sync"] {
        let found =
            finds(&body(&command(verb, 1, &["./DevInfo/Mod"])), "unexpected-element", Severity::Error, verb);
        assert!(found.message.contains("no command of device management"), "{found:?}");
    }
}

#[test]
fn a_message_of_data_synchronisation_is_told_as_such_and_left_alone() {
    let text = message("SYNCML:SYNCML1.2", "1.2", "SyncML/1.2", "<Sync><CmdID>1</CmdID></Sync>");
    let report = check(&text);
    let [one] = &report.findings[..] else { panic!("{report:#?}") };
    assert_eq!((one.rule, one.severity), ("document-kind", Severity::Warning));
}

#[test]
fn formats_are_words_that_fit_the_data() {
    let with = |format: &str, data: &str| {
        body(&format!(
            "<Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/Sync/Connection/Server</LocURI></Target><Meta><Format xmlns=\"syncml:metinf\">{format}</Format></Meta><Data>{data}</Data></Item></Replace>"
        ))
    };
    finds(&with("string", "a"), "attribute-value", Severity::Error, "string");
    finds(&with("int", "abc"), "format-value", Severity::Error, "abc");
    finds(&with("bool", "1"), "format-value", Severity::Warning, "1");
    accepts(&with("chr", "a"));
}

/// What the command asks for, its format and the node may all be at odds with a value: it is one fault.
#[test]
fn one_fault_of_an_item_is_one_finding() {
    let item = |verb: &str, uri: &str, format: &str, data: &str| {
        body(&format!(
            "<{verb}><CmdID>1</CmdID><Item><Target><LocURI>{uri}</LocURI></Target><Meta><Format xmlns=\"syncml:metinf\">{format}</Format></Meta><Data>{data}</Data></Item></{verb}>"
        ))
    };
    const HEARTBEAT: &str = "./Vendor/MSFT/Sync/Settings/HeartbeatMin";
    for (text, rule) in [
        (item("Replace", HEARTBEAT, "int", "8m"), "value-type"),
        (item("Replace", "./Vendor/MSFT/SecurityPolicy/4097", "int", "abc"), "value-list"),
        (item("Replace", "./Vendor/MSFT/Sync/Connection/Server", "int", "mail.example.com"), "format-value"),
        (item("Add", "./Vendor/MSFT/SwMgmt/Download/a/Status", "int", "x"), "access-not-supported"),
        (item("Get", HEARTBEAT, "int", "480"), "data-ignored"),
        (item("Delete", "./Vendor/MSFT/Wi-Fi/access-point/Office", "chr", "x"), "data-ignored"),
        ("<SyncBody><Final/></SyncBody>".to_owned(), "unexpected-element"),
    ] {
        let report = check(&text);
        let rules: Vec<&str> = report
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Note)
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(rules, [rule], "{text}: {:#?}", report.findings);
    }
}

#[test]
fn texts_for_the_user_and_messages_have_a_length() {
    let alert = |text: &str| {
        body(&format!("<Alert><CmdID>1</CmdID><Data>1100</Data><Item><Data>{text}</Data></Item></Alert>"))
    };
    accepts(&alert(&"ä".repeat(1000)));
    finds(&alert(&"ä".repeat(1001)), "alert-length", Severity::Error, "ä");
    let large = format!("./Vendor/MSFT/Sync/Connection/Server = {}", "a".repeat(10_000));
    let text = message("SYNCML:SYNCML1.2", "1.2", "DM/1.2", &command("Replace", 1, &[&large]));
    finds(&text, "message-size", Severity::Note, "SyncML");
}
