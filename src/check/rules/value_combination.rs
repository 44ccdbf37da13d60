//! A value that does not go with that of another setting beside it.

use std::collections::BTreeMap;

use crate::catalogue::placement::Placed;
use crate::catalogue::{Combination, Node};
use crate::check::typing::{Verdict, judge};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::Severity;

pub(super) const RULE: Rule = Rule {
    name: "value-combination",
    severity: Severity::Error,
    summary: "A value that does not go with that of another setting beside it",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let bound: Vec<_> = subject.values().filter(|(_, node, _)| !node.goes_with.is_empty()).collect();
    if bound.is_empty() {
        return;
    }
    let mut beside: BTreeMap<Group<'_>, Vec<(&str, &str)>> = BTreeMap::new();
    for (item, _, value) in subject.values() {
        beside.entry(group_of(item)).or_default().push((own_name(item), &value.value));
    }
    for (item, node, value) in bound {
        for combination in &node.goes_with {
            let Some((_, found)) = beside.get(&group_of(item)).into_iter().flatten().find(|(name, found)| {
                *name == combination.parm && combination.value.eq_ignore_ascii_case(found)
            }) else {
                continue;
            };
            let Some(wanted) = wanted(item, node, combination, &value.value) else { continue };
            let message =
                format!("`{}` is `{}` beside {} = `{found}`", own_name(item), value.value, combination.parm);
            let help = format!("{wanted}, since {}", combination.since);
            findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
        }
    }
}

/// What to write in the place of a value that does not go with the other setting's.
fn wanted(item: &Placed<'_>, node: &Node, combination: &Combination, value: &str) -> Option<String> {
    let judged = combination.value_type.map(|value_type| judge(item, node, value_type, value));
    if let Some(Verdict::Doubtful(wanted) | Verdict::Wrong(wanted)) = judged {
        return Some(wanted.into_owned());
    }
    let fits = combination.values.is_empty()
        || combination.values.iter().any(|value_that_fits| value_that_fits.eq_ignore_ascii_case(value));
    (!fits).then(|| format!("write `{}`", combination.values.join("` or `")))
}

/// The group around a setting: its index in a wap-provisioningdoc, its names in SyncML.
type Group<'p> = (Option<u32>, &'p str, Vec<&'p str>);

fn group_of<'p>(item: &'p Placed<'_>) -> Group<'p> {
    let names = item.names().split_last().map_or(&[][..], |(_, group)| group);
    let provider = item.known_provider().map_or("", |provider| &provider.name);
    (item.parent, provider, names.iter().map(AsRef::as_ref).collect())
}
