//! `provsmith check`

use std::io::Write;

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::check::{self, Options, Report};
use provsmith::document::Limits;
use provsmith::finding::json::Unreadable;
use provsmith::finding::{Count, human, json};
use provsmith::terms::{RoleMask, Target};

use super::{Outcome, Session, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith check settings.xml
  provsmith check --target wm6.1-professional --role manager settings.xml
  provsmith check --deny warnings --format json documents/ > findings.json
  provsmith new direct-push --heartbeat-min 8m | provsmith check -

Exit status: 0 no error was found, 1 an error was found (or a warning, with --deny warnings),
2 an input could not be read.";

/// Find what is wrong in documents: form, names, values, releases, roles
///
/// Reads wap-provisioningdoc and SyncML documents, also those inside packages, and shows each fault on its line. Nothing is sent anywhere: the
/// schema of the configuration service providers is part of the program.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Files; folders, of which every .xml, .provxml, .cab and .cpf is taken; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Roles that the document gets on the device, such as manager+operator: settings that need another are shown
    #[arg(long, value_name = "MASK", allow_negative_numbers = true)]
    role: Option<RoleMask>,
    /// Every entry of the document is new on the device: what a new entry needs must be there
    #[arg(long)]
    new_entry: bool,
    /// Let findings below errors fail the check too
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Largest input that is read, in bytes; of a package: of the document inside
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().size)]
    max_size: u64,
    /// How findings are written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings fail the check.
    Warnings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: each finding on its line of the document.
    Human,
    /// For programs: one JSON object with a schema_version.
    Json,
}

pub(crate) fn run(args: &CheckArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let limits = Limits { size: args.max_size, ..Limits::default() };
    let options =
        Options { targets: args.target.clone(), roles: args.role, new_entry: args.new_entry, limits };
    let catalogue = session.catalogue()?;
    let inputs = inputs::expand(&args.paths)?;
    let mut reports = Vec::new();
    let mut unreadable = Vec::new();
    for input in &inputs {
        match input.read_document(&options.limits) {
            Ok(document) => reports.push(check::check(&document.name, &document.bytes, &catalogue, &options)),
            // The others are checked all the same.
            Err(error) => {
                unreadable.push(Unreadable { file: input.name(), reason: format!("{error:#}") });
                session.fail(&error);
            }
        }
    }
    show(&reports, unreadable, args.format, session)?;
    let mut count = Count::default();
    for report in &reports {
        count += report.count();
    }
    if !reports.is_empty() {
        session.say(format_args!("{count} in {}", files(reports.len())));
    }
    match inputs.len() - reports.len() {
        0 if count.errors > 0 || args.deny == Some(Deny::Warnings) && count.warnings > 0 => Ok(Outcome::No),
        0 => Ok(Outcome::Clean),
        unread => bail!("{} could not be read", files(unread)),
    }
}

fn files(number: usize) -> String {
    format!("{number} file{}", if number == 1 { "" } else { "s" })
}

fn show(
    reports: &[Report],
    unreadable: Vec<Unreadable>,
    format: Format,
    session: &Session,
) -> anyhow::Result<()> {
    let mut out = session.out();
    match format {
        Format::Human => {
            for report in reports {
                let text = human::render(&report.source, &report.findings, session.colored_out());
                if !text.is_empty() {
                    writeln!(out, "{text}")?;
                }
            }
        }
        Format::Json => {
            let sources = reports.iter().map(|report| (&report.source, report.findings.as_slice()));
            session.json(&json::Report::new(sources).with_unreadable(unreadable))?;
        }
    }
    Ok(())
}
