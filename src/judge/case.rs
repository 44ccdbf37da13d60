//! What is judged: a file as a device would see it.

use std::io::{self, Read, Seek, SeekFrom};

use der::DateTime;

use super::Signature;
use super::push_message::PushMessage;
use crate::cabinet::layout::{Compression, FileEntry, Layout};
use crate::cabinet::{Cabinet, ReadError};
use crate::catalogue::Catalogue;
use crate::catalogue::convert::{self, Converted};
use crate::catalogue::placement::Placement;
use crate::document::{self, FaultKind, Kind, Limits, Model, syncml, wap};
use crate::finding::Source;
use crate::package::{self, Artifact, DOCUMENT_NAME, PackageKind, SniffError};
use crate::terms::{CpSecurity, Thumbprint, shown};
use crate::wbxml;

/// A file as a device would see it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name by which the user knows it.
    pub name: String,
    /// What kind of thing it is.
    pub payload: Payload,
    /// The message that links to it.
    pub(super) message: Option<PushMessage>,
    /// Whether it came as WBXML.
    pub(super) is_binary: bool,
    /// Whether what cannot stand beside others is taken to have documents of its own.
    pub(super) is_apart: bool,
    /// How the push says that it is signed, where the file is one.
    pub(super) sec: Option<Sec>,
    /// What the clock of the device says, where that is known.
    pub(super) clock: Option<DateTime>,
    /// Why not all of the document could be read.
    pub(super) unread: Option<Unread>,
    document: Option<(Source, Model)>,
}

/// The parameter `SEC` of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sec {
    /// One that there is, or none.
    Known(CpSecurity),
    /// A value that means nothing.
    Other(String),
}

/// Something in a document behind which it cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    /// Where and what.
    pub(super) said: String,
    /// Whether that makes it no well-formed XML.
    pub(super) is_malformed: bool,
}

/// What kind of thing is brought to the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// A package.
    Package(PackageFacts),
    /// A wap-provisioningdoc by itself.
    Wap,
    /// A SyncML message.
    SyncMl,
    /// What a service indication or loading links to; it is not at hand.
    Linked,
}

/// What a device looks at in a package before its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFacts {
    /// Its kind.
    pub kind: PackageKind,
    /// Whether anything in it is compressed.
    pub is_compressed: bool,
    /// A file beside its document, the first of them.
    pub other_file: Option<String>,
    /// Whether it has the installation data of a program, a file with the extension `.000`.
    pub has_installation_data: bool,
    /// Why its document cannot be taken out.
    pub damage: Option<String>,
    /// Its signature.
    pub signature: Signature,
    /// The SHA-1 of the whole file, by which a device may have revoked it; `None`: it is not made yet, or not read.
    pub digest: Option<Thumbprint>,
}

impl PackageFacts {
    /// A package that is there.
    pub fn new(kind: PackageKind, layout: &Layout, signature: Signature) -> Self {
        let names = || layout.files.iter().map(FileEntry::name);
        Self {
            kind,
            is_compressed: layout.folders.iter().any(|folder| folder.compression != Compression::None),
            other_file: names()
                .find(|name| !name.eq_ignore_ascii_case(DOCUMENT_NAME))
                .map(|name| shown(&name).into_owned()),
            has_installation_data: names().any(|name| name.ends_with(".000")),
            damage: None,
            signature,
            digest: None,
        }
    }

    /// A .cab that is yet to be made of a document alone.
    pub const fn of_document(signature: Signature) -> Self {
        Self {
            kind: PackageKind::Cab,
            is_compressed: false,
            other_file: None,
            has_installation_data: false,
            damage: None,
            signature,
            digest: None,
        }
    }
}

