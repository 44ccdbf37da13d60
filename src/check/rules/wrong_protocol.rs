//! A provider that is documented for the other protocol only: for OMA DM in a wap-provisioningdoc, or the other way
//! round.

use std::collections::BTreeSet;

use crate::catalogue::placement::ProviderMatch;
use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wrong-protocol",
    severity: Severity::Warning,
    summary: "A provider that is documented for the other protocol only",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (documented, here) = match subject.model {
        Model::SyncMl(_) => ("OMA Client Provisioning", "a SyncML message"),
        _ => ("OMA DM", "a wap-provisioningdoc"),
    };
    let mut told = BTreeSet::new();
    for item in subject.items() {
        let ProviderMatch::OtherProtocol(provider) = &item.provider else { continue };
        if told.insert(&provider.name) {
            let message = format!("`{}` is documented for {documented} only, this is {here}", provider.name);
            findings.add(
                findings
                    .on(item, None, item.name.span, message)
                    .with_help("a device may refuse it; send it by the protocol that is documented"),
            );
        }
    }
}
