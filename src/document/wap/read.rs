//! What is read to wap-provisioningdoc, with the faults of its grammar.

use super::super::fault::{Faults, word_meant};
use super::super::xml::{self, Attribute, Element, Limits, Make, Parsed, Tree};
use super::super::{Fault, FaultKind, Text};
use super::grammar::{self, ROOT, ROOT_ATTRIBUTES, Rule, Sort, VALUES};
use super::{Characteristic, Document, Node, Parm};
use crate::finding::{Source, Span, Spanned, nearest};

/// Reads a source as a wap-provisioningdoc: XML and the grammar; the faults of both, by place.
///
/// There is no model when the root is something else altogether; when it is an element of the grammar, as in an
/// excerpt, it is taken as the only child of the root that is missing.
pub fn parse(source: &Source, limits: &Limits) -> Parsed<Document> {
    let mut reader = Reader::default();
    xml::make(source.text(), limits, &mut reader).and_then(|tree| reader.finish(Some(tree)))
}

/// Gives a tree its meaning. Without a model the tree is lost.
pub fn read(tree: Tree) -> Parsed<Document> {
    let mut reader = Reader::default();
    let tree = xml::remake(tree, &mut reader);
    reader.finish(tree)
}

/// Makes a document of the parts of its text.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// What the elements that are open are, the root first.
    open: Vec<Opened>,
    faults: Faults,
}

/// What an element that has started is.
#[derive(Debug, Clone, Copy)]
enum Opened {
    /// The root.
    Root,
    /// An element of the grammar, or what was meant for one.
    Known(&'static Rule),
    /// Nothing that is known; what stands inside is passed over.
    Unknown,
    /// Inside an element whose content is passed over.
    Within,
}

impl Make for Reader {
    type Node = Node;

    fn start(&mut self, open: &[Element<Node>]) {
        let [around @ .., element] = open else { return };
        let opened = match (self.open.last(), around.last()) {
            (Some(Opened::Root), _) => self.opened(element, true),
            (Some(Opened::Known(rule)), _) if rule.has_content => self.opened(element, false),
            (Some(Opened::Known(_)), Some(parent)) => self.inside_empty(parent, element),
            (Some(_), _) => Opened::Within,
            (None, _) => self.root(element),
        };
        self.open.push(opened);
    }

    fn text(&mut self, parent: &Element<Node>, text: Spanned<Text>) -> Option<Node> {
        if matches!(self.open.last(), Some(Opened::Root | Opened::Known(_))) {
            let help = "remove it; a value is written `value=\"…\"`, a remark `<!-- … -->`";
            if let Some(fault) = Fault::stray_text(&parent.name.value, &text, help) {
                self.faults.push(fault);
            }
        }
        None
    }

    fn comment(&mut self, comment: Spanned<Text>) -> Option<Node> {
        let kept = match self.open.last()? {
            Opened::Root => true,
            Opened::Known(rule) => rule.has_content,
            Opened::Unknown | Opened::Within => false,
        };
        kept.then_some(Node::Comment(comment))
    }

    fn element(&mut self, element: Element<Node>) -> Option<Node> {
        match self.open.pop()? {
            Opened::Known(rule) => Some(node(rule, element)),
            Opened::Root | Opened::Unknown | Opened::Within => None,
        }
    }
}

/// The group or setting that an element is.
fn node(rule: &Rule, element: Element<Node>) -> Node {
    let Element { name, mut attributes, children, span } = element;
    let key = take_value(&mut attributes, rule.sort.key());
    let key = key.unwrap_or_else(|| Spanned::new(Text::default(), name.span));
    let value = if rule.sort == Sort::Setting { take_value(&mut attributes, "value") } else { None };
    // In a list of its own: one that is cut short leaves a gap that nothing fits.
    let attributes = attributes.drain(..).collect();
    match rule.sort {
        Sort::Group => {
            Node::Characteristic(Characteristic { form: rule.form, kind: key, attributes, children, span })
        }
        Sort::Setting => Node::Parm(Parm { form: rule.form, name: key, value, attributes, span }),
    }
}

impl Reader {
    /// The document, of what was made of the root.
    pub(crate) fn finish(mut self, tree: Option<Tree<Node>>) -> Parsed<Document> {
        let document = tree.zip(self.open.pop()).and_then(|(Tree { before, root, after }, opened)| {
            let span = root.span.clone();
            let document = Document { before, after, span, ..Document::default() };
            match opened {
                Opened::Root => {
                    Some(Document { attributes: root.attributes, children: root.children, ..document })
                }
                Opened::Known(rule) => Some(Document { children: vec![node(rule, root)], ..document }),
                Opened::Unknown | Opened::Within => None,
            }
        });
        Parsed { model: document, faults: self.faults.finish() }
    }

