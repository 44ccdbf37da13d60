//! `provsmith new`: documents from templates, as a user asks for them.
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{peer, provsmith, run};
use provsmith::document::{Limits, syncml, wap};
use provsmith::finding::Source;
use provsmith::terms::Thumbprint;

fn new(arguments: &[&str]) -> Command {
    let mut command = provsmith();
    command.arg("new").args(arguments);
    command
}

fn wap_document(text: &str) -> wap::Document {
    let parsed = wap::parse(&Source::new("made.xml", text), &Limits::default());
    assert_eq!(parsed.faults, [], "{text}");
    parsed.model.unwrap()
}

fn message(text: &str) -> syncml::Message {
    let parsed = syncml::parse(&Source::new("made.xml", text), &Limits::default());
    assert_eq!(parsed.faults, [], "{text}");
    parsed.model.unwrap()
}

/// Address and data of each item.
fn items(command: &syncml::Command) -> Vec<(&str, Option<&str>)> {
    command
        .items
        .iter()
        .map(|item| {
            let target = item.target.as_ref().unwrap().value.as_str();
            (target, item.data.as_ref().map(|data| data.value.as_str()))
        })
        .collect()
}

#[test]
fn direct_push_has_the_published_elements_without_the_blanks() {
    let made = run(&mut new(&[
        "direct-push",
        "--heartbeat-min=480",
        "--heartbeat-default=480s",
        "--heartbeat-increment=5m",
        "--heartbeat-max=28m",
    ]))
    .exits(0);
    // The document of http://technet.microsoft.com/en-us/library/cc182267(v=technet.10), its names without blanks.
    let published = "<wap-provisioningdoc><characteristic type=\"Sync\"><characteristic type=\"Settings\">\
        <parm name=\"HeartbeatDefault\" value=\"480\"/><parm name=\"HeartbeatIncrement\" value=\"300\"/>\
        <parm name=\"HeartbeatMax\" value=\"1680\"/><parm name=\"HeartbeatMin\" value=\"480\"/>\
        </characteristic></characteristic></wap-provisioningdoc>";
    assert_eq!(wap_document(&made.stdout), wap_document(published));
}

#[test]
fn a_value_never_becomes_an_element() {
    let value = "\"/><parm name=\"x";
    let made = run(&mut new(&[
        "download",
        "--pkg-id",
        value,
        "--id",
        "a/../b",
        "--name",
        "</Data><Exec>",
        "--pkg-url",
        "https://mdm.example.com/a.cab",
    ]))
    .exits(0);
    let message = message(&made.stdout);
    let below = "./Vendor/MSFT/SwMgmt/Download/a%2F..%2Fb";
    let pkg_id = format!("{below}/PkgID");
    assert_eq!(items(&message.commands[0])[0], (pkg_id.as_str(), Some(value)));
    assert_eq!(items(&message.commands[0])[2].1, Some("</Data><Exec>"));
    assert_eq!(message.commands.len(), 2);
}

#[test]
fn a_download_is_one_add_and_one_exec_in_the_order_of_the_dtd() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("payroll.cab");
    fs::write(&package, b"MSCF and more").unwrap();
    let made = run(new(&[
        "download",
        "--pkg-id=payroll 1.0",
        "--pkg-url=https://mdm.example.com/payroll.cab",
        "--not-user-removable",
        "--install-options=silent",
        "--device=IMEI:493005100592800",
        "--server=https://mdm.example.com/dm",
    ])
    .arg("--package")
    .arg(&package))
    .exits(0);
    let message = message(&made.stdout);
    let header = message.header.as_ref().unwrap();
    assert_eq!(
        (header.target.value.as_str(), header.version),
        ("IMEI:493005100592800", syncml::Version::V1_2)
    );
    assert!(message.is_final);
    let [add, exec] = message.commands.as_slice() else { panic!("{}", made.stdout) };
    assert_eq!((add.verb, exec.verb), (syncml::Verb::Add, syncml::Verb::Exec));
    let below = "./Vendor/MSFT/SwMgmt/Download/payroll-1.0";
    let expected = [
        ("PkgID", "payroll 1.0"),
        ("PkgURL", "https://mdm.example.com/payroll.cab"),
        ("PkgType", "application/vnd.ms-cab-compressed"),
        ("Ext/Microsoft/PkgSize", "13"),
        ("Ext/Microsoft/NotUserRemovable", "true"),
        ("Ext/Microsoft/InstallOptions", "Silent"),
    ]
    .map(|(name, value)| (format!("{below}/{name}"), value));
    let expected: Vec<_> = expected.iter().map(|(target, value)| (target.as_str(), Some(*value))).collect();
    assert_eq!(items(add), expected);
    assert_eq!(items(exec), [(format!("{below}/Operations/DownloadInstall").as_str(), None)]);
}

