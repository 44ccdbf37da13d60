//! How many findings there are of each severity.

use std::fmt;
use std::ops::AddAssign;

use serde::Serialize;

use super::{Finding, Severity};

/// The number of findings by severity. Displayed as `2 errors, 1 warning`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Count {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
}

impl Count {
    /// Counts `findings`.
    pub fn of(findings: &[Finding]) -> Self {
        let number = |severity| {
            findings.iter().filter(|finding| finding.severity == severity).map(|finding| finding.count).sum()
        };
        Self {
            errors: number(Severity::Error),
            warnings: number(Severity::Warning),
            notes: number(Severity::Note),
        }
    }

    /// Findings of any severity.
    pub const fn total(self) -> usize {
        self.errors + self.warnings + self.notes
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.notes += other.notes;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let mut said = false;
        for (number, word) in parts.into_iter().filter(|(number, _)| *number > 0) {
            let comma = if said { ", " } else { "" };
            let plural = if number == 1 { "" } else { "s" };
            write!(f, "{comma}{number} {word}{plural}")?;
            said = true;
        }
        if said { Ok(()) } else { f.write_str("no findings") }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn only_what_there_is_is_named() {
        assert_eq!(Count { errors: 2, warnings: 1, notes: 0 }.to_string(), "2 errors, 1 warning");
        assert_eq!(Count { errors: 0, warnings: 0, notes: 1 }.to_string(), "1 note");
        assert_eq!(Count::default().to_string(), "no findings");
    }
}
