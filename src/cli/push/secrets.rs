//! The flags that say where IMSI and PIN are: never on the command line, where others see them.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::Context as _;
use clap::Args;
use provsmith::context::Context;
use provsmith::push::cp::{Imsi, Known, Pin, PinKey};
use provsmith::secret::{Secret, SecretSource};
use zeroize::Zeroizing;

use crate::cli::written::Topic;

/// What the flags of a secret are about.
pub(super) const IMSI: Topic = Topic { name: "an IMSI", flags: &["imsi_env", "imsi_file"] };
/// The same of the PIN.
pub(super) const PIN: Topic = Topic { name: "a PIN", flags: &["pin_env", "pin_file"] };
/// The same of the PIN under USERPINMAC.
pub(super) const PIN_TO_MAKE: Topic =
    Topic { name: "a PIN that is made", flags: &["pin_key_env", "pin_key_file", "pin_output"] };

/// Where IMSI and PIN are. `cp` asks for what it needs and is not told.
#[derive(Debug, Args)]
#[command(next_help_heading = "Secrets")]
pub(super) struct SecretArgs {
    /// Environment variable that holds the IMSI, 6 to 15 digits
    #[arg(long, value_name = "VAR", conflicts_with = "imsi_file")]
    imsi_env: Option<String>,
    /// File whose first line is the IMSI
    #[arg(long, value_name = "FILE")]
    imsi_file: Option<PathBuf>,
    /// Environment variable that holds the PIN
    #[arg(long, value_name = "VAR", conflicts_with = "pin_file")]
    pin_env: Option<String>,
    /// File whose first line is the PIN
    #[arg(long, value_name = "FILE")]
    pin_file: Option<PathBuf>,
}

/// Where the first half of a PIN under USERPINMAC is, and where the whole goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Secrets")]
pub(super) struct PinKeyArgs {
    /// Environment variable that holds the first half of the PIN under USERPINMAC, 5 to 20 digits
    #[arg(long, value_name = "VAR", conflicts_with = "pin_key_file")]
    pin_key_env: Option<String>,
    /// File whose first line is the first half of the PIN under USERPINMAC. Without either it is random
    #[arg(long, value_name = "FILE")]
    pin_key_file: Option<PathBuf>,
    /// File for the whole PIN under USERPINMAC, which its owner alone may read; without it, the PIN is said
    #[arg(long, value_name = "FILE")]
    pub(super) pin_output: Option<PathBuf>,
}

impl SecretArgs {
    fn imsi_source(&self) -> Option<SecretSource> {
        source(self.imsi_env.as_ref(), self.imsi_file.as_ref())
    }

    fn pin_source(&self) -> Option<SecretSource> {
        source(self.pin_env.as_ref(), self.pin_file.as_ref())
    }

    /// The IMSI: from where it is said to be, or asked for.
    pub(super) fn imsi(&self, context: &Context) -> anyhow::Result<Imsi> {
        read("IMSI", self.imsi_source(), context)
    }

    /// The PIN: from where it is said to be, or asked for.
    pub(super) fn pin(&self, context: &Context) -> anyhow::Result<Pin> {
        read("PIN", self.pin_source(), context)
    }

    /// What is said to be somewhere; nothing is asked for.
    pub(super) fn known(&self, context: &Context) -> anyhow::Result<Known> {
        let imsi = self.imsi_source().map(|source| read("IMSI", Some(source), context)).transpose()?;
        let pin = self.pin_source().map(|source| read("PIN", Some(source), context)).transpose()?;
        Ok(Known { imsi, pin })
    }

    /// The files that hold them, which no output may take the place of.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.imsi_file.iter().chain(&self.pin_file)
    }
}

impl PinKeyArgs {
    /// The half that is said to be somewhere, or a random one.
    pub(super) fn pin_key(&self, context: &Context) -> anyhow::Result<PinKey> {
        match source(self.pin_key_env.as_ref(), self.pin_key_file.as_ref()) {
            None => Ok(PinKey::random(&mut context.random())),
            source => read("first half of the PIN", source, context),
        }
    }

    /// The file that holds it.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.pin_key_file.iter()
    }
}

fn source(variable: Option<&String>, file: Option<&PathBuf>) -> Option<SecretSource> {
    let variable = variable.cloned().map(SecretSource::Variable);
    variable.or_else(|| file.cloned().map(SecretSource::File))
}

fn read<T: FromStr>(what: &str, source: Option<SecretSource>, context: &Context) -> anyhow::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let secret = match source {
        Some(source) => source.read(&format!("the {what}"), context)?,
        None => ask(what)?,
    };
    secret.parse().with_context(|| format!("the {what} cannot be used"))
}

fn ask(what: &str) -> anyhow::Result<Secret> {
    let flag = what.to_lowercase();
    let asked = rpassword::prompt_password(format!("{what}: ")).map(Zeroizing::new);
    asked.with_context(|| format!("no {what} could be asked for; --{flag}-env or --{flag}-file gives it"))
}
