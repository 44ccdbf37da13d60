//! Why a manifest could not be carried out.

use std::io;
use std::path::PathBuf;

use super::Invalid;
use crate::card::{LayoutError as CardError, PlanError};
use crate::context::ContextError;
use crate::device::ProfileError;
use crate::document;
use crate::judge::CaseError;
use crate::output::OutputError;
use crate::package::PackageError;
use crate::push::cp::{ImsiError, PinError};
use crate::push::sms::TooLong;
use crate::push::wsp;
use crate::secret::SecretError;
use crate::sign::identity::IdentityError;
use crate::sign::key::KeyError;
use crate::sign::signer::SignError;
use crate::template::LibraryError;
use crate::wbxml;

/// A build that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Values of the manifest are wrong.
    #[error(transparent)]
    Invalid(#[from] Box<Invalid>),
    /// The template is wrong.
    #[error(transparent)]
    Template(#[from] LibraryError),
    /// A file that the manifest names cannot be read.
    #[error("cannot read `{path}`")]
    Input {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: document::ReadError,
    },
    /// The output folder cannot be made.
    #[error("cannot make the folder `{path}`")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A package cannot be made.
    #[error("cannot pack `{path}`")]
    Package {
        /// The package.
        path: PathBuf,
        /// Why.
        source: PackageError,
    },
    /// The system has no room for a package that is about to be signed.
    #[error("cannot keep a package before it is signed")]
    Temporary(#[source] io::Error),
    /// The test identity cannot be made or read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key does not sign.
    #[error("cannot sign")]
    Sign(#[from] SignError),
    /// The profile of a device is wrong.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// A package that was made cannot be read back.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The environment is set wrong.
    #[error(transparent)]
    Context(#[from] ContextError),
    /// The card cannot be laid out.
    #[error(transparent)]
    Card(#[from] PlanError),
    /// The card cannot be written.
    #[error(transparent)]
    CardOutput(#[from] CardError),
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// What is not sent over the air.
    #[error("[push.cp]: `{0}` is no wap-provisioningdoc, and no other document is sent so")]
    NoProvisioning(String),
    /// A header cannot be written.
    #[error("[push]")]
    Header(#[from] wsp::EncodeError),
    /// There are more short messages than can be numbered.
    #[error("[push]")]
    TooLong(#[from] TooLong),
    /// A document has no binary form.
    #[error("[push]")]
    Binary(#[from] wbxml::EncodeError),
    /// A secret is not where it should be.
    #[error("[push.cp]")]
    Secret(#[from] SecretError),
    /// An IMSI that is none.
    #[error("[push.cp]: the IMSI cannot be used")]
    Imsi(#[from] ImsiError),
    /// A PIN that is none.
    #[error("[push.cp]: the PIN cannot be used")]
    Pin(#[from] PinError),
}
