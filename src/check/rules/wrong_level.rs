//! A name that its provider has, but at another place.

use crate::catalogue::placement::NodeMatch;
use crate::catalogue::{Node, Provider};
use crate::check::unknown::{belongs_in, own_name, place_of, slip_for};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "wrong-level",
    severity: Severity::Error,
    summary: "A name that its provider has at another place",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.misfits() {
        let NodeMatch::WrongLevel { node, .. } = item.node else { continue };
        let Some(provider) = item.known_provider() else { continue };
        // Where the group around it is misspelt, that is the fault.
        let group = subject.around(item).and_then(slip_for);
        if group.is_some_and(|group| belongs_in(item, group)) {
            continue;
        }
        let message = format!("`{}` does not belong in {}", own_name(item), place_of(item));
        // The name itself is known for certain, whether or not the provider has others.
        let help = format!("its place is {}", places(provider, node).join(", or "));
        findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
    }
}

/// The places that a name has in its provider, the first few.
fn places(provider: &Provider, node: &Node) -> Vec<String> {
    let same = |other: &&Node| other.kind == node.kind && other.path.last() == node.path.last();
    let mut places: Vec<String> = Vec::new();
    for other in provider.nodes.iter().filter(same) {
        let place = format!("`{}` > {}", provider.name, other.path.shown());
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.truncate(4);
    places
}
