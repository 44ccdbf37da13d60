//! `push`: what goes over the air to a device without its asking, and what a captured message says.

mod cancel;
mod decode;
mod enquiry;
mod gateway_args;
mod message_args;
mod report;
mod send;
mod status;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

/// Make what goes over the air, hand it to a push proxy gateway, and say what a captured message says
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct PushArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Decode(decode::DecodeArgs),
    Send(Box<send::SendArgs>),
    Status(status::StatusArgs),
    Cancel(cancel::CancelArgs),
}

pub(crate) fn run(args: &PushArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Decode(args) => decode::run(args, session),
        Command::Send(args) => send::run(args, session),
        Command::Status(args) => status::run(args, session),
        Command::Cancel(args) => cancel::run(args, session),
    }
}
