//! The security policies that a document changes, for the rules.

use crate::catalogue::placement::Placed;
pub(super) use crate::catalogue::policy_change::{ChangedBy, PolicyChange, changes};
use crate::finding::Span;

/// Where a finding about a change stands: at the value, or at the name where there is none.
pub(super) fn value_or_name(item: &Placed<'_>) -> Span {
    item.value().map_or(item.name.span, |value| value.span)
}
