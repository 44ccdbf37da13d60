//! Signs a cabinet.

use std::io::{self, Read, Seek, SeekFrom, Write};

use der::DateTime;
use der::asn1::{BmpString, Ia5String};
use rand_core::CryptoRngCore;

use super::DigestAlgorithm;
use super::certificate::{Certificate, Name, Validity};
use super::chain::Chain;
use super::digest::CabinetDigest;
use super::key::{Credentials, PrivateKey};
use super::placement::{Placement, PlacementError, padded};
use super::signed_data::{Claims, Unsigned};
use super::spc::{SpcLink, SpcSpOpusInfo, SpcString};
use super::trust::{self, ChainFault};
use crate::cabinet::{Cabinet, ReadError};
use crate::terms::is_web_address;

/// How to sign.
#[derive(Debug, Clone)]
pub struct SignOptions {
    /// The digest.
    pub digest: DigestAlgorithm,
    /// What a desktop shows as the name of the program.
    pub description: Option<String>,
    /// An address to learn more, ASCII.
    pub url: Option<String>,
    /// The time that the signature claims; without, the same input gives the same bytes.
    pub signing_time: Option<DateTime>,
    /// Whether the root goes into the signature too.
    pub include_root: bool,
    /// The time at which the certificates must be valid.
    pub now: DateTime,
    /// Sign although a certificate has expired or is not yet valid.
    pub allow_expired: bool,
    /// Sign although the certificate's usage does not allow to sign code.
    pub allow_usage: bool,
}

/// Signs cabinets with one key.
#[derive(Debug)]
pub struct Signer {
    key: PrivateKey,
    chain: Chain,
    unused: Vec<Certificate>,
    doubts: Vec<Doubt>,
    embedded: Vec<Certificate>,
    claims: Claims,
    digest: DigestAlgorithm,
}

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The digest of the cabinet.
    pub digest: Vec<u8>,
    /// Whether an earlier signature was replaced.
    pub replaced: bool,
}

/// A cabinet that was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// There is no place for a signature in it.
    #[error(transparent)]
    Placement(#[from] PlacementError),
    /// The structure of the cabinet cannot be read.
    #[error(transparent)]
    Unreadable(ReadError),
    /// The content of the cabinet is damaged.
    #[error("{0}; a device would refuse it, signed or not: make it anew, or fetch it again")]
    Damaged(ReadError),
    /// The certificates do not belong together.
    #[error(
        "the certificates do not make a chain: {0}; give those that issued one another, or the signer's alone"
    )]
    Chain(ChainFault),
    /// A doubt that the options do not allow.
    #[error(transparent)]
    Doubt(Box<Doubt>),
    /// A text that a signature cannot hold.
    #[error("the {what} `{text}` cannot be written: {reason}")]
    Text {
        /// Which text.
        what: &'static str,
        /// The text.
        text: String,
        /// What it may hold.
        reason: &'static str,
    },
    /// The key would not sign.
    #[error("the key cannot sign")]
    Key(#[from] rsa::Error),
    /// A structure could not be encoded.
    #[error("the signature cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The output could not be written.
    #[error("cannot write the signed cabinet")]
    Write(#[source] io::Error),
}

/// Why a signature may be refused, though it can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// A certificate of the chain is not valid at present.
    #[error("the certificate `{subject}` is valid from {not_before} to {not_after}, and now is {now}")]
    Validity {
        /// Whose certificate.
        subject: Name,
        /// Its first second.
        not_before: DateTime,
        /// Its last second.
        not_after: DateTime,
        /// The time of the check.
        now: DateTime,
    },
    /// The signer's certificate is for something else.
    #[error("the certificate `{subject}` is not for signing code: its {reason}")]
    Usage {
        /// Whose certificate.
        subject: Name,
        /// Why, in words that follow "its".
        reason: String,
    },
    /// Whether a certificate was issued by the next cannot be computed here.
    #[error("the chain cannot be checked here, and `verify` will not call it good: {0}")]
    Unverifiable(String),
}

impl Signer {
    /// Puts the chain in order and checks that it may sign.
    ///
    /// # Errors
    /// When a certificate was not issued by the one that it names, when a certificate of the chain is not valid now or
    /// the usage of the signer's does not allow to sign code and the options do not allow that, when a text cannot be
    /// encoded.
    pub fn new(credentials: Credentials, options: &SignOptions) -> Result<Self, SignError> {
        let Credentials { key, certificate, others } = credentials;
        let chain = Chain::of(certificate, &others);
        let doubts = doubts(&chain, options.now)?;
        if let Some(doubt) = doubts.iter().find(|doubt| doubt.is_forbidden_by(options)) {
            return Err(SignError::Doubt(Box::new(doubt.clone())));
        }
        let is_left_out = |position: usize, one: &Certificate| {
            position > 0 && one.is_self_issued() && !options.include_root
        };
        let embedded = chain
            .certificates()
            .iter()
            .enumerate()
            .filter(|(position, one)| !is_left_out(*position, one))
            .map(|(_, one)| one.clone())
            .collect();
        Ok(Self {
            claims: Claims { opus: opus(options)?, signing_time: options.signing_time },
            unused: others.into_iter().filter(|one| !chain.contains(one)).collect(),
            digest: options.digest,
            doubts,
            key,
            chain,
            embedded,
        })
    }

