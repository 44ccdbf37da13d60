//! Findings as SARIF 2.1.0, which code scanning services and editors read.
//!
//! The standard: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; sections are named where a choice
//! rests on one. Only what is used of it is here.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{
    AllowedBy, Confidence, Listed, ListedAllowed, Listing, Origin, Region, Replacement, Severity, Span,
    Unreadable, plain_path,
};
use crate::finding;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A rule that findings may name, in the words of its page.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    /// What its findings mean where they do not say otherwise.
    pub severity: Severity,
    /// What it looks for, in one line.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub page: Option<&'static str>,
}

/// A log of one run, ready to be written as JSON.
#[derive(Debug, Serialize)]
pub struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

/// `reportingDescriptor`, section 3.49.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text>,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

/// `message` and `multiformatMessageString`, sections 3.11 and 3.12.
#[derive(Debug, Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

/// `result`, section 3.27.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair>,
    /// Never left out: where one finding of a run says that it is not suppressed, all must (section 3.27.23).
    suppressions: Vec<Suppression>,
    properties: Properties,
}

/// `suppression`, section 3.35.
#[derive(Debug, Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Debug, Serialize)]
struct Properties {
    confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    /// Where in what is inside the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Place>,
}

#[derive(Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
}

/// `region`, section 3.30: lines and columns count from 1, `endColumn` is the one behind.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(flatten)]
    lines: Option<Lines>,
    #[serde(flatten)]
    bytes: Option<Bytes>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Lines {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bytes {
    byte_offset: usize,
    byte_length: usize,
}

/// `fix`, section 3.55.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair {
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: [Change; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    deleted_region: Place,
    inserted_content: Text,
}

impl Log {
    /// The findings of each source, in the given order, by the given rules; and the inputs that could not be read.
    pub fn new(rules: &[Rule], listings: &[Listing], unreadable: &[Unreadable]) -> Self {
        let results = listings.iter().flat_map(|listing| {
            let standing = listing.findings.iter().map(|finding| Outcome::new(rules, listing, finding));
            let allowed = listing.allowed.iter().map(|allowed| Outcome {
                suppressions: vec![Suppression::new(allowed)],
                ..Outcome::new(rules, listing, &allowed.finding)
            });
            standing.chain(allowed)
        });
        Self {
            schema: SCHEMA,
            version: "2.1.0",
            runs: [Run {
                tool: Tool {
                    driver: Driver {
                        name: env!("CARGO_PKG_NAME"),
                        version: env!("CARGO_PKG_VERSION"),
                        rules: rules.iter().map(Descriptor::new).collect(),
                    },
                },
                invocations: [Invocation {
                    execution_successful: unreadable.is_empty(),
                    tool_execution_notifications: unreadable.iter().map(Notification::new).collect(),
                }],
                column_kind: "unicodeCodePoints",
                results: results.collect(),
            }],
        }
    }
}

impl Descriptor {
    fn new(rule: &Rule) -> Self {
        let page = |page: &str| Text { text: page.to_owned(), markdown: Some(page.to_owned()) };
        Self {
            id: rule.name,
            short_description: Text::plain(rule.summary),
            help: rule.page.map(page),
            default_configuration: Configuration { level: level(rule.severity) },
        }
    }
}

impl Text {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), markdown: None }
    }
}

impl Notification {
    fn new(input: &Unreadable) -> Self {
        Self {
            level: level(Severity::Error),
            message: Text::plain(&input.reason),
            locations: [Location::new(&input.file, None)],
        }
    }
}

impl Outcome {
    fn new(rules: &[Rule], listing: &Listing, finding: &Listed) -> Self {
        let fixes = finding.fix.iter().filter(|_| listing.origin == Origin::File);
        Self {
            rule_id: finding.rule,
            rule_index: rules.iter().position(|rule| rule.name == finding.rule),
            level: level(finding.severity),
            message: Text::plain(finding.message_with_help()),
            locations: Location::of(listing, finding).into_iter().collect(),
            fixes: fixes.map(|fix| Repair::new(&listing.file, fix)).collect(),
            suppressions: Vec::new(),
            properties: Properties { confidence: finding.confidence, reference: finding.reference.clone() },
        }
    }
}

