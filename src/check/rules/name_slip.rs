//! A name of the author's choosing that is so near to a documented one that it looks like a slip: in FileOperation a
//! misspelt operation is taken for a folder, without a word from the device.

use crate::catalogue::NodeKind;
use crate::catalogue::placement::{NodeMatch, Shape};
use crate::check::unknown::own_name;
use crate::check::{Findings, Rule, Subject};
use crate::finding::{Severity, is_slip};

pub(super) const RULE: Rule = Rule {
    name: "name-slip",
    severity: Severity::Warning,
    summary: "A chosen name that looks like a slip for a documented one",
    check,
};

/// Of shorter names too many words are near.
const SHORTEST: usize = 4;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for item in subject.items() {
        let NodeMatch::Known(node) = item.node else { continue };
        let name = own_name(item);
        let is_free = node.is_chosen() && node.pattern.is_none() && name.chars().count() >= SHORTEST;
        let (Some(provider), Some((_, groups))) = (item.provider.provider(), item.names.split_last()) else {
            continue;
        };
        let is_usual = node.suggested.iter().any(|usual| usual.eq_ignore_ascii_case(name));
        if !is_free || is_usual {
            continue;
        }
        let kind = if item.shape == Shape::Group { NodeKind::Characteristic } else { NodeKind::Parm };
        let groups: Vec<&str> = groups.iter().map(AsRef::as_ref).collect();
        let documented = provider
            .fixed_below(&groups)
            .filter(|(_, known)| known.kind == kind)
            .map(|(fixed, _)| fixed)
            .chain(node.suggested.iter().map(String::as_str))
            .find(|known| known.chars().count() >= SHORTEST && is_slip(name, known));
        if let Some(documented) = documented {
            let message = format!("`{name}` is taken as a name of your choosing");
            let help = format!("write `{documented}` if that was meant");
            findings.add(findings.on(item, None, item.name.span, message).with_help(help));
        }
    }
}
