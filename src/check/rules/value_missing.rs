//! A number, date or the like that is set to nothing at all, in a parm or in an item of SyncML. Text may be empty, and a flag has no value.

use crate::catalogue::ValueType;
use crate::catalogue::placement::{Operation, Origin, Placed, Shape};
use crate::check::syncml::has_data_of_elements;
use crate::check::typing::type_of;
use crate::check::{Findings, Rule, Subject};
use crate::document::wap::Form;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-missing",
    severity: Severity::Error,
    summary: "A number or date without a value",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node) in subject.known() {
        if !is_set(item) || item.value().is_some() {
            continue;
        }
        let what = match type_of(item, node) {
            Some(ValueType::Integer) => "a whole number",
            Some(ValueType::Float) => "a number",
            Some(ValueType::Boolean) => "true or false",
            Some(ValueType::Date) => "a date",
            Some(ValueType::Time) => "a time",
            _ => continue,
        };
        let message = format!("`{}` has no value, and wants {what}", item.name.value);
        let help = match item.origin {
            Origin::Item(..) => "add `<Data>…</Data>` to the item",
            Origin::Parm(_) | Origin::Characteristic(_) => "add `value=\"…\"` to the parm",
        };
        findings.add(findings.on(item, Some(node), item.name.span, message).with_help(help));
    }
}

/// Whether a setting is set, with a value or without.
fn is_set(item: &Placed<'_>) -> bool {
    match item.origin {
        Origin::Parm(parm) => parm.form == Form::Set,
        Origin::Item(_, origin) => {
            let is_node = item.shape != Shape::Group && !item.name.value.contains('?');
            item.operation == Operation::Set && is_node && !has_data_of_elements(origin)
        }
        Origin::Characteristic(_) => false,
    }
}
