//! What is reported about an input: findings at places in a source.

pub mod diff;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

mod count;
mod listing;
mod nearest;
mod source;

pub use count::Count;
pub use listing::{Listed, ListedAllowed, Listing, Region, Replacement};
pub use nearest::{is_slip, nearest};
pub use source::{Origin, Place, Source, Span, Spanned};

use std::fmt;

use serde::Serialize;

/// What a finding means for the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing needs to change.
    Note,
    /// Likely a mistake, or something that works on some devices only.
    Warning,
    /// A device refuses it, or does something other than what was meant.
    Error,
}

/// In lower case, as in reports.
impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// How sure the facts are that a finding rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Inferred, remembered or disputed: never more than a warning about a value.
    Thin,
    /// Read in a published source.
    Documented,
}

/// An input that could not be read, so that nothing is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unreadable {
    /// The name by which the user knows it.
    pub file: String,
    /// Why not.
    pub reason: String,
}

/// A path as other programs compare it: with slashes, without `./` before it. Where a backslash may be part of a name
/// it stays.
fn plain_path(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

/// Who accepted a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AllowedBy {
    /// A comment in the document.
    Comment,
    /// Whoever asked for the check: on the command line, in a manifest.
    Caller,
}

/// A repair that changes no meaning: `replacement` takes the place of the bytes of `span`. Every repaired file is
/// written as UTF-8 without a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

impl Fix {
    /// The repair that leaves the text as it is: only the file is written as UTF-8 without a byte order mark.
    pub fn encoding() -> Self {
        Self { span: Span::default(), replacement: String::new() }
    }

    /// Whether it is [`Fix::encoding`].
    pub fn is_encoding(&self) -> bool {
        *self == Self::encoding()
    }
}

/// One remark about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that speaks, kebab-case, stable for ever.
    pub rule: &'static str,
    /// What it means for the document.
    pub severity: Severity,
    /// How sure its facts are.
    pub confidence: Confidence,
    /// Where: bytes of the source's text. `None` when the source as a whole is meant.
    pub span: Option<Span>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The public address of the page that says so.
    pub reference: Option<String>,
    /// A safe repair.
    pub fix: Option<Fix>,
    /// How many findings it stands for: 1, or those that it says are not listed.
    pub count: usize,
}

impl Finding {
    /// A finding with documented facts at `span`; the other parts are added by the `with_…` methods.
    pub fn new(rule: &'static str, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity,
            confidence: Confidence::Documented,
            span: Some(span),
            message: message.into(),
            help: None,
            reference: None,
            fix: None,
            count: 1,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the address of the page that says so.
    #[must_use]
    pub fn with_reference(mut self, address: impl Into<String>) -> Self {
        self.reference = Some(address.into());
        self
    }

    /// Makes it stand for so many.
    #[must_use]
    pub fn standing_for(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// Adds a safe repair.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Makes it weigh `severity` instead of what the rule gives by default; on thin evidence no more than a warning.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = match self.confidence {
            Confidence::Thin => severity.min(Severity::Warning),
            Confidence::Documented => severity,
        };
        self
    }

    /// Makes it an error whatever the evidence: for what cannot be undone, thin evidence is enough to stop.
    #[must_use]
    pub fn that_stops(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }

    /// Marks the facts as thin: an error becomes a warning.
    #[must_use]
    pub fn resting_on_thin_evidence(mut self) -> Self {
        self.confidence = Confidence::Thin;
        self.severity = self.severity.min(Severity::Warning);
        self
    }
}
