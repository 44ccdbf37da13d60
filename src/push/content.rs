//! A document as the body of a push: as WBXML, or as text.

use super::wsp::{ContentType, Push};
use crate::document::Kind;
use crate::document::xml::{self, Tree};
use crate::terms::{Channel, CpSecurity};
use crate::wbxml::{self, EncodeError, Language};

/// What a document is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// WBXML.
    Binary(wbxml::Options),
    /// XML.
    Text,
}

impl Default for Form {
    fn default() -> Self {
        Self::Binary(wbxml::Options::default())
    }
}

/// A kind of document that is pushed as what it is.
pub(super) struct Pushed {
    kind: Kind,
    /// The content type as WBXML, without parameters
    /// (<https://www.iana.org/assignments/media-types/media-types.xhtml>).
    pub(super) binary: &'static str,
    /// The same as text.
    pub(super) text: &'static str,
    /// The DTD, which gateways tell the format by: Kannel takes a document for Nokia's format without it. A SyncML
    /// message is told by its namespace.
    dtd: Option<&'static str>,
    /// The way that it goes.
    channel: Channel,
}

const PUSHED: [Pushed; 4] = [
    Pushed {
        kind: Kind::ServiceIndication,
        binary: ContentType::SI_WBXML,
        text: ContentType::SI_XML,
        dtd: Some("http://www.wapforum.org/DTD/si.dtd"),
        channel: Channel::Si,
    },
    Pushed {
        kind: Kind::ServiceLoading,
        binary: ContentType::SL_WBXML,
        text: ContentType::SL_XML,
        dtd: Some("http://www.wapforum.org/DTD/sl.dtd"),
        channel: Channel::Sl,
    },
    Pushed {
        kind: Kind::Wap,
        binary: ContentType::PROVISIONING_WBXML,
        text: ContentType::PROVISIONING_XML,
        dtd: Some("http://www.wapforum.org/DTD/prov.dtd"),
        channel: Channel::Cp(CpSecurity::None),
    },
    Pushed {
        kind: Kind::SyncMl,
        binary: ContentType::DM_WBXML,
        text: ContentType::DM_XML,
        dtd: None,
        channel: Channel::Dm,
    },
];

impl Pushed {
    /// What documents of a kind are pushed as; `None` where they are not.
    pub(super) fn of(kind: Kind) -> Option<&'static Self> {
        PUSHED.iter().find(|pushed| pushed.kind == kind)
    }
}

/// The way that a document of this content type goes, of one without parameters; `None` where it is no document.
pub fn channel_of(content_type: &str) -> Option<Channel> {
    let found = PUSHED.iter().find(|pushed| [pushed.text, pushed.binary].contains(&content_type));
    found.map(|pushed| pushed.channel)
}

impl Form {
    /// The push of a document: a service indication, a service loading, a wap-provisioningdoc or a SyncML message.
    ///
    /// # Errors
    /// When it is none of these, or something in it has no binary form.
    pub fn push(&self, tree: &Tree) -> Result<Push, EncodeError> {
        let root = &tree.root;
        let format = || EncodeError::Format(root.name.value.to_string());
        let pushed = Pushed::of(Kind::of(root)).ok_or_else(format)?;
        Ok(match self {
            Self::Binary(options) => {
                Push::new(ContentType::new(pushed.binary), wbxml::encode(tree, options)?)
            }
            Self::Text => Push::new(ContentType::new(pushed.text), text(tree, pushed.dtd).into_bytes()),
        })
    }
}

/// The canonical text behind an XML declaration and, where there is a DTD, a document type.
fn text(tree: &Tree, dtd: Option<&str>) -> String {
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let identifier = Language::of_root(&tree.root).and_then(|language| language.identifier.as_deref());
    let doctype = identifier.zip(dtd).map(|(identifier, dtd)| {
        format!("<!DOCTYPE {} PUBLIC \"{identifier}\" \"{dtd}\">\n", tree.root.name.value)
    });
    format!("{declaration}{}{}", doctype.unwrap_or_default(), xml::write(tree))
}
