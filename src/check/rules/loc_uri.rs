//! An address that names no node of the management tree.

use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;
use crate::terms::LocUri;

pub(super) const RULE: Rule = Rule {
    name: "loc-uri",
    severity: Severity::Error,
    summary: "An address that names no node of the management tree",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !matches!(subject.model, Model::SyncMl(_)) {
        return;
    }
    for item in subject.items() {
        // A query part asks for a property of the node or for what is below it.
        let address = item.name.value.split('?').next().unwrap_or_default();
        if let Err(error) = address.parse::<LocUri>() {
            findings.add(
                findings
                    .at(item.name.span, error.to_string())
                    .with_help("write the names from the root of the tree with one `/` between two, such as `./Vendor/MSFT/Sync/Settings`")
                    .with_reference("https://www.openmobilealliance.org/release/DM/"),
            );
        }
    }
}
