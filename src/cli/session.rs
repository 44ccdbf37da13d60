//! What every command needs: surroundings, standard output for data, standard error for talk.

use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use provsmith::context::Context;

/// Flags that every command has.
#[derive(Debug, Args)]
pub(crate) struct GlobalArgs {
    /// Colour in reports: on terminals only, always, or never. NO_COLOR is obeyed
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, global = true)]
    color: Color,
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
        Self { context: Context::system(), color: global.color }
    }

    /// Where data goes.
    pub(crate) fn out(&self) -> impl Write + use<> {
        io::stdout().lock()
    }

    /// Where talk goes.
    pub(crate) fn err(&self) -> impl Write + use<> {
        io::stderr().lock()
    }

    /// Whether reports on standard output are coloured.
    pub(crate) fn colored_out(&self) -> bool {
        self.colored(io::stdout().is_terminal())
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

    /// Says what the command is doing or has noticed.
    pub(crate) fn say(&self, line: impl std::fmt::Display) {
        // Talk that nobody reads is no failure.
        let _ = writeln!(self.err(), "{line}");
    }

    /// Says why the command could not be done.
    pub(crate) fn fail(&self, error: &anyhow::Error) {
        self.say(format_args!("error: {}", in_words(error)));
    }
}

/// An error with its causes. Many an error already says its cause, which is then not said again.
pub(crate) fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !words.ends_with(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_cause_is_said_once() {
        let error = anyhow::anyhow!("the disk is full").context("cannot write `a`: the disk is full");
        assert_eq!(
            in_words(&error.context("cannot sign `a`")),
            "cannot sign `a`: cannot write `a`: the disk is full"
        );
    }
}
