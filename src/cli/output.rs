//! Where a document goes that a command makes.

use std::io::Write as _;
use std::path::Path;

use super::Session;

/// Writes a text to a file, whole or not at all, or to standard output: for `-`, and when no file is named.
pub(super) fn write(text: &str, target: Option<&Path>, session: &Session) -> anyhow::Result<()> {
    match target {
        Some(target) if target.as_os_str() != "-" => {
            provsmith::output::write_whole(target, text.as_bytes())?;
        }
        _ => session.out().write_all(text.as_bytes())?,
    }
    Ok(())
}
