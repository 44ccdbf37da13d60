//! `inspect`: what is in a cabinet.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args as ClapArgs;
use provsmith::inspect::Inspection;

use super::{Format, Outcome, Session, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith inspect settings.cpf
  provsmith inspect --format json tool.cab > tool.json

Exit status: 0 all in it can be read, 1 something is damaged, 2 it is no cabinet or unreadable.
Where the damage leaves nothing to show, an error says so and there is no report.";

/// Show what is in a package: files, settings and the roles they need, signature
///
/// Reads every block, so that damage is found. A signature is shown, not judged: `verify` does that.
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The cabinet: .cab, .cpf, signed or not; `-` is standard input
    cabinet: PathBuf,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> anyhow::Result<Outcome> {
    let name = args.cabinet.display().to_string();
    let file = inputs::open(&args.cabinet).with_context(|| format!("cannot read `{name}`"))?;
    let inspection = match Inspection::of(&name, file, &session.catalogue()?) {
        Ok(inspection) => inspection,
        Err(error) => {
            let is_damage = error.is_damage();
            let error = anyhow::Error::from(error).context(format!("`{name}`"));
            if !is_damage {
                return Err(error);
            }
            session.fail(&error);
            return Ok(Outcome::No);
        }
    };
    match args.format {
        Format::Human => write!(session.out(), "{inspection}")?,
        Format::Json => session.json(&inspection)?,
    }
    Ok(if inspection.is_whole() { Outcome::Clean } else { Outcome::No })
}
