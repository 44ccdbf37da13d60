//! Where a document goes that a command makes.

use std::io::Write as _;
use std::path::Path;

use anyhow::bail;

use super::Session;

/// Writes a text to a file, whole or not at all, or to standard output: for `-`, and when no file is named.
pub(super) fn write(text: impl AsRef<[u8]>, target: Option<&Path>, session: &Session) -> anyhow::Result<()> {
    match target {
        Some(target) if target.as_os_str() != "-" => provsmith::output::write_whole(target, text.as_ref())?,
        _ => session.out().write_all(text.as_ref())?,
    }
    Ok(())
}

/// The same of bytes that are no text, which a terminal does not show.
pub(super) fn write_binary(bytes: &[u8], target: Option<&Path>, session: &Session) -> anyhow::Result<()> {
    refuse_terminal(target, session)?;
    write(bytes, target, session)
}

/// Refuses to write what is no text to a terminal, unless it is named.
pub(super) fn refuse_terminal(target: Option<&Path>, session: &Session) -> anyhow::Result<()> {
    if target.is_none() && session.is_terminal() {
        bail!(
            "this is no text: name a file with -o, or write it into a pipe (`-o -` writes it here all the same)"
        );
    }
    Ok(())
}
