//! Output that is whole or not there: written to a temporary file beside its target, then renamed over it. What stood
//! there before is untouched until that rename, so that whoever stops this program finds the old file or the new one.
//!
//! A loss of power is another matter: a file system may have the rename on the disk before the content. What cannot be
//! made again is therefore synced first: a file that replaces another, and one for its owner alone, such as a key; also
//! what goes onto a card that will be taken out. What else is new comes from inputs that are still there, and nobody
//! waits for the disk to have it, as with other programs that build something.
//!
//! A link stays a link: what it points to is written. What is no file, such as a device or a pipe, is never replaced:
//! the whole content is poured into it at the end.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the names of unfinished files begin.
const PREFIX: &str = ".provsmith-";

/// As many links in a row as Linux follows (`path_resolution(7)`).
const MOST_LINKS: usize = 40;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{path}`", path = path.display())]
pub struct OutputError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

impl OutputError {
    /// For `map_err` on everything that is done for `path`.
    fn of(path: &Path) -> impl Fn(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path: path.clone(), source }
    }
}

/// Refuses a target that is one of the inputs, as [`Inputs::refuse`] does.
///
/// # Errors
/// When it is.
pub fn refuse_overwriting<'a>(
    target: &Path,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(), OutputError> {
    Inputs::of(inputs).refuse(target)
}

/// The inputs of a command, of which no output may take the place.
#[derive(Debug)]
pub struct Inputs<'a> {
    paths: Vec<&'a Path>,
    /// Where they are, whatever they are called; found when a target is there to be replaced. Devices and pipes, which
    /// may be inputs and outputs, are left out.
    places: OnceCell<HashMap<PathBuf, &'a Path>>,
}

impl<'a> Inputs<'a> {
    /// The inputs with these paths.
    pub fn of(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        Self { paths: paths.into_iter().collect(), places: OnceCell::new() }
    }

    /// Refuses a target that is one of them, before anything is written to it.
    ///
    /// # Errors
    /// When it is.
    pub fn refuse(&self, target: &Path) -> Result<(), OutputError> {
        self.at(target).map_or(Ok(()), |input| Err(would_overwrite(target, input)))
    }

    /// The same for a target that may be the input `own`, which is then replaced.
    ///
    /// # Errors
    /// When it is another.
    pub fn refuse_others(&self, target: &Path, own: &Path) -> Result<(), OutputError> {
        let other = self.at(target).filter(|input| *input != own);
        other.map_or(Ok(()), |input| Err(would_overwrite(target, input)))
    }

    /// The input that a target is.
    fn at(&self, target: &Path) -> Option<&'a Path> {
        // What is not there yet, as outputs mostly are, is found out at a fraction of the cost.
        target.metadata().ok()?;
        let place = target.canonicalize().ok()?;
        let places = self.places.get_or_init(|| {
            let files = self.paths.iter().filter(|path| path.is_file());
            files.filter_map(|path| Some((path.canonicalize().ok()?, *path))).collect()
        });
        places.get(&place).copied()
    }
}

fn would_overwrite(target: &Path, input: &Path) -> OutputError {
    OutputError::of(target)(io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("that would overwrite the input `{}`; name another file", input.display()),
    ))
}

/// A file under construction. Dropped without [`Pending::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Pending {
    content: Content,
    target: PathBuf,
}

#[derive(Debug)]
enum Content {
    /// To be renamed to `place`, which is where the links of the target lead, after it was synced where a loss of power
    /// must not cost it.
    Beside { file: NamedTempFile, place: PathBuf, is_synced: bool },
    /// To be poured into what the target is.
    Nameless(File),
}

/// Who may read a new file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Usual,
    OwnerAlone,
}

impl Pending {
    /// Starts a file that will stand at `target`. The folder must exist. A file that stands there already hands its
    /// permissions on.
    ///
    /// # Errors
    /// When the folder is missing, when `target` is a folder itself, when no file can be made beside it.
    pub fn create(target: &Path) -> Result<Self, OutputError> {
        Self::create_for(target, Readers::Usual)
    }

