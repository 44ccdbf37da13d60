//! A question or a removal that its provider is documented not to take.

use std::collections::BTreeSet;

use crate::catalogue::CustomElement;
use crate::catalogue::placement::{NodeMatch, Origin, Placed};
use crate::check::{Findings, Rule, Subject};
use crate::document::wap::Form;
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "element-refused",
    severity: Severity::Warning,
    summary: "A question or a removal in an element that its provider is documented not to take",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What is known to do harm is told with the harm: thin evidence is enough to stop it.
    let stopped: BTreeSet<usize> = subject.threats.iter().map(|threat| threat.item).collect();
    let items = subject.items().iter().enumerate();
    for (_, item) in items.filter(|(index, _)| !stopped.contains(index)) {
        let (Some(element), Some(provider)) = (element_of(item), item.known_provider()) else { continue };
        let is_root = matches!(item.node, NodeMatch::Root);
        let name = element.name();
        let message = if provider.refuses_elements.contains(&element) {
            format!("`{}` does not take `{name}`", provider.name)
        } else if is_root && provider.refuses_at_root.contains(&element) {
            format!("`{}` does not take `{name}` as a whole", provider.name)
        } else {
            continue;
        };
        let help = match element {
            CustomElement::ParmQuery | CustomElement::CharacteristicQuery if is_root => {
                "ask for what is in it, one by one"
            }
            CustomElement::ParmQuery | CustomElement::CharacteristicQuery => {
                "leave it out: the device answers with an error, and the document may fail with it"
            }
            CustomElement::Noparm | CustomElement::Nocharacteristic => {
                "leave it out: nothing is removed so, and the document may fail with it"
            }
        };
        findings.add(findings.on(item, None, item.name.span, message).with_help(help));
    }
}

/// The element of Microsoft's that an item is, in a request.
fn element_of(item: &Placed<'_>) -> Option<CustomElement> {
    match item.origin {
        Origin::Characteristic(group) => match group.form {
            Form::Remove => Some(CustomElement::Nocharacteristic),
            Form::Query => Some(CustomElement::CharacteristicQuery),
            Form::Set | Form::SetError | Form::RemoveError | Form::QueryError => None,
        },
        Origin::Parm(parm) => match parm.form {
            Form::Remove => Some(CustomElement::Noparm),
            Form::Query => Some(CustomElement::ParmQuery),
            Form::Set | Form::SetError | Form::RemoveError | Form::QueryError => None,
        },
        Origin::Item(..) => None,
    }
}
