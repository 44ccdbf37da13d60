//! Checks a signed cabinet: its digest, its signature, its chain, and by value every byte that none of them covers.

use std::io::{self, Read, Seek, SeekFrom};

use const_oid::ObjectIdentifier;
use der::DateTime;

use super::DigestAlgorithm;
use super::certificate::Certificate;
use super::chain::Chain;
use super::digest::{CabinetDigest, SIGNED_HEADER};
use super::placement::PADDING;
use super::signature_check::{self, SignatureFault};
use super::signed_data::{LARGEST_SIGNATURE, SignedContent, SignedData, SignerInfo, split_padding};
use super::spc::{CABINET_DATA, INDIRECT_DATA, SpcIndirectDataContent};
use super::time_stamp::{self, COUNTERSIGNATURE, RFC3161_TOKEN, TimeStamp, TimeStampFault, TimeStampForm};
use super::trust::{self, ChainFault};
use crate::cabinet::layout::{Layout, LayoutError, Oddity};
use crate::cabinet::{Cabinet, ReadError};
use crate::terms::der_fault;

/// The attribute that holds a second signature, in the form of Windows 8.
const NESTED_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.4.1");

/// Said of every RFC 3161 token.
const NOT_COVERED: &str = "the signer's signature does not cover the time stamp, which came later: the authority's own \
                           signature does, and what neither covers has the one value that the standard allows";

/// Against what to check.
#[derive(Debug, Clone)]
pub struct VerifyOptions {
    /// The roots that are trusted.
    pub trust: Vec<Certificate>,
    /// The time at which the certificates must be valid.
    pub at: DateTime,
}

/// What a check has shown. The signature is good when there is no fault.
#[derive(Debug, Default)]
pub struct Verification {
    /// The digest that the signature rests on.
    pub algorithm: Option<DigestAlgorithm>,
    /// The digest of the cabinet as it is.
    pub digest: Option<Vec<u8>>,
    /// The signer's chain.
    pub chain: Option<Chain>,
    /// The name of the program.
    pub description: Option<String>,
    /// The address to learn more.
    pub url: Option<String>,
    /// The time of signing by the signer's own clock.
    pub signing_time: Option<DateTime>,
    /// The time stamps that hold.
    pub time_stamps: Vec<TimeStamp>,
    /// All that is wrong.
    pub faults: Vec<Fault>,
    /// What was seen and not checked.
    pub notes: Vec<String>,
}

/// A file that cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is no cabinet.
    #[error(transparent)]
    NotACabinet(LayoutError),
    /// It cannot be read.
    #[error("cannot read the cabinet")]
    Read(#[from] io::Error),
}

