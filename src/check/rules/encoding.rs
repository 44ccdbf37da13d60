//! The file is not UTF-8, which is all that the device reads.

use crate::check::{Findings, Rule, Subject};
use crate::document::FaultKind;
use crate::finding::{Fix, Severity};

pub(super) const RULE: Rule = Rule {
    name: "encoding",
    severity: Severity::Error,
    summary: "The file is not UTF-8, which is all that the device reads",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // Of bytes that are nothing known, somebody who knows what they say must make UTF-8.
    findings.add_faults(subject, FaultKind::Encoding);
    findings.add_faults_with_repair(subject, FaultKind::Utf16, |_| Some(Fix::encoding()));
    let is_utf16 = subject.faults.iter().any(|fault| fault.kind == FaultKind::Utf16);
    findings.add_faults_with_repair(subject, FaultKind::DeclaredEncoding, |fault| {
        let declared = subject.source.slice(fault.span);
        // Other text may be meant in that encoding, even where its bytes happen to be UTF-8.
        let is_plainly_utf8 = subject.source.text().is_ascii() || is_utf16 || is_16_bit(declared);
        is_plainly_utf8.then(|| Fix { span: fault.span, replacement: "UTF-8".to_owned() })
    });
}

/// Whether a name is that of an encoding in which every character takes two bytes or more, so that a text in which a
/// byte is a letter cannot be in it.
fn is_16_bit(encoding: &str) -> bool {
    let name = encoding.to_ascii_lowercase();
    ["utf-16", "utf16", "ucs-2", "iso-10646-ucs-2", "unicode"].iter().any(|known| name.starts_with(known))
}
