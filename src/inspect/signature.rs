//! The signature of a cabinet, as it stands there: shown, not judged.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use const_oid::ObjectIdentifier;
use der::{Decode, Header, Reader, SliceReader};
use serde::Serialize;

use crate::sign::DigestAlgorithm;
use crate::sign::certificate::Certificate;
use crate::sign::report::CertificateReport;
use crate::sign::signed_data::{SignedContent, SignerInfo};
use crate::sign::spc::{OPUS_INFO, SpcIndirectDataContent, SpcLink, SpcSpOpusInfo};

/// A signature is a few kilobytes; no real one comes near this.
const LARGEST: u64 = 16 << 20;
/// The two forms of a time stamp, by their attributes: Authenticode's own, and RFC 3161.
const TIME_STAMPS: [(ObjectIdentifier, &str); 2] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6"), "authenticode"),
    (ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1"), "rfc3161"),
];

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    /// The digest that it rests on, such as `SHA-1`, or the object identifier of another.
    pub digest_algorithm: String,
    /// The digest of the cabinet that was signed, in hexadecimal.
    pub digest: String,
    /// The name of the program that the signer gave.
    pub description: Option<String>,
    /// The address that the signer gave.
    pub url: Option<String>,
    /// The forms of the time stamps in it: `authenticode`, `rfc3161`.
    pub time_stamps: Vec<&'static str>,
    /// The certificates in it, in their order.
    pub certificates: Vec<CertificateReport>,
}

impl SignatureReport {
    /// Reads the signature in these bytes of the file. The error says what cannot be read.
    pub(super) fn of(mut reader: impl Read + Seek, range: Range<u64>) -> Result<Self, String> {
        let mut bytes = Vec::new();
        reader
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| reader.take((range.end - range.start).min(LARGEST)).read_to_end(&mut bytes))
            .map_err(|error| error.to_string())?;
        Self::of_bytes(&bytes).map_err(|error| error.to_string())
    }

    fn of_bytes(bytes: &[u8]) -> der::Result<Self> {
        let signed = SignedContent::from_der(without_padding(bytes)?)?;
        let content = signed.data.content.econtent.as_ref().ok_or(der::ErrorKind::Failed)?;
        let content: SpcIndirectDataContent = content.decode_as()?;
        let oid = content.message_digest.algorithm.oid;
        let signer = signed.data.signers.iter().next();
        let opus = signer
            .and_then(|signer| signer.signed_attribute(OPUS_INFO))
            .map(|value| value.decode_as::<SpcSpOpusInfo>())
            .transpose()?
            .unwrap_or_default();
        Ok(Self {
            digest_algorithm: DigestAlgorithm::of_oid(&oid)
                .map_or_else(|| oid.to_string(), |known| known.name().to_owned()),
            digest: hex::encode(content.message_digest.digest.as_bytes()),
            description: opus.program_name.map(|name| name.text()),
            url: opus.more_info.and_then(|link| match link {
                SpcLink::Url(url) => Some(url.to_string()),
                SpcLink::File(_) => None,
            }),
            time_stamps: signer.map(time_stamps).unwrap_or_default(),
            certificates: signed
                .certificates()
                .iter()
                .filter_map(|der| Certificate::from_der(der).ok())
                .map(|certificate| CertificateReport::of(&certificate))
                .collect(),
        })
    }
}

/// The DER structure at the start, without the zeros that fill the signature up to a multiple of 8.
fn without_padding(bytes: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(bytes)?;
    let header = Header::decode(&mut reader)?;
    let length = (reader.position() + header.length)?;
    bytes
        .get(..usize::try_from(length)?)
        .ok_or_else(|| der::ErrorKind::Incomplete { expected_len: length, actual_len: header.length }.into())
}

fn time_stamps(signer: &SignerInfo) -> Vec<&'static str> {
    let attributes = signer.unsigned_attributes.iter().flat_map(|attributes| attributes.iter());
    attributes
        .filter_map(|attribute| TIME_STAMPS.iter().find(|(oid, _)| *oid == attribute.oid))
        .map(|(_, form)| *form)
        .collect()
}
