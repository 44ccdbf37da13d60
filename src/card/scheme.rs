//! By which schemes devices find packages on a card.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize};

use super::processor::Processor;
use crate::finding::nearest;
use crate::judge::{self, Delivery, MakersInstaller};
use crate::terms::Channel;

/// A scheme: the shell's own, or that of a maker. The facts stand in `schemes.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// As it is asked for.
    pub name: String,
    /// One line about it.
    pub summary: String,
    folder: String,
    launcher: Option<String>,
    #[serde(default, deserialize_with = "processor")]
    processor: Option<Processor>,
    /// Whether nothing happens without a program that the administrator supplies.
    pub needs_launcher: bool,
    /// Where the tree must be copied on the device; none when the device reads the card itself.
    pub copied_to: Option<String>,
    pub(super) extensions: Vec<String>,
    /// What decides about the order of packages.
    pub order: Order,
    #[serde(default)]
    silent: bool,
    /// How the name of a package ends that is installed with dialogs.
    pub interactive_ending: Option<String>,
    /// What to know about it, one sentence each.
    pub facts: Vec<String>,
    /// Where all of this is written.
    pub sources: Vec<String>,
}

/// What decides in which order packages are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The program that the administrator supplies.
    Launcher,
    /// Their names.
    Name,
    /// A list that is kept elsewhere on the device.
    Settings,
    /// Nobody says.
    Unknown,
}

/// Text that names no scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scheme{hint}: the schemes are {names}", hint = hint(.0), names = names().join(", "))]
pub struct SchemeError(String);

/// Stands for the name of a processor folder.
const PROCESSOR: &str = "{processor}";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    scheme: Vec<Scheme>,
}

// A test holds the file to its form.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("schemes.toml")).unwrap_or_default());

impl Scheme {
    /// All schemes, the shell's first.
    pub fn all() -> &'static [Self] {
        &TABLE.scheme
    }

    /// The shell's own.
    pub fn shell() -> &'static Self {
        // A test holds the file to it.
        &TABLE.scheme[0]
    }

    /// Whether there is one folder for each kind of processor.
    pub fn is_by_processor(&self) -> bool {
        self.folder.contains(PROCESSOR)
    }

    /// How a package with this name comes to a device by it; the launcher asks as the scheme has it, where nothing else is
    /// said.
    pub fn delivery(&self, name: &str, launcher: Option<judge::Launcher>) -> Delivery {
        let is_interactive = |ending: &String| name.to_ascii_lowercase().ends_with(ending);
        let asks_nobody = self.silent && !self.interactive_ending.as_ref().is_some_and(is_interactive);
        let usual = if asks_nobody { judge::Launcher::Silent } else { judge::Launcher::Ui };
        let maker = (!self.needs_launcher).then(|| MakersInstaller {
            copied_to: self.copied_to.clone(),
            by_settings: self.order == Order::Settings,
            takes_cpf: self.extensions.iter().any(|extension| extension == "cpf"),
        });
        Delivery { launcher: launcher.unwrap_or(usual), maker, ..Delivery::by(Channel::Card) }
    }

    /// The extensions of the packages that it installs, as they are written: `.cab and .cpf`.
    pub fn extensions(&self) -> String {
        self.extensions.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" and ")
    }

    /// The folder of the processor that its devices are known to have; none where no page says it, and for a scheme with
    /// a folder for each.
    pub fn processor(&self) -> Option<Processor> {
        self.processor
    }

    /// Where packages go, below the root of the card, with `/` between folders.
    pub fn folder(&self, processor: &str) -> String {
        self.folder.replace(PROCESSOR, processor)
    }

    /// Where the supplied program goes; none when the scheme takes none.
    pub fn launcher(&self, processor: &str) -> Option<String> {
        self.launcher.as_ref().map(|place| place.replace(PROCESSOR, processor))
    }
}

impl FromStr for &'static Scheme {
    type Err = SchemeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Scheme::all().iter().find(|scheme| scheme.name.eq_ignore_ascii_case(text));
        known.ok_or_else(|| SchemeError(text.to_owned()))
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn processor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Processor>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(serde::de::Error::custom)
}

fn names() -> Vec<&'static str> {
    Scheme::all().iter().map(|scheme| scheme.name.as_str()).collect()
}

fn hint(name: &str) -> String {
    nearest(name, names()).map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cabinet::MemberName;

    #[test]
    fn every_scheme_has_a_place_for_packages_and_says_where_that_is_written() {
        let table: Table = toml::from_str(include_str!("schemes.toml")).unwrap();
        assert_eq!(table.scheme[0].name, "shell");
        for scheme in &table.scheme {
            let places = [Some(scheme.folder("2577")), scheme.launcher("2577")];
            for place in places.into_iter().flatten() {
                MemberName::new(&place).unwrap();
                assert!(!place.contains('{'), "{place}");
            }
            assert!(!scheme.sources.is_empty() && !scheme.facts.is_empty(), "{scheme}");
            assert!(!scheme.is_by_processor() || scheme.processor().is_none(), "{scheme}");
            assert!(!scheme.needs_launcher || scheme.launcher.is_some(), "{scheme}");
        }
    }

    #[test]
    fn a_misspelt_scheme_gets_the_nearest_name() {
        let said = "datalogik".parse::<&'static Scheme>().unwrap_err().to_string();
        assert!(said.contains("did you mean `datalogic`"), "{said}");
    }
}
