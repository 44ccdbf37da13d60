//! A line break or tab inside a value: any XML parser makes a blank of it, so that the device gets another value than
//! the file shows (<https://www.w3.org/TR/xml/#AVNormalize>).

use crate::catalogue::ValueType;
use crate::catalogue::placement::{NodeMatch, Origin, Placed};
use crate::check::typing::type_of;
use crate::check::value::is_base64;
use crate::check::{Findings, Rule, Subject};
use crate::document::Text;
use crate::finding::{Severity, Spanned};

pub(super) const RULE: Rule = Rule {
    name: "line-break",
    severity: Severity::Warning,
    summary: "A line break or tab inside a value or chosen name, which the device gets as a blank",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items().iter().filter(|item| !matches!(item.origin, Origin::Item(..))) {
        let name = item.known_node().filter(|node| node.is_chosen()).map(|_| (item.name, "name"));
        let value = item.value().map(|value| (value, "value"));
        for (text, what) in name.into_iter().chain(value) {
            let Some(breaker) = breaker(subject, text) else { continue };
            if what == "value" && is_bytes(item, &text.value) {
                continue;
            }
            let message = format!("{breaker} inside the {what} `{}`, which becomes a blank", text.value);
            findings.add(findings.at(text.span, message).with_help(format!(
                "write the {what} on one line, or `&#10;` for a line break and `&#9;` for a tab that are meant"
            )));
        }
    }
}

/// What stands in a text as written and does not survive. A text with a fault of form may reach too far.
fn breaker(subject: &Subject<'_>, text: &Spanned<Text>) -> Option<&'static str> {
    let raw = subject.source.slice(text.span);
    let first = raw.bytes().find(|byte| matches!(byte, b'\n' | b'\r' | b'\t'))?;
    let what = if first == b'\t' { "a tab" } else { "a line break" };
    (!subject.has_fault(text.span)).then_some(what)
}

/// Whether a value is bytes in base64, where blanks do not matter.
fn is_bytes(item: &Placed<'_>, value: &str) -> bool {
    match (&item.node, item.known_node()) {
        (_, Some(node)) if type_of(item, node) == Some(ValueType::Binary) => true,
        (NodeMatch::BelowUnknown, _) => is_base64(value),
        _ => false,
    }
}
