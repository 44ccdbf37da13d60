//! `device query`: the document that asks a device.

use std::path::PathBuf;

use clap::Args;
use provsmith::device::query;
use provsmith::terms::Release;

use crate::cli::{Outcome, Session, output};

const EXAMPLES: &str = "\
Examples:
  provsmith device query --os wm6.1 -o query.xml

Send it by a way that brings an answer back: rapi-xml (rapiconfig writes the reply beside it) or a
program on the device. A restricted desktop (policy 4097 = 2) answers as authenticated user: what
that role may not read comes back as an error. A package gives no answer.

Exit status: 0 written, 2 it could not be done.";

/// Write the document that asks a device for its policies and certificates
///
/// `device import` makes a profile of the reply.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct QueryArgs {
    /// Release: wm2003, wm5, wm5-msfp, wm6, wm6.1 or wm6.5
    #[arg(long, value_name = "RELEASE", value_parser = Release::of_device)]
    os: Release,
    /// Where to; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &QueryArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let text = query::document(args.os);
    output::write(text, args.output.as_deref(), session)?;
    session.say("note: a package brings no answer back: send it by rapi-xml, or by a program on the device");
    session.say(
        "note: a restricted desktop (policy 4097 = 2) answers as authenticated user, who may not read everything",
    );
    session.say(
        "note: no page says that a store answers with all that is in it: where certificates come without their Role, ask for each by its thumbprint",
    );
    Ok(Outcome::Clean)
}
