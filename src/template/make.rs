//! A document from a template and values: the placeholders are filled in on the tree, so a value can never become
//! an element.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::declaration::{Kind, ModelName, Parameter, Relation};
use super::files::Files;
use super::load::{has_placeholders, instruction};
use super::placeholder::{Piece, pieces, placeholders};
use super::value::{self, Given, Value, Values};
use super::{NAMESPACE, Template};
use crate::document::{Limits, Model, syncml, wap, xml};
use crate::finding::{Source, nearest};

/// Why no document could be made: everything that is wrong with the values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct MakeError {
    /// Each for itself; never empty.
    pub errors: Vec<ValueError>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", parameter.as_ref().map(|name| format!("`{name}`: ")).unwrap_or_default())]
pub struct ValueError {
    /// The parameter, when it is about one.
    pub parameter: Option<String>,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl Template {
    /// Makes the document from these values, by parameter name. Files that parameters name are opened by `files`.
    ///
    /// # Errors
    /// When a value is of the wrong type or outside its limits, when one is missing or has no parameter, when a
    /// relation does not hold.
    pub fn make(&self, given: &BTreeMap<String, Given>, files: &dyn Files) -> Result<Model, MakeError> {
        let values = self.values(given, files)?;
        let Some(mut root) = self.fill_root(&values) else {
            return Err(self.broken("without its root it has more than one element, or none"));
        };
        root.attributes.retain(|attribute| attribute.value.value != NAMESPACE);
        let tree = xml::Tree { before: self.tree.before.clone(), root, after: self.tree.after.clone() };
        // Written and read again, so that its positions are those of its own text and its form has been looked at.
        let text = xml::write(&tree);
        let source = Source::new(&self.document, text);
        let (model, faults) = match self.declaration.model {
            ModelName::Wap => {
                let parsed = wap::parse(&source, &Limits::default());
                (parsed.model.map(Model::Wap), parsed.faults)
            }
            ModelName::Syncml => {
                let parsed = syncml::parse(&source, &Limits::default());
                (parsed.model.map(Model::SyncMl), parsed.faults)
            }
        };
        match (model, faults.first()) {
            (Some(model), None) => Ok(model),
            (_, fault) => Err(self.broken(fault.map_or("there is no document", |fault| &fault.message))),
        }
    }

    fn broken(&self, message: &str) -> MakeError {
        let message =
            format!("what the template `{}` makes of these values is no document: {message}", self.name);
        MakeError { errors: vec![ValueError { parameter: None, message }] }
    }

    /// The values of all parameters that have one, with all relations holding.
    fn values(&self, given: &BTreeMap<String, Given>, files: &dyn Files) -> Result<Values, MakeError> {
        let mut values = Values::new();
        let mut errors = Vec::new();
        let mut error = |parameter: &str, message: String| {
            errors.push(ValueError { parameter: Some(parameter.to_owned()), message });
        };
        let parameters = &self.declaration.parameters;
        for name in given.keys().filter(|name| !parameters.iter().any(|parameter| parameter.name() == *name))
        {
            let meant = nearest(name, parameters.iter().map(Parameter::name));
            let help = meant.map(|meant| format!("; is `{meant}` meant?")).unwrap_or_default();
            error(name, format!("the template `{}` has no such parameter{help}", self.name));
        }
        // What is given and plain defaults first, since the other defaults are made of them.
        for made in [false, true] {
            for parameter in parameters {
                let name = parameter.name();
                let default = parameter.default();
                let is_made = !given.contains_key(name) && default.is_some_and(has_placeholders);
                if is_made != made {
                    continue;
                }
                let value = match given.get(name).or(default) {
                    Some(Given::Text(text)) if is_made => fill_text(text, &values).map(Given::Text),
                    other => other.cloned(),
                };
                if is_made && value == Some(Given::Text(String::new())) {
                    error(
                        name,
                        "nothing is left of the values that its default is made of: give one".to_owned(),
                    );
                    continue;
                }
                match value.map(|value| value::read(parameter, &value, files)) {
                    Some(Ok(value)) => drop(values.insert(name.to_owned(), value)),
                    Some(Err(message)) => error(name, message),
                    None if parameter.required => error(name, format!("is missing: {}", parameter.help)),
                    None => {}
                }
            }
        }
        for parameter in parameters.iter().filter(|parameter| parameter.must_agree) {
            let name = parameter.name();
            if let (true, Some(Given::Text(default)), Some(value)) =
                (given.contains_key(name), parameter.default(), values.get(name))
                && let Some(derived) = fill_text(default, &values)
                && derived != value.text()
            {
                let sources: Vec<String> =
                    placeholders(default).map(|placeholder| placeholder.name.to_owned()).collect();
                let message = format!(
                    "`{}` contradicts {}, which makes it `{derived}`: leave it out",
                    value.text(),
                    value::quoted_list(&sources)
                );
                errors.push(ValueError { parameter: Some(name.to_owned()), message });
            }
        }
        for name in &self.segments {
            if let Some(message) = values.get(name).and_then(value::no_segment) {
                errors.push(ValueError { parameter: Some(name.clone()), message });
            }
        }
        if errors.is_empty() {
            errors.extend(
                self.declaration
                    .relations
                    .iter()
                    .flat_map(|relation| self.broken_relation(relation, given, &values)),
            );
        }
        if errors.is_empty() { Ok(values) } else { Err(MakeError { errors }) }
    }

    /// The root with its placeholders filled in. Where its condition does not hold, its only child takes its place.
    fn fill_root(&self, values: &Values) -> Option<xml::Element> {
        if let Some(root) = self.fill(&self.tree.root, values).pop() {
            return Some(root);
        }
        let mut children = self.tree.root.elements().flat_map(|child| self.fill(child, values));
        children.next().filter(|_| children.next().is_none())
    }

    /// The element with its placeholders filled in: none when its condition does not hold, several when it is
    /// repeated for a list.
    fn fill(&self, element: &xml::Element, values: &Values) -> Vec<xml::Element> {
        let instructions = || {
            element.attributes.iter().filter_map(|attribute| {
                Some((
                    instruction(&attribute.name.value, self.prefix.as_deref())?,
                    attribute.value.value.as_str(),
                ))
            })
        };
        if instructions().any(|(kind, text)| kind == "when" && !Condition::parse(text).holds(values)) {
            return Vec::new();
        }
        match instructions().find(|(kind, _)| *kind == "each") {
            None => vec![self.fill_one(element, values)],
            Some((_, list)) => match values.get(list) {
                Some(Value::List(items)) => items
                    .iter()
                    .map(|item| {
                        let mut inside = values.clone();
                        inside.insert(list.to_owned(), item.clone());
                        self.fill_one(element, &inside)
                    })
                    .collect(),
                _ => Vec::new(),
            },
        }
    }

    fn fill_one(&self, element: &xml::Element, values: &Values) -> xml::Element {
        let mut filled = xml::Element::new(element.name.value.clone());
        for attribute in &element.attributes {
            if instruction(&attribute.name.value, self.prefix.as_deref()).is_none() {
                let mut attribute = attribute.clone();
                attribute.value.value = fill_text(&attribute.value.value, values).unwrap_or_default().into();
                filled.attributes.push(attribute);
            }
        }
        for child in &element.children {
            match child {
                xml::Node::Element(child) => {
                    filled.children.extend(self.fill(child, values).into_iter().map(xml::Node::Element));
                }
                xml::Node::Text(text) => {
                    let mut text = text.clone();
                    text.value = fill_text(&text.value, values).unwrap_or_default().into();
                    filled.children.push(xml::Node::Text(text));
                }
                xml::Node::Comment(comment) => filled.children.push(xml::Node::Comment(comment.clone())),
            }
        }
        filled
    }

    /// What of the relation does not hold.
    fn broken_relation(
        &self,
        relation: &Relation,
        given: &BTreeMap<String, Given>,
        values: &Values,
    ) -> Vec<ValueError> {
        let because = relation.because.get_ref();
        let mut errors = Vec::new();
        let mut error = |parameter: Option<&str>, message: String| {
            errors.push(ValueError { parameter: parameter.map(str::to_owned), message });
        };
        let has_value = |name: &str| values.contains_key(name);
        let numbers: Vec<(&str, i64)> = names(&relation.ascending)
            .filter_map(|name| match values.get(name) {
                Some(Value::Number(number)) => Some((name, *number)),
                _ => None,
            })
            .collect();
        for pair in numbers.windows(2) {
            if let [(low, least), (high, most)] = pair
                && least > most
            {
                let unit = self.declaration.parameters.iter().find(|parameter| parameter.name() == *low);
                let unit = unit.map_or("", Parameter::unit);
                let message = format!("{least}{unit} is more than the {most}{unit} of `{high}`: {because}");
                error(Some(low), message);
            }
        }
        if !relation.any_of.is_empty() && !names(&relation.any_of).any(has_value) {
            let list: Vec<String> = names(&relation.any_of).map(str::to_owned).collect();
            error(None, format!("give at least one of {}: {because}", value::quoted_list(&list)));
        }
        if relation.when.as_ref().is_some_and(|when| Condition::parse(when.get_ref()).holds(values)) {
            for name in names(&relation.needs).filter(|name| !has_value(name)) {
                error(Some(name), format!("is missing: {because}"));
            }
            for name in names(&relation.excludes).filter(|name| has_value(name)) {
                error(Some(name), format!("has no place here: {because}"));
            }
        }
        for name in names(&relation.given).filter(|name| given.contains_key(*name)) {
            for other in names(&relation.needs).filter(|other| !has_value(other)) {
                error(Some(name), format!("has no effect without `{other}`: {because}"));
            }
            for other in names(&relation.excludes).filter(|other| has_value(other)) {
                error(Some(name), format!("has no place beside `{other}`: {because}"));
            }
        }
        errors
    }
}

fn names(list: &[toml::Spanned<String>]) -> impl Iterator<Item = &str> {
    list.iter().map(|name| name.get_ref().as_str())
}

/// The text with its placeholders filled in; none when one has no value.
fn fill_text(text: &str, values: &Values) -> Option<String> {
    let mut filled = String::new();
    for piece in pieces(text).ok()? {
        match piece {
            Piece::Literal(literal) => filled.push_str(literal),
            Piece::Placeholder(placeholder) => {
                let value = values.get(placeholder.name)?;
                filled.push_str(&match placeholder.property {
                    Some(property) => value.property(property)?,
                    None => value.text(),
                });
            }
        }
    }
    Some(filled)
}

impl Parameter {
    /// What stands behind its numbers in messages.
    pub(super) fn unit(&self) -> &'static str {
        if self.value_kind() == Kind::Seconds { " s" } else { "" }
    }

    /// Whether its value must not be seen.
    pub fn is_secret(&self) -> bool {
        self.kind == Kind::Secret
    }
}
