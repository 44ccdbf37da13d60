//! `provsmith check`

mod checker;
mod log;

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::check::Allowance;
use provsmith::document::Limits;
use provsmith::finding::Count;
use provsmith::terms::{Channel, RoleMask, Target};

use super::inputs::{self, Expanded, Input, NotFound};
use super::{Outcome, Session};
use checker::Checker;
use log::Log;

const EXAMPLES: &str = "\
Examples:
  provsmith check settings.xml
  provsmith check --target wm6.1-professional --role manager settings.xml
  provsmith check --device handheld.toml --channel http settings.cab
  provsmith check --deny warnings --format json documents/ > findings.json
  provsmith check --format sarif documents/ > findings.sarif
  provsmith check --format github documents/
  provsmith check --diff documents/
  provsmith check --fix settings.xml
  provsmith new download --pkg-id app-1.0 --pkg-url https://example.com/app.cab | provsmith check -

Exit status: 0 no error was found, 1 an error was found (or a warning, with --deny warnings),
2 an input could not be read, or a repaired one not written. It tells of what is left after --fix,
and of the documents as they are with --diff.";

/// Find what is wrong in documents: form, names, values, releases, roles
///
/// Reads wap-provisioningdoc and SyncML documents, also those inside packages, service indications and loadings and
/// device descriptions, as text or in their binary form (WBXML), and shows each fault on its line. Nothing is sent anywhere: the
/// schema of the configuration service providers is part of the program.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CheckArgs {
    /// Files; folders, of which every .xml, .provxml, .ddf, .si, .sl, .wbxml, .cab and .cpf is taken; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Roles that the document gets on the device, such as manager+operator: settings that need another are shown
    #[arg(long, value_name = "MASK", allow_negative_numbers = true)]
    role: Option<RoleMask>,
    /// How the documents are to reach the device, such as cp-netwpin or rapi-xml: what does not fit is shown
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<Channel>,
    /// Profile of a device, which is asked what it says on --channel, and whose release must know every setting; may be
    /// repeated. Documents are judged on the channels that bring documents, packages on those that bring packages; of a
    /// document on one of these there is a note
    #[arg(long, value_name = "PROFILE", requires = "channel")]
    device: Vec<PathBuf>,
    /// Accept the findings of a rule, and say why; may be repeated
    #[arg(long, value_name = "RULE=REASON")]
    allow: Vec<Allowance>,
    /// Every entry of the document is new on the device: what a new entry needs must be there
    #[arg(long)]
    new_entry: bool,
    /// Let findings below errors fail the check too
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Repair in place what can be repaired without a change of meaning; every other byte stays. Of `-` the repaired
    /// document goes to standard output. What is reported is what is left. Together with --diff nothing is written
    #[arg(long)]
    fix: bool,
    /// Show what --fix would change, as a unified diff, and write nothing, also where --fix is given
    #[arg(long, conflicts_with = "format")]
    diff: bool,
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
    /// For code scanning services and editors: a SARIF 2.1.0 log.
    Sarif,
    /// For GitHub Actions: workflow commands, shown beside the lines of a change.
    Github,
}

/// How many inputs are worked on before their findings are shown: enough to keep every core busy, and no more, since
/// what was found in them is held until then.
const AT_ONCE: usize = 64;

pub(crate) fn run(args: &CheckArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let Expanded { inputs, unreadable } = inputs::expand(&args.paths);
    let repairs = args.repairs();
    // A document and a report for programs on one stream would be neither.
    let is_filter = repairs == Some(Repairs::InPlace) && inputs.contains(&Input::Standard);
    if is_filter && args.format != Format::Human {
        bail!("the repaired document of `-` goes to standard output: leave --format out, or name a file");
    }
    // The process ends with it: to take the catalogue apart would cost a tenth of a small check.
    let checker = ManuallyDrop::new(Checker::new(args, is_filter, session)?);
    let mut log = Log::new(args.format, is_filter);
    let mut tally = Tally::default();
    let mut failed = unreadable.len();
    for NotFound { name, error } in unreadable {
        log.add_unreadable(name, &error, session)?;
    }
    for some in inputs.chunks(AT_ONCE) {
        for (input, checked) in some.iter().zip(checker.check_all(some)) {
            match checked {
                Ok(checked) => {
                    tally.files += 1;
                    tally.add(&checked);
                    failed += usize::from(checked.unwritten.is_some());
                    log.add(checked, session)?;
                }
                // The others are checked all the same.
                Err(error) => {
                    failed += 1;
                    log.add_unreadable(input.name(), &error, session)?;
                }
            }
        }
    }
    let needed = std::mem::take(&mut tally.needed);
    for allowance in args.allow.iter().filter(|allowance| !needed.contains(allowance.rule())) {
        let checked = checker.checked(&allowance.unused_option());
        tally.add(&checked);
        log.add(checked, session)?;
    }
    log.finish(session)?;
    tally.say(repairs, session);
    let count = tally.count;
    match failed {
        0 if count.errors > 0 || args.deny == Some(Deny::Warnings) && count.warnings > 0 => Ok(Outcome::No),
        0 => Ok(Outcome::Clean),
        failed if repairs.is_some() => bail!("{} could not be repaired", number(failed, "input")),
        failed => bail!("{} could not be read", number(failed, "input")),
    }
}

/// What becomes of a repaired document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repairs {
    /// It takes the place of the file.
    InPlace,
    /// Its changed lines are shown.
    Shown,
}

impl CheckArgs {
    fn repairs(&self) -> Option<Repairs> {
        match (self.fix, self.diff) {
            (_, true) => Some(Repairs::Shown),
            (true, false) => Some(Repairs::InPlace),
            (false, false) => None,
        }
    }
}

/// What all inputs came to.
#[derive(Default)]
struct Tally {
    files: usize,
    count: Count,
    /// Findings that were or would be repaired, and the files in which they are.
    repaired: usize,
    repaired_files: usize,
    repairable: usize,
    is_abridged: bool,
    allowed: usize,
    /// The rules of `--allow` that were needed.
    needed: BTreeSet<&'static str>,
}

impl Tally {
    fn add(&mut self, checked: &checker::Checked) {
        self.count += checked.count;
        self.allowed += checked.allowed;
        self.needed.extend(&checked.needed);
        self.repairable += checked.repairable;
        self.is_abridged |= checked.is_abridged && checked.repairable > 0;
        self.repaired += checked.repaired;
        self.repaired_files += usize::from(checked.repaired > 0);
    }

    fn say(&self, repairs: Option<Repairs>, session: &Session) {
        if self.files == 0 {
            return;
        }
        let repaired =
            || format!("{} in {}", number(self.repaired, "finding"), number(self.repaired_files, "file"));
        match repairs {
            Some(Repairs::InPlace) if self.repaired > 0 => {
                session.say(format_args!("fixed {}", repaired()));
            }
            Some(Repairs::Shown) if self.repaired > 0 => {
                session.say(format_args!("--fix would fix {}", repaired()));
            }
            _ => {}
        }
        let allowed = if self.allowed > 0 { format!(" ({} allowed)", self.allowed) } else { String::new() };
        session.say(format_args!("{}{allowed} in {}", self.count, number(self.files, "file")));
        if repairs.is_none() && self.repairable > 0 {
            let at_least = if self.is_abridged { "at least " } else { "" };
            session.say(format_args!("{at_least}{} can be fixed with --fix", self.repairable));
        }
    }
}

fn number(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
