//! A template's files, checked whole before anything is made from them: what can go wrong with a template is told to
//! who wrote it, at its place, not to who uses it.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::declaration::{Declaration, Kind, Parameter, Relation};
use super::files::Files;
use super::form;
use super::placeholder::{Piece, pieces, placeholders};
use super::value::{self, Given};
use super::{NAMESPACE, Template};
use crate::document::{Limits, xml};
use crate::finding::{Place, Source, Span, nearest};
use crate::toml_text::in_words_of_toml;

/// Names that the command line keeps for itself.
pub const RESERVED: &[&str] = &[
    "as",
    "catalogue",
    "catalogue",
    "color",
    "format",
    "help",
    "list",
    "max-size",
    "output",
    "set",
    "templates",
    "version",
];

/// What is wrong with a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}{}: {message}", place.map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default())]
pub struct TemplateError {
    /// The file of the template.
    pub file: String,
    /// Where in it, when it is about one place.
    pub place: Option<Place>,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Makes a template of its two files, the declaration and the document, as the user knows them.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn load(name: &str, declaration: &Source, document: &Source) -> Result<Template, TemplateError> {
    let declared: Declaration = toml::from_str(declaration.text()).map_err(|error| {
        let message = in_words_of_toml(error.message());
        at(declaration, error.span().map(|span| span.start), message)
    })?;
    let parsed = xml::parse(document.text(), &Limits::default());
    if let Some(fault) = parsed.faults.first() {
        let help = fault.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        return Err(at(document, Some(fault.span.start()), format!("{}{help}", fault.message)));
    }
    let Some(tree) = parsed.model else {
        return Err(at(document, None, "there is no element".to_owned()));
    };
    parameters(&declared, declaration)?;
    for relation in &declared.relations {
        self::relation(relation, &declared)
            .map_err(|(offset, message)| at(declaration, Some(offset), message))?;
    }
    let prefix = tree.root.attributes.iter().find(|attribute| attribute.value.value == NAMESPACE);
    let prefix = prefix.and_then(|attribute| attribute.name.value.strip_prefix("xmlns:")).map(str::to_owned);
    let mut scan = Scan {
        declared: &declared,
        document,
        prefix: prefix.as_deref(),
        used: BTreeSet::new(),
        segments: BTreeSet::new(),
    };
    scan.element(&tree.root, &Guard::default(), true)?;
    form::check(&tree, declared.model, prefix.as_deref(), document)
        .map_err(|(span, message)| at(document, Some(span.start()), message))?;
    let (used, segments) = (scan.used, scan.segments);
    unused(&declared, &used).map_err(|(offset, message)| at(declaration, Some(offset), message))?;
    Ok(Template {
        name: name.to_owned(),
        declaration: declared,
        document: document.name().to_owned(),
        tree,
        prefix,
        segments,
    })
}

fn at(source: &Source, offset: Option<usize>, message: String) -> TemplateError {
    TemplateError {
        file: source.name().to_owned(),
        place: offset.map(|offset| source.place(offset)),
        message,
    }
}

/// Each parameter for itself.
fn parameters(declared: &Declaration, source: &Source) -> Result<(), TemplateError> {
    let mut flags = BTreeSet::new();
    for parameter in &declared.parameters {
        self::parameter(parameter, declared)
            .map_err(|(offset, message)| at(source, Some(offset), message))?;
        for flag in flags_of(parameter) {
            if RESERVED.contains(&flag.as_str()) {
                let message = format!("`{flag}` is a name of the command line: choose another");
                return Err(at(source, Some(parameter.offset()), message));
            }
            if !flags.insert(flag.clone()) {
                let message = format!("`{flag}` is the name of another parameter already");
                return Err(at(source, Some(parameter.offset()), message));
            }
        }
    }
    Ok(())
}

/// The names that a parameter takes on the command line.
fn flags_of(parameter: &Parameter) -> Vec<String> {
    let name = parameter.name();
    match parameter.kind {
        Kind::Secret => vec![name.to_owned(), format!("{name}-env"), format!("{name}-file")],
        Kind::Boolean => vec![name.to_owned(), format!("no-{name}")],
        _ => vec![name.to_owned()],
    }
}

/// What is wrong, and at which offset of `template.toml`.
type Wrong = (usize, String);

fn parameter(parameter: &Parameter, declared: &Declaration) -> Result<(), Wrong> {
    let name = parameter.name();
    let kebab = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.ends_with('-');
    if !kebab {
        let message = format!("`{name}` is no name: write lower-case letters, digits and `-`");
        return Err((parameter.offset(), message));
    }
    let kind = parameter.value_kind();
    let wrong = match parameter.kind {
        Kind::List if matches!(kind, Kind::List | Kind::Secret) => {
            Some("`items` names a type of one open value")
        }
        Kind::List => None,
        _ if parameter.items.is_some() => Some("`items` is for lists"),
        _ => None,
    };
    let wrong = wrong.or(match kind {
        Kind::Choice if parameter.values.is_empty() => Some("a choice needs `values`"),
        Kind::Choice => None,
        _ if !parameter.values.is_empty() => Some("`values` is for choices"),
        _ => None,
    });
    let is_made = parameter.default().is_some_and(has_placeholders);
    let wrong = wrong
        .or((!parameter.media_types.is_empty() && kind != Kind::File).then_some("`media-types` is for files"))
        .or((parameter.must_agree && !is_made)
            .then_some("`must-agree` is for defaults that are made of other parameters"));
    if let Some(wrong) = wrong {
        return Err((parameter.offset(), format!("`{name}`: {wrong}")));
    }
    if let Some(bound) = parameter.max.as_ref().or(parameter.min.as_ref()) {
        let wrong = if !matches!(kind, Kind::Integer | Kind::Seconds) {
            Some("`min` and `max` are for numbers".to_owned())
        } else if parameter.least() > parameter.most() {
            Some(format!("the least, {}, is above the most, {}", parameter.least(), parameter.most()))
        } else {
            None
        };
        if let Some(wrong) = wrong {
            return Err((bound.span().start, format!("`{name}`: {wrong}")));
        }
    }
    if let Some(pattern) = &parameter.pattern {
        let wrong = |error| (pattern.span().start, format!("`{name}`: the pattern is none: {error}"));
        regex_lite::Regex::new(pattern.get_ref()).map_err(wrong)?;
    }
    match &parameter.default {
        Some(default) => self::default(parameter, default.get_ref(), declared)
            .map_err(|message| (default.span().start, format!("the default of `{name}`: {message}"))),
        None => Ok(()),
    }
}

/// A default is within the limits; one with placeholders names parameters whose own default has none.
fn default(parameter: &Parameter, default: &Given, declared: &Declaration) -> Result<(), String> {
    if parameter.required {
        return Err("it is never used, since a value is required".to_owned());
    }
    if let Given::Text(text) = default {
        let mut made = false;
        for piece in pieces(text)? {
            if let Piece::Placeholder(placeholder) = piece {
                made = true;
                let other = check_placeholder(&placeholder, declared)?;
                if other.default().is_some_and(has_placeholders) {
                    return Err(format!(
                        "it rests on `{}`, whose default is made of others itself",
                        other.name()
                    ));
                }
            }
        }
        if made {
            return Ok(());
        }
    }
    if matches!(parameter.value_kind(), Kind::File | Kind::Certificate | Kind::Secret) {
        return Err("a file or a secret has none".to_owned());
    }
    value::read(parameter, default, &NoFiles).map(|_| ())
}

/// Whether a default is made of other parameters.
pub(super) fn has_placeholders(default: &Given) -> bool {
    matches!(default, Given::Text(text) if placeholders(text).next().is_some())
}

struct NoFiles;

impl Files for NoFiles {
    fn open(&self, _: &str) -> std::io::Result<(Box<dyn std::io::Read>, u64)> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

fn relation(relation: &Relation, declared: &Declaration) -> Result<(), Wrong> {
    let is_conditional = !relation.needs.is_empty() || !relation.excludes.is_empty();
    let conditions = usize::from(relation.when.is_some()) + usize::from(!relation.given.is_empty());
    if relation.names().next().is_none() || conditions != usize::from(is_conditional) {
        let message = "this relation is none of the forms: `ascending = […]`, `any-of = […]`, or `when = …` or \
                       `given = […]` with `needs = […]` or `excludes = […]`";
        return Err((relation.because.span().start, message.to_owned()));
    }
    for name in relation.names() {
        known(name.get_ref(), declared).map_err(|message| (name.span().start, message))?;
    }
    for name in &relation.ascending {
        let is_number = known(name.get_ref(), declared)
            .is_ok_and(|parameter| matches!(parameter.kind, Kind::Integer | Kind::Seconds));
        if !is_number {
            return Err((name.span().start, format!("`{}` in `ascending` is no number", name.get_ref())));
        }
    }
    match &relation.when {
        Some(when) => {
            condition(when.get_ref(), declared).map(|_| ()).map_err(|message| (when.span().start, message))
        }
        None => Ok(()),
    }
}

/// The condition; its parameter is declared and can have the value that is wanted.
fn condition(text: &str, declared: &Declaration) -> Result<Condition, String> {
    let condition = Condition::parse(text);
    let parameter = known(&condition.name, declared)?;
    let values = match parameter.value_kind() {
        Kind::Choice => parameter.values.clone(),
        Kind::Boolean => vec!["true".to_owned(), "false".to_owned()],
        _ => Vec::new(),
    };
    match &condition.wanted {
        Some(wanted) if !values.is_empty() && !values.contains(wanted) => Err(format!(
            "`{}` is never `{wanted}`: its values are {}",
            condition.name,
            value::quoted_list(&values)
        )),
        _ => Ok(condition),
    }
}

fn known<'d>(name: &str, declared: &'d Declaration) -> Result<&'d Parameter, String> {
    declared.parameters.iter().find(|parameter| parameter.name() == name).ok_or_else(|| {
        let names = declared.parameters.iter().map(Parameter::name);
        match nearest(name, names) {
            Some(meant) => format!("there is no parameter `{name}`: is `{meant}` meant?"),
            None => format!("there is no parameter `{name}`: declare it in template.toml"),
        }
    })
}

