//! `provsmith.toml`: what one package is made of, from settings to signed cabinets. Paths are relative to the file.
//!
//! [`Manifest::read`] gives a manifest that is right in itself; [`build`] carries it out.

mod build;
mod build_error;
mod card;
mod device;
mod key;
mod push;
mod report;
mod schema;
mod settings;

pub use build::{BuildOptions, Built, build};
pub use build_error::BuildError;
pub use card::CardSection;
pub use device::DeviceSection;
pub use push::{CpSection, PushSection};
pub use schema::{
    CheckSection, Compress, KeySection, PackSection, PackageSection, SettingsFrom, SignSection,
};

use std::io;
use std::path::{Path, PathBuf};

use crate::finding::{Finding, Severity, Source, Span};
use crate::input;
use crate::toml_text::{in_words_of_toml, text_of_toml};

/// The name of a manifest in its folder.
pub const FILE_NAME: &str = "provsmith.toml";

/// Largest manifest that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// A manifest whose parts fit together.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Where it stands, and its text.
    pub path: PathBuf,
    /// The text, for errors that are found later.
    pub source: Source,
    /// What the package is made of.
    pub package: PackageSection,
    /// How it is checked.
    pub check: CheckSection,
    /// Into which cabinets it goes.
    pub pack: Option<PackSection>,
    /// Who signs them.
    pub sign: Option<SignSection>,
    /// Which devices are asked.
    pub device: Option<DeviceSection>,
    /// The storage card that they go onto.
    pub card: Option<CardSection>,
    /// What goes over the air.
    pub push: Option<PushSection>,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The manifest.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is larger than any manifest needs to be.
    #[error("`{0}` is larger than 1 MiB: is it a manifest?")]
    TooLarge(PathBuf),
    /// Keys or values are wrong.
    #[error(transparent)]
    Invalid(Box<Invalid>),
}

/// Wrong keys or values, at their places in the manifest.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.lines())]
pub struct Invalid {
    /// The manifest's text.
    pub text: Source,
    /// What is wrong, and where; never empty.
    pub findings: Vec<Finding>,
}

impl Invalid {
    /// The rule under which errors of a manifest are reported.
    const RULE: &str = "manifest";

    /// Something wrong at `span`, or with the manifest as a whole.
    fn finding(span: Option<Span>, message: &str) -> Finding {
        Finding { span, ..Finding::new(Self::RULE, Severity::Error, Span::default(), message.trim_end()) }
    }

    fn lines(&self) -> String {
        let line = |finding: &Finding| match finding.span.map(|span| self.text.place(span.start())) {
            Some(place) => {
                format!("{}:{}:{}: {}", self.text.name(), place.line, place.column, finding.message)
            }
            None => format!("{}: {}", self.text.name(), finding.message),
        };
        self.findings.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Manifest {
    /// Reads the manifest at `path`: the file itself, or the folder in which it is called `provsmith.toml`.
    ///
    /// # Errors
    /// When it cannot be read, is not TOML, or has a key or a value that means nothing.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let path = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
        let unreadable = |source| ManifestError::Read { path: path.clone(), source };
        let bytes = input::read_file(&path, LARGEST).map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => ManifestError::TooLarge(path.clone()),
            _ => unreadable(error),
        })?;
        let text = text_of_toml(&bytes).map_err(|no_text| {
            let source = Source::new(path.to_string_lossy(), no_text.text);
            invalid(&source, Some(no_text.span), &no_text.message)
        })?;
        Self::parse(path, text)
    }

    /// A manifest from its text; `path` says where it stands.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn parse(path: PathBuf, text: String) -> Result<Self, ManifestError> {
        let source = Source::new(path.to_string_lossy(), text);
        let file: schema::File = toml::from_str(source.text()).map_err(|error| {
            let span = error.span().map(|range| Span::new(range.start, range.end));
            invalid(&source, span, &in_words_of_toml(error.message()))
        })?;
        let parts = file.resolve().map_err(|fault| invalid(&source, Some(fault.span), &fault.message))?;
        let (package, check, pack, sign, device, card, push) = parts;
        Ok(Self { path, source, package, check, pack, sign, device, card, push })
    }

    /// The folder of providers of the project's own, where the manifest names one.
    pub fn catalogue_folder(&self) -> Option<PathBuf> {
        self.check.catalogue.as_ref().map(|folder| self.folder().join(folder))
    }

    /// The folder that paths in the manifest are relative to.
    pub fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// What was found wrong later, at places of this manifest.
    fn invalid(&self, findings: Vec<Finding>) -> Invalid {
        Invalid { text: self.source.clone(), findings }
    }
}

