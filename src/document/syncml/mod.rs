//! SyncML messages as OMA DM servers send them: header, commands, items
//! (OMA-TS-DM_RepPro, <https://www.openmobilealliance.org/release/DM/>).
//!
//! What the model does not interpret is kept as it stands, in the `other` of its parent.

mod form;
mod grammar;
mod header;
mod namespace;
mod read;
mod write;

pub(crate) use read::Reader;
pub use read::{parse, read};
pub use write::{to_tree, write};

use super::Text;
use super::xml::Element;
use crate::finding::{Span, Spanned};

/// The largest message that a device is sure to take, in bytes of XML. No page gives a limit, and none says that a device
/// takes a message in pieces; this is what it is safe to assume.
pub const LARGE: usize = 10_000;

/// A SyncML message, or the body of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The header; `None` in a fragment that is to be put into a session by a server. A fragment is written as a
    /// `SyncBody`.
    pub header: Option<Box<Header>>,
    /// The commands, in order.
    pub commands: Vec<Command>,
    /// Whether `Final` closes the package.
    pub is_final: bool,
    /// Where the message stands.
    pub span: Spanned<()>,
}

/// The protocol version, which decides namespace and version strings together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// OMA DM 1.1.2: `SYNCML:SYNCML1.1`, `1.1`, `DM/1.1`.
    V1_1,
    /// OMA DM 1.2: `SYNCML:SYNCML1.2`, `1.2`, `DM/1.2`.
    V1_2,
}

/// `SyncHdr`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `VerDTD` and `VerProto`.
    pub version: Version,
    /// `SessionID`.
    pub session_id: Spanned<Text>,
    /// `MsgID`.
    pub message_id: Spanned<Text>,
    /// `Target`/`LocURI`: the device.
    pub target: Spanned<Text>,
    /// `Target`/`LocName`.
    pub target_name: Option<Spanned<Text>>,
    /// `Source`/`LocURI`: the server.
    pub source: Spanned<Text>,
    /// `Source`/`LocName`: carries the user's name for MD5 authentication.
    pub source_name: Option<Spanned<Text>>,
    /// `RespURI`, `NoResp`, `Cred`, `Meta`.
    pub other: Vec<Element>,
}

/// One command of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Which command.
    pub verb: Verb,
    /// `CmdID`; `None` when it is missing.
    pub id: Option<Spanned<Text>>,
    /// `Meta` of the command, which items without their own inherit. Few commands have one.
    pub meta: Option<Box<Meta>>,
    /// The items; for `Atomic` and `Sequence` empty.
    pub items: Vec<Item>,
    /// The commands inside `Atomic` and `Sequence`.
    pub commands: Vec<Command>,
    /// `NoResp`, `Cred`, `Correlator` and what else the command has.
    pub other: Vec<Element>,
    /// Where the command stands.
    pub span: Spanned<()>,
}

/// The commands of OMA DM. The last three are not a server's settings but may stand in its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Creates a node.
    Add,
    /// Overwrites a node.
    Replace,
    /// Reads a node.
    Get,
    /// Removes a node and what is below it.
    Delete,
    /// Runs a node.
    Exec,
    /// All or nothing.
    Atomic,
    /// In this order.
    Sequence,
    /// Tells or asks the user; tells the server.
    Alert,
    /// Answers a command.
    Status,
    /// What a `Get` found.
    Results,
}

/// `Item`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `Target`/`LocURI` as written.
    pub target: Option<Spanned<Text>>,
    /// `Target`/`LocName`.
    pub target_name: Option<Spanned<Text>>,
    /// `Meta` of the item.
    pub meta: Option<Box<Meta>>,
    /// `Data`; none and empty are different. Data that holds elements is in `other`.
    pub data: Option<Spanned<Text>>,
    /// `Source`, `MoreData` and what else the item has.
    pub other: Vec<Element>,
    /// Where the item stands.
    pub span: Spanned<()>,
}

/// `Meta`: the parts that matter for settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// `Format`, such as `chr` or `int`.
    pub format: Option<Spanned<Text>>,
    /// `Type`, a media type.
    pub media_type: Option<Spanned<Text>>,
    /// `Size`, `NextNonce`, Microsoft's `AccessRole` and the like.
    pub other: Vec<Element>,
}

impl Message {
    /// The commands and those inside them, in the order of the message.
    pub fn every_command(&self) -> impl Iterator<Item = &Command> {
        let mut open: Vec<&Command> = self.commands.iter().rev().collect();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(next.commands.iter().rev());
            Some(next)
        })
    }
}

impl Version {
    /// Both versions, the newer first.
    pub const ALL: [Self; 2] = [Self::V1_2, Self::V1_1];

    /// The namespace of the root.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::V1_1 => "SYNCML:SYNCML1.1",
            Self::V1_2 => "SYNCML:SYNCML1.2",
        }
    }

    /// `VerDTD`.
    pub fn dtd(self) -> &'static str {
        match self {
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
        }
    }

    /// `VerProto`.
    pub fn protocol(self) -> &'static str {
        match self {
            Self::V1_1 => "DM/1.1",
            Self::V1_2 => "DM/1.2",
        }
    }
}

impl Meta {
    /// One that was made, with this format.
    pub fn of_format(format: impl Into<Text>) -> Box<Self> {
        Box::new(Self { format: Some(Spanned::nowhere(format.into())), ..Self::default() })
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.format.is_none() && self.media_type.is_none() && self.other.is_empty()
    }
}

impl Command {
    /// A command that was made, without items.
    pub fn new(verb: Verb, id: impl Into<Text>) -> Self {
        Self {
            verb,
            id: Some(Spanned::nowhere(id.into())),
            meta: None,
            items: Vec::new(),
            commands: Vec::new(),
            other: Vec::new(),
            span: Spanned::default(),
        }
    }

    /// The text of the child with this name, of those that the model does not interpret.
    pub fn other(&self, name: &str) -> Option<Spanned<Text>> {
        self.other.iter().find(|element| element.local_name() == name).map(Element::text)
    }

    /// The format of an item: its own, or that of the command.
    pub fn format_of<'a>(&'a self, item: &'a Item) -> Option<&'a Spanned<Text>> {
        let format = |meta: &'a Option<Box<Meta>>| meta.as_ref().and_then(|meta| meta.format.as_ref());
        format(&item.meta).or_else(|| format(&self.meta))
    }

    /// Where the command stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}

impl Item {
    /// An item that was made, for the node at `target`.
    pub fn new(target: impl Into<Text>) -> Self {
        Self {
            target: Some(Spanned::nowhere(target.into())),
            target_name: None,
            meta: None,
            data: None,
            other: Vec::new(),
            span: Spanned::default(),
        }
    }

    /// Where the item stands.
    pub fn place(&self) -> Span {
        self.span.span
    }
}
