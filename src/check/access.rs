//! Whether a node takes what a document does with it, as far as its access is documented.
//!
//! In a wap-provisioningdoc only what sets a setting is looked at: a group there merely leads to what is in it.

use crate::catalogue::placement::{NodeMatch, Operation, Origin, Placed, ProviderMatch, Shape};
use crate::catalogue::{Access, NodeKind};

/// What may be done with the node of an item, where what the item does is not among it.
pub(super) fn refused<'a>(item: &Placed<'a>) -> Option<&'a [Access]> {
    let documented = documented(item).filter(|_| is_acted_upon(item))?;
    (!is_among(item, documented)).then_some(documented)
}

/// Whether an item runs a group of which no page says that it can be run. What is run is a leaf of the management tree.
pub(super) fn runs_group(item: &Placed<'_>) -> bool {
    let is_group = match (item.known_node(), &item.node) {
        (Some(node), _) => node.kind == NodeKind::Characteristic,
        (None, NodeMatch::Root) => {
            matches!(item.provider(), ProviderMatch::Above(_)) || item.known_provider().is_some()
        }
        (None, _) => false,
    };
    item.operation == Operation::Execute && is_group && documented(item).is_none()
}

/// Whether what an item does is among what may be done.
pub(super) fn is_among(item: &Placed<'_>, documented: &[Access]) -> bool {
    item.accesses().iter().any(|wanted| documented.contains(wanted))
}

fn documented<'a>(item: &Placed<'a>) -> Option<&'a [Access]> {
    match (item.known_node(), &item.node) {
        (Some(node), _) => node.access.as_deref(),
        (None, NodeMatch::Root) => item.known_provider()?.root_access.as_deref(),
        (None, _) => None,
    }
}

/// Whether the device does something with the node itself. A query part asks for one of its properties, which have
/// rules of their own.
fn is_acted_upon(item: &Placed<'_>) -> bool {
    match item.origin {
        Origin::Item(..) => !item.name.value.contains('?'),
        Origin::Parm(_) => item.operation == Operation::Set && item.shape == Shape::Setting,
        Origin::Characteristic(_) => false,
    }
}
