//! `cert`: test identities, a look at certificates, the way of certificates into a device.

mod enrol;
mod new;
mod read;
mod show;

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith cert new --role manager identity
  provsmith cert show release.pfx --password-env PFX_PASSWORD
  provsmith cert enrol root.pem --store SPC --role manager -o enrol.xml";

/// Make a test identity; look at certificates; put them into a device
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct CertArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    New(new::NewArgs),
    Show(show::ShowArgs),
    Enrol(enrol::EnrolArgs),
}

pub(crate) fn run(args: &CertArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::New(args) => new::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Enrol(args) => enrol::run(args, session),
    }
}
