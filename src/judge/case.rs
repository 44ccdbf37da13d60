//! What is judged: a file as a device would see it.

use std::io::{self, Read, Seek, SeekFrom};

use der::DateTime;

use crate::cabinet::layout::Compression;
use crate::cabinet::{Cabinet, ReadError};
use crate::catalogue::Catalogue;
use crate::catalogue::placement::Placement;
use crate::document::{self, Kind, Limits, Model, syncml, wap};
use crate::finding::Source;
use crate::package::{self, Artifact, DOCUMENT_NAME, PackageKind, SniffError};
use crate::sign;
use crate::sign::trust::ChainFault;
use crate::sign::verify::{Fault, Verification, VerifyError, VerifyOptions};
use crate::terms::Thumbprint;

/// A file as a device would see it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name by which the user knows it.
    pub name: String,
    /// What kind of thing it is.
    pub payload: Payload,
    document: Option<(Source, Model)>,
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
}

/// What a device looks at in a package before its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFacts {
    /// Its kind.
    pub kind: PackageKind,
    /// Whether anything in it is compressed.
    pub is_compressed: bool,
    /// Its signature.
    pub signature: Signature,
}

/// The signature of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    None,
    /// It does not hold, for these reasons.
    Bad(Vec<String>),
    /// It holds.
    Good(Chain),
}

/// Who signed, as a device compares it with its stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The certificates, the signer's first.
    pub links: Vec<Link>,
    /// Whether it ends at a root.
    pub is_complete: bool,
    /// Why it is not known whether a device can check it.
    pub doubts: Vec<String>,
    /// Why a certificate of it is not valid today.
    pub expired: Vec<String>,
}

/// A certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name on devices.
    pub thumbprint: Thumbprint,
    /// Whose it is.
    pub subject: String,
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
    /// It is none of the things that are judged.
    #[error(
        "`{0}` is neither a package nor a wap-provisioningdoc nor a SyncML message: a device takes no other settings"
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
}

impl Case {
    /// Reads a file; `kind` is what its name says that a package is, `at` today.
    ///
    /// # Errors
    /// When it cannot be read, or is neither a package nor a document that devices take.
    pub fn read(
        name: &str,
        kind: PackageKind,
        mut file: impl Read + Seek,
        at: DateTime,
    ) -> Result<Self, CaseError> {
        let unreadable = |source| CaseError::Read { name: name.to_owned(), source };
        let of_cabinet = |source| CaseError::Cabinet { name: name.to_owned(), source };
        let artifact = package::sniff(&mut file).map_err(|error| match error {
            SniffError::Read(source) => unreadable(source),
            SniffError::Cabinet(source) => of_cabinet(source),
        })?;
        match artifact {
            Artifact::Package | Artifact::Cabinet => {
                let mut cabinet = Cabinet::open(&mut file).map_err(of_cabinet)?;
                let found = package::document(&mut cabinet).map_err(of_cabinet)?;
                let folders = &cabinet.layout().folders;
                let is_compressed = folders.iter().any(|folder| folder.compression != Compression::None);
                file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
                let signature = Signature::of(&mut file, at).map_err(unreadable)?;
                let payload = Payload::Package(PackageFacts { kind, is_compressed, signature });
                let source = found.map(|bytes| {
                    Source::new(format!("{name}/{DOCUMENT_NAME}"), document::decode(&bytes).text)
                });
                Self::new(name, payload, source)
            }
            Artifact::Document(Kind::Wap | Kind::SyncMl) => {
                let bytes = document::read_bounded(file, &Limits::default());
                let bytes = bytes.map_err(|error| unreadable(io::Error::other(error)))?;
                let payload =
                    if artifact == Artifact::Document(Kind::Wap) { Payload::Wap } else { Payload::SyncMl };
                Self::new(name, payload, Some(Source::new(name, document::decode(&bytes).text)))
            }
            Artifact::Document(_) | Artifact::Unknown => Err(CaseError::Kind(name.to_owned())),
        }
    }

