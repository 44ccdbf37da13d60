//! Device descriptions become providers that every command takes, whatever state they are published in.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use provsmith::catalogue::{Access, Catalogue, Entry, NodeKind, Occurs, Provider, RootMatch, ValueType};
use provsmith::terms::Release;

/// As Windows Mobile's pages print descriptions: version 1.1.2, Microsoft's properties in between, limits empty or
/// behind DFType, the description last.
const OF_WINDOWS_MOBILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.1.2//EN" "http://www.openmobilealliance.org/tech/DTD/DM_DDF-V1_1_2.dtd"
  [<?oma-dm-ddf-ver supported-versions="1.1.2"?>]>
<MgmtTree xmlns:MSFT="http://schemas.microsoft.com/MobileDevice/DM">
  <VerDTD>1.1.2</VerDTD>
  <Man>Example</Man>
  <Node>
    <NodeName>Fleet</NodeName>
    <Path>./Vendor/MSFT</Path>
    <DFProperties>
      <AccessType><Get/></AccessType>
      <DFFormat><node/></DFFormat>
      <Occurrence><One/></Occurrence>
      <Scope><Permanent/></Scope>
      <MSFT:RWAccess>3</MSFT:RWAccess>
      <MSFT:AccessRole>24</MSFT:AccessRole>
      <DFType><DDFName>com.example/1.0/fleet</DDFName></DFType>
      <CaseSense><CIS/></CaseSense>
    </DFProperties>
    <Node>
      <NodeName>
      </NodeName>
      <DFProperties>
        <AccessType><Add/><Delete/><Get/></AccessType>
        <DFFormat><node/></DFFormat>
        <Occurrence><ZeroOrN>4</ZeroOrN></Occurrence>
        <DFTitle>Depot Name</DFTitle>
        <DFType><DDFName></DDFName></DFType>
      </DFProperties>
      <Node>
        <NodeName>Interval</NodeName>
        <DFProperties>
          <MSFT:AccessRole>8</MSFT:AccessRole>
          <AccessType><Replace/><Get/><Add/></AccessType>
          <DefaultValue>15</DefaultValue>
          <DFFormat><int/></DFFormat>
          <Occurrence><One/></Occurrence>
          <DFType><MIME>text/plain</MIME></DFType>
          <MSFT:MinValue>1</MSFT:MinValue>
          <MSFT:MaxValue>1440</MSFT:MaxValue>
          <MSFT:MaxLength></MSFT:MaxLength>
          <Description>Minutes between two reports.
            Possible values: 1 to 1440.</Description>
        </DFProperties>
      </Node>
      <Node>
        <NodeName>Label</NodeName>
        <DFProperties>
          <MSFT:RWAccess>1</MSFT:RWAccess>
          <DFFormat><chr/></DFFormat>
          <MSFT:MaxLength>8</MSFT:MaxLength>
        </DFProperties>
      </Node>
    </Node>
  </Node>
</MgmtTree>
"#;

/// As Microsoft's documentation prints them since 2022: a page, two nodes at the top, a blank in front of the public
/// identifier, `https` in the namespace, characters that nobody sees.
const PAGE: &str = "---\ntitle: Fleet DDF file\n---\n\n# Fleet DDF file\n\n```xml\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE MgmtTree PUBLIC \" -//OMA//DTD-DM-DDF 1.2//EN\" \"http://www.openmobilealliance.org/tech/DTD/DM_DDF-V1_2.dtd\"[<?oma-dm-ddf-ver supported-versions=\"1.2\"?>]>
<MgmtTree xmlns:MSFT=\"https://schemas.microsoft.com/MobileDevice/DM\">
  <VerDTD>1.2</VerDTD>
  <MSFT:Diagnostics>
  </MSFT:Diagnostics>