#[test]
fn xmllint_takes_what_is_made() {
    let Some(mut xmllint) = peer("xmllint") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("made.xml");
    let url = "--pkg-url=https://mdm.example.com/a.cab?b=1&c=2";
    for arguments in [
        &["direct-push", "--heartbeat-min=8m"][..],
        &["direct-push", "--heartbeat-min=8m", "--as=syncml"],
        &["download", "--pkg-id=a<&\">", url],
        &["download", "--pkg-id=a<&\">", url, "--as=wap"],
        &["download", "--pkg-id=a", url, "--device=d", "--server=s"],
    ] {
        run(new(arguments).arg("-o").arg(&file)).exits(0);
        let checked = xmllint.arg("--noout").arg(&file).output().unwrap();
        assert!(checked.status.success(), "{arguments:?}: {checked:?}");
    }
}

#[test]
fn a_certificate_gives_its_thumbprint_from_every_form() {
    let Some(_) = peer("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    openssl(&[
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "a.pem", "-subj",
        "/CN=Test",
    ]);
    openssl(&["x509", "-in", "a.pem", "-outform", "DER", "-out", "a.der"]);
    openssl(&["crl2pkcs7", "-nocrl", "-certfile", "a.pem", "-outform", "DER", "-out", "a.p7b"]);
    openssl(&["crl2pkcs7", "-nocrl", "-certfile", "a.pem", "-out", "a.p7"]);
    let thumbprint = Thumbprint::of_der(&fs::read(path("a.der")).unwrap()).to_string();
    let make = |file: &Path| {
        run(new(&["certificate", "--store=SPC", "--roles=manager+operator", "--certificate"]).arg(file))
            .exits(0)
            .stdout
    };
    let made = make(&path("a.der"));
    assert!(made.contains(&format!("<characteristic type=\"{thumbprint}\">")), "{made}");
    assert!(made.contains("<parm name=\"Role\" value=\"12\"/>"), "{made}");
    for other in ["a.pem", "a.p7b", "a.p7"] {
        assert_eq!(make(&path(other)), made, "{other}");
    }
}

#[test]
fn the_wap_form_of_a_download_says_what_it_cannot_say() {
    let ran =
        run(&mut new(&["download", "--pkg-id=a", "--pkg-url=https://mdm.example.com/a.cab", "--as=wap"]))
            .exits(0);
    assert!(ran.stderr.contains("Exec") && ran.stderr.contains("OMA DM only"), "{}", ran.stderr);
    let document = wap_document(&ran.stdout);
    let expected = "<wap-provisioningdoc><characteristic type='SwMgmt'><characteristic type='Download'>\
        <characteristic type='a'><parm name='PkgID' value='a'/>\
        <parm name='PkgURL' value='https://mdm.example.com/a.cab'/></characteristic></characteristic>\
        </characteristic></wap-provisioningdoc>";
    assert_eq!(document, wap_document(expected));
}

