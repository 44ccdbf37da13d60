//! An address of a file whose name does not end as those files do.

use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "address-ending",
    severity: Severity::Warning,
    summary: "An address of a package whose file name does not end with .cab or .cpf",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values().filter(|(_, node, _)| !node.endings.is_empty()) {
        let path = value.value.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        // Of an address that is no address another rule speaks.
        let is_address = node.value_pattern().is_none_or(|pattern| pattern.is_match(&value.value));
        if !is_address || node.endings.iter().any(|ending| path.ends_with(ending.as_str())) {
            continue;
        }
        let endings = node.endings.join(" or ");
        let message = format!("`{}` is the address of no {endings} file", own_name(item));
        let help =
            format!("let the file name end with {endings}: by it a device knows what to do with the file");
        findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
    }
}
