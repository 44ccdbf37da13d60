//! Which format a document has, told by its root.

use super::xml::Element;

/// The formats that travel to a device or describe it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `wap-provisioningdoc`.
    Wap,
    /// A SyncML message, or a part of one: `SyncML`, `SyncBody`, a command.
    SyncMl,
    /// Service indication, `si`.
    ServiceIndication,
    /// Service loading, `sl`.
    ServiceLoading,
    /// Device description framework, `MgmtTree`.
    DeviceDescription,
    /// Something else.
    Other,
}

impl Kind {
    /// The format of the document with this root.
    pub fn of(root: &Element) -> Self {
        Self::of_name(&root.name.value)
    }

    /// The format of a document whose root has this name; a namespace prefix does not matter.
    pub fn of_name(name: &str) -> Self {
        match name.rsplit(':').next().unwrap_or(name) {
            "wap-provisioningdoc" => Self::Wap,
            "SyncML" | "SyncBody" | "Add" | "Replace" | "Get" | "Delete" | "Exec" | "Atomic" | "Sequence"
            | "Alert" | "Status" | "Results" => Self::SyncMl,
            "si" => Self::ServiceIndication,
            "sl" => Self::ServiceLoading,
            "MgmtTree" => Self::DeviceDescription,
            _ => Self::Other,
        }
    }
}
