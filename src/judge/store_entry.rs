//! What an element says of a certificate store: `CertificateStore/STORE/THUMBPRINT/PARM`, any of them the last.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::catalogue::placement::{Operation, Placed};
use crate::certificate_file;
use crate::device::CertificateStore;
use crate::terms::Thumbprint;

/// An element that speaks of a store.
pub(super) struct StoreEntry<'a> {
    pub(super) operation: Operation,
    pub(super) store: Option<CertificateStore>,
    pub(super) thumbprint: Option<Thumbprint>,
    pub(super) leaf: Option<String>,
    pub(super) value: Option<&'a str>,
}

impl<'a> StoreEntry<'a> {
    /// Between store and thumbprint may stand `User` or `System`.
    pub(super) fn of(item: &Placed<'a>) -> Option<Self> {
        let provider = item.known_provider()?;
        if provider.name != "CertificateStore" {
            return None;
        }
        let mut names = item.names().iter().filter(|name| !matches!(*name, "User" | "System")).peekable();
        let value = item.value().map(|value| value.value.as_str().trim());
        let entry = Self { operation: item.operation, store: None, thumbprint: None, leaf: None, value };
        let Some(name) = names.next() else { return Some(entry) };
        let store =
            CertificateStore::ALL.into_iter().find(|store| store.name().eq_ignore_ascii_case(name))?;
        let entry = Self { store: Some(store), ..entry };
        let Some(name) = names.next() else { return Some(entry) };
        let thumbprint = Some(name.parse().ok()?);
        Some(Self { thumbprint, leaf: names.next().map(str::to_owned), ..entry })
    }

    /// Whether it sets the parm with this name.
    pub(super) fn sets(&self, leaf: &str) -> bool {
        self.operation == Operation::Set && self.is(leaf)
    }

    /// Whether it is the parm with this name.
    pub(super) fn is(&self, leaf: &str) -> bool {
        self.leaf.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(leaf))
    }

    /// The place that it sets a certificate at: the name of an entry is the SHA-1 of its certificate
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb737346(v=msdn.10)>).
    pub(super) fn brings(&self) -> Option<(CertificateStore, Thumbprint)> {
        (self.sets("EncodedCertificate") && self.is_certificate_named()).then_some(self.place()).flatten()
    }

    /// Store and name of the certificate that it speaks of.
    pub(super) fn place(&self) -> Option<(CertificateStore, Thumbprint)> {
        Some((self.store?, self.thumbprint?))
    }

    /// Whether its value is one certificate, whose SHA-1 is the name of the entry.
    pub(super) fn is_certificate_named(&self) -> bool {
        let base64: String = self.value.unwrap_or_default().split_whitespace().collect();
        let der = STANDARD.decode(base64).ok().filter(|bytes| certificate_file::is_certificate(bytes));
        der.is_some_and(|der| Some(Thumbprint::of_der(&der)) == self.thumbprint)
    }
}
