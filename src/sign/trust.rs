//! Whether a chain leads to a root that is trusted, and every link of it holds.

use std::fmt;

use der::DateTime;

use super::certificate::{Certificate, Issuance, Name, Validity};
use super::chain::Chain;
use crate::terms::Thumbprint;

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFault {
    /// A certificate is not signed by the next one, though it names it.
    Link {
        /// The issued one.
        subject: Name,
        /// The one that it names as its issuer.
        issuer: Name,
    },
    /// A link that cannot be checked here.
    Unverifiable(String),
    /// A certificate that must not issue others did.
    MustNotIssue {
        /// Whose.
        subject: Name,
        /// Why, in words that follow "its".
        reason: String,
    },
    /// A certificate is not valid at the time of the check.
    Validity {
        /// Whose.
        subject: Name,
        /// Its first second.
        not_before: DateTime,
        /// Its last second.
        not_after: DateTime,
        /// The time of the check.
        at: DateTime,
    },
    /// The root is not among those that are trusted.
    UntrustedRoot {
        /// Its name.
        subject: Name,
        /// Its thumbprint.
        thumbprint: Thumbprint,
    },
    /// The chain stops before a root, and no trusted root goes on from there.
    NoIssuer {
        /// The certificate where it stops.
        subject: Name,
        /// Who issued that.
        issuer: Name,
    },
}

/// A chain with the trusted root that it leads to added where it was left out, and all that is wrong with it.
pub(crate) fn faults(chain: &Chain, trust: &[Certificate], at: DateTime) -> Vec<ChainFault> {
    let mut certificates = chain.certificates().to_vec();
    let mut faults = Vec::new();
    let last = chain.last();
    if last.is_self_issued() {
        if !trust.contains(last) {
            faults.push(ChainFault::UntrustedRoot {
                subject: last.subject().clone(),
                thumbprint: last.thumbprint(),
            });
        }
    } else if let Some(root) = trust.iter().find(|root| last.issued_by(root) == Issuance::Issued) {
        certificates.push(root.clone());
    } else {
        let (subject, issuer) = (last.subject().clone(), last.issuer().clone());
        faults.push(ChainFault::NoIssuer { subject, issuer });
    }
    for pair in certificates.windows(2) {
        if let [issued, issuer] = pair {
            faults.extend(link_fault(issued, issuer));
        }
    }
    faults.extend(certificates.iter().filter_map(|one| validity_fault(one, at)));
    faults
}

/// What is wrong between a certificate and the next one of its chain.
pub(crate) fn link_fault(issued: &Certificate, issuer: &Certificate) -> Option<ChainFault> {
    match issued.issued_by(issuer) {
        Issuance::Issued => {
            let reason = issuer.usage().forbids_issuing(issuer.is_self_issued())?;
            Some(ChainFault::MustNotIssue { subject: issuer.subject().clone(), reason })
        }
        Issuance::NotIssued => {
            Some(ChainFault::Link { subject: issued.subject().clone(), issuer: issuer.subject().clone() })
        }
        Issuance::Unverifiable(reason) => Some(ChainFault::Unverifiable(reason)),
    }
}

fn validity_fault(certificate: &Certificate, at: DateTime) -> Option<ChainFault> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    (certificate.validity(at) != Validity::Valid).then(|| ChainFault::Validity {
        subject: certificate.subject().clone(),
        not_before,
        not_after,
        at,
    })
}

impl std::error::Error for ChainFault {}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { subject, issuer } => {
                write!(f, "the signature in the certificate of `{subject}` is not that of `{issuer}`")
            }
            Self::Unverifiable(reason) => write!(f, "the chain cannot be checked: {reason}"),
            Self::MustNotIssue { subject, reason } => {
                write!(f, "`{subject}` must not issue certificates: its {reason}")
            }
            Self::Validity { subject, not_before, not_after, at } => write!(
                f,
                "the certificate of `{subject}` is valid from {not_before} to {not_after}, not at {at}; \
                 --at checks for another time"
            ),
            Self::UntrustedRoot { subject, thumbprint } => write!(
                f,
                "the chain leads to the root `{subject}` ({thumbprint}), which is not among the trusted ones; \
                 if you know it, name its file with --trust"
            ),
            Self::NoIssuer { subject, issuer } => write!(
                f,
                "the chain stops at `{subject}`; the certificate of its issuer `{issuer}` is needed, as a trusted \
                 root with --trust"
            ),
        }
    }
}
