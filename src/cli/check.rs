//! `provsmith check`

use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::catalogue::Catalogue;
use provsmith::check::{self, Allowance, Options, Report};
use provsmith::document::Limits;
use provsmith::finding::{Count, Listing, Unreadable, github, human, json, sarif};
use provsmith::terms::{Channel, RoleMask, Target};
use rayon::prelude::*;

use super::inputs::{self, Input};
use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith check settings.xml
  provsmith check --target wm6.1-professional --role manager settings.xml
  provsmith check --deny warnings --format json documents/ > findings.json
  provsmith check --format sarif documents/ > findings.sarif
  provsmith check --format github documents/
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
    /// Files; folders, of which every .xml, .provxml, .ddf, .si, .sl, .wbxml, .cab and .cpf is taken; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Roles that the document gets on the device, such as manager+operator: settings that need another are shown
    #[arg(long, value_name = "MASK", allow_negative_numbers = true)]
    role: Option<RoleMask>,
    /// How the documents are to reach the device, such as cp-netwpin or rapi-xml: what does not fit is shown
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<Channel>,
    /// Accept the findings of a rule, and say why; may be repeated
    #[arg(long, value_name = "RULE=REASON")]
    allow: Vec<Allowance>,
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
    /// For code scanning services and editors: a SARIF 2.1.0 log.
    Sarif,
    /// For GitHub Actions: workflow commands, shown beside the lines of a change.
    Github,
}

/// How many inputs are worked on before their findings are shown: enough to keep every core busy, and no more, since
/// what was found in them is held until then.
const AT_ONCE: usize = 64;

pub(crate) fn run(args: &CheckArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let inputs = inputs::expand(&args.paths)?;
    let checker = Checker::new(args, session)?;
    let mut log = Log::new(args.format);
    for some in inputs.chunks(AT_ONCE) {
        for (input, checked) in some.iter().zip(checker.check_all(some)) {
            match checked {
                Ok(checked) => {
                    log.files += 1;
                    log.add(checked, session)?;
                }
                // The others are checked all the same.
                Err(error) => {
                    session.fail(&error);
                    log.add_unreadable(
                        Unreadable { file: input.name(), reason: format!("{error:#}") },
                        session,
                    )?;
                }
            }
        }
    }
    let needed = std::mem::take(&mut log.needed);
    for allowance in args.allow.iter().filter(|allowance| !needed.contains(allowance.rule())) {
        log.add(checker.checked(&allowance.unused_option()), session)?;
    }
    let (files, count) = (log.files, log.count);
    let allowed = if log.allowed > 0 { format!(" ({} allowed)", log.allowed) } else { String::new() };
    log.finish(session)?;
    if files > 0 {
        session.say(format_args!("{count}{allowed} in {}", number_of(files)));
    }
    match inputs.len() - files {
        0 if count.errors > 0 || args.deny == Some(Deny::Warnings) && count.warnings > 0 => Ok(Outcome::No),
        0 => Ok(Outcome::Clean),
        unread => bail!("{} could not be read", number_of(unread)),
    }
}

fn number_of(files: usize) -> String {
    format!("{files} file{}", if files == 1 { "" } else { "s" })
}

/// What every input is checked for.
struct Checker {
    catalogue: Catalogue,
    options: Options,
    /// Whether findings are shown on the lines of the document, and in colour.
    excerpts: Option<bool>,
}

/// What is kept of an input that was checked: not its text.
struct Checked {
    listing: Listing,
    /// The findings on the lines of the document.
    excerpts: String,
    /// How many findings are allowed.
    allowed: usize,
    /// The rules of `--allow` that were needed.
    needed: Vec<&'static str>,
}

impl Checker {
    fn new(args: &CheckArgs, session: &Session) -> anyhow::Result<Self> {
        let limits = Limits { size: args.max_size, ..Limits::default() };
        Ok(Self {
            catalogue: session.catalogue()?,
            options: Options {
                targets: args.target.clone(),
                roles: args.role,
                new_entry: args.new_entry,
                channel: args.channel,
                allowed: args.allow.clone(),
                limits,
            },
            excerpts: (args.format == Format::Human).then(|| session.colored_out()),
        })
    }

    /// Checks the inputs on all cores; what comes of them is in their order.
    fn check_all(&self, inputs: &[Input]) -> Vec<anyhow::Result<Checked>> {
        match inputs {
            // For one, starting threads would take longer than the work.
            [input] => vec![self.check(input)],
            _ => inputs.par_iter().map(|input| self.check(input)).collect(),
        }
    }

    fn check(&self, input: &Input) -> anyhow::Result<Checked> {
        let document = input.read_document(&self.options.limits)?;
        Ok(self.checked(&check::check(&document.name, document.bytes, &self.catalogue, &self.options)))
    }

    /// What is kept of a report.
    fn checked(&self, report: &Report) -> Checked {
        let excerpts = self.excerpts.map(|color| human::render(&report.source, &report.findings, color));
        let needed = self.options.allowed.iter().filter(|allowance| allowance.is_used_in(report));
        Checked {
            listing: Listing::new(&report.source, &report.findings),
            excerpts: excerpts.unwrap_or_default(),
            allowed: report.allowed.len(),
            needed: needed.map(Allowance::rule).collect(),
        }
    }
}

/// What was found so far: written at once where the format has a line or more for each finding, kept where it is one
/// object.
struct Log {
    format: Format,
    files: usize,
    count: Count,
    allowed: usize,
    needed: BTreeSet<&'static str>,
    kept: Vec<Listing>,
    unreadable: Vec<Unreadable>,
}

impl Log {
    fn new(format: Format) -> Self {
        Self {
            format,
            files: 0,
            count: Count::default(),
            allowed: 0,
            needed: BTreeSet::new(),
            kept: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    fn add(&mut self, checked: Checked, session: &Session) -> io::Result<()> {
        self.count += checked.listing.count;
        self.allowed += checked.allowed;
        self.needed.extend(&checked.needed);
        match self.format {
            Format::Human if checked.excerpts.is_empty() => Ok(()),
            Format::Human => writeln!(session.out(), "{}", checked.excerpts),
            Format::Github => write!(session.out(), "{}", github::render(&checked.listing)),
            Format::Json | Format::Sarif => {
                self.kept.push(checked.listing);
                Ok(())
            }
        }
    }

    fn add_unreadable(&mut self, input: Unreadable, session: &Session) -> io::Result<()> {
        if self.format == Format::Github {
            write!(session.out(), "{}", github::unreadable(&input))?;
        }
        self.unreadable.push(input);
        Ok(())
    }

    /// Writes what was kept.
    fn finish(self, session: &Session) -> io::Result<()> {
        match self.format {
            Format::Human | Format::Github => Ok(()),
            Format::Json => session.json(&json::Report::new(self.kept).with_unreadable(self.unreadable)),
            Format::Sarif => session.json(&sarif::Log::new(&described_rules(), &self.kept, &self.unreadable)),
        }
    }
}

fn described_rules() -> Vec<sarif::Rule> {
    let described = |rule: &&check::Rule| sarif::Rule {
        name: rule.name,
        severity: rule.severity,
        summary: rule.summary,
        page: check::page_of(rule.name),
    };
    check::RULES.iter().map(described).collect()
}
