//! The name of a file in a cabinet that we write.

use std::fmt;

use super::layout::MAX_NAME;

/// A name that every reader takes to the same place inside its folder: parts with `\` between them, at most 255 bytes
/// of UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MemberName(String);

/// Text that cannot be the name of a file in a cabinet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or nothing between two separators.
    #[error("`{0}` cannot name a file in a cabinet: a part of it is empty")]
    Empty(String),
    /// It begins at a root.
    #[error(
        "`{0}` cannot name a file in a cabinet: it is absolute, give it relative to the folder it is unpacked in"
    )]
    Absolute(String),
    /// It leaves its folder.
    #[error("`{0}` cannot name a file in a cabinet: `{1}` leads to another folder")]
    Relative(String, &'static str),
    /// A NUL or another control character.
    #[error("{0:?} cannot name a file in a cabinet: it has a control character")]
    Control(String),
    /// More than the format holds.
    #[error("`{name}` cannot name a file in a cabinet: it has {length} bytes, and {max} are the most", max = MAX_NAME)]
    TooLong {
        /// The name.
        name: String,
        /// Its length in UTF-8, in bytes.
        length: usize,
    },
}

impl MemberName {
    /// A name as the user gives it; `/` separates as `\` does.
    ///
    /// # Errors
    /// When it is empty, absolute, too long, leads outside, or has a control character.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let name = name.replace('/', "\\");
        let has_drive = name.as_bytes().get(1) == Some(&b':');
        if has_drive || (name.starts_with('\\') && name.len() > 1) {
            return Err(NameError::Absolute(name));
        }
        if name.chars().any(char::is_control) {
            return Err(NameError::Control(name));
        }
        for part in name.split('\\') {
            match part {
                "" => return Err(NameError::Empty(name)),
                ".." => return Err(NameError::Relative(name, "..")),
                "." => return Err(NameError::Relative(name, ".")),
                _ => {}
            }
        }
        if name.len() > MAX_NAME {
            return Err(NameError::TooLong { length: name.len(), name });
        }
        Ok(Self(name))
    }

    /// The name, with `\` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the two are one file where case does not matter, as on the devices.
    pub(super) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_readers_take_to_different_places_are_refused() {
        for name in
            ["", "/", "\\a", "/a", "C:\\a", "c:a", "..", "a/../b", "a\\..", ".", "a//b", "a/", "a\0b", "a\nb"]
        {
            assert!(MemberName::new(name).is_err(), "{name:?}");
        }
        assert!(MemberName::new(&"x".repeat(256)).is_err());
        assert!(MemberName::new(&"é".repeat(128)).is_err());
    }

    #[test]
    fn separators_become_those_of_the_format() {
        assert_eq!(MemberName::new("a/b\\c.dll").unwrap().as_str(), "a\\b\\c.dll");
        assert_eq!(MemberName::new(&"x".repeat(255)).unwrap().as_str().len(), 255);
        assert_eq!(MemberName::new("..a").unwrap().as_str(), "..a");
    }
}
