//! What was found, on its way out: written at once where the format has a line or more for each finding, kept where it
//! is one object.

use std::io::{self, Write};

use provsmith::check;
use provsmith::finding::{Listing, Unreadable, github, json, sarif};
use provsmith::terms::shown;

use super::Format;
use super::checker::{Checked, Output};
use crate::cli::Session;

pub(super) struct Log {
    format: Format,
    /// Whether standard output carries a document, so that findings for people go to standard error.
    is_filter: bool,
    kept: Vec<Listing>,
    unreadable: Vec<Unreadable>,
}

impl Log {
    pub(super) fn new(format: Format, is_filter: bool) -> Self {
        Self { format, is_filter, kept: Vec::new(), unreadable: Vec::new() }
    }

    pub(super) fn add(&mut self, checked: Checked, session: &Session) -> io::Result<()> {
        match checked.output {
            Output::None => {}
            Output::Document(bytes) => session.out().write_all(&bytes)?,
            // Whoever reads a patch from a pipe needs every byte of it.
            Output::Diff(diff) if session.is_terminal() => {
                diff.lines().try_for_each(|line| writeln!(session.out(), "{}", shown(line)))?;
            }
            Output::Diff(diff) => session.out().write_all(diff.as_bytes())?,
        }
        match self.format {
            Format::Human if checked.excerpts.is_empty() => {}
            Format::Human if self.is_filter => session.show(checked.excerpts),
            Format::Human => writeln!(session.out(), "{}", checked.excerpts)?,
            Format::Github => write!(session.out(), "{}", github::render(&checked.listing))?,
            Format::Json | Format::Sarif => self.kept.push(checked.listing),
        }
        checked.remarks.iter().for_each(|remark| session.say(remark));
        checked.unwritten.iter().for_each(|error| session.fail(error));
        Ok(())
    }

    pub(super) fn add_unreadable(
        &mut self,
        file: String,
        error: &anyhow::Error,
        session: &Session,
    ) -> io::Result<()> {
        session.fail(error);
        let input = Unreadable { file, reason: format!("{error:#}") };
        if self.format == Format::Github {
            write!(session.out(), "{}", github::unreadable(&input))?;
        }
        self.unreadable.push(input);
        Ok(())
    }

    /// Writes what was kept.
    pub(super) fn finish(self, session: &Session) -> io::Result<()> {
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
