//! Templates: documents with placeholders and declared parameters.
//!
//! A template is a folder with `template.toml` and `document.xml`; `templates/README.md` explains both to people who
//! write their own. [`Library`] finds templates, [`Template::make`] makes documents.

mod condition;
mod declaration;
mod files;
mod form;
mod load;
mod make;
mod placeholder;
mod value;

mod embedded {
    //! The table of built-in templates, made by the build script from the folder.
    include!(concat!(env!("OUT_DIR"), "/templates.rs"));
}

pub use declaration::{Declaration, Kind, ModelName, Parameter, Relation};
pub use files::{FileError, Files, Folder};
pub use load::{RESERVED, TemplateError};
pub use make::{MakeError, ValueError};
pub use value::Given;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::document::{Model, decode, xml};
use crate::finding::{Source, nearest};
use crate::input;

/// The namespace of the instructions `when` and `each` in a template's document.
pub const NAMESPACE: &str = "urn:provsmith:template";

/// Files of a template that are larger are none, in bytes.
const LARGEST_FILE: u64 = 1 << 20;

/// A template that has been read and checked.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
    declaration: Declaration,
    /// The name of the document's file, for messages.
    document: String,
    tree: xml::Tree,
    /// The prefix that the document binds to [`NAMESPACE`].
    prefix: Option<String>,
    /// The parameters whose values are parts of addresses, as `${name.segment}`.
    segments: BTreeSet<String>,
}

impl Template {
    /// The name of its folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it declares.
    pub fn declaration(&self) -> &Declaration {
        &self.declaration
    }
}

/// A built-in template before it is read.
#[derive(Debug)]
struct Embedded {
    name: &'static str,
    declaration: &'static str,
    document: &'static str,
}

/// The templates that there are: the built-in ones, and those of a user's folder, which come first.
#[derive(Debug, Clone, Default)]
pub struct Library {
    folder: Option<PathBuf>,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// There is no template with this name.
    #[error("there is no template `{name}`{help}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The nearest name, or where to look.
        help: String,
    },
    /// The folder of templates cannot be read.
    #[error("cannot read the folder of templates `{}`: {}", .0.display(), .1)]
    Folder(PathBuf, std::io::Error),
    /// What is named as the folder of templates is one of them.
    #[error("`{}` is a template, not a folder of templates: name the folder that it is in", .0.display())]
    IsTemplate(PathBuf),
    /// The template is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The values are wrong.
    #[error(transparent)]
    Make(#[from] MakeError),
}

impl Library {
    /// The built-in templates.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The built-in templates and those in the folders of `folder`.
    pub fn with_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()) }
    }

    /// The names of all templates, sorted.
    ///
    /// # Errors
    /// When the user's folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, LibraryError> {
        let mut names: Vec<String> =
            embedded::EMBEDDED.iter().map(|template| template.name.to_owned()).collect();
        if let Some(folder) = &self.folder {
            if folder.join("template.toml").is_file() {
                return Err(LibraryError::IsTemplate(folder.clone()));
            }
            let failed = |error| LibraryError::Folder(folder.clone(), error);
            for entry in fs::read_dir(folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.join("template.toml").is_file()
                    && let Some(name) = path.file_name().and_then(|name| name.to_str())
                {
                    names.push(name.to_owned());
                }
            }
        }
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// Reads and checks a template. One of the user's folder wins over a built-in one of the same name.
    ///
    /// # Errors
    /// When there is none, or when its files are wrong.
    pub fn load(&self, name: &str) -> Result<Template, LibraryError> {
        if let Some(folder) = &self.folder {
            let folder = folder.join(name);
            let is_name = Path::new(name).components().count() == 1;
            if is_name && folder.is_dir() {
                let declaration = source(&folder.join("template.toml"))?;
                return Ok(load::load(name, &declaration, &source(&folder.join("document.xml"))?)?);
            }
        }
        match embedded::EMBEDDED.iter().find(|template| template.name == name) {
            Some(template) => {
                let file = |file: &str| format!("built-in template {name}/{file}");
                let declaration = Source::new(file("template.toml"), template.declaration);
                Ok(load::load(name, &declaration, &Source::new(file("document.xml"), template.document))?)
            }
            None => {
                let names = self.names()?;
                let help = match nearest(name, names.iter().map(String::as_str)) {
                    Some(meant) => format!(": is `{meant}` meant?"),
                    None => format!(": there are {}", value::quoted_list(&names)),
                };
                Err(LibraryError::Unknown { name: name.to_owned(), help })
            }
        }
    }

    /// Makes a document from the template called `name` and values by parameter name. Files that parameters name are
    /// opened by `files`.
    ///
    /// # Errors
    /// As [`Library::load`] and [`Template::make`].
    pub fn make(
        &self,
        name: &str,
        given: &BTreeMap<String, Given>,
        files: &dyn Files,
    ) -> Result<Model, LibraryError> {
        Ok(self.load(name)?.make(given, files)?)
    }
}

/// A file of a user's template.
fn source(path: &Path) -> Result<Source, LibraryError> {
    let name = path.display().to_string();
    let bytes = input::read_file(path, LARGEST_FILE).map_err(|error| TemplateError {
        file: name.clone(),
        place: None,
        message: format!("cannot be read: {error}"),
    })?;
    let decoded = decode(&bytes);
    let source = Source::new(name, decoded.text);
    match decoded.faults.first() {
        None => Ok(source),
        Some(fault) => {
            let help = fault.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
            Err(TemplateError {
                file: source.name().to_owned(),
                place: Some(source.place(fault.span.start())),
                message: format!("{}{help}", fault.message),
            }
            .into())
        }
    }
}
