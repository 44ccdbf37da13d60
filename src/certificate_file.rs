//! The certificates in a file: PEM, DER or PKCS #7.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cms::content_info::ContentInfo;
use const_oid::db::rfc5911::ID_SIGNED_DATA;
use der::{AnyRef, Decode, ErrorKind, Reader, SliceReader, Tag, TagNumber, Tagged};
use x509_parser::error::PEMError;
use x509_parser::pem::Pem;

use crate::terms::{der_fault, shown};

/// Files of certificates and keys that are larger are none, in bytes; real ones have some kilobytes.
pub const LARGEST_FILE: u64 = 16 << 20;

/// A file whose certificates cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFileError {
    /// No certificate.
    #[error(
        "there is no certificate in it: it is neither PEM (`-----BEGIN CERTIFICATE-----`) nor DER nor PKCS #7"
    )]
    None,
    /// PEM, but of other things.
    #[error("there is no certificate in it, but {0}; name the file with the certificate")]
    OtherPem(String),
    /// A PEM block that is damaged.
    #[error("the PEM is broken: {0}")]
    Pem(String),
    /// Something that stands where a certificate should, and is none.
    #[error("this is no certificate: {0}")]
    Malformed(String),
    /// A PKCS #7 that is damaged.
    #[error("the PKCS #7 is broken: {}", der_fault(.0))]
    Pkcs7(der::Error),
}

/// The form of a file of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text: Base64 between lines with dashes, whatever is in it.
    Pem,
    /// One certificate in its own bytes.
    Der,
    /// Certificates in the bytes of a signed message without one (`.p7b`), or with one.
    Pkcs7,
    /// The same as text.
    PemPkcs7,
    /// Certificates and keys under a password (`.pfx`, `.p12`).
    Pkcs12,
    /// Base64 without the lines of PEM.
    Base64,
    /// The signature of a package.
    Signature,
}

impl Form {
    /// The form of a file with certificates in it, which is no PKCS #12.
    pub fn of(file: &[u8]) -> Self {
        let file = without_wide_characters(file);
        if contains(&file, b"-----BEGIN ") {
            let is_pkcs7 =
                Pem::iter_from_buffer(&file).all(|block| block.is_ok_and(|block| is_pkcs7(&block)));
            if is_pkcs7 { Self::PemPkcs7 } else { Self::Pem }
        } else if file.first() != Some(&Tag::Sequence.octet()) {
            Self::Base64
        } else if from_pkcs7(&file).is_ok() {
            Self::Pkcs7
        } else {
            Self::Der
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pem => "PEM",
            Self::Der => "DER",
            Self::Pkcs7 => "PKCS #7",
            Self::PemPkcs7 => "PKCS #7 in PEM",
            Self::Pkcs12 => "PKCS #12",
            Self::Base64 => "Base64",
            Self::Signature => "the signature of a package",
        })
    }
}

/// The certificates of a file, each in the bytes as they came, in the order in which they stand: PEM blocks with any
/// text between them, one certificate in DER, a PKCS #7 (`.p7b`, also a signature) in DER or PEM, or either in bare
/// Base64. Text may be in UTF-16, as Windows' Notepad saves "Unicode".
///
/// # Errors
/// When there is none, or one that cannot be read.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, CertificateFileError> {
    let file = without_wide_characters(file);
    let certificates = if contains(&file, b"-----BEGIN ") { from_pem(&file)? } else { from_binary(&file)? };
    certificates.iter().try_for_each(|der| check(der))?;
    if certificates.is_empty() { Err(CertificateFileError::None) } else { Ok(certificates) }
}

/// UTF-16 with its byte order mark as single bytes; anything else as it is. What is no ASCII becomes a question mark:
/// it can only stand between the blocks of PEM.
fn without_wide_characters(file: &[u8]) -> Cow<'_, [u8]> {
    let unit: fn([u8; 2]) -> u16 = match file {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return Cow::Borrowed(file),
    };
    let (pairs, _) = file[2..].as_chunks::<2>();
    let narrow = |pair: &[u8; 2]| u8::try_from(unit(*pair)).unwrap_or(b'?');
    Cow::Owned(pairs.iter().map(narrow).collect())
}

