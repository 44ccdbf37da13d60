//! `push sl`: a link that the device follows by itself.

use clap::{Args, ValueEnum};
use provsmith::document::service_loading;
use provsmith::push::indication::LoadedLink;
use provsmith::terms::Channel;

use super::sending::{LinkMessage, LinkMessageArgs};
use super::{Outcome, Session};
use crate::cli::written::Written;

const EXAMPLES: &str = "\
Examples:
  provsmith push sl --href https://mdm.example.com/mail.cpf --to +15551230001
      the short messages, for a modem
  provsmith push sl --href https://mdm.example.com/mail.cpf --action cache \\
      --encoding wsp -o mail.wsp
  provsmith push sl --href https://mdm.example.com/mail.cpf --to +15551230001 --dry-run \\
      --device phone.toml

execute-high and execute-low do the same on Windows Mobile: what the link leads to is loaded and installed at once, \
and nobody is asked; cache leaves a message in the Inbox. The link should be https: of http one source says that the \
device asks by https instead, another that it refuses the message, unless policy 4124 is 1. Policy 4108 decides by \
the roles of the origin whether the message is taken.

Exit status: 0 written, 1 the message has errors or a device of --device refuses it, 2 it could not be done.";

/// Make a service loading: a link that the device follows by itself
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SlArgs {
    #[command(flatten)]
    written: Written,
    /// Where the link leads: a signed .cab or .cpf, by https
    #[arg(long, value_name = "URL")]
    href: String,
    /// How it is loaded; without it, execute-low
    #[arg(long, value_enum)]
    action: Option<ActionArg>,
    #[command(flatten)]
    message: LinkMessageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ActionArg {
    /// Loads and runs it without asking
    ExecuteLow,
    /// The same on Windows Mobile
    ExecuteHigh,
    /// Leaves a message in the Inbox
    Cache,
}

pub(super) fn run(args: &SlArgs, session: &Session) -> anyhow::Result<Outcome> {
    let link = LoadedLink { href: args.href.clone(), action: args.action.map(Into::into) };
    let message = LinkMessage {
        name: "the service loading",
        channel: Channel::Sl,
        link: Some(&args.href),
        document: service_loading::to_tree(&link.document()),
    };
    args.message.send(&message, &args.written, session)
}

impl From<ActionArg> for service_loading::Action {
    fn from(action: ActionArg) -> Self {
        match action {
            ActionArg::ExecuteLow => Self::ExecuteLow,
            ActionArg::ExecuteHigh => Self::ExecuteHigh,
            ActionArg::Cache => Self::Cache,
        }
    }
}
