//! Bytes that should be a certificate and are none.

use crate::check::certificate::is_certificate;
use crate::check::value::bytes_of_base64;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "certificate-malformed",
    severity: Severity::Error,
    summary: "A value that should hold an X.509 certificate and does not",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values().filter(|(_, node, _)| node.certificate) {
        // Of what is not even base64 another rule speaks.
        let Some(bytes) = bytes_of_base64(&value.value).filter(|bytes| !is_certificate(bytes)) else {
            continue;
        };
        let (what, help) = if bytes.is_empty() {
            ("nothing", "write the certificate in DER as base64")
        } else if bytes.starts_with(b"-----BEGIN") {
            (
                "the text of a PEM file",
                "it is encoded already: write what stands between its BEGIN and END lines",
            )
        } else {
            (
                "no certificate",
                "write one X.509 certificate in DER as base64; a PKCS #7 or PKCS #12 is taken apart first",
            )
        };
        let message = format!("`{}` holds {what}", item.name.value);
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}
