//! A setting that names something which the document does not define, such as a proxy whose access point is not there.
//! Most such things may be on the device already, which nobody can see from here.

use crate::check::reference::{Definitions, Reference, is_guid, references};
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Severity, is_slip, nearest};

pub(super) const RULE: Rule = Rule {
    name: "unresolved-reference",
    severity: Severity::Error,
    summary: "A setting that names an access point, proxy, network or account that the document does not define",
    check,
};

/// Among so many ids the nearest one is looked for,
const MOST_COMPARED: usize = 1000;
/// and for so many references: further findings are not listed.
const MOST_SOUGHT: usize = 100;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let references: Vec<Reference<'_, '_>> = references(subject).collect();
    let definitions = Definitions::of(subject, &references);
    let unresolved = references.iter().filter(|reference| !definitions.have(reference));
    for (index, reference) in unresolved.enumerate() {
        let known = definitions.built_in_for(reference).chain(definitions.defined_for(reference));
        let compared = if index < MOST_SOUGHT { MOST_COMPARED } else { 0 };
        let near =
            nearest(reference.id, known.take(compared)).filter(|near| may_be_meant(reference.id, near));
        let defined: Vec<&str> = definitions.defined_for(reference).take(4).collect();
        let place = places(reference);
        let (severity, help) = match near {
            Some(near) => (Severity::Warning, format!("write `{near}` if that was meant")),
            None if !defined.is_empty() => {
                (Severity::Warning, format!("{place} defines `{}`", defined.join("`, `")))
            }
            None => (Severity::Note, format!("define it in {place}, or see that the device has it")),
        };
        let severity = if reference.node.resolved_in_document { Severity::Error } else { severity };
        let message = format!("`{}` names nothing that this document defines", reference.id);
        findings.add(
            findings
                .on(reference.item, Some(reference.node), reference.span, message)
                .with_severity(severity)
                .with_help(help),
        );
    }
}

/// A long name with many slips is still like another; a GUID is copied, not written from memory.
fn may_be_meant(id: &str, near: &str) -> bool {
    !is_guid(near) || is_slip(id, near)
}

/// Where that which is named would be defined.
fn places(reference: &Reference<'_, '_>) -> String {
    let mut providers: Vec<&str> = Vec::new();
    for address in &reference.node.refers_to {
        if !providers.contains(&address.provider()) {
            providers.push(address.provider());
        }
    }
    format!("`{}`", providers.join("` or `"))
}
