//! What can be told of a template's document before there are values: whether it is one of its model.

use super::NAMESPACE;
use super::declaration::ModelName;
use super::load::instruction;
use crate::document::syncml::{self, Verb};
use crate::document::{wap, xml};
use crate::finding::{Source, Span};

/// Holds the document, with everything in it that may appear, against the grammar of its model. What a placeholder
/// goes in for is not known yet and taken as right.
///
/// # Errors
/// The first fault, and where it is.
pub(super) fn check(
    tree: &xml::Tree,
    model: ModelName,
    prefix: Option<&str>,
    document: &Source,
) -> Result<(), (Span, String)> {
    root_without_condition(&tree.root, prefix)?;
    let bare = xml::Tree { before: Vec::new(), root: bare(&tree.root, prefix), after: Vec::new() };
    let faults = match model {
        ModelName::Wap => wap::read(bare).faults,
        ModelName::Syncml => syncml::read(bare).faults,
    };
    match faults.into_iter().find(|fault| !document.slice(fault.span).contains("${")) {
        Some(fault) => {
            let help = fault.help.map(|help| format!("; {help}")).unwrap_or_default();
            Err((fault.span, format!("{}{help}", fault.message)))
        }
        None => Ok(()),
    }
}

/// Where the condition of the root does not hold, one element is left to take its place.
fn root_without_condition(root: &xml::Element, prefix: Option<&str>) -> Result<(), (Span, String)> {
    let Some(condition) = when(root, prefix) else { return Ok(()) };
    let conditions = || root.elements().map(|child| when(child, prefix));
    let always = conditions().filter(Option::is_none).count();
    let maybe = conditions().flatten().filter(|other| *other != condition).count();
    if always > 1 || always + maybe == 0 {
        let message = format!(
            "when `{condition}` does not hold, one element must be left in the place of the root: put \
             `when=\"{condition}\"` on the others"
        );
        return Err((root.name.span, message));
    }
    Ok(())
}

/// The element without instructions. Of elements that may stand only once and have conditions, which are taken as
/// alternatives, the first stays.
fn bare(element: &xml::Element, prefix: Option<&str>) -> xml::Element {
    let mut children: Vec<xml::Node> = Vec::new();
    let mut alternatives: Vec<&str> = Vec::new();
    for child in &element.children {
        let xml::Node::Element(child) = child else {
            children.push(child.clone());
            continue;
        };
        let name = child.local_name();
        let may_repeat = matches!(name, "Item" | "characteristic" | "parm") || Verb::named(name).is_some();
        if when(child, prefix).is_some() && !may_repeat {
            if alternatives.contains(&name) {
                continue;
            }
            alternatives.push(name);
        }
        children.push(xml::Node::Element(bare(child, prefix)));
    }
    let is_plain = |attribute: &&xml::Attribute| {
        instruction(&attribute.name.value, prefix).is_none() && attribute.value.value != NAMESPACE
    };
    xml::Element {
        name: element.name.clone(),
        attributes: element.attributes.iter().filter(is_plain).cloned().collect(),
        children,
        span: element.span.clone(),
    }
}

/// The element's condition.
fn when<'e>(element: &'e xml::Element, prefix: Option<&str>) -> Option<&'e str> {
    let attribute = element
        .attributes
        .iter()
        .find(|attribute| instruction(&attribute.name.value, prefix) == Some("when"))?;
    Some(attribute.value.value.trim())
}
