//! Every rule has its own file, a page, a folder here with inputs that trigger it and inputs that do not, and a name
//! that stays.
//!
//! `tests/rules/<rule>/`: `bad.xml` triggers the rule and gives exactly `bad.txt`; `good.xml` does not trigger it.
//! Further cases are called `bad-<what>.xml` and `good-<what>.xml`. A rule about packages has `.cab` and `.cpf` files instead. `arguments`, where there is one, holds further
//! arguments of `provsmith check`, one a line; they hold for the examples on the rule's page too, which names the
//! first of them.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use provsmith::check::{RULES, Rule};

/// The sections of a page, in this order.
const SECTIONS: [&str; 5] = ["Why", "Fails", "Passes", "What to do", "Sources"];
/// The one that a page may do without.
const OPTIONAL: &str = "What to do";

/// The rules whose page shows no document that fails, and why it cannot. Their `bad.xml` triggers them all the same.
const WITHOUT_FAILING_EXAMPLE: [(&str, &str); 11] = [
    ("byte-order-mark", "the mark cannot be seen in a text"),
    ("install-missing", "a package is no text"),
    ("message-size", "10 000 bytes tell a reader nothing"),
    ("nesting-depth", "65 elements inside one another tell a reader nothing"),
    ("package-channel", "a package is no text"),
    ("package-compression", "a package is no text"),
    ("package-content", "a package is no text"),
    ("package-length", "a package is no text"),
    ("package-unsigned", "a package is no text"),
    ("short-messages", "so many settings tell a reader nothing"),
    ("wbxml-syntax", "the binary form cannot be shown in a text"),
];

/// What an input may be.
const EXTENSIONS: [&str; 3] = ["xml", "cab", "cpf"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder(rule: &Rule) -> PathBuf {
    root().join("tests/rules").join(rule.name)
}

/// The names of what stands in a folder: of the files with an extension, or of the folders.
fn names_in(folder: &str, extension: Option<&str>) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let wanted = entries.filter(|path| match extension {
        Some(extension) => path.extension().is_some_and(|found| found == extension),
        None => path.is_dir(),
    });
    wanted.map(|path| path.file_stem().unwrap().to_string_lossy().replace('_', "-")).collect()
}

#[test]
fn every_rule_has_a_file_a_page_and_a_folder_of_its_name_and_none_is_without_a_rule() {
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(rules.len(), RULES.len(), "two rules have the same name");
    assert_eq!(rules, names_in("src/check/rules", Some("rs")));
    assert_eq!(rules, names_in("src/check/rules", Some("md")));
    assert_eq!(rules, names_in("tests/rules", None));
}

