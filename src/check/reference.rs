//! Settings that name what other settings define, such as a proxy that names its access point: what a document
//! defines, and what it refers to.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::Subject;
use super::placeholder::is_placeholder;
use super::unknown::own_name;
use crate::catalogue::placement::{Operation, Placed};
use crate::catalogue::{Node, NodeAddress};
use crate::finding::Span;

/// A setting that names something.
pub(super) struct Reference<'s, 'a> {
    /// The setting.
    pub(super) item: &'s Placed<'a>,
    /// What is known of it.
    pub(super) node: &'a Node,
    /// The id that it gives.
    pub(super) id: &'s str,
    /// Where the id stands.
    pub(super) span: Span,
}

/// The settings that name something, in document order. Of an id without the form of one another rule speaks.
pub(super) fn references<'s, 'a>(subject: &'s Subject<'a>) -> impl Iterator<Item = Reference<'s, 'a>> {
    subject.known().filter_map(|(item, node)| {
        let (id, span) = (!node.refers_to.is_empty()).then(|| id_of(item, node)).flatten()?;
        let is_id = node.value_pattern().is_none_or(|pattern| pattern.is_match(id)) && !is_placeholder(id);
        is_id.then_some(Reference { item, node, id, span })
    })
}

/// The id that an item gives or defines: of a setting its value, of a chosen name the name. None where it is empty, or
/// the item does not set anything.
pub(super) fn id_of<'s>(item: &'s Placed<'_>, node: &Node) -> Option<(&'s str, Span)> {
    let (id, span) = if node.is_chosen() {
        (own_name(item), item.name.span)
    } else {
        let value = item.value()?;
        (value.value.trim(), value.span)
    };
    (item.operation == Operation::Set && !id.is_empty()).then_some((id, span))
}

/// A node by provider, variant and path.
type Key<'a> = (&'a str, Option<&'a str>, &'a str);

/// What references may name, by the node that defines it.
pub(super) struct Definitions<'a> {
    ids: HashMap<Key<'a>, Ids<'a>>,
}

/// The ids of one node.
#[derive(Default)]
struct Ids<'a> {
    /// Those that the document defines, in its order.
    defined: Vec<&'a str>,
    /// Those that every device has.
    built_in: Vec<&'a str>,
    /// All of them, as they are compared.
    comparable: HashSet<Cow<'a, str>>,
}

impl<'a> Definitions<'a> {
    /// What there is of what these references may name.
    pub(super) fn of(subject: &'a Subject<'a>, references: &[Reference<'a, 'a>]) -> Self {
        let mut ids: HashMap<Key<'a>, Ids<'a>> = HashMap::new();
        for address in references.iter().flat_map(|reference| &reference.node.refers_to) {
            ids.entry(key_of_address(address)).or_insert_with(|| {
                let node = subject.catalogue.node(address);
                let built_in: Vec<&str> =
                    node.into_iter().flat_map(|node| &node.built_in).map(|id| id.value.as_str()).collect();
                let comparable = built_in.iter().map(|id| comparable(id)).collect();
                Ids { defined: Vec::new(), built_in, comparable }
            });
        }
        let items = if ids.is_empty() { None } else { Some(subject.known()) };
        for (item, node) in items.into_iter().flatten() {
            let Some(provider) = item.known_provider() else { continue };
            let variant = provider.variant.as_ref().map(|variant| variant.value.as_str());
            if let Some(ids) = ids.get_mut(&(provider.name.as_str(), variant, node.path.as_str()))
                && let Some((id, _)) = id_of(item, node)
            {
                ids.defined.push(id);
                ids.comparable.insert(comparable(id));
            }
        }
        Self { ids }
    }

    /// Whether what a reference names is there.
    pub(super) fn have(&self, reference: &Reference<'_, 'a>) -> bool {
        let id = comparable(reference.id);
        self.named_by(reference).any(|ids| ids.comparable.contains(&id))
    }

    /// The ids that the document defines and the reference may name.
    pub(super) fn defined_for(&self, reference: &Reference<'_, 'a>) -> impl Iterator<Item = &'a str> {
        self.named_by(reference).flat_map(|ids| ids.defined.iter().copied())
    }

    /// The ids that every device has and the reference may name.
    pub(super) fn built_in_for(&self, reference: &Reference<'_, 'a>) -> impl Iterator<Item = &'a str> {
        self.named_by(reference).flat_map(|ids| ids.built_in.iter().copied())
    }

    fn named_by(&self, reference: &Reference<'_, 'a>) -> impl Iterator<Item = &Ids<'a>> {
        reference.node.refers_to.iter().filter_map(|address| self.ids.get(&key_of_address(address)))
    }
}

fn key_of_address(address: &NodeAddress) -> Key<'_> {
    (address.provider(), address.variant(), address.path())
}

/// The form in which ids are compared: a GUID is the same in both cases, with and without braces.
pub(super) fn comparable(id: &str) -> Cow<'_, str> {
    if is_guid(id) { Cow::Owned(without_braces(id).to_ascii_uppercase()) } else { Cow::Borrowed(id) }
}

/// Whether an id is a GUID, with or without braces.
pub(super) fn is_guid(id: &str) -> bool {
    let bare = without_braces(id);
    bare.len() == 36 && bare.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

fn without_braces(id: &str) -> &str {
    id.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::comparable;

    #[test]
    fn a_guid_is_the_same_in_both_cases_and_without_braces_and_a_name_is_not() {
        assert_eq!(
            comparable("{a1182988-0d73-439e-87ad-2a5b369f808b}"),
            comparable("A1182988-0D73-439E-87AD-2A5B369F808B")
        );
        assert_ne!(comparable("nap1"), comparable("NAP1"));
        assert_eq!(comparable("{x}"), "{x}");
    }
}
