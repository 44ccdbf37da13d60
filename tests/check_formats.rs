//! `provsmith check --format …`: what programs read, judged by schemas and the JSON-schema validator of another maker.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{peer, provsmith, run};
use tempfile::TempDir;

/// Reads a schema and an instance, and says where the instance does not follow the schema.
const VALIDATE: &str = "\
import json, sys
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for
schema, instance = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])
validator = validator_for(schema, Draft202012Validator)
validator.check_schema(schema)
faults = list(validator(schema, format_checker=FormatChecker()).iter_errors(instance))
for fault in faults:
    print(fault.json_path if hasattr(fault, 'json_path') else list(fault.path), fault.message)
sys.exit(1 if faults else 0)
";

/// `python3` with the module `jsonschema`.
fn validator() -> Option<Command> {
    let mut python = peer("python3")?;
    if run(python.args(["-c", "import jsonschema"])).code != Some(0) {
        common::skipped("PROVSMITH_REQUIRE_PEERS", "python3 has no module jsonschema");
        return None;
    }
    let mut python = peer("python3")?;
    python.args(["-c", VALIDATE]);
    Some(python)
}

/// The schema of SARIF 2.1.0, in the source of a crate that `tests/sarif` names.
fn sarif_schema() -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sarif/Cargo.toml");
    let mut cargo = peer("cargo")?;
    cargo
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--manifest-path"])
        .arg(manifest);
    let ran = run(&mut cargo);
    if ran.code != Some(0) {
        let reason =
            format!("`cargo fetch --manifest-path tests/sarif/Cargo.toml` was not run: {}", ran.stderr);
        common::skipped("PROVSMITH_REQUIRE_PEERS", &reason);
        return None;
    }
    let metadata: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let carrier = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let folder = PathBuf::from(carrier["manifest_path"].as_str().unwrap());
    Some(folder.with_file_name("src").join("schema.json"))
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Findings of every severity, with and without a repair, behind a byte order mark, in UTF-16, without a place; a
/// clean file; names that need an escape; one file more is named that is not there.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let slip = "<wap-provisioningdoc>\r\n  <characteristic type=\"Sync\">\r\n    <characteristic type=\"Settings\">\r\n      \
                <parm name=\"é\"/><parm name=\"HeartbeatMin \" value=\"8m\"/>\r\n    </characteristic>\r\n  \
                </characteristic>\r\n</wap-provisioningdoc>\r\n";
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a,b c%.xml", slip.as_bytes());
    write("mark.xml", format!("\u{FEFF}{slip}").as_bytes());
    write("utf16.xml", &utf16(slip));
    write("latin1.xml", b"<wap-provisioningdoc>\xFC</wap-provisioningdoc>");
    write("empty.xml", b"");
    let allowed =
        slip.replace("<parm name=\"HeartbeatMin", "<!-- provsmith: allow name-blank that is its name -->$0");
    write("allowed.xml", allowed.replace("$0", "<parm name=\"HeartbeatMin").as_bytes());
    write("clean.xml", b"<wap-provisioningdoc><characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"2\"/></characteristic></wap-provisioningdoc>");
    folder
}

fn check(folder: &Path, format: &str) -> String {
    let mut command = provsmith();
    command.current_dir(folder).args(["check", "--format", format, ".", "missing.xml"]);
    command.args(["--allow", "value-type=a reason, with: %"]);
    run(&mut command).exits(2).stdout
}

#[track_caller]
fn assert_valid(mut validator: Command, schema: &Path, report: &str) {
    let folder = tempfile::tempdir().unwrap();
    let instance = folder.path().join("report.json");
    fs::write(&instance, report).unwrap();
    run(validator.args([schema, &instance])).exits(0);
}

#[test]
fn sarif_follows_the_schema_of_the_standard() {
    let (Some(validator), Some(schema)) = (validator(), sarif_schema()) else { return };
    let folder = folder();
    assert_valid(validator, &schema, &check(folder.path(), "sarif"));
}

#[test]
fn json_follows_the_schema_in_the_repository() {
    let Some(validator) = validator() else { return };
    let folder = folder();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/finding/report.schema.json");
    assert_valid(validator, &schema, &check(folder.path(), "json"));
}

#[test]
fn sarif_names_every_rule_and_says_what_could_not_be_read() {
    let folder = folder();
    let log: serde_json::Value = serde_json::from_str(&check(folder.path(), "sarif")).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), provsmith::check::RULES.len());
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    assert!(notifications[0]["message"]["text"].as_str().unwrap().contains("missing.xml"), "{notifications}");
}

