//! A provider or setting that is not documented for a release or class of devices: one that was asked for, or any.

use crate::catalogue::Availability;
use crate::catalogue::placement::{NodeMatch, Placed};
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;
use crate::terms::{DeviceClass, Release, Target};

pub(super) const RULE: Rule = Rule {
    name: "not-in-release",
    severity: Severity::Error,
    summary: "A provider or setting that is not documented for the target",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What is missing as a whole is told once, not again for everything in it.
    let mut told = vec![false; subject.items().len()];
    for (index, item) in subject.items().iter().enumerate() {
        if item.parent.is_some_and(|parent| told[parent as usize]) {
            told[index] = true;
            continue;
        }
        let missing: Vec<Target> =
            subject.options.targets.iter().copied().filter(|target| is_elsewhere(item, *target)).collect();
        let unsure = item.known_node().filter(|node| node.os.is_some() || node.devices.is_some());
        if !missing.is_empty() {
            told[index] = true;
            let targets = missing.iter().map(Target::to_string).collect::<Vec<_>>().join(", ");
            let message = format!("`{}` is not documented for {targets}", item.name.value);
            findings.add(findings.on(item, unsure, item.name.span, message).with_help(documented_for(item)));
        } else if matches!(item.node, NodeMatch::Root) && belongs_to_none(item) {
            told[index] = true;
            let message = format!("`{}` belongs to no release of Windows Mobile", item.name.value);
            findings.add(findings.on(item, None, item.name.span, message).with_severity(Severity::Warning));
        }
    }
}

fn is_elsewhere(item: &Placed<'_>, target: Target) -> bool {
    let Some(provider) = item.known_provider() else { return false };
    let availability = match item.known_node() {
        Some(node) => node.availability(provider, target),
        None => provider.availability(target),
    };
    availability == Availability::ListedElsewhere
}

fn belongs_to_none(item: &Placed<'_>) -> bool {
    item.known_provider().and_then(|provider| provider.os.as_ref()).is_some_and(Vec::is_empty)
}

fn documented_for(item: &Placed<'_>) -> String {
    let provider = item.known_provider();
    let node = item.known_node();
    let releases = node.and_then(|node| node.os.as_ref()).or_else(|| provider?.os.as_ref());
    let classes = node.and_then(|node| node.devices.as_ref()).or_else(|| provider?.devices.as_ref());
    let releases: Vec<&str> = releases.into_iter().flatten().map(|release| Release::name(*release)).collect();
    let classes: Vec<&str> = classes.into_iter().flatten().map(|class| DeviceClass::name(*class)).collect();
    let releases = if releases.is_empty() { "no release".to_owned() } else { releases.join(", ") };
    let classes = if classes.is_empty() { String::new() } else { format!(" ({})", classes.join(", ")) };
    format!("it is documented for {releases}{classes}")
}
