//! The names of files in a cabinet: what may be written is what may be unpacked.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

use super::layout::MAX_NAME;

/// A name that every reader takes to the same place inside its folder: parts with `\` between them, each of which can
/// name a file on every Windows (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MemberName(String);

/// Text that cannot be the name of a file in a cabinet. Control characters in it are shown as escapes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or nothing between two separators.
    #[error("`{name}` cannot name a file: a part of it is empty", name = shown(.0))]
    Empty(String),
    /// It begins at a root.
    #[error("`{name}` cannot name a file: it is absolute, not relative to the folder it is unpacked in", name = shown(.0))]
    Absolute(String),
    /// It leaves its folder.
    #[error("`{name}` cannot name a file: `{1}` leads to another folder", name = shown(.0))]
    Relative(String, &'static str),
    /// A character that file names cannot have.
    #[error("`{name}` cannot name a file: it has the character `{character}`", name = shown(.0), character = .1.escape_debug())]
    Character(String, char),
    /// A dot or blank at the end of a part.
    #[error("`{name}` cannot name a file: a part of it ends with a dot or a blank, which Windows drops", name = shown(.0))]
    Ending(String),
    /// A device, with or without an extension.
    #[error("`{name}` cannot name a file: `{1}` is a device on Windows", name = shown(.0))]
    Device(String, String),
    /// More than the format holds.
    #[error("`{name}` cannot name a file in a cabinet: it has {length} bytes, and {max} are the most", name = shown(name), max = MAX_NAME)]
    TooLong {
        /// The name.
        name: String,
        /// Its length in UTF-8, in bytes.
        length: usize,
    },
}

/// Two names that no folder can hold at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameClash {
    /// Two names that are one where case does not matter.
    #[error("the cabinet would hold `{0}` twice: case does not matter")]
    Twice(MemberName),
    /// A name that is also a folder of another.
    #[error("`{0}` would be a file and also the folder of `{1}`")]
    FileAndFolder(MemberName, MemberName),
}

impl MemberName {
    /// A name for a cabinet that is to be written, at most 255 bytes of UTF-8; `/` separates as `\` does.
    ///
    /// # Errors
    /// When it is too long, absolute, leads outside, or can name no file.
    pub fn new(name: &str) -> Result<Self, NameError> {
        let name = Self::placed(name)?;
        match name.0.len() {
            ..=MAX_NAME => Ok(name),
            length => Err(NameError::TooLong { name: name.0, length }),
        }
    }

    /// The name of a file in a cabinet that was read: what other tools store as a byte may be more in UTF-8.
    pub(super) fn placed(name: &str) -> Result<Self, NameError> {
        let name = name.replace('/', "\\");
        let has_drive = name.as_bytes().get(1) == Some(&b':');
        if has_drive || (name.starts_with('\\') && name.len() > 1) {
            return Err(NameError::Absolute(name));
        }
        if let Some(character) = name.chars().find(|c| c.is_control() || "<>:\"|?*".contains(*c)) {
            return Err(NameError::Character(name, character));
        }
        for part in name.split('\\') {
            match part {
                "" => return Err(NameError::Empty(name)),
                ".." => return Err(NameError::Relative(name, "..")),
                "." => return Err(NameError::Relative(name, ".")),
                part if part.ends_with(['.', ' ']) => return Err(NameError::Ending(name)),
                part => {
                    if let Some(device) = device(part) {
                        return Err(NameError::Device(name, device));
                    }
                }
            }
        }
        Ok(Self(name))
    }

    /// The name, with `\` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place of the file below the folder that a cabinet is unpacked in.
    pub fn to_path(&self) -> PathBuf {
        self.0.split('\\').collect()
    }

    /// Says no when two of the names cannot stand in one folder.
    ///
    /// # Errors
    /// When two differ in nothing but case, when one is the folder of another.
    pub(crate) fn check_together<'a>(
        names: impl IntoIterator<Item = &'a Self> + Clone,
    ) -> Result<(), NameClash> {
        let mut files = HashMap::new();
        for name in names.clone() {
            if files.insert(folded(&name.0), name).is_some() {
                return Err(NameClash::Twice(name.clone()));
            }
        }
        for name in names {
            let folded = folded(&name.0);
            let mut folders = folded.match_indices('\\').map(|(end, _)| &folded[..end]);
            if let Some(file) = folders.find_map(|folder| files.get(folder)) {
                return Err(NameClash::FileAndFolder((*file).clone(), name.clone()));
            }
        }
        Ok(())
    }
}

/// How names are compared: without case, as on the devices, and both separators are one.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase().replace('/', "\\")
}

/// The device that Windows finds behind a part of a name, whatever its extension.
fn device(part: &str) -> Option<String> {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = numbered.is_some_and(|number| {
        number.chars().count() == 1
            && number.chars().all(|digit| digit.is_ascii_digit() || "¹²³".contains(digit))
    });
    (is_port || DEVICES.contains(&stem.as_str())).then_some(stem)
}

/// A stranger's name for a terminal.
fn shown(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() })
        .collect()
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn names_that_readers_take_to_different_places_are_refused() {
        for name in [
            "",
            "/",
            "\\a",
            "/a",
            "/etc/passwd",
            "C:\\a",
            "c:a",
            "..",
            "..\\a",
            "a\\..\\..\\b",
            "a/../b",
            "a\\..",
            ".",
            "a\\.",
            "a//b",
            "a\\\\b",
            "a/",
            "a:b",
            "a\0b",
            "a\nb",
            "nul",
            "NUL.txt",
            "dir\\con",
            "com1",
            "LPT9.log",
            "COM¹",
            "aux .x",
            "a.",
            "a ",
            "a.\\b",
            "a?",
        ] {
            assert!(MemberName::new(name).is_err(), "{name:?}");
        }
        assert!(MemberName::new(&"x".repeat(256)).is_err());
        assert!(MemberName::new(&"é".repeat(128)).is_err());
    }

    #[test]
    fn ordinary_names_stay_below_the_folder() {
        assert_eq!(MemberName::new("_setup.xml").unwrap().to_path(), Path::new("_setup.xml"));
        assert_eq!(MemberName::new("a\\b/c.dll").unwrap().to_path(), Path::new("a").join("b").join("c.dll"));
        for name in ["console", "com10", "lpt", "..a", "0PINGA~1.001", "é.txt", ".hidden"] {
            assert!(MemberName::new(name).is_ok(), "{name}");
        }
        assert!(MemberName::placed(&"é".repeat(255)).is_ok());
    }

    #[test]
    fn separators_become_those_of_the_format() {
        assert_eq!(MemberName::new("a/b\\c.dll").unwrap().as_str(), "a\\b\\c.dll");
        assert_eq!(MemberName::new(&"x".repeat(255)).unwrap().as_str().len(), 255);
        assert_eq!(MemberName::new("..a").unwrap().as_str(), "..a");
    }

    #[test]
    fn two_files_at_one_place_are_refused() {
        let together = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| MemberName::new(name).unwrap()).collect();
            MemberName::check_together(&names)
        };
        assert!(matches!(together(&["a/b", "A\\B"]), Err(NameClash::Twice(_))));
        assert!(matches!(together(&["A\\b\\c", "a"]), Err(NameClash::FileAndFolder(..))));
        assert!(matches!(together(&["a", "b", "a\\b\\c"]), Err(NameClash::FileAndFolder(..))));
        together(&["a", "ab\\c", "b\\a"]).unwrap();
    }
}
