//! A certificate: its bytes as they came, and what they say.

use std::fmt;

use der::asn1::{AnyRef, BitStringRef};
use der::{DateTime, Decode, Encode, Sequence};
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, RsaPublicKey};
use sha1::Sha1;
use sha1::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};
use spki::AlgorithmIdentifierRef;
use x509_parser::prelude::{FromDer, X509Certificate, X509Name};

use crate::certificate_file::{self, CertificateFileError};
use crate::terms::{Thumbprint, der_fault, shown};

/// A certificate (X.509, RFC 5280). The bytes are kept as they came and never encoded anew: a serial number of
/// makecert may be negative, a name may be encoded in ways that no library would choose.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    thumbprint: Thumbprint,
    subject: Name,
    issuer: Name,
    version: u32,
    serial: Vec<u8>,
    not_before: DateTime,
    not_after: DateTime,
    key: PublicKey,
    signed_with: SignatureAlgorithm,
    usage: Usage,
}

/// A certificate that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are no certificate.
    #[error("this is no certificate: {0}")]
    Malformed(String),
    /// The certificate is not encoded in DER.
    #[error("the certificate is not in DER, the one exact encoding that signatures need: {}", der_fault(.0))]
    NotDer(der::Error),
    /// The file has none, or none that can be read.
    #[error(transparent)]
    File(#[from] CertificateFileError),
}

/// A distinguished name. Displayed as [`shown`], since whoever made the certificate chose it.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    der: Vec<u8>,
    text: String,
}

/// What kind of key a certificate holds.
#[derive(Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA, the only kind that Windows Mobile reads and that is used here.
    Rsa(RsaPublicKey),
    /// Anything else, by its name or object identifier.
    Other(String),
}

/// With which algorithm the issuer signed a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSA with MD5, as certificates before about 2005 have it. Forgeable, so never verified here.
    RsaMd5,
    /// RSA with SHA-1.
    RsaSha1,
    /// RSA with SHA-256.
    RsaSha256,
    /// RSA with SHA-384.
    RsaSha384,
    /// RSA with SHA-512.
    RsaSha512,
    /// Anything else, by its name or object identifier.
    Other(String),
}

/// What a certificate may be used for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Usage {
    /// Whether it may issue certificates (basicConstraints); none when the extension is absent.
    pub authority: Option<bool>,
    /// The keyUsage extension, by the names of RFC 5280; none when the extension is absent.
    pub key_usage: Option<Vec<&'static str>>,
    /// The extKeyUsage extension, names or object identifiers; none when the extension is absent.
    pub extended: Option<Vec<String>>,
}

/// Whether a certificate is valid at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// The time is before its first second.
    NotYet,
    /// It is valid.
    Valid,
    /// The time is after its last second.
    Expired,
}

/// How the bytes of a certificate stand to the one that would have issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuance {
    /// Issued: names match, signature holds.
    Issued,
    /// Not issued: another name, or a signature that does not hold.
    NotIssued,
    /// The name matches, but the signature algorithm or the key is none that is verified here.
    Unverifiable(String),
}

/// ```text
/// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
/// ```
/// Only the frame, to hold the bytes around the signed part to DER: no signature covers them.
#[derive(Sequence)]
struct Frame<'a> {
    signed_part: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

