//! The findings of one source with their places worked out, for reports that are written when the text is long gone:
//! of a folder of many thousand documents, none is kept.

use super::{AllowedBy, Confidence, Count, Finding, Fix, Origin, Place, Severity, Source, Span, plain_path};

/// What was found in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The name by which the user knows the source.
    pub file: String,
    /// Where the source stands.
    pub origin: Origin,
    /// How many findings there are of each severity, those included that are counted only.
    pub count: Count,
    /// The findings, in the order in which they were given.
    pub findings: Vec<Listed>,
    /// What was found and is accepted; it does not count.
    pub allowed: Vec<ListedAllowed>,
}

/// A finding that somebody accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAllowed {
    /// What was found.
    pub finding: Listed,
    /// Why it is accepted.
    pub reason: String,
    /// Who says so.
    pub origin: AllowedBy,
}

/// A finding with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The rule that speaks.
    pub rule: &'static str,
    /// What it means for the document.
    pub severity: Severity,
    /// How sure its facts are.
    pub confidence: Confidence,
    /// Where; `None` when the source as a whole is meant.
    pub region: Option<Region>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The public address of the page that says so.
    pub reference: Option<String>,
    /// A safe repair.
    pub fix: Option<Replacement>,
    /// How many findings it stands for.
    pub count: usize,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The line and column where it starts.
    pub start: Place,
    /// The line and column behind it.
    pub end: Place,
    /// The bytes of the file; `None` when those are not the bytes of the text, which was decoded from something else
    /// than UTF-8.
    pub bytes: Option<Span>,
}

/// A place and the text that is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Where it starts and what is behind it; `None` for what is no text, such as a byte order mark.
    pub place: Option<(Place, Place)>,
    /// The bytes of the file, as in [`Region`].
    pub bytes: Option<Span>,
    /// What takes their place.
    pub text: String,
}

impl Listing {
    /// Lists the findings of `source`.
    pub fn new(source: &Source, findings: &[Finding]) -> Self {
        Self {
            file: source.name().to_owned(),
            origin: source.origin().clone(),
            count: Count::of(findings),
            findings: findings.iter().map(|finding| Listed::new(source, finding)).collect(),
            allowed: Vec::new(),
        }
    }

    /// The name of the source and, where it has lines that a reader can find, the place of a finding in it.
    pub(super) fn told(&self, finding: &Listed) -> String {
        match (&self.origin, finding.region) {
            (Origin::File | Origin::Within(_), Some(Region { start, .. })) => {
                format!("{}:{}:{}", plain_path(&self.file), start.line, start.column)
            }
            _ => plain_path(&self.file),
        }
    }

    /// Adds what is accepted.
    #[must_use]
    pub fn with_allowed(mut self, allowed: impl IntoIterator<Item = ListedAllowed>) -> Self {
        self.allowed = allowed.into_iter().collect();
        self
    }
}

impl ListedAllowed {
    /// A finding in `source` that is accepted for a reason.
    pub fn new(source: &Source, finding: &Finding, reason: &str, origin: AllowedBy) -> Self {
        Self { finding: Listed::new(source, finding), reason: reason.to_owned(), origin }
    }
}

impl Listed {
    fn new(source: &Source, finding: &Finding) -> Self {
        Self {
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            region: finding.span.map(|span| Region::new(source, span)),
            message: finding.message.clone(),
            help: finding.help.clone(),
            reference: finding.reference.clone(),
            fix: finding.fix.as_ref().and_then(|fix| Replacement::new(source, fix)),
            count: finding.count,
        }
    }

    /// What is wrong and, on a line of its own, what to do about it.
    pub fn message_with_help(&self) -> String {
        let help = self.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        format!("{}{help}", self.message)
    }
}

impl Region {
    fn new(source: &Source, span: Span) -> Self {
        Self { start: source.place(span.start()), end: source.place(span.end()), bytes: source.in_file(span) }
    }
}

impl Replacement {
    /// `None` where all of the file is to be written anew.
    fn new(source: &Source, fix: &Fix) -> Option<Self> {
        if fix.is_encoding() {
            let mark = source.in_file(fix.span)?;
            return Some(Self { place: None, bytes: Some(Span::new(0, mark.end())), text: String::new() });
        }
        let Region { start, end, bytes } = Region::new(source, fix.span);
        Some(Self { place: Some((start, end)), bytes, text: fix.replacement.clone() })
    }
}
