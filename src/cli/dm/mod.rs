//! `dm`: what an OMA DM server sends, and what a device answers.

mod message;
mod notification;
mod read;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith dm message job.xml --device imei:351550001234567 \\
      --server https://dm.example.com -o message.xml
  provsmith dm read answer.xml";

/// OMA DM: make a device call its server, write the server's messages, read the device's answers
///
/// A session: `dm notification` makes the device call; the server answers with a message of `dm message`; `dm read`
/// says what the device made of it, and what to send next.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct DmArgs {
    #[command(subcommand)]
    command: DmCommand,
}

#[derive(Debug, Subcommand)]
enum DmCommand {
    Notification(Box<notification::NotificationArgs>),
    Message(Box<message::MessageArgs>),
    Read(read::ReadArgs),
}

pub(crate) fn run(args: &DmArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        DmCommand::Notification(args) => notification::run(args, session),
        DmCommand::Message(args) => message::run(args, session),
        DmCommand::Read(args) => read::run(args, session),
    }
}
