//! `nocharacteristic` directly below the root removes all that a provider has; few are documented to understand it.

use std::collections::BTreeSet;

use crate::catalogue::placement::{NodeMatch, Origin, ProviderMatch};
use crate::catalogue::{CustomElement, Provider};
use crate::check::{Findings, Rule, Subject};
use crate::document::wap::Form;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "root-removal",
    severity: Severity::Warning,
    summary: "nocharacteristic for a whole provider that is not documented to allow it",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What is known to do harm is told with the harm.
    let stopped: BTreeSet<usize> = subject.threats.iter().map(|threat| threat.item).collect();
    for (index, item) in subject.items().iter().enumerate() {
        if !matches!(item.node, NodeMatch::Root) || stopped.contains(&index) {
            continue;
        }
        // What only a device's answer has removes nothing.
        let removes = matches!(item.origin, Origin::Characteristic(group) if group.form == Form::Remove);
        if !removes || matches!(item.provider(), ProviderMatch::Above(_)) {
            continue;
        }
        let is_unknown = |provider: &&Provider| {
            !provider.removable_as_a_whole
                // That a page says no is told by another rule.
                && [&provider.refuses_elements, &provider.refuses_at_root]
                    .iter()
                    .all(|refused| !refused.contains(&CustomElement::Nocharacteristic))
        };
        let Some(provider) = item.known_provider().filter(is_unknown) else {
            continue;
        };
        let message = format!("no page says that `{}` can be removed as a whole", provider.name);
        findings.add(
            findings
                .at(item.name.span, message)
                .with_help("remove its entries one by one, with nocharacteristic inside a characteristic of the provider")
                .with_reference("https://learn.microsoft.com/en-us/previous-versions/bb737588(v=msdn.10)"),
        );
    }
}
