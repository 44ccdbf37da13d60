//! SyncML messages as OMA DM servers send them: header, commands, items.

use crate::finding::Spanned;

/// A SyncML message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The header; `None` in a fragment that is to be put into a session by a server.
    pub header: Option<Header>,
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
    pub session_id: Spanned<String>,
    /// `MsgID`.
    pub message_id: Spanned<String>,
    /// `Target`/`LocURI`: the device.
    pub target: Spanned<String>,
    /// `Source`/`LocURI`: the server.
    pub source: Spanned<String>,
}

/// One command of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Which command.
    pub verb: Verb,
    /// `CmdID`; `None` when it is missing.
    pub id: Option<Spanned<String>>,
    /// `Meta` of the command, which items without their own inherit.
    pub meta: Meta,
    /// The items; for `Atomic` and `Sequence` empty.
    pub items: Vec<Item>,
    /// The commands inside `Atomic` and `Sequence`.
    pub commands: Vec<Command>,
    /// Where the command stands.
    pub span: Spanned<()>,
}

/// The commands that a DM server sends.
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
}

/// `Item`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `Target`/`LocURI` as written.
    pub target: Option<Spanned<String>>,
    /// `Meta` of the item.
    pub meta: Meta,
    /// `Data`; none and empty are different.
    pub data: Option<Spanned<String>>,
    /// Where the item stands.
    pub span: Spanned<()>,
}

/// `Meta`: the parts that matter for settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// `Format`, such as `chr` or `int`.
    pub format: Option<Spanned<String>>,
    /// `Type`, a media type.
    pub media_type: Option<Spanned<String>>,
}
