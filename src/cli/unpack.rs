//! `unpack`: what a cabinet holds, as files.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args as ClapArgs;
use provsmith::cabinet::Cabinet;
use provsmith::cabinet::unpack::unpack;

use super::{Outcome, Session, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith unpack tool.cab -C tool
      everything, into the folder tool, which is made where it is missing
  provsmith unpack tool.cab -C . _setup.xml
      the provisioning document alone
  provsmith unpack tool.cab --force -C tool bin
      all files of the folder bin in the cabinet, replacing those that are there

No name in a cabinet leads outside the folder: absolute names, drives, `..`, names of devices and
the like are refused. All names are looked at and all blocks are read before the first file is
written.";

/// Take files out of a cabinet
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The cabinet: .cab, .cpf, signed or not; `-` is standard input
    cabinet: PathBuf,
    /// The files, or folders, to take; all when none is named. Case does not matter
    names: Vec<String>,
    /// The folder to put them in
    #[arg(short = 'C', long = "directory", value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> anyhow::Result<Outcome> {
    let name = args.cabinet.display();
    let file = inputs::open(&args.cabinet).with_context(|| format!("cannot read `{name}`"))?;
    let mut cabinet = Cabinet::open(file).with_context(|| format!("`{name}`"))?;
    let unpacked =
        unpack(&mut cabinet, &args.folder, &args.names, args.force).with_context(|| format!("`{name}`"))?;
    for file in &unpacked {
        session.say(format_args!("{}: {} bytes", file.path.display(), file.length));
    }
    Ok(Outcome::Clean)
}
