//! What may be written for a text, found by the text: looking through the whole table for each attribute would take
//! most of the time of encoding.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::language::Code;

/// A token that may be written, and the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) code: Code,
    pub(super) text: String,
    /// Whether nobody but its maker knows it.
    pub(super) is_private: bool,
}

/// The tokens of a format that may be written.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    /// By the element's name, in the order of pages.
    tags: HashMap<String, Vec<Written>>,
    /// By the attribute; the text is the start of the value.
    starts: HashMap<String, Prefixes>,
    /// By page; the text is a part of a value.
    values: Vec<(u8, Prefixes)>,
}

/// Tokens for starts of a text, by the byte that these begin with (none: they are empty), the longest first.
#[derive(Debug, Default)]
struct Prefixes(HashMap<Option<u8>, Vec<Written>>);

impl Spellings {
    pub(super) fn new(
        tags: impl Iterator<Item = Written>,
        starts: impl Iterator<Item = (String, Written)>,
        values: impl Iterator<Item = Written>,
    ) -> Self {
        let mut spellings = Self::default();
        for tag in tags {
            spellings.tags.entry(tag.text.clone()).or_default().push(tag);
        }
        spellings.tags.values_mut().for_each(|tags| tags.sort_by_key(|tag| tag.code));
        for (attribute, start) in starts {
            spellings.starts.entry(attribute).or_default().add(start);
        }
        let mut pages: HashMap<u8, Prefixes> = HashMap::new();
        for value in values {
            pages.entry(value.code.page).or_default().add(value);
        }
        spellings.values = pages.into_iter().collect();
        spellings.values.sort_by_key(|(page, _)| *page);
        spellings
    }

    /// The tags of elements with this name, by page.
    pub(super) fn tags(&self, name: &str) -> impl Iterator<Item = &Written> {
        self.tags.get(name).into_iter().flatten()
    }

    /// The starts of this attribute that a value begins with, the longest first, and of one length by page.
    pub(super) fn starts(&self, attribute: &str, value: &str) -> impl Iterator<Item = &Written> {
        self.starts.get(attribute).into_iter().flat_map(move |prefixes| prefixes.of(value))
    }

    /// The pages that have tokens for parts of values.
    pub(super) fn value_pages(&self) -> impl Iterator<Item = u8> {
        self.values.iter().map(|(page, _)| *page)
    }

    /// The parts of values on a page that a text begins with, the longest first.
    pub(super) fn values(&self, page: u8, text: &str) -> impl Iterator<Item = &Written> {
        self.values.iter().filter(move |(of, _)| *of == page).flat_map(move |(_, parts)| parts.of(text))
    }
}

impl Prefixes {
    fn add(&mut self, written: Written) {
        let alike = self.0.entry(written.text.bytes().next()).or_default();
        let rank = |written: &Written| (Reverse(written.text.len()), written.code);
        let at = alike.partition_point(|other| rank(other) < rank(&written));
        alike.insert(at, written);
    }

    fn of(&self, text: &str) -> impl Iterator<Item = &Written> {
        let first = text.bytes().next();
        let kinds = first.map(Some).into_iter().chain([None]);
        let alike = kinds.filter_map(|first| self.0.get(&first)).flatten();
        alike.filter(move |written| text.starts_with(written.text.as_str()))
    }
}
