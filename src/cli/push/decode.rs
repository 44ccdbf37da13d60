//! `push decode`: what a captured push says.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::capture::{Capture, Piece, Secrets, pieces_of_hexadecimal, pieces_of_input};
use provsmith::document::Limits;

use super::super::inputs::Input;
use super::secrets::SecretArgs;
use super::{Outcome, Session};
use crate::cli::Format;
use crate::cli::login::{NonceArgs, PasswordArgs, login};

const EXAMPLES: &str = "\
Examples:
  provsmith push decode pdus.txt
      short messages, one in hexadecimal on each line, in any order, as modems print them
  provsmith push decode push.wsp
      the octets of a push over WSP, a document in WBXML, or a message of a short message centre
  provsmith push decode --hex 0106B6030B6A0045...
  provsmith push decode pdus.txt --imsi-file imsi --pin-env PIN
      checks the MAC of a client provisioning message too
  provsmith push decode package0.wsp --password-env DM_PASSWORD --nonce bm9uY2U=
      checks the digest of the call of a management server
  provsmith push decode request.txt
      a request of the Push Access Protocol, as it was posted

What an input is, is found out by looking: SMS-SUBMIT and SMS-DELIVER, with the address of a \
centre or without, submit_sm and deliver_sm of SMPP, also as the JSON of `--pdu smpp`, pushes over WSP, requests of the Push Access \
Protocol and their answers, headers, an empty line and a body, package #0 of OMA DM in a push, \
WBXML, XML. A file holds octets, or hexadecimal digits; \
blanks and line breaks among the digits, and lines that begin with `AT` or `+C`, do not matter. \
Offsets count from 0.

Exit status: 0 everything was read down to the document, 1 something is missing or broken, \
or a MAC or digest does not hold, 2 nothing of it could be read.";

/// Say what a captured push says: short messages, WSP, PAP, WBXML, down to the document
///
/// Parts of a long push are put together in whatever order they come, also from several files; those that are missing
/// are named. Where a layer breaks, the octet is named, and the layers around it are shown. With IMSI or PIN the
/// MAC of a client provisioning message is checked, with password and nonce the digest of a server's call (package #0).
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DecodeArgs {
    /// What was captured; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "hex")]
    files: Vec<PathBuf>,
    /// What was captured, in hexadecimal; may be repeated
    #[arg(long, value_name = "DIGITS")]
    hex: Vec<String>,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    secrets: SecretArgs,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    nonce: NonceArgs,
}

pub(super) fn run(args: &DecodeArgs, session: &Session) -> anyhow::Result<Outcome> {
    let limits = Limits::default();
    let secrets = Secrets {
        keys: args.secrets.known(&session.context)?,
        login: login(&args.password, &args.nonce, &session.context)?,
    };
    let capture = Capture::of(&args.pieces(&limits)?, &secrets, &limits);
    match args.format {
        Format::Human => write!(session.out(), "{capture}")?,
        Format::Json => session.json(&capture)?,
    }
    if capture.is_unreadable() {
        bail!("nothing of it could be read: what is wrong stands above");
    }
    Ok(if capture.is_good() { Outcome::Clean } else { Outcome::No })
}

impl DecodeArgs {
    fn pieces(&self, limits: &Limits) -> anyhow::Result<Vec<Piece>> {
        let mut pieces = Vec::new();
        for file in &self.files {
            let input = Input::of_argument(file);
            pieces.extend(pieces_of_input(&input.name(), &input.read(limits)?)?);
        }
        for (index, digits) in self.hex.iter().enumerate() {
            let name =
                if self.hex.len() == 1 { "--hex".to_owned() } else { format!("--hex ({})", index + 1) };
            pieces.extend(pieces_of_hexadecimal(&name, digits).context("--hex takes hexadecimal digits")?);
        }
        anyhow::ensure!(!pieces.is_empty(), "there is nothing in it");
        Ok(pieces)
    }
}
