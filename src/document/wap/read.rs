//! Tree to wap-provisioningdoc, with the faults of its grammar.

use std::mem::take;

use super::super::fault::{Faults, word_meant};
use super::super::xml::{self, Attribute, Element, Limits, Parsed, Tree};
use super::super::{Fault, FaultKind, Text};
use super::grammar::{self, ROOT, ROOT_ATTRIBUTES, Rule, Sort, VALUES};
use super::{Characteristic, Document, Node, Parm};
use crate::finding::{Source, Span, Spanned, nearest};

/// Reads a source as a wap-provisioningdoc: XML first, then the grammar; the faults of both, by place.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<Document> {
    xml::parse(source.text(), limits).and_then(|mut tree| read(&mut tree))
}

/// Gives a tree its meaning. There is no model when the root is something else altogether; when it is an element of
/// the grammar, as in an excerpt, it is taken as the only child of the root that is missing.
///
/// Names and values move from the tree into the model, so that a large document is not in memory twice; without a
/// model the tree stays as it is.
pub fn read(tree: &mut Tree) -> Parsed<Document> {
    let mut reader = Reader { faults: Faults::default() };
    let root = &mut tree.root;
    let name = root.name.value.as_str();
    let is_excerpt = grammar::element(name).is_some();
    if name != ROOT {
        let help = match nearest(name, [ROOT]) {
            Some(root) => format!("write `{root}`"),
            None if is_excerpt => format!("put it inside `<{ROOT}>`"),
            None => format!("a provisioning document starts with `<{ROOT}>`"),
        };
        reader.fault(FaultKind::Element, root.name.span, format!("the root is `{name}`, not `{ROOT}`"), help);
        if !is_excerpt && nearest(name, [ROOT]).is_none() {
            return Parsed { model: None, faults: reader.faults.finish() };
        }
    }
    let mut document = Document {
        before: take(&mut tree.before),
        after: take(&mut tree.after),
        span: root.span.clone(),
        ..Document::default()
    };
    if is_excerpt {
        document.children.extend(reader.element(root, false));
    } else {
        for attribute in &root.attributes {
            reader.attribute(ROOT, ROOT_ATTRIBUTES, attribute);
        }
        document.attributes = take(&mut root.attributes);
        document.children = reader.content(root, true);
    }
    Parsed { model: Some(document), faults: reader.faults.finish() }
}

struct Reader {
    faults: Faults,
}

