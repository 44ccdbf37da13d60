//! The command line: one file a command, each with its `Args` and `run`, nothing else.

mod accept;
mod build;
mod card;
mod cert;
mod check;
mod convert;
mod dates;
mod deferred;
mod device;
mod dm;
mod explain;
mod gateway_request;
mod inputs;
mod inspect;
mod key;
mod login;
mod named_files;
mod new;
mod output;
mod pack;
mod package_roles;
mod precheck;
mod push;
mod rules;
mod schema;
mod session;
mod short_message;
mod sign;
mod simulate;
mod unpack;
mod verify;
mod wbxml;
mod written;

pub(crate) use session::{Outcome, Session};

use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use deferred::Deferred;

/// Writes, checks, packs and signs Windows Mobile provisioning packages.
#[derive(Debug, Parser)]
#[command(
    name = "provsmith",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(flatten)]
    global: session::GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// The commands, each with the first line of its help.
#[derive(Debug, Subcommand)]
enum Command {
    New(new::NewArgs), // it lays out the flags of its templates that way itself
    /// Convert documents: text or WBXML, wap-provisioningdoc or SyncML
    Convert(Deferred<convert::ConvertArgs>),
    /// Find what is wrong in documents: form, names, values, releases, roles
    Check(Deferred<check::CheckArgs>),
    /// Explain a rule: what it finds, why it matters, what fails and what passes, where it is written
    Explain(Deferred<explain::ExplainArgs>),
    /// List the rules by which documents are checked: name, severity, what each looks for
    Rules(Deferred<rules::RulesArgs>),
    /// Make a package (.cab or .cpf) of a provisioning document
    Pack(Deferred<pack::Args>),
    /// Show what is in a package: files, settings and the roles they need, signature
    Inspect(Deferred<inspect::Args>),
    /// Take files out of a cabinet
    Unpack(Deferred<unpack::Args>),
    /// Sign packages (.cab, .cpf) with Authenticode
    Sign(Deferred<sign::SignArgs>),
    /// Check the signature of packages: digest, signature, chain, dates, and every byte that none of them covers
    Verify(Deferred<verify::VerifyArgs>),
    /// Make what a manifest describes: document, check, packages, signatures
    Build(Deferred<build::Args>),
    /// Lay out a storage card: processor folders, autorun.exe, packages in their order
    Card(Deferred<card::CardArgs>),
    /// Make a test identity; look at certificates; put them into a device
    Cert(Deferred<cert::CertArgs>),
    /// Profiles of devices: release, class, policies, certificates, and where each fact comes from
    Device(Deferred<device::DeviceArgs>),
    /// OMA DM: make a device call its server, write the server's messages, read the device's answers
    Dm(Deferred<dm::DmArgs>),
    /// Say what a device would make of a package or a document: does it install, ask, refuse, and why
    Simulate(Deferred<simulate::SimulateArgs>),
    /// Make what goes over the air, hand it to a push proxy gateway, and say what a captured message says
    Push(Deferred<push::PushArgs>),
    /// The catalogue: which providers and settings there are, what they take, who may change them
    Schema(Deferred<schema::SchemaArgs>),
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// For programs: JSON with a schema_version
    Json,
}

/// Runs the command that was typed. Exit: 0 done and clean, 1 an answer of no, 2 could not be done.
pub(crate) fn main() -> ExitCode {
    let matches = match Cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage(&error),
    };
    let named = named_files::refuse_overwriting(&matches);
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let mut session = Session::new(&cli.global);
    // What is still on its way out would otherwise be lost without a word when the disk is full.
    let ran = named
        .map_err(Into::into)
        .and_then(|()| run(cli.command, &mut session))
        .and_then(|outcome| session.out().flush().map(|()| outcome).map_err(Into::into));
    match ran {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) => {
            session.fail(&error);
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, session: &mut Session) -> anyhow::Result<Outcome> {
    match command {
        Command::New(args) => new::run(&args, session),
        Command::Convert(args) => convert::run(&args, session),
        Command::Check(args) => check::run(&args, session),
        Command::Explain(args) => explain::run(&args, session),
        Command::Rules(args) => rules::run(&args, session),
        Command::Inspect(args) => inspect::run(&args, session),
        Command::Pack(args) => pack::run(&args, session),
        Command::Unpack(args) => unpack::run(&args, session),
        Command::Sign(args) => sign::run(&args, session),
        Command::Verify(args) => verify::run(&args, session),
        Command::Build(args) => build::run(&args, session),
        Command::Card(args) => card::run(&args, session),
        Command::Cert(args) => cert::run(&args, session),
        Command::Device(args) => device::run(&args, session),
        Command::Dm(args) => dm::run(&args, session),
        Command::Simulate(args) => simulate::run(&args, session),
        Command::Push(args) => push::run(&args, session),
        Command::Schema(args) => schema::run(&args, session),
    }
}

/// Help and version go to standard output with 0, mistakes to standard error with 2.
fn usage(error: &clap::Error) -> ExitCode {
    // A reader that has gone away is no failure.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_listed_with_the_first_line_of_its_help() {
        for listed in Cli::command().get_subcommands() {
            let mut typed = listed.clone();
            typed.build();
            assert_eq!(listed.get_about(), typed.get_about(), "{}", listed.get_name());
        }
    }
}
