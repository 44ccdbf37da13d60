//! A root that is no provider, or one of several providers of which it cannot be told which.
//!
//! An error only where the name must be a slip for a known one: a maker may have put providers of its own on the device.

use crate::catalogue::Entry;
use crate::catalogue::placement::{Origin, Placed, ProviderMatch, Variants};
use crate::check::unknown::misspelt_root;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "unknown-provider",
    severity: Severity::Error,
    summary: "A root characteristic or address that names no known provider",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.roots() {
        let name = item.name.value.trim();
        let severity = if misspelt_root(item).is_some() { Severity::Error } else { Severity::Warning };
        let finding = findings.on(item, None, item.name.span, String::new()).with_severity(severity);
        match item.provider() {
            ProviderMatch::Unknown { nearest }
                if !name.is_empty() && nearest.is_none_or(|near| !near.eq_ignore_ascii_case(name)) =>
            {
                let mut finding = finding;
                finding.message = format!("`{name}` is no provider that is known");
                finding.help = Some(match (path_in_one(subject, name), nearest) {
                    (Some((provider, rest)), _) => {
                        format!("write `{provider}`, and `{rest}` as the type of a characteristic inside it")
                    }
                    (None, Some(nearest)) => format!("write `{nearest}` if that was meant"),
                    (None, None) => {
                        "see whether it is a provider of the device's maker: nothing in it is checked"
                            .to_owned()
                    }
                });
                findings.add(finding);
            }
            ProviderMatch::Misplaced(entry) => {
                let mut finding = finding;
                finding.message = format!("`{name}` has another place");
                finding.help = Some(place_of(entry, item));
                findings.add(finding);
            }
            ProviderMatch::UnknownVariant(variants) => {
                let Variants { parm, value, known } = &**variants;
                let mut finding = finding;
                let list = known.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
                finding.message = match value {
                    Some(value) => format!("`{name}` with {parm} `{}` is not known", value.value),
                    None => format!("`{name}` without {parm}: it cannot be told which application it is for"),
                };
                finding.span = value.map(|value| value.span).or(finding.span);
                finding.help = Some(format!("known values of {parm} are {list}"));
                findings.add(finding);
            }
            _ => {}
        }
    }
}

/// Where a provider belongs that stands elsewhere.
fn place_of(entry: &Entry, item: &Placed<'_>) -> String {
    if let Origin::Item(..) = item.origin {
        return format!("the documented address starts with `./{}`", entry.dm_path().join("/"));
    }
    let path = entry.wap_path().iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    format!("its place is {}; nothing in it is checked here", path.join(" > "))
}

/// The provider and the rest of a name such as `Registry\HKLM\Software`, which writes a whole path as one root.
fn path_in_one<'n>(subject: &Subject<'_>, name: &'n str) -> Option<(&'n str, &'n str)> {
    let (root, rest) = name.split_once(['\\', '/'])?;
    subject.catalogue.names().any(|known| known.eq_ignore_ascii_case(root)).then_some((root, rest))
}
