//! The nodes below a provider's root, from description to catalogue.

use std::collections::BTreeMap;

use regex_lite::Regex;
use toml::Value;

use super::left_out::LeftOut;
use super::text::Described;
use super::toml_text::TomlText;
use super::{access_word, releases};
use crate::document::ddf::{AllowedValues, CaseSense, Format, Node, Occurrence, Properties, ValueKind};
use crate::finding::Spanned;
use crate::terms::{Release, RoleMask};

/// The nodes of a provider and what is said of them beside.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// The tables, a group before what is in it.
    pub(super) tables: Vec<TomlText>,
    /// What is for people only.
    pub(super) notes: Vec<String>,
    /// What there is no word for.
    pub(super) left_out: LeftOut,
    /// The roles of the root.
    pub(super) roles: Option<RoleMask>,
    /// The releases of the root.
    pub(super) releases: Option<Vec<Release>>,
}

/// What holds for a node unless it says otherwise.
#[derive(Debug, Clone)]
struct Around {
    path: String,
    roles: Option<RoleMask>,
}

impl Nodes {
    /// The nodes below a root.
    pub(super) fn of(root: &Node) -> Self {
        let mut nodes = Self::default();
        let name = root.fixed_name().map_or("", |name| name.value.as_str());
        nodes.roles = nodes.roles_of(&root.properties, name);
        nodes.releases = nodes.releases_of(&root.properties, name);
        nodes.leave_out(root, name);
        let around = Around { path: String::new(), roles: nodes.roles };
        nodes.inside(root, &around);
        nodes
    }

    /// Keeps what a description says behind its first sentence.
    pub(super) fn note_rest(&mut self, path: &str, described: &Described) {
        if let Some(rest) = &described.rest {
            self.notes.push(format!("{path}: {rest}"));
        }
    }

    fn inside(&mut self, parent: &Node, around: &Around) {
        let mut taken: Vec<String> = Vec::new();
        for node in &parent.nodes {
            let name = match name_of(node, &taken) {
                Ok(name) => name,
                Err(reason) => {
                    let place = if around.path.is_empty() { "the root" } else { around.path.as_str() };
                    self.left_out.remark(place, reason);
                    continue;
                }
            };
            let path = if around.path.is_empty() { name.clone() } else { format!("{}/{name}", around.path) };
            taken.push(name);
            self.node(node, path, around);
        }
    }

    fn node(&mut self, node: &Node, path: String, around: &Around) {
        let properties = &node.properties;
        let is_group = match properties.format.as_ref().and_then(|format| format.meaning) {
            Some(format) => format == Format::Node || !node.nodes.is_empty(),
            None => !node.nodes.is_empty(),
        };
        let mut toml = TomlText::default();
        toml.line("path", path.as_str());
        toml.line("kind", if is_group { "characteristic" } else { "parm" });
        let value_type = properties.format.as_ref().and_then(|format| format.meaning).and_then(type_word);
        if let Some(word) = value_type.filter(|_| !is_group) {
            toml.line("type", word);
        }
        self.occurrence(properties, &path, &mut toml);
        if let Some(default) = properties.default.as_ref().filter(|_| !is_group) {
            toml.line("default", default.value.as_str());
        }
        self.limits(properties, &path, &mut toml);
        if let Some(form) = &properties.unique_name {
            self.name_form(form, node, &path, &mut toml);
        }
        let ignores_case =
            properties.case.as_ref().and_then(|case| case.meaning) == Some(CaseSense::Insensitive);
        if ignores_case && !is_group {
            toml.line("ignore_case", true);
        }
        self.access(properties, &path, &mut toml);
        let roles = self.roles_of(properties, &path);
        if let Some(roles) = roles.filter(|roles| Some(*roles) != around.roles) {
            toml.line("roles", role_names(roles));
        }
        let releases = self.releases_of(properties, &path);
        if let Some(releases) = releases.filter(|releases| Some(releases) != self.releases.as_ref()) {
            toml.line("os", releases.iter().map(|release| release.name()).collect::<Vec<_>>());
        }
        let described = Described::of(properties);
        if let Some(summary) = &described.summary {
            toml.line("summary", summary.as_str());
        }
        self.note_rest(&path, &described);
        self.leave_out(node, &path);
        self.tables.push(toml);
        self.inside(node, &Around { path, roles: roles.or(around.roles) });
    }