#[test]
fn what_is_allowed_is_told_with_its_reason_and_by_whom() {
    let folder = folder();
    let log: serde_json::Value = serde_json::from_str(&check(folder.path(), "sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppressed = |rule: &str, kind: &str, reason: &str| {
        let suppressions = serde_json::json!([{ "kind": kind, "justification": reason }]);
        results.iter().any(|result| result["ruleId"] == rule && result["suppressions"] == suppressions)
    };
    assert!(suppressed("name-blank", "inSource", "that is its name"));
    assert!(suppressed("value-type", "external", "a reason, with: %"));
    // All or none (section 3.27.23 of the standard).
    assert!(results.iter().all(|result| result["suppressions"].is_array()));

    let report: serde_json::Value = serde_json::from_str(&check(folder.path(), "json")).unwrap();
    let allowed = report["allowed"].as_array().unwrap();
    let by_comment = allowed.iter().find(|entry| entry["origin"] == "comment").unwrap();
    assert_eq!(
        (&by_comment["rule"], &by_comment["reason"]),
        (&"name-blank".into(), &"that is its name".into())
    );
    assert!(
        allowed.iter().any(|entry| entry["origin"] == "caller" && entry["reason"] == "a reason, with: %")
    );
    assert!(!report["findings"].as_array().unwrap().iter().any(|entry| entry["rule"] == "value-type"));
}

/// A service that shows a repair takes it from the bytes of the file.
#[test]
fn a_repair_in_sarif_names_the_bytes_of_the_file() {
    let folder = folder();
    let log: serde_json::Value = serde_json::from_str(&check(folder.path(), "sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    for (file, uri) in [("a,b c%.xml", "a,b%20c%25.xml"), ("mark.xml", "mark.xml")] {
        let result = results
            .iter()
            .filter(|result| result["ruleId"] == "name-blank")
            .find(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri)
            .unwrap();
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        let number = |key: &str| usize::try_from(change["deletedRegion"][key].as_u64().unwrap()).unwrap();
        let bytes = fs::read(folder.path().join(file)).unwrap();
        let start = number("byteOffset");
        assert_eq!(&bytes[start..start + number("byteLength")], b"HeartbeatMin ", "{file}");
        assert_eq!(change["insertedContent"]["text"], "HeartbeatMin");
    }
}

/// The runner splits commands at line ends, properties at commas, and reads `%xx`.
#[test]
fn github_gets_one_command_a_line_for_each_finding_and_each_unreadable_file() {
    let folder = folder();
    let commands = check(folder.path(), "github");
    for line in commands.lines() {
        let is_command = ["::error file=", "::warning file=", "::notice file="]
            .iter()
            .any(|start| line.starts_with(start));
        assert!(is_command, "{line}");
    }
    let blank = "::error file=a%2Cb c%25.xml,line=4,endLine=4,col=35,endColumn=48,title=name-blank::";
    assert!(commands.lines().any(|line| line.starts_with(blank)), "{commands}");
    assert!(commands.contains("%0Ahelp: write `HeartbeatMin`"), "{commands}");
    assert!(
        commands.lines().any(|line| line.starts_with("::error file=missing.xml::cannot read")),
        "{commands}"
    );
}

#[test]
fn the_order_is_that_of_the_files_whatever_the_threads_do() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..80 {
        // The first files take longest.
        let parms = "<parm name=\"x\" value=\"1\"/>".repeat(80 - number);
        let text = format!(
            "<wap-provisioningdoc><characteristic type=\"Sync\">{parms}</characteristic></wap-provisioningdoc>"
        );
        fs::write(folder.path().join(format!("{number:02}.xml")), text).unwrap();
    }
    for format in ["human", "json", "sarif", "github"] {
        let said = |threads: &str| {
            let mut command = provsmith();
            command.current_dir(folder.path()).env("RAYON_NUM_THREADS", threads);
            run(command.args(["check", "--format", format, "."])).exits(0).stdout
        };
        assert_eq!(said("1"), said("8"), "{format}");
    }
}

/// A document in a package, one that was binary, and an option are no files that a service could show.
#[test]
fn every_location_of_a_log_is_a_file_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let text = "<wap-provisioningdoc>\n<characteristic type=\"SecurityPolicy\"><parm name=\"4097\" value=\"9\"/></characteristic></wap-provisioningdoc>";
    let source = provsmith::finding::Source::new("a.xml", text);
    let document = provsmith::document::wap::parse(&source, &Default::default()).model.unwrap();
    let tree = provsmith::document::wap::to_tree(&document);
    let binary = provsmith::wbxml::encode(&tree, &provsmith::wbxml::Options::default()).unwrap();
    fs::write(folder.path().join("a.wbxml"), binary).unwrap();
    fs::write(folder.path().join("a.xml"), text.replace("\"9\"", "\"1\"")).unwrap();
    run(provsmith().current_dir(folder.path()).args(["pack", "a.xml", "-o", "a.cab"])).exits(0);
    let report = |format: &str| {
        let mut command = provsmith();
        command.current_dir(folder.path()).args([
            "check",
            "--format",
            format,
            "--allow",
            "device-wipe=x",
            ".",
        ]);
        run(&mut command).exits(1).stdout
    };

    let log = report("sarif");
    if let (Some(validator), Some(schema)) = (validator(), sarif_schema()) {
        assert_valid(validator, &schema, &log);
    }
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let mut inside = Vec::new();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let Some(location) = result["locations"].get(0) else {
            assert_eq!(result["ruleId"], "allowance-unused");
            continue;
        };
        let file = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(folder.path().join(file).is_file(), "{file}");
        if let Some(place) = location["message"]["text"].as_str() {
            assert!(location["physicalLocation"].get("region").is_none(), "{location}");
            inside.push(place.to_owned());
        }
    }
    inside.dedup();
    assert_eq!(inside, ["a.cab/_setup.xml:2:64", "a.wbxml (decoded):3:30"]);

    let json: serde_json::Value = serde_json::from_str(&report("json")).unwrap();
    assert_eq!(json["summary"]["files"], 3);
    let unused = json["findings"].as_array().unwrap().iter().find(|one| one["rule"] == "allowance-unused");
    assert_eq!(unused.unwrap()["file"], serde_json::Value::Null);
    let commands = report("github");
    assert!(commands.contains("::warning title=allowance-unused::--allow: "), "{commands}");
    assert!(
        commands.contains("::error file=a.wbxml,title=value-list::a.wbxml (decoded):3:30: "),
        "{commands}"
    );
}
