//! The table of `names.toml`, made ready for both ways.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Text,
    Integer,
    Short,
    Version,
    Charset,
    Language,
    Application,
}

/// A header or a parameter that has a number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: Option<Kind>,
}

/// Numbers and what they stand for.
#[derive(Debug)]
pub(super) struct Register<T> {
    entries: BTreeMap<u32, T>,
    /// By name in lower case, the lowest number first.
    numbers: HashMap<String, u32>,
}

/// All registers.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) content_types: Register<String>,
    pub(super) parameters: Register<Field>,
    pub(super) headers: Register<Field>,
    pub(super) application_ids: Register<String>,
    pub(super) charsets: Register<String>,
    pub(super) languages: Register<String>,
}

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    languages: Vec<String>,
    content_types: BTreeMap<String, String>,
    parameters: BTreeMap<String, Field>,
    headers: BTreeMap<String, Field>,
    application_ids: BTreeMap<String, String>,
    charsets: BTreeMap<String, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(Names::load);

/// The registers of the protocol.
pub(super) fn names() -> &'static Names {
    &NAMES
}

impl Names {
    /// The file is part of the program, and a test loads it.
    fn load() -> Self {
        let file: File = toml::from_str(include_str!("names.toml")).expect("names.toml is well-formed");
        Self {
            content_types: Register::of_hexadecimal(file.content_types, String::as_str),
            parameters: Register::of_hexadecimal(file.parameters, |field| &field.name),
            headers: Register::of_hexadecimal(file.headers, |field| &field.name),
            application_ids: Register::of_hexadecimal(file.application_ids, String::as_str),
            charsets: Register::of_hexadecimal(file.charsets, String::as_str),
            languages: Register::new((1..).zip(file.languages), String::as_str),
        }
    }
}

impl<T> Register<T> {
    fn of_hexadecimal(entries: BTreeMap<String, T>, name: impl Fn(&T) -> &str) -> Self {
        let number = |text: String| u32::from_str_radix(&text, 16).expect("a number is hexadecimal");
        Self::new(entries.into_iter().map(|(text, entry)| (number(text), entry)), name)
    }

    fn new(entries: impl IntoIterator<Item = (u32, T)>, name: impl Fn(&T) -> &str) -> Self {
        let entries: BTreeMap<u32, T> = entries.into_iter().collect();
        let mut numbers = HashMap::new();
        for (number, entry) in &entries {
            numbers.entry(name(entry).to_ascii_lowercase()).or_insert(*number);
        }
        Self { entries, numbers }
    }

    /// What a number stands for.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.entries.get(&number)
    }

    /// The number of a name, whatever its letter case.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.numbers.get(&name.to_ascii_lowercase()).copied()
    }
}

impl Register<Field> {
    /// The octet that stands for a name, with how its value is written. `None` where one of them is not known.
    pub(super) fn token(&self, name: &str) -> Option<(u8, Kind)> {
        let number = self.number(name)?;
        let kind = self.get(number)?.value?;
        Some((0x80 | u8::try_from(number).ok()?, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registers_load_and_hold_numbers_that_fit_into_an_octet_where_they_must() {
        let names = names();
        assert_eq!(names.content_types.get(0x36).unwrap(), "application/vnd.wap.connectivity-wbxml");
        assert_eq!(names.application_ids.number("X-Wap-Application:SyncML.DM"), Some(7));
        assert_eq!(names.languages.get(0x19).unwrap(), "en");
        for register in [&names.parameters, &names.headers] {
            assert!(register.entries.keys().all(|number| *number < 0x80));
        }
        assert!(names.content_types.entries.keys().all(|number| *number < 0x80));
    }
}
