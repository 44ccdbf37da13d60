//! `provsmith explain` and `provsmith rules`: a user looks up what a finding means.
#![allow(clippy::unwrap_used)] // a test fails by panicking

mod common;

use std::fs;
use std::path::Path;

use provsmith::check::RULES;

/// The page as it stands beside the rule.
fn page(rule: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    fs::read_to_string(folder.join(rule.replace('-', "_")).with_extension("md")).unwrap()
}

#[test]
fn every_rule_is_explained_by_its_page() {
    let names = RULES.iter().map(|rule| rule.name);
    let pages: Vec<String> = names.clone().map(page).collect();
    let ran = common::run(common::provsmith().arg("explain").args(names)).exits(0);
    assert_eq!(ran.stdout, pages.join("\n"));
}

#[test]
fn of_an_unknown_rule_the_nearest_is_named_and_nothing_is_explained() {
    let ran = common::run(common::provsmith().args(["explain", "name-case", "unknown-param"])).exits(2);
    assert_eq!(ran.stdout, "");
    assert_eq!(
        ran.stderr,
        "error: there is no rule `unknown-param`: write `unknown-parm` if that was meant\n"
    );
}

#[test]
fn the_list_shows_every_rule_in_columns() {
    let ran = common::run(common::provsmith().arg("rules")).exits(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), RULES.len() + 1);
    let column = |name| lines[0].find(name).unwrap();
    let (severity, summary) = (column("SEVERITY"), column("SUMMARY"));
    for (line, rule) in lines[1..].iter().zip(RULES) {
        let columns = [&line[..severity], &line[severity..summary], &line[summary..]].map(str::trim_end);
        assert_eq!(columns[0], rule.name);
        assert!(["error", "warning", "note"].contains(&columns[1]), "{line}");
        assert_eq!(columns[2], rule.summary);
    }
}

#[test]
fn the_list_for_programs_holds_the_same_as_the_one_for_people() {
    let human = common::run(common::provsmith().arg("rules")).exits(0).stdout;
    let json = common::run(common::provsmith().args(["rules", "--format", "json"])).exits(0).stdout;
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list["schema_version"], 1);
    let rules = list["rules"].as_array().unwrap();
    assert_eq!(rules.len(), human.lines().count() - 1);
    for (rule, line) in rules.iter().zip(human.lines().skip(1)) {
        let words = ["name", "severity", "summary"].map(|key| rule[key].as_str().unwrap());
        assert_eq!(line.split_whitespace().collect::<Vec<_>>().join(" "), words.join(" "));
    }
}

#[test]
fn what_there_is_not_ends_with_2_whichever_list_it_is_looked_for_in() {
    let nope: [&[&str]; 4] = [
        &["explain", "nope"],
        &["schema", "show", "Nope"],
        &["schema", "show", "Sync/Nope"],
        &["schema", "export", "--as", "json", "Nope"],
    ];
    for arguments in nope {
        let ran = common::run(common::provsmith().args(arguments)).exits(2);
        assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: "), "{ran:?}");
    }
}
