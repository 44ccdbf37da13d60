//! A setting without `datatype`, in a provider that learns the type of each from the document.

use crate::catalogue::placement::Origin;
use crate::check::{Findings, Rule, Subject};
use crate::document::wap::Form;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "datatype-missing",
    severity: Severity::Warning,
    summary: "A parm of Registry without datatype",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node) in subject.known() {
        if node.value_type.is_some() {
            continue;
        }
        let types_in_document = item.known_provider().is_some_and(|provider| provider.types_in_document);
        let is_set = matches!(item.origin, Origin::Parm(parm) if parm.form == Form::Set);
        if !types_in_document || !is_set || item.attribute("datatype").is_some() {
            continue;
        }
        let message = format!("`{}` has no datatype: nothing says what the value becomes", item.name.value);
        findings.add(findings.on(item, None, item.name.span, message).with_help(
            "add `datatype=\"integer\"` for a number, `datatype=\"string\"` for text, or the one that it is",
        ));
    }
}