#[test]
fn wrong_values_are_told_with_the_value_and_the_limit() {
    for (arguments, words) in [
        (&["direct-push"][..], &["at least one"][..]),
        (&["direct-push", "--heartbeat-min=soon"], &["heartbeat-min", "`soon`", "8m"]),
        (&["direct-push", "--heartbeat-min=0"], &["heartbeat-min", "0 s", "1 s"]),
        (&["direct-push", "--heartbeat-min=-5"], &["heartbeat-min", "-5"]),
        (
            &["direct-push", "--heartbeat-min=15m", "--heartbeat-default=480"],
            &["900 s", "480 s", "heartbeat-default"],
        ),
        (&["download", "--pkg-id=a", "--pkg-url=a.cab"], &["pkg-url", "`a.cab`", "https://"]),
        (&["download", "--pkg-id=a", "--pkg-url=https://a/b", "--pkg-size=-1"], &["pkg-size", "-1", "0"]),
        (&["download", "--pkg-id=a", "--pkg-url=https://a/b", "--device=d"], &["server", "missing"]),
        (&["certificate", "--store=SPC", "--certificate=no-such.pem"], &["no-such.pem"]),
        (&["download", "--pkg-id=<>", "--pkg-url=https://a/b"], &["`id`", "give one"]),
        (&["direct-pusk"], &["direct-push"]),
        (&["direct-push", "--heartbeat-max=4294967296"], &["heartbeat-max", "above the most, 2147483647 s"]),
        (&["direct-push", "--heartbeat-max=99999999999999999999"], &["heartbeat-max", "2147483647 s"]),
        (
            &["download", "--pkg-id=a", "--pkg-url=https://a/b", "--pkg-size=99999999999999999999"],
            &["pkg-size", "above the most, 2147483647"],
        ),
        (
            &["download", "--pkg-id=a", "--pkg-url=https://a/b", "--dm-version=1.1"],
            &["`dm-version`", "no effect without `device`"],
        ),
        (
            &["download", "--pkg-id=a", "--pkg-url=https://a/b", "--session-id=7"],
            &["`session-id`", "no effect without `device`"],
        ),
        (&["download", "--pkg-id=..", "--pkg-url=https://a/b"], &["`id`", "`..`", "address"]),
        (&["download", "--pkg-id=a", "--id=.", "--pkg-url=https://a/b"], &["`id`", "`.`", "address"]),
        (&["download", "--pkg-id=a", "--id=*", "--pkg-url=https://a/b"], &["`id`", "`*`", "address"]),
        (&["download", "--pkg-id=a", "--id=", "--pkg-url=https://a/b"], &["`id`", "empty"]),
    ] {
        let ran = run(&mut new(arguments)).exits(2);
        assert_eq!(ran.stdout, "");
        for word in words {
            assert!(ran.stderr.contains(word), "{arguments:?}: {word}: {}", ran.stderr);
        }
    }
}

#[test]
fn what_is_wrong_with_the_folder_of_templates_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    template(folder.path(), DECLARATION, DOCUMENT);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (templates, arguments, told) in [
        ("none", &["direct-push", "--heartbeat-min=8m"][..], &["none`", "cannot read the folder"][..]),
        ("mail/document.xml", &["mail", "--server=a"], &["document.xml`", "cannot read the folder"]),
        ("mail", &["mail", "--server=a"], &["mail`", "is a template"]),
        (".", &["empty", "--server=a"], &["template.toml", "cannot be read"]),
        (".", &["mial", "--server=a"], &["no template `mial`", "`mail`"]),
        (".", &["foo"], &["no template `foo`", "`mail`", "`direct-push`"]),
    ] {
        let by_flag = run(new(&["--templates", &path(templates)]).args(arguments)).exits(2);
        let by_variable = run(new(arguments).env("PROVSMITH_TEMPLATES", path(templates))).exits(2);
        for ran in [by_flag, by_variable] {
            for word in told {
                assert!(ran.stderr.contains(word), "{templates} {arguments:?}: {word}: {}", ran.stderr);
            }
        }
    }
}

/// A template of the user's, for the tests below.
fn template(folder: &Path, declaration: &str, document: &str) {
    let folder = folder.join("mail");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("template.toml"), declaration).unwrap();
    fs::write(folder.join("document.xml"), document).unwrap();
}

const DECLARATION: &str = r#"
summary = "Mail"
model = "wap"
[[parameter]]
name = "server"
type = "list"
items = "string"
help = "Servers"
required = true
[[parameter]]
name = "password"
type = "secret"
help = "Password"
[[parameter]]
name = "ssl"
type = "boolean"
default = true
help = "Encrypted"
"#;