    /// As [`Pending::create`], for a file that its owner alone may read, such as a private key.
    ///
    /// # Errors
    /// As [`Pending::create`].
    pub fn create_private(target: &Path) -> Result<Self, OutputError> {
        Self::create_for(target, Readers::OwnerAlone)
    }

    fn create_for(target: &Path, readers: Readers) -> Result<Self, OutputError> {
        let content = Content::create(target, readers).map_err(OutputError::of(target))?;
        Ok(Self { content, target: target.to_owned() })
    }

    /// The same, synced even if it is new: for a medium that is taken away as soon as this program has ended.
    #[must_use]
    pub fn synced(mut self) -> Self {
        if let Content::Beside { is_synced, .. } = &mut self.content {
            *is_synced = true;
        }
        self
    }

    /// Adds bytes at its end.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.file().write_all(bytes).map_err(OutputError::of(&self.target))
    }

    /// The open file, to write, seek and read in.
    pub fn file(&mut self) -> &mut File {
        match &mut self.content {
            Content::Beside { file, .. } => file.as_file_mut(),
            Content::Nameless(file) => file,
        }
    }

    /// Whether the disk must have it before it is put in its place, for which several files wait together.
    pub fn is_synced(&self) -> bool {
        matches!(self.content, Content::Beside { is_synced: true, .. })
    }

    /// Puts the file in its place, replacing what stood there.
    ///
    /// # Errors
    /// When the content cannot be synced or the file cannot be renamed; the old file is then still there. When a
    /// device or pipe does not take it all.
    pub fn commit(self) -> Result<(), OutputError> {
        self.content.sync().map_err(OutputError::of(&self.target))?;
        self.put()
    }

    /// As [`Pending::commit`], for many files at once: waiting until the disk has each would take most of the time, so
    /// where the system can, those that are synced are synced together. What becomes of each file comes in their order.
    pub fn commit_all(pending: Vec<Self>) -> Vec<Result<(), OutputError>> {
        let synced = sync_together(&pending);
        let mut ended = Vec::new();
        for (pending, synced) in pending.into_iter().zip(synced) {
            let synced = synced.map_err(OutputError::of(&pending.target));
            ended.push(synced.and_then(|()| pending.put()));
        }
        ended
    }

    /// Puts a file that is synced, if it is to be, in its place.
    fn put(self) -> Result<(), OutputError> {
        self.content.put(&self.target).map_err(OutputError::of(&self.target))
    }
}

/// Syncs those files that are to be, and so whatever else lies in their file systems: that is one wait, not one for each.
#[cfg(target_os = "linux")]
fn sync_together(pending: &[Pending]) -> Vec<io::Result<()>> {
    use std::os::unix::fs::MetadataExt as _;

    let mut synced: HashMap<u64, Result<(), rustix::io::Errno>> = HashMap::new();
    let mut sync = |content: &Content| match content {
        Content::Beside { file, is_synced: true, .. } => {
            let file = file.as_file();
            let device = file.metadata()?.dev();
            (*synced.entry(device).or_insert_with(|| rustix::fs::syncfs(file))).map_err(io::Error::from)
        }
        Content::Beside { .. } | Content::Nameless(_) => Ok(()),
    };
    match pending {
        // The rest of its file system is nothing to wait for.
        [one] => vec![one.content.sync()],
        many => many.iter().map(|pending| sync(&pending.content)).collect(),
    }
}

#[cfg(not(target_os = "linux"))]
fn sync_together(pending: &[Pending]) -> Vec<io::Result<()>> {
    pending.iter().map(|pending| pending.content.sync()).collect()
}

