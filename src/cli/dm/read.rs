//! `dm read`: a device's answer in words.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use provsmith::dm::{read, reply};
use provsmith::document::Limits;
use provsmith::document::syncml::Message;

use crate::cli::inputs::{Input, expand};
use crate::cli::{Format, Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith dm read reply.xml --for message.xml
  provsmith dm read reply.wbxml --for messages/01-payroll.xml --for messages/02-tools.xml
  provsmith dm read first.xml second.xml --for message.xml --format json

Each line says what became of a command: done, pending (it is told later), refused, or unknown \
(what stands there is no answer that a page knows); with the package that it is about, the value \
that was found, and result codes in hexadecimal. `next` says what to do then.

Alerts with results are read whatever number (1226, 1224) and kind they have, by the node that \
they come from. Answer each with Status 200: `dm message --answer REPLY` does.

Exit status: 0 the device refused nothing, 1 it refused something, or something failed or is \
unknown, 2 it could not be read.";

/// Say in words what a device answers: Status, Results, alerts
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReadArgs {
    /// The device's messages, XML or WBXML, in the order in which they came; of a folder every document in it; `-` is
    /// standard input
    #[arg(required = true, value_name = "REPLY")]
    replies: Vec<PathBuf>,
    /// Message that they answer: its commands are matched to the answers; may be repeated
    #[arg(long = "for", value_name = "MESSAGE")]
    sent: Vec<PathBuf>,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(crate) fn run(args: &ReadArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let replies = messages(&args.replies)?;
    let sent: Vec<Message> = messages(&args.sent)?.into_iter().map(|(_, message)| message).collect();
    let report = reply::Report::of(&replies, &sent, &session.catalogue()?);
    match args.format {
        Format::Human => write!(session.out(), "{}", reply::render(&report))?,
        Format::Json => session.json(&report)?,
    }
    Ok(if report.is_clean() { Outcome::Clean } else { Outcome::No })
}

/// The messages in these files, each with its name.
fn messages(arguments: &[PathBuf]) -> anyhow::Result<Vec<(String, Message)>> {
    let read = |input: Input| {
        let name = input.name();
        let limits = Limits::default();
        let bytes = input.read(&limits)?;
        let message =
            read::message(&name, &bytes, &limits).with_context(|| format!("cannot read `{name}`"))?;
        Ok((name, message))
    };
    expand(arguments).all()?.into_iter().map(read).collect()
}
