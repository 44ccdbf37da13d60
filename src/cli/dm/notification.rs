//! `dm notification`: package #0, written and read.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use provsmith::dm::notification::{Initiator, Notification, ServerId, Trigger, UiMode};
use provsmith::document::Limits;
use provsmith::push::sms::References;
use provsmith::push::wsp;
use serde::Serialize;

use super::message::VersionArg;
use crate::cli::gateway_request::{GATEWAY, GatewayRequestArgs};
use crate::cli::inputs::Input;
use crate::cli::login::{NonceArgs, PasswordArgs, login};
use crate::cli::short_message::{RECEIVER, SHORT_MESSAGES, ShortMessageArgs};
use crate::cli::written::{Topic, Written, word};
use crate::cli::{Format, Outcome, Session, output as cli_output};

const EXAMPLES: &str = "\
Examples:
  provsmith dm notification --server-id dm.example.com --password-env DM_PASSWORD \\
      --nonce bm9uY2U= --to +15551230001
      the short message for a modem
  provsmith dm notification --server-id dm.example.com --password-env DM_PASSWORD \\
      --nonce bm9uY2U= --encoding pap --ppg-host ppg.example.com --to +15551230001 -o request
      for a gateway, by way of `push send`
  provsmith dm notification --read captured.bin
  provsmith dm notification --read captured.bin --password-file password --nonce bm9uY2U=

The device looks for the account with this server id, makes the digest with the password that it \
expects from the server (APPAUTH CLIENT in the w7 document), and calls the server if the two agree. \
The device's first message then has the same SessionID. The same input gives the same bytes.

The nonce is base64 in documents and its octets are hashed; the server renews it in each session. \
After a nonce was lost, a device may take the nonce AAAAAA== (four zero octets), if that was \
enabled when the account was made.

Exit status: 0 written, or the digest agrees; 1 the digest does not agree; 2 it could not be done.";

