//! What can be wrong with a document's form.

use crate::finding::Span;

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
}

/// The kinds of faults of form. The checker has one rule for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The bytes are not UTF-8, or the XML declaration names another encoding.
    Encoding,
    /// A byte order mark before the text.
    ByteOrderMark,
    /// Not well-formed XML.
    Syntax,
    /// A document type declaration that declares entities.
    EntityDeclaration,
    /// Elements nested deeper than the limit.
    Depth,
    /// An element that the format does not have, or not at this place.
    Element,
    /// A required attribute is missing or empty.
    MissingAttribute,
    /// An attribute that the element does not have.
    UnknownAttribute,
    /// An attribute whose value is not one of those that the format allows.
    AttributeValue,
    /// Text where only elements may stand.
    Text,
    /// A form that only a device's answer has, in a request.
    ResponseForm,
}
