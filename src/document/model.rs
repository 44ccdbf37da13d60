//! A document of either model.

use super::{syncml, wap};

/// A wap-provisioningdoc or a SyncML message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Model {
    /// A wap-provisioningdoc.
    Wap(wap::Document),
    /// A SyncML message.
    SyncMl(syncml::Message),
}

impl Model {
    /// The canonical text.
    pub fn write(&self) -> String {
        match self {
            Self::Wap(document) => wap::write(document),
            Self::SyncMl(message) => syncml::write(message),
        }
    }
}
