//! The cryptographic part of one SignerInfo: who signed, what was signed, whether the signature holds.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_CONTENT_TYPE, ID_MESSAGE_DIGEST, ID_SIGNING_TIME};
use der::asn1::OctetString;
use der::{DateTime, Decode, Encode};
use x509_cert::time::Time;

use super::DigestAlgorithm;
use super::certificate::{Certificate, PublicKey};
use super::signed_data::{IssuerAndSerialNumber, SignerInfo, rsa_encryption};

/// What is wrong with one signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// The version is not 1.
    #[error("the version of the signer's part is {0} instead of 1")]
    Version(u8),
    /// A digest that is not known.
    #[error("the digest algorithm {0} is none of SHA-1 and SHA-256")]
    UnknownDigest(ObjectIdentifier),
    /// Parameters that do not belong to the algorithm.
    #[error("the {0} algorithm has parameters other than NULL")]
    Parameters(&'static str),
    /// Not an RSA signature.
    #[error("the signature algorithm is {0}; only RSA is known")]
    NotRsa(ObjectIdentifier),
    /// The signer's certificate is not there.
    #[error("the certificate that the signature names is not in it")]
    NoCertificate,
    /// A signed attribute is missing, there twice, or not what it must be.
    #[error("the signed attribute {0} is missing or broken")]
    Attribute(&'static str),
    /// The content is not what was signed.
    #[error("the signed content was changed after signing: its digest is not the one that is signed")]
    Content,
    /// The signature does not fit.
    #[error("the signature does not hold: it was changed, or made with another key")]
    Signature,
}

/// A signature that holds.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The signer's certificate.
    pub(crate) certificate: Certificate,
    /// When it was signed, by the signer's own clock.
    pub(crate) signing_time: Option<DateTime>,
}

/// Checks that `signer` signed `content`, whose type is `content_type`, with the key of one of `certificates`.
pub(crate) fn check(
    signer: &SignerInfo,
    content_type: ObjectIdentifier,
    content: &[u8],
    certificates: &[Certificate],
) -> Result<Checked, SignatureFault> {
    if signer.version != 1 {
        return Err(SignatureFault::Version(signer.version));
    }
    let digest = DigestAlgorithm::of_oid(&signer.digest_algorithm.oid)
        .ok_or(SignatureFault::UnknownDigest(signer.digest_algorithm.oid))?;
    if signer.digest_algorithm != digest.identifier() && signer.digest_algorithm.parameters.is_some() {
        return Err(SignatureFault::Parameters("digest"));
    }
    // Not sha1WithRSAEncryption, which some readers take too: nothing covers these bytes, so they have one value.
    if signer.signature_algorithm.oid != rsa_encryption().oid {
        return Err(SignatureFault::NotRsa(signer.signature_algorithm.oid));
    }
    if signer.signature_algorithm != rsa_encryption() {
        return Err(SignatureFault::Parameters("signature"));
    }
    let named = |one: &&Certificate| IssuerAndSerialNumber::of(one).is_ok_and(|name| name == signer.signer);
    let certificate = certificates.iter().find(named).ok_or(SignatureFault::NoCertificate)?;
    let PublicKey::Rsa(key) = certificate.key() else {
        return Err(SignatureFault::NotRsa(signer.signature_algorithm.oid));
    };

    let stated_type =
        signer.signed_attribute(ID_CONTENT_TYPE).and_then(|value| value.decode_as::<ObjectIdentifier>().ok());
    if stated_type != Some(content_type) {
        return Err(SignatureFault::Attribute("contentType"));
    }
    let stated_digest = signer
        .signed_attribute(ID_MESSAGE_DIGEST)
        .and_then(|value| value.decode_as::<OctetString>().ok())
        .ok_or(SignatureFault::Attribute("messageDigest"))?;
    if stated_digest.as_bytes() != digest.digest(content) {
        return Err(SignatureFault::Content);
    }
    let attributes = signer.signed_attributes.as_ref().and_then(|attributes| attributes.to_der().ok());
    let signed = digest.digest(&attributes.ok_or(SignatureFault::Attribute("set"))?);
    key.verify(digest.padding(), &signed, signer.signature.as_bytes())
        .map_err(|_| SignatureFault::Signature)?;
    Ok(Checked { certificate: certificate.clone(), signing_time: signing_time(signer) })
}

fn signing_time(signer: &SignerInfo) -> Option<DateTime> {
    let value = signer.signed_attribute(ID_SIGNING_TIME)?;
    Time::from_der(&value.to_der().ok()?).ok().map(|time| time.to_date_time())
}
