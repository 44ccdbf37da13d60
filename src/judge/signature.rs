//! The signature of a package, as a device compares it with its stores.

use std::io::{self, Read, Seek};

use der::DateTime;

use crate::sign;
use crate::sign::certificate::{Certificate, Issuance};
use crate::sign::trust::ChainFault;
use crate::sign::verify::{Fault, Verification, VerifyError, VerifyOptions};
use crate::terms::Thumbprint;

/// The signature of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    None,
    /// It does not hold, for these reasons.
    Bad(Vec<String>),
    /// It holds.
    Good(Chain),
}

/// Who signed, as a device compares it with its stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The certificates, the signer's first.
    pub links: Vec<Link>,
    /// Where its root is left out, the last certificate that is there, in DER as far as it is known; `None`: it ends at
    /// its root.
    pub open_end: Option<Vec<u8>>,
    /// Why it is not known whether a device can check it.
    pub doubts: Vec<String>,
    /// Why a certificate of it is not valid by the device's clock.
    pub outdated: Vec<String>,
}

/// A certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its name on devices.
    pub thumbprint: Thumbprint,
    /// Whose it is.
    pub subject: String,
}

impl Chain {
    /// A chain as a device would see it.
    pub fn of(chain: &sign::chain::Chain) -> Self {
        let links = chain.certificates().iter();
        let doubts = links.clone().flat_map(|certificate| {
            let limits = sign::device_limits::DeviceLimit::of(certificate);
            limits.into_iter().map(|limit| format!("the certificate of `{}`: {limit}", certificate.subject()))
        });
        Self {
            doubts: doubts.collect(),
            links: links
                .map(|one| Link { thumbprint: one.thumbprint(), subject: one.subject().to_string() })
                .collect(),
            open_end: chain.root().is_none().then(|| chain.last().der().to_vec()),
            outdated: Vec::new(),
        }
    }
}

impl Chain {
    /// The certificate of its root, where it ends at one.
    pub(super) fn root(&self) -> Option<&Link> {
        self.links.last().filter(|_| self.open_end.is_none())
    }

    /// The same up to its root, where that is left out and one of these certificates, in DER, is it: a device knows the
    /// certificates in its stores.
    pub(super) fn completed<'a>(&self, known: impl Iterator<Item = &'a [u8]>) -> Option<Self> {
        let last = Certificate::from_der(self.open_end.as_ref()?).ok()?;
        let mut known = known.filter_map(|der| Certificate::from_der(der).ok());
        let root = known.find(|one| one.is_self_issued() && last.issued_by(one) == Issuance::Issued)?;
        let mut whole = Self { open_end: None, ..self.clone() };
        whole.links.push(Link { thumbprint: root.thumbprint(), subject: root.subject().to_string() });
        Some(whole)
    }
}

impl Signature {
    /// The signature of a package; `clock` is what the device's clock says.
    pub(super) fn of(file: &mut (impl Read + Seek), clock: DateTime) -> io::Result<Self> {
        let options = VerifyOptions { trust: Vec::new(), at: clock };
        match sign::verify::verify(file, &options) {
            Ok(verification) => Ok(Self::of_verification(verification)),
            Err(VerifyError::Read(error)) => Err(error),
            Err(error @ VerifyError::NotACabinet(_)) => Ok(Self::Bad(vec![error.to_string()])),
        }
    }

    /// What a device would make of a check: it knows its own roots, and trusts no time stamp of anybody's.
    fn of_verification(verification: Verification) -> Self {
        let mut bad = Vec::new();
        let mut outdated = Vec::new();
        for fault in &verification.faults {
            match fault {
                Fault::NotSigned { following: 0 } => return Self::None,
                Fault::Chain(ChainFault::UntrustedRoot { .. } | ChainFault::NoIssuer { .. })
                | Fault::TimeStamp(_)
                | Fault::TimeStampChain(_) => {}
                Fault::Chain(ChainFault::Validity { subject, not_before, not_after, at }) => {
                    outdated.push(format!(
                        "the certificate of `{subject}` is valid from {not_before} to {not_after}, and the device's clock is taken to say {at}"
                    ));
                }
                fault => bad.push(fault.to_string()),
            }
        }
        match verification.chain {
            Some(chain) if bad.is_empty() => {
                let mut chain = Chain { outdated, ..Chain::of(&chain) };
                if let Some(algorithm) =
                    verification.algorithm.filter(|digest| *digest != sign::DigestAlgorithm::Sha1)
                {
                    chain.doubts.push(format!(
                        "the digest is {}; devices are known to read SHA-1 only",
                        algorithm.name()
                    ));
                }
                Self::Good(chain)
            }
            _ if bad.is_empty() => Self::Bad(vec!["the signature has no signer".to_owned()]),
            _ => Self::Bad(bad),
        }
    }
}
