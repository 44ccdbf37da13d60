//! `device new`: a profile to begin with.

use std::path::PathBuf;

use clap::Args;
use provsmith::device::{Configuration, draft};
use provsmith::terms::{DeviceClass, Release};

use crate::cli::{Outcome, Session, output};

const EXAMPLES: &str = "\
Examples:
  provsmith device new --os wm6.1 --class professional -o handheld.toml
  provsmith device new --os wm6.5 --class standard --configuration two-tier-prompt -o phone.toml

Configurations are sets of policies with a name: security-off, one-tier-prompt, two-tier-prompt,
third-party-signed-one-tier, third-party-signed-two-tier, locked. Two tiers of trust exist on
standard devices only. Which policies make one up is inferred from what pages say of it.

Exit status: 0 written, 2 it could not be done.";

/// Write a profile of a kind of device, with every policy's documented default and its source
///
/// What no page documents is left as a comment. An existing file is replaced.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct NewArgs {
    /// Release: wm2003, wm5, wm5-msfp, wm6, wm6.1 or wm6.5
    #[arg(long, value_name = "RELEASE", value_parser = Release::of_device)]
    os: Release,
    /// Class: classic (touch screen), professional (touch screen and telephone) or standard (telephone)
    #[arg(long, value_name = "CLASS")]
    class: DeviceClass,
    /// Named set of policies, which the profile declares
    #[arg(long, value_name = "NAME")]
    configuration: Option<String>,
    /// Where to; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &NewArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let chosen =
        args.configuration.as_deref().map(|name| Configuration::named(name, args.class)).transpose()?;
    let text = draft::draft(args.os, args.class, chosen);
    output::write(text, args.output.as_deref(), session)?;
    Ok(Outcome::Clean)
}
