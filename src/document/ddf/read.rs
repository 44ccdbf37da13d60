//! Tree to device description: properties by name, in any order, with or without a prefix.

use super::super::fault::Faults;
use super::super::xml::{self, Attribute, Element, Limits, Parsed};
use super::super::{Fault, FaultKind, Text};
use super::page::{in_page, without_references};
use super::{AccessType, CaseSense, Format, Occurrence, Scope, ValueKind};
use super::{AllowedValues, Basis, Listed, Node, Other, Properties, Surplus, Tree, Word};
use crate::finding::{Span, Spanned};

/// The root.
const ROOT: &str = "MgmtTree";

/// Reads a text: XML, or a page with descriptions in it, whose nodes are then all in one tree. Of a copy of a web page
/// whose marks are references, the places of faults are those in what it shows.
pub fn parse(text: &str, limits: &Limits) -> Parsed<Tree> {
    let text = without_references(text);
    xml::parse(&in_page(&text), limits).and_then(|tree| read(&tree))
}

/// Gives a tree its meaning. There is no model when the root is something else.
pub fn read(tree: &xml::Tree) -> Parsed<Tree> {
    let mut reader = Reader { faults: Faults::default() };
    let root = &tree.root;
    let model = if root.local_name() == ROOT {
        Some(reader.tree(root))
    } else {
        let message = format!("the root is `{}`, not `{ROOT}`", root.name.value);
        let fault = Fault::new(FaultKind::Element, root.name.span, message);
        reader.faults.push(fault.with_help(format!("a device description starts with `<{ROOT}>`")));
        None
    };
    Parsed { model, faults: reader.faults.finish() }
}

struct Reader {
    faults: Faults,
}

impl Reader {
    fn tree(&mut self, root: &Element) -> Tree {
        self.no_text(root);
        let microsoft = root.attribute("xmlns:MSFT").map(|declared| &declared.value);
        let microsoft = microsoft.map(|value| Spanned::new(value.value.to_string(), value.span));
        let mut tree = Tree { span: root.name.span, microsoft, ..Tree::default() };
        for child in root.elements() {
            match child.local_name() {
                "VerDTD" => tree.version = text(child),
                "Node" => tree.nodes.push(self.node(child)),
                _ => tree.others.push(other(child)),
            }
        }
        if tree.nodes.is_empty() {
            let fault = Fault::new(FaultKind::Element, root.name.span, format!("`{ROOT}` holds no `Node`"));
            self.faults.push(fault.with_help("describe each node of the device's tree by a `Node`"));
        }
        tree
    }

    fn node(&mut self, element: &Element) -> Node {
        self.no_text(element);
        let mut node = Node {
            name: None,
            path: None,
            basis: Basis::Nothing,
            properties: Box::default(),
            value: None,
            nodes: Vec::new(),
            others: Vec::new(),
            span: element.name.span,
        };
        for child in element.elements() {
            match child.local_name() {
                "NodeName" => node.name = Some(text_or_empty(child)),
                "Path" => node.path = text(child),
                "DFProperties" => {
                    self.no_text(child);
                    // What holds on every device wins over what one device answered.
                    let runtime = std::mem::take(&mut node.properties);
                    *node.properties = Properties::described(child);
                    node.properties.format = node.properties.format.take().or(runtime.format);
                    node.properties.others.extend(runtime.others);
                    node.basis = Basis::Description;
                }
                "RTProperties" => {
                    self.no_text(child);
                    node.properties.add_runtime(child);
                    if node.basis == Basis::Nothing {
                        node.basis = Basis::Runtime;
                    }
                }
                "Value" => node.value = Some(text_or_empty(child)),
                "Node" => node.nodes.push(self.node(child)),
                _ => node.others.push(other(child)),
            }
        }
        node
    }

    /// Faults for text in an element that holds others.
    fn no_text(&mut self, element: &Element) {
        for child in &element.children {
            let xml::Node::Text(text) = child else { continue };
            if !text.value.trim_matches(is_invisible).is_empty() {
                let help = "remove it; what a node is for stands in `Description`";
                self.faults_of_text(element, text, help);
            }
        }
    }

    fn faults_of_text(&mut self, element: &Element, text: &Spanned<Text>, help: &str) {
        if let Some(fault) = Fault::stray_text(&element.name.value, text, help) {
            self.faults.push(fault);
        }
    }
}

