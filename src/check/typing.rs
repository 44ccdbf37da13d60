//! The type and the limits of a setting's value: by the catalogue, or by the document where the provider leaves it to
//! the document.

use std::borrow::Cow;

use super::Subject;
use super::value::{self, Integer};
use crate::catalogue::placement::{Operation, Placed};
use crate::catalogue::{Node, ValueType};
use crate::document::Text;
use crate::finding::{Fix, Span, Spanned};

/// The type of a setting's value; `None` where nobody says.
pub(super) fn type_of(item: &Placed<'_>, node: &Node) -> Option<ValueType> {
    node.value_type.or_else(|| declared_type(item))
}

/// The words of the `datatype` attribute.
const WORDS: [(&str, ValueType); 8] = [
    ("integer", ValueType::Integer),
    ("string", ValueType::String),
    ("boolean", ValueType::Boolean),
    ("float", ValueType::Float),
    ("binary", ValueType::Binary),
    ("multiplestring", ValueType::MultipleString),
    ("date", ValueType::Date),
    ("time", ValueType::Time),
];

/// The type that the `datatype` attribute gives; the pages write its words in both cases.
fn declared_type(item: &Placed<'_>) -> Option<ValueType> {
    let written = item.attribute("datatype")?.value.value.as_str();
    WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(written)).map(|(_, value_type)| *value_type)
}

/// Whether a setting has a closed list of values and this one is not in it. Numbers go by what they say:
/// `01` is `1`; booleans in any case, since OMA DM writes `true` where pages of the device's maker write `TRUE`.
pub(super) fn is_unlisted(node: &Node, value: &str) -> bool {
    if node.values.is_empty() || value.is_empty() {
        return false;
    }
    let number = Integer::read(value).map(Integer::value);
    let is_boolean = node.value_type == Some(ValueType::Boolean);
    let is_listed = node.values.iter().any(|known| {
        known.value == value
            || ((is_boolean || node.ignore_case) && known.value.eq_ignore_ascii_case(value))
            || (number.is_some() && Integer::read(&known.value).map(Integer::value) == number)
    });
    !is_listed
}

/// Whether a rule tells that a value is not of its setting's type, list, form or limits.
pub(super) fn is_told(item: &Placed<'_>, node: &Node, value: &str) -> bool {
    let is_of_type =
        || type_of(item, node).is_none_or(|t| matches!(judge(item, node, t, value), Verdict::Fits));
    is_unlisted(node, value)
        || beyond_limits(item, node, value).is_some()
        || !is_of_type()
        || node.value_pattern().is_some_and(|pattern| !pattern.is_match(value))
}

/// The data of commands that run a node which takes none.
pub(super) fn unwanted_data<'s, 'a>(
    subject: &'s Subject<'a>,
) -> impl Iterator<Item = (&'s Placed<'a>, &'a Node, &'a Spanned<Text>)> {
    subject
        .known()
        .filter(|(item, node)| {
            item.operation == Operation::Execute && node.value_type == Some(ValueType::Null)
        })
        .filter_map(|(item, node)| Some((item, node, item.value().filter(|data| !data.value.is_empty())?)))
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
    if (node.min.is_none() && node.max.is_none()) || type_of(item, node) != Some(ValueType::Integer) {
        return None;
    }
    let number = Integer::read(value)?.value();
    let is_beyond = node.min.is_some_and(|min| number < min) || node.max.is_some_and(|max| number > max);
    is_beyond.then_some(number)
}

