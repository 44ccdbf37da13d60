//! The type and the limits of a setting's value: by the catalogue, or by the document where the provider leaves it to
//! the document.

use super::Subject;
use super::value::Integer;
use crate::catalogue::placement::Placed;
use crate::catalogue::{Node, ValueType};
use crate::finding::{Fix, Span};

/// The type of a setting's value; `None` where nobody says.
pub(super) fn type_of(item: &Placed<'_>, node: &Node) -> Option<ValueType> {
    node.value_type.or_else(|| declared_type(item))
}

/// The type that the `datatype` attribute gives; the pages write its words in both cases.
fn declared_type(item: &Placed<'_>) -> Option<ValueType> {
    match item.attribute("datatype")?.value.value.to_ascii_lowercase().as_str() {
        "integer" => Some(ValueType::Integer),
        "string" => Some(ValueType::String),
        "boolean" => Some(ValueType::Boolean),
        "float" => Some(ValueType::Float),
        "binary" => Some(ValueType::Binary),
        "multiplestring" => Some(ValueType::MultipleString),
        "date" => Some(ValueType::Date),
        "time" => Some(ValueType::Time),
        _ => None,
    }
}

/// Whether a setting has a closed list of values and this one is not in it. Numbers go by what they say:
/// `01` is `1`; booleans in any case, since OMA DM writes `true` where pages of the device's maker write `TRUE`.
pub(super) fn is_unlisted(node: &Node, value: &str) -> bool {
    let number = Integer::read(value).map(Integer::value);
    let is_boolean = node.value_type == Some(ValueType::Boolean);
    let is_listed = node.values.iter().any(|known| {
        known.value == value
            || (is_boolean && known.value.eq_ignore_ascii_case(value))
            || (number.is_some() && Integer::read(&known.value).map(Integer::value) == number)
    });
    !node.values.is_empty() && !value.is_empty() && !is_listed
}

/// The value without the blanks around it, and the repair that takes them away; `None` where there are none, or where
/// the value is written with references, which are left to their author.
pub(super) fn without_blanks<'v>(
    subject: &Subject<'_>,
    value: &'v str,
    place: Span,
) -> Option<(&'v str, Fix)> {
    let trimmed = value.trim();
    let is_plain = subject.source.slice(place) == value;
    let fix = || Fix { span: place, replacement: trimmed.to_owned() };
    (is_plain && !trimmed.is_empty() && trimmed != value).then(|| (trimmed, fix()))
}

/// The number that a value is, where it is a number outside the limits of its setting.
pub(super) fn beyond_limits(item: &Placed<'_>, node: &Node, value: &str) -> Option<i64> {
    if type_of(item, node) != Some(ValueType::Integer) {
        return None;
    }
    let number = Integer::read(value)?.value();
    let is_beyond = node.min.is_some_and(|min| number < min) || node.max.is_some_and(|max| number > max);
    is_beyond.then_some(number)
}

/// What to write, and what the setting is.
pub(super) fn with_summary(help: String, node: &Node) -> String {
    match node.summary.is_empty() {
        true => help,
        false => format!("{help}; what it is: {}", node.summary),
    }
}
