//! Several jobs one after the other, without Atomic and Sequence: a message for each, the next when the result of the
//! one before has come.

use std::collections::BTreeSet;

use super::job::{id_of, job_of};
use crate::catalogue::Catalogue;
use crate::document::syncml::Command;
use crate::terms::LocUri;

/// The commands of one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// The commands.
    pub commands: Vec<Command>,
    /// The job in it, of which there is at most one.
    pub job: Option<LocUri>,
    /// The id by which the device knows that job.
    pub id: Option<String>,
}

/// Jobs that cannot be on one device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Two jobs with one address.
    #[error("`{0}` is in two of the documents: give each package a node of its own, or the second Add fails")]
    SameJob(LocUri),
    /// Two jobs with one id.
    #[error("two packages have the id `{0}`: it must be unique on the device, or the second Add fails")]
    SameId(String),
}

/// Brings the commands of several documents into messages, in their order. A document without jobs is one message. Of
/// one with several, each job with its commands becomes a message; a command that belongs to no job stays with the one
/// before it, and one about several jobs is taken apart.
///
/// # Errors
/// When two jobs exclude each other.
pub fn steps(
    documents: impl IntoIterator<Item = Vec<Command>>,
    catalogue: &Catalogue,
) -> Result<Vec<Step>, OrderError> {
    let mut steps = Vec::new();
    for document in documents {
        let mut of_document = split(document, catalogue);
        for step in &mut of_document {
            step.id = step.job.as_ref().and_then(|job| id_of(job, &step.commands, catalogue));
        }
        steps.append(&mut of_document);
    }
    let (mut jobs, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for step in &steps {
        if let Some(job) = step.job.as_ref().filter(|job| !jobs.insert(job.to_string())) {
            return Err(OrderError::SameJob(job.clone()));
        }
        if let Some(id) = step.id.as_ref().filter(|id| !ids.insert(id.as_str())) {
            return Err(OrderError::SameId(id.clone()));
        }
    }
    Ok(steps)
}

/// The messages that one document becomes.
fn split(document: Vec<Command>, catalogue: &Catalogue) -> Vec<Step> {
    let mut steps = vec![Step::default()];
    let mut current = 0;
    for command in document {
        for (job, part) in by_job(command, catalogue) {
            if job.is_some() && steps[current].job != job {
                // What stands before the first job goes with it.
                let same = steps.iter().position(|step| step.job == job);
                current = same.unwrap_or_else(|| match steps[current].job {
                    None => current,
                    Some(_) => {
                        steps.push(Step::default());
                        steps.len() - 1
                    }
                });
                steps[current].job = job;
            }
            steps[current].commands.push(part);
        }
    }
    steps
}

/// The command, or its parts, each about one job. Neighbours about the same stay together.
fn by_job(command: Command, catalogue: &Catalogue) -> Vec<(Option<LocUri>, Command)> {
    let empty = Command { items: Vec::new(), ..command.clone() };
    let mut parts: Vec<(Option<LocUri>, Command)> = Vec::new();
    for item in command.items {
        let job = job_of(&item, catalogue);
        match parts.last_mut().filter(|(last, _)| *last == job) {
            Some((_, part)) => part.items.push(item),
            None => parts.push((job, Command { items: vec![item], ..empty.clone() })),
        }
    }
    if parts.is_empty() { vec![(None, empty)] } else { parts }
}

/// The name of the file that tells the order.
pub const INDEX: &str = "order.txt";

/// The order of several messages, in words.
#[derive(Debug)]
pub struct Index {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    file: String,
    session: Option<String>,
    package: Option<String>,
}

impl Index {
    /// The order of these messages; `sessions` are those that they are sent in.
    pub fn new(steps: &[Step], sessions: &[Option<String>], extension: &str) -> Self {
        let lines = steps.iter().zip(sessions).enumerate().map(|(index, (step, session))| {
            let node = step.job.as_ref().and_then(|job| job.segments().last());
            let package = step.id.as_ref().or(node).cloned();
            let name = package.as_deref().map_or_else(|| "commands".to_owned(), file_name);
            Line { file: format!("{:02}-{name}.{extension}", index + 1), session: session.clone(), package }
        });
        Self { lines: lines.collect() }
    }

    /// The files, in the order of the messages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.file.as_str())
    }
}

impl std::fmt::Display for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "Send these messages in this order, each in a session of its own, and each only when the device has told\n\
             the result of the one before: by a generic alert in a later session (`provsmith dm read` reads it), or,\n\
             for want of one, by its answer to `provsmith dm message --status`.\n\n\
             The Download provider takes neither Atomic nor Sequence and promises no order of its own.\n\n",
        )?;
        for (index, line) in self.lines.iter().enumerate() {
            write!(f, "{}  {}", index + 1, line.file)?;
            if let Some(session) = &line.session {
                write!(f, "  session {session}")?;
            }
            if let Some(package) = &line.package {
                write!(f, "  package {}", crate::terms::shown(package))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// A name that every file system takes.
fn file_name(package: &str) -> String {
    const LONGEST: usize = 60;
    let fit = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    package.chars().take(LONGEST).map(fit).collect()
}