fn check_placeholder<'d>(
    placeholder: &super::placeholder::Placeholder<'_>,
    declared: &'d Declaration,
) -> Result<&'d Parameter, String> {
    let parameter = known(placeholder.name, declared)?;
    let kind = parameter.value_kind();
    match placeholder.property {
        None if !kind.is_text() => {
            let name = placeholder.name;
            Err(format!(
                "`${{{name}}}` needs a property: `${{{name}.{}}}`",
                kind.properties().join("}`, `${.")
            ))
        }
        Some(property) if !kind.properties().contains(&property) => {
            let list: Vec<String> = kind.properties().iter().map(|known| (*known).to_owned()).collect();
            Err(format!(
                "`{}` has no property `{property}`: it has {}",
                placeholder.name,
                value::quoted_list(&list)
            ))
        }
        _ => Ok(parameter),
    }
}

/// Every parameter is used: in the document, in a default, in a condition.
fn unused(declared: &Declaration, used: &BTreeSet<String>) -> Result<(), (usize, String)> {
    let by_defaults = declared.parameters.iter().filter_map(|parameter| match parameter.default() {
        Some(Given::Text(text)) => Some(placeholders(text).map(|placeholder| placeholder.name)),
        _ => None,
    });
    let by_defaults: BTreeSet<&str> = by_defaults.flatten().collect();
    for parameter in &declared.parameters {
        let name = parameter.name();
        if !used.contains(name) && !by_defaults.contains(name) {
            return Err((
                parameter.offset(),
                format!("the parameter `{name}` is used nowhere in document.xml"),
            ));
        }
    }
    Ok(())
}

