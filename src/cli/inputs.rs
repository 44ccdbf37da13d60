//! The files that a command was given: paths, folders, patterns, standard input.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use provsmith::cabinet::Cabinet;
use provsmith::cabinet::layout::{Header, MAX_CABINET};
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::check::Carrier;
use provsmith::document::{self, Limits, ReadError};
use provsmith::package::{self, DOCUMENT_NAME, PackageKind};

/// The extensions by which a document or a package is known in a folder.
const KNOWN_EXTENSIONS: [&str; 8] = ["xml", "provxml", "ddf", "si", "sl", "wbxml", "cab", "cpf"];

/// What is kept of standard input, in bytes: the largest cabinet and as much for its signature as a file of
/// certificates may have.
const MOST_SPOOLED: u64 = MAX_CABINET as u64 + LARGEST_FILE;

/// An input that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// The one input that an argument names: `-` is standard input, anything else a file.
    pub(crate) fn of_argument(argument: &str) -> Self {
        if argument == "-" { Self::Standard } else { Self::File(PathBuf::from(argument)) }
    }

    /// Where it stands, unless it is standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Standard => None,
            Self::File(path) => Some(path),
        }
    }

    /// The name by which the user knows the input.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Standard => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Reads the whole input, which must not be larger than the limit.
    pub(crate) fn read(&self, limits: &Limits) -> anyhow::Result<Vec<u8>> {
        let read = match self {
            Self::Standard => document::read_bounded(io::stdin().lock(), limits),
            Self::File(path) => fs::File::open(path)
                .map_err(ReadError::from)
                .and_then(|file| document::read_bounded(file, limits)),
        };
        read.with_context(|| format!("cannot read `{}`", self.name()))
    }
}

/// A document that was read, and the name by which the user knows it.
pub(crate) struct ReadDocument {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// The package that it was in.
    pub(crate) carrier: Option<Carrier>,
}

impl Input {
    /// Reads the document: of a package the one inside, of anything else all of it.
    pub(crate) fn read_document(&self, limits: &Limits) -> anyhow::Result<ReadDocument> {
        match self {
            Self::Standard => {
                let bytes = self.read(limits)?;
                if bytes.starts_with(&Header::MAGIC) {
                    return self.packed_document(Cursor::new(bytes), limits);
                }
                Ok(ReadDocument { name: self.name(), bytes, carrier: None })
            }
            Self::File(path) => {
                let cannot_read = || format!("cannot read `{}`", self.name());
                let mut file = fs::File::open(path).with_context(cannot_read)?;
                let mut magic = Vec::new();
                file.by_ref()
                    .take(Header::MAGIC.len() as u64)
                    .read_to_end(&mut magic)
                    .with_context(cannot_read)?;
                if magic == Header::MAGIC {
                    return self.packed_document(file, limits);
                }
                Ok(ReadDocument { name: self.name(), bytes: self.read(limits)?, carrier: None })
            }
        }
    }

    fn packed_document(&self, mut file: impl Read + Seek, limits: &Limits) -> anyhow::Result<ReadDocument> {
        let name = self.name();
        let cannot_read = || format!("cannot read `{name}`");
        let mut cabinet = Cabinet::open(&mut file).with_context(cannot_read)?;
        let Some(bytes) = package::document(&mut cabinet).with_context(cannot_read)? else {
            bail!("`{name}` is a cabinet without {DOCUMENT_NAME}: it holds no settings to check");
        };
        if bytes.len() as u64 > limits.size {
            return Err(ReadError::TooLarge(limits.size))
                .with_context(|| format!("cannot read {DOCUMENT_NAME} of `{name}`"));
        }
        let kind = self.path().and_then(|path| PackageKind::of_path(path).ok());
        let carrier = Carrier::of(kind, cabinet.into_layout(), file).with_context(cannot_read)?;
        Ok(ReadDocument { name: format!("{name}/{DOCUMENT_NAME}"), bytes, carrier: Some(carrier) })
    }
}

/// What the arguments name, in their order, each file once: a file is taken as it is; of a folder every file with a
/// known extension, at any depth, by name; `-` is standard input; a pattern is expanded, since the Windows shell does
/// not.
pub(crate) fn expand(arguments: &[String]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let path = Path::new(argument);
        if argument == "-" {
            inputs.push(Input::Standard);
        } else if path.is_dir() {
            let before = inputs.len();
            add_folder(path, &mut inputs)?;
            if inputs.len() == before {
                bail!(
                    "no file with extension {} in `{argument}`",
                    KNOWN_EXTENSIONS.map(|known| format!(".{known}")).join(", ")
                );
            }
        } else if is_pattern(path) {
            add_matches(argument, &mut inputs)?;
        } else {
            inputs.push(Input::File(path.to_owned()));
        }
    }
    Ok(once(inputs))
}

