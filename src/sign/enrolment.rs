//! Documents that put certificates into the stores of a device, or take them out: the first makes a device trust a
//! signer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::certificate::Certificate;
use crate::device::CertificateStore;
use crate::document::Text;
use crate::document::wap::{Characteristic, Document, Form, Node, Parm};
use crate::finding::Spanned;
use crate::terms::{RoleMask, Thumbprint};

/// The document that puts each certificate into each store. In `SPC` an entry carries the role mask that packages
/// signed under it get; the other stores make nothing of one
/// (<https://learn.microsoft.com/en-us/previous-versions/aa455841(v=msdn.10)>).
pub fn enrol(certificates: &[Certificate], stores: &[CertificateStore], role: RoleMask) -> Document {
    document(stores, |store| {
        let entry = |certificate: &Certificate| {
            let mut parms = vec![parm("EncodedCertificate", STANDARD.encode(certificate.der()))];
            if store == CertificateStore::Spc {
                parms.push(parm("Role", role.bits().to_string()));
            }
            characteristic(Form::Set, certificate.thumbprint().to_string(), parms)
        };
        certificates.iter().map(entry).collect()
    })
}

/// The document that takes each certificate out of each store.
pub fn withdraw(thumbprints: &[Thumbprint], stores: &[CertificateStore]) -> Document {
    document(stores, |_| {
        let entry =
            |thumbprint: &Thumbprint| characteristic(Form::Remove, thumbprint.to_string(), Vec::new());
        thumbprints.iter().map(entry).collect()
    })
}

fn document(stores: &[CertificateStore], entries: impl Fn(CertificateStore) -> Vec<Node>) -> Document {
    let of_store = |store: &CertificateStore| characteristic(Form::Set, store.name(), entries(*store));
    let root = characteristic(Form::Set, "CertificateStore", stores.iter().map(of_store).collect());
    Document { children: vec![root], ..Document::default() }
}

fn characteristic(form: Form, kind: impl Into<Text>, children: Vec<Node>) -> Node {
    Node::Characteristic(Characteristic {
        form,
        kind: Spanned::nowhere(kind.into()),
        attributes: Box::default(),
        children,
        span: Spanned::default(),
    })
}

fn parm(name: &str, value: impl Into<Text>) -> Node {
    Node::Parm(Parm {
        form: Form::Set,
        name: Spanned::nowhere(name.into()),
        value: Some(Spanned::nowhere(value.into())),
        attributes: Box::default(),
        span: Spanned::default(),
    })
}