const NAMES: [(&str, &str); 9] = [
    ("1.2.840.10045.2.1", "elliptic curve"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("1.2.840.113549.1.1.2", "RSA with MD2"),
    ("1.3.101.112", "Ed25519"),
];

impl Certificate {
    /// Reads all certificates of a file, in the order in which they stand: PEM, DER or PKCS #7.
    ///
    /// # Errors
    /// When there is none, or one that cannot be used.
    pub fn all_in(file: &[u8]) -> Result<Vec<Self>, CertificateError> {
        certificate_file::certificates(file)?.iter().map(|der| Self::from_der(der)).collect()
    }

    /// Reads one certificate in DER.
    ///
    /// # Errors
    /// When the bytes are no certificate, are not DER, or are followed by others.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let frame = Frame::from_der(der).map_err(CertificateError::NotDer)?;
        if frame.to_der().map_err(CertificateError::NotDer)? != der {
            return Err(CertificateError::Malformed(
                "its frame is not encoded in the one way that DER allows".into(),
            ));
        }
        let (rest, parsed) = X509Certificate::from_der(der)
            .map_err(|_| CertificateError::Malformed("its parts are not those of a certificate".into()))?;
        if !rest.is_empty() {
            return Err(CertificateError::Malformed(format!("{} bytes follow it", rest.len())));
        }
        if parsed.tbs_certificate.signature != parsed.signature_algorithm {
            return Err(CertificateError::Malformed("it names two different signature algorithms".into()));
        }
        let key = parsed.public_key();
        Ok(Self {
            der: der.to_owned(),
            thumbprint: Thumbprint::of_der(der),
            subject: Name::new(parsed.subject()),
            issuer: Name::new(parsed.issuer()),
            version: parsed.version().0.saturating_add(1),
            serial: parsed.raw_serial().to_owned(),
            not_before: date(parsed.validity().not_before.timestamp()),
            not_after: date(parsed.validity().not_after.timestamp()),
            key: PublicKey::new(&key.algorithm.algorithm.to_id_string(), &key.subject_public_key.data),
            signed_with: SignatureAlgorithm::new(&parsed.signature_algorithm.algorithm.to_id_string()),
            usage: Usage::new(&parsed),
        })
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as a PEM block.
    pub fn to_pem(&self) -> String {
        // Fails for labels and line ends that PEM does not know; these it knows.
        pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, &self.der).unwrap_or_default()
    }

    /// The SHA-1 of the bytes: the certificate's name on the device.
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// Whom it belongs to.
    pub fn subject(&self) -> &Name {
        &self.subject
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.issuer
    }

    /// The version of its form, 1 to 3; extensions, and so its usage, stand in those of version 3 alone.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The content octets of the serial number, an INTEGER that may be negative.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The first second in which it is valid; a time before 1970 counts as 1970-01-01.
    pub fn not_before(&self) -> DateTime {
        self.not_before
    }

    /// The last second in which it is valid.
    pub fn not_after(&self) -> DateTime {
        self.not_after
    }

    /// Whether it is valid at a time.
    pub fn validity(&self, at: DateTime) -> Validity {
        if at < self.not_before {
            Validity::NotYet
        } else if at > self.not_after {
            Validity::Expired
        } else {
            Validity::Valid
        }
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The algorithm with which its issuer signed it.
    pub fn signed_with(&self) -> &SignatureAlgorithm {
        &self.signed_with
    }

    /// What it may be used for.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Whether it names itself as its issuer, as a root does.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// Whether `issuer` issued this certificate: the name matches and the signature holds.
    pub fn issued_by(&self, issuer: &Self) -> Issuance {
        if self.issuer != issuer.subject {
            return Issuance::NotIssued;
        }
        let PublicKey::Rsa(key) = &issuer.key else {
            return Issuance::Unverifiable(format!("`{}` holds {}, not RSA", issuer.subject, issuer.key));
        };
        // Reading succeeded once, with the same bytes.
        let (Ok(frame), Ok((_, parsed))) = (Frame::from_der(&self.der), X509Certificate::from_der(&self.der))
        else {
            return Issuance::NotIssued;
        };
        let Some((padding, digest)) = self.signed_with.padding_and_digest(parsed.tbs_certificate.as_ref())
        else {
            return Issuance::Unverifiable(format!("`{}` is signed with {}", self.subject, self.signed_with));
        };
        let holds = frame
            .signature
            .as_bytes()
            .is_some_and(|signature| key.verify(padding, &digest, signature).is_ok());
        if holds { Issuance::Issued } else { Issuance::NotIssued }
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} {})", self.thumbprint, self.subject)
    }
}

impl Name {
    fn new(name: &X509Name<'_>) -> Self {
        Self { der: name.as_raw().to_owned(), text: name.to_string() }
    }

    /// The bytes, as they came.
    pub fn der(&self) -> &[u8] {
        &self.der
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.text))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PublicKey {
    fn new(algorithm: &str, bits: &[u8]) -> Self {
        /// The largest modulus that is taken, in bits: far above any real key, and small enough to be quick.
        const LARGEST: usize = 16_384;
        if algorithm != "1.2.840.113549.1.1.1" {
            return Self::Other(named(algorithm));
        }
        let parsed = rsa::pkcs1::RsaPublicKey::try_from(bits).ok().and_then(|key| {
            let modulus = BigUint::from_bytes_be(key.modulus.as_bytes());
            let exponent = BigUint::from_bytes_be(key.public_exponent.as_bytes());
            RsaPublicKey::new_with_max_size(modulus, exponent, LARGEST).ok()
        });
        match parsed {
            Some(key) => Self::Rsa(key),
            None => Self::Other("an RSA key that breaks the rules for RSA keys".into()),
        }
    }

    /// The length of the modulus in bits, for RSA.
    pub fn rsa_bits(&self) -> Option<usize> {
        match self {
            Self::Rsa(key) => Some(key.n().bits()),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotYet => "not yet valid",
            Self::Valid => "valid",
            Self::Expired => "expired",
        })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(key) => write!(f, "RSA, {} bits", key.n().bits()),
            Self::Other(name) => f.write_str(name),
        }
    }
}

