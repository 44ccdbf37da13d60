//! The grammar of SyncML as tables: what stands inside each element, in the order that the DTD wants, which devices
//! insist on (<https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-mdm/221ba29e-f0da-4b04-af9e-42f8631aea68>).

use super::Verb;

/// The namespace of the children of `Meta`.
pub(super) const METINF: &str = "syncml:metinf";

/// The elements of that namespace (OMA-SyncML-MetaInfo-DTD).
pub(super) const METINF_ELEMENTS: &[&str] = &[
    "Anchor",
    "EMI",
    "FieldLevel",
    "Format",
    "Mark",
    "MaxMsgSize",
    "MaxObjSize",
    "Mem",
    "NextNonce",
    "Size",
    "Type",
    "Version",
];

/// The namespace of Microsoft's own children of `Meta`, such as `AccessRole`
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737559(v=msdn.10)>).
pub(super) const MICROSOFT: &str = "http://schemas.microsoft.com/MobileDevice/DM";

/// The commands of SyncML that are not OMA DM's, or that Windows Mobile does not take
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737228(v=msdn.10)>).
pub(super) const REFUSED_COMMANDS: &[&str] = &["Copy", "Put", "Search", "Map", "Sync", "Move"];

/// The words of `Format` (OMA-TS-DM_TND, section 7.7.4).
pub(super) const FORMATS: &[&str] =
    &["chr", "int", "bool", "bin", "b64", "node", "null", "xml", "date", "time", "float"];

/// The commands.
pub(super) const COMMANDS: &[&str] =
    &["Add", "Replace", "Get", "Delete", "Exec", "Atomic", "Sequence", "Alert", "Status", "Results"];

const ADD: Content =
    &[&["CmdID"], &["NoResp"], &["Archive", "SftDel"], &["Lang"], &["Cred"], &["Meta"], &["Item"]];
const GROUP: Content = &[&["CmdID"], &["NoResp"], &["Meta"], COMMANDS];
const ADDRESS: Content = &[&["LocURI"], &["LocName"]];

/// What stands inside an element, in order; those in one list may be mixed.
pub(super) type Content = &'static [&'static [&'static str]];

/// Elements and what stands inside.
const CONTENT: &[(&str, Content)] = &[
    ("SyncML", &[&["SyncHdr"], &["SyncBody"]]),
    (
        "SyncHdr",
        &[
            &["VerDTD"],
            &["VerProto"],
            &["SessionID"],
            &["MsgID"],
            &["Target"],
            &["Source"],
            &["RespURI"],
            &["NoResp"],
            &["Cred"],
            &["Meta"],
        ],
    ),
    ("SyncBody", &[COMMANDS, &["Final"]]),
    ("Add", ADD),
    ("Replace", ADD),
    ("Get", ADD),
    ("Delete", ADD),
    ("Exec", &[&["CmdID"], &["NoResp"], &["Cred"], &["Meta"], &["Correlator"], &["Item"]]),
    ("Atomic", GROUP),
    ("Sequence", GROUP),
    ("Alert", &[&["CmdID"], &["NoResp"], &["Cred"], &["Data"], &["Correlator"], &["Item"]]),
    (
        "Status",
        &[
            &["CmdID"],
            &["MsgRef"],
            &["CmdRef"],
            &["Cmd"],
            &["TargetRef"],
            &["SourceRef"],
            &["Cred"],
            &["Chal"],
            &["Data"],
            &["Item"],
        ],
    ),
    (
        "Results",
        &[&["CmdID"], &["MsgRef"], &["CmdRef"], &["Meta"], &["TargetRef"], &["SourceRef"], &["Item"]],
    ),
    (
        "Item",
        &[
            &["Target"],
            &["Source"],
            &["SourceParent"],
            &["TargetParent"],
            &["Meta"],
            &["Data"],
            &["MoreData"],
        ],
    ),
    ("Target", ADDRESS),
    ("Source", ADDRESS),
];

/// Element and the children that it cannot do without. Of the header the reader says so itself.
const REQUIRED: &[(&str, &[&str])] = &[
    ("Add", &["CmdID", "Item"]),
    ("Replace", &["CmdID", "Item"]),
    ("Get", &["CmdID", "Item"]),
    ("Delete", &["CmdID", "Item"]),
    ("Exec", &["CmdID", "Item"]),
    ("Atomic", &["CmdID"]),
    ("Sequence", &["CmdID"]),
    ("Alert", &["CmdID"]),
    ("Status", &["CmdID", "MsgRef", "CmdRef", "Cmd", "Data"]),
    ("Results", &["CmdID", "CmdRef", "Item"]),
];

/// The children that `element` cannot do without.
pub(super) fn required(element: &str) -> &'static [&'static str] {
    REQUIRED.iter().find(|(name, _)| *name == element).map_or(&[], |(_, required)| required)
}

/// The name of `element` and what may stand inside; `None` when anything may.
pub(super) fn content(element: &str) -> Option<(&'static str, Content)> {
    CONTENT.iter().find(|(name, _)| *name == element).copied()
}

/// The place of `child` in the order inside `parent`.
pub(super) fn rank(parent: &str, child: &str) -> Option<usize> {
    content(parent)?.1.iter().position(|names| names.contains(&child))
}

impl Verb {
    /// All commands.
    pub const ALL: [Self; 10] = [
        Self::Add,
        Self::Replace,
        Self::Get,
        Self::Delete,
        Self::Exec,
        Self::Atomic,
        Self::Sequence,
        Self::Alert,
        Self::Status,
        Self::Results,
    ];

    /// The name of the element.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Replace => "Replace",
            Self::Get => "Get",
            Self::Delete => "Delete",
            Self::Exec => "Exec",
            Self::Atomic => "Atomic",
            Self::Sequence => "Sequence",
            Self::Alert => "Alert",
            Self::Status => "Status",
            Self::Results => "Results",
        }
    }

    /// The command with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.name() == name)
    }
}
