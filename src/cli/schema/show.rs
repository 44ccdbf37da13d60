//! `schema show`: what is known of a provider, a group or a setting.

use std::io::Write;

use clap::Args;
use provsmith::catalogue::show::{self, Report};

use crate::cli::{Format, Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith schema show Sync
  provsmith schema show Sync/Settings/HeartbeatMin
  provsmith schema show 'NAP/{NAPID}'
  provsmith schema show NAP/MyNap/ADDR
  provsmith schema show APPLICATION:w7
  provsmith schema show ./Vendor/MSFT/Sync/Settings --format json

{Name} is a name of your choosing: write it as it is shown, or a name of yours. Of several providers of a name, NAME \
shows all and NAME:VALUE (or NAME/VALUE) one. Roles are those that devices are shipped with; makers and operators \
change them. What is marked unsure rests on thin evidence, and `check` makes no error of it.

Exit status: 0 shown, 2 there is no such place.";

/// Show what is known of a provider, a group or a setting: type, limits, values, roles, releases, sources
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArgs {
    /// A provider, with the names below it joined by `/`; or an address in the management tree, from `./` on
    path: String,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(crate) fn run(args: &ShowArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let catalogue = session.catalogue()?;
    let places = show::find(&catalogue, &args.path)?;
    match args.format {
        Format::Json => session.json(&Report::of(&catalogue, &places))?,
        Format::Human => {
            let mut out = session.out();
            for (index, place) in places.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                write!(out, "{place}")?;
            }
        }
    }
    Ok(Outcome::Clean)
}
