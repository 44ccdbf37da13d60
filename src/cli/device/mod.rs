//! `device`: profiles of devices.

mod import;
mod new;
mod query;
mod show;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith device new --os wm6.1 --class professional -o handheld.toml
  provsmith device show handheld.toml
  provsmith device import reply.xml --os wm6.1 --class professional -o handheld.toml";

/// Profiles of devices: release, class, policies, certificates, and where each fact comes from
///
/// A profile is a TOML file that says what is known of one device, or of many that are alike.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct DeviceArgs {
    #[command(subcommand)]
    command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    New(new::NewArgs),
    Show(show::ShowArgs),
    Query(query::QueryArgs),
    Import(import::ImportArgs),
}

pub(crate) fn run(args: &DeviceArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        DeviceCommand::New(args) => new::run(args, session),
        DeviceCommand::Show(args) => show::run(args, session),
        DeviceCommand::Query(args) => query::run(args, session),
        DeviceCommand::Import(args) => import::run(args, session),
    }
}
