//! A document as the body of a push: as WBXML, or as text.

use super::wsp::{ContentType, Push};
use crate::document::Kind;
use crate::document::xml::{self, Tree};
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

/// A document that is pushed as what it is: its content types, and the address of its DTD.
struct Pushed {
    kind: Kind,
    binary: &'static str,
    text: &'static str,
    /// The DTD, which gateways tell the format by: Kannel takes a document for Nokia's format without it.
    dtd: &'static str,
}

const PUSHED: [Pushed; 3] = [
    Pushed {
        kind: Kind::ServiceIndication,
        binary: ContentType::SI_WBXML,
        text: ContentType::SI_XML,
        dtd: "http://www.wapforum.org/DTD/si.dtd",
    },
    Pushed {
        kind: Kind::ServiceLoading,
        binary: ContentType::SL_WBXML,
        text: ContentType::SL_XML,
        dtd: "http://www.wapforum.org/DTD/sl.dtd",
    },
    Pushed {
        kind: Kind::Wap,
        binary: ContentType::PROVISIONING_WBXML,
        text: ContentType::PROVISIONING_XML,
        dtd: "http://www.wapforum.org/DTD/prov.dtd",
    },
];

impl Form {
    /// The push of a document that is a service indication, a service loading or a wap-provisioningdoc.
    ///
    /// # Errors
    /// When it is none of these, or something in it has no binary form.
    pub fn push(&self, tree: &Tree) -> Result<Push, EncodeError> {
        let root = &tree.root;
        let format = || EncodeError::Format(root.name.value.to_string());
        let pushed = PUSHED.iter().find(|pushed| pushed.kind == Kind::of(root)).ok_or_else(format)?;
        Ok(match self {
            Self::Binary(options) => {
                Push::new(ContentType::new(pushed.binary), wbxml::encode(tree, options)?)
            }
            Self::Text => Push::new(ContentType::new(pushed.text), text(tree, pushed.dtd).into_bytes()),
        })
    }
}

/// The canonical text behind an XML declaration and a document type.
fn text(tree: &Tree, dtd: &str) -> String {
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let identifier = Language::of_root(&tree.root).and_then(|language| language.identifier.as_deref());
    let doctype = identifier
        .map(|identifier| format!("<!DOCTYPE {} PUBLIC \"{identifier}\" \"{dtd}\">\n", tree.root.name.value));
    format!("{declaration}{}{}", doctype.unwrap_or_default(), xml::write(tree))
}