impl SignatureAlgorithm {
    fn new(oid: &str) -> Self {
        match oid {
            "1.2.840.113549.1.1.4" => Self::RsaMd5,
            "1.2.840.113549.1.1.5" => Self::RsaSha1,
            "1.2.840.113549.1.1.11" => Self::RsaSha256,
            "1.2.840.113549.1.1.12" => Self::RsaSha384,
            "1.2.840.113549.1.1.13" => Self::RsaSha512,
            other => Self::Other(named(other)),
        }
    }

    /// The padding and digest to verify `message` with; none for what is not verified here.
    fn padding_and_digest(&self, message: &[u8]) -> Option<(Pkcs1v15Sign, Vec<u8>)> {
        Some(match self {
            Self::RsaSha1 => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(message).to_vec()),
            Self::RsaSha256 => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(message).to_vec()),
            Self::RsaSha384 => (Pkcs1v15Sign::new::<Sha384>(), Sha384::digest(message).to_vec()),
            Self::RsaSha512 => (Pkcs1v15Sign::new::<Sha512>(), Sha512::digest(message).to_vec()),
            Self::RsaMd5 | Self::Other(_) => return None,
        })
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RsaMd5 => "RSA with MD5",
            Self::RsaSha1 => "RSA with SHA-1",
            Self::RsaSha256 => "RSA with SHA-256",
            Self::RsaSha384 => "RSA with SHA-384",
            Self::RsaSha512 => "RSA with SHA-512",
            Self::Other(name) => name,
        })
    }
}

impl Usage {
    /// The name of the extended usage that signing code needs.
    pub const CODE_SIGNING: &'static str = "codeSigning";

    fn new(certificate: &X509Certificate<'_>) -> Self {
        let authority =
            certificate.basic_constraints().ok().flatten().map(|constraints| constraints.value.ca);
        let key_usage = certificate.key_usage().ok().flatten().map(|usage| {
            let usage = usage.value;
            [
                (usage.digital_signature(), "digitalSignature"),
                (usage.non_repudiation(), "nonRepudiation"),
                (usage.key_encipherment(), "keyEncipherment"),
                (usage.data_encipherment(), "dataEncipherment"),
                (usage.key_agreement(), "keyAgreement"),
                (usage.key_cert_sign(), "keyCertSign"),
                (usage.crl_sign(), "cRLSign"),
                (usage.encipher_only(), "encipherOnly"),
                (usage.decipher_only(), "decipherOnly"),
            ]
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, name)| name)
            .collect()
        });
        let extended = certificate.extended_key_usage().ok().flatten().map(|usage| {
            let usage = usage.value;
            [
                (usage.any, "anyExtendedKeyUsage"),
                (usage.server_auth, "serverAuth"),
                (usage.client_auth, "clientAuth"),
                (usage.code_signing, Self::CODE_SIGNING),
                (usage.email_protection, "emailProtection"),
                (usage.time_stamping, "timeStamping"),
                (usage.ocsp_signing, "OCSPSigning"),
            ]
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, name)| name.to_owned())
            .chain(usage.other.iter().map(|oid| oid.to_id_string()))
            .collect()
        });
        Self { authority, key_usage, extended }
    }

    /// Why the certificate must not sign code, in words that follow "its"; none when it may.
    pub fn forbids_code_signing(&self) -> Option<String> {
        if let Some(usage) = &self.key_usage
            && !usage.contains(&"digitalSignature")
        {
            return Some(format!("key usage is {}, without digitalSignature", list(usage)));
        }
        let any_of = [Self::CODE_SIGNING, "anyExtendedKeyUsage"];
        match &self.extended {
            Some(usage) if !usage.iter().any(|name| any_of.contains(&name.as_str())) => {
                Some(format!("extended key usage is {}, without codeSigning", list(usage)))
            }
            _ => None,
        }
    }

    /// Why the certificate must not issue others, in words that follow "its"; none when it may. A root may lack the
    /// basic constraints, as version 1 roots do; in an intermediate they must be there, or every owner of a
    /// certificate could issue more.
    pub fn forbids_issuing(&self, root: bool) -> Option<String> {
        match &self.key_usage {
            Some(usage) if !usage.contains(&"keyCertSign") => {
                Some(format!("key usage is {}, without keyCertSign", list(usage)))
            }
            _ if self.authority.unwrap_or(root) => None,
            _ => Some("basic constraints do not make it an authority".into()),
        }
    }
}

fn list(names: &[impl AsRef<str>]) -> String {
    if names.is_empty() {
        return "empty".into();
    }
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

fn named(oid: &str) -> String {
    NAMES
        .iter()
        .find(|(known, _)| *known == oid)
        .map_or_else(|| oid.to_owned(), |(_, name)| (*name).to_owned())
}

/// Seconds since 1970 as a date, kept within what dates can say: 1970 to 9999.
fn date(seconds: i64) -> DateTime {
    let since = std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    DateTime::from_unix_duration(since).unwrap_or(DateTime::INFINITY)
}