impl Content {
    fn create(target: &Path, readers: Readers) -> io::Result<Self> {
        let place = followed(target)?;
        let before = place.metadata().ok();
        if before.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder; name a file in it"));
        }
        if before.as_ref().is_some_and(|before| !before.is_file()) {
            return Ok(Self::Nameless(tempfile::tempfile().map_err(|error| io::Error::from(error.kind()))?));
        }
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        if readers == Readers::Usual {
            builder.permissions_like_new_file();
        }
        let file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => io::Error::new(
                error.kind(),
                format!("the folder `{}` is not there; make it first", folder.display()),
            ),
            // The crate's own text has the name of the temporary file, which says nothing to anyone.
            kind => io::Error::from(kind),
        })?;
        let is_synced = before.is_some() || readers == Readers::OwnerAlone;
        if let Some(before) = before.filter(|_| readers == Readers::Usual) {
            file.as_file().set_permissions(before.permissions())?;
        }
        Ok(Self::Beside { file, place, is_synced })
    }

    /// Waits until the disk has it, if it is to have it.
    fn sync(&self) -> io::Result<()> {
        match self {
            Self::Beside { file, is_synced: true, .. } => file.as_file().sync_all(),
            Self::Beside { .. } | Self::Nameless(_) => Ok(()),
        }
    }

    fn put(self, target: &Path) -> io::Result<()> {
        match self {
            Self::Beside { file, place, .. } => {
                file.persist(place).map_err(|error| error.error)?;
            }
            Self::Nameless(mut content) => {
                content.rewind()?;
                let mut taker = File::options().write(true).open(target)?;
                io::copy(&mut content, &mut taker)?;
                taker.flush()?;
            }
        }
        Ok(())
    }
}

/// Where a file stands when its links are followed; the last one may point to a file that is still to be made.
fn followed(target: &Path) -> io::Result<PathBuf> {
    let mut place = target.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&place) {
            // Relative to the folder of the link; an absolute one replaces it all.
            Ok(next) => place = place.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(place),
        }
    }
    Err(io::Error::other("it is a link that leads to itself"))
}

/// Writes `bytes` to `target`, whole or not at all.
///
/// # Errors
/// As [`Pending::create`] and [`Pending::commit`], and when the disk is full.
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write(Pending::create(target)?, bytes)
}

/// Writes `bytes` to `target`, whole or not at all; where the system can, its owner alone may read it.
///
/// # Errors
/// As [`write_whole`].
pub fn write_private(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write(Pending::create_private(target)?, bytes)
}

fn write(mut pending: Pending, bytes: &[u8]) -> Result<(), OutputError> {
    pending.write(bytes)?;
    pending.commit()
}

/// A temporary file is private by default; what replaces a user's file gets the rights that a new file would have.
trait NewFilePermissions {
    fn permissions_like_new_file(&mut self) -> &mut Self;
}

impl NewFilePermissions for tempfile::Builder<'_, '_> {
    #[cfg(unix)]
    fn permissions_like_new_file(&mut self) -> &mut Self {
        use std::os::unix::fs::PermissionsExt;
        // The mask of the process is applied by the system when the file is made.
        self.permissions(std::fs::Permissions::from_mode(0o666))
    }

    #[cfg(not(unix))]
    fn permissions_like_new_file(&mut self) -> &mut Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_there_is_whole_until_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.xml");
        std::fs::write(&target, "old").unwrap();
        let mut pending = Pending::create(&target).unwrap();
        pending.file().write_all(b"new").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        pending.commit().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn many_files_come_to_their_places_and_one_that_cannot_keeps_no_other_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut pending: Vec<Pending> =
            ["a", "b", "c"].iter().map(|name| Pending::create(&at(name)).unwrap()).collect();
        for (number, one) in pending.iter_mut().enumerate() {
            one.write(number.to_string().as_bytes()).unwrap();
        }
        // What has become a folder since then cannot be replaced.
        fs::create_dir_all(at("b").join("in the way")).unwrap();
        let ended = Pending::commit_all(pending);
        assert_eq!(ended.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!([fs::read(at("a")).unwrap(), fs::read(at("c")).unwrap()], [b"0", b"2"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "no unfinished file is left");
    }

    #[test]
    fn what_cannot_be_made_again_is_synced_before_it_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        let is_synced = |pending: Pending| matches!(pending.content, Content::Beside { is_synced: true, .. });
        assert!(!is_synced(Pending::create(&target).unwrap()), "new");
        assert!(is_synced(Pending::create(&target).unwrap().synced()), "new, on a card");
        assert!(is_synced(Pending::create_private(&target).unwrap()), "a key");
        fs::write(&target, "old").unwrap();
        assert!(is_synced(Pending::create(&target).unwrap()), "in place of another");
    }

