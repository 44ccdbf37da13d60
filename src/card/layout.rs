//! A plan beside what is on the card already, and the writing of it.

use std::fs::{self, File};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::plan::{Entry, Plan};
use super::processor::Processor;
use super::record::{RECORD, Record};
use super::remark::Remark;
use crate::cabinet::MemberName;
use crate::file_digest::FileDigest;
use crate::output::{OutputError, Pending};

/// What a card becomes.
#[derive(Debug)]
pub struct Layout<'a> {
    plan: &'a Plan,
    card: PathBuf,
    /// What becomes of each file of the plan, in its order.
    pub changes: Vec<Change>,
    /// The files of an earlier layout that the plan does not have: they are removed.
    pub obsolete: Vec<FileDigest>,
    /// What is to be known about this card, beyond what the plan says.
    pub remarks: Vec<Remark>,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It was not there.
    New,
    /// It replaces one that was written earlier.
    Replaced,
    /// It is there already.
    Unchanged,
    /// It is an earlier layout's, and goes.
    Removed,
}

/// A card whose files are all at hand beside their places. Dropped without [`LaidOut::commit`], it leaves the card as
/// it was.
#[derive(Debug)]
pub struct LaidOut {
    pending: Vec<Pending>,
    removed: Vec<PathBuf>,
    /// The folders that were made for it, each behind the one that it is in.
    folders: Vec<PathBuf>,
}

