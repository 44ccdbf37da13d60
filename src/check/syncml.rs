//! Places in a SyncML message.

use crate::finding::Span;

/// Where the name stands in the start tag of an element whose whole is `span`.
pub(super) fn start_of(span: Span, name: &str) -> Span {
    let start = span.start() + 1;
    Span::new(start, (start + name.len()).min(span.end()))
}
