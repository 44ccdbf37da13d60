//! Time stamps in a signature: the form of signtool before 2010 (a countersignature, PKCS #9) and RFC 3161.
//!
//! Both stand among the unsigned attributes and cover the signature itself (`encryptedDigest`), so they prove that it
//! existed at a time. Windows Mobile needs none.

use std::fmt;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::ID_DATA;
use der::asn1::{Any, GeneralizedTime, OctetString};
use der::{DateTime, Decode, DecodeValue, Encode, Reader, SliceReader, Tag};
use spki::AlgorithmIdentifierOwned;

use super::DigestAlgorithm;
use super::certificate::Certificate;
use super::chain::Chain;
use super::signature_check::{SignatureFault, check};
use super::signed_data::{SignedContent, SignedData, SignerInfo};
use crate::terms::der_fault;

/// id-ct-TSTInfo: the content of a token.
const ID_CT_TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// The countersignature of PKCS #9.
pub(crate) const COUNTERSIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6");
/// The attribute in which Microsoft keeps an RFC 3161 token.
pub(crate) const RFC3161_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1");

/// Which form a time stamp has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeStampForm {
    /// A countersignature, as signtool and osslsigncode `-t` ask for.
    Legacy,
    /// An RFC 3161 token.
    Rfc3161,
}

impl TimeStampForm {
    /// The form that the unsigned attribute `oid` holds; none when it is no time stamp.
    pub fn of_attribute(oid: ObjectIdentifier) -> Option<Self> {
        match oid {
            COUNTERSIGNATURE => Some(Self::Legacy),
            RFC3161_TOKEN => Some(Self::Rfc3161),
            _ => None,
        }
    }
}

impl fmt::Display for TimeStampForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Legacy => "legacy",
            Self::Rfc3161 => "RFC 3161",
        })
    }
}

/// A time stamp that holds.
#[derive(Debug, Clone)]
pub struct TimeStamp {
    /// Its form.
    pub form: TimeStampForm,
    /// The time.
    pub time: DateTime,
    /// The chain of the authority that vouches for it.
    pub chain: Chain,
}

