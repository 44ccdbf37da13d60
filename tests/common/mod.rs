//! What the tests share: the binary under test, the programs that judge its output, the corpus.
#![allow(dead_code, unreachable_pub)] // each test program uses its own part
#![allow(clippy::disallowed_methods, clippy::print_stderr, clippy::unwrap_used)] // tests are told by the environment where things are

use std::path::PathBuf;
use std::process::{Command, Output};

/// The binary under test, with an environment that cannot change its output.
pub fn provsmith() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_provsmith"));
    for variable in ["SOURCE_DATE_EPOCH", "PROVSMITH_TEMPLATES", "PROVSMITH_CATALOGUE"] {
        command.env_remove(variable);
    }
    command.env("NO_COLOR", "1");
    command
}

/// A program that no one here wrote, to read what we write. `None`, with a word on standard error, where it is
/// missing; under `PROVSMITH_REQUIRE_PEERS=1` a missing one fails the test.
pub fn peer(program: &str) -> Option<Command> {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|folder| folder.join(program).is_file());
    if found {
        return Some(Command::new(program));
    }
    skipped("PROVSMITH_REQUIRE_PEERS", &format!("{program} is not installed"));
    None
}

/// The folder of real documents and vectors that `PROVSMITH_CORPUS` names. `None`, with a word on standard error,
/// where it is unset; under `PROVSMITH_REQUIRE_CORPUS=1` that fails the test.
pub fn corpus() -> Option<PathBuf> {
    match std::env::var_os("PROVSMITH_CORPUS").map(PathBuf::from).filter(|folder| folder.is_dir()) {
        Some(folder) => Some(folder),
        None => {
            skipped("PROVSMITH_REQUIRE_CORPUS", "PROVSMITH_CORPUS names no folder");
            None
        }
    }
}

/// Says that a test is skipped; where the environment variable `required_by` is 1, fails it.
pub fn skipped(required_by: &str, reason: &str) {
    assert!(std::env::var_os(required_by).is_none_or(|value| value != "1"), "{reason}, and {required_by}=1");
    eprintln!("skipped: {reason}");
}

/// Runs a command and gives its output, both streams as text.
pub fn run(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Ran {
        code: status.code(),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        stderr: String::from_utf8_lossy(&stderr).into_owned(),
    }
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Asserts the exit code and shows what was said when it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}
