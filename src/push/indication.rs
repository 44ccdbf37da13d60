//! A service indication and a service loading from what is to be in them.

use crate::document::service_indication::{self as si, Indication, ServiceIndication};
use crate::document::service_loading::{self as sl, ServiceLoading};
use crate::document::{DateTime, DateTimeError};
use crate::finding::Spanned;

/// A link that is shown to the user, with a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShownLink {
    /// Where the link leads.
    pub href: Option<String>,
    /// What the user reads.
    pub text: String,
    /// How urgent it is; `None`: medium.
    pub action: Option<si::Action>,
    /// The name by which a later message replaces or deletes this one; without it the link is the name.
    pub id: Option<String>,
    /// When it was made: of two with one name the later one counts.
    pub created: Option<DateTime>,
    /// When it is to be removed.
    pub expires: Option<DateTime>,
}

/// A link that the device follows by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadedLink {
    /// Where the link leads.
    pub href: String,
    /// How it is loaded; `None`: with low priority.
    pub action: Option<sl::Action>,
}

/// A time that a device would not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// It has the form of Microsoft's samples.
    #[error(
        "it parts hours, minutes and seconds by dots, as Microsoft's samples do: gateways refuse that, or drop the time without a word; write {0}"
    )]
    Dotted(DateTime),
    /// It is no time.
    #[error("{0}; the time is UTC, such as 2026-11-30T09:00:00Z")]
    None(DateTimeError),
}

/// Reads a time strictly, in the one form that every program on the way reads.
///
/// # Errors
/// When it has another form, or there is no such time.
pub fn time(text: &str) -> Result<DateTime, TimeError> {
    text.parse().map_err(|error| match DateTime::of_dotted(text) {
        Some(meant) => TimeError::Dotted(meant),
        None => TimeError::None(error),
    })
}

impl ShownLink {
    /// The document.
    pub fn document(&self) -> ServiceIndication {
        let text = |text: &String| Spanned::nowhere(text.as_str().into());
        let time = |time: DateTime| Spanned::nowhere(time.to_string().into());
        let indication = Indication {
            href: self.href.as_ref().map(text),
            id: self.id.as_ref().map(text),
            created: self.created.map(time),
            expires: self.expires.map(time),
            action: self.action.map(Spanned::nowhere),
            text: text(&self.text),
            ..Indication::default()
        };
        ServiceIndication { indication: Some(indication), ..ServiceIndication::default() }
    }
}

impl LoadedLink {
    /// The document.
    pub fn document(&self) -> ServiceLoading {
        ServiceLoading {
            href: Spanned::nowhere(self.href.as_str().into()),
            action: self.action.map(Spanned::nowhere),
            ..ServiceLoading::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_dots_is_explained_and_any_other_refused() {
        let said = time("2006-05-01T09.01.00Z").unwrap_err().to_string();
        assert!(said.contains("dots") && said.contains("2006-05-01T09:01:00Z"), "{said}");
        for text in ["2006-05-01", "2006-13-01T00:00:00Z", "2006-05-01T25.00.00Z", "2006-05-01T09:01:00"] {
            let said = time(text).unwrap_err().to_string();
            assert!(said.contains("UTC"), "{text}: {said}");
        }
    }
}
