//! A template's files, checked whole before anything is made from them: what can go wrong with a template is told to
//! who wrote it, at its place, not to who uses it.

use std::collections::BTreeSet;

use super::condition::Condition;
use super::declaration::{Declaration, Kind, Parameter, Relation};
use super::files::Files;
use super::placeholder::{Piece, pieces, placeholders};
use super::value::{self, Given};
use super::{NAMESPACE, Template};
use crate::document::{Limits, xml};
use crate::finding::{Place, Source, Span, nearest};

/// Names that the command line keeps for itself.
pub const RESERVED: &[&str] = &[
    "as",
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
        let message = error.message().trim_end().to_owned();
        at(declaration, error.span().map(|span| span.start), message)
    })?;
    let parsed = xml::parse(document.text(), &Limits::default());
    if let Some(fault) = parsed.faults.first() {
        let help = fault.help.as_deref().map(|help| format!("; {help}")).unwrap_or_default();
        return Err(at(document, Some(fault.span.start), format!("{}{help}", fault.message)));
    }
    let Some(tree) = parsed.model else {
        return Err(at(document, None, "there is no element".to_owned()));
    };
    parameters(&declared, declaration)?;
    for relation in &declared.relations {
        self::relation(relation, &declared).map_err(|message| at(declaration, None, message))?;
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
            .map_err(|message| at(source, Some(parameter.offset()), message))?;
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

fn parameter(parameter: &Parameter, declared: &Declaration) -> Result<(), String> {
    let name = parameter.name();
    let kebab = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !name.ends_with('-');
    if !kebab {
        return Err(format!("`{name}` is no name: write lower-case letters, digits and `-`"));
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
    let has_range = parameter.min.is_some() || parameter.max.is_some();
    let wrong = wrong
        .or((has_range && !matches!(kind, Kind::Integer | Kind::Seconds))
            .then_some("`min` and `max` are for numbers"))
        .or((parameter.min > parameter.max && parameter.max.is_some()).then_some("`min` is above `max`"))
        .or((parameter.required && parameter.default.is_some())
            .then_some("a default is never used when it is required"));
    if let Some(wrong) = wrong {
        return Err(format!("`{name}`: {wrong}"));
    }
    if let Some(pattern) = &parameter.pattern {
        regex_lite::Regex::new(pattern).map_err(|error| format!("`{name}`: the pattern is none: {error}"))?;
    }
    default(parameter, declared)
}

/// A default is within the limits; one with placeholders names parameters whose own default has none.
fn default(parameter: &Parameter, declared: &Declaration) -> Result<(), String> {
    let name = parameter.name();
    let Some(default) = &parameter.default else { return Ok(()) };
    if let Given::Text(text) = default {
        let mut made = false;
        for piece in pieces(text).map_err(|message| format!("the default of `{name}`: {message}"))? {
            if let Piece::Placeholder(placeholder) = piece {
                made = true;
                let other = check_placeholder(&placeholder, declared)
                    .map_err(|message| format!("the default of `{name}`: {message}"))?;
                if other.default.as_ref().is_some_and(has_placeholders) {
                    return Err(format!(
                        "the default of `{name}` rests on `{}`, whose default is made of others itself",
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
        return Err(format!("`{name}`: a file or a secret has no default"));
    }
    value::read(parameter, default, &NoFiles)
        .map(|_| ())
        .map_err(|message| format!("the default of `{name}`: {message}"))
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

fn relation(relation: &Relation, declared: &Declaration) -> Result<(), String> {
    let conditional = !relation.needs.is_empty() || !relation.excludes.is_empty();
    if relation.names().next().is_none() || conditional != relation.when.is_some() {
        let forms = "`ascending = […]`, `any-of = […]`, or `when = …` with `needs = […]` or `excludes = […]`";
        return Err(format!("the relation \"{}\" is none of the forms: {forms}", relation.because));
    }
    for name in relation.names() {
        let parameter = known(name, declared)?;
        if relation.ascending.contains(name) && !matches!(parameter.kind, Kind::Integer | Kind::Seconds) {
            return Err(format!("`{name}` in `ascending` is no number"));
        }
    }
    if let Some(when) = &relation.when {
        known(&Condition::parse(when).name, declared)?;
    }
    Ok(())
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
    let by_defaults = declared.parameters.iter().filter_map(|parameter| match &parameter.default {
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
            let Some(instruction) = instruction(&attribute.name.value, self.prefix) else { continue };
            let span = attribute.value.span;
            match instruction {
                "when" => {
                    let condition = Condition::parse(&attribute.value.value);
                    self.known(&condition.name, span)?;
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
                    guard.given.push(attribute.value.value.clone());
                    guard.item_of.push(attribute.value.value.clone());
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
                || parameter.default.as_ref().is_some_and(|default| !has_placeholders(default))
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
        let Some(Given::Text(text)) = &parameter.default else { return false };
        placeholders(text).all(|placeholder| {
            known(placeholder.name, self.declared).is_ok_and(|other| {
                other.required || other.default.as_ref().is_some_and(|default| !has_placeholders(default))
            })
        })
    }

    fn known(&mut self, name: &str, span: Span) -> Result<&Parameter, TemplateError> {
        self.used.insert(name.to_owned());
        known(name, self.declared).map_err(|message| self.error(span, message))
    }

    fn error(&self, span: Span, message: String) -> TemplateError {
        at(self.document, Some(span.start), message)
    }
}

/// The instruction that an attribute is, without its prefix.
pub(super) fn instruction<'a>(attribute: &'a str, prefix: Option<&str>) -> Option<&'a str> {
    attribute.strip_prefix(prefix?)?.strip_prefix(':')
}
