//! What can be wrong with a document's form.

use super::Text;
use crate::finding::{Span, Spanned};

/// A fault of form, at its place. Reading goes on behind it where that is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which fault.
    pub kind: FaultKind,
    /// Where, in the decoded text.
    pub span: Span,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What to write in its place, where only one thing can have been meant.
    pub repair: Option<String>,
    /// How many faults it stands for: 1, or those that it says are not listed.
    pub count: usize,
}

/// The kinds of faults of form. The checker has one rule for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The bytes are in no encoding that is known, or not whole in it.
    Encoding,
    /// The bytes are UTF-16.
    Utf16,
    /// The XML declaration names another encoding than UTF-8; the place is the name.
    DeclaredEncoding,
    /// A byte order mark before the text.
    ByteOrderMark,
    /// Not well-formed WBXML.
    Binary,
    /// Not well-formed XML.
    Syntax,
    /// A document type declaration that declares entities.
    EntityDeclaration,
    /// A document type declaration for another root than there is.
    DocumentType,
    /// Elements nested deeper than the limit.
    Depth,
    /// An element that the format does not have, or not at this place, or that is missing.
    Element,
    /// A required attribute is missing or empty.
    MissingAttribute,
    /// An attribute that the element does not have.
    UnknownAttribute,
    /// An attribute, or an element that holds a word only, whose value is not one of those that the format allows.
    AttributeValue,
    /// Text where only elements may stand.
    Text,
    /// A form that only a device's answer has, in a request.
    ResponseForm,
    /// An element without the XML namespace that it belongs to, or with one that is only like it.
    Namespace,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), help: None, repair: None, count: 1 }
    }

    /// Whether what stands there, or behind it, is in no model: what a reader makes of the rest is a guess.
    pub fn hides_content(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::Encoding
                | FaultKind::Binary
                | FaultKind::Syntax
                | FaultKind::EntityDeclaration
                | FaultKind::Depth
        )
    }

    /// Text where only elements may stand; `None` for white space. No-break blanks, which copying from a web page
    /// leaves, pass as white space: writing drops them.
    pub(super) fn stray_text(parent: &str, text: &Spanned<Text>, help: &str) -> Option<Self> {
        let visible = text.value.trim();
        if visible.is_empty() {
            return None;
        }
        let start = text.span.start() + (text.value.len() - text.value.trim_start().len());
        let span = Span::new(start, (start + visible.len()).min(text.span.end()).max(start));
        let shown: String = visible.chars().take(40).collect();
        Some(Self::new(FaultKind::Text, span, format!("text inside `{parent}`: `{shown}`")).with_help(help))
    }

    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub(crate) fn with_repair(mut self, repair: Option<impl Into<String>>) -> Self {
        self.repair = repair.map(Into::into);
        self
    }
}

/// The word of a format that a text is but for blanks around it and upper and lower case.
pub(super) fn word_meant(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|word| word.eq_ignore_ascii_case(text.trim()))
}

/// The faults of one input, as many as a person would read: a broken file of many megabytes must not cost many
/// times its size in remarks.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    const MOST: usize = 100;

    /// Adds a fault, with what to do about it.
    pub(crate) fn tell(
        &mut self,
        kind: FaultKind,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Fault::new(kind, span, message).with_help(help));
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        if self.kept.len() < Self::MOST {
            self.kept.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// The faults, by place; the last says how many were left out.
    pub(crate) fn finish(mut self) -> Vec<Fault> {
        self.kept.sort_by_key(|fault| fault.span);
        if self.more > 0
            && let Some(last) = self.kept.last()
        {
            let message = format!("{} more faults are not listed", self.more);
            self.kept.push(Fault { count: self.more, ..Fault::new(last.kind, last.span, message) });
        }
        self.kept
    }
}
