//! A property of a device description whose word or number is not one that the format has.

use crate::check::value::{Integer, is_base64, is_boolean, is_float};
use crate::check::{Findings, Model, Rule, Subject};
use crate::document::ddf::{
    AccessType, Basis, CaseSense, Format, Node, Occurrence, Other, Properties, Scope, Surplus, Tree, Word,
};
use crate::finding::{Finding, Severity, Spanned, nearest};
use crate::terms::RoleMask;

pub(super) const RULE: Rule = Rule {
    name: "ddf-property",
    severity: Severity::Error,
    summary: "A property of a device description that is unknown, missing, or has an unknown value",
    check,
};

/// The elements without prefix that the format has beside those that are read by name.
const FURTHER: [&str; 10] =
    ["Man", "Mod", "Diagnostics", "ACL", "Name", "Size", "Title", "TStamp", "VerNo", "Type"];

/// What Microsoft's properties belong to, behind the scheme
/// (<https://learn.microsoft.com/en-us/windows/client-management/mdm/configuration-service-provider-ddf>).
const MICROSOFT: &str = "://schemas.microsoft.com/MobileDevice/DM";

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
    version(tree, findings);
    namespace(tree, findings);
    for node in tree.all_nodes() {
        unknown_elements(&node.others, findings);
        unknown_elements(&node.properties.others, findings);
        words(node, findings);
        numbers(node, findings);
        default(&node.properties, findings);
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
            Some(meant) if meant == name => finding.with_help(match name {
                "NodeName" | "Path" | "DFProperties" | "RTProperties" => "put it directly inside a `Node`",
                _ => "put it inside `DFProperties`",
            }),
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
    for Surplus { property, word } in &properties.surplus {
        let message = format!("`{property}` has a second word, `{}`", word.value);
        findings.add(findings.at(word.span, message).with_help("keep the one that holds"));
    }
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
    number(properties.occurrence_limit.as_ref(), "Occurrence", findings);
    if let Some(default) = &properties.default
        && let Ok(value) = default.value.trim().parse::<i64>()
        && (min.as_ref().is_some_and(|min| value < min.value)
            || max.as_ref().is_some_and(|max| value > max.value))
    {
        let message = format!("the default {value} is outside the limits of the value");
        let finding = findings.at(default.span, message).with_severity(Severity::Warning);
        findings.add(finding.with_help("write a default between `MinValue` and `MaxValue`, or other limits"));
    }
    if let Some(roles) = number(properties.roles.as_ref(), "AccessRole", findings) {
        mask(&roles, findings);
    }
    if let Some(access) = number(properties.read_write.as_ref(), "RWAccess", findings)
        && !(1..=3).contains(&access.value)
    {
        let message = format!("`RWAccess` is {}", access.value);
        findings.add(findings.at(access.span, message).with_help("write 1 (read), 2 (write) or 3 (both)"));
    }
    if let (Some(min), Some(max)) = (min, max)
        && min.value > max.value
    {
        let message = format!("the smallest value {} is larger than the largest {}", min.value, max.value);
        findings.add(findings.at(min.span, message).with_help("exchange them, or write the ones that hold"));
    }
}

/// Roles that do not exist. Thin evidence: later releases may have more.
fn mask(roles: &Spanned<i64>, findings: &mut Findings) {
    let known = i64::from(RoleMask::ALL.bits());
    let unknown = roles.value & !known;
    if roles.value < 0 || unknown != 0 {
        let message = format!("`AccessRole` is {}, of which {unknown} is no role", roles.value);
        let finding = findings.at(roles.span, message).with_severity(Severity::Warning);
        findings.add(finding.with_help(format!("write a sum of roles, {known} at most")));
    }
}

/// A default that is not of the node's format. Published descriptions have such defaults in words, hence no error.
fn default(properties: &Properties, findings: &mut Findings) {
    let Some(default) = properties.default.as_ref().filter(|default| !default.value.is_empty()) else {
        return;
    };
    let Some(format) = properties.format.as_ref() else { return };
    let fits = match format.meaning {
        Some(Format::Int) => Integer::read(&default.value).is_some(),
        Some(Format::Bool) => is_boolean(&default.value),
        Some(Format::Float) => is_float(&default.value),
        Some(Format::B64 | Format::Bin) => is_base64(&default.value),
        Some(Format::Node | Format::Null) => false,
        _ => true,
    };
    if !fits {
        let message =
            format!("the default `{}` of a node with the format `{}`", default.value, format.text.value);
        let finding = findings.at(default.span, message).with_severity(Severity::Warning);
        findings.add(finding.with_help("write a default of this format, or the format that the value has"));
    }
}

/// Microsoft's namespace, which pages show with `https` as well.
fn namespace(tree: &Tree, findings: &mut Findings) {
    let known =
        |address: &str| ["http", "https"].iter().any(|scheme| address == format!("{scheme}{MICROSOFT}"));
    if let Some(other) = tree.microsoft.as_ref().filter(|declared| !known(&declared.value)) {
        let message = format!("`{}` is not the namespace of Microsoft's properties", other.value);
        let finding = findings.at(other.span, message).with_severity(Severity::Warning);
        findings.add(finding.with_help(format!("write `http{MICROSOFT}`")));
    }
}

/// The grammar that the description follows.
fn version(tree: &Tree, findings: &mut Findings) {
    let (place, message) = match &tree.version {
        Some(version) if ["1.1.2", "1.2"].contains(&version.value.as_str()) => return,
        Some(version) => (version.span, format!("`VerDTD` is `{}`", version.value)),
        None => (tree.span, "the description has no `VerDTD`".to_owned()),
    };
    let finding = findings.at(place, message).with_severity(Severity::Warning);
    findings
        .add(finding.with_help("write `<VerDTD>1.2</VerDTD>` as the first thing in `MgmtTree`, or 1.1.2"));
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
