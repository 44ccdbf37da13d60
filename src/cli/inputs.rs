//! The files that a command was given: paths, folders, patterns, standard input.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
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
    pub(crate) fn of_argument(argument: &Path) -> Self {
        if argument == Path::new("-") { Self::Standard } else { Self::File(argument.to_owned()) }
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
    /// Its bytes; empty where it is a package without a document.
    pub(crate) bytes: Vec<u8>,
    /// The package that it was in.
    pub(crate) carrier: Option<Carrier>,
}

impl Input {
    /// Reads the document: of a package the one inside, of anything else all of it.
    pub(crate) fn read_document(&self, limits: &Limits) -> anyhow::Result<ReadDocument> {
        let cannot_read = || format!("cannot read `{}`", self.name());
        let Some(path) = self.path() else {
            return self.streamed_document(io::stdin().lock(), limits);
        };
        let mut file = fs::File::open(path).with_context(cannot_read)?;
        if !is_seekable(&file).with_context(cannot_read)? {
            return self.streamed_document(file, limits);
        }
        let mut magic = Vec::with_capacity(64);
        file.by_ref().take(Header::MAGIC.len() as u64).read_to_end(&mut magic).with_context(cannot_read)?;
        if magic == Header::MAGIC {
            return self.packed_document(file, limits);
        }
        let whole = magic.as_slice().chain(file);
        let bytes = document::read_bounded(whole, limits).with_context(cannot_read)?;
        Ok(ReadDocument { name: self.name(), bytes, carrier: None })
    }

    /// What can be read once, from its beginning: standard input, a pipe.
    fn streamed_document(&self, stream: impl Read, limits: &Limits) -> anyhow::Result<ReadDocument> {
        let name = self.name();
        let bytes =
            document::read_bounded(stream, limits).with_context(|| format!("cannot read `{name}`"))?;
        if bytes.starts_with(&Header::MAGIC) {
            return self.packed_document(Cursor::new(bytes), limits);
        }
        Ok(ReadDocument { name, bytes, carrier: None })
    }

    fn packed_document(&self, mut file: impl Read + Seek, limits: &Limits) -> anyhow::Result<ReadDocument> {
        let name = self.name();
        let cannot_read = || format!("cannot read `{name}`");
        let mut cabinet = Cabinet::open(&mut file).with_context(cannot_read)?;
        let bytes = package::document(&mut cabinet).with_context(cannot_read)?.unwrap_or_default();
        if bytes.len() as u64 > limits.size {
            return Err(ReadError::TooLarge(limits.size))
                .with_context(|| format!("cannot read {DOCUMENT_NAME} of `{name}`"));
        }
        let kind = self.path().and_then(|path| PackageKind::of_path(path).ok());
        let carrier = Carrier::of(kind, cabinet.into_layout(), file).with_context(cannot_read)?;
        let name = if carrier.has_document() { format!("{name}/{DOCUMENT_NAME}") } else { name };
        Ok(ReadDocument { name, bytes, carrier: Some(carrier) })
    }
}

/// What the arguments of a command name.
#[derive(Default)]
pub(crate) struct Expanded {
    /// What was found.
    pub(crate) inputs: Vec<Input>,
    /// The folders that could not be read, and what names nothing: one does not keep the others from being read.
    pub(crate) unreadable: Vec<NotFound>,
}

/// An argument, or a folder inside one, that gives no input.
pub(crate) struct NotFound {
    pub(crate) name: String,
    pub(crate) error: anyhow::Error,
}

impl Expanded {
    /// The inputs, for a command that takes all or nothing.
    pub(crate) fn all(self) -> anyhow::Result<Vec<Input>> {
        match self.unreadable.into_iter().next() {
            Some(NotFound { error, .. }) => Err(error),
            None => Ok(self.inputs),
        }
    }

    fn len(&self) -> usize {
        self.inputs.len() + self.unreadable.len()
    }

    fn add_unreadable(&mut self, name: impl Into<String>, error: anyhow::Error) {
        self.unreadable.push(NotFound { name: name.into(), error });
    }
}

/// What the arguments name, in their order, each file once: a file is taken as it is; of a folder every file with a
/// known extension, at any depth, by name; `-` is standard input; a pattern is expanded, since the Windows shell does
/// not.
pub(crate) fn expand(arguments: &[PathBuf]) -> Expanded {
    let mut found = Expanded::default();
    for argument in arguments {
        let path = argument.as_path();
        let name = || argument.display().to_string();
        if path == Path::new("-") {
            found.inputs.push(Input::Standard);
        } else if path.is_dir() {
            let before = found.len();
            add_folder(path, &mut found);
            if found.len() == before {
                let known = KNOWN_EXTENSIONS.map(|known| format!(".{known}")).join(", ");
                found.add_unreadable(name(), anyhow!("no file with extension {known} in `{}`", name()));
            }
        } else if is_pattern(path) {
            add_matches(&name(), &mut found);
        } else {
            found.inputs.push(Input::File(path.to_owned()));
        }
    }
    Expanded { inputs: once(found.inputs), ..found }
}

