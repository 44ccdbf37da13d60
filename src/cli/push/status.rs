//! `push status`: what became of a push.

use clap::Args;
use provsmith::push::pap::Request;

use super::enquiry::EnquiryArgs;
use crate::cli::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith push status 9f2c…@provsmith.invalid --ppg https://ppg.example.com/push
  provsmith push status 4711@example.com --to +15551230001 --ppg https://ppg.example.com/push

Kannel does not have this operation: it answers 2000 (not understood), whatever is asked.

Exit status: 0 the gateway told it, 1 the gateway said no, 2 it could not be done.";

/// Ask a push proxy gateway what became of a push
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    enquiry: EnquiryArgs,
}

pub(crate) fn run(args: &StatusArgs, session: &Session) -> anyhow::Result<Outcome> {
    args.enquiry.run(Request::status_query, session)
}