fn invalid(text: &Source, span: Option<Span>, message: &str) -> ManifestError {
    let findings = vec![Invalid::finding(span, message)];
    ManifestError::Invalid(Box::new(Invalid { text: text.clone(), findings }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Manifest, ManifestError> {
        Manifest::parse("provsmith.toml".into(), text.to_owned())
    }

    #[track_caller]
    fn error(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_manifest_of_the_first_sample_is_understood() {
        let text = include_str!("../../samples/01-direct-push/provsmith.toml");
        let manifest = parse(text).unwrap();
        assert_eq!(manifest.package.name, "direct-push");
        assert_eq!(manifest.pack.unwrap().output.len(), 2);
        assert!(matches!(manifest.sign.unwrap().key, KeySection::TestIdentity { .. }));
    }

    #[test]
    fn an_unknown_key_is_an_error_at_its_place() {
        let message = error("[package]\nname = \"a\"\ntemplate = \"direct-push\"\ntemplte = 1\n");
        assert!(message.starts_with("provsmith.toml:4:1: ") && message.contains("templte"), "{message}");
    }

    #[test]
    fn a_wrong_value_is_an_error_at_its_place() {
        let message = error("[package]\nname = \"a\"\ndocument = \"a.xml\"\n[check]\ntarget = [\"wm7\"]\n");
        assert!(message.starts_with("provsmith.toml:5:") && message.contains("wm6.5"), "{message}");
    }

    #[test]
    fn a_package_comes_from_one_place() {
        let both = error("[package]\nname = \"a\"\ndocument = \"a.xml\"\ntemplate = \"b\"\n");
        assert!(both.contains("`document`") && both.contains("`template`"), "{both}");
        assert!(error("[package]\nname = \"a\"\n").contains("`template = "));
    }

    #[test]
    fn settings_belong_to_a_template() {
        let message = error("[package]\nname = \"a\"\ndocument = \"a.xml\"\n[package.set]\nx = 1\n");
        assert!(message.contains("`set`"), "{message}");
    }

    #[test]
    fn what_is_signed_is_packed_first() {
        let message =
            error("[package]\nname=\"a\"\ndocument=\"a.xml\"\n[sign]\ntest-identity=\"i\"\nrole=8\n");
        assert!(message.contains("[pack]"), "{message}");
    }

    #[test]
    fn a_push_says_what_is_pushed_and_what_a_build_cannot_sign() {
        let head = "[package]\nname=\"a\"\ndocument=\"a.xml\"\n";
        let nothing = error(&format!("{head}[push]\nto=\"+15551230001\"\n"));
        for section in ["provsmith.toml:4:1", "[push.si]", "[push.sl]", "[push.cp]"] {
            assert!(nothing.contains(section), "{nothing}");
        }
        let made = error(&format!("{head}[push.cp]\nsec=\"userpinmac\"\n"));
        assert!(
            made.contains("provsmith.toml:5:5") && made.contains("`provsmith push cp --sec userpinmac`"),
            "{made}"
        );
    }

    #[test]
    fn a_signature_has_one_key() {
        let head = "[package]\nname=\"a\"\ndocument=\"a.xml\"\n[pack]\noutput=[\"a.cab\"]\n[sign]\n";
        for keys in
            ["", "test-identity=\"i\"\npkcs12=\"p\"\n", "key=\"k\"\n", "pkcs12=\"p\"\ncertificates=[\"c\"]\n"]
        {
            parse(&format!("{head}{keys}")).expect_err(keys);
        }
        parse(&format!("{head}key=\"k\"\ncertificates=[\"c\"]\npassword-env=\"P\"\n")).unwrap();
    }

    #[test]
    fn outputs_stay_in_the_output_folder_and_are_cabinets() {
        let head = "[package]\nname=\"a\"\ndocument=\"a.xml\"\n[pack]\noutput=";
        let said = error(&format!("{head}\"a.cab\"\n"));
        assert!(said.contains("a list"), "{said}");
        for output in ["[\"../a.cab\"]", "[\"/a.cab\"]", "[\"a.zip\"]", "[]", "[\"a.cab\", \"A.CAB\"]"] {
            parse(&format!("{head}{output}\n")).expect_err(output);
        }
        let name = "[package]\nname=\"../a\"\ndocument=\"a.xml\"\n";
        assert!(error(name).contains("name"), "a name is a file name");
    }
}