/// What is wrong with a time stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeStampFault {
    /// The structure cannot be read.
    #[error("{}", der_fault(.0))]
    Malformed(der::Error),
    /// It is for another signature.
    #[error("it was made for another signature")]
    Imprint,
    /// It uses a digest that is not known.
    #[error("its digest algorithm {0} is none of SHA-1 and SHA-256")]
    UnknownDigest(ObjectIdentifier),
    /// The authority's own signature is faulty.
    #[error("the authority's signature: {0}")]
    Signature(#[from] SignatureFault),
    /// Something in the token that no signature covers and that is not as it must be.
    #[error("{0}")]
    Uncovered(&'static str),
    /// It says no time.
    #[error("it says no time")]
    NoTime,
    /// The authority's certificate is for something else.
    #[error("the certificate of `{0}` is not for time stamps: its extended key usage lacks timeStamping")]
    Usage(String),
}

impl From<der::Error> for TimeStampFault {
    fn from(error: der::Error) -> Self {
        Self::Malformed(error)
    }
}

/// ```text
/// TSTInfo ::= SEQUENCE {
///     version         INTEGER,
///     policy          OBJECT IDENTIFIER,
///     messageImprint  SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING },
///     serialNumber    INTEGER,
///     genTime         GeneralizedTime,
///     … }
/// ```
/// (RFC 3161, section 2.4.2.) What follows genTime is not needed here.
struct TimeStampInfo {
    algorithm: ObjectIdentifier,
    imprint: Vec<u8>,
    time: Any,
}

/// Checks a countersignature over `signature`; its certificates stand among those of the outer signature.
pub(crate) fn check_countersignature(
    value: &Any,
    signature: &[u8],
    certificates: &[Certificate],
) -> Result<TimeStamp, TimeStampFault> {
    let signer: SignerInfo = value.decode_as()?;
    let checked = check(&signer, ID_DATA, signature, certificates).map_err(|fault| match fault {
        SignatureFault::Content => TimeStampFault::Imprint,
        other => other.into(),
    })?;
    let time = checked.signing_time.ok_or(TimeStampFault::NoTime)?;
    stamp(TimeStampForm::Legacy, time, checked.certificate, certificates)
}

/// Checks an RFC 3161 token over `signature`; its certificates stand inside it.
pub(crate) fn check_token(value: &Any, signature: &[u8]) -> Result<TimeStamp, TimeStampFault> {
    let der = value.to_der()?;
    let token = SignedContent::from_der(&der)?;
    if token.to_der()? != der {
        return Err(TimeStampFault::Uncovered("it is not encoded in DER throughout"));
    }
    let content =
        token.data.content.econtent.as_ref().ok_or(der::ErrorKind::Failed).map_err(der::Error::from)?;
    let content: OctetString = content.decode_as()?;
    let info = TimeStampInfo::read(content.as_bytes())?;
    let digest =
        DigestAlgorithm::of_oid(&info.algorithm).ok_or(TimeStampFault::UnknownDigest(info.algorithm))?;
    if info.imprint != digest.digest(signature) {
        return Err(TimeStampFault::Imprint);
    }
    let certificates: Vec<Certificate> = token
        .certificates()
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect::<Result<_, _>>()
        .map_err(|_| TimeStampFault::Uncovered("a certificate in it cannot be read"))?;
    let signer = sole_signer(&token.data)?;
    let checked = check(signer, ID_CT_TST_INFO, content.as_bytes(), &certificates)?;
    let time = info.time()?;
    let stamp = stamp(TimeStampForm::Rfc3161, time, checked.certificate, &certificates)?;
    if certificates.iter().any(|one| !stamp.chain.contains(one)) {
        return Err(TimeStampFault::Uncovered("a certificate in it belongs to no chain"));
    }
    Ok(stamp)
}

/// The signer of a token. All that its signature does not cover has the one value that RFC 5652 gives it, or is absent.
fn sole_signer(token: &SignedData) -> Result<&SignerInfo, TimeStampFault> {
    let ([signer], [digest]) = (token.signers.as_slice(), token.digest_algorithms.as_slice()) else {
        return Err(TimeStampFault::Uncovered("it has several signers or digest algorithms, or none"));
    };
    if token.version != 3
        || token.content.econtent_type != ID_CT_TST_INFO
        || *digest != signer.digest_algorithm
    {
        return Err(TimeStampFault::Uncovered(
            "its version, its content type or its digest algorithm is wrong",
        ));
    }
    if token.crls.is_some() || signer.unsigned_attributes.is_some() {
        return Err(TimeStampFault::Uncovered(
            "it holds revocation lists or attributes that nothing vouches for",
        ));
    }
    Ok(signer)
}

fn stamp(
    form: TimeStampForm,
    time: DateTime,
    authority: Certificate,
    certificates: &[Certificate],
) -> Result<TimeStamp, TimeStampFault> {
    let for_stamps = authority
        .usage()
        .extended
        .as_ref()
        .is_some_and(|names| names.iter().any(|name| name == "timeStamping"));
    if !for_stamps {
        return Err(TimeStampFault::Usage(authority.subject().to_string()));
    }
    Ok(TimeStamp { form, time, chain: Chain::of(authority, certificates) })
}

impl TimeStampInfo {
    fn read(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(bytes)?;
        let info = reader.sequence(|reader| {
            u8::decode(reader)?;
            ObjectIdentifier::decode(reader)?;
            let (algorithm, imprint) = reader.sequence(|reader| {
                let algorithm = AlgorithmIdentifierOwned::decode(reader)?;
                Ok((algorithm.oid, OctetString::decode(reader)?.into_bytes()))
            })?;
            Any::decode(reader)?;
            let time = Any::decode(reader)?;
            while !reader.is_finished() {
                Any::decode(reader)?;
            }
            Ok(Self { algorithm, imprint, time })
        })?;
        reader.finish(info)
    }

    /// genTime in whole seconds; a fraction, which RFC 3161 allows and DER's plain form does not, is cut off.
    fn time(&self) -> Result<DateTime, TimeStampFault> {
        let text = str::from_utf8(self.time.value()).map_err(|_| TimeStampFault::NoTime)?;
        let whole = match text.split_once('.') {
            Some((whole, _)) => format!("{whole}Z"),
            None => text.to_owned(),
        };
        let length = der::Length::try_from(whole.len())?;
        let header = der::Header { tag: Tag::GeneralizedTime, length };
        let mut reader = SliceReader::new(whole.as_bytes())?;
        let time = GeneralizedTime::decode_value(&mut reader, header).map_err(|_| TimeStampFault::NoTime)?;
        Ok(time.to_date_time())
    }
}
