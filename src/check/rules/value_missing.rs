//! A number, date or the like that is set to nothing at all. Text may be empty, and a flag has no value.

use crate::catalogue::ValueType;
use crate::catalogue::placement::Origin;
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
        let is_set = matches!(item.origin, Origin::Parm(parm) if parm.form == Form::Set);
        if !is_set || item.value.is_some() {
            continue;
        }
        let what = match type_of(item, node) {
            Some(ValueType::Integer) => "a whole number",
            Some(ValueType::Float) => "a number",
            Some(ValueType::Date) => "a date",
            Some(ValueType::Time) => "a time",
            _ => continue,
        };
        let message = format!("`{}` has no value, and wants {what}", item.name.value);
        findings.add(
            findings.on(item, Some(node), item.name.span, message).with_help("add `value=\"…\"` to the parm"),
        );
    }
}