\u{a0} <Node>
    <NodeName>Fleet</NodeName>
    <Path>./User/Vendor/MSFT</Path>
    <DFProperties>
      <AccessType><Get /></AccessType>
      <DFFormat><node /></DFFormat>
      <DFType><MIME /></DFType>
    </DFProperties>
    <Node>
      <NodeName>Badge</NodeName>
      <DFProperties>
        <AccessType><Get /></AccessType>
        <DFFormat><chr /></DFFormat>
      </DFProperties>
    </Node>
  </Node>
  <Node>
    <NodeName>Fl\u{200b}eet</NodeName>
    <Path>./Device/Vendor/MSFT</Path>
    <DFProperties>
      <AccessType><Get /></AccessType>
      <DFFormat><node /></DFFormat>
      <MSFT:Applicability>
        <MSFT:OsBuildVersion>10.0.10240</MSFT:OsBuildVersion>
      </MSFT:Applicability>
    </DFProperties>
    <Node>
      <NodeName>Mode</NodeName>
      <DFProperties>
        <AccessType><Get /><Replace /></AccessType>
        <Description>How it reports. Take care.</Description>
        <DFFormat><int /></DFFormat>
        <MSFT:AllowedValues ValueType=\"ENUM\">
          <MSFT:Enum><MSFT:Value>0</MSFT:Value><MSFT:ValueDescription>Never.</MSFT:ValueDescription></MSFT:Enum>
          <MSFT:Enum><MSFT:Value>1</MSFT:Value><MSFT:ValueDescription>Daily.</MSFT:ValueDescription></MSFT:Enum>
        </MSFT:AllowedValues>
        <MSFT:RebootBehavior>ServerInitiated</MSFT:RebootBehavior>
      </DFProperties>
    </Node>
    <Node>
      <NodeName>Days</NodeName>
      <DFProperties>
        <AccessType><Get /><Replace /></AccessType>
        <DFFormat><int /></DFFormat>
        <MSFT:AllowedValues ValueType=\"Flag\">
          <MSFT:Enum><MSFT:Value>0x1</MSFT:Value></MSFT:Enum>
          <MSFT:Enum><MSFT:Value>0x4</MSFT:Value></MSFT:Enum>
        </MSFT:AllowedValues>
      </DFProperties>
    </Node>
    <Node>
      <NodeName>Offset</NodeName>
      <DFProperties>
        <AccessType><Get /><Replace /></AccessType>
        <DFFormat><int /></DFFormat>
        <MSFT:AllowedValues ValueType=\"Range\">
          <MSFT:Value>[(-1)-60]</MSFT:Value>
        </MSFT:AllowedValues>
      </DFProperties>
    </Node>
    <Node>
      <NodeName>Code</NodeName>
      <DFProperties>
        <AccessType><Get /><Replace /></AccessType>
        <DFFormat><chr /></DFFormat>
        <MSFT:AllowedValues ValueType=\"RegEx\">
          <MSFT:Value>^[A-Z]{3}$</MSFT:Value>
        </MSFT:AllowedValues>
      </DFProperties>
    </Node>
    <Node>
      <NodeName>Odd</NodeName>
      <DFProperties>
        <AccessType><Get /><Replace /></AccessType>
        <DFFormat><chr /></DFFormat>
        <MSFT:AllowedValues ValueType=\"RegEx\">
          <MSFT:Value>(?=look)ahead</MSFT:Value>
        </MSFT:AllowedValues>
      </DFProperties>
    </Node>
  </Node>
