//! `push cp`: a document as client provisioning message.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::cabinet::layout::Header;
use provsmith::document::{self, Limits, wap};
use provsmith::finding::Source;
use provsmith::output;
use provsmith::package::DOCUMENT_NAME;
use provsmith::push::cp::{Key, Message};
use provsmith::push::remark::Carried;
use provsmith::terms::{Channel, CpSecurity};
use provsmith::wbxml;
use zeroize::Zeroizing;

use super::form::FormArgs;
use super::headers::HeaderArgs;
use super::secrets::{IMSI, PIN, PIN_TO_MAKE, PinKeyArgs, SecretArgs};
use super::sending::{CheckArgs, Parcel, SendingArgs};
use super::{Outcome, Session};
use crate::cli::inputs::Input;
use crate::cli::written::{Topic, Written, word};

const EXAMPLES: &str = "\
Examples:
  provsmith push cp gprs.xml --sec netwpin --imsi-file imsi --to +15551230001
      the short messages, for a modem; the key is the IMSI of the receiver's card
  provsmith push cp gprs.xml --sec userpin --pin-env PIN --to +15551230001 \\
      --description 'Settings for data'
      the device asks for the PIN, which the user has by another way
  provsmith push cp gprs.xml --sec userpinmac --to +15551230001
      makes a PIN that holds for this message alone, and says it
  provsmith push cp gprs.xml --sec usernetwpin --dry-run --device phone.toml
      what it will come to, and what a device would say; needs no secret
  provsmith push cp gprs.xml --sec userpin --pin-file pin --server-files cp
      files for the provisioning server of an operator

The document is checked first; one with errors is not sent. IMSI and PIN come from a variable, a file, or are asked \
for. A PIN signs the message and hides nothing of it.

Exit status: 0 written, 1 the document has errors or a device of --device refuses it, 2 it could not be done.";

