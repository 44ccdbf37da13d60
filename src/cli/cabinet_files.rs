//! The cabinets that a command was given.

use std::fs::File;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// What the arguments name, in their order. A pattern is expanded, since the Windows shell does not; `-` stays.
pub(crate) fn expand(arguments: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for argument in arguments {
        match argument.to_str() {
            Some(pattern) if pattern.contains(['*', '?', '[']) && !argument.exists() => {
                let before = files.len();
                for path in glob::glob(pattern).with_context(|| format!("`{pattern}` is no pattern"))? {
                    files.push(path.with_context(|| format!("cannot look for `{pattern}`"))?);
                }
                if files.len() == before {
                    bail!("no file matches `{pattern}`");
                }
            }
            _ if argument.is_dir() => bail!("`{}` is a folder, not a cabinet", argument.display()),
            _ => files.push(argument.clone()),
        }
    }
    if files.iter().filter(|file| *file == Path::new("-")).count() > 1 {
        bail!("standard input was named twice");
    }
    Ok(files)
}

/// A cabinet, open to be read in any order: standard input goes through a file without a name.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if path != Path::new("-") {
        return File::open(path);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    file.rewind()?;
    Ok(file)
}
