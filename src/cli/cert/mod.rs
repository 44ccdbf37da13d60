//! `cert`: test identities, and a look at certificates.

mod new;
mod show;

use super::{Outcome, Session};

/// Make a test identity; look at certificates
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct CertArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    New(new::NewArgs),
    Show(show::ShowArgs),
}

pub(crate) fn run(args: &CertArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::New(args) => new::run(args, session),
        Command::Show(args) => show::run(args, session),
    }
}
