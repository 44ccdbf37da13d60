//! A changed text beside what it was, as a unified diff that `patch` and `git apply` take.

use similar::TextDiff;

use crate::terms::shown;

/// The lines that differ, with three lines around them; empty when none does. Line ends are those of the texts.
pub fn unified(name: &str, before: &str, after: &str) -> String {
    // Lines end where patch and git see their end: a carriage return alone is part of one.
    let before: Vec<&str> = before.split_inclusive('\n').collect();
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    let name = shown(name);
    TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&before, &after)
        .unified_diff()
        .header(&name, &name)
        .to_string()
}
