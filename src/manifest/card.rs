//! `[card]`: the storage card that is laid out with the packages.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::schema::{Misfit, PackSection, misfit, span_of};
use crate::card::{Processor, Scheme, SchemeError};

/// `[card]`: a storage card with the packages, laid out in `card` in the output folder.
#[derive(Debug, Clone)]
pub struct CardSection {
    /// Where devices look.
    pub scheme: &'static Scheme,
    /// The processor folders.
    pub processors: Vec<Processor>,
    /// The programs that devices start, beside the manifest, each for the devices of one folder or for all.
    pub autorun: Vec<(Option<Processor>, PathBuf)>,
    /// The packages in their order: outputs of `[pack]`, or else files beside the manifest.
    pub packages: Vec<PathBuf>,
    /// Further files, beside the manifest.
    pub files: Vec<PathBuf>,
    /// Whether several packages keep their names instead of being numbered.
    pub keep_names: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CardKeys {
    scheme: Option<Spanned<String>>,
    processor: Option<Spanned<Folders>>,
    autorun: Option<Autorun>,
    packages: Option<Spanned<Vec<PathBuf>>>,
    #[serde(default)]
    files: Vec<PathBuf>,
    #[serde(default)]
    keep_names: bool,
}

/// One processor folder, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`processor` is a folder such as \"2577\", or a list of them")]
enum Folders {
    One(String),
    Several(Vec<String>),
}

impl Default for Folders {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// One program for all folders, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`autorun` is a file, or a table of processor folders and files")]
enum Autorun {
    ForAll(PathBuf),
    ByFolder(BTreeMap<String, PathBuf>),
}

impl CardSection {
    pub(super) fn resolve(keys: Spanned<CardKeys>, pack: Option<&PackSection>) -> Result<Self, Misfit> {
        let span = span_of(&keys);
        let keys = keys.into_inner();
        let Some(pack) = pack else {
            return Err(misfit(
                span,
                "nothing to put onto a card: add [pack] with `output = [\"NAME.cab\"]`",
            ));
        };
        let processor = |folder: &String, span| {
            folder.parse::<Processor>().map_err(|error| misfit(span, &error.to_string()))
        };
        let scheme = keys.scheme.as_ref().map(|name| {
            let read = name.get_ref().parse();
            read.map_err(|error: SchemeError| misfit(span_of(name), &error.to_string()))
        });
        let folders = keys.processor.as_ref();
        let folder_span = folders.map_or(span, span_of);
        let autorun = match keys.autorun {
            None => Vec::new(),
            Some(Autorun::ForAll(path)) => vec![(None, path)],
            Some(Autorun::ByFolder(files)) => files
                .into_iter()
                .map(|(folder, path)| Ok((Some(processor(&folder, span)?), path)))
                .collect::<Result<_, Misfit>>()?,
        };
        Ok(Self {
            scheme: scheme.transpose()?.unwrap_or(Scheme::shell()),
            processors: match folders.map(Spanned::get_ref).unwrap_or(&Folders::default()) {
                Folders::One(folder) => vec![processor(folder, folder_span)?],
                Folders::Several(folders) => {
                    folders.iter().map(|folder| processor(folder, folder_span)).collect::<Result<_, _>>()?
                }
            },
            autorun,
            // The outputs are one package in several forms.
            packages: match keys.packages {
                Some(packages) => named_once(packages)?,
                None => pack.output.iter().take(1).cloned().collect(),
            },
            files: keys.files,
            keep_names: keys.keep_names,
        })
    }
}

/// The packages of a card: each is installed once.
fn named_once(packages: Spanned<Vec<PathBuf>>) -> Result<Vec<PathBuf>, Misfit> {
    let span = span_of(&packages);
    let packages = packages.into_inner();
    if packages.is_empty() {
        return Err(misfit(
            span,
            "a card without a package: name one, or leave `packages` out for the first output",
        ));
    }
    let mut named = HashSet::new();
    match packages.iter().find(|path| !named.insert(path.as_path())) {
        Some(path) => {
            Err(misfit(span, &format!("`{}` is named twice, and is installed once", path.display())))
        }
        None => Ok(packages),
    }
}
