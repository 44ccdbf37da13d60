//! The document of a manifest that names a template.

use std::cell::RefCell;
use std::io::{self, Read};
use std::path::PathBuf;

use super::schema::SettingsFrom;
use super::{BuildError, Invalid, Manifest};
use crate::document::Model;
use crate::template::{Files, Folder, Library, LibraryError, MakeError, ValueError};

/// A document and the files that its values came from.
pub(super) struct Made {
    pub(super) document: Model,
    /// As the manifest names them.
    pub(super) files: Vec<PathBuf>,
}

/// Makes the document. What is wrong with a value is reported where the manifest gives it.
pub(super) fn from_template(manifest: &Manifest) -> Result<Made, BuildError> {
    let SettingsFrom::Template { name, span, folder, values } = &manifest.package.settings else {
        let finding = Invalid::finding(None, "the settings come from no template");
        return Err(Box::new(manifest.invalid(vec![finding])).into());
    };
    let library = match folder {
        None => Library::builtin(),
        Some(folder) => Library::with_folder(manifest.folder().join(folder)),
    };
    let given = values.iter().map(|(name, (value, _))| (name.clone(), value.clone())).collect();
    let files = Noted { folder: Folder(manifest.folder().to_owned()), opened: RefCell::default() };
    let at = |error: &ValueError| {
        let place =
            error.parameter.as_ref().and_then(|name| values.get(name)).map_or(*span, |(_, span)| *span);
        Invalid::finding(Some(place), &error.to_string())
    };
    let findings = match library.make(name, &given, &files) {
        Ok(document) => return Ok(Made { document, files: files.opened.into_inner() }),
        Err(LibraryError::Make(MakeError { errors })) => errors.iter().map(at).collect(),
        Err(error @ LibraryError::Unknown { .. }) => vec![Invalid::finding(Some(*span), &error.to_string())],
        Err(other) => return Err(other.into()),
    };
    Err(Box::new(manifest.invalid(findings)).into())
}

/// The files beside the manifest; those that were opened are noted.
struct Noted {
    folder: Folder,
    opened: RefCell<Vec<PathBuf>>,
}

impl Files for Noted {
    fn open(&self, path: &str) -> io::Result<(Box<dyn Read>, u64)> {
        let opened = self.folder.open(path)?;
        self.opened.borrow_mut().push(path.into());
        Ok(opened)
    }
}
