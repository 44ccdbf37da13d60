//! A changed text beside what it was, as a unified diff that `patch` and `git apply` take.

use similar::TextDiff;

use crate::terms::shown;

/// The lines that differ, with three lines around them; empty when none does. Line ends are those of the texts.
/// `encoding`: what the file is in now, where that is not UTF-8. Then the lines are not those of the file's bytes, and
/// the name of what was says so, so that no program takes the text for a patch of the file.
pub fn unified(name: &str, encoding: Option<&str>, before: &str, after: &str) -> String {
    // Lines end where patch and git see their end: a carriage return alone is part of one.
    let before: Vec<&str> = before.split_inclusive('\n').collect();
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    let name = shown(name).to_string();
    let was = encoding.map_or_else(|| name.clone(), |encoding| format!("{name} ({encoding})"));
    TextDiff::configure()
        .newline_terminated(true)
        .diff_slices(&before, &after)
        .unified_diff()
        .header(&was, &name)
        .to_string()
}
