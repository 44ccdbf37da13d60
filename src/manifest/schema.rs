//! The keys of a manifest, as they are written and as they are meant, each section held against the others.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::card::{CardKeys, CardSection};
use super::device::DeviceSection;
use super::push::{PushKeys, PushSection};
use crate::cabinet::Packing;
use crate::check::Allowance;
use crate::finding::Span;
use crate::secret::SecretSource;
use crate::sign::DigestAlgorithm;
use crate::template::Given;
use crate::terms::{RoleMask, Target};

/// The file as it is written: every key optional that another can stand for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    package: PackageKeys,
    #[serde(default)]
    check: CheckKeys,
    pack: Option<Spanned<PackKeys>>,
    sign: Option<Spanned<SignKeys>>,
    device: Option<Spanned<DeviceSection>>,
    card: Option<Spanned<CardKeys>>,
    push: Option<Spanned<PushKeys>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageKeys {
    name: Spanned<String>,
    template: Option<Spanned<String>>,
    templates: Option<Spanned<PathBuf>>,
    document: Option<Spanned<PathBuf>>,
    set: Option<Spanned<BTreeMap<String, Spanned<Given>>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackKeys {
    output: Spanned<Vec<Spanned<PathBuf>>>,
    #[serde(default)]
    files: Vec<Spanned<PathBuf>>,
    #[serde(default)]
    compress: Compress,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SignKeys {
    test_identity: Option<PathBuf>,
    pkcs12: Option<PathBuf>,
    key: Option<PathBuf>,
    certificates: Option<Vec<PathBuf>>,
    password_env: Option<String>,
    password_file: Option<PathBuf>,
    #[serde(default)]
    digest: DigestAlgorithm,
    role: Option<RoleMask>,
    description: Option<String>,
    url: Option<String>,
}

/// `[package]`: what goes in.
#[derive(Debug, Clone)]
pub struct PackageSection {
    /// The name of the document in the output folder, without extension.
    pub name: String,
    /// Where the settings come from.
    pub settings: SettingsFrom,
}

/// Where the settings of a package come from.
#[derive(Debug, Clone)]
pub enum SettingsFrom {
    /// `document`: a file that is there already.
    Document {
        /// The file.
        path: PathBuf,
    },
    /// `template`: made from a template.
    Template {
        /// The template's name.
        name: String,
        /// Where the manifest names it.
        span: Span,
        /// `templates`: a folder with templates of the user's own.
        folder: Option<PathBuf>,
        /// `[package.set]`: the values of its parameters, and where each stands.
        values: BTreeMap<String, (Given, Span)>,
    },
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckKeys {
    #[serde(default)]
    target: Vec<Target>,
    catalogue: Option<Spanned<PathBuf>>,
    #[serde(default)]
    allow: BTreeMap<Spanned<String>, String>,
}

/// `[check]`: what the document must stand up to.
#[derive(Debug, Clone, Default)]
pub struct CheckSection {
    /// The devices that the package is for.
    pub target: Vec<Target>,
    /// Folder of providers of the project's own, beside the manifest.
    pub catalogue: Option<PathBuf>,
    /// The rules whose findings are accepted, and where the manifest says so.
    pub allow: Vec<(Allowance, Span)>,
}

/// `[pack]`: the cabinets.
#[derive(Debug, Clone)]
pub struct PackSection {
    /// Their names in the output folder, `.cab` or `.cpf`.
    pub output: Vec<PathBuf>,
    /// Further files, beside the manifest; a `.cpf` takes none.
    pub files: Vec<PathBuf>,
    /// Whether their content is compressed.
    pub compress: Compress,
}

/// How the content of a cabinet is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compress {
    /// As it is: every device reads that.
    #[default]
    None,
    /// MSZIP.
    Mszip,
}

/// `[sign]`: who signs, and how.
#[derive(Debug, Clone)]
pub struct SignSection {
    /// The key.
    pub key: KeySection,
    /// The digest.
    pub digest: DigestAlgorithm,
    /// What the device's SPC store gives this chain.
    pub role: Option<RoleMask>,
    /// What is signed, in words.
    pub description: Option<String>,
    /// Where more about it can be read.
    pub url: Option<String>,
    /// Where the section stands.
    pub span: Span,
}

/// Where the key comes from.
#[derive(Debug, Clone)]
pub enum KeySection {
    /// `test-identity`: a folder, made when it is not there.
    TestIdentity {
        /// The folder.
        folder: PathBuf,
        /// What the device is to give packages of this identity.
        role: RoleMask,
    },
    /// `pkcs12`: a `.pfx` or `.p12` file.
    Pkcs12 {
        /// The file.
        path: PathBuf,
        /// Where the password is that opens it; never in the manifest.
        password: Option<SecretSource>,
    },
    /// `key` and `certificates`: PEM files.
    Pem {
        /// The key.
        key: PathBuf,
        /// The certificates, the signer's first.
        certificates: Vec<PathBuf>,
        /// Where the password is that opens the key when it is encrypted.
        password: Option<SecretSource>,
    },
}

impl KeySection {
    /// The files that it names, as the manifest writes them.
    pub(super) fn files(&self) -> Vec<&Path> {
        match self {
            // A folder of its own; its files are made and read there.
            Self::TestIdentity { .. } => Vec::new(),
            Self::Pkcs12 { path, .. } => vec![path],
            Self::Pem { key, certificates, .. } => {
                std::iter::once(key).chain(certificates).map(PathBuf::as_path).collect()
            }
        }
    }
}

/// Keys that do not fit together, and the place to look at.
pub(super) struct Misfit {
    pub(super) span: Span,
    pub(super) message: String,
}

type Parts = (
    PackageSection,
    CheckSection,
    Option<PackSection>,
    Option<SignSection>,
    Option<DeviceSection>,
    Option<CardSection>,
    Option<PushSection>,
);

impl From<Compress> for Packing {
    fn from(compress: Compress) -> Self {
        match compress {
            Compress::None => Self::Stored,
            Compress::Mszip => Self::MsZip,
        }
    }
}

impl File {
    /// What the keys mean together.
    pub(super) fn resolve(self) -> Result<Parts, Misfit> {
        let package = self.package.resolve()?;
        let pack = self.pack.map(|keys| keys.into_inner().resolve()).transpose()?;
        let sign = self.sign.map(SignSection::resolve).transpose()?;
        if let (Some(sign), None) = (&sign, &pack) {
            return Err(misfit(sign.span, "nothing to sign: add [pack] with `output = [\"NAME.cab\"]`"));
        }
        let pushes_document = self.push.as_ref().is_some_and(|push| push.get_ref().has_document());
        if let (Some(device), None, false) = (&self.device, &pack, pushes_document) {
            return Err(misfit(
                span_of(device),
                "nothing to ask about: add [pack] with `output = [\"NAME.cab\"]`, or [push.cp]",
            ));
        }
        if let Some(device) = &self.device
            && device.get_ref().profile.is_empty()
        {
            return Err(misfit(span_of(device), "no device is named: give `profile` at least one file"));
        }
        if let Some(device) = &self.device
            && device.get_ref().channel.as_ref().is_some_and(Vec::is_empty)
        {
            return Err(misfit(
                span_of(device),
                "`channel` names none: name one, or leave it out for the card that is laid out or else open",
            ));
        }
        let card = self.card.map(|keys| CardSection::resolve(keys, pack.as_ref())).transpose()?;
        let device = self.device.map(Spanned::into_inner);
        let push = self.push.map(PushKeys::resolve).transpose()?;
        Ok((package, self.check.resolve()?, pack, sign, device, card, push))
    }
}

impl CheckKeys {
    fn resolve(self) -> Result<CheckSection, Misfit> {
        let allowance = |(rule, reason): (Spanned<String>, String)| {
            let span = span_of(&rule);
            let allowance = Allowance::new(rule.get_ref(), &reason);
            allowance.map(|read| (read, span)).map_err(|error| misfit(span, &error.to_string()))
        };
        let allow = self.allow.into_iter().map(allowance).collect::<Result<_, _>>()?;
        if let Some(catalogue) =
            self.catalogue.as_ref().filter(|folder| folder.get_ref().as_os_str().is_empty())
        {
            return Err(misfit(
                span_of(catalogue),
                "`catalogue` names no folder: write `.` for the manifest's own, or leave the line out",
            ));
        }
        let catalogue = self.catalogue.map(Spanned::into_inner);
        Ok(CheckSection { target: self.target, catalogue, allow })
    }
}

impl PackageKeys {
    fn resolve(self) -> Result<PackageSection, Misfit> {
        let span = span_of(&self.name);
        let name = self.name.into_inner();
        if !is_plain_file_name(Path::new(&name)) {
            return Err(misfit(
                span,
                "`name` becomes a file name in the output folder: leave out folders and `..`",
            ));
        }
        let settings = match (self.document, self.template) {
            (Some(_), Some(template)) => {
                return Err(misfit(
                    span_of(&template),
                    "`document` and `template` exclude each other: keep one",
                ));
            }
            (None, None) => {
                return Err(misfit(
                    span,
                    "where do the settings come from? Add `template = \"…\"` or `document = \"…\"`",
                ));
            }
            (Some(document), None) => {
                if let Some(set) = &self.set {
                    return Err(misfit(
                        span_of(set),
                        "`set` gives values to a template, and a `document` has none",
                    ));
                }
                if let Some(folder) = &self.templates {
                    return Err(misfit(
                        span_of(folder),
                        "`templates` is where `template` is looked for: remove it",
                    ));
                }
                SettingsFrom::Document { path: document.into_inner() }
            }
            (None, Some(template)) => SettingsFrom::Template {
                span: span_of(&template),
                name: template.into_inner(),
                folder: self.templates.map(Spanned::into_inner),
                values: self
                    .set
                    .map(Spanned::into_inner)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(name, value)| {
                        let span = span_of(&value);
                        (name, (value.into_inner(), span))
                    })
                    .collect(),
            },
        };
        Ok(PackageSection { name, settings })
    }
}

impl PackKeys {
    fn resolve(self) -> Result<PackSection, Misfit> {
        let span = span_of(&self.output);
        let mut output: Vec<PathBuf> = Vec::new();
        for path in self.output.into_inner() {
            let span = span_of(&path);
            let path = path.into_inner();
            if !is_plain_file_name(&path) {
                return Err(misfit(
                    span,
                    "an output is a file name in the output folder: leave out folders and `..`",
                ));
            }
            if extension_of(&path).is_none_or(|extension| extension != "cab" && extension != "cpf") {
                return Err(misfit(span, "an output ends in `.cab` or `.cpf`"));
            }
            if output.iter().any(|other| other.as_os_str().eq_ignore_ascii_case(path.as_os_str())) {
                return Err(misfit(span, "this output is named twice"));
            }
            output.push(path);
        }
        if output.is_empty() {
            return Err(misfit(span, "name at least one output, such as \"NAME.cab\""));
        }
        if let Some(file) = self.files.first()
            && output.iter().any(|path| extension_of(path).as_deref() == Some("cpf"))
        {
            return Err(misfit(
                span_of(file),
                "a .cpf holds the document alone: keep `files`, or the .cpf in `output`, not both",
            ));
        }
        let files = self.files.into_iter().map(Spanned::into_inner).collect();
        Ok(PackSection { output, files, compress: self.compress })
    }
}

impl SignSection {
    fn resolve(keys: Spanned<SignKeys>) -> Result<Self, Misfit> {
        let span = span_of(&keys);
        let keys = keys.into_inner();
        let password = secret("password", keys.password_env, keys.password_file, span)?;
        let key = match (keys.test_identity, keys.pkcs12, keys.key, keys.certificates) {
            (Some(folder), None, None, None) if folder.as_os_str().is_empty() => {
                return Err(misfit(
                    span,
                    "`test-identity` is empty: name a folder for it, such as \"identity\"",
                ));
            }
            (Some(folder), None, None, None) if password.is_none() => match keys.role {
                Some(role) => KeySection::TestIdentity { folder, role },
                None => {
                    return Err(misfit(
                        span,
                        "a test identity needs `role`, such as \"manager\": what devices are to give its packages",
                    ));
                }
            },
            (None, Some(path), None, None) => KeySection::Pkcs12 { path, password },
            (None, None, Some(key), Some(certificates)) if !certificates.is_empty() => {
                KeySection::Pem { key, certificates, password }
            }
            _ => {
                return Err(misfit(
                    span,
                    "[sign] takes one key: `test-identity = \"FOLDER\"`; or `pkcs12 = \"FILE\"`; or `key = \"FILE\"` with \
                     `certificates = [\"FILE\"]`; the last two with `password-env` or `password-file` where needed",
                ));
            }
        };
        Ok(Self {
            key,
            digest: keys.digest,
            role: keys.role,
            description: keys.description,
            url: keys.url,
            span,
        })
    }
}

/// Where a secret is: in the variable of `NAME-env` or in the file of `NAME-file`.
pub(super) fn secret(
    name: &str,
    variable: Option<String>,
    file: Option<PathBuf>,
    span: Span,
) -> Result<Option<SecretSource>, Misfit> {
    match (variable, file) {
        (Some(_), Some(_)) => {
            Err(misfit(span, &format!("`{name}-env` and `{name}-file` exclude each other: keep one")))
        }
        (Some(variable), None) => Ok(Some(SecretSource::Variable(variable))),
        (None, file) => Ok(file.map(SecretSource::File)),
    }
}

pub(super) fn misfit(span: Span, message: &str) -> Misfit {
    Misfit { span, message: message.to_owned() }
}

pub(super) fn span_of<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start, range.end)
}

fn is_plain_file_name(path: &Path) -> bool {
    let mut components = path.components();
    let plain = matches!(components.next(), Some(Component::Normal(_))) && components.next().is_none();
    plain && !path.to_string_lossy().contains(['/', '\\', ':'])
}

fn extension_of(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
