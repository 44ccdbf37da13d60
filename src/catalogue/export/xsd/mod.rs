//! The catalogue as an XML schema (XSD 1.0), for validators and for editors that complete names and show help.
//!
//! XSD 1.0 finds the declaration of an element by its name and by the declaration around it, never by the value of an
//! attribute (<https://www.w3.org/TR/xmlschema-1/#cvc-complex-type>, Element Declarations Consistent; what depends on
//! values came with XSD 1.1, which hardly any editor reads). All groups of a document are called `characteristic`, so
//! the schema can tell levels apart, not groups of one level: at each level it allows the names of all exported
//! providers there, and any name as soon as one of them has names that are not known beforehand. The fewer providers
//! are exported, the more the schema sees.

mod levels;
mod pattern;

use crate::catalogue::{Entry, Protocol};
use crate::document::wap::grammar::{self, Rule, Sort};
use crate::document::xml::{self, Attribute, Element, Node, Tree};
use crate::finding::Spanned;
use levels::{Level, Levels, Names};

/// What stands at the head of each schema.
const ABOUT: &str = "\
wap-provisioningdoc documents for the providers listed below, as provsmith knows them.

What it finds: elements and attributes that do not exist, elements at the wrong level, and names (type of a characteristic, name of a parm) that no listed provider has at that level. Upper and lower case of the letters A to Z are the same. The order is free.

What it cannot find, since XML Schema 1.0 does not look at the value of an attribute to choose what may stand inside: a name that belongs to another provider or group of the same level; wrong values; missing settings. Where it is said below that at a level any name of a characteristic or of a parm passes, no misspelt one is found there at all. `provsmith check` finds all of these.

For a stricter schema export only the providers that your document has.";

/// An XML schema.
#[derive(Debug)]
pub struct Schema {
    /// Its text.
    pub text: String,
    /// Where any name is accepted, and because of which providers; empty: nowhere. One sentence each, without full
    /// stop.
    pub open: Vec<String>,
}

/// Whether a schema with this provider still finds misspelt names of parms: not where the provider has parms of any
/// name, or some that are not listed.
pub fn lists_parms(entry: &Entry) -> bool {
    Levels::of(&[entry]).levels.iter().all(|level| level.settings.open.is_empty())
}

