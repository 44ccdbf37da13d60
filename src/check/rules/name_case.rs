//! A name written in another case than documented.
//!
//! No page says whether the device minds, and Microsoft's own pages spell some names in several ways; addresses of
//! OMA DM are formally case-sensitive. So it is a warning.

use crate::catalogue::placement::{NodeMatch, Placed, ProviderMatch};
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Fix, Severity};

pub(super) const RULE: Rule = Rule {
    name: "name-case",
    severity: Severity::Warning,
    summary: "A name in another case than documented",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.misfits() {
        let Some(documented) = documented_spelling(item) else { continue };
        let span = item.name.span;
        let message = format!("`{}` is documented as `{documented}`", item.name.value);
        findings.add(
            findings
                .on(item, None, span, message)
                .with_help(format!("write `{documented}`"))
                .with_fix(Fix { span, replacement: documented.to_owned() }),
        );
    }
}

fn documented_spelling<'p>(item: &'p Placed<'_>) -> Option<&'p str> {
    match (&item.node, item.provider()) {
        (NodeMatch::CaseDiffers(misspelt), _) => Some(&misspelt.documented),
        (NodeMatch::Root, ProviderMatch::CaseDiffers(provider)) => {
            // The level above a provider, such as SwMgmt, may be what differs; the name itself is then right.
            Some(provider.name.as_str())
                .filter(|name| name.eq_ignore_ascii_case(&item.name.value) && *name != item.name.value)
        }
        _ => None,
    }
}