/// A file that cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// It cannot be read.
    #[error("cannot read `{name}`")]
    Read {
        /// The file.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// It begins as a cabinet does, and is none that can be read.
    #[error("cannot read `{name}`")]
    Cabinet {
        /// The file.
        name: String,
        /// Why.
        source: ReadError,
    },
    /// It begins as WBXML does, and is none.
    #[error("cannot read `{name}`, which begins as a binary document (WBXML)")]
    Binary {
        /// The file.
        name: String,
        /// Where, and why.
        source: wbxml::DecodeError,
    },
    /// It is none of the things that are judged.
    #[error(
        "`{0}` is no package, no wap-provisioningdoc, no SyncML message, and neither a service indication nor a service \
         loading: a device takes no settings from anything else"
    )]
    Kind(String),
    /// The document in it is not one.
    #[error("the document in `{name}` cannot be read: {reason}; `provsmith check` shows where")]
    Document {
        /// The file.
        name: String,
        /// Why.
        reason: String,
    },
    /// It links to nothing.
    #[error("`{0}` links to nothing: only a service indication or a service loading does")]
    NoMessage(String),
    /// A message that brings nothing.
    #[error("`{0}` brings no package: it has no link, or deletes an earlier message; leave --linked out")]
    BringsNothing(String),
    /// What a message links to is no package.
    #[error("`{0}` is no package: a service indication or a service loading brings a device nothing else")]
    NoPackage(String),
}

impl Case {
    /// Reads a file; `kind` is what its name says that a package is, `clock` what the device's clock says, by which
    /// certificates are valid or not.
    ///
    /// # Errors
    /// When it cannot be read, or is nothing that devices take settings from.
    pub fn read(
        name: &str,
        kind: PackageKind,
        file: impl Read + Seek,
        clock: DateTime,
    ) -> Result<Self, CaseError> {
        let case = Self::read_anything(name, kind, file, clock)?;
        Ok(Self { clock: Some(clock), ..case })
    }

    fn read_anything(
        name: &str,
        kind: PackageKind,
        mut file: impl Read + Seek,
        clock: DateTime,
    ) -> Result<Self, CaseError> {
        let unreadable = |source| CaseError::Read { name: name.to_owned(), source };
        let artifact = match package::sniff(&mut file) {
            Ok(artifact) => artifact,
            Err(SniffError::Read(source)) => return Err(unreadable(source)),
            Err(SniffError::Cabinet(error)) if error.is_damage() => {
                let damage = Some(error.to_string());
                let facts = PackageFacts { kind, damage, ..PackageFacts::of_document(Signature::None) };
                return Self::new(name, Payload::Package(facts), None);
            }
            Err(SniffError::Cabinet(source)) => {
                return Err(CaseError::Cabinet { name: name.to_owned(), source });
            }
        };
        if matches!(artifact, Artifact::Package | Artifact::Cabinet) {
            return Self::read_package(name, kind, file, clock);
        }
        let limits = Limits::default();
        let bytes = document::read_bounded(file, &limits);
        let bytes = bytes.map_err(|error| unreadable(io::Error::other(error)))?;
        if !wbxml::is_wbxml(&bytes) {
            let decoded = document::decode(bytes);
            let case = Self::of_document(Source::new(name, decoded.text), None)?;
            return Ok(case.decoded_with(&decoded.faults));
        }
        let decoded = wbxml::decode(&bytes, &limits)
            .map_err(|source| CaseError::Binary { name: name.to_owned(), source })?;
        let case = Self::of_document(decoded.source(name), None).map_err(|error| match error {
            CaseError::Kind(_) => CaseError::Kind(name.to_owned()),
            error => error,
        })?;
        Ok(Self { name: name.to_owned(), ..case.in_wbxml() })
    }

