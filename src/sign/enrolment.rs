//! The document that makes a device trust a signer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::certificate::Certificate;
use crate::document::wap::{Characteristic, Document, Form, Node, Parm};
use crate::finding::Spanned;
use crate::terms::RoleMask;

/// The document that puts a root certificate into the SPC store, with the role mask that packages signed under it
/// get (CertificateStore, <https://learn.microsoft.com/en-us/previous-versions/aa455841(v=msdn.10)>).
pub fn document(root: &Certificate, role: RoleMask) -> Document {
    let entry = vec![
        parm("EncodedCertificate", STANDARD.encode(root.der())),
        // Decimal: the device reads no other form.
        parm("Role", role.bits().to_string()),
    ];
    let store = group("SPC", vec![group(&root.thumbprint().to_string(), entry)]);
    Document { children: vec![group("CertificateStore", vec![store])], ..Document::default() }
}

fn group(kind: &str, children: Vec<Node>) -> Node {
    Node::Characteristic(Characteristic {
        form: Form::Set,
        kind: Spanned::nowhere(kind.to_owned()),
        attributes: Vec::new(),
        children,
        span: Spanned::default(),
    })
}

fn parm(name: &str, value: String) -> Node {
    Node::Parm(Parm {
        form: Form::Set,
        name: Spanned::nowhere(name.to_owned()),
        value: Some(Spanned::nowhere(value)),
        attributes: Vec::new(),
        span: Spanned::default(),
    })
}
