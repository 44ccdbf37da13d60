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
//!   "unreadable": [ { "file": "b.xml", "reason": "…" } ] }
//! ```
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

use super::{Confidence, Count, Finding, Fix, Place, Severity, Source, Span};

/// The version of the layout that [`Report`] describes.
pub const SCHEMA_VERSION: u32 = 1;

/// The findings of several sources, ready to be written as JSON.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    schema_version: u32,
    files: Vec<&'a str>,
    summary: Summary,
    findings: Vec<Entry<'a>>,
    unreadable: Vec<Unreadable>,
}

/// An input that could not be read, so that nothing is known of it.
#[derive(Debug, Clone, Serialize)]
pub struct Unreadable {
    /// The name by which the user knows it.
    pub file: String,
    /// Why not.
    pub reason: String,
}

#[derive(Debug, Serialize)]
struct Summary {
    files: usize,
    #[serde(flatten)]
    count: Count,
}

#[derive(Debug, Serialize)]
struct Entry<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: Confidence,
    file: &'a str,
    span: Option<Span>,
    start: Option<Place>,
    end: Option<Place>,
    message: &'a str,
    help: Option<&'a str>,
    reference: Option<&'a str>,
    fix: Option<Fix>,
    count: usize,
}

impl<'a> Report<'a> {
    /// The findings of each source, in the given order.
    pub fn new(sources: impl IntoIterator<Item = (&'a Source, &'a [Finding])>) -> Self {
        let mut files = Vec::new();
        let mut findings = Vec::new();
        let mut count = Count::default();
        for (source, found) in sources {
            files.push(source.name());
            count += Count::of(found);
            findings.extend(found.iter().map(|finding| Entry::new(source, finding)));
        }
        Self {
            schema_version: SCHEMA_VERSION,
            summary: Summary { files: files.len(), count },
            files,
            findings,
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

impl<'a> Entry<'a> {
    fn new(source: &'a Source, finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            file: source.name(),
            span: finding.span.and_then(|span| source.in_file(span)),
            start: finding.span.map(|span| source.place(span.start)),
            end: finding.span.map(|span| source.place(span.end)),
            message: &finding.message,
            help: finding.help.as_deref(),
            reference: finding.reference.as_deref(),
            fix: finding.fix.as_ref().and_then(|fix| {
                Some(Fix { span: source.in_file(fix.span)?, replacement: fix.replacement.clone() })
            }),
            count: finding.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            Report::new([(&source, found.as_slice())])
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
                "unreadable": [{ "file": "b.xml", "reason": "gone" }],
            })
        );
    }
}
