//! What a document does that cannot be undone from afar: the facts of the catalogue held against the document.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::policy::{PolicyChange, value_or_name};
use super::property::{Property, properties_of};
use super::unknown::own_name;
use super::value::Integer;
use super::{Carrier, Findings, Options, Subject};
use crate::catalogue::placement::{Operation, Origin, Placed, ProviderMatch};
use crate::catalogue::{Catalogue, Danger, DangerRule, Node, PolicyState, Signer};
use crate::terms::{Role, Thumbprint};

/// Base64 of a digest; the published examples leave the padding out or not
/// (<https://learn.microsoft.com/en-us/previous-versions/aa456066(v=msdn.10)>).
const DIGEST: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Something that an element does.
#[derive(Debug)]
pub(super) struct Threat<'a> {
    /// The index of the element.
    pub(super) item: usize,
    /// What it does.
    danger: &'a Danger,
    /// The change of a policy that it is.
    change: Option<PolicyChange>,
    /// The property of the node that it sets, where it is that.
    property: Option<Property>,
}

/// What the elements do, in document order: of each the first danger that fits, which is the most particular one. The
/// removal of a group that has none of its own does what the removal of its parts does.
pub(super) fn threats<'a>(
    items: &[Placed<'a>],
    changes: &[PolicyChange],
    catalogue: &'a Catalogue,
    options: &Options,
    carrier: Option<&Carrier>,
) -> Vec<Threat<'a>> {
    let policies = changes.iter().filter_map(|change| Some((change.id, change.value?))).collect();
    let circumstances = Circumstances { policies, brought: brought(items), options, carrier };
    let mut changes = changes.iter().copied().peekable();
    let mut threats = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let change = changes.next_if(|change| change.item == index);
        let of_policy = change
            .filter(|change| change.value.is_some())
            .and_then(|change| change.policy.map(|policy| &policy.dangers))
            .into_iter()
            .flatten()
            .find(|danger| circumstances.fit(danger, &Act::of_policy(item, change)));
        let own = of_policy.or_else(|| circumstances.own(item));
        let dangers = match own {
            Some(danger) => vec![danger],
            None => circumstances.inside(item),
        };
        let of_element = |danger| Threat { item: index, danger, change, property: None };
        threats.extend(dangers.into_iter().map(of_element));
        let is_first = index.checked_sub(1).is_none_or(|before| items[before].name.span != item.name.span);
        for property in properties_of(item).filter(|_| is_first) {
            let danger = circumstances.of_property(item, &property, catalogue);
            threats.extend(danger.map(|danger| Threat {
                item: index,
                danger,
                change: None,
                property: Some(property),
            }));
        }
    }
    threats
}

/// Adds a finding that stops for each threat of one rule.
pub(super) fn stop(subject: &Subject<'_>, findings: &mut Findings, rule: DangerRule) {
    for threat in subject.threats.iter().filter(|threat| threat.danger.rule == rule) {
        let item = &subject.items()[threat.item];
        let place = match &threat.property {
            Some(property) => property.value.span,
            None => value_or_name(item),
        };
        let message = format!("{}: {}", threat.deed(item), threat.danger.consequence);
        let finding = findings
            .at(place, message)
            .with_help(format!("way back: {}", threat.danger.way_back))
            .with_reference(&threat.danger.source);
        findings.stop(finding);
    }
}

impl Threat<'_> {
    /// What the element does, in words that a colon follows.
    fn deed(&self, item: &Placed<'_>) -> String {
        if let Some(Property { name, value }) = &self.property {
            let address = item.name.value.split('?').next().unwrap_or_default();
            return format!("`{name}` of `{address}` becomes `{}`", value.value.trim());
        }
        let what = match self.change.map(|change| (change.id, change.policy)) {
            Some((id, Some(policy))) => format!("policy {id} ({})", policy.name),
            Some((id, None)) => format!("policy {id}"),
            None if item.names().is_empty() => format!("`{}`", own_name(item)),
            None => format!("`{}`", item.names().join("/")),
        };
        match (item.operation, item.value()) {
            (Operation::Remove, _) => match self.change.and_then(PolicyChange::meaning) {
                Some(meaning) => format!("{what} is removed and becomes 0 ({meaning})"),
                None => format!("{what} is removed"),
            },
            (Operation::Execute, _) => format!("{what} is run"),
            (_, Some(value)) => format!("{what} becomes `{}`", value.value),
            (_, None) => format!("{what} is set"),
        }
    }
}

