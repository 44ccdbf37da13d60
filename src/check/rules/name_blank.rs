//! A name with a blank before or behind it: the device takes it literally
//! (<http://technet.microsoft.com/en-us/library/cc182267(v=technet.10)> prints two such names by mistake).

use crate::catalogue::placement::{NodeMatch, Origin, Placed, ProviderMatch};
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Fix, Severity};

pub(super) const RULE: Rule = Rule {
    name: "name-blank",
    severity: Severity::Error,
    summary: "A name with a blank before or behind it",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items().iter().filter(|item| !matches!(item.origin, Origin::Item(..))) {
        let name = item.name.value.as_str();
        let trimmed = name.trim();
        if trimmed == name || trimmed.is_empty() {
            continue;
        }
        let finding = findings.on(
            item,
            None,
            item.name.span,
            format!("`{name}` has a blank before or behind it, which counts as part of the name"),
        );
        match known_without_blanks(item) {
            Some(documented) => findings.add(
                finding
                    .with_help(format!("write `{documented}`"))
                    .with_fix(Fix { span: item.name.span, replacement: documented.to_owned() }),
            ),
            // A name of the author's choosing may even be meant so.
            None if !matches!(item.node, NodeMatch::BelowUnknown) => findings.add(
                finding
                    .with_severity(Severity::Warning)
                    .with_help(format!("write `{trimmed}` unless it is meant so")),
            ),
            None => {}
        }
    }
}

/// The documented name that is meant, where the author cannot choose it.
fn known_without_blanks<'p>(item: &'p Placed<'_>) -> Option<&'p str> {
    match (&item.node, item.provider()) {
        (NodeMatch::BlankAround(misspelt), _) => Some(&misspelt.documented),
        (NodeMatch::Root, ProviderMatch::Unknown { nearest }) => {
            nearest.filter(|nearest| nearest.eq_ignore_ascii_case(item.name.value.trim()))
        }
        _ => None,
    }
}
