//! What becomes of settings and programs later on, by `lasting.toml`.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::catalogue::placement::{Operation, Placed, Placement};
use crate::device::Profile;
use crate::judge::{Case, Gate, Judgement, Payload, Signature};
use crate::terms::{Channel, DeviceClass, Release, Role};

/// Whether what a document sets outlives a cold boot.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ColdBoot {
    #[serde(default, skip_serializing)]
    channels: Vec<Channel>,
    #[serde(default, skip_serializing)]
    releases: Vec<Release>,
    #[serde(default, skip_serializing)]
    classes: Vec<DeviceClass>,
    /// Whether it does.
    pub outlives: bool,
    /// Why, in words.
    pub says: String,
    /// The public address of the page.
    pub source: String,
}

/// Whether the user can remove a program.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RemovePrograms {
    /// What is the case.
    pub when: Removal,
    /// The same in words.
    pub says: String,
    /// The public address of the page.
    pub source: String,
}

/// What decides whether the user can remove a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Removal {
    /// The role authenticated-user, which it has.
    Listed,
    /// That role, which it does not have.
    Hidden,
    /// That role, of which it is not known.
    Open,
    /// Its own document, which wants no entry.
    NoEntry,
    /// The signature of what is yet to be fetched.
    Fetched,
    /// The server's order.
    Never,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    cold_boot: Vec<ColdBoot>,
    remove_programs: Vec<RemovePrograms>,
}

fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    // A built-in text, which no input reaches; a test asks for every fact.
    FACTS.get_or_init(|| toml::from_str(include_str!("lasting.toml")).expect("the facts are of the format"))
}

impl ColdBoot {
    /// What is known of a device and a channel; `None`: no source tells.
    pub(super) fn of(profile: &Profile, channel: Channel) -> Option<&'static Self> {
        facts().cold_boot.iter().find(|fact| {
            (fact.channels.is_empty() || fact.channels.contains(&channel))
                && (fact.releases.is_empty() || fact.releases.contains(&profile.release))
                && (fact.classes.is_empty() || fact.classes.contains(&profile.class))
        })
    }
}

impl RemovePrograms {
    /// What holds for a package with these roles, or for what a message has fetched; `None`: there is no program.
    pub(super) fn of(case: &Case, placement: &Placement<'_>, judgement: &Judgement) -> Option<Self> {
        let removal = match case.payload {
            Payload::Package(_) if is_set(placement, "Install", "NoUninstall", &["1", "true"]) => {
                Removal::NoEntry
            }
            Payload::Package(_) => match judgement.base {
                Some(base) if base.certain.contains(Role::AuthenticatedUser) => Removal::Listed,
                Some(base) if !base.possible.contains(Role::AuthenticatedUser) => Removal::Hidden,
                _ => Removal::Open,
            },
            Payload::SyncMl if is_set(placement, "Download", "NotUserRemovable", &["1", "true"]) => {
                Removal::Never
            }
            Payload::SyncMl if runs(placement, "Download") => Removal::Fetched,
            _ => return None,
        };
        let fact = Self::when(removal).clone();
        Some(Self { says: fact.says.replace("{giver}", giver(case, judgement)), ..fact })
    }

    fn when(removal: Removal) -> &'static Self {
        // A test asks for every one.
        facts().remove_programs.iter().find(|fact| fact.when == removal).expect("every case has its fact")
    }
}

/// What gave a package its roles.
fn giver(case: &Case, judgement: &Judgement) -> &'static str {
    let counts_as_unsigned = judgement.steps.iter().any(|step| step.gate == Gate::Unsigned);
    match &case.payload {
        _ if counts_as_unsigned => "policy 4101",
        Payload::Package(facts) if facts.signature == Signature::None => "the release",
        _ => "its signature",
    }
}

fn is_of(item: &Placed<'_>, provider: &str) -> bool {
    item.known_provider().is_some_and(|known| known.name == provider)
}

fn is_set(placement: &Placement<'_>, provider: &str, name: &str, values: &[&str]) -> bool {
    placement.items.iter().any(|item| {
        item.operation == Operation::Set
            && is_of(item, provider)
            && item.names().last().is_some_and(|last| last.eq_ignore_ascii_case(name))
            && item.value().is_some_and(|value| {
                values.iter().any(|one| one.eq_ignore_ascii_case(value.value.as_str().trim()))
            })
    })
}

fn runs(placement: &Placement<'_>, provider: &str) -> bool {
    placement.items.iter().any(|item| item.operation == Operation::Execute && is_of(item, provider))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_has_a_fact_with_a_source() {
        for removal in [
            Removal::Listed,
            Removal::Hidden,
            Removal::Open,
            Removal::NoEntry,
            Removal::Fetched,
            Removal::Never,
        ] {
            assert!(RemovePrograms::when(removal).source.starts_with("https://"), "{removal:?}");
        }
        assert!(facts().cold_boot.iter().all(|fact| fact.source.starts_with("http")));
    }
}