    fn occurrence(&mut self, properties: &Properties, path: &str, toml: &mut TomlText) {
        let Some(word) = &properties.occurrence else { return };
        let Some(occurrence) = word.meaning else {
            return self.left_out.remark(path, format_args!("Occurrence `{}` is not known", word.text.value));
        };
        toml.line(
            "occurs",
            match occurrence {
                Occurrence::One => "one",
                Occurrence::ZeroOrOne => "zero-or-one",
                Occurrence::ZeroOrMore | Occurrence::ZeroOrN => "zero-or-more",
                Occurrence::OneOrMore | Occurrence::OneOrN => "one-or-more",
            },
        );
        if let Some(limit) = &properties.occurrence_limit {
            self.notes.push(format!("{path}: at most {} of it.", limit.value));
            self.left_out.remark(path, format_args!("at most {} of it: kept as a note", limit.value));
        }
    }

    /// The limits of a value: numbers of their own, or what `AllowedValues` says.
    fn limits(&mut self, properties: &Properties, path: &str, toml: &mut TomlText) {
        let (mut min, mut max) = (None, None);
        min = self.number("MinValue", properties.min.as_ref(), path).or(min);
        max = self.number("MaxValue", properties.max.as_ref(), path).or(max);
        if let Some(allowed) = &properties.allowed
            && let Some((low, high)) = self.range(allowed, properties, path)
        {
            (min, max) = (Some(low), Some(high));
        }
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            self.left_out
                .remark(path, format_args!("MinValue {low} is above MaxValue {high}: neither is taken"));
            (min, max) = (None, None);
        }
        for (key, limit) in [("min", min), ("max", max)] {
            if let Some(limit) = limit {
                toml.line(key, limit);
            }
        }
        if let Some(length) = self.number("MaxLength", properties.max_length.as_ref(), path) {
            if length >= 0 {
                toml.line("max_length", length);
            } else {
                self.left_out.remark(path, format_args!("MaxLength {length} is no length"));
            }
        }
        if let Some(allowed) = &properties.allowed {
            self.values(allowed, path, toml);
        }
    }

    fn number(&mut self, property: &str, text: Option<&Spanned<String>>, path: &str) -> Option<i64> {
        let text = text?;
        let number = text.value.parse().ok();
        if number.is_none() {
            self.left_out.remark(path, format_args!("{property} `{}` is no whole number", text.value));
        }
        number
    }

    /// The limits that a range of numbers sets.
    fn range(&mut self, allowed: &AllowedValues, properties: &Properties, path: &str) -> Option<(i64, i64)> {
        let limits = match allowed.kind()? {
            ValueKind::Range => allowed.range().filter(|(min, max)| min <= max),
            _ => return None,
        };
        let is_number = properties
            .format
            .as_ref()
            .and_then(|format| format.meaning)
            .is_some_and(|format| matches!(format, Format::Int | Format::Float));
        if limits.is_none() || !is_number {
            let texts: Vec<&str> = allowed.texts.iter().map(|text| text.value.as_str()).collect();
            let shown = texts.join(" ");
            self.notes.push(format!("{path}: the allowed values are {shown}."));
            self.left_out.remark(path, format_args!("the allowed values `{shown}` are kept as a note"));
            return None;
        }
        limits
    }

    fn values(&mut self, allowed: &AllowedValues, path: &str, toml: &mut TomlText) {
        match allowed.kind() {
            Some(ValueKind::Enumeration) if allowed.delimiter.is_none() => {
                let mut known: Vec<&str> = Vec::new();
                let mut values: Vec<Value> = Vec::new();
                for listed in &allowed.listed {
                    let value = listed.value.value.as_str();
                    if known.contains(&value) {
                        self.left_out.remark(path, format_args!("the value `{value}` is listed twice"));
                        continue;
                    }
                    known.push(value);
                    let means = listed.means.split_whitespace().collect::<Vec<_>>().join(" ");
                    let pairs = [("value", value.to_owned()), ("means", means)];
                    let pairs = pairs.map(|(key, text)| (key.to_owned(), Value::String(text)));
                    values.push(Value::Table(pairs.into_iter().collect()));
                }
                toml.list("values", &values);
            }
            Some(ValueKind::Flags) if allowed.delimiter.is_none() && sums(allowed).is_some() => {
                let values = sums(allowed).unwrap_or_default().into_iter().map(|(sum, means)| {
                    let pairs = [("value", sum.to_string()), ("means", means)];
                    let pairs = pairs.map(|(key, text)| (key.to_owned(), Value::String(text)));
                    Value::Table(pairs.into_iter().collect())
                });
                toml.list("values", &values.collect::<Vec<_>>());
            }
            // One of several values in a text, or one bit of a sum: what is written may be more than one of them.
            Some(ValueKind::Enumeration | ValueKind::Flags) => {
                let values: Vec<&str> =
                    allowed.listed.iter().map(|listed| listed.value.value.as_str()).collect();
                if allowed.delimiter.is_none() {
                    let shown = values.join(", ");
                    self.left_out.remark(
                        path,
                        format_args!(
                            "that only sums of the bits {shown} are allowed: they are kept as suggested"
                        ),
                    );
                }
                toml.line("suggested", values);
                for listed in allowed.listed.iter().filter(|listed| !listed.means.is_empty()) {
                    let means = listed.means.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.notes.push(format!("{path}: {} means: {means}", listed.value.value));
                }
            }
            Some(ValueKind::Pattern) => self.pattern(allowed, path, toml),
            Some(ValueKind::Elsewhere) => {
                let word = allowed.kind.as_ref().map_or("", |kind| kind.text.value.as_str());
                self.left_out.add(&format!("AllowedValues as {word}"), path);
            }
            Some(ValueKind::Range | ValueKind::Any) => {}
            None => self.left_out.remark(path, "AllowedValues of a kind that is not known"),
        }
        if let Some(delimiter) = &allowed.delimiter {
            self.notes.push(format!("{path}: several values are separated by {}", delimiter.value));
            let delimiter = &delimiter.value;
            self.left_out.remark(path, format_args!("that `{delimiter}` separates values: kept as a note"));
        }
    }

    fn pattern(&mut self, allowed: &AllowedValues, path: &str, toml: &mut TomlText) {
        let Some(pattern) = allowed.pattern() else {
            return self.left_out.remark(path, "AllowedValues with a regular expression that is empty");
        };
        // A list of several values is another text than one of them.
        if allowed.delimiter.is_none() && Regex::new(pattern).is_ok() {
            toml.line("pattern", pattern);
            toml.line("form", format!("text of the form {pattern}"));
        } else {
            self.notes.push(format!("{path}: the form is the regular expression {pattern}"));
            self.left_out.remark(path, format_args!("the regular expression `{pattern}` is kept as a note"));
        }
    }

    /// The form of a chosen name. Descriptions give it in words or as a regular expression, which the whole name fits.
    fn name_form(&mut self, form: &Spanned<String>, node: &Node, path: &str, toml: &mut TomlText) {
        let form = form.value.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_anchored = form.starts_with('^') && form.ends_with('$');
        let looks_like_one =
            is_anchored || !form.contains(' ') && form.contains(['[', '\\', '+', '*', '{', '|']);
        let pattern = if is_anchored { form.clone() } else { format!("^(?:{form})$") };
        let is_pattern = looks_like_one && Regex::new(&pattern).is_ok();
        if is_pattern && node.fixed_name().is_none() && node.properties.allowed.is_none() {
            toml.line("pattern", pattern);
            toml.line("form", format!("a name of the form {form}"));
        } else {
            self.notes.push(format!("{path}: the name: {form}"));
            self.left_out.remark(path, format_args!("UniqueName `{form}` is kept as a note"));
        }
    }

    fn access(&mut self, properties: &Properties, path: &str, toml: &mut TomlText) {
        let Some(words) = &properties.access else {
            // Microsoft's older property, where the usual one is missing.
            match properties.read_write.as_ref().map(|number| number.value.as_str()) {
                Some("1") => toml.line("access", vec!["get"]),
                Some(number) => {
                    self.left_out.remark(path, format_args!("RWAccess {number} without AccessType"));
                }
                None => {}
            }
            return;
        };
        let mut known = Vec::new();
        for word in words {
            match word.meaning.and_then(access_word) {
                Some(access) if known.contains(&access) => {}
                Some(access) => known.push(access),
                None => self.left_out.add(&format!("AccessType {}", word.text.value), path),
            }
        }
        known.sort();
        toml.line("access", known.into_iter().map(super::super::node::Access::word).collect::<Vec<_>>());
        if properties.read_write.is_some() {
            self.left_out.add("RWAccess", path);
        }
    }

    fn roles_of(&mut self, properties: &Properties, path: &str) -> Option<RoleMask> {
        let text = properties.roles.as_ref()?;
        match text.value.parse::<u32>().ok().map(RoleMask::from_bits) {
            Some(Ok(roles)) => Some(roles),
            Some(Err(error)) => {
                self.left_out.remark(path, format_args!("AccessRole: {error}"));
                None
            }
            None => {
                self.left_out.remark(path, format_args!("AccessRole `{}` is no number", text.value));
                None
            }
        }
    }

    fn releases_of(&mut self, properties: &Properties, path: &str) -> Option<Vec<Release>> {
        let builds = properties.builds.as_ref()?;
        let releases = releases(&builds.value);
        match releases {
            Some(_) => self.left_out.add("the build in OsBuildVersion", path),
            None => self.left_out.add(&format!("OsBuildVersion {}", builds.value), path),
        }
        releases
    }

    /// Tells the properties for which the catalogue has no word.
    fn leave_out(&mut self, node: &Node, path: &str) {
        let properties = &node.properties;
        let words = [
            ("Scope", properties.scope.is_some()),
            ("DFType", properties.mime.is_some() || (properties.object.is_some() && !path.is_empty())),
            ("DFTitle", properties.title.is_some() && properties.description.is_some()),
            ("Value", node.value.is_some()),
            // Of a setting it is taken over, and of the root for all names below.
            ("CaseSense", properties.case.is_some() && !path.is_empty() && !node.nodes.is_empty()),
        ];
        for (word, _) in words.into_iter().filter(|(_, is_there)| *is_there) {
            self.left_out.add(word, path);
        }
        for other in properties.others.iter().chain(&node.others) {
            self.left_out.add(&other.name.value, path);
        }
        if let Some(format) = properties.format.as_ref().filter(|format| format.meaning.is_none()) {
            self.left_out.remark(path, format_args!("DFFormat `{}` is not known", format.text.value));
        }
    }
}

