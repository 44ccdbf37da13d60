//! `rules`: the rules of the checker, one a line.

use std::io::Write;

use clap::Args;
use provsmith::check::{self, RULES};
use provsmith::finding::Severity;
use serde::Serialize;

use super::{Format, Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith rules
  provsmith rules --format json > rules.json

Exit status: 0 listed, 2 could not be done.";

/// List the rules by which documents are checked: name, severity, what each looks for
///
/// The severity is the highest that findings of the rule have: where a case is milder, or the evidence is thin, it is
/// lower. `explain` tells more of a rule. Names stay: none is changed or removed in a later version.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct RulesArgs {
    /// How the list is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// The list as JSON.
#[derive(Serialize)]
struct List {
    schema_version: u32,
    rules: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    severity: Severity,
    summary: &'static str,
}

pub(crate) fn run(args: &RulesArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    match args.format {
        Format::Human => show(session)?,
        Format::Json => session.json(&List { schema_version: 1, rules: RULES.iter().map(row).collect() })?,
    }
    Ok(Outcome::Clean)
}

fn row(rule: &&'static check::Rule) -> Row {
    Row { name: rule.name, severity: rule.severity, summary: rule.summary }
}

/// A table whose columns are as wide as what stands in them.
fn show(session: &Session) -> std::io::Result<()> {
    let rows =
        RULES.iter().map(|rule| [rule.name.to_owned(), rule.severity.to_string(), rule.summary.to_owned()]);
    let rows: Vec<[String; 3]> =
        std::iter::once(["NAME", "SEVERITY", "SUMMARY"].map(str::to_owned)).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let (names, severities) = (width(0), width(1));
    let mut out = session.out();
    for [name, severity, summary] in &rows {
        writeln!(out, "{name:names$}  {severity:severities$}  {summary}")?;
    }
    Ok(())
}