/// Make a client provisioning message of a document, signed with IMSI or PIN
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CpArgs {
    #[command(flatten)]
    written: Written,
    /// The wap-provisioningdoc; `-` is standard input
    document: PathBuf,
    /// Whose secret it is signed with
    #[arg(long, value_enum)]
    sec: SecArg,
    #[command(flatten)]
    check: CheckArgs,
    #[command(flatten)]
    sending: SendingArgs,
    #[command(flatten)]
    secrets: SecretArgs,
    #[command(flatten)]
    pin_key: PinKeyArgs,
    #[command(flatten)]
    form: FormArgs,
    #[command(flatten)]
    headers: HeaderArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SecArg {
    /// IMSI of the card; the device compares it with its own and asks for a yes, or for nothing
    Netwpin,
    /// PIN that the user types in
    Userpin,
    /// Both
    Usernetwpin,
    /// PIN that is made for this message and carries its MAC
    Userpinmac,
    /// Not signed
    None,
}

pub(super) fn run(args: &CpArgs, session: &Session) -> anyhow::Result<Outcome> {
    args.sending.refuse_pointless(&args.form, &args.written)?;
    let choice = format!("--sec {}", word(&args.sec));
    args.written.refuse_pointless(&choice, &[IMSI, PIN, PIN_TO_MAKE], args.sec.takes())?;
    let input = Input::of_argument(&args.document);
    let bytes = input.read(&Limits::default())?;
    refuse_what_is_no_text(&bytes, &input.name())?;
    let source = Source::new(input.name(), document::decode(bytes.as_slice()).text);
    let mut parcel = Parcel::new(input.name(), Channel::Cp(args.sec.into()), bytes);
    if parcel.has_errors(&args.check, session)? {
        return Ok(Outcome::No);
    }
    let Some(document) = wap::parse(&source, &Limits::default()).model else {
        bail!("`{}` is no wap-provisioningdoc as text, and no other document is sent so", input.name());
    };
    parcel.carried = Carried::Settings(&document);
    let tree = wap::to_tree(&document);
    let form = args.form.form(args.sending.is_text());
    if args.sending.dry_run {
        let mut draft = Message::draft(&document, &form, args.sec.into())?;
        args.headers.add_to(&mut draft);
        return parcel.send(&draft, &tree, &args.sending, session);
    }
    let protected =
        args.secrets.files().chain(args.pin_key.files()).map(PathBuf::as_path).chain(input.path());
    let protected: Vec<&Path> = protected.collect();
    let targets = args.sending.targets();
    for target in args.pin_key.pin_output.iter().chain(&targets) {
        output::refuse_overwriting(target, protected.iter().copied())?;
    }
    if let Some(pin) = &args.pin_key.pin_output
        && targets.iter().any(|target| place(target) == place(pin))
    {
        bail!(
            "`{}` is both the message and its PIN: that would overwrite one; name another file",
            pin.display()
        );
    }
    let mut message = Message::new(&document, &form, args.key(session)?.as_ref())?;
    args.headers.add_to(&mut message.push);
    let pin = message.signature.as_ref().and_then(|signature| signature.pin.as_ref());
    let pin_file = args.pin_key.pin_output.as_deref();
    parcel.secret =
        pin_file.zip(pin).map(|(path, pin)| (path, Zeroizing::new(format!("{}\n", pin.digits()))));
    let outcome = parcel.send(&message.push, &tree, &args.sending, session)?;
    if let Some(pin) = pin.filter(|_| outcome == Outcome::Clean && pin_file.is_none()) {
        session.say(format_args!("PIN for the user, for this message alone: {}", pin.digits()));
    }
    Ok(outcome)
}

/// A message is made of the text of a document: what else it may be in is told before the checker reads it as text.
fn refuse_what_is_no_text(bytes: &[u8], name: &str) -> anyhow::Result<()> {
    if wbxml::is_wbxml(bytes) {
        bail!(
            "`{name}` is WBXML, and a message is made of the text: `provsmith convert {name} -o DOC.xml` writes it; \
             a body that is signed already goes out by `push send --content-type`"
        );
    }
    if bytes.starts_with(&Header::MAGIC) {
        bail!(
            "`{name}` is a cabinet, and a message brings a document: `provsmith unpack {name} -C DIR` takes \
             {DOCUMENT_NAME} out; `push si` and `push sl` bring a link to a package"
        );
    }
    Ok(())
}

impl SecArg {
    /// The secrets that it is signed with.
    fn takes(self) -> &'static [Topic] {
        match self {
            Self::Netwpin => &[IMSI],
            Self::Userpin => &[PIN],
            Self::Usernetwpin => &[IMSI, PIN],
            Self::Userpinmac => &[PIN_TO_MAKE],
            Self::None => &[],
        }
    }
}

impl CpArgs {
    /// The key that the security needs; what no flag names is asked for.
    fn key(&self, session: &Session) -> anyhow::Result<Option<Key>> {
        let (secrets, context) = (&self.secrets, &session.context);
        Ok(match self.sec {
            SecArg::None => None,
            SecArg::Netwpin => Some(Key::NetwPin(secrets.imsi(context)?)),
            SecArg::Userpin => Some(Key::UserPin(secrets.pin(context)?)),
            SecArg::Usernetwpin => Some(Key::UserNetwPin(secrets.imsi(context)?, secrets.pin(context)?)),
            SecArg::Userpinmac => Some(Key::UserPinMac(self.pin_key.pin_key(context)?)),
        })
    }
}

/// Where a file stands or will stand, whatever it is called.
fn place(path: &Path) -> PathBuf {
    let whole = path.canonicalize().ok();
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    whole.or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

impl From<SecArg> for CpSecurity {
    fn from(sec: SecArg) -> Self {
        match sec {
            SecArg::Netwpin => Self::NetwPin,
            SecArg::Userpin => Self::UserPin,
            SecArg::Usernetwpin => Self::UserNetwPin,
            SecArg::Userpinmac => Self::UserPinMac,
            SecArg::None => Self::None,
        }
    }
}
