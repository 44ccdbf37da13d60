//! `cert new`: a test identity.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::bail;
use der::DateTime;
use provsmith::sign::identity::{IdentityOptions, SIGNER_KEY, TestIdentity};
use provsmith::terms::RoleMask;

use crate::cli::key::PasswordArgs;
use crate::cli::{Outcome, Session, dates};

/// Make a test identity: a root, a signer, its key, and the document that makes a device trust it
///
/// Writes root.pem, signer.pem, signer.key and enrol.xml into DIR, and intermediate.pem where --chain has some between
/// root and signer. `sign --identity DIR` puts them all into the signature. enrol.xml puts the root into the SPC store
/// of a device, with the role mask that packages of this signer then get; the device takes it only from who already has
/// the manager role. All keys but the signer's are forgotten, so nothing else can ever be issued under the root.
/// Nothing is overwritten.
///
/// For tests only, never for production: whoever reads signer.key can sign packages for every device that trusts the
/// root.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith cert new --role manager identity
  provsmith cert new --role manager --chain root,intermediate,leaf identity
  provsmith cert new --role manager+operator --name \"Lab signer\" --not-after 2030-12-31 identity")]
pub(crate) struct NewArgs {
    /// Folder for the identity; made when it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Role mask that the device is to give packages of this signer: names joined by `+`, or a decimal number
    #[arg(long, value_name = "MASK", allow_negative_numbers = true)]
    role: RoleMask,
    /// Encrypt the key; the password is asked for twice unless a flag says where it is
    #[arg(long)]
    encrypt: bool,
    /// Common name of the signer
    #[arg(long, value_name = "NAME", default_value_t = IdentityOptions::default().name)]
    name: String,
    /// Common name of the root
    #[arg(long, value_name = "NAME", default_value_t = IdentityOptions::default().root_name)]
    root_name: String,
    /// The certificates from the root to the signer: `root`, any number of `intermediate`, `leaf`, joined by commas
    #[arg(long, value_name = "LIST", default_value_t)]
    chain: ChainForm,
    /// Common name of the intermediate; further ones get a number behind it [default: Test intermediate (not for
    /// production)]
    #[arg(long, value_name = "NAME")]
    intermediate_name: Option<String>,
    /// First day of validity, or a time in UTC
    #[arg(long, value_name = "DATE", value_parser = dates::first_second,
        default_value_t = IdentityOptions::default().not_before)]
    not_before: DateTime,
    /// Last day of validity, or a time in UTC
    #[arg(long, value_name = "DATE", value_parser = dates::last_second,
        default_value_t = IdentityOptions::default().not_after)]
    not_after: DateTime,
    #[command(flatten)]
    password: PasswordArgs,
}

/// The common name of an intermediate that is given none.
const INTERMEDIATE: &str = "Test intermediate (not for production)";

/// How many certificates stand between root and signer.
#[derive(Debug, Clone, Copy, Default)]
struct ChainForm {
    intermediates: usize,
}

impl ChainForm {
    /// The first has the name itself, so that a chain of three reads well.
    fn intermediate_names(self, name: &str) -> Vec<String> {
        let numbered = |number| if number == 1 { name.to_owned() } else { format!("{name} {number}") };
        (1..=self.intermediates).map(numbered).collect()
    }
}

impl FromStr for ChainForm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        match parts.as_slice() {
            ["root", between @ .., "leaf"] if between.iter().all(|part| *part == "intermediate") => {
                Ok(Self { intermediates: between.len() })
            }
            _ => {
                Err("write root,leaf or root,intermediate,leaf: from the root down to the signer".to_owned())
            }
        }
    }
}

impl fmt::Display for ChainForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "root,{}leaf", "intermediate,".repeat(self.intermediates))
    }
}

pub(crate) fn run(args: &NewArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    if args.intermediate_name.is_some() && args.chain.intermediates == 0 {
        bail!("--intermediate-name names what this chain does not have: add --chain root,intermediate,leaf");
    }
    let intermediate = args.intermediate_name.as_deref().unwrap_or(INTERMEDIATE);
    let options = IdentityOptions {
        name: args.name.clone(),
        root_name: args.root_name.clone(),
        intermediate_names: args.chain.intermediate_names(intermediate),
        not_before: args.not_before,
        not_after: args.not_after,
    };
    TestIdentity::refuse_existing(&args.folder)?;
    let password = match args.encrypt || args.password.is_given() {
        true => Some(args.password.new_password(&args.folder.join(SIGNER_KEY), &session.context)?),
        false => None,
    };
    let identity = TestIdentity::generate(&options, &session.context)?;
    identity.save(&args.folder, args.role, password.as_ref(), &session.context)?;
    session.say(format_args!(
        "made a test identity in `{}`, for tests only: root {}, signer {}",
        args.folder.display(),
        identity.root.thumbprint(),
        identity.signer.thumbprint(),
    ));
    Ok(Outcome::Clean)
}