    fn read_package(
        name: &str,
        kind: PackageKind,
        mut file: impl Read + Seek,
        clock: DateTime,
    ) -> Result<Self, CaseError> {
        let unreadable = |source| CaseError::Read { name: name.to_owned(), source };
        let of_cabinet = |source| CaseError::Cabinet { name: name.to_owned(), source };
        let mut cabinet = Cabinet::open(&mut file).map_err(of_cabinet)?;
        let (found, damage) = match package::document(&mut cabinet) {
            Ok(found) => (found, None),
            Err(error) if error.is_damage() => (None, Some(error.to_string())),
            Err(error) => return Err(of_cabinet(error)),
        };
        let layout = cabinet.into_layout();
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let signature = Signature::of(&mut file, clock).map_err(unreadable)?;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let digest = Some(Thumbprint::of_file(&mut file).map_err(unreadable)?);
        let payload =
            Payload::Package(PackageFacts { digest, damage, ..PackageFacts::new(kind, &layout, signature) });
        let Some(decoded) = found.map(document::decode) else { return Self::new(name, payload, None) };
        let source = Source::new(format!("{name}/{DOCUMENT_NAME}"), decoded.text);
        match Self::new(name, payload.clone(), Some(source)) {
            // There is not even an element in it.
            Err(CaseError::Document { reason, .. }) => {
                let said = format!("{name}/{DOCUMENT_NAME}: {reason}");
                let unread = Some(Unread { said, is_malformed: true });
                Ok(Self { unread, ..Self::new(name, payload, None)? })
            }
            case => Ok(case?.decoded_with(&decoded.faults)),
        }
    }

    /// A document that was read already, in the package that it came in; `None`: it came by itself.
    ///
    /// # Errors
    /// When it is no document that devices take.
    pub fn of_document(source: Source, package: Option<Payload>) -> Result<Self, CaseError> {
        let name = source.name().to_owned();
        if let Some(package) = package {
            return Self::new(&name, package, Some(source));
        }
        match Artifact::of_document(source.text().as_bytes()) {
            Artifact::Document(Kind::Wap) => Self::new(&name, Payload::Wap, Some(source)),
            Artifact::Document(Kind::SyncMl) => Self::new(&name, Payload::SyncMl, Some(source)),
            Artifact::Document(Kind::ServiceIndication | Kind::ServiceLoading) => {
                let message = PushMessage::read(&source)
                    .map_err(|reason| CaseError::Document { name: name.clone(), reason })?;
                Ok(Self { message: Some(message), ..Self::new(&name, Payload::Linked, None)? })
            }
            _ => Err(CaseError::Kind(name)),
        }
    }

    fn new(name: &str, payload: Payload, source: Option<Source>) -> Result<Self, CaseError> {
        let read = source.map(|source| Self::read_model(name, source)).transpose()?;
        let (document, unread) = match read {
            Some((source, model, unread)) => (Some((source, model)), unread),
            None => (None, None),
        };
        Ok(Self {
            name: name.to_owned(),
            payload,
            message: None,
            is_binary: false,
            is_apart: false,
            sec: None,
            clock: None,
            unread,
            document,
        })
    }

    /// The model of a document, and why not all of it could be read.
    fn read_model(name: &str, source: Source) -> Result<(Source, Model, Option<Unread>), CaseError> {
        let limits = Limits::default();
        let unreadable = |fault: Option<&document::Fault>| CaseError::Document {
            name: name.to_owned(),
            reason: fault
                .map_or_else(|| "there is no element in it".to_owned(), |fault| fault.message.clone()),
        };
        let (model, faults) =
            if Artifact::of_document(source.text().as_bytes()) == Artifact::Document(Kind::SyncMl) {
                let parsed = syncml::parse(&source, &limits);
                let model = parsed.model.map(Model::SyncMl);
                (model.ok_or_else(|| unreadable(parsed.faults.first()))?, parsed.faults)
            } else {
                let parsed = wap::parse(&source, &limits);
                let model = parsed.model.map(Model::Wap);
                (model.ok_or_else(|| unreadable(parsed.faults.first()))?, parsed.faults)
            };
        let is_malformed = |fault: &&document::Fault| fault.kind == FaultKind::Syntax;
        let hides = || faults.iter().filter(|fault| fault.hides_content());
        let unread = hides().find(is_malformed).or_else(|| hides().next()).map(|fault| {
            let place = source.place(fault.span.start());
            let said = format!("{}:{}:{}: {}", source.name(), place.line, place.column, fault.message);
            Unread { said, is_malformed: is_malformed(&fault) }
        });
        Ok((source, model, unread))
    }

    /// The same, where its bytes are no UTF-8, which is all that devices are known to read.
    fn decoded_with(mut self, faults: &[document::Fault]) -> Self {
        let is_foreign =
            |fault: &&document::Fault| matches!(fault.kind, FaultKind::Utf16 | FaultKind::Encoding);
        if let Some(fault) = faults.iter().find(is_foreign) {
            let said = format!("{}: {}", self.name, fault.message);
            self.unread.get_or_insert(Unread { said, is_malformed: false });
        }
        self
    }