    #[test]
    fn an_abandoned_file_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        drop(Pending::create(&folder.path().join("a.xml")).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_error_names_the_file_and_the_folder_that_is_missing() {
        let error = write_whole(Path::new("/no-such-folder/a.xml"), b"x").unwrap_err();
        assert_eq!(error.to_string(), "cannot write `/no-such-folder/a.xml`");
        assert_eq!(error.source.to_string(), "the folder `/no-such-folder` is not there; make it first");
    }

    #[test]
    fn a_folder_is_never_a_target() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_whole(folder.path(), b"x").unwrap_err();
        assert!(error.source.to_string().contains("folder"), "{error:?}");
    }

    #[test]
    fn an_output_is_never_an_input_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key");
        fs::write(&key, "secret").unwrap();
        let same = folder.path().join(".").join("key");
        let error = refuse_overwriting(&same, [Path::new("other"), key.as_path()]).unwrap_err();
        assert!(error.source.to_string().contains("overwrite the input"), "{error:?}");
        refuse_overwriting(&folder.path().join("new"), [key.as_path()]).unwrap();
        refuse_overwriting(&key, [folder.path().join("missing").as_path()]).unwrap();
    }

    #[cfg(unix)]
    mod on_unix {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        use super::super::*;

        #[test]
        fn a_link_stays_a_link_and_what_it_points_to_is_written() {
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            fs::create_dir(at("sub")).unwrap();
            fs::write(at("sub/old"), "old").unwrap();
            for (link, points_to) in [("link", "sub/old"), ("dangling", "sub/new"), ("twice", "link")] {
                symlink(points_to, at(link)).unwrap();
                write_whole(&at(link), link.as_bytes()).unwrap();
                assert!(at(link).symlink_metadata().unwrap().is_symlink(), "{link}");
                assert_eq!(fs::read_to_string(at(link)).unwrap(), link);
            }
            assert_eq!(fs::read_to_string(at("sub/new")).unwrap(), "dangling");
            assert_eq!(fs::read_to_string(at("sub/old")).unwrap(), "twice");
            symlink("itself", at("itself")).unwrap();
            assert!(write_whole(&at("itself"), b"x").is_err());
            let error = refuse_overwriting(&at("link"), [at("sub/old").as_path()]).unwrap_err();
            assert!(error.source.to_string().contains("overwrite the input"), "{error:?}");
        }

        #[test]
        fn a_device_is_written_to_and_never_replaced() {
            write_whole(Path::new("/dev/null"), b"x").unwrap();
            assert!(!Path::new("/dev/null").metadata().unwrap().is_file());
            if Path::new("/dev/full").exists() {
                let error = write_whole(Path::new("/dev/full"), b"x").unwrap_err();
                assert_eq!(error.source.kind(), io::ErrorKind::StorageFull);
            }
        }

        #[test]
        fn a_file_that_is_replaced_hands_its_permissions_on_and_a_private_one_does_not() {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("a");
            fs::write(&target, "old").unwrap();
            fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
            write_whole(&target, b"new").unwrap();
            assert_eq!(target.metadata().unwrap().permissions().mode() & 0o777, 0o640);
            write_private(&target, b"key").unwrap();
            assert_eq!(target.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }

        #[test]
        fn no_message_shows_a_temporary_name() {
            let folder = tempfile::tempdir().unwrap();
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
            // For root, whom permissions do not stop, a folder in which nobody can make a file.
            for target in [folder.path().join("a"), PathBuf::from("/proc/a")] {
                if let Err(error) = write_whole(&target, b"x") {
                    assert!(!error.source.to_string().contains(PREFIX), "{error:?}");
                }
            }
        }
    }
}
