//! The names of an element below its provider's root.

use std::borrow::Cow;
use std::sync::Arc;

use crate::document::Text;

/// The names below a provider's root that lead to an element, outermost first, as written; none for a root. The
/// elements of a group share those of the group.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    group: Arc<[Text]>,
    own: Option<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(group: Arc<[Text]>, own: Cow<'a, str>) -> Self {
        Self { group, own: Some(own) }
    }

    /// The names, outermost first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.group.iter().map(Text::as_str).chain(self.last())
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.group.len() + usize::from(self.own.is_some())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element's own name; `None` for a root.
    pub fn last(&self) -> Option<&str> {
        self.own.as_deref()
    }

    /// The element's own name, and those of the groups around it; `None` for a root.
    pub fn split_last(&self) -> Option<(&str, &[Text])> {
        Some((self.last()?, &self.group))
    }

    /// The names in one piece.
    pub fn join(&self, separator: &str) -> String {
        self.iter().collect::<Vec<_>>().join(separator)
    }
}
