//! `push si`: a link that is shown to the user.

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::document::{DateTime, service_indication, xml};
use provsmith::push::indication::{ShownLink, time};
use provsmith::terms::Channel;

use super::sending::{LinkMessage, LinkMessageArgs};
use super::{Outcome, Session};
use crate::cli::written::Written;

const EXAMPLES: &str = "\
Examples:
  provsmith push si --href https://mdm.example.com/mail.cab --text 'New mail settings' \\
      --to +15551230001
      the short messages, for a modem
  provsmith push si --href https://mdm.example.com/mail.cab --text 'New mail settings' \\
      --encoding wbxml -o mail.sic
  provsmith push si --href https://mdm.example.com/mail.cab --text 'New mail settings' --id mail-7 \\
      --created 2026-11-30T09:00:00Z --expires 2026-12-30T00:00:00Z --action signal-high \\
      --encoding xml
  provsmith push si --id mail-7 --action delete --to +15551230001
      takes the message back

Times are UTC, written as 2026-11-30T09:00:00Z and in no other way. A message without a text is thrown away by \
devices without a word, so there must be one. What the link leads to is a signed .cab or .cpf: whether the message \
is shown is decided by the roles of its origin (policy 4109), what the package may do by its own signature.

Exit status: 0 written, 1 the message has errors or a device of --device refuses it, 2 it could not be done.";

/// Make a service indication: a text and a link that are shown to the user
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SiArgs {
    #[command(flatten)]
    written: Written,
    /// Where the link leads: a signed .cab or .cpf
    #[arg(long, value_name = "URL", required_unless_present_any = ["id", "action"])]
    href: Option<String>,
    /// What the user reads
    #[arg(long, default_value = "", hide_default_value = true, value_parser = text)]
    text: String,
    /// How urgent it is; without it, signal-medium
    #[arg(long, value_enum)]
    action: Option<ActionArg>,
    /// Name by which a later message replaces or deletes this one; without it, the link
    #[arg(long, value_parser = name)]
    id: Option<String>,
    /// When it was made: of two with one name the later one counts
    #[arg(long, value_name = "TIME", value_parser = time)]
    created: Option<DateTime>,
    /// When devices are to remove it
    #[arg(long, value_name = "TIME", value_parser = time)]
    expires: Option<DateTime>,
    #[command(flatten)]
    message: LinkMessageArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ActionArg {
    /// Keeps it without telling
    SignalNone,
    /// Puts it into the Inbox
    SignalLow,
    /// Opens it: the user may retrieve, put off or delete
    SignalMedium,
    /// Opens it at once
    SignalHigh,
    /// Deletes the message with the name of --id
    Delete,
}

pub(super) fn run(args: &SiArgs, session: &Session) -> anyhow::Result<Outcome> {
    if args.id.is_none() && args.action == Some(ActionArg::Delete) {
        bail!(
            "--action delete takes a message back, and names it by --id: give the --id that it was sent with"
        );
    }
    if args.id.is_none() && args.href.is_none() {
        bail!("--href is missing: where the link leads");
    }
    let link = ShownLink {
        href: args.href.clone(),
        text: args.text.clone(),
        action: args.action.map(Into::into),
        id: args.id.clone(),
        created: args.created,
        expires: args.expires,
    };
    let message = LinkMessage {
        name: "the service indication",
        channel: Channel::Si,
        link: args.href.as_deref(),
        document: service_indication::to_tree(&link.document()),
    };
    args.message.send(&message, &args.written, session)
}

/// A text that XML can carry.
fn text(text: &str) -> Result<String, String> {
    match text.chars().find(|character| !xml::is_allowed(*character)) {
        Some(found) => Err(format!("the character U+{:04X} cannot stand in a document", u32::from(found))),
        None => Ok(text.to_owned()),
    }
}

fn name(name: &str) -> Result<String, String> {
    if name.is_empty() { Err("a name has one character or more".to_owned()) } else { text(name) }
}

impl From<ActionArg> for service_indication::Action {
    fn from(action: ActionArg) -> Self {
        match action {
            ActionArg::SignalNone => Self::SignalNone,
            ActionArg::SignalLow => Self::SignalLow,
            ActionArg::SignalMedium => Self::SignalMedium,
            ActionArg::SignalHigh => Self::SignalHigh,
            ActionArg::Delete => Self::Delete,
        }
    }
}