/// The cabinets that the arguments name, in their order, each once; `-` stays, and folders are refused.
pub(crate) fn cabinets(arguments: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Expanded::default();
    for argument in arguments {
        match argument.to_str() {
            Some("-") => found.inputs.push(Input::Standard),
            Some(pattern) if is_pattern(argument) => add_matches(pattern, &mut found),
            _ if argument.is_dir() => bail!("`{}` is a folder, not a cabinet", argument.display()),
            _ => found.inputs.push(Input::File(argument.clone())),
        }
    }
    let path = |input: Input| input.path().map_or_else(|| PathBuf::from("-"), Path::to_owned);
    Ok(once(found.all()?).into_iter().map(path).collect())
}

/// The file for what is made of each input: in a folder, by the input's name with another extension.
pub(crate) fn in_folder(inputs: &[Input], folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut taken = HashMap::new();
    let mut targets = Vec::new();
    for input in inputs {
        let name = input.path().and_then(Path::file_name);
        let name = name.with_context(|| {
            format!("`{}` has no file name to use in `{}`: give -o a file", input.name(), folder.display())
        })?;
        let target = folder.join(name).with_extension(extension);
        if let Some(other) = taken.insert(target.clone(), input.name()) {
            bail!("`{other}` and `{}` would both become `{}`", input.name(), target.display());
        }
        targets.push(target);
    }
    Ok(targets)
}

/// A pattern may bring a file that stands before it already, as in `first.cab *.cab`; the same name twice is a slip.
pub(crate) fn refuse_twice(paths: &[PathBuf], what: &str) -> anyhow::Result<()> {
    let mut places = HashSet::new();
    for path in paths {
        if path.canonicalize().is_ok_and(|place| !places.insert(place)) {
            bail!("`{}` is named twice, and {what}: name it once", path.display());
        }
    }
    Ok(())
}

/// A file that is to be read in any order: standard input and pipes go through a file without a name.
pub(crate) fn open(path: &Path) -> io::Result<fs::File> {
    if path == Path::new("-") {
        return spooled(io::stdin().lock());
    }
    let file = fs::File::open(path)?;
    if is_seekable(&file)? { Ok(file) } else { spooled(file) }
}

/// Whether the file can be read twice, in any order. What is no regular file, such as a pipe of the shell's
/// `<(command)`, gives each byte once.
fn is_seekable(file: &fs::File) -> io::Result<bool> {
    Ok(file.metadata()?.is_file())
}

fn spooled(stream: impl Read) -> io::Result<fs::File> {
    let mut file = tempfile::tempfile()?;
    let length = io::copy(&mut stream.take(MOST_SPOOLED + 1), &mut file)?;
    if length > MOST_SPOOLED {
        let message = format!("it has more than {MOST_SPOOLED} bytes: no cabinet is so large");
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

fn add_folder(folder: &Path, found: &mut Expanded) {
    let entries = match folder_entries(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let name = folder.display().to_string();
            let cannot_read = format!("cannot read the folder `{name}`");
            return found.add_unreadable(name, anyhow::Error::from(error).context(cannot_read));
        }
    };
    for (path, is_folder) in entries {
        if is_folder {
            add_folder(&path, found);
        } else if is_known(&path) && path.is_file() {
            found.inputs.push(Input::File(path));
        }
    }
}

/// What stands in a folder, by name, and whether it is a folder. A link to one is none: it may lead back here.
fn folder_entries(folder: &Path) -> io::Result<Vec<(PathBuf, bool)>> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    entries.iter().map(|entry| Ok((entry.path(), entry.file_type()?.is_dir()))).collect()
}

fn is_known(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    KNOWN_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

fn add_matches(pattern: &str, found: &mut Expanded) {
    let before = found.len();
    let paths = match glob::glob(pattern) {
        Ok(paths) => paths,
        Err(error) => {
            let no_pattern = anyhow::Error::from(error).context(format!("`{pattern}` is no pattern"));
            return found.add_unreadable(pattern, no_pattern);
        }
    };
    for path in paths {
        match path {
            Ok(path) if path.is_dir() => add_folder(&path, found),
            Ok(path) => found.inputs.push(Input::File(path)),
            Err(error) => {
                let name = error.path().display().to_string();
                let cannot_look = format!("cannot look for `{pattern}` in `{name}`");
                found.add_unreadable(name, anyhow::Error::from(error).context(cannot_look));
            }
        }
    }
    if found.len() == before {
        found.add_unreadable(pattern, anyhow!("no file matches `{pattern}`"));
    }
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
        let found = expand(&[folder.path().to_owned(), "-".into()]).inputs;
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
        let pattern = folder.path().join("*.xml");
        assert_eq!(names(&expand(&[pattern]).inputs, folder.path()), ["b.xml"]);
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
        let all = [plain, detour, pattern, folder.path().to_owned()];
        assert_eq!(names(&expand(&all).inputs, folder.path()), ["a.cab"]);
    }

    #[test]
    fn what_names_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(expand(&[folder.path().to_owned()]).all().is_err());
        assert!(expand(&[folder.path().join("*.xml")]).all().is_err());
    }
}
