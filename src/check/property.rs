//! The properties of nodes that a SyncML message sets: behind `?prop=` of an address
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737440(v=msdn.10)>), or in the Meta of what is added
//! (<https://learn.microsoft.com/en-us/previous-versions/bb737559(v=msdn.10)>).

use crate::catalogue::placement::{Operation, Origin, Placed};
use crate::document::Text;
use crate::finding::Spanned;

/// A property and what it is set to.
#[derive(Debug)]
pub(super) struct Property {
    /// Its name, as written.
    pub(super) name: String,
    /// What it is set to.
    pub(super) value: Spanned<Text>,
}

impl Property {
    /// Whether it has this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The properties that an item sets; none in a wap-provisioningdoc.
pub(super) fn properties_of(item: &Placed<'_>) -> impl Iterator<Item = Property> {
    let origin = match item.origin {
        Origin::Item(command, origin) if item.operation == Operation::Set => Some((command, origin)),
        _ => None,
    };
    let in_address = origin.and_then(|(_, origin)| {
        let (_, query) = item.name.value.split_once('?')?;
        let (_, name) = query.trim().split_once('=').filter(|(what, _)| *what == "prop")?;
        Some(Property { name: name.to_owned(), value: origin.data.clone()? })
    });
    let metas = origin.into_iter().flat_map(|(command, origin)| [&command.meta, &origin.meta]);
    let in_meta = metas.flatten().flat_map(|meta| &meta.other);
    let in_meta =
        in_meta.map(|element| Property { name: element.local_name().to_owned(), value: element.text() });
    in_address.into_iter().chain(in_meta.collect::<Vec<_>>())
}
