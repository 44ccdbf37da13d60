//! A document of either model.

use super::xml::{self, Tree};
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
        xml::write(&self.to_tree())
    }

    /// The document as a tree.
    pub fn to_tree(&self) -> Tree {
        match self {
            Self::Wap(document) => wap::to_tree(document),
            Self::SyncMl(message) => syncml::to_tree(message),
        }
    }
}
