//! Putting what a cabinet holds into a folder, and nowhere else.
//!
//! The names in a cabinet are input from strangers. Every one is taken apart and checked before the first file is
//! written, by the same rules on every system, so that a cabinet unpacks everywhere or nowhere.

use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::layout::{FileEntry, Layout, Placement};
use super::name::folded;
use super::{Cabinet, FolderContent, MemberName, NameClash, NameError, ReadError};
use crate::output::{OutputError, Pending};

/// A cabinet that could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// Its content cannot be read.
    #[error("cannot unpack `{name}`; nothing was written")]
    Read {
        /// The file in the cabinet.
        name: MemberName,
        /// Why.
        source: ReadError,
    },
    /// A name that does not lead to a place inside the folder on every system.
    #[error("nothing was written; name the files that you want")]
    Name(#[from] NameError),
    /// Two files that cannot stand in one folder.
    #[error("nothing was written; name the files that you want")]
    Clash(#[from] NameClash),
    /// A wanted file is not there.
    #[error("the cabinet holds no file and no folder `{name}`{hint}")]
    NotFound {
        /// What was asked for.
        name: String,
        /// The nearest name that is there.
        hint: String,
    },
    /// A file stands there already.
    #[error("`{path}` is there already; nothing was written. Remove it, unpack elsewhere, or replace files with --force", path = .0.display())]
    Exists(PathBuf),
    /// A file or a folder on the way is a link, which may lead elsewhere.
    #[error("`{path}` is a link and may lead outside the folder; nothing was written. Remove it, or unpack elsewhere",
        path = .0.display())]
    Link(PathBuf),
    /// A folder cannot be made or looked at.
    #[error("cannot make the folder `{path}`", path = path.display())]
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

/// A file that was unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// Where it stands now.
    pub path: PathBuf,
    /// Its length in bytes.
    pub length: u32,
}

/// Unpacks the files whose names, or the names of whose folders, are in `wanted`, or all when it is empty. Each file
/// is whole or not there. Without `replace` nothing is written when one of them stands there already.
///
/// # Errors
/// When a name leads outside `folder` or is none on some system, when a wanted file is not in the cabinet, when a file
/// stands there already, when a block is damaged, when something cannot be written.
pub fn unpack<R: Read + Seek>(
    cabinet: &mut Cabinet<R>,
    folder: &Path,
    wanted: &[String],
    replace: bool,
) -> Result<Vec<Unpacked>, UnpackError> {
    let plan = plan(cabinet.layout(), &cabinet.reading_order(), wanted)?;
    for member in &plan {
        refuse_what_stands_in_the_way(folder, &member.path, replace)?;
    }
    // Read all of it once, so that a damaged block is known before the first file is written.
    each_content(cabinet, &plan, |member, content| {
        content.copy(member.range.clone(), &mut io::sink()).map_err(|source| failed(member, source))
    })?;

    make_folder(folder)?;
    let mut unpacked = Vec::with_capacity(plan.len());
    each_content(cabinet, &plan, |member, content| {
        let path = folder.join(&member.path);
        path.parent().map_or(Ok(()), make_folder)?;
        let mut pending = Pending::create(&path)?;
        content.copy(member.range.clone(), pending.file()).map_err(|source| failed(member, source))?;
        pending.commit()?;
        unpacked.push(Unpacked { path, length: member.length });
        Ok(())
    })?;
    Ok(unpacked)
}

fn failed(member: &Member, source: ReadError) -> UnpackError {
    UnpackError::Read { name: member.name.clone(), source }
}

/// Goes through the members in reading order, each with the content of its folder.
fn each_content<R: Read + Seek>(
    cabinet: &mut Cabinet<R>,
    plan: &[Member],
    mut take: impl FnMut(&Member, &mut FolderContent<'_, R>) -> Result<(), UnpackError>,
) -> Result<(), UnpackError> {
    for members in plan.chunk_by(|one, other| one.folder == other.folder) {
        let Some(first) = members.first() else { continue };
        let mut content = cabinet.folder(first.folder).map_err(|source| failed(first, source))?;
        for member in members {
            take(member, &mut content)?;
        }
    }
    Ok(())
}

/// A file that is to be unpacked.
struct Member {
    name: MemberName,
    path: PathBuf,
    folder: u16,
    range: std::ops::Range<u64>,
    length: u32,
}

/// What is to be unpacked, in reading order, every name checked.
fn plan(layout: &Layout, order: &[usize], wanted: &[String]) -> Result<Vec<Member>, UnpackError> {
    let wanted: Vec<Wanted> = wanted.iter().map(|name| Wanted::new(name)).collect();
    let is_wanted = |file: &&FileEntry| {
        wanted.is_empty() || wanted.iter().any(|wanted| wanted.covers(&folded(&file.name())))
    };
    let files: Vec<&FileEntry> =
        order.iter().filter_map(|index| layout.files.get(*index)).filter(is_wanted).collect();
    if let Some(missing) =
        wanted.iter().find(|wanted| !files.iter().any(|file| wanted.covers(&folded(&file.name()))))
    {
        return Err(missing.not_found(layout));
    }
    let names: Vec<MemberName> =
        files.iter().map(|file| MemberName::placed(&file.name())).collect::<Result<_, _>>()?;
    MemberName::check_together(&names)?;
    files
        .into_iter()
        .zip(names)
        .map(|(file, name)| {
            let Placement::Folder(folder) = file.placement else {
                return Err(UnpackError::Read { name, source: ReadError::MultiPart });
            };
            let path = name.to_path();
            Ok(Member { name, path, folder, range: file.range(), length: file.length })
        })
        .collect()
}

/// A file or folder that the user asked for.
struct Wanted<'a> {
    name: &'a str,
    folded: String,
}

impl<'a> Wanted<'a> {
    fn new(name: &'a str) -> Self {
        Self { name, folded: folded(name.trim_end_matches(['/', '\\'])) }
    }

    fn covers(&self, folded_name: &str) -> bool {
        let rest = folded_name.strip_prefix(&self.folded);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
    }

    fn not_found(&self, layout: &Layout) -> UnpackError {
        let names: Vec<String> = layout.files.iter().map(FileEntry::shown_name).collect();
        let hint = crate::finding::nearest(self.name, names.iter().map(String::as_str))
            .map(|near| format!(": did you mean `{near}`?"))
            .unwrap_or_default();
        UnpackError::NotFound { name: self.name.to_owned(), hint }
    }
}

fn make_folder(path: &Path) -> Result<(), UnpackError> {
    std::fs::create_dir_all(path).map_err(|source| UnpackError::Folder { path: path.to_owned(), source })
}

/// Looks at every place on the way from `folder` to `relative`: none may be a link, which may lead elsewhere, the
/// folders may not be files, and the file may be there only when it is to be replaced.
fn refuse_what_stands_in_the_way(folder: &Path, relative: &Path, replace: bool) -> Result<(), UnpackError> {
    let mut path = folder.to_owned();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let Ok(found) = path.symlink_metadata() else { return Ok(()) };
        let is_last = parts.peek().is_none();
        let fits = if is_last { replace && found.is_file() } else { found.is_dir() };
        if found.is_symlink() {
            return Err(UnpackError::Link(path));
        }
        if !fits {
            return Err(UnpackError::Exists(path));
        }
    }
    Ok(())
}
