//! Findings for programs: one JSON object, complete and stable.
//!
//! ```json
//! { "schema_version": 1,
//!   "files": ["a.xml"],
//!   "summary": { "files": 1, "errors": 1, "warnings": 0, "notes": 0 },
//!   "findings": [ { "rule": "unknown-parm", "severity": "error", "confidence": "documented", "file": "a.xml",
//!                   "span": { "start": 10, "end": 14 },
//!                   "start": { "line": 1, "column": 11 }, "end": { "line": 1, "column": 15 },
//!                   "message": "…", "help": null, "reference": null, "fix": null, "count": 1 } ],
//!   "allowed": [ { …, "reason": "…", "origin": "comment" } ],
//!   "unreadable": [ { "file": "b.xml", "reason": "…" } ] }
//! ```
//! `report.schema.json` beside this file is the JSON schema of it.
//!
//! Every key is always there; what does not apply is null. `count` is 1, or how many
//! findings that are not listed an entry stands for; `summary` counts those too.
//!
//! `span`, also that of a `fix`, counts the bytes of the file from 0, a byte order mark included; `end` is the first
//! byte behind. Of a document in a package the file is the document. Where the file is not UTF-8 there are no such bytes
//! to change before it has been converted: `span` and `fix` are null, and `start` and `end` say where.
//!
//! `line` and `column` count from 1, columns in characters, a byte order mark not included. New keys may be added
//! without a new `schema_version`; none is renamed or removed.

use serde::Serialize;

use super::{AllowedBy, Confidence, Count, Fix, Listed, Listing, Origin, Place, Severity, Span, Unreadable};

/// The version of the layout that [`Report`] describes.
pub const SCHEMA_VERSION: u32 = 1;

/// The findings of several sources, ready to be written as JSON.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of this layout.
    schema_version: u32,
    /// The inputs that were checked, in the order of the findings.
    files: Vec<String>,
    /// How many there are.
    summary: Summary,
    /// What was found, by file and place.
    findings: Vec<Entry>,
    /// What was found and is accepted, in the same order; it is not in the summary.
    allowed: Vec<AllowedEntry>,
    /// The inputs that could not be read.
    unreadable: Vec<Unreadable>,
}

/// How many files were checked, and how many findings of each severity there are.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Summary {
    /// The inputs that were checked.
    files: usize,
    #[serde(flatten)]
    count: Count,
}

/// One finding.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry {
    /// The rule that speaks, kebab-case, stable for ever.
    rule: &'static str,
    severity: Severity,
    confidence: Confidence,
    /// The name by which the user knows the input; none for a remark on an option.
    file: Option<String>,
    /// The bytes of the file that are meant.
    span: Option<Span>,
    /// The line and column where it starts.
    start: Option<Place>,
    /// The line and column behind it.
    end: Option<Place>,
    /// What is wrong.
    message: String,
    /// What to do about it.
    help: Option<String>,
    /// The public address of the page that says so.
    reference: Option<String>,
    /// A safe repair, in bytes of the file.
    fix: Option<Fix>,
    /// 1, or how many findings that are not listed the entry stands for.
    count: usize,
}

/// One finding that is accepted.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AllowedEntry {
    #[serde(flatten)]
    finding: Entry,
    /// Why it is accepted.
    reason: String,
    /// Who says so.
    origin: AllowedBy,
}

impl Report {
    /// The findings of each source, in the given order.
    pub fn new(listings: impl IntoIterator<Item = Listing>) -> Self {
        let mut files = Vec::new();
        let mut findings = Vec::new();
        let mut allowed = Vec::new();
        let mut count = Count::default();
        for listing in listings {
            count += listing.count;
            let file = (listing.origin != Origin::CommandLine).then_some(listing.file);
            findings.extend(listing.findings.into_iter().map(|finding| Entry::new(file.clone(), finding)));
            allowed.extend(listing.allowed.into_iter().map(|accepted| AllowedEntry {
                finding: Entry::new(file.clone(), accepted.finding),
                reason: accepted.reason,
                origin: accepted.origin,
            }));
            files.extend(file);
        }
        Self {
            schema_version: SCHEMA_VERSION,
            summary: Summary { files: files.len(), count },
            files,
            findings,
            allowed,
            unreadable: Vec::new(),
        }
    }

    /// Names the inputs that could not be read.
    #[must_use]
    pub fn with_unreadable(mut self, unreadable: Vec<Unreadable>) -> Self {
        self.unreadable = unreadable;
        self
    }
}

impl Entry {
    fn new(file: Option<String>, finding: Listed) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            file,
            span: finding.region.and_then(|region| region.bytes),
            start: finding.region.map(|region| region.start),
            end: finding.region.map(|region| region.end),
            message: finding.message,
            help: finding.help,
            reference: finding.reference,
            fix: finding.fix.and_then(|fix| Some(Fix { span: fix.bytes?, replacement: fix.text })),
            count: finding.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Source};
    use serde_json::json;

    #[test]
    fn every_key_is_there_and_places_count_from_one() {
        let source = Source::new("a.xml", "<a>\n<é b=\"1\"/>");
        let finding = Finding::new("unknown-attribute", Severity::Warning, Span::new(8, 9), "what")
            .with_help("do")
            .with_reference("https://example.com/")
            .with_fix(Fix { span: Span::new(8, 9), replacement: "c".to_owned() })
            .resting_on_thin_evidence();
        let mut whole = Finding::new("encoding", Severity::Error, Span::default(), "bytes");
        whole.span = None;
        let found = [finding, whole];
        let report = serde_json::to_value(
            Report::new([Listing::new(&source, &found)])
                .with_unreadable(vec![Unreadable { file: "b.xml".to_owned(), reason: "gone".to_owned() }]),
        )
        .unwrap();
        assert_eq!(
            report,
            json!({
                "schema_version": 1,
                "files": ["a.xml"],
                "summary": { "files": 1, "errors": 1, "warnings": 1, "notes": 0 },
                "findings": [
                    { "rule": "unknown-attribute", "severity": "warning", "confidence": "thin", "file": "a.xml",
                      "span": { "start": 8, "end": 9 },
                      "start": { "line": 2, "column": 4 }, "end": { "line": 2, "column": 5 },
                      "message": "what", "help": "do", "reference": "https://example.com/",
                      "fix": { "span": { "start": 8, "end": 9 }, "replacement": "c" }, "count": 1 },
                    { "rule": "encoding", "severity": "error", "confidence": "documented", "file": "a.xml",
                      "span": null, "start": null, "end": null,
                      "message": "bytes", "help": null, "reference": null, "fix": null, "count": 1 },
                ],
                "allowed": [],
                "unreadable": [{ "file": "b.xml", "reason": "gone" }],
            })
        );
    }

    /// `SNAPSHOTS=overwrite` writes it anew.
    #[test]
    fn the_schema_in_the_repository_is_that_of_the_types() {
        let written = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = written.into_generator().into_root_schema_for::<Report>();
        let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let kept = snapbox::file!["report.schema.json"].raw();
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(schema, kept);
    }
}
