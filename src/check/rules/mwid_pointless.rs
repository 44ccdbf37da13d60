//! `mwid` at something that is neither an access point nor a proxy named by its id.

use crate::catalogue::placement::NodeMatch;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "mwid-pointless",
    severity: Severity::Warning,
    summary: "mwid at something that is no access point or proxy named by its id",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        // Of any other value it is said that it is none.
        let Some(mwid) = item.attribute("mwid").filter(|mwid| mwid.value.value == "1") else { continue };
        let named_by_id = match item.node {
            NodeMatch::Root => item.known_provider().is_none(),
            _ => item.known_node().is_none_or(|node| node.mwid),
        };
        if !named_by_id {
            findings.add(
                findings
                    .on(
                        item,
                        None,
                        mwid.name.span.to(mwid.value.span),
                        format!("`mwid` has no meaning at `{}`", item.name.value),
                    )
                    .with_help("remove it: it marks access points of NAPDEF and proxies of PXLOGICAL"),
            );
        }
    }
}