impl Reader {
    fn content(&mut self, parent: &mut Element, is_root: bool) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(parent.children.len());
        for child in take(&mut parent.children) {
            match child {
                xml::Node::Comment(comment) => nodes.push(Node::Comment(comment)),
                xml::Node::Text(text) => self.text(parent, &text),
                xml::Node::Element(mut element) => nodes.extend(self.element(&mut element, is_root)),
            }
        }
        nodes
    }

    /// One element, which may stand directly below the root.
    fn element(&mut self, element: &mut Element, is_below_root: bool) -> Option<Node> {
        let rule = match grammar::element(&element.name.value) {
            Some(rule) => rule,
            // Behind a slip the content is read as what was meant, so that its faults are told too.
            None => self.unknown_element(element)?,
        };
        let name = rule.name;
        if rule.form.is_answer() {
            let help = "a request holds what is to be done; remove the element, or write it without `-error`";
            let message = format!("`{name}` stands in a device's answer only");
            self.fault(FaultKind::ResponseForm, element.name.span, message, help);
        }
        if rule.sort == Sort::Setting && is_below_root {
            let message = format!("`{name}` directly below the root");
            let help = "put it inside the characteristic of its provider";
            self.fault(FaultKind::Element, element.name.span, message, help);
        }
        self.key_faults(element, rule);
        let misnamed = misnamed_key(element, rule).map(|attribute| attribute.name.span);
        let mut attributes = take(&mut element.attributes);
        for attribute in &attributes {
            // Of a key under another name it is said already.
            if attribute.name.value != rule.sort.key() && misnamed != Some(attribute.name.span) {
                self.attribute(name, rule.attributes, attribute);
            }
        }
        let key = take_value(&mut attributes, rule.sort.key());
        let key = key.unwrap_or_else(|| Spanned::new(Text::default(), element.name.span));
        let value = if rule.sort == Sort::Setting { take_value(&mut attributes, "value") } else { None };
        attributes.shrink_to_fit();
        let span = element.span.clone();
        Some(match rule.sort {
            Sort::Group => {
                let children = if rule.has_content {
                    self.content(element, false)
                } else {
                    self.no_content(element);
                    Vec::new()
                };
                Node::Characteristic(Characteristic {
                    form: rule.form,
                    kind: key,
                    attributes,
                    children,
                    span,
                })
            }
            Sort::Setting => {
                self.no_content(element);
                Node::Parm(Parm { form: rule.form, name: key, value, attributes, span })
            }
        })
    }

    /// Faults of the `type` or `name`. An empty name is a name to some providers, an empty type is none to any.
    fn key_faults(&mut self, element: &Element, rule: &Rule) {
        let key = rule.sort.key();
        let span = element.name.span;
        match element.attribute(key) {
            Some(found) => {
                if rule.sort == Sort::Group && found.value.value.is_empty() {
                    let place =
                        found.name.span.to(Span::new(found.value.span.end(), found.value.span.end() + 1));
                    let message = format!("the `type` of `{}` is empty", rule.name);
                    self.fault(
                        FaultKind::MissingAttribute,
                        place,
                        message,
                        "write the name of the provider or group",
                    );
                }
            }
            None => {
                let message = format!("`{}` has no `{key}`", rule.name);
                let help = match misnamed_key(element, rule) {
                    Some(attribute) => format!("write `{key}` for `{}`", attribute.name.value),
                    None => format!("add `{key}=\"…\"`"),
                };
                self.fault(FaultKind::MissingAttribute, span, message, help);
            }
        }
    }

    fn attribute(&mut self, element: &str, known: &[&str], attribute: &Attribute) {
        let name = attribute.name.value.as_str();
        if !known.contains(&name) {
            let help = match nearest(name, known.iter().copied()) {
                Some(meant) => format!("write `{meant}` if that was meant, or remove it"),
                None => "remove it: the device does not look at it".to_owned(),
            };
            let message = format!("`{element}` has no attribute `{name}`");
            self.fault(FaultKind::UnknownAttribute, attribute.name.span, message, help);
        } else if let Some((_, values)) = VALUES.iter().find(|(valued, _)| *valued == name) {
            let value = attribute.value.value.as_str();
            // The pages write TRUE, FALSE and the datatypes in both cases; the other words stand in one.
            let fits = |allowed: &&str| match name {
                "recursive" | "datatype" => allowed.eq_ignore_ascii_case(value),
                _ => *allowed == value,
            };
            if !values.iter().any(fits) {
                let message = format!("`{name}` is `{value}`");
                let list = values.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
                let help = match (nearest(value, values.iter().copied()), values.len()) {
                    (Some(meant), 2..) => format!("allowed are {list}: write `{meant}` if that was meant"),
                    (_, 1) => format!("the only value is {list}: write it, or leave the attribute out"),
                    _ => format!("allowed are {list}"),
                };
                let fault = Fault::new(FaultKind::AttributeValue, attribute.value.span, message);
                let meant = word_meant(value, values);
                self.faults.push(fault.with_help(help).with_repair(meant));
            }
        }
    }

    /// Faults for what stands in an element that is empty by its grammar; it is left out.
    fn no_content(&mut self, element: &Element) {
        let name = element.name.value.as_str();
        for child in &element.children {
            match child {
                xml::Node::Comment(_) => {}
                xml::Node::Text(text) => self.text(element, text),
                xml::Node::Element(child) => {
                    let message = format!("`{}` inside `{name}`, which is always empty", child.name.value);
                    let help = format!("end `<{name}` with `/>` and put this behind it");
                    self.fault(FaultKind::Element, child.name.span, message, help);
                }
            }
        }
    }

    /// Tells that there is no such element, and gives the one that was meant.
    fn unknown_element(&mut self, element: &Element) -> Option<&'static Rule> {
        let name = element.name.value.as_str();
        let known = grammar::ELEMENTS.iter().map(|rule| rule.name);
        let meant = nearest(name, known);
        let help = match meant {
            Some(meant) => format!("write `{meant}` if that was meant"),
            None if name == ROOT => "a document has one root: put its content here instead".to_owned(),
            None => {
                "a provisioning document is made of `characteristic` and `parm`, and their no…, …-query forms"
                    .to_owned()
            }
        };
        self.fault(FaultKind::Element, element.name.span, format!("unknown element `{name}`"), help);
        meant.and_then(grammar::element)
    }

    fn text(&mut self, parent: &Element, text: &Spanned<Text>) {
        let help = "remove it; a value is written `value=\"…\"`, a remark `<!-- … -->`";
        if let Some(fault) = Fault::stray_text(&parent.name.value, text, help) {
            self.faults.push(fault);
        }
    }

    fn fault(&mut self, kind: FaultKind, span: Span, message: String, help: impl Into<String>) {
        self.faults.push(Fault::new(kind, span, message).with_help(help));
    }
}

/// Removes the attribute with this name, and gives its value.
fn take_value(attributes: &mut Vec<Attribute>, name: &str) -> Option<Spanned<Text>> {
    let index = attributes.iter().position(|attribute| attribute.name.value == name)?;
    Some(attributes.remove(index).value)
}

/// The attribute that seems to be the missing `type` or `name`, under another name.
fn misnamed_key<'e>(element: &'e Element, rule: &Rule) -> Option<&'e Attribute> {
    let key = rule.sort.key();
    if element.attribute(key).is_some() {
        return None;
    }
    let other = if rule.sort == Sort::Group { "name" } else { "type" };
    element.attributes.iter().find(|attribute| {
        let name = attribute.name.value.as_str();
        name == other || (nearest(name, [key]).is_some() && !rule.attributes.contains(&name))
    })
}
