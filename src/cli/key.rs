//! The flags that say where a private key is, shared by every command that needs one.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::context::Context;
use provsmith::input;
use provsmith::secret::SecretSource;
use provsmith::sign::identity;
use provsmith::sign::key::{
    self, Credentials, IdentityFolder, KeySource, Password, PasswordError, Passwords, PemFiles, Pkcs12,
};
use zeroize::Zeroizing;

/// Where the private key is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Key")]
#[group(id = "key-source", required = true, multiple = false, args = ["key", "pkcs12", "identity"])]
pub(crate) struct KeyArgs {
    /// Private RSA key in PEM: PKCS #8, encrypted or not, or PKCS #1. Needs --cert
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Certificate of the key, or one above it: PEM, DER or PKCS #7; may be repeated
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Vec<PathBuf>,
    /// Key and certificates in a PKCS #12 container (.pfx, .p12); `-` reads it from standard input
    #[arg(long, value_name = "FILE")]
    pkcs12: Option<PathBuf>,
    /// Test identity made by `cert new`
    #[arg(long, value_name = "DIR")]
    identity: Option<PathBuf>,
    #[command(flatten)]
    password: PasswordArgs,
}

/// Where the password of a key is. Without, it is asked for when one is needed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Key")]
pub(crate) struct PasswordArgs {
    /// Environment variable that holds the password of the key
    #[arg(long, value_name = "VAR", conflicts_with = "password_file")]
    password_env: Option<String>,
    /// File whose first line is the password of the key
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl KeyArgs {
    /// Reads key and certificates.
    pub(crate) fn load(&self, context: &Context) -> anyhow::Result<Credentials> {
        let passwords = self.password.passwords(context);
        let source: Box<dyn KeySource> = match self {
            Self { key: Some(key), cert, .. } => {
                Box::new(PemFiles { key: key.clone(), certificates: cert.clone() })
            }
            Self { pkcs12: Some(path), .. } => Box::new(open_pkcs12(path)?),
            Self { identity: Some(path), .. } => Box::new(IdentityFolder { path: path.clone() }),
            _ => anyhow::bail!("no key was given: --key, --pkcs12 or --identity names one"),
        };
        Ok(source.load(&passwords)?)
    }
}

impl KeyArgs {
    /// The files that hold key, certificates and password; of an identity all its files.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        let identity = self.identity.iter().flat_map(|folder| {
            use identity::{ENROLMENT, INTERMEDIATES, ROOT, SIGNER, SIGNER_KEY};
            [ROOT, INTERMEDIATES, SIGNER, SIGNER_KEY, ENROLMENT].map(|name| folder.join(name))
        });
        let named = self.key.iter().chain(&self.cert).chain(&self.pkcs12).chain(&self.password.password_file);
        named.cloned().chain(identity)
    }
}

impl PasswordArgs {
    /// Whether a flag says where the password is.
    pub(crate) fn is_given(&self) -> bool {
        self.password_env.is_some() || self.password_file.is_some()
    }

    /// Who knows the password.
    pub(crate) fn passwords<'a>(&'a self, context: &'a Context) -> impl Passwords + 'a {
        Remembered { args: self, context, answer: RefCell::new(None) }
    }

    /// A password for a key that is to be written: asked for twice, since nobody sees what is typed.
    pub(crate) fn new_password(&self, path: &Path, context: &Context) -> Result<Password, PasswordError> {
        let password = self.passwords(context).password(path)?;
        if !self.is_given()
            && *ask(format!("The same password for `{}` again: ", path.display()))? != *password
        {
            return Err(PasswordError("the two passwords differ; nothing was written".into()));
        }
        Ok(password)
    }
}

pub(super) fn ask(prompt: String) -> Result<Password, PasswordError> {
    rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| {
        PasswordError(format!(
            "no password could be asked for ({error}); --password-env or --password-file gives it"
        ))
    })
}

/// A PKCS #12 container from a file, or from standard input.
pub(crate) fn open_pkcs12(path: &Path) -> anyhow::Result<Pkcs12> {
    if path != Path::new("-") {
        return Ok(Pkcs12::open(path.to_owned())?);
    }
    let bytes = input::read(std::io::stdin().lock(), LARGEST_FILE).context("cannot read standard input")?;
    Ok(Pkcs12 { path: "<stdin>".into(), bytes: Zeroizing::new(bytes) })
}

/// Asks once, whatever the number of files.
struct Remembered<'a> {
    args: &'a PasswordArgs,
    context: &'a Context,
    answer: RefCell<Option<Password>>,
}

impl Passwords for Remembered<'_> {
    fn password(&self, path: &Path) -> Result<Password, PasswordError> {
        if let Some(password) = self.answer.borrow().as_ref() {
            return Ok(password.clone());
        }
        let password = match self.args {
            PasswordArgs { password_env: Some(name), .. } => {
                key::password_from(&SecretSource::Variable(name.clone()), self.context)?
            }
            PasswordArgs { password_file: Some(file), .. } => {
                key::password_from(&SecretSource::File(file.clone()), self.context)?
            }
            _ => ask(format!("Password of `{}`: ", path.display()))?,
        };
        *self.answer.borrow_mut() = Some(password.clone());
        Ok(password)
    }
}
