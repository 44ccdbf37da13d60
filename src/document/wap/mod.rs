//! The wap-provisioningdoc: OMA Client Provisioning's three elements and Microsoft's own forms of them (MSPROV).

pub(crate) mod grammar;
mod read;
mod write;

pub(crate) use read::Reader;
pub use read::{parse, read};
pub use write::{to_tree, write};

use super::Text;
use super::xml::Attribute;
use crate::finding::{Span, Spanned};

/// A wap-provisioningdoc.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// The comments before the root.
    pub before: Vec<Spanned<Text>>,
    /// The attributes of the root, `version` among them.
    pub attributes: Vec<Attribute>,
    /// The sections, in document order: the order in which the device hands them to their providers.
    pub children: Vec<Node>,
    /// The comments behind the root.
    pub after: Vec<Spanned<Text>>,
    /// Where the root stands.
    pub span: Spanned<()>,
}

/// What stands inside the root or a characteristic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A group: `characteristic` and its forms.
    Characteristic(Characteristic),
    /// A setting: `parm` and its forms.
    Parm(Parm),
    /// A comment, without its delimiters.
    Comment(Spanned<Text>),
}

/// What an element asks for or answers: `characteristic`, `nocharacteristic`, `characteristic-query` and the `-error`
/// form of each; the same six for `parm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `characteristic`, `parm`: set; in an answer: is so.
    Set,
    /// `nocharacteristic`, `noparm`: remove; in an answer: does not exist.
    Remove,
    /// `characteristic-query`, `parm-query`: tell.
    Query,
    /// `characteristic-error`, `parm-error`: could not be set.
    SetError,
    /// `nocharacteristic-error`, `noparm-error`: could not be removed.
    RemoveError,
    /// `characteristic-query-error`, `parm-query-error`: could not be told.
    QueryError,
}

/// A group of settings, in one of its six forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Characteristic {
    /// Which form.
    pub form: Form,
    /// The `type` attribute; empty when it is missing, which is a fault.
    pub kind: Spanned<Text>,
    /// The other attributes, known or not, in the author's order.
    pub attributes: Box<[Attribute]>,
    /// What stands inside, in the author's order, which is meaning.
    pub children: Vec<Node>,
    /// The whole element.
    pub span: Spanned<()>,
}

/// A setting, in one of its six forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parm {
    /// Which form.
    pub form: Form,
    /// The `name` attribute; empty when it is missing, which is a fault.
    pub name: Spanned<Text>,
    /// The `value` attribute. None and empty are different for settings that are flags.
    pub value: Option<Spanned<Text>>,
    /// The other attributes, known or not, in the author's order.
    pub attributes: Box<[Attribute]>,
    /// The whole element.
    pub span: Spanned<()>,
}

impl Characteristic {
    /// Where the element stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}

impl Parm {
    /// Where the element stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}