/// Of how many bits the sums are written out: of six there are 64.
const MOST_BITS: usize = 6;

/// All sums of the bits of a mask, with what each does; `None` for bits that are no numbers, and for too many.
fn sums(allowed: &AllowedValues) -> Option<BTreeMap<i64, String>> {
    let bits = allowed.bits()?;
    if bits.iter().filter(|bit| **bit != 0).count() > MOST_BITS {
        return None;
    }
    let mut sums = BTreeMap::from([(0, String::new())]);
    for (bit, listed) in bits.iter().zip(&allowed.listed) {
        let means = listed.means.split_whitespace().collect::<Vec<_>>().join(" ");
        if *bit == 0 {
            sums.insert(0, means);
            continue;
        }
        for (sum, others) in sums.clone() {
            let both =
                if sum == 0 || others.is_empty() { means.clone() } else { format!("{others} {means}") };
            sums.entry(sum | bit).or_insert(both);
        }
    }
    Some(sums)
}

/// The level of a path that a node is: its name, or what stands for a name that is chosen.
fn name_of(node: &Node, taken: &[String]) -> Result<String, String> {
    let Some(name) = &node.name else {
        return Err("a node without a name, and all inside, is left out".to_owned());
    };
    let name = name.value.as_str();
    let between = |open, close| name.strip_prefix(open).and_then(|name| name.strip_suffix(close));
    // Some descriptions write a name that is chosen in brackets, or as a star.
    if let Some(meant) = between('<', '>').or(between('{', '}')) {
        return Ok(chosen(Some(meant), taken));
    }
    if name.is_empty() || name == "*" {
        let title = node.properties.title.as_ref().map(|title| title.value.as_str());
        return Ok(chosen(title, taken));
    }
    if name.contains(['/', '{', '}']) || matches!(name, "." | "..") {
        return Err(format!("`{name}`, and all inside, is left out: the catalogue cannot write such a name"));
    }
    if taken.iter().any(|other| other == name) {
        return Err(format!("`{name}` is there twice; the second, and all inside, is left out"));
    }
    Ok(name.to_owned())
}

/// `{Name}`, or the words of a short title; with a number where another is called so.
fn chosen(title: Option<&str>, taken: &[String]) -> String {
    let words = |title: &&str| {
        title.len() <= 40 && title.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ' ')
    };
    let title: String = title.filter(words).unwrap_or_default().split_whitespace().collect();
    let title = if title.is_empty() { "Name".to_owned() } else { title };
    let numbered = (2..).map(|number| format!("{{{title}{number}}}"));
    let mut names = std::iter::once(format!("{{{title}}}")).chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

const fn type_word(format: Format) -> Option<&'static str> {
    match format {
        Format::Chr | Format::Xml => Some("string"),
        Format::Int => Some("integer"),
        Format::Bool => Some("boolean"),
        Format::B64 | Format::Bin => Some("binary"),
        Format::Null => Some("null"),
        Format::Date => Some("date"),
        Format::Time => Some("time"),
        Format::Float => Some("float"),
        Format::Node => None,
    }
}

/// The names of roles as the catalogue writes them; `none` for nobody.
pub(super) fn role_names(roles: RoleMask) -> Vec<&'static str> {
    if roles.is_empty() { vec!["none"] } else { roles.roles().map(|role| role.name()).collect() }
}