/// The schema of documents of these providers. Those that are not reached by a wap-provisioningdoc are left out.
pub fn of(entries: &[&Entry]) -> Schema {
    let entries: Vec<&Entry> =
        entries.iter().copied().filter(|entry| entry.provider().speaks(Protocol::Cp)).collect();
    let levels = Levels::of(&entries);
    let open = levels.open();
    let labels = entries.iter().map(|entry| entry.label()).collect::<Vec<_>>().join(", ");
    let about = [&[ABOUT.to_owned(), format!("Providers: {labels}")][..], &open].concat().join("\n\n");
    let mut children = vec![documentation(&about), root()];
    for (index, level) in levels.levels.iter().enumerate() {
        let number = index + 1;
        let is_last = number == levels.levels.len();
        let below = if is_last { levels.nests.then_some(number) } else { Some(number + 1) };
        children.push(elements(level, number, below));
        for (sort, names) in level.names() {
            children.push(named("simpleType", &type_of_names(sort, number), [values(names)]));
        }
    }
    children.extend(grammar::VALUES.iter().map(|(attribute, values)| closed_list(attribute, values)));
    let schema = element("schema", &[("xmlns:xs", "http://www.w3.org/2001/XMLSchema")], children);
    let tree = Tree { before: Vec::new(), root: schema, after: Vec::new() };
    Schema { text: format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", xml::write(&tree)), open }
}

impl Levels {
    /// Where slips are not found.
    fn open(&self) -> Vec<String> {
        let open = self.levels.iter().enumerate().flat_map(|(index, level)| {
            let names = [("characteristic", &level.groups), ("parm", &level.settings)];
            names.into_iter().filter(|(_, names)| !names.open.is_empty()).map(move |names| (index, names))
        });
        let sentence = |(index, (what, names)): (usize, (&str, &Names))| {
            let number = index + 1;
            let because = names.open.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let deeper = if self.nests && number == self.levels.len() { " and below" } else { "" };
            format!("at level {number}{deeper} any name of a {what} passes, because of {because}")
        };
        open.map(sentence).collect()
    }
}

impl Level {
    fn names(&self) -> impl Iterator<Item = (Sort, &Names)> {
        [(Sort::Group, &self.groups), (Sort::Setting, &self.settings)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
    }
}

fn root() -> Element {
    let version = element("attribute", &[("name", "version"), ("type", "version")], []);
    let content = element("complexType", &[], [any_number_of(1), version]);
    named("element", grammar::ROOT, [content])
}

/// Any number of the elements of a level, in any order.
fn any_number_of(level: usize) -> Element {
    let name = name_of_level(level);
    element("group", &[("ref", &name), ("minOccurs", "0"), ("maxOccurs", "unbounded")], [])
}

/// The elements of a level; inside its groups stand those of the level `below`.
fn elements(level: &Level, number: usize, below: Option<usize>) -> Element {
    let sorts: Vec<Sort> = level.names().map(|(sort, _)| sort).collect();
    let rules = grammar::ELEMENTS.iter().filter(|rule| !rule.form.is_answer() && sorts.contains(&rule.sort));
    let elements = rules.map(|rule| {
        let inside = below.filter(|_| rule.has_content).map(any_number_of);
        let content = element("complexType", &[], inside.into_iter().chain(attributes(rule, number)));
        named("element", rule.name, [content])
    });
    named("group", &name_of_level(number), [element("choice", &[], elements)])
}

/// The attribute that names the element, and the others.
fn attributes(rule: &Rule, level: usize) -> impl Iterator<Item = Element> {
    let key = [("name", rule.sort.key()), ("type", &type_of_names(rule.sort, level)), ("use", "required")];
    let others = rule.attributes.iter().map(|attribute| {
        let is_closed = grammar::VALUES.iter().any(|(known, _)| known == attribute);
        let value = if is_closed { attribute } else { "xs:string" };
        element("attribute", &[("name", attribute), ("type", value)], [])
    });
    std::iter::once(element("attribute", &key, [])).chain(others)
}

fn name_of_level(level: usize) -> String {
    format!("level-{level}")
}

fn type_of_names(sort: Sort, level: usize) -> String {
    let what = match sort {
        Sort::Group => "characteristic",
        Sort::Setting => "parm",
    };
    format!("{what}-{level}")
}

/// Fixed names first, since editors offer those, then the same in any case, since real documents have them and no page
/// says that a device minds, then forms, then whatever must be accepted.
fn values(names: &Names) -> Element {
    let facet = |kind: &str, value: &str, meanings: &[String]| {
        element(kind, &[("value", value)], [documentation(&meanings.join("\n\n"))])
    };
    let fixed = names.fixed.iter().map(|(name, meanings)| facet("enumeration", name, meanings));
    let any_case =
        names.fixed.keys().map(|name| element("pattern", &[("value", &pattern::literal(name))], []));
    let forms = names.patterns.iter().map(|(form, meanings)| facet("pattern", form, meanings));
    let mut members = Vec::new();
    if !names.fixed.is_empty() {
        members.extend([restriction(fixed), restriction(any_case)]);
    }
    members.extend((!names.patterns.is_empty()).then(|| restriction(forms)));
    members.extend((!names.open.is_empty()).then(|| restriction([])));
    union(members)
}

/// The values of an attribute that are a closed list, in any case of letters.
fn closed_list(attribute: &str, values: &[&str]) -> Element {
    let facets = |kind: &str, value: &dyn Fn(&str) -> String| {
        let facets = values.iter().map(|text| element(kind, &[("value", &value(text))], []));
        restriction(facets.collect::<Vec<_>>())
    };
    let offered = facets("enumeration", &str::to_owned);
    let accepted = facets("pattern", &pattern::literal);
    named("simpleType", attribute, [union(vec![offered, accepted])])
}

/// One type that takes what any of these takes.
fn union(mut members: Vec<Element>) -> Element {
    match members.len() {
        1 => members.remove(0),
        _ => element("union", &[], members.into_iter().map(|member| element("simpleType", &[], [member]))),
    }
}

fn restriction(facets: impl IntoIterator<Item = Element>) -> Element {
    element("restriction", &[("base", "xs:string")], facets)
}

fn documentation(text: &str) -> Element {
    let mut documentation = element("documentation", &[("xml:lang", "en")], []);
    documentation.children.push(Node::Text(Spanned::nowhere(text.into())));
    element("annotation", &[], [documentation])
}

fn named(kind: &str, name: &str, children: impl IntoIterator<Item = Element>) -> Element {
    element(kind, &[("name", name)], children)
}

/// An element of the vocabulary of XML Schema.
fn element(name: &str, attributes: &[(&str, &str)], children: impl IntoIterator<Item = Element>) -> Element {
    let mut element = Element::new(format!("xs:{name}"));
    element.attributes = attributes.iter().map(|(name, value)| Attribute::new(*name, *value)).collect();
    element.children = children.into_iter().map(Node::Element).collect();
    element
}
