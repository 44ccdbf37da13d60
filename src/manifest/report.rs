//! `build.json`: what went into a build and what came out, the same for the same build on every machine.

use std::io;

use serde::Serialize;

use super::schema::SignSection;
use crate::file_digest::FileDigest;
use crate::finding::json;
use crate::judge::Entry;
use crate::push::Outlook;
use crate::sign::DigestAlgorithm;
use crate::sign::signer::Signer;
use crate::terms::{RoleMask, Thumbprint};

/// The version of the layout of `build.json`: keys may be added without a new one, none is renamed or removed.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// What is written to `build.json`.
#[derive(Debug, Serialize)]
pub(super) struct BuildReport<'a> {
    pub(super) schema_version: u32,
    /// The version of this program.
    pub(super) provsmith: &'static str,
    pub(super) package: &'a str,
    /// SHA-256 over the catalogue that the document was checked against.
    pub(super) catalogue: &'a str,
    pub(super) inputs: &'a [FileDigest],
    pub(super) outputs: &'a [FileDigest],
    pub(super) check: json::Report,
    pub(super) signer: Option<&'a SignerReport>,
    /// What the devices of the manifest say to the packages, and what that rests on.
    pub(super) verdicts: &'a [Entry],
    /// What the payloads of `[push]` will come to.
    pub(super) push: &'a [Outlook],
}

/// Who signed, and which roles were assumed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SignerReport {
    /// The thumbprint of the signer's certificate.
    thumbprint: Thumbprint,
    /// The thumbprint of the root, which the device must have in SPC; null when the chain does not reach one.
    root_thumbprint: Option<Thumbprint>,
    /// The digest of the signatures.
    digest: DigestAlgorithm,
    /// What the device's SPC store is taken to give this chain; null when the manifest does not say.
    assumed_role: Option<RoleMask>,
}

impl BuildReport<'_> {
    pub(super) fn to_json(&self) -> io::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

impl SignerReport {
    pub(super) fn of(signer: &Signer, section: &SignSection) -> Self {
        let chain = signer.chain();
        Self {
            thumbprint: chain.leaf().thumbprint(),
            root_thumbprint: chain.root().map(|root| root.thumbprint()),
            digest: signer.digest(),
            assumed_role: section.role,
        }
    }
}
