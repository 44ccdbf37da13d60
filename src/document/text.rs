//! The texts that documents are made of.

use compact_str::CompactString;

/// A name, a value, a piece of text. Up to 24 bytes, which most have, it takes no memory of its own: a document of
/// many short texts costs a fraction of what as many strings would.
pub type Text = CompactString;
