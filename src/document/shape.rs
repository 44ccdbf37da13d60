//! The grammar of a small format as a table, and the faults of a tree that does not keep to it.

use super::fault::{Faults, word_meant};
use super::xml::{Element, Node};
use super::{Fault, FaultKind};
use crate::finding::{Span, nearest};

/// What one element of a format may hold.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) name: &'static str,
    pub(super) attributes: &'static [AttributeShape],
    pub(super) children: &'static [Child],
    pub(super) holds_text: bool,
}

/// An attribute of a format.
#[derive(Debug)]
pub(super) struct AttributeShape {
    pub(super) name: &'static str,
    /// Whether it must be there, and not be empty.
    pub(super) is_required: bool,
    /// What its value may be; empty: anything.
    pub(super) words: &'static [&'static str],
}

/// An element inside another.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) shape: &'static Shape,
    pub(super) occurs: Occurs,
}

/// How often an element may stand in the one around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occurs {
    Once,
    AtMostOnce,
    OnceOrMore,
}

impl AttributeShape {
    /// An attribute with any value, which may be missing.
    pub(super) const fn optional(name: &'static str) -> Self {
        Self { name, is_required: false, words: &[] }
    }

    /// An attribute with any value but an empty one.
    pub(super) const fn required(name: &'static str) -> Self {
        Self { name, is_required: true, words: &[] }
    }

    /// An attribute that holds one of these words and may be missing.
    pub(super) const fn word(name: &'static str, words: &'static [&'static str]) -> Self {
        Self { name, is_required: false, words }
    }
}

impl Shape {
    /// Tells what is wrong with the form of an element and of all that stands inside.
    pub(super) fn check(&self, element: &Element, faults: &mut Faults) {
        self.check_attributes(element, faults);
        let mut found = vec![0usize; self.children.len()];
        let mut highest = 0;
        for node in &element.children {
            match node {
                Node::Comment(_) => {}
                Node::Text(text) => {
                    let help = "remove it: only elements may stand here";
                    let stray = Fault::stray_text(self.name, text, help).filter(|_| !self.holds_text);
                    stray.into_iter().for_each(|fault| faults.push(fault));
                }
                Node::Element(child) => {
                    if let Some(index) = self.check_child(child, &mut found, faults) {
                        self.check_order(child, index, highest, faults);
                        highest = highest.max(index);
                    }
                }
            }
        }
        for (child, count) in self.children.iter().zip(found) {
            if count == 0 && child.occurs != Occurs::AtMostOnce {
                let name = child.shape.name;
                let message = format!("`{}` has no `{name}`", self.name);
                let fault = Fault::new(FaultKind::Element, element.name.span, message);
                faults.push(fault.with_help(format!("put `<{name}>` inside")));
            }
        }
    }

    /// The children stand in the order of the DTD; `highest` is the furthest so far.
    fn check_order(&self, element: &Element, index: usize, highest: usize, faults: &mut Faults) {
        if index < highest {
            let (name, before) = (self.children[index].shape.name, self.children[highest].shape.name);
            let message = format!("`{name}` behind `{before}`");
            let fault = Fault::new(FaultKind::Element, element.name.span, message);
            faults.push(
                fault.with_help(format!(
                    "put it before `{before}`: the order inside `{}` is fixed",
                    self.name
                )),
            );
        }
    }

    /// The place of a child among those that there are.
    fn check_child(&self, element: &Element, found: &mut [usize], faults: &mut Faults) -> Option<usize> {
        let name = element.name.value.as_str();
        let known = || self.children.iter().map(|child| child.shape.name);
        let Some(index) = known().position(|known| known == name) else {
            let help = match nearest(name, known()) {
                Some(meant) => format!("write `{meant}` if that was meant, or remove it"),
                None => "remove it: the format has no such element here".to_owned(),
            };
            let message = format!("`{name}` inside `{}`", self.name);
            faults.push(Fault::new(FaultKind::Element, element.name.span, message).with_help(help));
            return None;
        };
        let child = &self.children[index];
        found[index] += 1;
        if found[index] == 2 && child.occurs != Occurs::OnceOrMore {
            let message = format!("`{}` has a second `{name}`", self.name);
            let fault = Fault::new(FaultKind::Element, element.name.span, message);
            faults.push(fault.with_help("keep one of the two"));
        }
        child.shape.check(element, faults);
        Some(index)
    }

    fn check_attributes(&self, element: &Element, faults: &mut Faults) {
        for attribute in &element.attributes {
            let name = attribute.name.value.as_str();
            let Some(shape) = self.attributes.iter().find(|shape| shape.name == name) else {
                let missing = self.attributes.iter().filter(|shape| element.attribute(shape.name).is_none());
                let help = match nearest(name, missing.map(|shape| shape.name)) {
                    Some(meant) => format!("write `{meant}` if that was meant, or remove it"),
                    None => "remove it: the device does not look at it".to_owned(),
                };
                let message = format!("`{}` has no attribute `{name}`", self.name);
                let fault = Fault::new(FaultKind::UnknownAttribute, attribute.name.span, message);
                faults.push(fault.with_help(help));
                continue;
            };
            let value = attribute.value.value.as_str();
            if !shape.words.is_empty() && !shape.words.contains(&value) {
                let help = match nearest(value, shape.words.iter().copied()) {
                    Some(meant) => format!("write `{meant}` if that was meant"),
                    None => format!("write one of {}", shape.words.join(", ")),
                };
                let fault = Fault::new(
                    FaultKind::AttributeValue,
                    attribute.value.span,
                    format!("`{name}` is `{value}`"),
                );
                let meant = word_meant(value, shape.words);
                faults.push(fault.with_help(help).with_repair(meant));
            }
        }
        for shape in self.attributes.iter().filter(|shape| shape.is_required) {
            let name = shape.name;
            let help = format!("write `{name}=\"…\"`");
            let (place, message) = match element.attribute(name) {
                None => (element.name.span, format!("`{}` has no `{name}`", self.name)),
                Some(attribute) if attribute.value.value.trim().is_empty() => {
                    let value = attribute.value.span;
                    let place = attribute.name.span.to(Span::new(value.end(), value.end() + 1));
                    (place, format!("the `{name}` of `{}` is empty", self.name))
                }
                Some(_) => continue,
            };
            faults.push(Fault::new(FaultKind::MissingAttribute, place, message).with_help(help));
        }
    }
}
