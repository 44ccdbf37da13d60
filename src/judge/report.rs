//! Judgements for people and programs: one in full, or many as a table.

use std::fmt;

use serde::Serialize;

use super::afterwards::Afterwards;
use super::walk::walked;
use super::{Case, Delivery, Judgement, Verdict, judge};
use crate::catalogue::Catalogue;
use crate::device::{Basis, Profile};
use crate::terms::{Channel, shown};

/// The version of the layout of the report: keys may be added without a new one, none is renamed or removed.
const SCHEMA_VERSION: u32 = 1;

/// Judgements for programs.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    schema_version: u32,
    judgements: &'a [Entry],
}

/// A judgement, and of what and by whom it is. Displayed in full.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The file.
    pub file: String,
    /// The profile.
    pub device: String,
    /// What the device says.
    #[serde(flatten)]
    pub judgement: Judgement,
    /// What comes after it; `None`: it is refused, or in a table changes nothing of what the profile knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<Afterwards>,
}

/// The judgements of one file, as a table: a line for each channel, a column for each profile.
#[derive(Debug)]
pub struct Matrix<'a> {
    entries: &'a [Entry],
}

impl<'a> Report<'a> {
    /// The report on these.
    pub fn of(judgements: &'a [Entry]) -> Self {
        Self { schema_version: SCHEMA_VERSION, judgements }
    }
}

impl<'a> Matrix<'a> {
    /// The table of one file's judgements, which stand profile by profile, each with the same channels.
    pub fn of(entries: &'a [Entry]) -> Self {
        Self { entries }
    }
}

/// The verdict with what it rests on: never a bare `installs`.
fn in_words(verdict: Verdict, basis: Option<Basis>) -> String {
    match basis {
        Some(Basis::Documented) => format!("{verdict}, by documented defaults"),
        Some(Basis::Declared) => format!("{verdict}, by declared facts"),
        Some(Basis::Queried) => format!("{verdict}, by queried facts"),
        None => verdict.to_string(),
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, device, judgement, .. } = self;
        let verdict = in_words(judgement.verdict, judgement.basis);
        writeln!(f, "{} by {} on {}: {verdict}", shown(file), judgement.channel, shown(device))?;
        if judgement.verdict != Verdict::Installs {
            let decided = judgement.steps.iter().find(|step| step.said == judgement.reason);
            let basis = decided.and_then(|step| step.basis).map(|basis| format!(" ({basis})"));
            writeln!(f, "  {}: {}{}", judgement.gate, shown(&judgement.reason), basis.unwrap_or_default())?;
        }
        for refused in &judgement.refused {
            let word = if refused.certain { "refused" } else { "unknown" };
            let needs = match refused.needs {
                Some(roles) if !roles.is_empty() => roles.to_string().replace('+', " or "),
                _ => "a role that nobody has".to_owned(),
            };
            let why = match &refused.why {
                Some(why) if refused.certain || refused.needs.is_none() => format!(": {}", shown(why)),
                // That of the first was told with the verdict.
                Some(why) if !judgement.reason.contains(why.as_str()) => {
                    format!(" needs {needs}: {}", shown(why))
                }
                _ => format!(" needs {needs}"),
            };
            writeln!(
                f,
                "  {word}: {}:{}:{}: {}{why}",
                shown(&refused.file),
                refused.place.line,
                refused.place.column,
                shown(&refused.path)
            )?;
        }
        self.write_gates(f)?;
        for remark in &judgement.remarks {
            writeln!(f, "  note: {}", shown(remark))?;
        }
        for change in &judgement.changes {
            writeln!(f, "  to pass: {}", shown(&change.to_string()))?;
        }
        for unknown in &judgement.to_know {
            writeln!(f, "  to know: {}", shown(unknown))?;
        }
        self.afterwards.as_ref().map_or(Ok(()), |after| write!(f, "{after}"))
    }
}

