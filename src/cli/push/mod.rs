//! `push`: payloads that go over the air, and what a captured one says.

mod decode;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

/// Make what goes over the air, and say what a captured message says
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct PushArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Decode(decode::DecodeArgs),
}

pub(crate) fn run(args: &PushArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Decode(args) => decode::run(args, session),
    }
}
