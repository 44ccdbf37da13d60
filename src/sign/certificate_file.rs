//! The certificates in a file: PEM, DER or PKCS #7.

use x509_parser::pem::Pem;

use super::certificate::{Certificate, CertificateError};
use super::signed_data::SignedContent;

/// Reads all certificates of a file, in the order in which they stand: PEM blocks with any text between them, one
/// certificate in DER, or a PKCS #7 (`.p7b`, also a signature) in DER or PEM.
///
/// # Errors
/// When there is none, or one that cannot be used.
pub fn read_certificates(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    let certificates = if contains(bytes, b"-----BEGIN ") { from_pem(bytes)? } else { from_binary(bytes)? };
    if certificates.is_empty() { Err(CertificateError::None) } else { Ok(certificates) }
}

/// One certificate as a PEM block.
pub fn to_pem(certificate: &Certificate) -> String {
    // Fails for labels and line ends that PEM does not know; these it knows.
    pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, certificate.der())
        .unwrap_or_default()
}

fn from_pem(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    let mut certificates = Vec::new();
    for block in Pem::iter_from_buffer(bytes) {
        let block =
            block.map_err(|error| CertificateError::Malformed(format!("the PEM is broken: {error}")))?;
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => certificates.push(Certificate::from_der(&block.contents)?),
            "PKCS7" | "CMS" => certificates.extend(from_pkcs7(&block.contents)?),
            // A key beside its certificate is no concern of who looks for certificates.
            _ => {}
        }
    }
    Ok(certificates)
}

fn from_binary(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    match Certificate::from_der(bytes) {
        Ok(certificate) => Ok(vec![certificate]),
        Err(error) => from_pkcs7(bytes).map_err(|_| error),
    }
}

fn from_pkcs7(bytes: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    let content = SignedContent::from_der(bytes).map_err(CertificateError::NotDer)?;
    content.certificates().iter().map(|der| Certificate::from_der(der)).collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