    /// The chain, leaf first.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// The digest that the signatures rest on.
    pub fn digest(&self) -> DigestAlgorithm {
        self.digest
    }

    /// Certificates that came with the key but have no place in its chain. They do not go into a signature.
    pub fn unused(&self) -> &[Certificate] {
        &self.unused
    }

    /// Why the signatures may be refused although they are made.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// Reads a cabinet, signed or not, and writes it signed. Holds 64 KiB of it at a time.
    ///
    /// # Errors
    /// When the cabinet is damaged, cannot be signed or not be read, or the output not be written.
    pub fn sign(
        &self,
        cabinet: &mut (impl Read + Seek),
        output: &mut (impl Write + Seek),
        random: &mut impl CryptoRngCore,
    ) -> Result<Signed, SignError> {
        let placement = Placement::of(cabinet)?;
        let damage = Cabinet::open(&mut *cabinet).map_err(SignError::Unreadable)?.damage();
        if let Some(damage) = damage.into_iter().find(ReadError::is_damage) {
            return Err(SignError::Damaged(damage));
        }
        let start = output.stream_position().map_err(SignError::Write)?;
        output.write_all(&placement.head).map_err(SignError::Write)?;

        let mut digest = CabinetDigest::new(self.digest, placement.header());
        digest.update(&placement.head[placement.header().len()..]);
        cabinet.seek(SeekFrom::Start(placement.body.start)).map_err(PlacementError::Read)?;
        let body_length = placement.body.end - placement.body.start;
        digest.copy(cabinet, body_length, &mut *output).map_err(SignError::Write)?;
        let digest = digest.finish();

        let unsigned = Unsigned::new(self.digest, &digest, &self.claims)?;
        let signature = self.key.sign(self.digest, &unsigned.digest()?, random)?;
        let blob = padded(unsigned.into_der(signature, &self.embedded)?);
        let length = u32::try_from(blob.len()).map_err(|_| PlacementError::TooLarge)?;
        output.write_all(&blob).map_err(SignError::Write)?;
        let end = output.stream_position().map_err(SignError::Write)?;
        output.seek(SeekFrom::Start(start + Placement::LENGTH_FIELD)).map_err(SignError::Write)?;
        output.write_all(&length.to_le_bytes()).map_err(SignError::Write)?;
        output.seek(SeekFrom::Start(end)).map_err(SignError::Write)?;
        Ok(Signed { digest, replaced: placement.replaces })
    }
}

/// What may be held against a chain whose links hold, as far as that can be computed.
fn doubts(chain: &Chain, now: DateTime) -> Result<Vec<Doubt>, SignError> {
    let validity = chain.certificates().iter().filter(|one| one.validity(now) != Validity::Valid);
    let mut doubts: Vec<Doubt> = validity
        .map(|one| Doubt::Validity {
            subject: one.subject().clone(),
            not_before: one.not_before(),
            not_after: one.not_after(),
            now,
        })
        .collect();
    if let Some(reason) = chain.leaf().usage().forbids_code_signing() {
        doubts.push(Doubt::Usage { subject: chain.leaf().subject().clone(), reason });
    }
    for pair in chain.certificates().windows(2) {
        let [issued, issuer] = pair else { continue };
        match trust::link_fault(issued, issuer) {
            None => {}
            Some(ChainFault::Unverifiable(reason)) => doubts.push(Doubt::Unverifiable(reason)),
            Some(fault) => return Err(SignError::Chain(fault)),
        }
    }
    Ok(doubts)
}

impl Doubt {
    /// Whether there is an option that allows it, and it is not set.
    fn is_forbidden_by(&self, options: &SignOptions) -> bool {
        match self {
            Self::Validity { .. } => !options.allow_expired,
            Self::Usage { .. } => !options.allow_usage,
            Self::Unverifiable(_) => false,
        }
    }
}

fn opus(options: &SignOptions) -> Result<Option<SpcSpOpusInfo>, SignError> {
    let unfit = |what, text: &str, reason| SignError::Text { what, text: text.to_owned(), reason };
    let program_name = match &options.description {
        None => None,
        Some(text) if text.trim().is_empty() => return Err(unfit("description", text, "it is empty")),
        Some(text) => Some(SpcString::Unicode(BmpString::from_utf8(text).map_err(|_| {
            unfit(
                "description",
                text,
                "only characters of the Basic Multilingual Plane, up to U+FFFF, can stand there",
            )
        })?)),
    };
    let more_info = match &options.url {
        None => None,
        Some(text) if !is_web_address(text) => {
            return Err(unfit("address", text, "it is no absolute address: write `https://host/path`"));
        }
        Some(text) => Some(SpcLink::Url(Ia5String::new(text).map_err(|_| {
            unfit("address", text, "only ASCII can stand there; write other characters percent-encoded")
        })?)),
    };
    let is_empty = program_name.is_none() && more_info.is_none();
    Ok((!is_empty).then_some(SpcSpOpusInfo { program_name, more_info }))
}
