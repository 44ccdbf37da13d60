//! `push verify-mac`: the MAC of a captured message.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::capture;
use provsmith::document::Limits;
use provsmith::input;
use provsmith::push::cp::{Answer, Signed, verify};
use provsmith::push::head;
use provsmith::push::wsp::Push;
use provsmith::terms::CpSecurity;
use serde::Serialize;

use super::secrets::SecretArgs;
use super::{Outcome, Session};
use crate::cli::Format;
use crate::cli::inputs::Input;

const EXAMPLES: &str = "\
Examples:
  provsmith push verify-mac message.wsp --imsi-file imsi
  provsmith push verify-mac pdus.txt --pin-env PIN
      short messages, one PDU in hexadecimal on each line, in any order
  provsmith push verify-mac body.wbxml --headers headers.txt --pin-file pin
      the body by itself, and the headers that say how it is signed
  provsmith push verify-mac --hex 01062F1F2DB69181... --pin-file pin

Give both IMSI and PIN where both are known: a MAC that does not hold with the key that the message names is tried \
with the others, and with the mistakes that senders make. MACs are compared in a time that tells nothing of them.

Exit status: 0 the MAC holds, 1 it does not, or the message is not signed, 2 it could not be done.";

/// Check the MAC of a client provisioning message that was captured, and say which key was meant
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct VerifyMacArgs {
    /// The message: a push over WSP, short messages, headers, an empty line and the body, or a request to a gateway; `-`
    /// is standard input
    #[arg(value_name = "FILE", required_unless_present = "hex")]
    file: Option<PathBuf>,
    /// The message in hexadecimal, instead of a file
    #[arg(long, value_name = "DIGITS", conflicts_with = "file")]
    hex: Option<String>,
    /// File with the headers of the body, Content-Type among them
    #[arg(long, value_name = "FILE")]
    headers: Option<PathBuf>,
    /// How the answer is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    secrets: SecretArgs,
}

/// The version of the layout of the report: keys may be added without a new one, none is renamed or removed.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    content_type: String,
    /// The value of `SEC`.
    sec: Option<u8>,
    /// Its name.
    security: Option<&'static str>,
    #[serde(flatten)]
    answer: &'a Answer,
}

pub(super) fn run(args: &VerifyMacArgs, session: &Session) -> anyhow::Result<Outcome> {
    let push = args.push()?;
    let parameter = |name| push.content_type.parameter(name);
    let sec = parameter("SEC").map(|text| text.parse::<u8>().with_context(|| format!("SEC is `{text}`")));
    let sec = sec.transpose()?;
    let known = args.secrets.known(&session.context)?;
    let answer = verify(Signed { sec, mac: parameter("MAC"), body: &push.body }, &known);
    if let Answer::Needs { imsi, pin } = answer {
        bail!("{}", needs(sec, imsi, pin));
    }
    let security = sec.and_then(CpSecurity::of_number).map(CpSecurity::name);
    match args.format {
        Format::Json => session.json(&Report {
            schema_version: SCHEMA_VERSION,
            content_type: push.content_type.to_string(),
            sec,
            security,
            answer: &answer,
        })?,
        Format::Human => writeln!(session.out(), "{}", answer.in_words(security.unwrap_or_default()))?,
    }
    Ok(if answer == Answer::Holds { Outcome::Clean } else { Outcome::No })
}

impl VerifyMacArgs {
    /// The push that was captured.
    fn push(&self) -> anyhow::Result<Push> {
        let (name, bytes) = match (&self.file, &self.hex) {
            (Some(file), _) => {
                let input = Input::of_argument(file);
                (input.name(), input.read(&Limits::default())?)
            }
            (None, hex) => {
                let digits = hex.as_deref().unwrap_or_default();
                capture::pieces_of_hexadecimal("--hex", digits)?;
                ("--hex".to_owned(), digits.as_bytes().to_vec())
            }
        };
        match &self.headers {
            None => capture::single_push(&name, &bytes).with_context(|| format!("cannot read `{name}`")),
            Some(path) => {
                let unreadable = || format!("cannot read `{}`", path.display());
                let headers = input::read_file(path, head::LONGEST).with_context(unreadable)?;
                head::read_headers(&headers, &bytes).with_context(unreadable)
            }
        }
    }
}

fn needs(sec: Option<u8>, imsi: bool, pin: bool) -> String {
    let security = sec.and_then(CpSecurity::of_number).map(CpSecurity::name).unwrap_or_default();
    let what = match (imsi, pin) {
        (true, true) => "the IMSI (--imsi-file or --imsi-env) and the PIN (--pin-file or --pin-env)",
        (true, false) => "the IMSI (--imsi-file or --imsi-env)",
        _ => "the PIN (--pin-file or --pin-env)",
    };
    format!("the message is signed with {security}: without {what} nothing can be said of its MAC")
}
