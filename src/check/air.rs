//! Whether a document goes to its device through the air, where others may read it: the caller says so, or the document
//! does.

use super::{Model, Subject};
use crate::document::wap::Node;
use crate::terms::{Channel, CpSecurity};

/// A way through the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Air {
    /// Client provisioning, as short messages.
    Message(CpSecurity),
    /// The device loads the document, or a package with it, from a server.
    Download,
}

impl Air {
    /// The way of a document. A BOOTSTRAP section is of use only in a message that sets a device up, which must be
    /// signed with both PINs (<https://learn.microsoft.com/en-us/previous-versions/ms889588(v=msdn.10)>).
    pub(super) fn of(subject: &Subject<'_>) -> Option<Self> {
        match subject.options.channel {
            Some(Channel::Cp(security)) => Some(Self::Message(security)),
            Some(Channel::Http | Channel::Si | Channel::Sl) => Some(Self::Download),
            Some(_) => None,
            None => is_bootstrap(subject).then_some(Self::Message(CpSecurity::UserNetwPin)),
        }
    }
}

fn is_bootstrap(subject: &Subject<'_>) -> bool {
    let Model::Wap(document) = subject.model else { return false };
    document.children.iter().any(|node| match node {
        Node::Characteristic(section) => section.kind.value == "BOOTSTRAP",
        Node::Parm(_) | Node::Comment(_) => false,
    })
}
