//! The PKCS #7 of a cabinet signature: version 1 SignedData (RFC 2315), not what RFC 5652 would make of it, which
//! asks for version 3 and an OCTET STRING around the content.

use cms::content_info::ContentInfo;
use cms::signed_data::EncapsulatedContentInfo;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNED_DATA, ID_SIGNING_TIME};
use const_oid::db::rfc5912::RSA_ENCRYPTION;
use der::asn1::{GeneralizedTime, OctetString, SetOfVec, UtcTime};
use der::{
    Any, DateTime, Decode, DecodeValue, Encode, EncodeValue, FixedTag, Header, Length, Reader, Sequence,
    SliceReader, Tag, ValueOrd, Writer,
};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::time::Time;

use super::certificate::Certificate;
use super::chain::Chain;
use super::spc::{
    INDIRECT_DATA, INDIVIDUAL, OPUS_INFO, STATEMENT_TYPE, SpcIndirectDataContent, SpcSpOpusInfo,
};
use super::{DigestAlgorithm, spc::SpcStatementType};

/// Signed content with its certificates and signatures.
///
/// ```text
/// SignedData ::= SEQUENCE {
///     version           INTEGER,
///     digestAlgorithms  SET OF AlgorithmIdentifier,
///     contentInfo       SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY OPTIONAL },
///     certificates      [0] IMPLICIT SET OF Certificate OPTIONAL,
///     crls              [1] IMPLICIT SET OF CertificateList OPTIONAL,
///     signerInfos       SET OF SignerInfo }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SignedData {
    /// 1.
    pub version: u8,
    /// The digests that the signatures use.
    pub digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    /// What is signed.
    pub content: EncapsulatedContentInfo,
    /// Certificates, as they came.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub certificates: Option<Unsorted>,
    /// Revocation lists, as they came.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub crls: Option<Unsorted>,
    /// The signatures; a cabinet has one.
    pub signers: SetOfVec<SignerInfo>,
}

/// One signature.
///
/// ```text
/// SignerInfo ::= SEQUENCE {
///     version                    INTEGER,
///     issuerAndSerialNumber      IssuerAndSerialNumber,
///     digestAlgorithm            AlgorithmIdentifier,
///     authenticatedAttributes    [0] IMPLICIT SET OF Attribute OPTIONAL,
///     digestEncryptionAlgorithm  AlgorithmIdentifier,
///     encryptedDigest            OCTET STRING,
///     unauthenticatedAttributes  [1] IMPLICIT SET OF Attribute OPTIONAL }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Sequence, ValueOrd)]
pub struct SignerInfo {
    /// 1.
    pub version: u8,
    /// The signer's certificate.
    pub signer: IssuerAndSerialNumber,
    /// The digest.
    pub digest_algorithm: AlgorithmIdentifierOwned,
    /// What the signature covers.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub signed_attributes: Option<Attributes>,
    /// rsaEncryption.
    pub signature_algorithm: AlgorithmIdentifierOwned,
    /// The signature.
    pub signature: OctetString,
    /// What it does not cover: time stamps, nested signatures.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub unsigned_attributes: Option<Attributes>,
}

/// How a signature names the certificate of its signer.
///
/// ```text
/// IssuerAndSerialNumber ::= SEQUENCE { issuer Name, serialNumber INTEGER }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Sequence, ValueOrd)]
pub struct IssuerAndSerialNumber {
    /// The issuer, byte for byte as in the certificate.
    pub issuer: Any,
    /// The serial number, byte for byte as in the certificate.
    pub serial: Any,
}

/// A SET OF that keeps the order in which it came: real signatures do not sort their certificates, and no signature
/// covers that order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unsorted(pub Vec<Any>);

/// What goes into a signature beside the digest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// What the signer says about the program; left out of the signature when none.
    pub opus: Option<SpcSpOpusInfo>,
    /// When it was signed, by the signer's own clock.
    pub signing_time: Option<DateTime>,
}

/// A signature is a few kilobytes; no real one comes near this.
pub(crate) const LARGEST_SIGNATURE: u64 = 16 * 1024 * 1024;