impl Properties {
    /// What `DFProperties` says.
    fn described(element: &Element) -> Self {
        let mut properties = Self::default();
        for child in element.elements() {
            let name = child.local_name();
            if matches!(name, "DFFormat" | "Occurrence" | "Scope" | "CaseSense") {
                properties.surplus.extend(child.elements().skip(1).map(|word| Surplus {
                    property: name.to_owned(),
                    word: Spanned::new(word.local_name().to_owned(), word.name.span),
                }));
            }
            match name {
                "AccessType" => {
                    properties.access =
                        Some(child.elements().map(|word| named(word, AccessType::named)).collect());
                }
                // An empty one is a value.
                "DefaultValue" => properties.default = Some(text_or_empty(child)),
                "Description" => properties.description = text(child),
                "DFFormat" => properties.format = word(child, Format::named),
                "Occurrence" => {
                    properties.occurrence = word(child, Occurrence::named);
                    properties.occurrence_limit = child.elements().next().and_then(text);
                }
                "Scope" => properties.scope = word(child, Scope::named),
                "DFTitle" => properties.title = text(child),
                "DFType" => properties.add_type(child),
                "CaseSense" => properties.case = word(child, CaseSense::named),
                "RWAccess" => properties.read_write = text(child),
                "AccessRole" => properties.roles = text(child),
                "MinValue" => properties.min = text(child),
                "MaxValue" => properties.max = text(child),
                "MaxLength" => properties.max_length = text(child),
                "Applicability" => properties.add_applicability(child),
                "DynamicNodeNaming" => {
                    for naming in child.elements() {
                        match (naming.local_name(), text(naming)) {
                            ("UniqueName", Some(form)) => properties.unique_name = Some(form),
                            _ => properties.others.push(other(naming)),
                        }
                    }
                }
                "AllowedValues" => properties.allowed = Some(allowed_values(child)),
                _ => properties.others.push(other(child)),
            }
        }
        properties
    }

    /// What `RTProperties` says.
    fn add_runtime(&mut self, element: &Element) {
        for child in element.elements() {
            match child.local_name() {
                "Format" if self.format.is_none() => self.format = word(child, Format::named),
                "Type" => self.add_type(child),
                _ => self.others.push(other(child)),
            }
        }
    }

    fn add_type(&mut self, element: &Element) {
        for kind in element.elements() {
            match kind.local_name() {
                "DDFName" => self.object = self.object.take().or_else(|| text(kind)),
                "MIME" => self.mime = self.mime.take().or_else(|| text(kind)),
                _ => self.others.push(other(kind)),
            }
        }
    }

    fn add_applicability(&mut self, element: &Element) {
        for condition in element.elements() {
            match condition.local_name() {
                "OsBuildVersion" => self.builds = text(condition),
                _ => self.others.push(other(condition)),
            }
        }
    }
}

fn allowed_values(element: &Element) -> AllowedValues {
    let kind = local_attribute(element, "ValueType").map(|attribute| Word {
        text: owned(&attribute.value),
        meaning: ValueKind::named(&attribute.value.value),
    });
    let mut allowed = AllowedValues {
        kind,
        listed: Vec::new(),
        texts: Vec::new(),
        delimiter: None,
        span: element.name.span,
    };
    for child in element.elements() {
        match child.local_name() {
            "Enum" => {
                let part = |name| child.child(name);
                allowed.listed.push(Listed {
                    value: part("Value")
                        .map_or_else(|| Spanned::new(String::new(), child.name.span), text_or_empty),
                    means: part("ValueDescription").and_then(text).map(|text| text.value).unwrap_or_default(),
                });
            }
            "Value" => allowed.texts.extend(text(child)),
            "List" => {
                allowed.delimiter = local_attribute(child, "Delimiter").map(|found| owned(&found.value));
            }
            _ => {}
        }
    }
    allowed
}

fn owned(text: &Spanned<Text>) -> Spanned<String> {
    Spanned::new(text.value.to_string(), text.span)
}

fn local_attribute<'e>(element: &'e Element, name: &str) -> Option<&'e Attribute> {
    let local = |attribute: &Attribute| attribute.name.value.rsplit(':').next() == Some(name);
    element.attributes.iter().find(|attribute| local(attribute))
}

/// The word in an element: the name of the element inside.
fn word<T>(element: &Element, meaning: fn(&str) -> Option<T>) -> Option<Word<T>> {
    element.elements().next().map(|word| named(word, meaning))
}

fn named<T>(element: &Element, meaning: fn(&str) -> Option<T>) -> Word<T> {
    let name = element.local_name();
    Word { text: Spanned::new(name.to_owned(), element.name.span), meaning: meaning(name) }
}

fn other(element: &Element) -> Other {
    let name = element.local_name();
    Other {
        name: Spanned::new(name.to_owned(), element.name.span),
        is_prefixed: name.len() < element.name.value.len(),
    }
}

/// The text of an element; `None` when it is empty.
fn text(element: &Element) -> Option<Spanned<String>> {
    Some(text_or_empty(element)).filter(|text| !text.value.is_empty())
}

/// The text of an element, without the blanks around it and without the invisible characters that copying from a page
/// leaves.
fn text_or_empty(element: &Element) -> Spanned<String> {
    let text = element.text();
    let trimmed = text.value.trim_matches(is_invisible);
    if trimmed.is_empty() {
        return Spanned::new(String::new(), element.name.span);
    }
    let value = trimmed.chars().filter(|character| !is_zero_width(*character)).collect();
    // With references in it the text is shorter than its place, and where the blanks end is not known.
    let is_literal = text.value.len() == text.span.end() - text.span.start();
    let before = text.value.len() - text.value.trim_start_matches(is_invisible).len();
    let start = text.span.start() + before;
    let span = if is_literal { Span::new(start, start + trimmed.len()) } else { text.span };
    Spanned::new(value, span)
}

fn is_invisible(character: char) -> bool {
    character.is_whitespace() || is_zero_width(character)
}

const fn is_zero_width(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}
