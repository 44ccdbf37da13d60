//! A provider that is documented for the other protocol only: for OMA DM in a wap-provisioningdoc, or the other way
//! round.

use std::collections::BTreeSet;

use crate::catalogue::placement::ProviderMatch;
use crate::check::{Findings, Model, Rule, Subject};
use crate::finding::Severity;
use crate::terms::Release;

pub(super) const RULE: Rule = Rule {
    name: "wrong-protocol",
    severity: Severity::Error,
    summary: "A provider that is documented for the other protocol only",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (documented, here) = match subject.model {
        Model::SyncMl(_) => ("OMA Client Provisioning", "a SyncML message"),
        _ => ("OMA DM", "a wap-provisioningdoc"),
    };
    // The other protocol's characteristic of that name may be meant, which devices of other makes read.
    let is_for_these_devices = subject.options.targets.iter().any(|target| target.release != Release::Win10);
    let severity = if is_for_these_devices { Severity::Error } else { Severity::Warning };
    let mut told = BTreeSet::new();
    for item in subject.items() {
        let ProviderMatch::OtherProtocol(provider) = item.provider() else { continue };
        if told.insert(&provider.name) {
            let message = format!("`{}` is documented for {documented} only, this is {here}", provider.name);
            findings.add(
                findings
                    .on(item, None, item.name.span, message)
                    .with_severity(severity)
                    .with_help("a device may refuse it; send it by the protocol that is documented"),
            );
        }
    }
}
