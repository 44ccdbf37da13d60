//! A name of the author's choosing that is so near to a documented one that it looks like a slip: in FileOperation a
//! misspelt operation is taken for a folder, without a word from the device.

use crate::check::unknown::{belongs_in, own_name, slip_for};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "name-slip",
    severity: Severity::Error,
    summary: "A chosen name that looks like a slip for a documented one",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (index, item) in subject.items().iter().enumerate() {
        let Some(documented) = slip_for(item) else { continue };
        let message = format!("`{}` is taken as a name of your choosing", own_name(item));
        let help = format!("write `{documented}` if that was meant");
        // What belongs into the documented one leaves no doubt.
        let is_certain = subject.inside(index).any(|inside| belongs_in(inside, documented));
        let severity = if is_certain { Severity::Error } else { Severity::Warning };
        findings
            .add(findings.on(item, None, item.name.span, message).with_severity(severity).with_help(help));
    }
}
