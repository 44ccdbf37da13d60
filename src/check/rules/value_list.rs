//! A value that is none of those that there are.

use crate::check::typing::{is_unlisted, without_blanks};
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Fix, Severity, nearest};

pub(super) const RULE: Rule = Rule {
    name: "value-list",
    severity: Severity::Error,
    summary: "A value that is not in the closed list of its setting",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (item, node, value) in subject.values().filter(|(_, node, value)| is_unlisted(node, &value.value)) {
        let known = || node.values.iter().map(|known| known.value.as_str());
        let list = node
            .values
            .iter()
            .map(|known| match known.means.as_str() {
                "" => format!("`{}`", known.value),
                means => format!("`{}` ({means})", known.value),
            })
            .collect::<Vec<_>>()
            .join(", ");
        let finding = findings.on(
            item,
            Some(node),
            value.span,
            format!("`{}` is no value of `{}`", value.value, item.name.value),
        );
        match known().find(|known| known.eq_ignore_ascii_case(&value.value)) {
            // Whether the device minds the case is not documented.
            Some(documented) => findings.add(
                finding
                    .with_severity(Severity::Warning)
                    .with_help(format!("it is documented as `{documented}`"))
                    .with_fix(Fix { span: value.span, replacement: documented.to_owned() }),
            ),
            None => {
                let mut finding = finding;
                finding.fix = without_blanks(subject, &value.value, value.span)
                    .filter(|(trimmed, _)| !is_unlisted(node, trimmed))
                    .map(|(_, fix)| fix);
                let meant = nearest(&value.value, known().filter(|known| known.len() > 3));
                let meant =
                    meant.map(|meant| format!("write `{meant}` if that was meant; ")).unwrap_or_default();
                findings.add(finding.with_help(format!("{meant}the values are {list}")));
            }
        }
    }
}