/// Whether a value is of its type, and what to write where it is not.
pub(super) enum Verdict {
    /// It is.
    Fits,
    /// No page says that a device reads it.
    Doubtful(Cow<'static, str>),
    /// It is not.
    Wrong(Cow<'static, str>),
}

/// Holds a value against the type of its setting.
pub(super) fn judge(item: &Placed<'_>, node: &Node, value_type: ValueType, text: &str) -> Verdict {
    let (fits, wanted) = match value_type {
        ValueType::String | ValueType::MultipleString => return Verdict::Fits,
        ValueType::Integer => return judge_integer(item, node, text),
        // The words of a provider that has its own are a closed list, which another rule holds the value against.
        ValueType::Boolean if !node.values.is_empty() => return Verdict::Fits,
        ValueType::Boolean => {
            let own_word = node.suggested.iter().any(|word| word.eq_ignore_ascii_case(text));
            (own_word || value::is_boolean(text), "write TRUE or FALSE, or 1 or 0")
        }
        ValueType::Float => (value::is_float(text), "write a number with a point, such as 1.5"),
        // Its own form, which another rule holds the value against.
        ValueType::Date | ValueType::Time if node.value_pattern().is_some() => {
            (!text.is_empty(), "write a date and time")
        }
        ValueType::Date | ValueType::Time => (
            value::is_moment(text),
            "write a date and time as yyyy-mm-ddThh:mm:ssZ, or one half of it without the T",
        ),
        ValueType::Binary if node.certificate => (
            value::is_base64(text),
            "write the certificate in base64, without the BEGIN and END lines of a PEM file",
        ),
        ValueType::Binary => (value::is_base64(text), "write the bytes in base64"),
        ValueType::Ipv4 | ValueType::Ip if value::has_leading_zeros(text) => {
            return Verdict::Doubtful(
                "write the numbers without zeros before them: programs take those for octal".into(),
            );
        }
        ValueType::Ipv4 => (value::is_ipv4(text), "write four numbers from 0 to 255, such as 10.0.0.1"),
        ValueType::Ip => (value::is_ip(text), "write an IPv4 address such as 10.0.0.1, or one of IPv6"),
        ValueType::Url if value::is_url(text) => (true, ""),
        // A browser may add the scheme.
        ValueType::Url if !text.is_empty() && !text.contains(char::is_whitespace) => {
            return Verdict::Doubtful(
                "write the whole address, from `https://` or `http://` and a host on; `%` stands before two hexadecimal digits"
                    .into(),
            );
        }
        ValueType::Url => (false, "write a whole address such as https://www.example.com/"),
        // Where a dummy is usual, any value does.
        ValueType::Null => {
            (text.is_empty() || !node.suggested.is_empty(), "leave the value out: being there is what counts")
        }
    };
    match fits {
        true => Verdict::Fits,
        // An empty value may be meant to clear the setting.
        false if text.is_empty() => Verdict::Doubtful(wanted.into()),
        false => Verdict::Wrong(wanted.into()),
    }
}

fn judge_integer(item: &Placed<'_>, node: &Node, value: &str) -> Verdict {
    let decimal_only =
        node.decimal_only || item.known_provider().is_some_and(|provider| provider.decimal_only);
    match Integer::read(value) {
        Some(Integer::Hexadecimal(number)) if decimal_only => {
            Verdict::Wrong(format!("write `{number}`: hexadecimal is refused here").into())
        }
        Some(Integer::Hexadecimal(number)) if !takes_hexadecimal(node) => {
            Verdict::Doubtful(format!("write `{number}`: no page says that hexadecimal is read here").into())
        }
        Some(Integer::Decimal(number)) if value.starts_with('+') => {
            Verdict::Doubtful(format!("write `{number}`: no page says that a plus sign is read").into())
        }
        Some(_) => Verdict::Fits,
        None if is_too_large(ValueType::Integer, value) => {
            Verdict::Wrong("write a smaller number: a device holds 32 bits".into())
        }
        None => Verdict::Wrong("write a whole number in decimal digits, without unit or blank".into()),
    }
}

/// Whether a value is a whole number of more digits than any setting holds.
pub(super) fn is_too_large(value_type: ValueType, value: &str) -> bool {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    value_type == ValueType::Integer
        && !digits.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && Integer::read(value).is_none()
}

fn takes_hexadecimal(node: &Node) -> bool {
    node.value_pattern().is_some()
        || node
            .values
            .iter()
            .map(|value| &value.value)
            .chain(&node.suggested)
            .any(|value| value.starts_with("0x"))
}

/// What to write, and what the setting is.
pub(super) fn with_summary(help: String, node: &Node) -> String {
    match node.summary.is_empty() {
        true => help,
        false => format!("{help}; what it is: {}", node.summary),
    }
}
