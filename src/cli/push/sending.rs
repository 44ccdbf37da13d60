//! What `push si`, `push sl` and `push cp` have in common: the check before, the outlook, the bytes.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use provsmith::check::{Allowance, Options};
use provsmith::device::Profile;
use provsmith::document;
use provsmith::document::xml::{self, Tree};
use provsmith::finding::{Finding, Source};
use provsmith::judge::{Case, Delivery, Entry};
use provsmith::output::{Pending, write_private};
use provsmith::push::remark::Carried;
use provsmith::push::sms::References;
use provsmith::push::wsp::{self, Push};
use provsmith::push::{Outlook, server_files};
use provsmith::terms::{Channel, RoleMask, Target};
use serde::Serialize;
use zeroize::Zeroizing;

use super::form::{FormArgs, TEXT_OR_WBXML};
use super::headers::{HEADERS, HeaderArgs};
use super::{Outcome, Session};
use crate::cli::gateway_request::{GATEWAY, GatewayRequestArgs};
use crate::cli::short_message::{RECEIVER, SHORT_MESSAGES, ShortMessageArgs};
use crate::cli::wbxml::FORM_OF_WBXML;
use crate::cli::written::{Topic, Written, word};
use crate::cli::{Format, output, precheck};

/// What the document must stand up to.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Accept the findings of a rule, and say why; may be repeated
    #[arg(long, value_name = "RULE=REASON")]
    allow: Vec<Allowance>,
}

/// To whom, and in which bytes.
#[derive(Debug, Args)]
pub(super) struct SendingArgs {
    /// Which bytes are written
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingArg,
    /// The file; without it, standard output. Replaces what is there
    #[arg(short, long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(super) output: Option<PathBuf>,
    /// Folder for three files instead: body.wbxml, headers.txt, which says its content type, and document.xml, the text
    #[arg(long, value_name = "DIR", conflicts_with_all = ["dry_run", "output", "encoding"])]
    server_files: Option<PathBuf>,
    /// Write nothing; say what it will come to: size, number of messages, the policies that decide
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Profile of a device that is asked first, as `device new` writes it; may be repeated
    #[arg(long, value_name = "PROFILE")]
    device: Vec<PathBuf>,
    /// Roles that the way gives the push, such as known-ppg+trusted-ppg, or none; for --device
    #[arg(long, value_name = "MASK", value_parser = RoleMask::of_origins, requires = "device")]
    origin: Option<RoleMask>,
    /// How the outlook of --dry-run is written
    #[arg(long, value_enum, default_value_t = Format::Human, requires = "dry_run")]
    format: Format,
    #[command(flatten)]
    short_message: ShortMessageArgs,
    #[command(flatten)]
    gateway: GatewayRequestArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum EncodingArg {
    /// The document as XML text
    Xml,
    /// The document as WBXML
    Wbxml,
    /// Headers and document, as a push over WSP
    Wsp,
    /// Short messages
    #[default]
    Sms,
    /// The body of a request to a push proxy gateway, as `push send` takes it
    Pap,
}

/// The flags of a message that consists of nothing but them.
#[derive(Debug, Args)]
pub(super) struct LinkMessageArgs {
    #[command(flatten)]
    check: CheckArgs,
    #[command(flatten)]
    sending: SendingArgs,
    #[command(flatten)]
    form: FormArgs,
    #[command(flatten)]
    headers: HeaderArgs,
}

/// A message that consists of a link.
pub(super) struct LinkMessage<'a> {
    /// What it is called where it is spoken of.
    pub(super) name: &'static str,
    pub(super) channel: Channel,
    /// None where it takes another back.
    pub(super) link: Option<&'a str>,
    pub(super) document: Tree,
}

/// A document that is to be pushed.
pub(super) struct Parcel<'a> {
    name: String,
    channel: Channel,
    bytes: Vec<u8>,
    /// What it brings to the device.
    pub(super) carried: Carried<'a>,
    /// A file that nobody else may read and that stands with what is written, or neither does.
    pub(super) secret: Option<(&'a Path, Zeroizing<String>)>,
}