/// What an element does, as far as a danger looks at it.
struct Act<'i> {
    operation: Operation,
    names: Vec<&'i str>,
    value: Option<String>,
}

impl<'i> Act<'i> {
    fn of_item(item: &'i Placed<'_>) -> Self {
        let value = item.value().map(|value| value.value.trim().to_owned());
        Self { operation: item.operation, names: item.names().iter().collect(), value }
    }

    /// A policy that is removed is set to the value that it gets.
    fn of_policy(item: &'i Placed<'_>, change: Option<PolicyChange>) -> Self {
        let value = change.and_then(|change| change.value).map(|value| value.to_string());
        Self { operation: Operation::Set, value, ..Self::of_item(item) }
    }

    fn number(&self) -> Option<i64> {
        number(self.value.as_deref()?)
    }

    fn has_value(&self, known: &str) -> bool {
        let same_text = self.value.as_ref().is_some_and(|value| value.eq_ignore_ascii_case(known));
        same_text || self.number().is_some_and(|value| number(known) == Some(value))
    }

    /// Whether a word stands in one of the names, not as part of a longer word.
    fn is_named(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        let is_in = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.match_indices(&word).any(|(start, found)| {
                let before = name[..start].chars().next_back();
                let behind = name[start + found.len()..].chars().next();
                ![before, behind].into_iter().flatten().any(char::is_alphanumeric)
            })
        };
        self.names.iter().copied().any(is_in)
    }

    /// The names of the entry that it is a setting of. A thumbprint is the same in upper and in lower case.
    fn entry(&self) -> Option<Vec<String>> {
        let (_, entry) = self.names.split_last()?;
        Some(entry.iter().map(|name| name.to_ascii_lowercase()).collect())
    }

    /// The SHA-1 that one of the names is: in hexadecimal, or in base64.
    fn thumbprint(&self) -> Option<Thumbprint> {
        let of_base64 =
            |name: &str| DIGEST.decode(name).ok().and_then(|bytes| hex::encode(bytes).parse().ok());
        self.names.iter().find_map(|name| name.parse().ok().or_else(|| of_base64(name)))
    }
}

/// The entries whose certificate is set.
fn brought(items: &[Placed<'_>]) -> BTreeSet<Vec<String>> {
    let sets_certificate = |item: &&Placed<'_>| {
        item.operation == Operation::Set && item.known_node().is_some_and(|node| node.certificate)
    };
    items.iter().filter(sets_certificate).filter_map(|item| Act::of_item(item).entry()).collect()
}

/// What decides beside the element.
struct Circumstances<'c> {
    /// What the document makes of the policies in the end.
    policies: BTreeMap<u32, i64>,
    /// The entries that the document brings with their certificate.
    brought: BTreeSet<Vec<String>>,
    options: &'c Options,
    carrier: Option<&'c Carrier>,
}