/// A card that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The list on the card is none of ours.
    #[error("`{path}` is the list of what `provsmith card` wrote to this card, and cannot be relied on, so nothing was \
        written: {reason}; move it away, and the files that it lists, and lay the card out anew",
        path = .path.display())]
    Record {
        /// The list.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Something stands in the way that was not written here.
    #[error("`{path}` is there already and {RECORD} does not list it: it is not ours to replace, so nothing was written; \
        move it away", path = .0.display())]
    Foreign(PathBuf),
    /// A file that was written here and is no longer what it was.
    #[error("`{path}` was changed since it was laid out, so nothing was written; move it away", path = .0.display())]
    Changed(PathBuf),
    /// A link, or a file instead of a folder.
    #[error("`{path}` is {found}, so nothing was written; move it away", path = .path.display())]
    InTheWay {
        /// The place.
        path: PathBuf,
        /// What is there.
        found: &'static str,
    },
    /// A file of the request that is not the same any more.
    #[error("`{path}` changed while it was read, so nothing was written; try again", path = .0.display())]
    Unsteady(PathBuf),
    /// Something cannot be read.
    #[error("cannot read `{path}`", path = .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be removed.
    #[error("cannot remove `{path}`, which an earlier layout left", path = .path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder cannot be made.
    #[error("cannot make the folder `{path}`", path = .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl<'a> Layout<'a> {
    /// Looks at the card, which may not be there yet. Writes nothing.
    ///
    /// # Errors
    /// When something stands in the way that was not written here, or was changed since.
    pub fn of(plan: &'a Plan, card: &Path) -> Result<Self, LayoutError> {
        let before = Record::read(card)?.map(|record| record.files).unwrap_or_default();
        let changes = plan.entries.iter().map(|entry| change(card, entry, &before));
        let changes = changes.collect::<Result<_, _>>()?;
        let mut obsolete = Vec::new();
        for listed in before {
            let is_kept = |entry: &Entry| entry.digest.path.eq_ignore_ascii_case(&listed.path);
            if !plan.entries.iter().any(is_kept) && still_there(card, &listed)? {
                obsolete.push(listed);
            }
        }
        let mut layout = Self { plan, card: card.to_owned(), changes, obsolete, remarks: Vec::new() };
        for processor in Processor::all().filter(|one| !plan.processors.contains(one)) {
            if layout.is_left_over(processor)? {
                let folder = card.join(processor.folder());
                layout.remarks.push(Remark::other_processor_folder(&folder, processor));
            }
        }
        Ok(layout)
    }

    /// Writes every file beside its place.
    ///
    /// # Errors
    /// When a folder or file cannot be made, or a source changes meanwhile. The card is then as it was.
    pub fn lay_out(&self) -> Result<LaidOut, LayoutError> {
        let mut laid_out = LaidOut { pending: Vec::new(), removed: Vec::new(), folders: Vec::new() };
        laid_out.make_folder(&self.card)?;
        for (entry, change) in self.plan.entries.iter().zip(&self.changes) {
            if *change != Change::Unchanged {
                let target = self.card.join(entry.place.to_path());
                target.parent().map_or(Ok(()), |folder| laid_out.make_folder(folder))?;
                laid_out.pending.push(self.copy(entry, &target)?);
            }
        }
        // The list comes last: files that stand there without it are what the next run would write, and are taken up.
        let target = self.card.join(RECORD);
        let unwritten = |source| OutputError { path: target.clone(), source };
        let mut list = Pending::create(&target)?.synced();
        list.file().write_all(&self.record().to_json().map_err(unwritten)?).map_err(unwritten)?;
        laid_out.pending.push(list);
        laid_out.removed = self.obsolete.iter().map(|file| self.card.join(&file.path)).collect();
        Ok(laid_out)
    }

    fn copy(&self, entry: &Entry, target: &Path) -> Result<Pending, LayoutError> {
        let supply = self.plan.supply(entry);
        let unwritten = |source| OutputError { path: target.to_owned(), source };
        let mut content =
            supply.rewound().map_err(|source| LayoutError::Read { path: supply.path.clone(), source })?;
        let mut pending = Pending::create(target)?.synced();
        io::copy(&mut content, pending.file()).map_err(unwritten)?;
        pending.file().rewind().map_err(unwritten)?;
        let copied = FileDigest::of_reader(&entry.place.to_path(), pending.file()).map_err(unwritten)?;
        match copied.same_content(&entry.digest) {
            true => Ok(pending),
            false => Err(LayoutError::Unsteady(supply.path.clone())),
        }
    }

    fn record(&self) -> Record {
        let files = self.plan.entries.iter().map(|entry| entry.digest.clone()).collect();
        Record::new(&self.plan.scheme.name, files)
    }

    /// Whether the folder of a processor has something in it that is not removed.
    fn is_left_over(&self, processor: Processor) -> Result<bool, LayoutError> {
        let folder = self.card.join(processor.folder());
        if !folder.is_dir() {
            return Ok(false);
        }
        let unreadable = |source| LayoutError::Read { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let place = format!("{processor}/{}", name.to_string_lossy());
            if !self.obsolete.iter().any(|file| file.path.eq_ignore_ascii_case(&place)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl LaidOut {
    /// Puts every file in its place, the list last, and removes what an earlier layout left.
    ///
    /// # Errors
    /// When a file cannot be renamed or removed. Those before it are in their places then; the next run goes on from
    /// there.
    pub fn commit(mut self) -> Result<(), LayoutError> {
        self.folders.clear();
        for path in self.removed.drain(..) {
            fs::remove_file(&path).map_err(|source| LayoutError::Remove { path, source })?;
        }
        for pending in self.pending.drain(..) {
            pending.commit()?;
        }
        Ok(())
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), LayoutError> {
        let is_missing = |one: &&Path| !one.as_os_str().is_empty() && !one.is_dir();
        let missing: Vec<PathBuf> = folder.ancestors().take_while(is_missing).map(Path::to_owned).collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(&path).map_err(|source| LayoutError::Folder { path: path.clone(), source })?;
            self.folders.push(path);
        }
        Ok(())
    }
}

impl Drop for LaidOut {
    fn drop(&mut self) {
        self.pending.clear();
        for folder in self.folders.iter().rev() {
            // One that somebody has put a file into meanwhile stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// What becomes of the place of an entry, on a card with this list.
fn change(card: &Path, entry: &Entry, before: &[FileDigest]) -> Result<Change, LayoutError> {
    let Some(found) = found(card, &entry.place)? else { return Ok(Change::New) };
    if found.same_content(&entry.digest) {
        return Ok(Change::Unchanged);
    }
    let path = || card.join(entry.place.to_path());
    match before.iter().find(|listed| listed.path.eq_ignore_ascii_case(&found.path)) {
        None => Err(LayoutError::Foreign(path())),
        Some(listed) if !listed.same_content(&found) => Err(LayoutError::Changed(path())),
        Some(_) => Ok(Change::Replaced),
    }
}

/// Whether a listed file stands on the card. A package that does not was installed, and deleted by that.
fn still_there(card: &Path, listed: &FileDigest) -> Result<bool, LayoutError> {
    // The list was held to names that lead to places on the card.
    let Ok(place) = MemberName::new(&listed.path) else { return Ok(false) };
    match found(card, &place)? {
        None => Ok(false),
        Some(found) if found.same_content(listed) => Ok(true),
        Some(_) => Err(LayoutError::Changed(card.join(place.to_path()))),
    }
}

/// The file at a place of the card; none when the place is free. Every step on the way is a folder of its own, no
/// link, which may lead elsewhere; and since names on a card do not differ by case, none differs from one there in
/// nothing else.
fn found(card: &Path, place: &MemberName) -> Result<Option<FileDigest>, LayoutError> {
    let mut path = card.to_owned();
    let relative = place.to_path();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        if let Some(other) = in_another_case(&path, &part.as_os_str().to_string_lossy())? {
            return Err(LayoutError::Foreign(other));
        }
        path.push(part);
        let metadata = match path.symlink_metadata() {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(LayoutError::Read { path, source }),
        };
        let is_last = parts.peek().is_none();
        let found = match () {
            () if metadata.is_symlink() => "a link, which may lead outside the card",
            () if is_last && metadata.is_dir() => "a folder, where a file should go",
            () if is_last && !metadata.is_file() => "no ordinary file",
            () if !is_last && !metadata.is_dir() => "a file, where a folder should go",
            () => continue,
        };
        return Err(LayoutError::InTheWay { path, found });
    }
    let digest = File::open(&path).and_then(|file| FileDigest::of_reader(&relative, file));
    digest.map(Some).map_err(|source| LayoutError::Read { path, source })
}

/// What stands in a folder under this name in another case, and not under this name itself.
fn in_another_case(folder: &Path, name: &str) -> Result<Option<PathBuf>, LayoutError> {
    if folder.join(name).symlink_metadata().is_ok() || !folder.is_dir() {
        return Ok(None);
    }
    let unreadable = |source| LayoutError::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.file_name().to_string_lossy().to_lowercase() == name.to_lowercase() {
            return Ok(Some(entry.path()));
        }
    }
    Ok(None)
}
