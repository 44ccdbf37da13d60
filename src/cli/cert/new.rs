//! `cert new`: a test identity.

use std::path::PathBuf;

use der::DateTime;
use provsmith::sign::identity::{IdentityOptions, TestIdentity};

use crate::cli::{Outcome, Session, dates};

/// Make a test identity: a root, a signer and the signer's key
///
/// Writes root.pem, signer.pem and signer.key into DIR. The root's own key is forgotten, so nothing else can ever be issued under it. Nothing is
/// overwritten. For tests only, never for production: whoever reads signer.key can sign packages for every device
/// that trusts the root.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith cert new identity
  provsmith cert new --name \"Lab signer\" --not-after 2030-12-31 identity")]
pub(crate) struct NewArgs {
    /// Folder for the identity; made when it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Common name of the signer
    #[arg(long, value_name = "NAME", default_value_t = IdentityOptions::default().name)]
    name: String,
    /// Common name of the root
    #[arg(long, value_name = "NAME", default_value_t = IdentityOptions::default().root_name)]
    root_name: String,
    /// First day of validity, or a time in UTC
    #[arg(long, value_name = "DATE", value_parser = dates::first_second,
        default_value_t = IdentityOptions::default().not_before)]
    not_before: DateTime,
    /// Last day of validity, or a time in UTC
    #[arg(long, value_name = "DATE", value_parser = dates::last_second,
        default_value_t = IdentityOptions::default().not_after)]
    not_after: DateTime,
}

pub(crate) fn run(args: &NewArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let options = IdentityOptions {
        name: args.name.clone(),
        root_name: args.root_name.clone(),
        not_before: args.not_before,
        not_after: args.not_after,
    };
    TestIdentity::refuse_existing(&args.folder)?;
    let identity = TestIdentity::generate(&options, &session.context)?;
    identity.save(&args.folder, None, &session.context)?;
    session.say(format_args!(
        "made a test identity in `{}`, for tests only: root {}, signer {}",
        args.folder.display(),
        identity.root.thumbprint(),
        identity.signer.thumbprint(),
    ));
    Ok(Outcome::Clean)
}
