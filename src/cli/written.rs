//! Flags that have nothing to say of what a command does are refused: somebody believes that they count.
//!
//! A command says by a table what its flags are about, and by another which of these things there are under each of
//! its choices. What clap can say by itself (`requires`, `conflicts_with`) does not depend on values; this does.

use std::collections::BTreeSet;

use anyhow::bail;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, FromArgMatches};

/// The flags that the user wrote, whatever their values. It adds none, and stands first among the arguments of a
/// command, since clap hands each value out once.
#[derive(Debug, Clone)]
pub(crate) struct Written(BTreeSet<String>);

/// Something that flags are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Topic {
    /// What it is, behind "is about".
    pub(crate) name: &'static str,
    /// The fields of the flags.
    pub(crate) flags: &'static [&'static str],
}

impl Written {
    /// Refuses a flag about any of `topics` that is not among those that there are under `choice`, such as
    /// `--encoding wbxml`.
    pub(crate) fn refuse_pointless(
        &self,
        choice: &str,
        topics: &[Topic],
        there_are: &[Topic],
    ) -> anyhow::Result<()> {
        for topic in topics.iter().filter(|topic| !there_are.contains(topic)) {
            if let Some(flag) = topic.flags.iter().find(|flag| self.0.contains(**flag)) {
                let flag = flag.replace('_', "-");
                bail!("--{flag} is about {}, and {choice} is not: leave it out", topic.name);
            }
        }
        Ok(())
    }
}

impl FromArgMatches for Written {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_written = |id: &&clap::Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
        Ok(Self(matches.ids().filter(is_written).map(ToString::to_string).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Written {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}

/// The word by which a value of a flag is written.
pub(crate) fn word(value: &impl clap::ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