/// Write the notification (package #0) that makes a device call its server, or read one
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct NotificationArgs {
    #[command(flatten)]
    written: Written,
    /// Name of the server in its account on the device: PROVIDER-ID
    #[arg(long, value_name = "ID", required_unless_present = "read")]
    server_id: Option<ServerId>,
    /// Id of the session as SyncML messages write it: 1 to 4 hexadecimal digits
    #[arg(long, value_name = "HEX", default_value = "1", value_parser = session_id)]
    session_id: u16,
    /// Version of OMA DM: 1.1 for Windows Mobile 5.0, 1.2 for later releases
    #[arg(long, value_enum, default_value_t, value_name = "VERSION")]
    dm_version: VersionArg,
    /// What the device does before it calls
    #[arg(long, value_enum, default_value_t, value_name = "MODE")]
    ui_mode: UiModeArg,
    /// Who wants the session
    #[arg(long, value_enum, default_value_t, value_name = "WHO")]
    initiator: InitiatorArg,
    /// Which bytes are written
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingArg,
    /// The file; without it, standard output. Replaces what is there
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Read a captured package #0 instead, bytes or hexadecimal; `-` is standard input. With password and nonce its
    /// digest is checked
    #[arg(long, value_name = "FILE")]
    read: Option<PathBuf>,
    /// How what was read is printed
    #[arg(long, value_enum, default_value_t = Format::Human, requires = "read")]
    format: Format,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    nonce: NonceArgs,
    #[command(flatten)]
    short_message: ShortMessageArgs,
    #[command(flatten)]
    gateway: GatewayRequestArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum UiModeArg {
    /// Not said
    NotSpecified,
    /// Nothing is shown
    #[default]
    Background,
    /// The user is told
    Informative,
    /// The user is asked
    UserInteraction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum InitiatorArg {
    /// The user, or the device itself
    Client,
    /// The server
    #[default]
    Server,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum EncodingArg {
    /// Package #0 alone
    Body,
    /// A push over WSP
    Wsp,
    /// Short messages
    #[default]
    Sms,
    /// The body of a request to a push proxy gateway, as `push send` takes it
    Pap,
}

/// What the flags of a new notification are about.
const NEW: Topic = Topic {
    name: "a notification that is written",
    flags: &["server_id", "session_id", "dm_version", "ui_mode", "initiator", "encoding", "output"],
};

impl EncodingArg {
    /// What there is in it that flags are about.
    fn has(self) -> &'static [Topic] {
        match self {
            Self::Body | Self::Wsp => &[NEW],
            Self::Sms => &[NEW, RECEIVER, SHORT_MESSAGES],
            Self::Pap => &[NEW, RECEIVER, GATEWAY],
        }
    }
}

impl From<UiModeArg> for UiMode {
    fn from(mode: UiModeArg) -> Self {
        match mode {
            UiModeArg::NotSpecified => Self::NotSpecified,
            UiModeArg::Background => Self::Background,
            UiModeArg::Informative => Self::Informative,
            UiModeArg::UserInteraction => Self::UserInteraction,
        }
    }
}

impl From<InitiatorArg> for Initiator {
    fn from(initiator: InitiatorArg) -> Self {
        match initiator {
            InitiatorArg::Client => Self::Client,
            InitiatorArg::Server => Self::Server,
        }
    }
}

fn session_id(text: &str) -> Result<u16, String> {
    u16::from_str_radix(text, 16).map_err(|_| "write 1 to 4 hexadecimal digits, such as 1 or 2F".to_owned())
}

pub(crate) fn run(args: &NotificationArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    const ALL: [Topic; 4] = [NEW, RECEIVER, SHORT_MESSAGES, GATEWAY];
    if let Some(file) = &args.read {
        args.written.refuse_pointless("--read", &ALL, &[])?;
        return read(file, args, session);
    }
    args.written.refuse_pointless(
        &format!("--encoding {}", word(&args.encoding)),
        &ALL,
        args.encoding.has(),
    )?;
    args.short_message.refuse_pointless(&args.written)?;
    write(args, session)
}

fn write(args: &NotificationArgs, session: &Session) -> anyhow::Result<Outcome> {
    let Some(server_id) = args.server_id.clone() else { bail!("--server-id is missing") };
    let Some(nonce) = args.nonce.nonce()? else {
        bail!(
            "--nonce is missing: give AAUTHDATA of the account, or the nonce that the last session ended with"
        );
    };
    let trigger = Trigger {
        version: args.dm_version.into(),
        ui_mode: args.ui_mode.into(),
        initiator: args.initiator.into(),
        session_id: args.session_id,
        server_id,
        vendor: Vec::new(),
    };
    let push = trigger.push(args.password.read(&session.context)?, &nonce);
    let target = args.output.as_deref();
    match args.encoding {
        EncodingArg::Body => cli_output::write_binary(&push.body, target, session)?,
        EncodingArg::Wsp => cli_output::write_binary(&wsp::encode(&push)?, target, session)?,
        EncodingArg::Sms => {
            let text = args.short_message.write(&wsp::encode(&push)?, &mut References::default())?;
            cli_output::write(&text, target, session)?;
        }
        EncodingArg::Pap => {
            let body = args.gateway.body(&push, args.short_message.to.as_ref(), session)?;
            cli_output::write_binary(&body, target, session)?;
        }
    }
    session.say(format_args!("the device's first message has the SessionID {:X}", args.session_id));
    Ok(Outcome::Clean)
}

/// What was read, for programs.
#[derive(Debug, Serialize)]
struct Report<'a> {
    schema_version: u32,
    digest: String,
    version: &'a str,
    ui_mode: UiMode,
    initiator: Initiator,
    /// As SyncML messages write it.
    session_id: String,
    server_id: &'a str,
    vendor: String,
    /// Nothing, where it was not checked.
    digest_agrees: Option<bool>,
}

fn read(file: &Path, args: &NotificationArgs, session: &Session) -> anyhow::Result<Outcome> {
    let input = Input::of_argument(file);
    let bytes = of_hexadecimal(input.read(&Limits::default())?);
    let notification = Notification::read(&bytes).with_context(|| {
        format!(
            "cannot read `{}` as package #0 alone (of the push or the short messages around one, `provsmith push \
             decode` tells)",
            input.name()
        )
    })?;
    let login = login(&args.password, &args.nonce, &session.context)?;
    let digest_agrees = login.map(|(password, nonce)| notification.agrees(password, &nonce));
    let trigger = &notification.trigger;
    let report = Report {
        schema_version: 1,
        digest: hex::encode(notification.digest),
        version: trigger.version.dtd(),
        ui_mode: trigger.ui_mode,
        initiator: trigger.initiator,
        session_id: format!("{:X}", trigger.session_id),
        server_id: trigger.server_id.as_str(),
        vendor: hex::encode(&trigger.vendor),
        digest_agrees,
    };
    match args.format {
        Format::Json => session.json(&report)?,
        Format::Human => show(&report, session)?,
    }
    Ok(if digest_agrees == Some(false) { Outcome::No } else { Outcome::Clean })
}

/// Bytes that were written down in hexadecimal. Package #0 itself is never text: its trigger begins with an octet below
/// the blank.
fn of_hexadecimal(bytes: Vec<u8>) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    hex::decode(digits).unwrap_or(bytes)
}

fn show(report: &Report<'_>, session: &Session) -> std::io::Result<()> {
    let mut out = session.out();
    writeln!(out, "server      {}", provsmith::terms::shown(report.server_id))?;
    writeln!(out, "session     {}", report.session_id)?;
    writeln!(out, "version     {}", report.version)?;
    writeln!(out, "ui mode     {}", report.ui_mode)?;
    writeln!(out, "initiator   {}", report.initiator)?;
    if !report.vendor.is_empty() {
        writeln!(out, "vendor      {}", report.vendor)?;
    }
    let agrees = match report.digest_agrees {
        None => "not checked: that takes password and nonce",
        Some(true) => "agrees: a device with this password and nonce calls the server",
        Some(false) => "does not agree: a device with this password and nonce stays silent",
    };
    writeln!(out, "digest      {}, {agrees}", report.digest)
}
