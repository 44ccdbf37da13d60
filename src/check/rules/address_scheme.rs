//! An address with a scheme that its device does not take.

use crate::check::unknown::own_name;
use crate::check::value::is_url;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "address-scheme",
    severity: Severity::Warning,
    summary: "An address of a server that a device does not reach so, such as http where it wants https",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // Of an address that is none another rule speaks.
    let addresses =
        subject.values().filter(|(_, node, value)| !node.schemes.is_empty() && is_url(&value.value));
    for (item, node, value) in addresses {
        let Some((scheme, rest)) = value.value.split_once(':') else { continue };
        if node.schemes.iter().any(|taken| taken.eq_ignore_ascii_case(scheme)) {
            continue;
        }
        let taken = node.schemes.join(" or ");
        let message = format!("`{}` starts with `{scheme}:`, where a device wants {taken}", own_name(item));
        let help = match node.schemes.first() {
            Some(first) => {
                format!("write `{first}:{rest}`, if the server has a certificate that the device trusts")
            }
            None => continue,
        };
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}
