//! The security policies that a document changes, by their own provider or as values of the registry.

use super::placement::{Operation, Placed, Shape};
use super::policies::{Policies, Policy, PolicyWays};
use crate::terms::{DeviceClass, Integer};

/// A change of a policy.
#[derive(Debug, Clone, Copy)]
pub struct PolicyChange {
    /// The index of the element that asks for it.
    pub item: usize,
    /// The policy's number.
    pub id: u32,
    /// The policy, if it is known.
    pub policy: Option<&'static Policy>,
    /// How it is changed.
    pub by: ChangedBy,
    /// What it becomes; `None`: its value is taken away, or it is no number.
    pub value: Option<i64>,
}

/// How a policy is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedBy {
    /// By the provider of the policies. A policy that is removed becomes 0
    /// (<https://github.com/MicrosoftDocs/windows-itpro-docs/blob/01f197ed7a30f50c48b8496f5d25501b66eac988/windows/client-management/mdm/securitypolicy-csp.md>).
    Provider,
    /// As a value of the registry.
    Registry,
}

impl PolicyChange {
    /// What the value that it becomes does, where that is known.
    pub fn meaning(self) -> Option<&'static str> {
        self.policy?.meaning(self.value?)
    }

    /// The value that it becomes on a device of this class; `None`: none that it can have, so that what the device makes
    /// of it is not documented.
    pub fn value_on(self, class: DeviceClass) -> Option<u32> {
        let value = u32::try_from(self.value?).ok()?;
        self.policy.is_none_or(|policy| policy.fits(value, class).is_ok()).then_some(value)
    }
}

/// The changes that the elements of a document ask for, in its order.
pub fn changes(items: &[Placed<'_>]) -> Vec<PolicyChange> {
    let ways = PolicyWays::builtin();
    let change = |(index, item): (usize, &Placed<'_>)| {
        let (id, by) = policy_of(ways, item)?;
        let value = match (item.operation, by) {
            (Operation::Set, _) => item.value().and_then(|value| number(&value.value)),
            (Operation::Remove, ChangedBy::Provider) => Some(0),
            (Operation::Remove, ChangedBy::Registry) => None,
            (Operation::Query | Operation::Execute, _) => return None,
        };
        Some(PolicyChange { item: index, id, policy: Policies::builtin().get(id), by, value })
    };
    items.iter().enumerate().filter(|(_, item)| item.shape != Shape::Group).filter_map(change).collect()
}

/// Whether an element removes all policies at once: their provider, or their key of the registry or one around it.
pub fn removes_all(item: &Placed<'_>) -> bool {
    let ways = PolicyWays::builtin();
    let is_removal = item.operation == Operation::Remove && item.shape != Shape::Setting;
    item.known_provider().filter(|_| is_removal).is_some_and(|provider| {
        if provider.name == ways.provider {
            return item.names().iter().next().is_none();
        }
        let names = item.names();
        provider.name == ways.registry_provider
            && is_within(&ways.registry_key, &provider.joined_path(&names.iter().collect::<Vec<_>>()))
    })
}

/// Whether a key of the registry is another, or stands below it.
pub fn is_within(key: &str, other: &str) -> bool {
    let Some((start, rest)) = key.split_at_checked(other.len()) else { return false };
    start.eq_ignore_ascii_case(other) && (rest.is_empty() || rest.starts_with('\\'))
}

fn policy_of(ways: &PolicyWays, item: &Placed<'_>) -> Option<(u32, ChangedBy)> {
    let provider = item.known_provider()?;
    if provider.name == ways.provider {
        let name = item.names().last().filter(|_| item.names().len() == 1)?;
        let id = number(name).and_then(|id| u32::try_from(id).ok())?;
        return Some((id, ChangedBy::Provider));
    }
    if provider.name != ways.registry_provider {
        return None;
    }
    let name = item.names().last()?.rsplit('\\').find(|part| !part.is_empty())?;
    let is_number = name.len() == 8 && name.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_number {
        return None;
    }
    let names: Vec<&str> = item.names().iter().collect();
    let path = provider.joined_path(&names);
    let (key, _) = path.rsplit_once('\\')?;
    let id = u32::from_str_radix(name, 16).ok()?;
    key.eq_ignore_ascii_case(&ways.registry_key).then_some((id, ChangedBy::Registry))
}

/// A number as it was meant: blanks around it and hexadecimal digits are the matter of other rules.
fn number(text: &str) -> Option<i64> {
    Integer::read(text.trim()).map(Integer::value)
}
