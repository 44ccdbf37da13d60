//! `dm message`: what is written passes `check`, is read by other programs as the same message, and is the one that is
//! needed: wrapped, taken apart package by package, or about packages that were sent before.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::{Ran, provsmith, run};
use provsmith::dm::read;
use provsmith::document::Limits;
use provsmith::document::syncml::{Message, Verb, Version};

const HEADER: [&str; 4] = ["--device", "imei:351550001234567", "--server", "https://dm.example.test"];

/// A folder with the jobs of two packages.
struct Jobs {
    folder: tempfile::TempDir,
}

impl Jobs {
    fn new() -> Self {
        let jobs = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["payroll", "tools"] {
            let mut command = provsmith();
            command.args(["new", "download", "--pkg-id", &format!("{name}-1.0")]);
            command.args(["--pkg-url", &format!("https://mdm.example.com/{name}.cab"), "-o"]);
            run(command.arg(jobs.path(&format!("{name}.xml")))).exits(0);
        }
        jobs
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// `dm message` in this folder.
    fn message(&self, arguments: &[&str]) -> Ran {
        let mut command = provsmith();
        command.current_dir(self.folder.path()).args(["dm", "message"]).args(arguments);
        command.stdin(std::process::Stdio::null());
        run(&mut command)
    }

    /// The same with a header, and what it wrote.
    fn written(&self, arguments: &[&str]) -> Message {
        let arguments = [arguments, &HEADER, &["-o", "message.xml"]].concat();
        self.message(&arguments).exits(0);
        self.read("message.xml")
    }

    fn read(&self, name: &str) -> Message {
        read_message(&self.path(name))
    }

    fn checked(&self, name: &str) {
        let mut command = provsmith();
        let ran =
            run(command.current_dir(self.folder.path()).args(["check", "--deny", "warnings", name])).exits(0);
        assert!(ran.stderr.contains("no findings"), "{name}: {}", ran.stdout);
    }
}

fn read_message(path: &Path) -> Message {
    read::message("it", &std::fs::read(path).unwrap(), &Limits::default()).unwrap()
}

/// Each command with the nodes that it is about.
fn outline(message: &Message) -> Vec<String> {
    let one = |command: &provsmith::document::syncml::Command| {
        let nodes = command.items.iter().filter_map(|item| item.target.as_ref());
        let nodes: Vec<&str> = nodes.map(|node| node.value.rsplit("MSFT/SwMgmt/").next().unwrap()).collect();
        format!("{} {} {}", command.id.as_ref().unwrap().value, command.verb.name(), nodes.join(" "))
    };
    message.every_command().map(one).collect()
}

#[test]
fn a_job_becomes_a_whole_message_with_header_and_final() {
    let jobs = Jobs::new();
    let message = jobs.written(&["payroll.xml", "--session-id", "2F", "--message-id", "3"]);
    let header = message.header.as_ref().unwrap();
    assert_eq!(header.version, Version::V1_2);
    assert_eq!((&*header.session_id.value, &*header.message_id.value), ("2F", "3"));
    assert_eq!((&*header.target.value, &*header.source.value), (HEADER[1], HEADER[3]));
    assert!(message.is_final);
    assert_eq!(
        outline(&message),
        [
            "1 Add Download/payroll-1.0/PkgID Download/payroll-1.0/PkgURL",
            "2 Exec Download/payroll-1.0/Operations/DownloadInstall"
        ]
    );
    jobs.checked("message.xml");
}

#[test]
fn bare_is_the_commands_alone() {
    let jobs = Jobs::new();
    let ran = jobs.message(&["payroll.xml", "--bare"]).exits(0);
    assert!(ran.stdout.starts_with("<SyncBody>\n  <Add>\n    <CmdID>1</CmdID>"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Final"), "{}", ran.stdout);
    let ran = jobs.message(&["payroll.xml", "--bare", "--encoding", "wbxml"]).exits(2);
    assert!(ran.stderr.contains("the binary form begins at SyncML"), "{}", ran.stderr);
}

/// Settings of several providers, as SyncML and as provisioning documents, in both versions and both forms.
#[test]
fn every_message_passes_check_in_both_versions_and_both_forms() {
    let jobs = Jobs::new();
    jobs.put(
        "policies.xml",
        "<SyncBody><Replace><CmdID>7</CmdID><Item><Target><LocURI>./Vendor/MSFT/SecurityPolicy/4101</LocURI></Target>\
         <Meta><Format xmlns='syncml:metinf'>int</Format></Meta><Data>16</Data></Item></Replace><Get><CmdID>7</CmdID>\
         <Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get></SyncBody>",
    );
    jobs.put(
        "favourite.xml",
        "<wap-provisioningdoc><characteristic type='BrowserFavorite'><characteristic type='Stock'>\
         <parm name='URL' value='https://stock.example.com/'/></characteristic></characteristic>\
         </wap-provisioningdoc>",
    );
    jobs.put(
        "heartbeat.xml",
        "<Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/Sync/Settings/HeartbeatMin</LocURI></Target>\
         <Meta><Format xmlns='syncml:metinf'>int</Format></Meta><Data>480</Data></Item><Item><Target>\
         <LocURI>./Vendor/MSFT/Sync/Settings/HeartbeatMax</LocURI></Target><Meta><Format xmlns='syncml:metinf'>int\
         </Format></Meta><Data>1680</Data></Item><Item><Target><LocURI>./Vendor/MSFT/Sync/Settings/HeartbeatDefault\
         </LocURI></Target><Meta><Format xmlns='syncml:metinf'>int</Format></Meta><Data>480</Data></Item><Item><Target>\
         <LocURI>./Vendor/MSFT/Sync/Settings/HeartbeatIncrement</LocURI></Target><Meta><Format xmlns='syncml:metinf'>int\
         </Format></Meta><Data>300</Data></Item></Replace>",
    );
    for body in ["payroll.xml", "policies.xml", "favourite.xml", "heartbeat.xml"] {
        for version in ["1.1", "1.2"] {
            for (encoding, target) in [("xml", "a.xml"), ("wbxml", "a.wbxml")] {
                let arguments = [body, "--dm-version", version, "--encoding", encoding, "-o", target];
                jobs.message(&[&arguments[..], &HEADER].concat()).exits(0);
                let mut command = provsmith();
                run(command.current_dir(jobs.folder.path()).args(["check", target])).exits(0);
                let ids: Vec<_> =
                    jobs.read(target).every_command().map(|one| one.id.clone().unwrap().value).collect();
                let different: BTreeSet<_> = ids.iter().collect();
                assert_eq!(ids.len(), different.len(), "{body}: {ids:?}");
            }
            let [text, binary] = ["a.xml", "a.wbxml"].map(|name| jobs.read(name));
            assert_eq!(text, binary, "{body} {version}");
        }
    }
}

#[test]
fn the_binary_form_is_what_xml2wbxml_made_of_the_same_message() {
    let jobs = Jobs::new();
    jobs.put(
        "job.xml",
        "<SyncBody><Add><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/g1/PkgID</LocURI></Target>\
         <Meta><Format xmlns='syncml:metinf'>chr</Format><Type xmlns='syncml:metinf'>text/plain</Type></Meta>\
         <Data>p1</Data></Item></Add><Exec><CmdID>2</CmdID><Item><Target>\
         <LocURI>./Vendor/MSFT/SwMgmt/Download/g1/Operations/DownloadInstall</LocURI></Target></Item></Exec></SyncBody>",
    );
    // Made by xml2wbxml of libwbxml 0.11.8, with 02 for WBXML 1.2 before it; we write 1.3. That of 1.1 is the same but for
    // the public id and the two version strings.
    let of_version = |public_id: &str, version: &str| {
        let version = hex::encode(version);
        format!(
            "{public_id}6a006d6c7103{version}00017203444d2f{version}000165033100015b033100016e5703494d45493a31000101675703\
             68747470733a2f2f646d2e6578616d706c652e746573742f000101016b454b03310001546e57032e2f56656e646f722f4d\
             5346542f53774d676d742f446f776e6c6f61642f67312f506b6749440001015a0001470363687200015303746578742f70\
             6c61696e00010100004fc3027031010101514b03320001546e57032e2f56656e646f722f4d5346542f53774d676d742f44\
             6f776e6c6f61642f67312f4f7065726174696f6e732f446f776e6c6f6164496e7374616c6c0001010101120101"
        )
    };
    for (version, expected) in [("1.2", of_version("a401", "1.2")), ("1.1", of_version("9f53", "1.1"))] {
        let allow = "required-parm=the example has one item only";
        let arguments =
            ["job.xml", "--device", "IMEI:1", "--server", "https://dm.example.test/", "--allow", allow];
        let form = ["--encoding", "wbxml", "--dm-version", version, "-o", "job.wbxml"];
        jobs.message(&[&arguments[..], &form].concat()).exits(0);
        let written = std::fs::read(jobs.path("job.wbxml")).unwrap();
        if version == "1.2" {
            assert_eq!(hex::encode(&written[1..]), expected);
        } else {
            // Text of Data may be inline or opaque: both are legal, and the two tables differ in it.
            let inline = expected.replace("4fc3027031", "4f03703100");
            assert!([expected, inline].contains(&hex::encode(&written[1..])), "{}", hex::encode(written));
        }
    }
}

#[test]
fn another_program_reads_the_same_message_from_the_binary_form() {
    let Some(_) = common::peer("wbxml2xml") else { return };
    let Some(_) = common::peer("xmllint") else { return };
    let jobs = Jobs::new();
    for version in ["1.1", "1.2"] {
        for (encoding, target) in [("xml", "a.xml"), ("wbxml", "a.wbxml")] {
            let header = ["--encoding", encoding, "--dm-version", version, "-o", target];
            jobs.message(&[&["payroll.xml"], &header[..], &HEADER].concat()).exits(0);
        }
        let mut xmllint = std::process::Command::new("xmllint");
        run(xmllint.args(["--noout", "--nonet"]).arg(jobs.path("a.xml"))).exits(0);
        let mut wbxml2xml = std::process::Command::new("wbxml2xml");
        let (from, to) = (jobs.path("a.wbxml"), jobs.path("peer.xml"));
        run(wbxml2xml.args(["-m", "1", "-o"]).arg(&to).arg(&from)).exits(0);
        assert_eq!(jobs.read("peer.xml"), jobs.read("a.xml"), "{version}");
    }
}

#[test]
fn credentials_are_the_digest_of_the_specification_and_no_password_is_seen() {
    let jobs = Jobs::new();
    jobs.put("password", "OhBehave\nnot this\n");
    for (auth, expected) in [
        (&["md5", "--nonce", "Tm9uY2U="][..], "Zz6EivR3yeaaENcRN6lpAQ=="),
        (&["md5", "--raw-nonce", "Nonce"], "Zz6EivR3yeaaENcRN6lpAQ=="),
        (&["basic"], "QnJ1Y2UyOk9oQmVoYXZl"),
    ] {
        let login = ["payroll.xml", "--user", "Bruce2", "--password-file", "password", "--auth"];
        let message = jobs.written(&[&login, auth].concat());
        let text = std::fs::read_to_string(jobs.path("message.xml")).unwrap();
        assert!(text.contains(&format!("<Data>{expected}</Data>")), "{text}");
        assert!(text.contains(&format!(">syncml:auth-{}</Type>", auth[0])), "{text}");
        assert_eq!(message.header.unwrap().source_name.unwrap().value, "Bruce2");
        jobs.checked("message.xml");
    }
    let missing = [&["payroll.xml", "--auth", "md5", "--user", "Bruce2"], &HEADER[..]].concat();
    assert!(jobs.message(&missing).exits(2).stderr.contains("--auth md5 needs --nonce"));
    let text = [&missing[..], &["--nonce", "Nonce!", "--password-file", "password"]].concat();
    let ran = jobs.message(&text).exits(2);
    assert!(ran.stderr.contains("is not base64") && !ran.stderr.contains("OhBehave"), "{}", ran.stderr);
}

#[test]
fn several_packages_become_messages_in_order_each_in_a_session_of_its_own() {
    let jobs = Jobs::new();
    let arguments =
        [&["payroll.xml", "tools.xml", "--session-id", "F", "-o", "messages"], &HEADER[..]].concat();
    let ran = jobs.message(&arguments).exits(0);
    assert!(ran.stderr.contains("2 messages, to be sent one after the other"), "{}", ran.stderr);
    for (name, session) in [("messages/01-payroll-1.0.xml", "F"), ("messages/02-tools-1.0.xml", "10")] {
        let message = jobs.read(name);
        let header = message.header.as_ref().unwrap();
        assert_eq!((&*header.session_id.value, &*header.message_id.value), (session, "1"));
        assert!(
            message.every_command().all(|command| !matches!(command.verb, Verb::Atomic | Verb::Sequence))
        );
        jobs.checked(name);
    }
    let order = std::fs::read_to_string(jobs.path("messages/order.txt")).unwrap();
    assert!(order.contains("only when the device has told\nthe result of the one before"), "{order}");
    assert!(order.contains("2  02-tools-1.0.xml  session 10  package tools-1.0\n"), "{order}");

    assert!(jobs.message(&arguments).exits(2).stderr.contains("holds something already"));
    // Package #0, which makes a device call, has 16 bits for the id.
    for first in ["FFFF", "zz"] {
        let full =
            [&["payroll.xml", "tools.xml", "--session-id", first, "-o", "others"], &HEADER[..]].concat();
        let said = jobs.message(&full).exits(2).stderr;
        assert!(said.contains(&format!("--session-id {first}: each further message")), "{said}");
    }
    let nowhere = [&["payroll.xml", "tools.xml"], &HEADER[..]].concat();
    assert!(jobs.message(&nowhere).exits(2).stderr.contains("name a folder for them with -o"));
}

#[test]
fn a_server_does_not_answer_itself_and_no_name_has_a_colon() {
    let jobs = Jobs::new();
    jobs.message(&[&["payroll.xml", "-o", "own.xml"], &HEADER[..]].concat()).exits(0);
    let said = jobs.message(&["--answer", "own.xml"]).exits(2).stderr;
    assert!(said.contains("it is a message from a server"), "{said}");
    let login = ["payroll.xml", "--auth", "basic", "--user", "a:b", "--password-env", "DM_PASSWORD"];
    let said = jobs.message(&[&login[..], &HEADER[..]].concat()).exits(2).stderr;
    assert!(said.contains("a colon would end the name"), "{said}");
}

#[test]
fn one_document_with_two_packages_is_taken_apart() {
    let jobs = Jobs::new();
    let item = |package: &str, leaf: &str, data: &str| {
        format!(
            "<Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/{package}/{leaf}</LocURI></Target><Meta>\
             <Format xmlns='syncml:metinf'>chr</Format></Meta><Data>{data}</Data></Item>"
        )
    };
    let exec = |id: u8, package: &str| {
        format!(
            "<Exec><CmdID>{id}</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/{package}/Operations/\
             DownloadInstall</LocURI></Target></Item></Exec>"
        )
    };
    let add = [
        item("a", "PkgID", "a-1"),
        item("a", "PkgURL", "https://mdm.example.com/a.cab"),
        item("b", "PkgID", "b-1"),
        item("b", "PkgURL", "https://mdm.example.com/b.cab"),
    ];
    jobs.put(
        "both.xml",
        &format!(
            "<SyncBody><Get><CmdID>1</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get>\
             <Add><CmdID>2</CmdID>{}</Add>{}{}</SyncBody>",
            add.concat(),
            exec(3, "a"),
            exec(4, "b")
        ),
    );
    jobs.message(&[&["both.xml", "-o", "messages"], &HEADER[..]].concat()).exits(0);
    assert_eq!(
        outline(&jobs.read("messages/01-a-1.xml")),
        [
            "1 Get ./DevDetail/SwV",
            "2 Add Download/a/PkgID Download/a/PkgURL",
            "3 Exec Download/a/Operations/DownloadInstall"
        ]
    );
    assert_eq!(
        outline(&jobs.read("messages/02-b-1.xml")),
        ["1 Add Download/b/PkgID Download/b/PkgURL", "2 Exec Download/b/Operations/DownloadInstall"]
    );
    // In a group the device takes neither.
    let group = std::fs::read_to_string(jobs.path("both.xml")).unwrap();
    let group = group.replace("<SyncBody>", "<SyncBody><Atomic><CmdID>9</CmdID>");
    jobs.put("group.xml", &group.replace("</SyncBody>", "</Atomic></SyncBody>"));
    let ran = jobs.message(&[&["group.xml", "-o", "group"], &HEADER[..]].concat()).exits(1);
    assert!(ran.stderr.contains("error[group-refused]") && !jobs.path("group").exists(), "{}", ran.stderr);
}

#[test]
fn packages_that_exclude_each_other_are_refused() {
    let jobs = Jobs::new();
    jobs.put("copy.xml", &std::fs::read_to_string(jobs.path("payroll.xml")).unwrap());
    let ran = jobs.message(&[&["payroll.xml", "copy.xml", "-o", "m"], &HEADER[..]].concat()).exits(2);
    assert!(ran.stderr.contains("Download/payroll-1.0` is in two of the documents"), "{}", ran.stderr);
    let other = std::fs::read_to_string(jobs.path("payroll.xml")).unwrap();
    jobs.put("copy.xml", &other.replace("Download/payroll-1.0/", "Download/other/"));
    let ran = jobs.message(&[&["payroll.xml", "copy.xml", "-o", "m"], &HEADER[..]].concat()).exits(2);
    assert!(ran.stderr.contains("two packages have the id `payroll-1.0`"), "{}", ran.stderr);
}

#[test]
fn what_goes_with_a_package_is_asked_tried_again_and_taken_off() {
    let jobs = Jobs::new();
    assert_eq!(outline(&jobs.written(&["payroll.xml", "--status"])), ["1 Get Download/payroll-1.0/Status"]);
    jobs.checked("message.xml");
    assert_eq!(
        outline(&jobs.written(&["payroll.xml", "tools.xml", "--status"])),
        ["1 Get Download/payroll-1.0/Status", "2 Get Download/tools-1.0/Status"]
    );
    assert_eq!(
        outline(&jobs.written(&["payroll.xml", "--retry"])),
        [
            "1 Delete Download/payroll-1.0",
            "2 Add Download/payroll-1.0/PkgID Download/payroll-1.0/PkgURL",
            "3 Exec Download/payroll-1.0/Operations/DownloadInstall"
        ]
    );
    jobs.checked("message.xml");
    assert_eq!(outline(&jobs.written(&["--inventory"])), ["1 Get Inventory/Deployed"]);
    jobs.checked("message.xml");
    assert_eq!(
        outline(&jobs.written(&["--component", "{A 1}", "--component", "B"])),
        ["1 Get Inventory/Deployed/%7BA%201%7D/ID Inventory/Deployed/B/ID"]
    );
    jobs.checked("message.xml");
    assert_eq!(outline(&jobs.written(&["--remove", "B"])), ["1 Exec Inventory/Deployed/B/Operations/Remove"]);
    jobs.checked("message.xml");
    jobs.put(
        "get.xml",
        "<Get><CmdID>1</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get>",
    );
    let ran = jobs.message(&[&["get.xml", "--retry"], &HEADER[..]].concat()).exits(2);
    assert!(ran.stderr.contains("no package is in it"), "{}", ran.stderr);
}

#[test]
fn a_retry_of_a_job_with_a_replace_adds_it_again() {
    let jobs = Jobs::new();
    let job = std::fs::read_to_string(jobs.path("payroll.xml")).unwrap();
    let late = "<Replace><CmdID>9</CmdID><Item><Target><LocURI>./Vendor/MSFT/SwMgmt/Download/payroll-1.0/Name</LocURI>\
                </Target><Data>Payroll</Data></Item></Replace><Exec>";
    jobs.put("job.xml", &job.replace("<Exec>", late));
    let outlined = outline(&jobs.written(&["job.xml", "--retry"]));
    assert!(outlined.contains(&"3 Add Download/payroll-1.0/Name".to_owned()), "{outlined:?}");
    jobs.checked("message.xml");
}

#[test]
fn a_message_of_the_device_is_answered_in_its_session() {
    let jobs = Jobs::new();
    jobs.put(
        "device.xml",
        "<SyncML xmlns='SYNCML:SYNCML1.1'><SyncHdr><VerDTD>1.1</VerDTD><VerProto>DM/1.1</VerProto>\
         <SessionID>2F</SessionID><MsgID>2</MsgID><Target><LocURI>https://dm.example.test</LocURI></Target>\
         <Source><LocURI>imei:1</LocURI></Source></SyncHdr><SyncBody><Status><CmdID>1</CmdID><MsgRef>1</MsgRef>\
         <CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd><Data>212</Data></Status><Alert><CmdID>2</CmdID><Data>1226</Data><Item>\
         <Source><LocURI>./Vendor/MSFT/SwMgmt/Download/payroll-1.0/Operations/DownloadInstall</LocURI></Source>\
         <Data>0</Data></Item></Alert><Final/></SyncBody></SyncML>",
    );
    jobs.message(&["tools.xml", "--answer", "device.xml", "-o", "answer.xml"]).exits(0);
    let answer = jobs.read("answer.xml");
    let header = answer.header.as_ref().unwrap();
    assert_eq!(header.version, Version::V1_1);
    assert_eq!((&*header.session_id.value, &*header.message_id.value), ("2F", "2"));
    assert_eq!((&*header.target.value, &*header.source.value), ("imei:1", "https://dm.example.test"));
    let statuses: Vec<_> = answer.commands.iter().filter(|command| command.verb == Verb::Status).collect();
    let said =
        |name: &str| statuses.iter().map(|status| status.other(name).unwrap().value).collect::<Vec<_>>();
    assert_eq!(said("CmdRef"), ["0", "2"]);
    assert_eq!(said("Cmd"), ["SyncHdr", "Alert"]);
    assert_eq!(said("MsgRef"), ["2", "2"]);
    assert_eq!(said("Data"), ["200", "200"]);
    assert_eq!(answer.commands.len(), 4);
    jobs.checked("answer.xml");
    // Two packages are two sessions.
    let ran = jobs.message(&["payroll.xml", "tools.xml", "--answer", "device.xml", "-o", "m"]).exits(2);
    assert!(ran.stderr.contains("cannot all go into one answer"), "{}", ran.stderr);
}

#[test]
fn a_header_that_names_nobody_and_an_empty_password_are_refused() {
    let jobs = Jobs::new();
    for empty in ["--device", "--server", "--session-id"] {
        let mut header: Vec<&str> = [&HEADER[..], &["--session-id", "1"]].concat();
        let place = header.iter().position(|argument| *argument == empty).unwrap();
        header[place + 1] = "";
        let ran = jobs.message(&[&["payroll.xml", "-o", "message.xml"], &header[..]].concat()).exits(2);
        assert!(ran.stderr.contains(empty) && !jobs.path("message.xml").exists(), "{}", ran.stderr);
    }
    for (flag, wrong) in [("--device", "imei 1"), ("--server", "not a uri"), ("--server", "https://dm\u{e4}")]
    {
        let mut header = HEADER;
        let place = header.iter().position(|argument| *argument == flag).unwrap();
        header[place + 1] = wrong;
        let ran = jobs.message(&[&["payroll.xml", "-o", "message.xml"], &header[..]].concat()).exits(2);
        assert!(ran.stderr.contains("stands in no address"), "{wrong}: {}", ran.stderr);
        assert!(!jobs.path("message.xml").exists());
    }
    jobs.put("password", "\n");
    let login = ["--auth", "md5", "--user", "s", "--nonce", "AA==", "--password-file", "password"];
    let ran = jobs.message(&[&["payroll.xml", "-o", "message.xml"], &HEADER[..], &login].concat()).exits(2);
    assert!(ran.stderr.contains("the password is empty"), "{}", ran.stderr);
    assert!(!jobs.path("message.xml").exists());
}

#[test]
fn a_large_message_is_warned_of_and_one_with_errors_not_made() {
    let jobs = Jobs::new();
    let item = |number: usize| {
        format!(
            "<Item><Target><LocURI>./Vendor/MSFT/Registry/HKLM/Software/Example/V{number}</LocURI></Target><Meta>\
             <Format xmlns='syncml:metinf'>chr</Format></Meta><Data>some text</Data></Item>"
        )
    };
    let items: String = (0..60).map(item).collect();
    jobs.put("large.xml", &format!("<Add><CmdID>1</CmdID>{items}</Add>"));
    let ran = jobs.message(&[&["large.xml", "-o", "large-message.xml"], &HEADER[..]].concat()).exits(0);
    assert!(ran.stderr.contains("warning: the message has 1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("no page gives a limit"), "{}", ran.stderr);

    jobs.put(
        "slip.xml",
        "<Get><CmdID>1</CmdID><Item><Target><LocURI>/DevDetail</LocURI></Target></Item></Get>",
    );
    let ran = jobs.message(&[&["slip.xml", "-o", "slip-message.xml"], &HEADER[..]].concat()).exits(1);
    assert!(ran.stderr.contains("error[") && ran.stderr.contains("nothing was written"), "{}", ran.stderr);
    assert!(!jobs.path("slip-message.xml").exists());
    let ran = jobs.message(&[&["payroll.xml", "-o", "payroll.xml"], &HEADER[..]].concat()).exits(2);
    assert!(ran.stderr.contains("overwrite the input"), "{}", ran.stderr);
}

#[test]
fn of_settings_that_go_by_client_provisioning_only_a_message_is_warned_of_and_for_a_target_not_made() {
    let jobs = Jobs::new();
    for (name, section) in [
        (
            "nap.xml",
            "<characteristic type='NAPDEF'><parm name='NAPID' value='N1'/><parm name='BEARER' value='GSM-GPRS'/><parm name='NAME' value='N'/><parm name='NAP-ADDRESS' value='apn.example.com'/><parm name='NAP-ADDRTYPE' value='APN'/></characteristic>",
        ),
        (
            "favourite.xml",
            "<characteristic type='APPLICATION'><parm name='APPID' value='w2'/><parm name='NAME' value='F'/><characteristic type='RESOURCE'><parm name='URI' value='http://www.example.com/'/></characteristic></characteristic>",
        ),
    ] {
        jobs.put(name, &format!("<wap-provisioningdoc version='1.1'>{section}</wap-provisioningdoc>"));
        let ran = jobs.message(&[name, "--bare"]).exits(0);
        assert!(ran.stderr.contains("warning[wrong-protocol]"), "{ran:?}");
        let ran = jobs.message(&[name, "--bare", "--target", "wm6.1", "-o", "made.xml"]).exits(1);
        assert!(ran.stderr.contains("error[wrong-protocol]") && !jobs.path("made.xml").exists(), "{ran:?}");
    }
}
