//! The names of an element below its provider's root.

use crate::document::Text;

/// The names below a provider's root that lead to an element, outermost first, as written; none for a root.
#[derive(Debug, Clone, Copy, Default)]
pub struct Names<'a> {
    pub(super) group: &'a [Text],
    pub(super) own: Option<&'a str>,
}

impl<'a> Names<'a> {
    /// The names, outermost first.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        self.group.iter().map(Text::as_str).chain(self.own)
    }

    /// How many they are.
    pub fn len(self) -> usize {
        self.group.len() + usize::from(self.own.is_some())
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The element's own name; `None` for a root.
    pub fn last(self) -> Option<&'a str> {
        self.own
    }

    /// The element's own name, and those of the groups around it; `None` for a root.
    pub fn split_last(self) -> Option<(&'a str, &'a [Text])> {
        Some((self.own?, self.group))
    }

    /// The names in one piece.
    pub fn join(self, separator: &str) -> String {
        self.iter().collect::<Vec<_>>().join(separator)
    }
}
