//! A value that does not go with that of another setting beside it.

use std::collections::BTreeMap;

use crate::catalogue::placement::Placed;
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
            let condition = (combination.parm.as_str(), combination.value.as_str());
            let holds = beside.get(&group_of(item)).is_some_and(|others| others.contains(&condition));
            if !holds || combination.values.iter().any(|fit| fit.eq_ignore_ascii_case(&value.value)) {
                continue;
            }
            let (parm, beside) = condition;
            let message = format!("`{}` is `{}` beside {parm} = `{beside}`", own_name(item), value.value);
            let help = format!("write `{}`, since {}", combination.values.join("` or `"), combination.since);
            findings.add(findings.on(item, Some(node), value.span, message).with_help(help));
        }
    }
}

/// The group around a setting: its index in a wap-provisioningdoc, its names in SyncML.
type Group<'p> = (Option<usize>, &'p str, Vec<&'p str>);

fn group_of<'p>(item: &'p Placed<'_>) -> Group<'p> {
    let names = item.names.split_last().map_or(&[][..], |(_, group)| group);
    let provider = item.provider.provider().map_or("", |provider| &provider.name);
    (item.parent, provider, names.iter().map(AsRef::as_ref).collect())
}
