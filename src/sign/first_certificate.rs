//! By which ways a certificate gets onto a device on which nothing of the sender's is trusted yet. Facts, in
//! `first_certificate.toml`.

use std::fmt;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalogue::Protocol;
use crate::device::CertificateStore;

/// A way for the first certificate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    protocol: Protocol,
    stores: Vec<CertificateStore>,
    /// One sentence.
    pub text: String,
    /// What the sources leave open; none when they agree.
    pub unsure: Option<String>,
    /// Where it is written.
    pub source: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    way: Vec<Way>,
}

// A test holds the file to its form.
static TABLE: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("first_certificate.toml")).unwrap_or_default());

/// The ways that lead to every one of these stores, for a document of this protocol.
pub fn ways(stores: &[CertificateStore], protocol: Protocol) -> impl Iterator<Item = &'static Way> {
    let leads = move |way: &&Way| stores.iter().all(|store| way.stores.contains(store));
    TABLE.way.iter().filter(move |way| way.protocol == protocol).filter(leads)
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.unsure.as_ref().map_or(Ok(()), |unsure| write!(f, " (unsure: {unsure})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_for_servers_has_a_way_that_a_store_for_packages_has_not() {
        let table: Table = toml::from_str(include_str!("first_certificate.toml")).unwrap();
        assert!(table.way.iter().all(|way| way.source.starts_with("http")));
        let count = |stores: &[CertificateStore]| ways(stores, Protocol::Cp).count();
        assert_eq!(count(&[CertificateStore::Root]), count(&[CertificateStore::Spc]) + 1);
        assert_eq!(ways(&CertificateStore::ALL, Protocol::Dm).count(), 1);
        assert_eq!(count(&[CertificateStore::Root, CertificateStore::Spc]), count(&[CertificateStore::Spc]));
    }
}
