//! The flags that say by what a server proves itself.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::context::Context;
use provsmith::dm::credential::Nonce;
use provsmith::secret::{Secret, SecretSource};
use zeroize::Zeroizing;

/// Where the password is. Without a flag it is asked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Password")]
pub(super) struct PasswordArgs {
    /// Environment variable that holds the password by which the server proves itself: AAUTHSECRET of APPAUTH CLIENT
    #[arg(long, value_name = "VAR", conflicts_with = "password_file")]
    password_env: Option<String>,
    /// File whose first line is that password
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// The nonce, in either form.
#[derive(Debug, Args)]
#[command(next_help_heading = "Password")]
pub(super) struct NonceArgs {
    /// Nonce in base64, as AAUTHDATA and NextNonce carry it; its octets are hashed
    #[arg(long, value_name = "BASE64", allow_hyphen_values = true, conflicts_with = "raw_nonce")]
    nonce: Option<String>,
    /// Nonce that is hashed as it stands, for one that never was base64; may be empty
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    raw_nonce: Option<String>,
}

impl PasswordArgs {
    fn source(&self) -> Option<SecretSource> {
        let variable = self.password_env.clone().map(SecretSource::Variable);
        variable.or_else(|| self.password_file.clone().map(SecretSource::File))
    }

    /// Whether a flag says where it is.
    pub(super) fn is_given(&self) -> bool {
        self.source().is_some()
    }

    /// The password: from where it is said to be, or asked for.
    pub(super) fn read(&self, context: &Context) -> anyhow::Result<Secret> {
        let password = self.read_any(context)?;
        // An account without a secret proves nothing: an empty one is a slip, such as a variable that holds nothing.
        if password.is_empty() {
            bail!("the password is empty: give the one that the account on the device holds");
        }
        Ok(password)
    }

    fn read_any(&self, context: &Context) -> anyhow::Result<Secret> {
        if let Some(source) = self.source() {
            return Ok(source.read("the password", context)?);
        }
        if !std::io::stdin().is_terminal() {
            bail!("no password: --password-env or --password-file gives it");
        }
        let asked = rpassword::prompt_password("Password of the server: ").map(Zeroizing::new);
        asked.context("no password could be asked for; --password-env or --password-file gives it")
    }
}

impl NonceArgs {
    /// The nonce, if one was given.
    pub(super) fn nonce(&self) -> anyhow::Result<Option<Nonce>> {
        match (&self.nonce, &self.raw_nonce) {
            (Some(text), _) => {
                Ok(Some(Nonce::of_base64(text).context("--nonce (--raw-nonce takes any text)")?))
            }
            (_, Some(text)) => Ok(Some(Nonce::of_octets(text.as_bytes()))),
            _ => Ok(None),
        }
    }
}

/// Password and nonce, if a nonce was given.
pub(super) fn login(
    password: &PasswordArgs,
    nonce: &NonceArgs,
    context: &Context,
) -> anyhow::Result<Option<(Secret, Nonce)>> {
    match nonce.nonce()? {
        Some(nonce) => Ok(Some((password.read(context)?, nonce))),
        None if password.is_given() => {
            bail!("the digest is made of password and nonce: give --nonce too")
        }
        None => Ok(None),
    }
}

/// A name in credentials, in which the first colon parts it from the password.
pub(super) fn user_name(text: &str) -> Result<String, &'static str> {
    match text {
        "" => Err("the name is empty"),
        _ if text.contains(':') => {
            Err("a colon would end the name: what is behind it would be read as password")
        }
        _ => Ok(text.to_owned()),
    }
}
