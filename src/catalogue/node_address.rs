//! The address of a node in the catalogue: its provider and its place there.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A provider and a node of it, as `NAPDEF/{NAPID}`; of several providers of one name the one with a variant, as
/// `APPLICATION:w7/PROVIDER-ID`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NodeAddress {
    provider: String,
    variant: Option<String>,
    path: String,
}

/// Text that is no address of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no address of a node: write a provider, `/`, and the path of the node, as in `NAPDEF/NAPID`"
)]
pub struct NodeAddressError(String);

impl NodeAddress {
    /// The name of the provider.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// What tells the provider from others of the same name.
    pub fn variant(&self) -> Option<&str> {
        self.variant.as_deref()
    }

    /// The path of the node, as in the provider's file.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl TryFrom<String> for NodeAddress {
    type Error = NodeAddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let Some((provider, path)) = text.split_once('/') else { return Err(NodeAddressError(text)) };
        let (provider, variant) = match provider.split_once(':') {
            Some((provider, variant)) => (provider, Some(variant.to_owned())),
            None => (provider, None),
        };
        if provider.is_empty() || path.is_empty() {
            return Err(NodeAddressError(text));
        }
        Ok(Self { provider: provider.to_owned(), variant, path: path.to_owned() })
    }
}

impl From<NodeAddress> for String {
    fn from(address: NodeAddress) -> Self {
        address.to_string()
    }
}

impl fmt::Display for NodeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.provider)?;
        if let Some(variant) = &self.variant {
            write!(f, ":{variant}")?;
        }
        write!(f, "/{}", self.path)
    }
}