/// Something that makes a signature bad.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The cabinet itself is damaged.
    #[error(transparent)]
    Damaged(LayoutError),
    /// Its content is damaged.
    #[error("the content is damaged, so that no device installs it, whoever signed it: {0}")]
    Content(ReadError),
    /// It has no signature.
    #[error("the cabinet is not signed{}", if *.following == 0 { String::new() } else { format!(", and {following} bytes follow it") })]
    NotSigned {
        /// The number of bytes behind the cabinet, which are something else.
        following: u64,
    },
    /// Bytes that no signature covers are not what they must be.
    #[error("{0}")]
    Uncovered(String),
    /// The signature's encoding.
    #[error("the signature cannot be read: {}", der_fault(.0))]
    Malformed(der::Error),
    /// The signature's encoding is not the one of DER.
    #[error(
        "the signature is not encoded in DER throughout: it was changed, or written by a careless program"
    )]
    NotDer,
    /// The padding behind the signature.
    #[error("the {0} bytes behind the signature are not a padding of up to 7 zeros")]
    Padding(usize),
    /// The signature is for another kind of file, or none that is known.
    #[error("the signature is not one of a cabinet: {0}")]
    Kind(String),
    /// The cabinet's digest is not the signed one.
    #[error("the cabinet was changed after signing: its digest is {computed}, the signed one is {signed}")]
    Digest {
        /// Of the cabinet as it is.
        computed: String,
        /// In the signature.
        signed: String,
    },
    /// The signature itself.
    #[error(transparent)]
    Signature(#[from] SignatureFault),
    /// A certificate in the signature cannot be read.
    #[error("certificate {number} in the signature: {reason}")]
    Certificate {
        /// Which, from 1.
        number: usize,
        /// Why.
        reason: String,
    },
    /// A certificate that has no part in any chain.
    #[error("the certificate of `{0}` in the signature belongs to no chain, so nothing vouches for it")]
    StrayCertificate(String),
    /// The signer's certificate is for something else.
    #[error("the certificate of `{subject}` is not for signing code: its {reason}")]
    Usage {
        /// Whose.
        subject: String,
        /// Why, in words that follow "its".
        reason: String,
    },
    /// The signer's chain.
    #[error(transparent)]
    Chain(ChainFault),
    /// A time stamp.
    #[error("the time stamp: {0}")]
    TimeStamp(#[from] TimeStampFault),
    /// The chain of a time stamp.
    #[error("the time stamp: {0}")]
    TimeStampChain(ChainFault),
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks the signature of a cabinet.
///
/// # Errors
/// When it is no cabinet or cannot be read. All else is a [`Fault`] in the result.
pub fn verify(
    cabinet: &mut (impl Read + Seek),
    options: &VerifyOptions,
) -> Result<Verification, VerifyError> {
    let mut verification = Verification::default();
    let layout = match Layout::read(&mut *cabinet) {
        Ok(layout) => layout,
        Err(LayoutError::Read { source, .. }) => return Err(source.into()),
        Err(error @ (LayoutError::NotACabinet | LayoutError::Version { .. })) => {
            return Err(VerifyError::NotACabinet(error));
        }
        Err(error) => {
            verification.faults.push(Fault::Damaged(error));
            return Ok(verification);
        }
    };
    let damage = Cabinet::of(&mut *cabinet, layout.clone()).damage();
    verification.faults.extend(damage.into_iter().filter(ReadError::is_damage).map(Fault::Content));
    let Some(signature) = place(&layout, &mut verification.faults) else { return Ok(verification) };
    let mut blob = Vec::new();
    cabinet.seek(SeekFrom::Start(signature.start))?;
    cabinet.take(signature.end - signature.start).read_to_end(&mut blob)?;
    let Some((data, content)) = read_signature(&blob, &mut verification.faults) else {
        return Ok(verification);
    };

    compare_digest(&data, &content, &layout, cabinet, &mut verification)?;
    check_signer(&data, options, &mut verification);
    Ok(verification)
}

/// Where the signature is, and all that no digest covers in the header around it.
fn place(layout: &Layout, faults: &mut Vec<Fault>) -> Option<std::ops::Range<u64>> {
    let header = &layout.header;
    let mut uncovered = |text: String| faults.push(Fault::Uncovered(text));
    if layout.is_multi_part() {
        uncovered("the cabinet is one of a set of several; only single cabinets are checked".into());
    }
    if header.reserved1 != 0 {
        uncovered(format!("reserved1 at offset 4 is {:#010x} instead of 0", header.reserved1));
    }
    if header.set_index != 0 {
        uncovered(format!("iCabinet at offset 34 is {} instead of 0", header.set_index));
    }
    // Sizes of reserves move what follows. Where nothing follows, nothing shows the change.
    if layout.folders.is_empty() && header.reserve.folder != 0 {
        uncovered(format!("cbCFFolder at offset 38 is {} without any folder", header.reserve.folder));
    }
    if layout.folders.iter().all(|folder| folder.block_count == 0) && header.reserve.data != 0 {
        uncovered(format!("cbCFData at offset 39 is {} without any block", header.reserve.data));
    }
    for oddity in &layout.oddities {
        if let Oddity::UnusedBytes { .. } = oddity {
            uncovered(oddity.to_string());
        }
    }
    let trailing = layout.trailing();
    let following = trailing.end - trailing.start;
    let Some(slot) = layout.signature_slot() else {
        if header.reserve_bytes.iter().any(|byte| *byte != 0) {
            uncovered(
                "the reserve of the header is not the 20 bytes that name a signature at offset 40".into(),
            );
        }
        faults.push(Fault::NotSigned { following });
        return None;
    };
    if slot.length == 0 {
        faults.push(Fault::NotSigned { following });
        return None;
    }
    if slot.filler != [0; 8] {
        uncovered("the 8 bytes at offset 52 are not 0".into());
    }
    if layout.signature().is_none() {
        uncovered(format!(
            "the header names a signature of {} bytes at offset {}, but behind the cabinet there are {following} \
             bytes at offset {}",
            slot.length, slot.offset, trailing.start
        ));
        return None;
    }
    if u64::from(slot.length) > LARGEST_SIGNATURE {
        uncovered(format!("the signature would have {} bytes; no real one is as long", slot.length));
        return None;
    }
    layout.signature()
}

/// The structure of the signature and what it says of the cabinet.
fn read_signature(blob: &[u8], faults: &mut Vec<Fault>) -> Option<(SignedData, SpcIndirectDataContent)> {
    let (der, padding) = match split_padding(blob) {
        Ok(parts) => parts,
        Err(error) => {
            faults.push(Fault::Malformed(error));
            return None;
        }
    };
    if padding.len() >= PADDING || padding.iter().any(|byte| *byte != 0) {
        faults.push(Fault::Padding(padding.len()));
    }
    let parsed = match SignedContent::from_der(der) {
        Ok(parsed) => parsed,
        Err(error) => {
            faults.push(Fault::Malformed(error));
            return None;
        }
    };
    if parsed.to_der().ok().as_deref() != Some(der) {
        faults.push(Fault::NotDer);
    }
    let data = parsed.data;
    if data.version != 1 {
        faults.push(Fault::Kind(format!("its version is {} instead of 1", data.version)));
    }
    if data.content.econtent_type != INDIRECT_DATA {
        faults.push(Fault::Kind(format!("its content type is {}", data.content.econtent_type)));
    }
    if data.crls.is_some() {
        faults
            .push(Fault::Uncovered("the signature holds revocation lists, which nothing vouches for".into()));
    }
    let content: Option<SpcIndirectDataContent> =
        data.content.econtent.as_ref().and_then(|content| content.decode_as().ok());
    let Some(content) = content else {
        faults.push(Fault::Kind("its content cannot be read".into()));
        return None;
    };
    if content.data.kind != CABINET_DATA {
        faults.push(Fault::Kind(format!("its content is of kind {}", content.data.kind)));
    }
    Some((data, content))
}

fn compare_digest(
    data: &SignedData,
    content: &SpcIndirectDataContent,
    layout: &Layout,
    cabinet: &mut (impl Read + Seek),
    verification: &mut Verification,
) -> io::Result<()> {
    let stated = &content.message_digest;
    let Some(algorithm) = DigestAlgorithm::of_oid(&stated.algorithm.oid) else {
        verification.faults.push(SignatureFault::UnknownDigest(stated.algorithm.oid).into());
        return Ok(());
    };
    // One entry, the signer's: no signature covers it.
    let listed = data.digest_algorithms.as_slice();
    let signer = data.signers.as_slice();
    if !matches!((listed, signer), ([listed], [signer]) if *listed == signer.digest_algorithm)
        || listed.first().is_none_or(|listed| listed.oid != algorithm.oid())
    {
        verification
            .faults
            .push(Fault::Kind("its parts name different digest algorithms, or several signers".into()));
    }
    let mut header = [0; SIGNED_HEADER];
    cabinet.seek(SeekFrom::Start(0))?;
    cabinet.read_exact(&mut header)?;
    let mut digest = CabinetDigest::new(algorithm, &header);
    let rest = u64::from(layout.header.cabinet_length) - header.len() as u64;
    digest.copy(cabinet, rest, io::sink())?;
    let computed = digest.finish();
    if computed != stated.digest.as_bytes() {
        verification.faults.push(Fault::Digest {
            computed: hex::encode(&computed),
            signed: hex::encode(stated.digest.as_bytes()),
        });
    }
    verification.algorithm = Some(algorithm);
    verification.digest = Some(computed);
    Ok(())
}

fn check_signer(data: &SignedData, options: &VerifyOptions, verification: &mut Verification) {
    let embedded = embedded_certificates(data, &mut verification.faults);
    let (Some(signer), Some(content)) = (data.signers.get(0), data.content.econtent.as_ref()) else {
        verification.faults.push(Fault::Kind("it has no signer".into()));
        return;
    };
    verification.read_claims(signer);
    let checked = match signature_check::check(signer, data.content.econtent_type, content.value(), &embedded)
    {
        Ok(checked) => checked,
        Err(fault) => {
            verification.faults.push(fault.into());
            return;
        }
    };
    verification.signing_time = checked.signing_time;
    let chain = Chain::of(checked.certificate, &embedded);
    if let Some(reason) = chain.leaf().usage().forbids_code_signing() {
        verification.faults.push(Fault::Usage { subject: chain.leaf().subject().to_string(), reason });
    }
    verification
        .faults
        .extend(trust::faults(&chain, &options.trust, options.at).into_iter().map(Fault::Chain));
    check_unsigned_attributes(signer, &embedded, options, verification);

    let stamps = &verification.time_stamps;
    let is_stray =
        |one: &&Certificate| !chain.contains(one) && !stamps.iter().any(|stamp| stamp.chain.contains(one));
    let strays = embedded.iter().filter(is_stray);
    verification.faults.extend(strays.map(|one| Fault::StrayCertificate(one.subject().to_string())));
    verification.chain = Some(chain);
}

fn embedded_certificates(data: &SignedData, faults: &mut Vec<Fault>) -> Vec<Certificate> {
    let mut certificates = Vec::new();
    for (index, element) in data.certificates.iter().flat_map(|set| &set.0).enumerate() {
        let read = der::Encode::to_der(element)
            .map_err(|error| error.to_string())
            .and_then(|der| Certificate::from_der(&der).map_err(|error| error.to_string()));
        match read {
            Ok(certificate) if certificates.contains(&certificate) => {
                faults.push(Fault::Certificate { number: index + 1, reason: "it is there twice".into() })
            }
            Ok(certificate) => certificates.push(certificate),
            Err(reason) => faults.push(Fault::Certificate { number: index + 1, reason }),
        }
    }
    certificates
}

/// Time stamps are checked; what else stands there is only said.
fn check_unsigned_attributes(
    signer: &SignerInfo,
    embedded: &[Certificate],
    options: &VerifyOptions,
    verification: &mut Verification,
) {
    let signature = signer.signature.as_bytes();
    for attribute in signer.unsigned_attributes.iter().flat_map(|attributes| attributes.iter()) {
        for value in attribute.values.iter() {
            let stamp = match attribute.oid {
                COUNTERSIGNATURE => time_stamp::check_countersignature(value, signature, embedded),
                RFC3161_TOKEN => time_stamp::check_token(value, signature),
                NESTED_SIGNATURE => {
                    verification
                        .notes
                        .push("a further signature is nested in this one; it was not checked".into());
                    continue;
                }
                other => {
                    verification
                        .notes
                        .push(format!("an unsigned attribute {other} is not known; it was not checked"));
                    continue;
                }
            };
            match stamp {
                Ok(stamp) => {
                    // An authority's certificate must hold at the time that it vouches for.
                    let faults = trust::faults(&stamp.chain, &options.trust, stamp.time);
                    verification.faults.extend(faults.into_iter().map(Fault::TimeStampChain));
                    if stamp.form == TimeStampForm::Rfc3161 {
                        verification.notes.push(NOT_COVERED.into());
                    }
                    verification.time_stamps.push(stamp);
                }
                Err(fault) => verification.faults.push(fault.into()),
            }
        }
    }
}

impl Verification {
    /// What the signer says about the program. Covered by the signature, so a form that is not known does no harm.
    fn read_claims(&mut self, signer: &SignerInfo) {
        let opus = signer.opus().unwrap_or_default();
        self.description = opus.description();
        self.url = opus.url();
    }
}