impl Entry {
    /// What the device says, and what comes after it.
    pub fn foreseen(case: &Case, profile: &Profile, delivery: &Delivery, catalogue: &Catalogue) -> Self {
        let judgement = judge(case, profile, delivery, catalogue);
        let afterwards = Afterwards::of(case, profile, &judgement, catalogue);
        Self { file: case.name.clone(), device: profile.name.clone(), judgement, afterwards }
    }

    /// What the device says on one of many channels, and what comes after it where that is a change.
    pub fn judged(case: &Case, profile: &Profile, delivery: &Delivery, catalogue: &Catalogue) -> Self {
        let judgement = judge(case, profile, delivery, catalogue);
        let afterwards = Afterwards::if_changed(case, profile, &judgement, catalogue);
        Self { file: case.name.clone(), device: profile.name.clone(), judgement, afterwards }
    }

    /// The same without advice, for which a table has no room.
    pub fn in_table(case: &Case, profile: &Profile, delivery: &Delivery, catalogue: &Catalogue) -> Self {
        let judgement = walked(case, profile, delivery, catalogue);
        let afterwards = Afterwards::in_table(case, profile, &judgement, catalogue);
        Self { file: case.name.clone(), device: profile.name.clone(), judgement, afterwards }
    }

    /// Whether nobody could become manager of the device any more.
    pub fn locks_out(&self) -> bool {
        self.afterwards.as_ref().is_some_and(|after| after.locks_out)
    }

    /// Whether it must not be brought to the device: it is refused, or locks everybody out.
    pub fn is_no(&self) -> bool {
        self.judgement.verdict == Verdict::Refused || self.locks_out()
    }

    fn write_gates(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The one that decided was told already.
        for step in self.judgement.steps.iter().filter(|step| step.said != self.judgement.reason) {
            let basis = step.basis.map(|basis| format!(" ({basis})")).unwrap_or_default();
            writeln!(f, "  gate {:<10}  {:<8}  {}{basis}", step.gate, step.verdict, shown(&step.said))?;
        }
        for role in &self.judgement.roles {
            let certain = if role.uncertain { "perhaps " } else { "" };
            let basis = role.basis.map(|basis| format!(" ({basis})")).unwrap_or_default();
            writeln!(f, "  role {certain}{} ({}) from {}{basis}", role.roles, role.roles.bits(), role.from)?;
        }
        Ok(())
    }
}

impl fmt::Display for Matrix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.entries.first() else { return Ok(()) };
        let columns: Vec<&[Entry]> = self.entries.chunk_by(|one, other| one.device == other.device).collect();
        let names: Vec<String> = columns.iter().map(|column| shown(&column[0].device).into_owned()).collect();
        let width = |index: usize| {
            let verdicts = columns[index].iter().map(|entry| verdict_of(entry).len());
            verdicts.chain([names[index].len()]).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns.len()).map(width).collect();
        let name_width =
            Channel::ALL.map(|channel| channel.name().len()).into_iter().max().unwrap_or_default();
        writeln!(f, "{}", shown(&first.file))?;
        if columns.len() > 1 {
            let titles = names.iter().zip(&widths).map(|(name, width)| format!("{name:width$}"));
            writeln!(
                f,
                "{}",
                format!("  {:name_width$}  {}", "", titles.collect::<Vec<_>>().join("  ")).trim_end()
            )?;
        }
        for (row, entry) in columns[0].iter().enumerate() {
            let cells = columns.iter().zip(&widths).map(|(column, width)| {
                format!("{:width$}", column.get(row).map(verdict_of).unwrap_or_default())
            });
            let mut line = format!(
                "  {:name_width$}  {}",
                entry.judgement.channel.name(),
                cells.collect::<Vec<_>>().join("  ")
            );
            if columns.len() == 1 && entry.judgement.verdict != Verdict::Installs {
                line.push_str(&format!("  {}: {}", entry.judgement.gate, shown(&entry.judgement.reason)));
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn verdict_of(entry: &Entry) -> String {
    let basis = entry.judgement.basis.map(|basis| format!(" ({basis})"));
    let then = if entry.locks_out() { ", then locked out" } else { "" };
    format!("{}{}{then}", entry.judgement.verdict, basis.unwrap_or_default())
}
