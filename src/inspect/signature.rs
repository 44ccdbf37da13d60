//! The signature of a cabinet, as it stands there: shown, not judged.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use serde::Serialize;

use crate::sign::DigestAlgorithm;
use crate::sign::certificate::Certificate;
use crate::sign::report::CertificateReport;
use crate::sign::signed_data::{LARGEST_SIGNATURE, SignedContent, SignerInfo, split_padding};
use crate::sign::spc::SpcIndirectDataContent;
use crate::sign::time_stamp::TimeStampForm;
use crate::terms::der_fault;

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
    /// The forms of the time stamps in it.
    pub time_stamps: Vec<TimeStampForm>,
    /// The certificates in it, in their order.
    pub certificates: Vec<CertificateReport>,
}

impl SignatureReport {
    /// Reads the signature in these bytes of the file. The error says what cannot be read.
    pub(super) fn of(mut reader: impl Read + Seek, range: Range<u64>) -> Result<Self, String> {
        let mut bytes = Vec::new();
        reader
            .seek(SeekFrom::Start(range.start))
            .and_then(|_| {
                reader.take((range.end - range.start).min(LARGEST_SIGNATURE)).read_to_end(&mut bytes)
            })
            .map_err(|error| error.to_string())?;
        Self::of_bytes(&bytes).map_err(|error| der_fault(&error))
    }

    fn of_bytes(bytes: &[u8]) -> der::Result<Self> {
        let signed = SignedContent::from_der(split_padding(bytes)?.0)?;
        let content = signed.data.content.econtent.as_ref().ok_or(der::ErrorKind::Failed)?;
        let content: SpcIndirectDataContent = content.decode_as()?;
        let oid = content.message_digest.algorithm.oid;
        let signer = signed.data.signers.iter().next();
        let opus = signer.and_then(SignerInfo::opus).unwrap_or_default();
        Ok(Self {
            digest_algorithm: DigestAlgorithm::of_oid(&oid)
                .map_or_else(|| oid.to_string(), |known| known.name().to_owned()),
            digest: hex::encode(content.message_digest.digest.as_bytes()),
            description: opus.description(),
            url: opus.url(),
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

fn time_stamps(signer: &SignerInfo) -> Vec<TimeStampForm> {
    let attributes = signer.unsigned_attributes.iter().flat_map(|attributes| attributes.iter());
    attributes.filter_map(|attribute| TimeStampForm::of_attribute(attribute.oid)).collect()
}
