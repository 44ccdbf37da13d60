//! `schema`: the catalogue of providers and settings, for people and for other programs.

mod export;
mod import;
mod list;
mod show;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith schema list
  provsmith schema show Sync/Settings/HeartbeatMin
  provsmith schema export --as xsd -o wap-provisioningdoc.xsd";

/// The catalogue: which providers and settings there are, what they take, who may change them
///
/// The catalogue is what `check` compares documents with: the configuration service providers of Windows Mobile 2003 to
/// 6.5, from published pages. --catalogue adds providers of your own.
#[derive(Debug, Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct SchemaArgs {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
}

pub(crate) fn run(args: &SchemaArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        SchemaCommand::List(args) => list::run(args, session),
        SchemaCommand::Show(args) => show::run(args, session),
        SchemaCommand::Export(args) => export::run(args, session),
        SchemaCommand::Import(args) => import::run(args, session),
    }
}
