//! Putting what a cabinet holds into a folder, and nowhere else.
//!
//! The names in a cabinet are input from strangers. Every one is taken apart and checked before the first file is
//! written, by the same rules on every system, so that a cabinet unpacks everywhere or nowhere.

use std::collections::HashSet;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::layout::{FileEntry, Layout, Placement};
use super::{Cabinet, ReadError};
use crate::output::{OutputError, Pending};

/// A cabinet that could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// Its content cannot be read.
    #[error("cannot unpack `{name}`: {source}")]
    Read {
        /// The file in the cabinet.
        name: String,
        /// Why.
        source: ReadError,
    },
    /// A name that does not lead to a place inside the folder on every system.
    #[error("cannot unpack `{name}`: {reason}; nothing was written. Name the files that you want")]
    UnsafeName {
        /// The name in the cabinet.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two files that would become one.
    #[error("the cabinet holds `{0}` twice (case does not matter); nothing was written")]
    Duplicate(String),
    /// A wanted file is not there.
    #[error("the cabinet holds no file and no folder `{name}`{hint}")]
    NotFound {
        /// What was asked for.
        name: String,
        /// The nearest name that is there.
        hint: String,
    },
    /// A file stands there already.
    #[error("`{path}` is there already; nothing was written. Remove it, unpack elsewhere, or use --force", path = .0.display())]
    Exists(PathBuf),
    /// A folder on the way is a link, which may lead elsewhere.
    #[error("`{path}` is a link and may lead outside the folder; nothing more was written. Remove it, or unpack elsewhere",
        path = .0.display())]
    Link(PathBuf),
    /// A folder cannot be made or looked at.
    #[error("cannot make the folder `{path}`: {source}", path = path.display())]
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
    let existing =
        plan.iter().map(|member| folder.join(&member.path)).find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = existing.filter(|_| !replace) {
        return Err(UnpackError::Exists(path));
    }
    make_folder(folder)?;

    let mut unpacked = Vec::with_capacity(plan.len());
    for members in plan.chunk_by(|one, other| one.folder == other.folder) {
        let Some(first) = members.first() else { continue };
        let failed = |member: &Member, source| UnpackError::Read { name: member.name.clone(), source };
        let mut content = cabinet.folder(first.folder).map_err(|source| failed(first, source))?;
        for member in members {
            let path = folder.join(&member.path);
            make_folders_below(folder, &member.path)?;
            let mut pending = Pending::create(&path)?;
            content.copy(member.range.clone(), pending.file()).map_err(|source| failed(member, source))?;
            pending.commit()?;
            unpacked.push(Unpacked { path, length: member.length });
        }
    }
    Ok(unpacked)
}

/// A file that is to be unpacked.
struct Member {
    name: String,
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
    let mut paths = HashSet::new();
    files
        .into_iter()
        .map(|file| {
            let name = file.shown_name();
            let path = safe_path(&file.name())
                .map_err(|reason| UnpackError::UnsafeName { name: name.clone(), reason })?;
            if !paths.insert(folded(&file.name())) {
                return Err(UnpackError::Duplicate(name));
            }
            let Placement::Folder(folder) = file.placement else {
                return Err(UnpackError::Read { name, source: ReadError::MultiPart });
            };
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

/// How names are compared: without case, and both separators are one.
fn folded(name: &str) -> String {
    name.to_lowercase().replace('/', "\\")
}

/// The path below the folder, or why there is none. What a name may not be on Windows it may not be anywhere
/// (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>).
fn safe_path(name: &str) -> Result<PathBuf, &'static str> {
    if name.is_empty() {
        return Err("the name is empty");
    }
    if name.as_bytes().get(1) == Some(&b':') {
        return Err("the name begins with a drive");
    }
    if name.starts_with(['/', '\\']) {
        return Err("the name is absolute");
    }
    name.split(['/', '\\']).map(|part| safe_part(part).map(|()| part)).collect()
}

fn safe_part(part: &str) -> Result<(), &'static str> {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_port = numbered.is_some_and(|number| {
        number.chars().count() == 1
            && number.chars().all(|digit| digit.is_ascii_digit() || "¹²³".contains(digit))
    });
    if part.is_empty() {
        Err("a part of the name is empty")
    } else if part == ".." || part == "." {
        Err("the name leads to another folder")
    } else if part.chars().any(|c| c.is_control() || "<>:\"|?*".contains(c)) {
        Err("the name has a character that file names cannot have")
    } else if part.ends_with(['.', ' ']) {
        Err("a part of the name ends with a dot or a blank, which Windows drops")
    } else if is_port || DEVICES.contains(&stem.as_str()) {
        Err("the name is that of a device on Windows")
    } else {
        Ok(())
    }
}

fn make_folder(path: &Path) -> Result<(), UnpackError> {
    std::fs::create_dir_all(path).map_err(|source| UnpackError::Folder { path: path.to_owned(), source })
}

/// Makes the folders between `folder` and the last part of `relative`, one by one, through no link.
fn make_folders_below(folder: &Path, relative: &Path) -> Result<(), UnpackError> {
    let mut path = folder.to_owned();
    for part in relative.parent().into_iter().flat_map(Path::components) {
        path.push(part);
        match path.symlink_metadata() {
            Ok(found) if found.is_symlink() => return Err(UnpackError::Link(path)),
            Ok(_) => {}
            Err(_) => make_folder(&path)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_on_some_system_are_refused() {
        for name in [
            "",
            "/etc/passwd",
            "\\a",
            "C:\\a",
            "c:a",
            "..\\a",
            "a\\..\\..\\b",
            "a/../b",
            ".",
            "a\\.",
            "a\\\\b",
            "a:b",
            "a\0b",
            "a\nb",
            "nul",
            "NUL.txt",
            "dir\\con",
            "com1",
            "LPT9.log",
            "COM¹",
            "aux .x",
            "a.",
            "a ",
            "a.\\b",
            "a?",
        ] {
            assert!(safe_path(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn ordinary_names_stay_below_the_folder() {
        assert_eq!(safe_path("_setup.xml").unwrap(), Path::new("_setup.xml"));
        assert_eq!(safe_path("a\\b/c.dll").unwrap(), Path::new("a").join("b").join("c.dll"));
        for name in ["console", "com10", "lpt", "..a", "0PINGA~1.001", "é.txt", ".hidden"] {
            assert!(safe_path(name).is_ok(), "{name}");
        }
    }
}
