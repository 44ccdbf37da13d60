//! `device show`: a profile in words.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use provsmith::device::Profile;
use provsmith::device::portrait::Portrait;

use crate::cli::{Format, Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith device show handheld.toml
  provsmith device show handheld.toml --format json

Exit status: 0 shown, 2 the profile has a mistake or cannot be read.";

/// Show what a profile means: who is manager, what unsigned packages get, which pushes pass, who is trusted
///
/// Each answer names its policy, and where its value comes from: documented (devices are shipped so), declared (by the
/// profile's author), queried (the device said so).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArgs {
    /// The profile
    #[arg(value_name = "PROFILE")]
    profile: PathBuf,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(crate) fn run(args: &ShowArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let profile = Profile::read(&args.profile, &session.catalogue()?)?;
    let portrait = Portrait::of(&profile);
    match args.format {
        Format::Human => write!(session.out(), "{portrait}")?,
        Format::Json => session.json(&portrait)?,
    }
    Ok(Outcome::Clean)
}