/// Users write these names into their manifests: one may be added, none may vanish or change.
#[test]
fn the_names_of_the_rules_are_those_that_were_published() {
    let published = fs::read_to_string(root().join("tests/rules/names.txt")).unwrap();
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
fn pages_have_their_sections_in_order_and_name_their_sources() {
    for rule in RULES {
        let page = Page::of(rule);
        let name = rule.name;
        assert_eq!(page.title, name);
        assert!(!page.introduction.is_empty(), "{name}: the page does not say what the rule is about");
        let wanted: Vec<&str> = SECTIONS
            .into_iter()
            .filter(|section| *section != OPTIONAL || page.section(section).is_some())
            .collect();
        let found: Vec<&str> = page.sections.iter().map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(found, wanted, "{name}");
        for (heading, text) in &page.sections {
            assert!(!text.is_empty(), "{name}: `{heading}` is empty");
        }
        for source in page.section("Sources").unwrap().lines() {
            assert!(source.starts_with("- <http"), "{name}: `{source}` is no `- <address>`");
        }
        let shows_no_failure = WITHOUT_FAILING_EXAMPLE.iter().any(|(without, _)| *without == name);
        assert_eq!(page.example("Fails").is_none(), shows_no_failure, "{name}: `Fails`");
        assert!(page.example("Passes").is_some(), "{name}: `Passes` shows no document");
        if let Some(flag) = arguments(rule).first() {
            assert!(
                page.section("Fails").unwrap().contains(flag),
                "{name}: `Fails` does not say with which `{flag}`"
            );
        }
    }
}

#[test]
fn bad_inputs_give_exactly_the_expected_text() {
    let mut failures = String::new();
    for rule in RULES {
        let folder = folder(rule);
        let expected = fs::read_to_string(folder.join("bad.txt")).unwrap_or_default();
        let mut command = common::provsmith();
        let inputs = EXTENSIONS.map(|extension| format!("bad.{extension}"));
        let Some(input) = inputs.iter().find(|input| folder.join(input).is_file()) else { continue };
        command.current_dir(&folder).args(["check", input]).args(arguments(rule));
        let said = common::run(&mut command).stdout.replace("\r\n", "\n");
        if said != expected {
            failures += &format!("{}: {input} gives\n{said}\ninstead of\n{expected}\n", rule.name);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn every_rule_speaks_where_it_should_and_is_silent_where_it_should() {
    let examples = tempfile::tempdir().unwrap();
    // Rules without arguments share one run.
    let mut runs: BTreeMap<Option<&str>, Vec<Case>> = BTreeMap::new();
    for rule in RULES {
        let own_run = folder(rule).join("arguments").is_file().then_some(rule.name);
        runs.entry(own_run).or_default().extend(cases(rule, examples.path()));
    }
    let failures: Vec<String> = runs.values().flat_map(|cases| failures(cases)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Two rules that speak at one place of an input here, and why both are right to.
const TOLD_TWICE: [(&str, &str, &str); 2] = [
    ("name-form", "required-parm", "what is missing from an entry is told at its name"),
    ("si-expiry", "si-time", "a time in the wrong form may be too early as well"),
];

/// The report on the bad inputs of a rule; `None` of a rule about packages.
fn found_in_bad_inputs(rule: &Rule) -> Option<serde_json::Value> {
    let inputs = bad_inputs(rule);
    let mut command = common::provsmith();
    command.current_dir(folder(rule)).args(["check", "--format", "json"]).args(arguments(rule));
    serde_json::from_str(&common::run(command.args(inputs)).stdout).ok()
}

fn bad_inputs(rule: &Rule) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(rule)).unwrap().map(|entry| entry.unwrap().path());
    let is_bad = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("bad") && name.ends_with(".xml")
    };
    entries.filter(is_bad).collect()
}

#[test]
fn no_finding_is_graver_than_its_rule_says() {
    let rank = |severity: &str| ["note", "warning", "error"].iter().position(|one| *one == severity).unwrap();
    let stated = |name: &str| RULES.iter().find(|rule| rule.name == name).unwrap().severity.to_string();
    let mut told = 0;
    for report in RULES.iter().filter_map(|rule| found_in_bad_inputs(rule)) {
        for finding in report["findings"].as_array().unwrap() {
            let (rule, severity) = (finding["rule"].as_str().unwrap(), finding["severity"].as_str().unwrap());
            assert!(rank(severity) <= rank(&stated(rule)), "{finding}");
            told += 1;
        }
    }
    assert!(told > 200, "{told}");
}

/// Each repair that is offered is made, and no other, unless it is said why not.
#[test]
fn as_many_repairs_are_offered_as_are_made() {
    let number = |text: &str, before: &str| -> usize {
        let line =
            text.lines().find(|line| line.starts_with(before) || line.ends_with("can be fixed with --fix"));
        line.map_or(0, |line| line.trim_start_matches(before).split(' ').next().unwrap().parse().unwrap())
    };
    let mut failures = Vec::new();
    let mut repaired = 0;
    for rule in RULES {
        for input in bad_inputs(rule) {
            let copy = tempfile::tempdir().unwrap();
            let file = copy.path().join("bad.xml");
            fs::copy(&input, &file).unwrap();
            let command = |fix: &[&str]| {
                let mut command = common::provsmith();
                command.current_dir(folder(rule)).arg("check").args(fix).args(arguments(rule)).arg(&file);
                common::run(&mut command).stderr
            };
            let (offered, made) = (command(&[]), command(&["--fix"]));
            let (offered, fixed) = (number(&offered, "offered "), number(&made, "fixed "));
            if offered != fixed && !made.contains("is left to you") {
                failures.push(format!("{}: {offered} offered, {fixed} made: {made}", input.display()));
            }
            repaired += fixed;
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(repaired > 10, "{repaired}");
}

/// What cannot be undone is told beside everything else, and each consequence by itself.
#[test]
fn one_fault_is_one_finding() {
    let mut failures = Vec::new();
    for rule in RULES {
        let Some(report) = found_in_bad_inputs(rule) else { continue };
        let place = |finding: &serde_json::Value| {
            let span = &finding["span"];
            Some((span["start"].as_u64()?, span["end"].as_u64()?))
        };
        let stops = |finding: &serde_json::Value| {
            finding["help"].as_str().is_some_and(|help| help.contains("--allow"))
        };
        let findings = report["findings"].as_array().unwrap();
        let told: Vec<_> = findings
            .iter()
            .filter(|finding| finding["severity"] != "note" && !stops(finding) && place(finding).is_some())
            .collect();
        for (index, one) in told.iter().enumerate() {
            for other in told[index + 1..].iter().filter(|other| other["file"] == one["file"]) {
                let ((start, end), (from, to)) = (place(one).unwrap(), place(other).unwrap());
                let mut rules = [one["rule"].as_str().unwrap(), other["rule"].as_str().unwrap()];
                rules.sort_unstable();
                let is_known = TOLD_TWICE.iter().any(|(one, other, _)| [*one, *other] == rules);
                if start < to && from < end && !is_known {
                    failures.push(format!("{}: {rules:?}", one["file"]));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// An input, and whether a rule must speak on it or must not.
struct Case {
    rule: &'static Rule,
    /// What the input is called where the case fails.
    name: String,
    file: PathBuf,
    speaks: bool,
    /// Whether no other rule may find more than a note: users copy what a page says passes.
    passes: bool,
}

/// The inputs in the folder of a rule, and the examples on its page, which are written to `examples`.
fn cases(rule: &'static Rule, examples: &Path) -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder(rule)).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let is_input = |extension: &str| EXTENSIONS.contains(&extension);
        let Some((stem, _)) = name.rsplit_once('.').filter(|(_, extension)| is_input(extension)) else {
            continue;
        };
        let speaks = match stem.split('-').next() {
            Some("bad") => true,
            Some("good") => false,
            _ => panic!("{}: is it bad or good?", file.display()),
        };
        cases.push(Case { rule, name, file, speaks, passes: false });
    }
    for stem in ["bad", "good"] {
        let is_there = cases.iter().any(|case| case.file.file_stem().is_some_and(|found| found == stem));
        assert!(is_there, "{}: {stem}.xml is missing", rule.name);
    }
    let page = Page::of(rule);
    for (heading, speaks) in [("Fails", true), ("Passes", false)] {
        if let Some(example) = page.example(heading) {
            let file = examples.join(format!("{}-{heading}.xml", rule.name));
            fs::write(&file, example).unwrap();
            cases.push(Case {
                rule,
                name: format!("`{heading}` on the page"),
                file,
                speaks,
                passes: !speaks,
            });
        }
    }
    cases
}

/// The cases that do not hold, of cases whose rules have the same arguments.
fn failures(cases: &[Case]) -> Vec<String> {
    let first = cases[0].rule;
    let mut command = common::provsmith();
    command.current_dir(folder(first)).args(["check", "--format", "json"]).args(arguments(first));
    command.args(cases.iter().map(|case| &case.file));
    let ran = common::run(&mut command);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| {
        panic!("{}: {error}\n{}", first.name, ran.stderr);
    });
    assert_eq!(report["unreadable"].as_array().map(Vec::len), Some(0), "{}", report["unreadable"]);
    let mut spoken: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut above_a_note: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let file = finding["file"].as_str().unwrap();
        // Of a package the document inside is named.
        let file = file.strip_suffix("/_setup.xml").unwrap_or(file);
        let rule = finding["rule"].as_str().unwrap();
        spoken.insert((file, rule));
        if finding["severity"].as_str().unwrap() != "note" {
            above_a_note.entry(file).or_default().insert(rule);
        }
    }
    let holds = |case: &&Case| spoken.contains(&(case.file.to_str().unwrap(), case.rule.name)) == case.speaks;
    let told = |case: &Case| {
        let what = if case.speaks { "is silent on" } else { "speaks on" };
        format!("{} {what} {}", case.rule.name, case.name)
    };
    let mut failures: Vec<String> = cases.iter().filter(|case| !holds(case)).map(told).collect();
    for case in cases.iter().filter(|case| case.passes) {
        if let Some(others) = above_a_note.get(case.file.to_str().unwrap()) {
            failures.push(format!("{}: {} does not pass {others:?}", case.rule.name, case.name));
        }
    }
    failures
}

fn arguments(rule: &Rule) -> Vec<String> {
    let arguments = fs::read_to_string(folder(rule).join("arguments")).unwrap_or_default();
    arguments.lines().map(str::to_owned).collect()
}

/// A rule's page, taken apart.
struct Page {
    title: String,
    /// What stands before the first section.
    introduction: String,
    /// Heading and text of each section.
    sections: Vec<(String, String)>,
}

impl Page {
    fn of(rule: &Rule) -> Self {
        let file = root().join("src/check/rules").join(rule.name.replace('-', "_")).with_extension("md");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut parts = text.split("\n## ");
        let (title, introduction) = parts.next().unwrap().split_once('\n').unwrap_or_default();
        let section = |part: &str| {
            let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
            (heading.to_owned(), text.trim().to_owned())
        };
        Self {
            title: title.strip_prefix("# ").unwrap_or_default().to_owned(),
            introduction: introduction.trim().to_owned(),
            sections: parts.map(section).collect(),
        }
    }

    fn section(&self, heading: &str) -> Option<&str> {
        self.sections.iter().find(|(found, _)| found == heading).map(|(_, text)| text.as_str())
    }

    /// The document that a section shows.
    fn example(&self, heading: &str) -> Option<&str> {
        let (_, fenced) = self.section(heading)?.split_once("```xml\n")?;
        Some(fenced.split_once("```").unwrap_or_else(|| panic!("{}: the fence has no end", self.title)).0)
    }
}
