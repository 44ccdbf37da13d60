//! The names of an element below its provider's root.

use std::sync::Arc;

use crate::document::Text;

/// The names below a provider's root that lead to an element, outermost first, as written; none for a root. The
/// elements of a group share those of the group.
#[derive(Debug, Clone, Default)]
pub struct Names<'a> {
    group: Arc<[Text]>,
    own: Option<Own<'a>>,
}

/// A name as it stands in the document, or as it is read there.
#[derive(Debug, Clone)]
enum Own<'a> {
    Written(&'a Text),
    Read(Box<Text>),
}

impl<'a> Names<'a> {
    /// Of an element whose name stands in the document as it is.
    pub(super) fn written(group: Arc<[Text]>, own: &'a Text) -> Self {
        Self { group, own: Some(Own::Written(own)) }
    }

    /// Of an element whose name is part of what stands in the document.
    pub(super) fn read(group: Arc<[Text]>, own: &str) -> Self {
        Self { group, own: Some(Own::Read(Box::new(own.into()))) }
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
        self.own.as_ref().map(|own| match own {
            Own::Written(name) => name.as_str(),
            Own::Read(name) => name.as_str(),
        })
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