/// A signature but for the signature itself: what remains to be done is the step with the private key.
#[derive(Debug, Clone)]
pub struct Unsigned {
    algorithm: DigestAlgorithm,
    content: EncapsulatedContentInfo,
    attributes: Attributes,
}

/// A PKCS #7 as it was read: SignedData within its ContentInfo.
#[derive(Debug, Clone)]
pub struct SignedContent {
    /// What is in it.
    pub data: SignedData,
}

impl Unsigned {
    /// The content and attributes for a cabinet with this digest.
    ///
    /// # Errors
    /// When a text of the claims cannot be encoded.
    pub fn new(algorithm: DigestAlgorithm, cabinet_digest: &[u8], claims: &Claims) -> der::Result<Self> {
        let content = Any::encode_from(&SpcIndirectDataContent::of_cabinet(algorithm, cabinet_digest)?)?;
        // The digest is over the content octets of the SEQUENCE, without its tag and length.
        let message_digest = OctetString::new(algorithm.digest(content.value()))?;
        let mut attributes = vec![
            attribute(ID_CONTENT_TYPE, &INDIRECT_DATA)?,
            attribute(STATEMENT_TYPE, &SpcStatementType::from([INDIVIDUAL]))?,
            attribute(ID_MESSAGE_DIGEST, &message_digest)?,
        ];
        if let Some(time) = claims.signing_time {
            attributes.push(attribute(ID_SIGNING_TIME, &encoded_time(time))?);
        }
        if let Some(opus) = &claims.opus {
            attributes.push(attribute(OPUS_INFO, opus)?);
        }
        Ok(Self {
            algorithm,
            content: EncapsulatedContentInfo { econtent_type: INDIRECT_DATA, econtent: Some(content) },
            // Sorted as DER asks: by the bytes of each.
            attributes: SetOfVec::try_from(attributes)?,
        })
    }

    /// The digest to be signed with RSA: that of the attributes, encoded as a SET although stored as `[0]`.
    ///
    /// # Errors
    /// Of the encoder.
    pub fn digest(&self) -> der::Result<Vec<u8>> {
        Ok(self.algorithm.digest(&self.attributes.to_der()?))
    }

    /// The whole PKCS #7 in DER, without padding: the first certificate is the signer's.
    ///
    /// # Errors
    /// Of the encoder.
    pub fn into_der(self, signature: Vec<u8>, certificates: &[Certificate]) -> der::Result<Vec<u8>> {
        let leaf = certificates.first().ok_or(der::ErrorKind::Failed)?;
        let mut embedded =
            certificates.iter().map(|one| Any::from_der(one.der())).collect::<Result<Vec<_>, _>>()?;
        // Their order is free, and DER has one for a SET OF.
        embedded.sort_by(|a, b| a.value().len().cmp(&b.value().len()).then_with(|| a.value().cmp(b.value())));
        let signer = SignerInfo {
            version: 1,
            signer: IssuerAndSerialNumber::of(leaf)?,
            digest_algorithm: self.algorithm.identifier(),
            signed_attributes: Some(self.attributes),
            signature_algorithm: rsa_encryption(),
            signature: OctetString::new(signature)?,
            unsigned_attributes: None,
        };
        let data = SignedData {
            version: 1,
            digest_algorithms: SetOfVec::try_from(vec![self.algorithm.identifier()])?,
            content: self.content,
            certificates: Some(Unsorted(embedded)),
            crls: None,
            signers: SetOfVec::try_from(vec![signer])?,
        };
        SignedContent { data }.to_der()
    }
}

impl SignedContent {
    /// Reads a PKCS #7 that holds signed data. Nothing may follow it.
    ///
    /// # Errors
    /// When it is not such a structure.
    pub fn from_der(bytes: &[u8]) -> der::Result<Self> {
        let info = ContentInfo::from_der(bytes)?;
        info.content_type
            .eq(&ID_SIGNED_DATA)
            .then_some(())
            .ok_or(der::ErrorKind::OidUnknown { oid: info.content_type })?;
        Ok(Self { data: info.content.decode_as()? })
    }

