//! What Authenticode adds to PKCS #7: the Software Publisher Certificate structures
//! (Windows Authenticode Portable Executable Signature Format,
//! <https://download.microsoft.com/download/9/c/5/9c5b2167-8017-4bae-9fde-d599bac8184a/Authenticode_PE.docx>).

use const_oid::ObjectIdentifier;
use der::asn1::{BmpString, Ia5String, OctetString};
use der::{Any, Choice, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;

use super::DigestAlgorithm;

/// SPC_INDIRECT_DATA_OBJID: the type of the signed content.
pub const INDIRECT_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.4");
/// SPC_SP_OPUS_INFO_OBJID: what the signer says about the program.
pub const OPUS_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.12");
/// SPC_STATEMENT_TYPE_OBJID: whether a person or a company signs.
pub const STATEMENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.11");
/// SPC_INDIVIDUAL_SP_KEY_PURPOSE_OBJID: a person signs. Genuine signatures of companies carry it too.
pub const INDIVIDUAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.21");
/// SPC_CAB_DATA_OBJID: what is signed is a cabinet.
pub const CABINET_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.25");

/// The signed content: which kind of file, and its digest.
///
/// ```text
/// SpcIndirectDataContent ::= SEQUENCE {
///     data           SpcAttributeTypeAndOptionalValue,
///     messageDigest  DigestInfo }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SpcIndirectDataContent {
    /// The kind of file.
    pub data: SpcAttributeTypeAndOptionalValue,
    /// Its digest.
    pub message_digest: DigestInfo,
}

/// A kind of file and what Windows once wanted to know about it.
///
/// ```text
/// SpcAttributeTypeAndOptionalValue ::= SEQUENCE {
///     type   OBJECT IDENTIFIER,
///     value  [0] EXPLICIT ANY OPTIONAL }
/// ```
/// In real files the value has no `[0]` of its own.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct SpcAttributeTypeAndOptionalValue {
    /// The kind.
    pub kind: ObjectIdentifier,
    /// The value; for cabinets an [`SpcLink`] to nowhere.
    pub value: Option<Any>,
}

/// A digest with its algorithm (RFC 8017, appendix A.2.4).
///
/// ```text
/// DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub struct DigestInfo {
    /// The algorithm.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest.
    pub digest: OctetString,
}

/// What the signer says about the program.
///
/// ```text
/// SpcSpOpusInfo ::= SEQUENCE {
///     programName  [0] EXPLICIT SpcString OPTIONAL,
///     moreInfo     [1] EXPLICIT SpcLink OPTIONAL }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Sequence)]
pub struct SpcSpOpusInfo {
    /// The name that a desktop shows when it asks the user.
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub program_name: Option<SpcString>,
    /// An address to learn more.
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub more_info: Option<SpcLink>,
}

/// Text in one of two encodings.
///
/// ```text
/// SpcString ::= CHOICE { unicode [0] IMPLICIT BMPSTRING, ascii [1] IMPLICIT IA5STRING }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Choice)]
pub enum SpcString {
    /// UTF-16, high byte first: what signtool writes.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Unicode(BmpString),
    /// ASCII by the rules; osslsigncode puts UTF-8 there, so any bytes are read.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT")]
    Ascii(OctetString),
}

/// Where something is.
///
/// ```text
/// SpcLink ::= CHOICE { url [0] IMPLICIT IA5STRING, moniker [1] IMPLICIT SpcSerializedObject,
///                      file [2] EXPLICIT SpcString }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Choice)]
pub enum SpcLink {
    /// An address.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    Url(Ia5String),
    /// A file.
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", constructed = "true")]
    File(SpcString),
}

/// ```text
/// SpcStatementType ::= SEQUENCE OF OBJECT IDENTIFIER
/// ```
pub type SpcStatementType = Vec<ObjectIdentifier>;

impl SpcIndirectDataContent {
    /// The content for a cabinet with this digest.
    ///
    /// # Errors
    /// Of the encoder, which for a digest has none.
    pub fn of_cabinet(algorithm: DigestAlgorithm, digest: &[u8]) -> der::Result<Self> {
        // The text stands in every signature that Microsoft's tools made.
        let nowhere = SpcLink::File(SpcString::Unicode(BmpString::from_utf8("<<<Obsolete>>>")?));
        Ok(Self {
            data: SpcAttributeTypeAndOptionalValue {
                kind: CABINET_DATA,
                value: Some(der::Decode::from_der(&nowhere.to_der()?)?),
            },
            message_digest: DigestInfo {
                algorithm: algorithm.identifier(),
                digest: OctetString::new(digest)?,
            },
        })
    }
}

impl SpcSpOpusInfo {
    /// The name of the program.
    pub fn description(&self) -> Option<String> {
        self.program_name.as_ref().map(SpcString::text)
    }

    /// The address to learn more.
    pub fn url(&self) -> Option<String> {
        self.more_info.as_ref().map(|link| match link {
            SpcLink::Url(url) => url.to_string(),
            SpcLink::File(file) => file.text(),
        })
    }
}

impl SpcString {
    /// The text, with U+FFFD where it is broken.
    pub fn text(&self) -> String {
        match self {
            Self::Unicode(text) => text.chars().collect(),
            Self::Ascii(bytes) => String::from_utf8_lossy(bytes.as_bytes()).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_file_has_the_bytes_of_genuine_signatures() {
        let content = SpcIndirectDataContent::of_cabinet(DigestAlgorithm::Sha1, &[0; 20]).unwrap();
        let text: Vec<u8> = "<<<Obsolete>>>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let head = hex::decode("302c060a2b060104018237020119a21e801c").unwrap();
        assert_eq!(content.data.to_der().unwrap(), [head, text].concat());
    }
}