impl Circumstances<'_> {
    /// The first danger of the element itself.
    fn own<'a>(&self, item: &Placed<'a>) -> Option<&'a Danger> {
        let provider = item.known_provider().filter(|provider| !provider.dangers.is_empty())?;
        let names: Vec<&str> = item.names().iter().collect();
        let mut dangers = provider.dangers_of(&names, item.known_node()).peekable();
        dangers.peek()?;
        let act = Act::of_item(item);
        dangers.find(|danger| self.fit(danger, &act))
    }

    /// The first danger of a property of a node: it says in SyncML what an entry of the metabase says, whose facts hold.
    fn of_property<'a>(
        &self,
        item: &Placed<'_>,
        property: &Property,
        catalogue: &'a Catalogue,
    ) -> Option<&'a Danger> {
        let metabase = catalogue.provider("Metabase", None)?;
        let is_it = |node: &&Node| node.property.as_ref().is_some_and(|name| property.is(name));
        let name = metabase.settings().find(is_it)?.path.last()?.fixed()?;
        let names = vec![item.name.value.as_str(), name];
        let value = Some(property.value.value.trim().to_owned());
        let act = Act { operation: Operation::Set, names: names.clone(), value };
        metabase.dangers_of(&names, None).find(|danger| self.fit(danger, &act))
    }

    /// What is removed along with a group, its first danger for each rule. Of a certificate it is told only where the
    /// group says which.
    fn inside<'a>(&self, group: &Placed<'a>) -> Vec<&'a Danger> {
        if group.operation != Operation::Remove || matches!(group.origin, Origin::Parm(_)) {
            return Vec::new();
        }
        let names: Vec<&str> = group.names().iter().collect();
        let inside: Vec<&Danger> = match group.provider() {
            ProviderMatch::Above(below) => below.iter().flat_map(|entry| &entry.provider().dangers).collect(),
            other => other
                .provider()
                .into_iter()
                .flat_map(|provider| provider.dangers_inside(&names, group.known_node()))
                .collect(),
        };
        let act = Act::of_item(group);
        let mut stopping = BTreeMap::new();
        let names_it = act.thumbprint().is_some();
        let inside = inside.into_iter().filter(|danger| danger.signer.is_none() || names_it);
        for danger in inside.filter(|danger| self.fit(danger, &act)) {
            stopping.entry(danger.rule).or_insert(danger);
        }
        stopping.into_values().collect()
    }

    fn fit(&self, danger: &Danger, act: &Act<'_>) -> bool {
        danger.on.contains(&act.operation)
            && (danger.values.is_empty() || danger.values.iter().any(|value| act.has_value(value)))
            && (danger.except.is_empty()
                || act.value.is_some() && !danger.except.iter().any(|value| act.has_value(value)))
            && self.fits_mask(danger, act)
            && (danger.named.is_empty() || danger.named.iter().any(|word| act.is_named(word)))
            && danger.signer.is_none_or(|wanted| self.fits_signer(wanted, act))
            && !(danger.existing && act.entry().is_some_and(|entry| self.brought.contains(&entry)))
            && danger.with.is_none_or(|other| self.has(other))
            && !danger.unless.is_some_and(|other| self.has(other))
    }

    fn fits_mask(&self, danger: &Danger, act: &Act<'_>) -> bool {
        if danger.without.is_none() && danger.beyond.is_none() {
            return true;
        }
        let Some(bits) = act.number() else { return false };
        let sender = self.options.roles.filter(|_| danger.or_sender);
        let lacks = |wanted: i64| bits & wanted == 0;
        danger.without.is_none_or(|without| match sender {
            // Who is the manager anyway can change it back.
            Some(sender) => !sender.contains(Role::Manager) && lacks(sender.bits().into()),
            None => lacks(without.bits().into()),
        }) && danger.beyond.is_none_or(|beyond| bits & !i64::from(beyond.bits()) != 0)
    }

    fn fits_signer(&self, wanted: Signer, act: &Act<'_>) -> bool {
        let signature = self.carrier.and_then(|carrier| carrier.signature.as_ref());
        match (signature, act.thumbprint()) {
            (Some(signers), Some(harmed)) if signers.certificates.contains(&harmed) => true,
            (Some(signers), Some(_)) if signers.has_root => false,
            _ => wanted == Signer::Possible,
        }
    }

    fn has(&self, state: PolicyState) -> bool {
        self.policies.get(&state.policy) == Some(&state.value)
    }
}

fn number(text: &str) -> Option<i64> {
    Integer::read(text).map(Integer::value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::policies::Policies;
    use crate::check::rule_named;

    #[test]
    fn every_danger_of_the_catalogue_is_stopped_by_a_rule_of_its_name() {
        let catalogue = Catalogue::builtin();
        let of_providers = catalogue.entries().flat_map(|entry| &entry.provider().dangers);
        let of_policies = Policies::builtin().all.iter().flat_map(|policy| &policy.dangers);
        let mut count = 0;
        for danger in of_providers.chain(of_policies) {
            let name = serde_json::to_value(danger.rule).unwrap();
            assert!(rule_named(name.as_str().unwrap()).is_some(), "{name}");
            count += 1;
        }
        assert!(count > 20, "the dangers are gone");
    }

    #[test]
    fn a_word_is_found_as_a_word_only() {
        let act = |name| Act { operation: Operation::Set, names: vec![name], value: None };
        assert!(act("Example Device Agent").is_named("agent") && act("AGENT-2").is_named("Agent"));
        assert!(!act("Reagents").is_named("agent") && !act("").is_named("agent"));
    }

    #[test]
    fn a_digest_is_read_in_hexadecimal_and_in_base64_with_padding_or_without() {
        let thumbprint =
            |name| Act { operation: Operation::Set, names: vec![name], value: None }.thumbprint();
        let expected = "657141E1A69F18F7F6B3DA9385D62135A7C6053B".parse().ok();
        assert!(expected.is_some());
        for name in [
            "657141e1a69f18f7f6b3da9385d62135a7c6053b",
            "ZXFB4aafGPf2s9qThdYhNafGBTs=",
            "ZXFB4aafGPf2s9qThdYhNafGBTs",
        ] {
            assert_eq!(thumbprint(name), expected, "{name}");
        }
        assert_eq!(thumbprint("SPC"), None);
    }
}
