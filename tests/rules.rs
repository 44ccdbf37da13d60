//! Every rule has its own file, a folder here with an input that triggers it and one that does not, and a name that
//! stays.
//!
//! `tests/rules/<rule>/`: `bad.xml` triggers the rule and gives exactly `bad.txt`; `good.xml` does not. `arguments`,
//! where there is one, holds further arguments of `provsmith check`, one a line.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use provsmith::check::RULES;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn stems(folder: &Path, extension: Option<&str>) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let wanted = entries.filter(|path| match extension {
        Some(extension) => path.extension().is_some_and(|found| found == extension),
        None => path.is_dir(),
    });
    wanted.map(|path| path.file_stem().unwrap().to_string_lossy().replace('_', "-")).collect()
}

#[test]
fn every_rule_has_a_file_and_a_folder_of_its_name_and_neither_is_without_a_rule() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(rules.len(), RULES.len(), "two rules have the same name");
    assert_eq!(rules, stems(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/rules"), Some("rs")));
    assert_eq!(rules, stems(&folder(), None));
}

/// Users write these names into their manifests: one may be added, none may vanish or change.
#[test]
fn the_names_of_the_rules_are_those_that_were_published() {
    let published = fs::read_to_string(folder().join("names.txt")).unwrap();
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names, published.lines().collect::<Vec<_>>());
}

#[test]
fn summaries_are_one_line_without_a_full_stop() {
    for rule in RULES {
        assert!(
            !rule.summary.is_empty() && !rule.summary.contains('\n') && !rule.summary.ends_with('.'),
            "{rule:?}"
        );
    }
}

#[test]
fn every_rule_speaks_where_it_should_and_is_silent_where_it_should() {
    let mut failures = String::new();
    for rule in RULES {
        let folder = folder().join(rule.name);
        let expected = fs::read_to_string(folder.join("bad.txt")).unwrap_or_default();
        let said = check(&folder, "bad.xml", "human").replace("\r\n", "\n");
        if said != expected {
            failures += &format!("{}: bad.xml gives\n{said}\ninstead of\n{expected}\n", rule.name);
        }
        if !rules_that_speak(&folder, "bad.xml").contains(&rule.name.to_owned()) {
            failures += &format!("{}: is silent on bad.xml\n", rule.name);
        }
        if rules_that_speak(&folder, "good.xml").contains(&rule.name.to_owned()) {
            failures +=
                &format!("{}: speaks on good.xml:\n{}\n", rule.name, check(&folder, "good.xml", "human"));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

fn check(folder: &Path, file: &str, format: &str) -> String {
    let arguments = fs::read_to_string(folder.join("arguments")).unwrap_or_default();
    let mut command = common::provsmith();
    command.current_dir(folder).args(["check", "--format", format, file]).args(arguments.lines());
    common::run(&mut command).stdout
}

fn rules_that_speak(folder: &Path, file: &str) -> Vec<String> {
    let report: serde_json::Value = serde_json::from_str(&check(folder, file, "json")).unwrap();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}
