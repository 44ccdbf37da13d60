//! What answers mean, as data: status codes, alerts, result codes, and what they say at particular nodes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::catalogue::NodeAddress;

/// How a command, or what it started, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing is wrong with it.
    Done,
    /// It is not decided yet, or this answer does not tell.
    Pending,
    /// The device did not do it.
    Refused,
    /// What was written is nothing that any page knows as an answer, so nobody can say how it ended.
    Unknown,
}

/// Where a meaning comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A page of Microsoft.
    Page,
    /// The specifications of OMA.
    Specification,
    /// It follows from those, and is written nowhere.
    Inferred,
}

/// A file of facts has its sources beside them.
type Sources = Vec<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusCodes {
    sources: Sources,
    status: Vec<StatusCode>,
}

/// A status code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusCode {
    code: u16,
    pub(super) outcome: Outcome,
    pub(super) says: String,
    pub(super) basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alerts {
    sources: Sources,
    pub(super) type_prefixes: Vec<String>,
    pub(super) success: Vec<i64>,
    alert: Vec<Alert>,
}

/// What an alert with this code is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alert {
    code: u16,
    pub(super) says: String,
    /// Without it, it says nothing of how anything ended.
    pub(super) outcome: Option<Outcome>,
    /// Whether its items bring results.
    #[serde(default)]
    pub(super) result: bool,
    pub(super) basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResultCodes {
    sources: Sources,
    pub(super) status_codes: String,
    pub(super) name: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Readings {
    sources: Sources,
    pub(super) advice: BTreeMap<String, String>,
    reading: Vec<Reading>,
}

/// What an answer means at a particular node.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reading {
    at: Option<At>,
    verb: Option<String>,
    codes: Option<Vec<u16>>,
    values: Option<Vec<String>>,
    /// Whether a Get must have found something.
    #[serde(default)]
    found: bool,
    pub(super) outcome: Outcome,
    pub(super) says: Option<String>,
    advice: Option<String>,
    pub(super) basis: Basis,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum At {
    Place(PlaceName),
    Node(NodeAddress),
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlaceName {
    Header,
    Job,
}

/// What was answered, in the words of the conditions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked<'a> {
    pub(super) is_header: bool,
    pub(super) is_job: bool,
    /// Provider and path of the node.
    pub(super) node: Option<(&'a str, &'a str)>,
    pub(super) verb: Option<&'a str>,
    pub(super) code: Option<u16>,
    pub(super) value: Option<&'a str>,
}

pub(super) static STATUS_CODES: LazyLock<StatusCodes> = LazyLock::new(|| loaded(include_str!("status.toml")));
pub(super) static ALERTS: LazyLock<Alerts> = LazyLock::new(|| loaded(include_str!("alerts.toml")));
pub(super) static RESULT_CODES: LazyLock<ResultCodes> =
    LazyLock::new(|| loaded(include_str!("hresults.toml")));
pub(super) static READINGS: LazyLock<Readings> = LazyLock::new(|| loaded(include_str!("readings.toml")));

/// The pages that the facts come from, each once.
pub(super) fn sources() -> Vec<&'static str> {
    let files = [&STATUS_CODES.sources, &READINGS.sources, &ALERTS.sources, &RESULT_CODES.sources];
    let mut sources: Vec<&str> = Vec::new();
    for source in files.into_iter().flatten() {
        if !sources.contains(&source.as_str()) {
            sources.push(source);
        }
    }
    sources
}

/// A file that is part of the program; a test loads them all.
fn loaded<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("a table of answers: {error}"))
}

impl StatusCodes {
    pub(super) fn get(&self, code: u16) -> Option<&StatusCode> {
        self.status.iter().find(|status| status.code == code)
    }
}

impl Alerts {
    pub(super) fn get(&self, code: u16) -> Option<&Alert> {
        self.alert.iter().find(|alert| alert.code == code)
    }
}

impl Readings {
    /// The first reading whose conditions hold.
    pub(super) fn of(&self, asked: &Asked<'_>) -> Option<&Reading> {
        self.reading.iter().find(|reading| reading.fits(asked))
    }
}

impl Reading {
    /// What to do then, in one word. The tables live as long as the program.
    pub(super) fn advice_kind(&'static self) -> Option<&'static str> {
        self.advice.as_deref()
    }

    fn fits(&self, asked: &Asked<'_>) -> bool {
        let at = match &self.at {
            None => true,
            Some(At::Place(PlaceName::Header)) => asked.is_header,
            Some(At::Place(PlaceName::Job)) => asked.is_job,
            Some(At::Node(address)) => asked.node == Some((address.provider(), address.path())),
        };
        at && (!self.found || asked.value.is_some_and(|value| !value.is_empty()))
            && self.verb.as_deref().is_none_or(|verb| asked.verb == Some(verb))
            && self.codes.as_ref().is_none_or(|codes| asked.code.is_some_and(|code| codes.contains(&code)))
            && self
                .values
                .as_ref()
                .is_none_or(|values| asked.value.is_some_and(|value| values.iter().any(|one| one == value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    #[test]
    fn every_table_loads_with_its_sources_and_names_nodes_and_advice_that_there_are() {
        assert!(sources().iter().all(|source| source.starts_with("https://")), "{:?}", sources());
        assert!(RESULT_CODES.name.keys().all(|code| u32::from_str_radix(code, 16).is_ok()));
        let catalogue = Catalogue::builtin();
        for reading in &READINGS.reading {
            if let Some(At::Node(address)) = &reading.at {
                assert!(catalogue.node(address).is_some(), "{address}");
            }
            if let Some(advice) = &reading.advice {
                assert!(READINGS.advice.contains_key(advice), "{advice}");
            }
            let says = reading.says.is_some()
                || reading.values.is_some()
                || reading.codes.is_some()
                || reading.found;
            assert!(says, "{reading:?}");
        }
    }
}