    fn root(&mut self, element: &Element<Node>) -> Opened {
        let name = element.name.value.as_str();
        let excerpt = grammar::element(name);
        if name != ROOT {
            let help = match nearest(name, [ROOT]) {
                Some(root) => format!("write `{root}`"),
                None if excerpt.is_some() => format!("put it inside `<{ROOT}>`"),
                None => format!("a provisioning document starts with `<{ROOT}>`"),
            };
            let message = format!("the root is `{name}`, not `{ROOT}`");
            self.faults.tell(FaultKind::Element, element.name.span, message, help);
        }
        if excerpt.is_some() {
            return self.opened(element, false);
        }
        if name != ROOT && nearest(name, [ROOT]).is_none() {
            return Opened::Unknown;
        }
        for attribute in &element.attributes {
            self.attribute(ROOT, ROOT_ATTRIBUTES, attribute);
        }
        Opened::Root
    }

    /// An element, which may stand directly below the root; its faults are told.
    fn opened(&mut self, element: &Element<Node>, is_below_root: bool) -> Opened {
        let rule = match grammar::element(&element.name.value) {
            Some(rule) => rule,
            // Behind a slip the content is read as what was meant, so that its faults are told too.
            None => match self.unknown_element(element) {
                Some(meant) => meant,
                None => return Opened::Unknown,
            },
        };
        let name = rule.name;
        if rule.form.is_answer() {
            let help = "a request holds what is to be done; remove the element, or write it without `-error`";
            let message = format!("`{name}` stands in a device's answer only");
            self.faults.tell(FaultKind::ResponseForm, element.name.span, message, help);
        }
        if rule.sort == Sort::Setting && is_below_root {
            let message = format!("`{name}` directly below the root");
            let help = "put it inside the characteristic of its provider";
            self.faults.tell(FaultKind::Element, element.name.span, message, help);
        }
        self.key_faults(element, rule);
        let misnamed = misnamed_key(element, rule).map(|attribute| attribute.name.span);
        for attribute in &element.attributes {
            // Of a key under another name it is said already.
            if attribute.name.value != rule.sort.key() && misnamed != Some(attribute.name.span) {
                self.attribute(name, rule.attributes, attribute);
            }
        }
        Opened::Known(rule)
    }

    /// An element in one that is empty by its grammar; it is left out.
    fn inside_empty(&mut self, parent: &Element<Node>, element: &Element<Node>) -> Opened {
        let (outer, inner) = (&parent.name.value, &element.name.value);
        let message = format!("`{inner}` inside `{outer}`, which is always empty");
        let help = format!("end `<{outer}` with `/>` and put this behind it");
        self.faults.tell(FaultKind::Element, element.name.span, message, help);
        Opened::Within
    }

    /// Faults of the `type` or `name`. An empty name is a name to some providers, an empty type is none to any.
    fn key_faults(&mut self, element: &Element<Node>, rule: &Rule) {
        let key = rule.sort.key();
        let span = element.name.span;
        match element.attribute(key) {
            Some(found) => {
                if rule.sort == Sort::Group && found.value.value.trim().is_empty() {
                    let place =
                        found.name.span.to(Span::new(found.value.span.end(), found.value.span.end() + 1));
                    let message = format!("the `type` of `{}` is empty", rule.name);
                    self.faults.tell(
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
                self.faults.tell(FaultKind::MissingAttribute, span, message, help);
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
            self.faults.tell(FaultKind::UnknownAttribute, attribute.name.span, message, help);
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

    /// Tells that there is no such element, and gives the one that was meant.
    fn unknown_element(&mut self, element: &Element<Node>) -> Option<&'static Rule> {
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
        self.faults.tell(FaultKind::Element, element.name.span, format!("unknown element `{name}`"), help);
        meant.and_then(grammar::element)
    }
}

/// Removes the attribute with this name, and gives its value.
fn take_value(attributes: &mut Vec<Attribute>, name: &str) -> Option<Spanned<Text>> {
    let index = attributes.iter().position(|attribute| attribute.name.value == name)?;
    Some(attributes.remove(index).value)
}

/// The attribute that seems to be the missing `type` or `name`, under another name.
fn misnamed_key<'e>(element: &'e Element<Node>, rule: &Rule) -> Option<&'e Attribute> {
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
