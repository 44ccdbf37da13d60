//! From a pile of certificates to the chain of one of them.

use super::certificate::{Certificate, Issuance};

/// A certificate and those that issued it, one after the other, as far as they are at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    certificates: Vec<Certificate>,
}

impl Chain {
    /// The chain that begins with `leaf` and continues through `pile`, however that is ordered. An issuer whose
    /// signature holds is preferred to one that only has the name.
    pub fn of(leaf: Certificate, pile: &[Certificate]) -> Self {
        let mut certificates = vec![leaf];
        while let Some(issuer) = certificates.last().and_then(|last| issuer_of(last, pile, &certificates)) {
            certificates.push(issuer.clone());
        }
        Self { certificates }
    }

    /// The certificates, leaf first.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The certificate that signs.
    pub fn leaf(&self) -> &Certificate {
        &self.certificates[0]
    }

    /// The last certificate: the root when the chain is complete.
    pub fn last(&self) -> &Certificate {
        &self.certificates[self.certificates.len() - 1]
    }

    /// The root, when the chain reaches one.
    pub fn root(&self) -> Option<&Certificate> {
        Some(self.last()).filter(|last| last.is_self_issued())
    }

    /// Whether a certificate belongs to the chain.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.certificates.contains(certificate)
    }
}

fn issuer_of<'a>(
    certificate: &Certificate,
    pile: &'a [Certificate],
    used: &[Certificate],
) -> Option<&'a Certificate> {
    if certificate.is_self_issued() {
        return None;
    }
    // A certificate stands in a chain once, so that two that issued each other make no endless chain.
    let candidates =
        || pile.iter().filter(|issuer| certificate.issuer() == issuer.subject() && !used.contains(issuer));
    candidates()
        .find(|issuer| certificate.issued_by(issuer) == Issuance::Issued)
        .or_else(|| candidates().next())
}
