//! `push cancel`: a push that is not to be delivered any more.

use clap::Args;
use provsmith::push::pap::Request;

use super::enquiry::EnquiryArgs;
use crate::cli::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith push cancel 9f2c…@provsmith.invalid --ppg https://ppg.example.com/push
  provsmith push cancel 4711@example.com --to +15551230001 --ppg https://ppg.example.com/push

A gateway cancels what it has not sent yet. Kannel does not have this operation: it answers 2000 \
(not understood), whatever is asked. To delete a service indication that has arrived, push another \
one with its si-id and the action `delete`.

Exit status: 0 cancelled, 1 the gateway said no, 2 it could not be done.";

/// Ask a push proxy gateway not to deliver a push
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CancelArgs {
    #[command(flatten)]
    enquiry: EnquiryArgs,
}

pub(crate) fn run(args: &CancelArgs, session: &Session) -> anyhow::Result<Outcome> {
    args.enquiry.run(Request::cancel, session)
}