    /// A document that was read already, in the package that it came in; `None`: it came by itself.
    ///
    /// # Errors
    /// When it is no document that devices take.
    pub fn of_document(source: Source, package: Option<Payload>) -> Result<Self, CaseError> {
        let name = source.name().to_owned();
        let payload = match (package, Artifact::of_document(source.text().as_bytes())) {
            (Some(package), _) => package,
            (None, Artifact::Document(Kind::Wap)) => Payload::Wap,
            (None, Artifact::Document(Kind::SyncMl)) => Payload::SyncMl,
            (None, _) => return Err(CaseError::Kind(name)),
        };
        Self::new(&name, payload, Some(source))
    }

    fn new(name: &str, payload: Payload, source: Option<Source>) -> Result<Self, CaseError> {
        let document = source.map(|source| Self::model(name, source)).transpose()?;
        Ok(Self { name: name.to_owned(), payload, document })
    }

    fn model(name: &str, source: Source) -> Result<(Source, Model), CaseError> {
        let limits = Limits::default();
        let unreadable = |fault: Option<&document::Fault>| CaseError::Document {
            name: name.to_owned(),
            reason: fault
                .map_or_else(|| "there is no element in it".to_owned(), |fault| fault.message.clone()),
        };
        let model = if Artifact::of_document(source.text().as_bytes()) == Artifact::Document(Kind::SyncMl) {
            let parsed = syncml::parse(&source, &limits);
            parsed.model.map(Model::SyncMl).ok_or_else(|| unreadable(parsed.faults.first()))
        } else {
            let parsed = wap::parse(&source, &limits);
            parsed.model.map(Model::Wap).ok_or_else(|| unreadable(parsed.faults.first()))
        }?;
        Ok((source, model))
    }

    /// The same, as if it were signed by this chain: what a package will be, or may become.
    #[must_use]
    pub fn signed_by(mut self, chain: Chain) -> Self {
        if let Payload::Package(facts) = &mut self.payload {
            facts.signature = Signature::Good(chain);
        }
        self
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

impl Chain {
    /// A chain as a device would see it.
    pub fn of(chain: &sign::chain::Chain) -> Self {
        let links = chain.certificates().iter();
        let doubts = links.clone().flat_map(|certificate| {
            let limits = sign::device_limits::DeviceLimit::of(certificate);
            limits.into_iter().map(|limit| format!("the certificate of `{}`: {limit}", certificate.subject()))
        });
        Self {
            doubts: doubts.collect(),
            links: links
                .map(|one| Link { thumbprint: one.thumbprint(), subject: one.subject().to_string() })
                .collect(),
            is_complete: chain.root().is_some(),
            expired: Vec::new(),
        }
    }
}

impl Signature {
    fn of(file: &mut (impl Read + Seek), at: DateTime) -> io::Result<Self> {
        let options = VerifyOptions { trust: Vec::new(), at };
        match sign::verify::verify(file, &options) {
            Ok(verification) => Ok(Self::of_verification(verification)),
            Err(VerifyError::Read(error)) => Err(error),
            Err(error @ VerifyError::NotACabinet(_)) => Ok(Self::Bad(vec![error.to_string()])),
        }
    }

    /// What a device would make of a check: it knows its own roots, and trusts no time stamp of anybody's.
    fn of_verification(verification: Verification) -> Self {
        let mut bad = Vec::new();
        let mut expired = Vec::new();
        for fault in &verification.faults {
            match fault {
                Fault::NotSigned { following: 0 } => return Self::None,
                Fault::Chain(ChainFault::UntrustedRoot { .. } | ChainFault::NoIssuer { .. })
                | Fault::TimeStamp(_)
                | Fault::TimeStampChain(_) => {}
                Fault::Chain(ChainFault::Validity { subject, not_before, not_after, .. }) => expired.push(
                    format!("the certificate of `{subject}` is valid from {not_before} to {not_after}"),
                ),
                fault => bad.push(fault.to_string()),
            }
        }
        match verification.chain {
            Some(chain) if bad.is_empty() => {
                let mut chain = Chain { expired, ..Chain::of(&chain) };
                if let Some(algorithm) =
                    verification.algorithm.filter(|digest| *digest != sign::DigestAlgorithm::Sha1)
                {
                    chain.doubts.push(format!(
                        "the digest is {}; devices are known to read SHA-1 only",
                        algorithm.name()
                    ));
                }
                Self::Good(chain)
            }
            _ if bad.is_empty() => Self::Bad(vec!["the signature has no signer".to_owned()]),
            _ => Self::Bad(bad),
        }
    }
}
