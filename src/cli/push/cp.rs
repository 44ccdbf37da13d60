//! `push cp`: a document as client provisioning message.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};
use provsmith::document::{self, Limits, wap};
use provsmith::finding::Source;
use provsmith::output::{self, Pending};
use provsmith::push::cp::{Key, Message};
use provsmith::terms::{Channel, CpSecurity};

use super::form::FormArgs;
use super::headers::HeaderArgs;
use super::secrets::{PinKeyArgs, SecretArgs};
use super::sending::{CheckArgs, Parcel, SendingArgs};
use super::{Outcome, Session};
use crate::cli::inputs::Input;

const EXAMPLES: &str = "\
Examples:
  provsmith push cp gprs.xml --sec netwpin --imsi-file imsi --to +15551230001
      the short messages, for a modem; the key is the IMSI of the receiver's card
  provsmith push cp gprs.xml --sec userpin --pin-env PIN --to +15551230001 --description 'Settings for data'
      the device asks for the PIN, which the user has by another way
  provsmith push cp gprs.xml --sec userpinmac --to +15551230001
      makes a PIN that holds for this message alone, and says it
  provsmith push cp gprs.xml --sec usernetwpin --dry-run --device phone.toml
      what it will come to, and what a device would say; needs no secret
  provsmith push cp gprs.xml --sec userpin --pin-file pin --server-files cp
      files for the provisioning server of an operator

The document is checked first; one with errors is not sent. IMSI and PIN come from a variable, a file, or are asked
for. A PIN signs the message and hides nothing of it.

Exit status: 0 written, 1 the document has errors or a device of --device refuses it, 2 it could not be done.";

/// Make a client provisioning message of a document, signed with IMSI or PIN
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CpArgs {
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
    args.refuse_unused_secrets()?;
    let input = Input::of_argument(&args.document);
    let bytes = input.read(&Limits::default())?;
    let source = Source::new(input.name(), document::decode(bytes.as_slice()).text);
    let mut parcel = Parcel::new(input.name(), Channel::Cp(args.sec.into()), bytes);
    if parcel.has_errors(&args.check, session)? {
        return Ok(Outcome::No);
    }
    let Some(document) = wap::parse(&source, &Limits::default()).model else {
        bail!("`{}` is no wap-provisioningdoc as text, and no other document is sent so", input.name());
    };
    parcel.provisioning = Some(&document);
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
    // A message whose PIN nobody has is worth nothing, so the PIN is on the disk before the message is written.
    let pin = message.signature.as_ref().and_then(|signature| signature.pin.as_ref());
    let pin_file = match (&args.pin_key.pin_output, pin) {
        (Some(path), Some(pin)) => {
            let mut file = Pending::create_private(path)?;
            file.file().write_all(format!("{}\n", pin.digits()).as_bytes())?;
            Some(file)
        }
        _ => None,
    };
    let outcome = parcel.send(&message.push, &tree, &args.sending, session)?;
    if outcome == Outcome::Clean {
        match (pin_file, pin) {
            (Some(file), _) => file.commit()?,
            (None, Some(pin)) => {
                session.say(format_args!("PIN for the user, for this message alone: {}", pin.digits()));
            }
            (None, None) => {}
        }
    }
    Ok(outcome)
}

impl CpArgs {
    /// A secret that signs nothing is a slip: somebody believes that it does.
    fn refuse_unused_secrets(&self) -> anyhow::Result<()> {
        let takes_imsi = matches!(self.sec, SecArg::Netwpin | SecArg::Usernetwpin);
        let takes_pin = matches!(self.sec, SecArg::Userpin | SecArg::Usernetwpin);
        let makes_pin = self.sec == SecArg::Userpinmac;
        let unused = [
            (self.secrets.names_imsi() && !takes_imsi, "IMSI: leave out --imsi-env and --imsi-file"),
            (self.secrets.names_pin() && !takes_pin, "PIN: leave out --pin-env and --pin-file"),
            (self.pin_key.is_given() && !makes_pin, "PIN to make: leave out --pin-key-… and --pin-output"),
        ];
        let Some((_, what)) = unused.into_iter().find(|(is_unused, _)| *is_unused) else { return Ok(()) };
        let value = self.sec.to_possible_value();
        bail!("--sec {} takes no {what}", value.as_ref().map_or("", |value| value.get_name()))
    }

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
