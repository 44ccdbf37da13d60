//! `explain`: what a rule of the checker means.

use std::io::Write;

use anyhow::bail;
use clap::Args;
use provsmith::check::{self, RULES};
use provsmith::finding::nearest;

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith explain role-not-granted
  provsmith explain name-blank name-case > names.md

Exit status: 0 explained, 2 there is no such rule.";

/// Explain a rule: what it finds, why it matters, what fails and what passes, where it is written
///
/// The name of a rule stands in the brackets of each finding of `check`; `rules` lists them all. The page is Markdown.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// Name of a rule, such as unknown-parm
    #[arg(required = true, value_name = "RULE")]
    rules: Vec<String>,
}

pub(crate) fn run(args: &ExplainArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let pages: Vec<&str> = args.rules.iter().map(|name| page_of(name)).collect::<anyhow::Result<_>>()?;
    write!(session.out(), "{}", pages.join("\n"))?;
    Ok(Outcome::Clean)
}

fn page_of(name: &str) -> anyhow::Result<&'static str> {
    if let Some(page) = check::page_of(name) {
        return Ok(page);
    }
    match nearest(name, RULES.iter().map(|rule| rule.name)) {
        Some(meant) => bail!("there is no rule `{name}`: write `{meant}` if that was meant"),
        None => bail!("there is no rule `{name}`: `provsmith rules` lists them"),
    }
}