/// The cabinets that the arguments name, in their order, each once; `-` stays, and folders are refused.
pub(crate) fn cabinets(arguments: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut inputs = Vec::new();
    for argument in arguments {
        match argument.to_str() {
            Some("-") => inputs.push(Input::Standard),
            Some(pattern) if is_pattern(argument) => add_matches(pattern, &mut inputs)?,
            _ if argument.is_dir() => bail!("`{}` is a folder, not a cabinet", argument.display()),
            _ => inputs.push(Input::File(argument.clone())),
        }
    }
    let path = |input: Input| input.path().map_or_else(|| PathBuf::from("-"), Path::to_owned);
    Ok(once(inputs).into_iter().map(path).collect())
}

/// A file that is to be read in any order: standard input goes through a file without a name.
pub(crate) fn open(path: &Path) -> io::Result<fs::File> {
    if path != Path::new("-") {
        return fs::File::open(path);
    }
    let mut file = tempfile::tempfile()?;
    let length = io::copy(&mut io::stdin().lock().take(MOST_SPOOLED + 1), &mut file)?;
    if length > MOST_SPOOLED {
        let message = format!("standard input has more than {MOST_SPOOLED} bytes: no cabinet is so large");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    file.rewind()?;
    Ok(file)
}

/// The inputs without those that were named before, under whatever name.
fn once(mut inputs: Vec<Input>) -> Vec<Input> {
    let mut seen = HashSet::new();
    inputs.retain(|input| {
        let place = input.path().map(|path| path.canonicalize().unwrap_or_else(|_| path.to_owned()));
        seen.insert(place)
    });
    inputs
}

fn is_pattern(path: &Path) -> bool {
    !path.exists() && path.to_str().is_some_and(|path| path.contains(['*', '?', '[']))
}

fn add_folder(folder: &Path, inputs: &mut Vec<Input>) -> anyhow::Result<()> {
    let cannot_read = || format!("cannot read the folder `{}`", folder.display());
    let mut entries = fs::read_dir(folder)
        .with_context(cannot_read)?
        .collect::<Result<Vec<_>, _>>()
        .with_context(cannot_read)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // A link to a folder is not followed: it may lead back here.
        if entry.file_type().with_context(cannot_read)?.is_dir() {
            add_folder(&path, inputs)?;
        } else if is_known(&path) && path.is_file() {
            inputs.push(Input::File(path));
        }
    }
    Ok(())
}

fn is_known(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    KNOWN_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

fn add_matches(pattern: &str, inputs: &mut Vec<Input>) -> anyhow::Result<()> {
    let before = inputs.len();
    for path in glob::glob(pattern).with_context(|| format!("`{pattern}` is no pattern"))? {
        let path = path.with_context(|| format!("cannot look for `{pattern}`"))?;
        if path.is_dir() {
            add_folder(&path, inputs)?;
        } else {
            inputs.push(Input::File(path));
        }
    }
    if inputs.len() == before {
        bail!("no file matches `{pattern}`");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(inputs: &[Input], folder: &Path) -> Vec<String> {
        let prefix = format!("{}/", folder.display());
        inputs.iter().map(|input| input.name().replace('\\', "/").replace(&prefix, "")).collect()
    }

    #[test]
    fn a_folder_gives_its_known_files_by_name_at_any_depth() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.xml",
            "a.PROVXML",
            "c.txt",
            "d/e.cpf",
            "d/f.cab",
            "d/g.ddf",
            "d/h.si",
            "d/i.sl",
            "d/j.wbxml",
            "d/readme",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = expand(&[folder.path().display().to_string(), "-".to_owned()]).unwrap();
        assert_eq!(
            names(&found, folder.path()),
            [
                "a.PROVXML",
                "b.xml",
                "d/e.cpf",
                "d/f.cab",
                "d/g.ddf",
                "d/h.si",
                "d/i.sl",
                "d/j.wbxml",
                "<stdin>"
            ]
        );
        let pattern = folder.path().join("*.xml").display().to_string();
        assert_eq!(names(&expand(&[pattern]).unwrap(), folder.path()), ["b.xml"]);
    }

    #[test]
    fn a_file_is_taken_once_however_often_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.cab"), "").unwrap();
        let plain = folder.path().join("a.cab");
        let pattern = folder.path().join("*.cab");
        let detour = folder.path().join(".").join("a.cab");
        let twice = ["-".into(), plain.clone(), detour.clone(), pattern.clone(), "-".into()];
        assert_eq!(cabinets(&twice).unwrap(), [PathBuf::from("-"), plain.clone()]);
        let texts =
            [&plain, &detour, &pattern, &folder.path().to_owned()].map(|path| path.display().to_string());
        assert_eq!(names(&expand(&texts).unwrap(), folder.path()), ["a.cab"]);
    }

    #[test]
    fn what_names_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(expand(&[folder.path().display().to_string()]).is_err());
        assert!(expand(&[folder.path().join("*.xml").display().to_string()]).is_err());
    }
}
