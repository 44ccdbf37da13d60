//! The processor folders of a card.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::executable::Executable;

/// A folder in the root of a card in which the shell of one kind of device looks for `autorun.exe`
/// (<https://msdn.microsoft.com/en-us/library/bb159776.aspx>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Processor(&'static Facts);

/// Text that names no processor folder.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no processor folder: the folders are {folders}", folders = Processor::listed())]
pub struct ProcessorError(String);

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    folder: String,
    name: String,
    machines: Vec<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Machine {
    number: u16,
    name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    machine: Vec<Machine>,
    processor: Vec<Facts>,
}

// A test holds the file to its form.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("processors.toml")).unwrap_or_default());

impl Processor {
    /// All of them, the most frequent first.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.processor.iter().map(Self)
    }

    /// The name of the folder.
    pub fn folder(self) -> &'static str {
        &self.0.folder
    }

    /// Which devices look there.
    pub fn name(self) -> &'static str {
        &self.0.name
    }

    /// Whether every device looks there when its own folder has nothing.
    pub fn is_any(self) -> bool {
        self.0.machines.is_empty()
    }

    /// Whether a program can run on the devices that look there.
    pub fn runs(self, program: &Executable) -> bool {
        self.is_any() || self.0.machines.contains(&program.machine)
    }

    /// The folders and what they stand for, on one line.
    fn listed() -> String {
        Self::all().map(|one| format!("{one} ({})", one.name())).collect::<Vec<_>>().join(", ")
    }
}

/// The name of a machine of the PE header; none for one that is not listed.
pub(super) fn machine_name(number: u16) -> Option<&'static str> {
    TABLE.machine.iter().find(|machine| machine.number == number).map(|machine| machine.name.as_str())
}

impl FromStr for Processor {
    type Err = ProcessorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::all().find(|known| known.folder() == text).ok_or_else(|| ProcessorError(text.to_owned()))
    }
}

impl fmt::Display for Processor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.folder())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_of_a_processor_has_a_name() {
        let table: Table = toml::from_str(include_str!("processors.toml")).unwrap();
        for number in table.processor.iter().flat_map(|processor| &processor.machines) {
            assert!(table.machine.iter().any(|machine| machine.number == *number), "{number:#06x}");
        }
        assert_eq!(Processor::all().filter(|one| one.is_any()).count(), 1);
    }

    #[test]
    fn what_is_no_folder_is_refused_with_those_that_are() {
        let said = "arm".parse::<Processor>().unwrap_err().to_string();
        assert!(said.contains("2577 (ARM"), "{said}");
    }
}
