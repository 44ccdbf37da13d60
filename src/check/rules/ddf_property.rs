//! A property of a device description whose word or number is not one that the format has.

use crate::check::{Findings, Model, Rule, Subject};
use crate::document::ddf::{AccessType, Basis, CaseSense, Format, Node, Occurrence, Other, Scope, Word};
use crate::finding::{Finding, Severity, Spanned, nearest};

pub(super) const RULE: Rule = Rule {
    name: "ddf-property",
    severity: Severity::Error,
    summary: "A property of a device description that is unknown, missing, or has an unknown value",
    check,
};

/// The elements without prefix that the format has beside those that are read by name.
const FURTHER: [&str; 10] =
    ["Man", "Mod", "Diagnostics", "ACL", "Name", "Size", "Title", "TStamp", "VerNo", "Type"];

/// The elements that are read by name, for the nearest one to a misspelt name.
const READ: [&str; 13] = [
    "NodeName",
    "Path",
    "DFProperties",
    "RTProperties",
    "AccessType",
    "DefaultValue",
    "Description",
    "DFFormat",
    "Occurrence",
    "Scope",
    "DFTitle",
    "DFType",
    "CaseSense",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Model::Ddf(tree) = subject.model else { return };
    unknown_elements(&tree.others, findings);
    for node in tree.all_nodes() {
        unknown_elements(&node.others, findings);
        unknown_elements(&node.properties.others, findings);
        words(node, findings);
        numbers(node, findings);
        missing(node, findings);
    }
}

/// A prefix marks the properties of a maker; without one it is a slip, and what it says is lost.
fn unknown_elements(others: &[Other], findings: &mut Findings) {
    let unknown = |other: &&Other| !other.is_prefixed && !FURTHER.contains(&other.name.value.as_str());
    for other in others.iter().filter(unknown) {
        let name = other.name.value.as_str();
        let finding = findings
            .at(other.name.span, format!("device descriptions have no element `{name}` here"))
            .with_severity(Severity::Warning);
        findings.add(match nearest(name, READ) {
            Some(meant) => finding.with_help(format!("write `{meant}` if that was meant")),
            None => finding.with_help("remove it, or give it the prefix of your own namespace"),
        });
    }
}

fn words(node: &Node, findings: &mut Findings) {
    let properties = &node.properties;
    word(properties.format.as_ref(), "DFFormat", Format::WORDS, findings);
    word(properties.occurrence.as_ref(), "Occurrence", Occurrence::WORDS, findings);
    word(properties.scope.as_ref(), "Scope", Scope::WORDS, findings);
    word(properties.case.as_ref(), "CaseSense", CaseSense::WORDS, findings);
    for access in properties.access.iter().flatten() {
        if let Some(finding) = unknown_word(access, "AccessType", AccessType::WORDS, findings) {
            // Published descriptions have one or the other; the rest of the node is not touched by it.
            findings.add(finding.with_severity(Severity::Warning));
        }
    }
}

fn word<T>(word: Option<&Word<T>>, property: &str, known: &[&str], findings: &mut Findings) {
    let finding = word.and_then(|word| unknown_word(word, property, known, findings));
    if let Some(finding) = finding {
        findings.add(finding);
    }
}

fn unknown_word<T>(word: &Word<T>, property: &str, known: &[&str], findings: &Findings) -> Option<Finding> {
    if word.meaning.is_some() {
        return None;
    }
    let list = known.iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    let meant = nearest(&word.text.value, known.iter().copied());
    let meant = meant.map(|meant| format!("write `{meant}` if that was meant; ")).unwrap_or_default();
    let message = format!("`{}` is no word of `{property}`", word.text.value);
    Some(findings.at(word.text.span, message).with_help(format!("{meant}the words are {list}")))
}

fn numbers(node: &Node, findings: &mut Findings) {
    let properties = &node.properties;
    let min = number(properties.min.as_ref(), "MinValue", findings);
    let max = number(properties.max.as_ref(), "MaxValue", findings);
    number(properties.max_length.as_ref(), "MaxLength", findings);
    number(properties.roles.as_ref(), "AccessRole", findings);
    if let (Some(min), Some(max)) = (min, max)
        && min.value > max.value
    {
        let message = format!("the smallest value {} is larger than the largest {}", min.value, max.value);
        findings.add(findings.at(min.span, message).with_help("exchange them, or write the ones that hold"));
    }
}

/// The number that a property is.
fn number(text: Option<&Spanned<String>>, property: &str, findings: &mut Findings) -> Option<Spanned<i64>> {
    let text = text?;
    if let Ok(number) = text.value.parse() {
        return Some(Spanned::new(number, text.span));
    }
    let message = format!("`{}` is no whole number, which `{property}` is", text.value);
    findings
        .add(findings.at(text.span, message).with_help("write it in decimal, or leave it empty for none"));
    None
}

fn missing(node: &Node, findings: &mut Findings) {
    if node.basis != Basis::Description {
        return;
    }
    let place = node.name.as_ref().map_or(node.span, |name| name.span);
    if node.properties.format.is_none() {
        let finding = findings.at(place, "the node has no `DFFormat`").with_severity(Severity::Warning);
        findings.add(finding.with_help("say what form its value has; `<node/>` for an interior node"));
    }
    if node.properties.access.is_none() {
        let finding = findings.at(place, "the node has no `AccessType`").with_severity(Severity::Note);
        findings.add(finding.with_help("say what may be done with it; without that it is unknown"));
    }
}
