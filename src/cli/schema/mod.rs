//! `schema`: the catalogue of providers and settings, for people and for other programs.

mod export;
mod import;
mod list;
mod provider;

use clap::{Args, Subcommand};

use super::{Outcome, Session};

/// The catalogue: which providers and settings there are
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    List(list::ListArgs),
    Export(export::ExportArgs),
    Import(import::ImportArgs),
}

pub(crate) fn run(args: &SchemaArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match &args.command {
        SchemaCommand::List(args) => list::run(args, session),
        SchemaCommand::Export(args) => export::run(args, session),
        SchemaCommand::Import(args) => import::run(args, session),
    }
}
