//! Descriptions in words: the first sentence is the summary, the rest is for the notes.

use crate::document::ddf::Properties;

/// What a node is for, in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    /// The first sentence of the description, or else the title.
    pub(super) summary: Option<String>,
    /// The sentences behind it.
    pub(super) rest: Option<String>,
}

impl Described {
    pub(super) fn of(properties: &Properties) -> Self {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        match (&properties.description, &properties.title) {
            (Some(description), _) => {
                let text = one_line(&description.value);
                let (first, rest) = first_sentence(&text);
                Self { summary: Some(first.to_owned()), rest: rest.map(str::to_owned) }
            }
            (None, Some(title)) => Self { summary: Some(one_line(&title.value)), rest: None },
            (None, None) => Self::default(),
        }
    }
}

/// A full stop ends a sentence where a capital letter follows, but not in `e.g. The`.
fn first_sentence(text: &str) -> (&str, Option<&str>) {
    let ends = text.match_indices(". ").map(|(at, _)| at).find(|at| {
        let follows = text[at + 2..].starts_with(|next: char| !next.is_lowercase());
        let word = text[..*at].rsplit(' ').next().unwrap_or_default();
        follows && !word.contains('.') && word.chars().count() > 1
    });
    match ends {
        Some(at) => (&text[..=at], Some(&text[at + 2..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_before_a_capital_letter() {
        assert_eq!(first_sentence("Sets it. Default is 0."), ("Sets it.", Some("Default is 0.")));
        assert_eq!(first_sentence("One of e.g. Wi-Fi. Done"), ("One of e.g. Wi-Fi.", Some("Done")));
        assert_eq!(first_sentence("Version 1. 2"), ("Version 1. 2", None));
        assert_eq!(first_sentence("é. É"), ("é. É", None));
        assert_eq!(first_sentence(""), ("", None));
    }
}