const DOCUMENT: &str = r#"<wap-provisioningdoc xmlns:t="urn:provsmith:template">
  <characteristic type="Mail">
    <parm t:each="server" name="Server" value="${server}"/>
    <parm t:when="password" name="Password" value="${password}"/>
    <parm t:when="ssl" name="UseSSL" value="1"/>
    <parm t:when="!ssl" name="UseSSL" value="0"/>
  </characteristic>
</wap-provisioningdoc>"#;

#[test]
fn a_users_template_has_flags_lists_switches_and_secrets() {
    let folder = tempfile::tempdir().unwrap();
    template(folder.path(), DECLARATION, DOCUMENT);
    let made = run(new(&[
        "mail",
        "--server=a",
        "--server=b",
        "--no-ssl",
        "--password-env=MAIL_PASSWORD",
        "--templates",
    ])
    .arg(folder.path())
    .env("MAIL_PASSWORD", "a<b&c"))
    .exits(0);
    let expected = "<wap-provisioningdoc><characteristic type='Mail'><parm name='Server' value='a'/>\
        <parm name='Server' value='b'/><parm name='Password' value='a&lt;b&amp;c'/><parm name='UseSSL' value='0'/>\
        </characteristic></wap-provisioningdoc>";
    assert_eq!(wap_document(&made.stdout), wap_document(expected));
    let help = run(new(&["mail", "--help"]).env("PROVSMITH_TEMPLATES", folder.path())).exits(0);
    assert!(help.stdout.contains("--no-ssl") && help.stdout.contains("--password-file"), "{}", help.stdout);
}