fn from_pem(file: &[u8]) -> Result<Vec<Vec<u8>>, CertificateFileError> {
    let mut certificates = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for block in Pem::iter_from_buffer(file) {
        let block = block.map_err(|error| CertificateFileError::Pem(pem_fault(&error)))?;
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => certificates.push(block.contents),
            "TRUSTED CERTIFICATE" => certificates.push(first_element(block.contents)),
            _ if is_pkcs7(&block) => {
                certificates.extend(from_pkcs7(&block.contents).map_err(CertificateFileError::Pkcs7)?);
            }
            // A key beside its certificate is no concern of who looks for certificates.
            other => others.push(format!("`{}`", shown(other))),
        }
    }
    match others.is_empty() || !certificates.is_empty() {
        true => Ok(certificates),
        false => Err(CertificateFileError::OtherPem(others.join(", "))),
    }
}

/// Whether a block of PEM holds a PKCS #7 (RFC 7468, sections 8 and 9).
fn is_pkcs7(block: &Pem) -> bool {
    matches!(block.label.as_str(), "PKCS7" | "CMS")
}

/// The certificate of OpenSSL's `TRUSTED CERTIFICATE`, which has its own notes on trust behind it
/// (<https://docs.openssl.org/3.0/man1/openssl-x509/#trust-settings>).
fn first_element(contents: Vec<u8>) -> Vec<u8> {
    let certificate = SliceReader::new(&contents).and_then(|mut reader| Ok(reader.tlv_bytes()?.to_owned()));
    certificate.unwrap_or(contents)
}

/// What begins as a structure and is no PKCS #7 is held for a certificate.
fn from_binary(file: &[u8]) -> Result<Vec<Vec<u8>>, CertificateFileError> {
    let is_structure = |bytes: &[u8]| bytes.first() == Some(&Tag::Sequence.octet());
    let bytes = match is_structure(file) {
        true => file.to_owned(),
        false => bare_base64(file).filter(|bytes| is_structure(bytes)).ok_or(CertificateFileError::None)?,
    };
    Ok(from_pkcs7(&bytes).unwrap_or_else(|_| vec![bytes]))
}

/// The bytes behind Base64 without the lines of PEM, as it stands in the `EncodedCertificate` of a document.
fn bare_base64(file: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = file.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(digits.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&digits)).ok()
}

/// ```text
/// SignedData ::= SEQUENCE {
///     version           INTEGER,
///     digestAlgorithms  SET OF AlgorithmIdentifier,
///     contentInfo       ContentInfo,
///     certificates      [0] IMPLICIT SET OF Certificate OPTIONAL,
///     … }
/// ```
/// (RFC 2315, section 9.1.) The certificates are taken out as they are: encoded anew, old ones would change.
fn from_pkcs7(bytes: &[u8]) -> der::Result<Vec<Vec<u8>>> {
    const CERTIFICATES: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber::N0 };
    let info = ContentInfo::from_der(bytes)?;
    if info.content_type != ID_SIGNED_DATA {
        return Err(ErrorKind::OidUnknown { oid: info.content_type }.into());
    }
    info.content.tag().assert_eq(Tag::Sequence)?;
    let mut signed_data = SliceReader::new(info.content.value())?;
    for _before in ["version", "digestAlgorithms", "contentInfo"] {
        signed_data.tlv_bytes()?;
    }
    let mut certificates = Vec::new();
    if signed_data.peek_byte() == Some(CERTIFICATES.octet()) {
        let mut set = SliceReader::new(AnyRef::decode(&mut signed_data)?.value())?;
        while !set.is_finished() {
            certificates.push(set.tlv_bytes()?.to_owned());
        }
    }
    Ok(certificates)
}

/// Whether bytes are one X.509 certificate in DER and nothing behind it.
pub(crate) fn is_certificate(bytes: &[u8]) -> bool {
    check(bytes).is_ok()
}

fn check(der: &[u8]) -> Result<(), CertificateFileError> {
    match x509_parser::parse_x509_certificate(der) {
        Ok(([], _)) => Ok(()),
        Ok((rest, _)) => Err(CertificateFileError::Malformed(format!("{} bytes follow it", rest.len()))),
        Err(_) => Err(CertificateFileError::Malformed(not_a_certificate(der))),
    }
}

/// What is wrong with bytes that should be a certificate. The reader's own words name its parts, not the file's.
fn not_a_certificate(der: &[u8]) -> String {
    match AnyRef::from_der(der) {
        Err(error) => der_fault(&error),
        Ok(_) => "its parts are not those of a certificate".to_owned(),
    }
}

fn pem_fault(error: &PEMError) -> String {
    match error {
        PEMError::IncompletePEM => "its end line is missing".to_owned(),
        PEMError::Base64DecodeError => "what stands between its lines is not Base64".to_owned(),
        _ => "its lines are not those of PEM".to_owned(),
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
