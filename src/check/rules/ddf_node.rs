//! A node of a device description that says too little, or too much, to be one.

use std::collections::BTreeSet;

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::ddf::{Basis, Format, Node};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "ddf-node",
    severity: Severity::Error,
    summary: "A node of a device description without a usable name or without properties",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Ddf(tree) = subject.model else { return };
    // Inside a tree the name may be chosen when the node is made; at its top it names what is described.
    for name in tree.nodes.iter().filter_map(|node| node.name.as_ref()).filter(|name| name.value.is_empty()) {
        let finding = findings.at(name.span, "a node at the top without a name");
        findings.add(finding.with_help("write the name of what is described into `NodeName`"));
    }
    for node in tree.all_nodes() {
        name(node, findings);
        properties(node, findings);
        siblings(&node.nodes, findings);
    }
}

fn name(node: &Node, findings: &mut Findings) {
    match &node.name {
        None => findings.add(
            findings
                .at(node.span, "a node without `NodeName`")
                .with_help("add it; leave it empty where the name is chosen when the node is made"),
        ),
        Some(name) if name.value.contains('/') => findings.add(
            findings
                .at(name.span, format!("`{}` is no name of one node", name.value))
                .with_help("write one name; the place of a node at the top stands in `Path`"),
        ),
        Some(_) => {}
    }
}

fn properties(node: &Node, findings: &mut Findings) {
    let place = node.name.as_ref().map_or(node.span, |name| name.span);
    if node.basis == Basis::Nothing {
        let severity = if node.nodes.is_empty() { Severity::Warning } else { Severity::Note };
        let finding = findings.at(place, "nothing is said of the node but its name").with_severity(severity);
        findings.add(finding.with_help("add `DFProperties` with its format and what may be done with it"));
    }
    if let Some(format) = &node.properties.format
        && !node.nodes.is_empty()
        && format.meaning.is_some_and(|meaning| meaning != Format::Node)
    {
        let message = format!("the format is `{}`, yet there are nodes inside", format.text.value);
        let finding = findings.at(format.text.span, message).with_severity(Severity::Warning);
        findings.add(finding.with_help("write `<node/>`, or move the nodes out"));
    }
}

fn siblings(nodes: &[Node], findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for name in nodes.iter().filter_map(Node::fixed_name) {
        if !seen.insert(&name.value) {
            findings.add(
                findings
                    .at(name.span, format!("two nodes called `{}` in one", name.value))
                    .with_help("describe it once: it would be open which of the two holds"),
            );
        }
    }
}