</MgmtTree>
```

## Related topics
";

/// A folder with a description in it, and where providers go.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn with(name: &str, text: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.put(name, text);
        desk
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> common::Ran {
        common::run(common::provsmith().current_dir(self.folder.path()).args(arguments))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("providers").join(name)
    }

    fn provider(&self, name: &str) -> Provider {
        provider(&self.file(name))
    }
}

fn provider(path: &Path) -> Provider {
    Provider::parse(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

fn message(address: &str, value: &str) -> String {
    format!(
        "<SyncBody xmlns='SYNCML:SYNCML1.2'><Replace><CmdID>1</CmdID><Item><Target><LocURI>{address}</LocURI></Target>\
         <Data>{value}</Data></Item></Replace><Final/></SyncBody>"
    )
}

#[test]
fn values_without_a_description_are_listed_bare_and_a_property_outside_its_place_is_told_it() {
    let folder = tempfile::tempdir().unwrap();
    let run =
        |arguments: &[&str]| common::run(common::provsmith().current_dir(folder.path()).args(arguments));
    let own = "name = \"Acme\"\nsummary = \"Ours.\"\nprotocols = [\"cp\"]\ncomplete = true\n\n[[node]]\npath = \"Mode\"\nkind = \"parm\"\n\
               type = \"string\"\nvalues = [{ value = \"a\", means = \"first\" }, { value = \"b\", means = \"\" }]\n";
    fs::create_dir(folder.path().join("own")).unwrap();
    fs::write(folder.path().join("own/Acme.toml"), own).unwrap();
    let document = r#"<wap-provisioningdoc><characteristic type="Acme"><parm name="Mode" value="c"/></characteristic></wap-provisioningdoc>"#;
    fs::write(folder.path().join("a.xml"), document).unwrap();
    let ran = run(&["check", "--catalogue", "own", "a.xml"]);
    assert!(ran.stdout.contains("the values are `a` (first), `b`\n"), "{}{}", ran.stdout, ran.stderr);

    let description = "<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>Fleet</NodeName><Path>./Vendor/ACME</Path><DFTitle/>\
                       <DFProperties><AccessType><Get/></AccessType><DFFormat><node/></DFFormat></DFProperties></Node></MgmtTree>";
    fs::write(folder.path().join("fleet.ddf"), description).unwrap();
    let ran = run(&["check", "fleet.ddf"]);
    assert!(ran.stdout.contains("no element `DFTitle` here"), "{}", ran.stdout);
    assert!(ran.stdout.contains("= help: put it inside `DFProperties`"), "{}", ran.stdout);
}

#[test]
fn a_description_of_windows_mobile_becomes_a_provider_with_all_its_facts() {
    let desk = Desk::with("fleet.ddf", OF_WINDOWS_MOBILE);
    let ran = desk.run(&["schema", "import", "fleet.ddf", "-o", "providers"]).exits(0);
    assert_eq!(ran.stdout, "");
    let fleet = desk.provider("Fleet.toml");
    assert_eq!(fleet.dm_root.as_ref().unwrap().to_string(), "./Vendor/MSFT/Fleet");
    assert_eq!(fleet.roles.unwrap().to_string(), "manager+authenticated-user");
    assert!(fleet.complete && fleet.names_ignore_case && fleet.os.is_none());
    let node = |path: &str| fleet.nodes.iter().find(|node| node.path.as_str() == path).unwrap();

    let depot = node("{DepotName}");
    assert_eq!((depot.kind, depot.occurs), (NodeKind::Characteristic, Some(Occurs::ZeroOrMore)));
    assert!(fleet.notes.iter().any(|note| note == "{DepotName}: at most 4 of it."), "{:?}", fleet.notes);

    let interval = node("{DepotName}/Interval");
    assert_eq!((interval.kind, interval.value_type), (NodeKind::Parm, Some(ValueType::Integer)));
    assert_eq!((interval.min, interval.max, interval.max_length), (Some(1), Some(1440), None));
    assert_eq!(interval.default.as_deref(), Some("15"));
    assert_eq!(interval.roles.unwrap().to_string(), "manager");
    assert_eq!(interval.access.as_deref(), Some(&[Access::Add, Access::Get, Access::Replace][..]));
    assert_eq!(interval.summary, "Minutes between two reports.");
    let rest = "{DepotName}/Interval: Possible values: 1 to 1440.";
    assert!(fleet.notes.iter().any(|note| note == rest), "{:?}", fleet.notes);

    let label = node("{DepotName}/Label");
    assert_eq!(label.access.as_deref(), Some(&[Access::Get][..]), "RWAccess 1 where AccessType is missing");
    assert_eq!(label.max_length, Some(8));
}

/// Prose may name the element, and copies of web pages write the marks of XML as references.
#[test]
fn a_page_with_the_tag_in_its_prose_and_a_copy_with_references_are_read_too() {
    let prose = format!("# Fleet\n\nText with `<MgmtTree>` in it.\n\n```xml\n{OF_WINDOWS_MOBILE}\n```\n");
    let escaped = OF_WINDOWS_MOBILE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let copy = format!("<html><pre>{}</pre></html>", escaped.replace('"', "&quot;"));
    let imported = |file: &str, text: &str| {
        let desk = Desk::with(file, text);
        desk.run(&["schema", "import", file, "-o", "providers"]).exits(0);
        fs::read_to_string(desk.file("Fleet.toml")).unwrap()
    };
    let plain = imported("fleet.ddf", OF_WINDOWS_MOBILE);
    assert_eq!(imported("prose.md", &prose), plain);
    assert_eq!(imported("copy.htm", &copy), plain);
}

#[test]
fn values_of_a_setting_without_case_are_the_same_in_upper_and_lower_case() {
    let description = |case: &str| {
        format!(
            r#"<MgmtTree xmlns:MSFT="http://schemas.microsoft.com/MobileDevice/DM"><VerDTD>1.2</VerDTD><Node><NodeName>Fleet</NodeName><Path>./Vendor/MSFT</Path><DFProperties><AccessType><Get/></AccessType><DFFormat><node/></DFFormat><DFType><DDFName/></DFType></DFProperties><Node><NodeName>Mode</NodeName><DFProperties><AccessType><Get/><Replace/></AccessType><DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType>{case}<MSFT:AllowedValues ValueType="ENUM"><MSFT:Enum><MSFT:Value>On</MSFT:Value></MSFT:Enum></MSFT:AllowedValues></DFProperties></Node></Node></MgmtTree>"#
        )
    };
    let message = "<SyncBody><Replace><CmdID>1</CmdID><Item><Target><LocURI>./Vendor/MSFT/Fleet/Mode</LocURI></Target><Data>on</Data></Item></Replace></SyncBody>";
    for (case, told) in
        [("<CaseSense><CIS/></CaseSense>", false), ("<CaseSense><CS/></CaseSense>", true), ("", true)]
    {
        let desk = Desk::with("fleet.ddf", &description(case));
        let ran = desk.run(&["schema", "import", "fleet.ddf", "-o", "providers"]).exits(0);
        assert!(!ran.stderr.contains("CaseSense"), "{}", ran.stderr);
        desk.put("a.xml", message);
        let ran = desk.run(&["check", "--catalogue", "providers", "a.xml"]);
        assert_eq!(ran.stdout.contains("[value-list]"), told, "{case}: {}", ran.stdout);
    }
}

#[test]
fn a_page_of_windows_10_becomes_one_provider_for_the_device_and_one_for_each_user() {
    let desk = Desk::with("fleet-ddf-file.md", PAGE);
    let ran = desk.run(&["schema", "import", "fleet-ddf-file.md", "-o", "providers"]).exits(0);
    assert!(ran.stderr.contains("./User/Vendor/MSFT/Fleet with 1 node\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("./Vendor/MSFT/Fleet with 5 nodes\n"), "{}", ran.stderr);
    let fleet = desk.provider("Fleet.toml");
    assert_eq!(fleet.os.as_deref(), Some(&[Release::Win10][..]));
    let node = |path: &str| fleet.nodes.iter().find(|node| node.path.as_str() == path).unwrap();
    let values: Vec<(&str, &str)> =
        node("Mode").values.iter().map(|value| (value.value.as_str(), value.means.as_str())).collect();
    assert_eq!(values, [("0", "Never."), ("1", "Daily.")]);
    let sums: Vec<&str> = node("Days").values.iter().map(|value| value.value.as_str()).collect();
    assert_eq!(sums, ["0", "1", "4", "5"], "the sums of the bits 1 and 4");
    assert_eq!((node("Days").min, node("Days").max), (None, None));
    assert_eq!((node("Offset").min, node("Offset").max), (Some(-1), Some(60)));
    assert_eq!(node("Code").pattern.as_ref().unwrap().as_str(), "^[A-Z]{3}$");
    assert!(node("Odd").pattern.is_none());
    assert!(fleet.notes.iter().any(|note| note.contains("(?=look)ahead")), "{:?}", fleet.notes);
    assert_eq!(desk.provider("Fleet-User.toml").nodes[0].path.as_str(), "Badge");
}

#[test]
fn what_the_catalogue_has_no_word_for_is_told() {
    let desk = Desk::with("fleet-ddf-file.md", PAGE);
    let ran = desk.run(&["schema", "import", "fleet-ddf-file.md", "-o", "providers"]).exits(0);
    for told in ["RebootBehavior of `Mode`", "`Odd`: the regular expression `(?=look)ahead`", "Diagnostics"] {
        assert!(ran.stderr.contains(told), "{told}: {}", ran.stderr);
    }
}

#[test]
fn imported_providers_find_a_misspelt_name_and_a_wrong_value_under_both_names_of_the_device() {
    let desk = Desk::with("fleet-ddf-file.md", PAGE);
    desk.run(&["schema", "import", "fleet-ddf-file.md", "-o", "providers"]).exits(0);
    let check = |address: &str, value: &str| {
        desk.put("message.xml", &message(address, value));
        desk.run(&["check", "--catalogue", "providers", "message.xml"])
    };
    for root in ["./Vendor/MSFT", "./Device/Vendor/MSFT"] {
        check(&format!("{root}/Fleet/Mode"), "1").exits(0);
        let ran = check(&format!("{root}/Fleet/Mdoe"), "1").exits(1);
        assert!(ran.stdout.contains("unknown-parm") && ran.stdout.contains("`Mode`"), "{}", ran.stdout);
        let ran = check(&format!("{root}/Fleet/Mode"), "2").exits(1);
        assert!(ran.stdout.contains("value-list"), "{}", ran.stdout);
    }
    let ran = check("./User/Vendor/MSFT/Fleet/Mode", "1").exits(1);
    assert!(ran.stdout.contains("unknown-parm"), "each user has another tree: {}", ran.stdout);
    let ran = desk.run(&["schema", "list", "--catalogue", "providers", "fleet"]).exits(0);
    assert_eq!(ran.stdout.lines().count(), 3, "{}", ran.stdout);
}

#[test]
fn the_same_description_gives_the_same_bytes_and_nothing_is_replaced_unasked() {
    let desk = Desk::with("fleet.ddf", OF_WINDOWS_MOBILE);
    desk.run(&["schema", "import", "fleet.ddf", "-o", "providers"]).exits(0);
    let first = fs::read(desk.file("Fleet.toml")).unwrap();
    fs::write(desk.file("Fleet.toml"), "mine").unwrap();
    let ran = desk.run(&["schema", "import", "fleet.ddf", "-o", "providers"]).exits(2);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!(fs::read(desk.file("Fleet.toml")).unwrap(), b"mine");
    desk.run(&["schema", "import", "fleet.ddf", "-o", "providers", "--force"]).exits(0);
    assert_eq!(fs::read(desk.file("Fleet.toml")).unwrap(), first);
}

#[test]
fn what_is_no_description_is_refused_and_nothing_is_written() {
    let desk = Desk::with("fleet.ddf", OF_WINDOWS_MOBILE);
    desk.put("document.xml", "<wap-provisioningdoc/>");
    desk.put("cut.ddf", &OF_WINDOWS_MOBILE[..OF_WINDOWS_MOBILE.len() / 2]);
    desk.put("other.ddf", &OF_WINDOWS_MOBILE.replace("1440", "60"));
    for (bad, told) in [
        ("document.xml", "no device description"),
        ("cut.ddf", "provsmith check cut.ddf"),
        ("other.ddf", "describe `./Vendor/MSFT/Fleet` differently"),
        ("missing.ddf", "missing.ddf"),
    ] {
        let ran = desk.run(&["schema", "import", "fleet.ddf", bad, "-o", "providers"]).exits(2);
        assert!(ran.stderr.contains(told), "{bad}: {}", ran.stderr);
        assert!(!desk.file("Fleet.toml").exists(), "{bad}");
    }
}

#[test]
fn each_user_s_tree_has_an_address_of_its_own_and_no_form_in_client_provisioning() {
    let desk = Desk::with("fleet-ddf-file.md", PAGE);
    desk.run(&["schema", "import", "fleet-ddf-file.md", "-o", "providers"]).exits(0);
    let entry = |name: &str| {
        let text = fs::read_to_string(desk.file(&format!("{name}.toml"))).unwrap();
        Entry::parse(name, text).unwrap()
    };
    let catalogue = Catalogue::builtin().with(entry("Fleet")).with(entry("Fleet-User"));
    let found = |address: &str| match catalogue.find_dm(&address.parse().unwrap()) {
        RootMatch::Provider { entries, depth, .. } => Some((entries[0].file().to_owned(), depth)),
        RootMatch::Above(_) | RootMatch::Unknown => None,
    };
    assert_eq!(found("./Vendor/MSFT/Fleet/Mode"), Some(("Fleet".to_owned(), 3)));
    assert_eq!(found("./Device/Vendor/MSFT/Fleet/Mode"), Some(("Fleet".to_owned(), 4)));
    assert_eq!(found("./User/Vendor/MSFT/Fleet/Badge"), Some(("Fleet-User".to_owned(), 4)));
    let RootMatch::Provider { entries, .. } = catalogue.find_wap(&["Fleet"]) else { panic!("not found") };
    assert_eq!(entries.iter().map(|entry| entry.file()).collect::<Vec<_>>(), ["Fleet"]);
}

#[test]
fn descriptions_of_real_origin_have_no_error_and_can_be_imported() {
    let Some(corpus) = common::corpus() else { return };
    let folder = corpus.join("documents");
    let mut imported = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ddf") {
            continue;
        }
        let output = tempfile::tempdir().unwrap();
        let path = path.to_str().unwrap();
        common::run(common::provsmith().args(["check", path])).exits(0);
        let arguments = ["schema", "import", path, "-o"];
        common::run(common::provsmith().args(arguments).arg(output.path())).exits(0);
        for file in fs::read_dir(output.path()).unwrap() {
            assert!(!provider(&file.unwrap().path()).nodes.is_empty(), "{path}");
            imported += 1;
        }
    }
    assert!(imported >= 2, "only {imported} providers");
}
