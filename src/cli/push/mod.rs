//! `push`: what goes over the air to a device without its asking, and what a captured message says.

mod cancel;
mod cp;
mod decode;
mod enquiry;
mod form;
mod gateway_args;
mod headers;
mod link;
mod message_args;
mod report;
mod secrets;
mod send;
mod sending;
mod si;
mod sl;
mod status;
mod verify_mac;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith push si --href https://mdm.example.com/mail.cab --text 'New mail' --to +15551230001
  provsmith push cp gprs.xml --sec netwpin --imsi-file imsi --to +15551230001
  provsmith push decode captured.bin";

/// Make what goes over the air, hand it to a push proxy gateway, and say what a captured message says
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct PushArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Si(Box<si::SiArgs>),
    Sl(Box<sl::SlArgs>),
    Cp(Box<cp::CpArgs>),
    Link(link::LinkArgs),
    Decode(decode::DecodeArgs),
    Send(Box<send::SendArgs>),
    Status(status::StatusArgs),
    Cancel(cancel::CancelArgs),
    VerifyMac(verify_mac::VerifyMacArgs),
}

pub(crate) fn run(args: &PushArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Si(args) => si::run(args, session),
        Command::Sl(args) => sl::run(args, session),
        Command::Cp(args) => cp::run(args, session),
        Command::Link(args) => link::run(args, session),
        Command::Decode(args) => decode::run(args, session),
        Command::Send(args) => send::run(args, session),
        Command::Status(args) => status::run(args, session),
        Command::Cancel(args) => cancel::run(args, session),
        Command::VerifyMac(args) => verify_mac::run(args, session),
    }
}
