//! What every command needs: surroundings, standard output for data, standard error for talk.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use provsmith::catalogue::{Catalogue, Replaced};
use provsmith::context::Context;
use provsmith::terms::shown;
use serde::Serialize;

/// Flags that every command has.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Colour in reports: always, never, or on terminals unless NO_COLOR is set
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, global = true, display_order = 900)]
    color: Color,
    /// Folder of providers of yours, one .toml file each, beside the built-in ones or, with a note, in their place;
    /// also: PROVSMITH_CATALOGUE
    #[arg(long, value_name = "DIR", global = true, display_order = 901)]
    catalogue: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// The surroundings of one command.
pub(crate) struct Session {
    pub(crate) context: Context,
    color: Color,
    catalogue_folder: Option<PathBuf>,
    /// The providers of which it was said that they take the place of others: once is enough.
    replaced: RefCell<BTreeSet<String>>,
}

/// How a command that could be done ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done and clean: exit 0.
    Clean,
    /// An answer of no: exit 1.
    No,
}

impl Session {
    pub(crate) fn new(global: &GlobalArgs) -> Self {
        let context = Context::system();
        let of_environment =
            || context.variable("PROVSMITH_CATALOGUE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let catalogue_folder = global.catalogue.clone().or_else(of_environment);
        Self { context, color: global.color, catalogue_folder, replaced: RefCell::default() }
    }

    /// What is known of providers: the built-in catalogue and the user's own files.
    pub(crate) fn catalogue(&self) -> anyhow::Result<Catalogue> {
        self.catalogue_with(None)
    }

    /// The same with the providers of a project's folder, which those that the user names for this run come before.
    pub(crate) fn catalogue_with(&self, folder: Option<&Path>) -> anyhow::Result<Catalogue> {
        let folders = folder.into_iter().chain(self.catalogue_folder.as_deref());
        let catalogue = folders.into_iter().try_fold(Catalogue::builtin(), Catalogue::with_folder)?;
        for Replaced { provider, by } in catalogue.replaced() {
            let note = format!(
                "note: the provider `{provider}` of {} takes the place of the built-in one",
                by.display()
            );
            if self.replaced.borrow_mut().insert(note.clone()) {
                self.say(note);
            }
        }
        Ok(catalogue)
    }

    /// Where data goes.
    pub(crate) fn out(&self) -> impl Write + use<> {
        StandardOutput(io::stdout().lock())
    }

    /// Writes a report for programs to standard output.
    pub(crate) fn json(&self, report: &impl Serialize) -> io::Result<()> {
        let mut out = self.out();
        // The error of the writer itself, which the error of serde_json does not hand on as its source.
        serde_json::to_writer_pretty(&mut out, report).map_err(io::Error::from)?;
        writeln!(out)
    }

    /// Where talk goes.
    pub(crate) fn err(&self) -> impl Write + use<> {
        io::stderr().lock()
    }

    /// Whether somebody looks at standard output, not a program.
    pub(crate) fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether reports on standard output are coloured.
    pub(crate) fn colored_out(&self) -> bool {
        self.colored(self.is_terminal())
    }

    /// Whether talk on standard error is coloured.
    pub(crate) fn colored_err(&self) -> bool {
        self.colored(io::stderr().is_terminal())
    }

    fn colored(&self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && self.context.variable("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// Says what the command is doing or has noticed, on one line, whatever names of strangers are in it.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        self.show(shown(&line.to_string()));
    }

    /// Shows a text that is laid out and fit for a terminal already, such as findings.
    pub(crate) fn show(&self, text: impl std::fmt::Display) {
        // Talk that nobody reads is no failure.
        let _ = writeln!(self.err(), "{text}");
    }

    /// Says why the command could not be done.
    pub(crate) fn fail(&self, error: &anyhow::Error) {
        let text = format!("error: {error:#}");
        text.lines().for_each(|line| self.say(line));
    }
}

/// Standard output, whose errors say what could not be written. A reader that has gone away, as `head` does, has read
/// enough: the command goes on to its end, so that its exit status is the answer all the same.
struct StandardOutput(io::StdoutLock<'static>);

impl Write for StandardOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).or_else(|error| unread_or(error, bytes.len()))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().or_else(|error| unread_or(error, ()))
    }
}

/// What was written, where nobody reads any more; otherwise the error in words.
fn unread_or<T>(error: io::Error, written: T) -> io::Result<T> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(written),
        // Not for anyone to read: the caller tries again.
        io::ErrorKind::Interrupted => Err(error),
        kind => Err(io::Error::new(kind, format!("cannot write standard output: {error}"))),
    }
}
