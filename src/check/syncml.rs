//! What rules ask of the parts of a SyncML message.

use crate::document::syncml::Item;
use crate::finding::Span;

/// Where the name stands in the start tag of an element whose whole is `span`.
pub(super) fn start_of(span: Span, name: &str) -> Span {
    let start = span.start() + 1;
    Span::new(start, (start + name.len()).min(span.end()))
}

/// Whether an item has data that hold elements: they are a value, though none that is read.
pub(super) fn has_data_of_elements(item: &Item) -> bool {
    item.other.iter().any(|element| element.local_name() == "Data")
}