/// The version of the layout of the outlook: keys may be added without a new one, none is renamed or removed.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    #[serde(flatten)]
    outlook: &'a Outlook,
    verdicts: &'a [Entry],
}

impl LinkMessageArgs {
    /// Checks the message and sends it.
    pub(super) fn send(
        &self,
        message: &LinkMessage<'_>,
        written: &Written,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        self.sending.refuse_pointless(&self.form, written)?;
        let tree = &message.document;
        let carried = message.link.map_or(Carried::Nothing, Carried::Link);
        let parcel = Parcel { carried, ..Parcel::new(message.name, message.channel, xml::write(tree)) };
        if parcel.has_errors(&self.check, session)? {
            return Ok(Outcome::No);
        }
        let mut push = self.form.form(self.sending.is_text()).push(tree)?;
        self.headers.add_to(&mut push);
        parcel.send(&push, tree, &self.sending, session)
    }
}

impl EncodingArg {
    /// Whether it is no text, which a terminal does not show.
    fn is_binary(self) -> bool {
        !matches!(self, Self::Xml | Self::Sms)
    }

    /// What there is in it that flags are about.
    fn has(self) -> &'static [Topic] {
        match self {
            Self::Xml => &[],
            Self::Wbxml => &[FORM_OF_WBXML],
            Self::Wsp => &[TEXT_OR_WBXML, FORM_OF_WBXML, HEADERS],
            Self::Sms => &[TEXT_OR_WBXML, FORM_OF_WBXML, HEADERS, RECEIVER, SHORT_MESSAGES],
            Self::Pap => &[TEXT_OR_WBXML, FORM_OF_WBXML, HEADERS, RECEIVER, GATEWAY],
        }
    }
}

impl SendingArgs {
    /// Refuses flags that say nothing of what is written.
    pub(super) fn refuse_pointless(&self, form: &FormArgs, written: &Written) -> anyhow::Result<()> {
        const ALL: [Topic; 6] = [TEXT_OR_WBXML, FORM_OF_WBXML, HEADERS, RECEIVER, SHORT_MESSAGES, GATEWAY];
        if self.server_files.is_some() {
            return written.refuse_pointless("--server-files", &ALL, &[FORM_OF_WBXML, HEADERS]);
        }
        let choice = format!("--encoding {}", word(&self.encoding));
        written.refuse_pointless(&choice, &ALL, self.encoding.has())?;
        form.refuse_pointless(written)?;
        self.short_message.refuse_pointless(written)
    }

    /// The files that are written.
    pub(super) fn targets(&self) -> Vec<PathBuf> {
        let names = [server_files::BODY, server_files::HEADERS, server_files::DOCUMENT];
        let in_folder = self.server_files.iter().flat_map(|folder| names.map(|name| folder.join(name)));
        self.output.iter().filter(|path| path.as_os_str() != "-").cloned().chain(in_folder).collect()
    }

    /// The bytes of the encoding that was asked for.
    fn bytes(&self, push: &Push, session: &Session) -> anyhow::Result<Vec<u8>> {
        let to = self.short_message.to.as_ref();
        Ok(match self.encoding {
            EncodingArg::Xml | EncodingArg::Wbxml => {
                session.say(format_args!("content type: {}", push.content_type));
                push.body.clone()
            }
            EncodingArg::Wsp => wsp::encode(push)?,
            EncodingArg::Sms => {
                self.short_message.write(&wsp::encode(push)?, &mut References::default())?.into_bytes()
            }
            EncodingArg::Pap => self.gateway.body(push, to, session)?,
        })
    }

    /// Whether the encoding is that of text.
    pub(super) fn is_text(&self) -> bool {
        self.encoding == EncodingArg::Xml
    }
}