    /// The same, as if it were signed by this chain: what a package will be, or may become.
    #[must_use]
    pub fn signed_by(mut self, chain: super::Chain) -> Self {
        if let Payload::Package(facts) = &mut self.payload {
            facts.signature = Signature::Good(chain);
            facts.digest = None;
        }
        self
    }

    /// The same, as it came in WBXML.
    #[must_use]
    pub fn in_wbxml(self) -> Self {
        Self { is_binary: true, ..self }
    }

    /// The same, as it came in a push whose content type has this parameter `SEC`.
    #[must_use]
    pub fn pushed(self, sec: Option<&str>) -> Self {
        let known = |text: &str| text.parse().ok().and_then(CpSecurity::of_number);
        let sec = match sec {
            None => Sec::Known(CpSecurity::None),
            Some(text) => known(text).map_or_else(|| Sec::Other(text.to_owned()), Sec::Known),
        };
        Self { sec: Some(sec), ..self }
    }

    /// A service indication or loading together with the package that it links to.
    ///
    /// # Errors
    /// When the one is no such message or brings nothing, or the other is no package.
    pub fn linking_to(self, package: Self) -> Result<Self, CaseError> {
        match (self.message, &package.payload) {
            (None, _) => Err(CaseError::NoMessage(self.name)),
            (Some(message), _) if !message.brings_something() => Err(CaseError::BringsNothing(self.name)),
            (Some(message), Payload::Package(_)) => {
                Ok(Self { name: self.name, message: Some(message), is_binary: self.is_binary, ..package })
            }
            _ => Err(CaseError::NoPackage(package.name)),
        }
    }

    /// Whether it is a message that brings what it links to.
    pub fn brings_something(&self) -> bool {
        self.message.as_ref().is_some_and(PushMessage::brings_something)
    }

    /// Whether it is a message that links to something.
    pub fn is_message(&self) -> bool {
        self.message.is_some()
    }

    /// What the document says, where there is one.
    pub(super) fn model(&self) -> Option<&Model> {
        self.document.as_ref().map(|(_, model)| model)
    }

    /// What the document says in the other model, wap-provisioningdoc or SyncML, and what that is called; `None`
    /// where that cannot say all of it.
    pub(super) fn in_other_model(&self, catalogue: &Catalogue) -> Option<(&'static str, Model)> {
        let model = self.model()?;
        let (form, lost, model) = match (&self.payload, model) {
            (Payload::Linked, _) => return None,
            (_, Model::Wap(document)) => {
                let Converted { model, lost } = convert::to_syncml(document, catalogue).ok()?;
                ("syncml", lost, Model::SyncMl(model))
            }
            (_, Model::SyncMl(message)) => {
                let Converted { model, lost } = convert::to_wap(message, catalogue).ok()?;
                ("wap", lost, Model::Wap(model))
            }
        };
        (self.unread.is_none() && lost.is_empty()).then_some((form, model))
    }

    /// Says the same by this model.
    pub(super) fn be_said_by(&mut self, model: Model) {
        if !matches!(self.payload, Payload::Package(_)) {
            self.payload = match model {
                Model::Wap(_) => Payload::Wap,
                Model::SyncMl(_) => Payload::SyncMl,
            };
        }
        self.is_binary = false;
        if let Some((_, said)) = &mut self.document {
            *said = model;
        }
    }

    /// The document, where there is one.
    pub(super) fn source(&self) -> Option<&Source> {
        self.document.as_ref().map(|(source, _)| source)
    }

    /// Its settings laid over the catalogue, where there is a document.
    pub(super) fn placement<'a>(&'a self, catalogue: &'a Catalogue) -> Option<Placement<'a>> {
        self.document.as_ref().map(|(_, model)| match model {
            Model::Wap(document) => Placement::of_wap(document, catalogue),
            Model::SyncMl(message) => Placement::of_syncml(message, catalogue),
        })
    }
}