#[test]
fn what_is_wrong_with_a_template_is_told_at_its_place() {
    let parameter = |more: &str| {
        format!("summary = \"Mail\"\nmodel = \"wap\"\n[[parameter]]\nname = \"a\"\nhelp = \"A\"\n{more}\n")
    };
    let root = |inside: &str| {
        format!("<wap-provisioningdoc xmlns:t=\"urn:provsmith:template\">\n{inside}</wap-provisioningdoc>")
    };
    let used = root("<characteristic type=\"${a}\"/>");
    let required = parameter("type = \"string\"\nrequired = true");
    for (declaration, document, told) in [
        (
            parameter("type = \"string\"\nminimum = 3"),
            used.clone(),
            "template.toml:7:1: unknown key `minimum`",
        ),
        (parameter("type = \"string\""), used.clone(), "document.xml:2:23: `a` may have no value"),
        (
            required.clone(),
            root("<characteristic type=\"x\"/>"),
            "template.toml:4:8: the parameter `a` is used nowhere",
        ),
        (
            required.clone(),
            root("<characteristic type=\"${b}\"/>"),
            "document.xml:2:23: there is no parameter `b`",
        ),
        (
            required.clone(),
            root("<characteristic type=\"${a.size}\"/>"),
            "document.xml:2:23: `a` has no property",
        ),
        (required.clone(), root("<characteristic type=\"${a\"/>"), "no closing brace"),
        (required.clone(), root("<characteristic type=\"${a}\""), "document.xml:2:1"),
        (
            parameter("type = \"integer\"\nmax = 3\ndefault = 4"),
            used.clone(),
            "template.toml:8:11: the default of `a`: 4 is above the most, 3",
        ),
        (
            parameter("type = \"integer\"\nmin = 5\nmax = 3"),
            used.clone(),
            "template.toml:8:7: `a`: the least, 5, is above the most, 3",
        ),
        (
            parameter("type = \"string\"\npattern = \"(\""),
            used.clone(),
            "template.toml:7:11: `a`: the pattern",
        ),
        (parameter("type = \"strng\""), used.clone(), "template.toml:6:8: unknown value `strng`"),
        (
            parameter("type = \"string\"\ndefault = 1.5"),
            used.clone(),
            "template.toml:7:11: a value is a text",
        ),
        (
            required.clone() + "[[relation]]\nany-of = [\"b\"]\nbecause = \"B\"\n",
            used.clone(),
            "template.toml:9:11: there is no parameter `b`",
        ),
        (
            required.clone() + "[[relation]]\nbecause = \"B\"\n",
            used.clone(),
            "template.toml:9:11: this relation is none of the forms",
        ),
        (
            required.replace("\"wap\"", "\"syncml\""),
            used.clone(),
            "document.xml:1:2: the root is `wap-provisioningdoc`, not `SyncML`",
        ),
        (
            required.clone(),
            root("<characteristic type=\"${a}\"><Parm name=\"b\" value=\"c\"/></characteristic>"),
            "document.xml:2:30: ",
        ),
        (
            required.clone(),
            "<wap-provisioningdoc><characteristic t:when=\"a\" type=\"${a}\"/></wap-provisioningdoc>"
                .to_owned(),
            "document.xml:1:38: `t:when` is no instruction without xmlns:t=\"urn:provsmith:template\"",
        ),
        (
            required.clone(),
            used.replace("<wap-provisioningdoc ", "<wap-provisioningdoc t:when=\"a\" ")
                .replace("</", "<characteristic type=\"b\"/></"),
            "document.xml:1:2: when `a` does not hold, one element must be left",
        ),
        (
            parameter("type = \"choice\"\nvalues = [\"x\", \"y\"]"),
            root("<characteristic t:when=\"a=z\" type=\"b\"/>"),
            "document.xml:2:25: `a` is never `z`",
        ),
        (
            required.clone(),
            format!("\u{FEFF}{used}"),
            "document.xml:1:1: the file starts with a byte order mark",
        ),
        (required.replace("\"a\"", "\"output\""), used.clone(), "`output` is a name of the command line"),
        (required.replace("\"a\"", "\"A b\""), used.clone(), "`A b` is no name"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        template(folder.path(), &declaration, &document);
        let ran = run(new(&["mail", "--templates"]).arg(folder.path())).exits(2);
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
}

#[test]
fn the_stores_of_the_certificate_template_are_those_of_the_catalogue() {
    let template = provsmith::template::Library::builtin().load("certificate").unwrap();
    let store =
        template.declaration().parameters.iter().find(|parameter| parameter.name() == "store").unwrap();
    let catalogue = provsmith::catalogue::Catalogue::builtin();
    let provider = catalogue.provider("CertificateStore", None).unwrap();
    let mut known: Vec<&str> = provider.fixed_below(&[]).map(|(name, _)| name).collect();
    known.dedup();
    assert_eq!(store.values, known);
}

#[test]
fn what_a_package_says_of_itself_is_not_contradicted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.cab"), b"MSCF and more").unwrap();
    fs::write(folder.path().join("a.pem"), b"-----BEGIN CERTIFICATE-----").unwrap();
    let download = |more: &[&str]| {
        let mut command = new(&["download", "--pkg-id=a", "--pkg-url=https://mdm.example.com/a.cab"]);
        run(command.args(more).current_dir(folder.path()))
    };
    download(&["--package=a.cab", "--pkg-size=13", "--pkg-type=application/vnd.ms-cab-compressed"]).exits(0);
    for (more, words) in [
        (&["--package=a.cab", "--pkg-size=5"][..], &["`pkg-size`", "`5`", "`13`", "`package`"][..]),
        (&["--package=a.cab", "--pkg-type=text/plain"], &["`pkg-type`", "`text/plain`", "`package`"]),
        (&["--package=a.pem"], &["`package`", "`a.pem`", "application/vnd.ms-cab-compressed"]),
    ] {
        let ran = download(more).exits(2);
        for word in words {
            assert!(ran.stderr.contains(word), "{more:?}: {word}: {}", ran.stderr);
        }
    }
}

#[test]
fn the_help_of_every_template_shows_its_parameters_first_and_an_example_that_works() {
    let Some(mut openssl) = peer("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = openssl
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "root.pem"])
        .args(["-subj", "/CN=Test"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    fs::write(folder.path().join("payroll.cab"), b"MSCF and more").unwrap();
    let library = provsmith::template::Library::builtin();
    for name in library.names().unwrap() {
        let template = library.load(&name).unwrap();
        let help = run(&mut new(&[&name, "--help"])).exits(0).stdout;
        // The example may be broken into lines.
        let example = help.rsplit_once("Example:\n  provsmith new ").unwrap().1;
        let arguments: Vec<&str> = example.split_whitespace().collect();
        let declared = template.declaration().example.as_ref().unwrap();
        assert_eq!(arguments.join(" "), format!("{name} {declared}"));
        run(new(&arguments).current_dir(folder.path())).exits(0);
        let place = |text: &str| help.find(text).unwrap_or_else(|| panic!("{text}: {help}"));
        for parameter in &template.declaration().parameters {
            assert!(place(&format!("--{}", parameter.name())) < place("--templates"), "{help}");
            assert!(place(&format!("--{}", parameter.name())) < place("--color"), "{help}");
        }
    }
}

#[test]
fn choices_and_roles_are_taken_in_any_case() {
    let made = |arguments: &[&str]| run(&mut new(arguments)).exits(0).stdout;
    let download = ["download", "--pkg-id=a", "--pkg-url=https://mdm.example.com/a.cab"];
    let silent = |word: &str| made(&[&download[..], &[word]].concat());
    assert_eq!(silent("--install-options=SILENT"), silent("--install-options=Silent"));
    let folder = tempfile::tempdir().unwrap();
    let declaration = "summary = \"A\"\nmodel = \"wap\"\n[[parameter]]\nname = \"roles\"\ntype = \"roles\"\nhelp = \"A\"\nrequired = true\n";
    template(
        folder.path(),
        declaration,
        "<wap-provisioningdoc><characteristic type=\"${roles}\"/></wap-provisioningdoc>",
    );
    let templates = folder.path().display().to_string();
    let roles = |word: &str| made(&["mail", "--roles", word, "--templates", &templates]);
    assert_eq!(roles("MANAGER+operator"), roles("12"));
}

#[test]
fn what_every_built_in_template_makes_passes_its_own_check() {
    let Some(mut openssl) = peer("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let made = openssl
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "a.pem"])
        .args(["-subj", "/CN=Test"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    fs::write(folder.path().join("a.cab"), b"MSCF and more").unwrap();
    let download = ["download", "--pkg-id=payroll 1.0", "--pkg-url=https://mdm.example.com/a.cab"];
    let with = |more: &[&'static str]| download.iter().chain(more).copied().collect::<Vec<_>>();
    // One alone gets a warning that the others should go with it.
    let all =
        ["--heartbeat-min=8m", "--heartbeat-default=8m", "--heartbeat-increment=5m", "--heartbeat-max=28m"];
    let heartbeat =
        |more: &[&'static str]| ["direct-push"].iter().chain(&all).chain(more).copied().collect::<Vec<_>>();
    let mut cases = vec![
        with(&[]),
        with(&["--not-user-removable", "--install-options=Silent", "--package=a.cab"]),
        with(&["--device=IMEI:1", "--server=https://a/b", "--name=Payroll", "--description=Pays"]),
        with(&["--device=d", "--server=s", "--dm-version=1.1", "--session-id=7", "--no-exec"]),
        heartbeat(&[]),
        heartbeat(&["--as=syncml"]),
        vec!["certificate", "--certificate=a.pem", "--store=SPC", "--roles=manager"],
    ];
    for store in ["ROOT", "CA", "MY", "Privileged Execution Trust Authorities"] {
        cases.push(vec!["certificate", "--certificate=a.pem", "--store", store]);
    }
    for arguments in cases {
        run(new(&arguments).args(["-o", "made.xml"]).current_dir(folder.path())).exits(0);
        let mut check = provsmith();
        run(check.args(["check", "--deny", "warnings", "made.xml"]).current_dir(folder.path())).exits(0);
    }
}

#[test]
fn every_built_in_template_is_right() {
    let library = provsmith::template::Library::builtin();
    let names = library.names().unwrap();
    assert_eq!(names, ["certificate", "direct-push", "download"]);
    for name in names {
        library.load(&name).unwrap();
    }
}