impl<'a> Parcel<'a> {
    /// A document, and the name by which the user knows it.
    pub(super) fn new(name: impl Into<String>, channel: Channel, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), channel, bytes: bytes.into(), carried: Carried::Nothing, secret: None }
    }

    /// Checks the document as one that goes this way, and shows what is found.
    pub(super) fn has_errors(&self, args: &CheckArgs, session: &Session) -> anyhow::Result<bool> {
        let options = Options {
            targets: args.target.clone(),
            allowed: args.allow.clone(),
            channel: Some(self.channel),
            ..Options::default()
        };
        // How many messages it takes is told when they are there.
        let is_shown = |finding: &Finding| finding.rule != "short-messages";
        let has_errors = precheck::has_errors((&self.name, &self.bytes), &options, is_shown, session)?;
        if has_errors {
            session.say(format_args!("{}: nothing was written", self.name));
        }
        Ok(has_errors)
    }

    /// Says what the push will come to, or writes it.
    pub(super) fn send(
        &self,
        push: &Push,
        tree: &Tree,
        args: &SendingArgs,
        session: &Session,
    ) -> anyhow::Result<Outcome> {
        let outlook = Outlook::of(&self.name, push, self.channel, self.carried)?;
        let verdicts = self.ask_devices(args, session)?;
        let is_no = verdicts.iter().any(Entry::is_no);
        let outcome = if is_no { Outcome::No } else { Outcome::Clean };
        if args.dry_run {
            self.tell(&outlook, &verdicts, args.format, session)?;
            return Ok(if outlook.fits { outcome } else { Outcome::No });
        }
        for entry in &verdicts {
            session.show(entry.to_string().trim_end());
        }
        outlook.remarks.iter().for_each(|remark| session.say(remark));
        if outcome == Outcome::No {
            session
                .say(format_args!("{}: nothing was written, since of a device the answer is no", self.name));
            return Ok(outcome);
        }
        match &args.server_files {
            Some(folder) => self.write_server_files(folder, push, tree, session)?,
            None => self.write(push, args, session)?,
        }
        Ok(outcome)
    }

    fn write_server_files(
        &self,
        folder: &Path,
        push: &Push,
        tree: &Tree,
        session: &Session,
    ) -> anyhow::Result<()> {
        let files = server_files::write(folder, push, tree)?;
        self.put_secret()?;
        for (path, file) in files {
            file.commit()?;
            session.say(path.display());
        }
        Ok(())
    }

    fn write(&self, push: &Push, args: &SendingArgs, session: &Session) -> anyhow::Result<()> {
        let bytes = args.bytes(push, session)?;
        let target = args.output.as_deref().filter(|path| path.as_os_str() != "-");
        let Some(target) = target else {
            if args.encoding.is_binary() {
                output::refuse_terminal(args.output.as_deref(), session)?;
            }
            self.put_secret()?;
            return Ok(session.out().write_all(&bytes)?);
        };
        let mut file = Pending::create(target)?;
        file.write(&bytes)?;
        self.put_secret()?;
        Ok(file.commit()?)
    }

    /// Puts the secret where it belongs: before what it opens, since a message whose PIN nobody has is worth nothing.
    fn put_secret(&self) -> anyhow::Result<()> {
        match &self.secret {
            Some((path, text)) => Ok(write_private(path, text.as_bytes())?),
            None => Ok(()),
        }
    }

    /// What the devices say.
    fn ask_devices(&self, args: &SendingArgs, session: &Session) -> anyhow::Result<Vec<Entry>> {
        if args.device.is_empty() {
            return Ok(Vec::new());
        }
        let catalogue = session.catalogue()?;
        let text = document::decode(self.bytes.as_slice()).text;
        let case = Case::of_document(Source::new(self.name.as_str(), text), None)?;
        let delivery = Delivery { origin: args.origin, ..Delivery::by(self.channel) };
        let judged = |path: &PathBuf| {
            let profile = Profile::read(path, &catalogue)?;
            Ok(Entry::judged(&case, &profile, &delivery, &catalogue))
        };
        args.device.iter().map(judged).collect()
    }

    fn tell(
        &self,
        outlook: &Outlook,
        verdicts: &[Entry],
        format: Format,
        session: &Session,
    ) -> std::io::Result<()> {
        if format == Format::Json {
            return session.json(&Report { schema_version: SCHEMA_VERSION, outlook, verdicts });
        }
        let mut out = session.out();
        write!(out, "{outlook}")?;
        verdicts.iter().try_for_each(|entry| write!(out, "{entry}"))
    }
}