/// What is known of parameters inside a part of the document.
#[derive(Debug, Clone, Default)]
struct Guard {
    /// These have a value here.
    given: Vec<String>,
    /// This list stands for one of its items here.
    item_of: Vec<String>,
}

struct Scan<'d> {
    declared: &'d Declaration,
    document: &'d Source,
    prefix: Option<&'d str>,
    used: BTreeSet<String>,
    segments: BTreeSet<String>,
}

impl Scan<'_> {
    fn element(&mut self, element: &xml::Element, outer: &Guard, is_root: bool) -> Result<(), TemplateError> {
        let mut guard = outer.clone();
        for attribute in &element.attributes {
            let Some(instruction) = instruction(&attribute.name.value, self.prefix) else {
                self.no_instruction(attribute)?;
                continue;
            };
            let span = attribute.value.span;
            match instruction {
                "when" => {
                    let condition = condition(&attribute.value.value, self.declared)
                        .map_err(|message| self.error(span, message))?;
                    self.used.insert(condition.name.clone());
                    // What is inside the root appears without it too.
                    if condition.needs_value() && !is_root {
                        guard.given.push(condition.name);
                    }
                }
                "each" if is_root => {
                    return Err(self.error(attribute.name.span, "the root cannot be repeated".to_owned()));
                }
                "each" => {
                    let parameter = self.known(&attribute.value.value, span)?;
                    if parameter.kind != Kind::List {
                        let message = format!("`{}` is no list", parameter.name());
                        return Err(self.error(span, message));
                    }
                    guard.given.push(attribute.value.value.to_string());
                    guard.item_of.push(attribute.value.value.to_string());
                }
                other => {
                    let message =
                        format!("`{other}` is no instruction of templates: there are `when` and `each`");
                    return Err(self.error(attribute.name.span, message));
                }
            }
        }
        for attribute in &element.attributes {
            if instruction(&attribute.name.value, self.prefix).is_none() {
                self.text(&attribute.value.value, attribute.value.span, &guard, false)?;
            }
        }
        for child in &element.children {
            match child {
                xml::Node::Element(child) => self.element(child, &guard, false)?,
                xml::Node::Text(text) => {
                    self.text(&text.value, text.span, &guard, element.local_name() == "LocURI")?;
                }
                xml::Node::Comment(_) => {}
            }
        }
        Ok(())
    }

    /// What looks like an instruction is one only with the prefix that the root binds.
    fn no_instruction(&self, attribute: &xml::Attribute) -> Result<(), TemplateError> {
        let name = &attribute.name;
        match name.value.split_once(':') {
            Some((prefix, "when" | "each")) if Some(prefix) != self.prefix => {
                let message = format!(
                    "`{}` is no instruction without xmlns:{prefix}=\"{NAMESPACE}\" at the root: add it",
                    name.value
                );
                Err(self.error(name.span, message))
            }
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str, span: Span, guard: &Guard, is_address: bool) -> Result<(), TemplateError> {
        let pieces = pieces(text).map_err(|message| self.error(span, message))?;
        // An address made of one placeholder only is a whole one, such as the server's.
        let is_path = is_address && pieces.len() > 1;
        for piece in pieces {
            let Piece::Placeholder(placeholder) = piece else { continue };
            let parameter = check_placeholder(&placeholder, self.declared)
                .map_err(|message| self.error(span, message))?;
            let name = parameter.name();
            self.used.insert(name.to_owned());
            if placeholder.property == Some("segment") {
                self.segments.insert(name.to_owned());
            }
            if parameter.kind == Kind::List && !guard.item_of.iter().any(|list| list == name) {
                let message =
                    format!("`{name}` is a list: put `each=\"{name}\"` on the element that is repeated");
                return Err(self.error(span, message));
            }
            let always = parameter.required
                || parameter.default().is_some_and(|default| !has_placeholders(default))
                || self.default_is_always(parameter);
            if !always && !guard.given.iter().any(|given| given == name) {
                let message =
                    format!("`{name}` may have no value here: put `when=\"{name}\"` on the element");
                return Err(self.error(span, message));
            }
            let has_segment = parameter.value_kind().properties().contains(&"segment");
            if is_path && has_segment && placeholder.property != Some("segment") {
                let message =
                    format!("write `${{{name}.segment}}` in an address, so that a `/` in it stays inside");
                return Err(self.error(span, message));
            }
        }
        Ok(())
    }

    /// Whether a default made of others always has a value: those others always have.
    fn default_is_always(&self, parameter: &Parameter) -> bool {
        let Some(Given::Text(text)) = parameter.default() else { return false };
        placeholders(text).all(|placeholder| {
            known(placeholder.name, self.declared).is_ok_and(|other| {
                other.required || other.default().is_some_and(|default| !has_placeholders(default))
            })
        })
    }

    fn known(&mut self, name: &str, span: Span) -> Result<&Parameter, TemplateError> {
        self.used.insert(name.to_owned());
        known(name, self.declared).map_err(|message| self.error(span, message))
    }

    fn error(&self, span: Span, message: String) -> TemplateError {
        at(self.document, Some(span.start()), message)
    }
}

/// The instruction that an attribute is, without its prefix.
pub(super) fn instruction<'a>(attribute: &'a str, prefix: Option<&str>) -> Option<&'a str> {
    attribute.strip_prefix(prefix?)?.strip_prefix(':')
}