    /// The bytes in DER. Equal to what was read exactly when that was DER too.
    ///
    /// # Errors
    /// Of the encoder.
    pub fn to_der(&self) -> der::Result<Vec<u8>> {
        ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&self.data)? }.to_der()
    }

    /// The chain of the certificate that the first signer names, of what stands in it; `None` where that is not there.
    /// Whether the signature holds is not looked at.
    pub fn chain(&self) -> Option<Chain> {
        let name = &self.data.signers.get(0)?.signer;
        let certificates = self.certificates().into_iter();
        let pile: Vec<Certificate> =
            certificates.filter_map(|der| Certificate::from_der(&der).ok()).collect();
        let is_signer = |one: &&Certificate| IssuerAndSerialNumber::of(one).is_ok_and(|own| own == *name);
        Some(Chain::of(pile.iter().find(is_signer)?.clone(), &pile))
    }

    /// The certificates in it, each in DER, in the order in which they stand.
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        self.data.certificates.iter().flat_map(|set| &set.0).filter_map(|one| one.to_der().ok()).collect()
    }
}

impl SignerInfo {
    /// The value of the signed attribute `oid`, which must have exactly one.
    pub fn signed_attribute(&self, oid: ObjectIdentifier) -> Option<&Any> {
        single(self.signed_attributes.as_ref()?, oid)
    }

    /// What the signer says about the program; none also when its form is not known.
    pub fn opus(&self) -> Option<SpcSpOpusInfo> {
        self.signed_attribute(OPUS_INFO)?.decode_as().ok()
    }
}

impl IssuerAndSerialNumber {
    /// The name of a certificate.
    ///
    /// # Errors
    /// Of the encoder.
    pub fn of(certificate: &Certificate) -> der::Result<Self> {
        Ok(Self {
            issuer: Any::from_der(certificate.issuer().der())?,
            serial: Any::new(Tag::Integer, certificate.serial())?,
        })
    }
}

/// The bytes of a signature in a cabinet, parted into the structure at their start and the padding behind it. Neither
/// is checked.
///
/// # Errors
/// When they do not begin with a whole structure in DER.
pub fn split_padding(bytes: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut reader = SliceReader::new(bytes)?;
    let header = Header::decode(&mut reader)?;
    let length = (reader.position() + header.length)?;
    let incomplete = || der::ErrorKind::Incomplete { expected_len: length, actual_len: reader.input_len() };
    Ok(bytes.split_at_checked(usize::try_from(length)?).ok_or_else(incomplete)?)
}

/// The AlgorithmIdentifier of the signature: the key's, not that of the signature with its digest.
pub fn rsa_encryption() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: RSA_ENCRYPTION, parameters: Some(Any::null()) }
}

/// The one value of the one attribute `oid`.
pub(crate) fn single(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    match (found.next(), found.next()) {
        (Some(attribute), None) if attribute.values.len() == 1 => attribute.values.get(0),
        _ => None,
    }
}

/// UTCTime as long as it goes, up to 2049 (RFC 5652, section 11.3).
fn encoded_time(time: DateTime) -> Time {
    UtcTime::from_date_time(time)
        .map_or_else(|_| Time::GeneralTime(GeneralizedTime::from_date_time(time)), Time::UtcTime)
}

fn attribute(
    oid: ObjectIdentifier,
    value: &(impl Encode + der::Tagged + EncodeValue),
) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![Any::from_der(&value.to_der()?)?])? })
}

impl FixedTag for Unsorted {
    const TAG: Tag = Tag::Set;
}

impl<'a> DecodeValue<'a> for Unsorted {
    fn decode_value<R: Reader<'a>>(reader: &mut R, header: Header) -> der::Result<Self> {
        reader.read_nested(header.length, |reader| {
            let mut elements = Vec::new();
            while !reader.is_finished() {
                elements.push(Any::decode(reader)?);
            }
            Ok(Self(elements))
        })
    }
}

impl EncodeValue for Unsorted {
    fn value_len(&self) -> der::Result<Length> {
        self.0.iter().try_fold(Length::ZERO, |length, element| length + element.encoded_len()?)
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        self.0.iter().try_for_each(|element| element.encode(writer))
    }
}