impl Suppression {
    fn new(allowed: &ListedAllowed) -> Self {
        let kind = match allowed.origin {
            AllowedBy::Comment => "inSource",
            AllowedBy::Caller => "external",
        };
        Self { kind, justification: allowed.reason.clone() }
    }
}

impl Location {
    /// The place of a finding. Inside a package or a binary document it is none of the file, and is told in words; an
    /// option stands in no file.
    fn of(listing: &Listing, finding: &Listed) -> Option<Self> {
        match &listing.origin {
            Origin::File => Some(Self::new(&listing.file, finding.region)),
            Origin::Within(file) => {
                Some(Self { message: Some(Text::plain(listing.told(finding))), ..Self::new(file, None) })
            }
            Origin::CommandLine => None,
        }
    }

    fn new(file: &str, region: Option<Region>) -> Self {
        Self {
            message: None,
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation::new(file),
                region: region.map(|region| Place::new(Some((region.start, region.end)), region.bytes)),
            },
        }
    }
}

/// What needs no escape in a path (RFC 3986, section 3.3: pchar, and the slash between segments). The colon is left
/// out, since a first segment with one would read as a scheme.
const ESCAPED_IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b',')
    .remove(b'=');

impl ArtifactLocation {
    fn new(file: &str) -> Self {
        let path = plain_path(file);
        let escaped = utf8_percent_encode(&path, ESCAPED_IN_PATH);
        let uri = match path.as_bytes() {
            // Section 3.4.4 wants the scheme in an absolute one.
            [b'/', ..] => format!("file://{escaped}"),
            [drive, b':', b'/', ..] if drive.is_ascii_alphabetic() => {
                format!("file:///{}:{}", char::from(*drive), utf8_percent_encode(&path[2..], ESCAPED_IN_PATH))
            }
            _ => escaped.to_string(),
        };
        Self { uri }
    }
}

impl Place {
    fn new(place: Option<(finding::Place, finding::Place)>, span: Option<Span>) -> Self {
        let lines = |(start, end): (finding::Place, finding::Place)| Lines {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        };
        let bytes = |span: Span| Bytes {
            byte_offset: span.start(),
            byte_length: span.end().saturating_sub(span.start()),
        };
        Self { lines: place.map(lines), bytes: span.map(bytes) }
    }
}

impl Repair {
    fn new(file: &str, fix: &Replacement) -> Self {
        Self {
            artifact_changes: [ArtifactChange {
                artifact_location: ArtifactLocation::new(file),
                replacements: [Change {
                    deleted_region: Place::new(fix.place, fix.bytes),
                    inserted_content: Text::plain(&fix.text),
                }],
            }],
        }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Fix, Source};

    #[test]
    fn paths_become_addresses() {
        for (path, uri) in [
            ("settings.xml", "settings.xml"),
            ("./a/b c.xml", "a/b%20c.xml"),
            ("größe#1?.xml", "gr%C3%B6%C3%9Fe%231%3F.xml"),
            ("a:b/100%.xml", "a%3Ab/100%25.xml"),
            ("../a.cab/_setup.xml", "../a.cab/_setup.xml"),
            ("/srv/a b.xml", "file:///srv/a%20b.xml"),
            ("C:/a b.xml", "file:///C:/a%20b.xml"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(ArtifactLocation::new(path).uri, uri);
        }
    }

    #[test]
    fn a_repair_is_a_region_and_the_text_that_takes_its_place() {
        let source = Source::new("a.xml", "<a>\né<b/>").standing_behind(Some(3));
        let finding = Finding::new("name-blank", Severity::Error, Span::new(6, 7), "x")
            .with_fix(Fix { span: Span::new(6, 8), replacement: "c".to_owned() });
        let rule = Rule { name: "name-blank", severity: Severity::Error, summary: "s", page: None };
        let log = Log::new(&[rule], &[Listing::new(&source, &[finding])], &[]);
        let result = &serde_json::to_value(log).unwrap()["runs"][0]["results"][0];
        assert_eq!(
            result["fixes"][0]["artifactChanges"][0]["replacements"][0],
            serde_json::json!({
                "deletedRegion": { "startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 4,
                                   "byteOffset": 9, "byteLength": 2 },
                "insertedContent": { "text": "c" },
            })
        );
        assert_eq!((&result["ruleIndex"], &result["level"]), (&0.into(), &"error".into()));
    }
}
