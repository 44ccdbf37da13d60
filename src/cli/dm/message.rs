//! `dm message`: a server's message around commands.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use provsmith::catalogue::{Catalogue, convert};
use provsmith::check::{Allowance, Options};
use provsmith::dm::credential::Login;
use provsmith::dm::message::{self, Credentials};
use provsmith::dm::order::{self, Step};
use provsmith::dm::{answer, companion, read};
use provsmith::document::syncml::{self, Command, Message, Version};
use provsmith::document::{Limits, Model};
use provsmith::finding::{Finding, Severity};
use provsmith::output::Pending;
use provsmith::terms::{Channel, Target};
use provsmith::wbxml;

use crate::cli::inputs::Input;
use crate::cli::login::{NonceArgs, PasswordArgs, user_name};
use crate::cli::written::{Topic, Written};
use crate::cli::{Outcome, Session, output as cli_output, precheck};

const EXAMPLES: &str = "\
Examples:
  provsmith new download --pkg-id payroll-1.0 \\
      --pkg-url https://mdm.example.com/payroll.cab -o payroll.xml
  provsmith dm message payroll.xml --device imei:351550001234567 \\
      --server https://dm.example.com -o message.xml
      a whole message, as a server sends it
  provsmith dm message payroll.xml --bare
      the commands alone, for a server that adds its own header
  provsmith dm message payroll.xml tools.xml --device DEVICE --server SERVER -o messages
      a message for each package, and order.txt: each is sent after the result of the one before
  provsmith dm message payroll.xml --status --device DEVICE --server SERVER
  provsmith dm message payroll.xml --retry --device DEVICE --server SERVER
  provsmith dm message --inventory --device DEVICE --server SERVER
  provsmith dm message --answer reply.xml
      the answer to a device's message: Status 200 for its alerts; commands may follow
  provsmith dm message job.xml --auth md5 --user dm.example.com --password-env DM_PASSWORD \\
      --nonce Tm9uY2U= ...

Several packages are never put into Atomic or Sequence: the Download provider takes neither, and \
keeps no order of its own. After its Exec a package is no longer changed (405), so --retry deletes \
it, adds it and starts it; the device cleans old ones up, except those whose access is read-only.

The documents are checked first; nothing is made of one with errors.

Exit status: 0 written, 1 a document has errors, 2 it could not be done.";

/// The rules about what is made anew: numbers, header, end.
const MADE_ANEW: [&str; 3] = ["command-id", "final-missing", "header-meta"];

/// The rule about providers that a message does not reach: what it finds is worth knowing of what was converted.
const OTHER_PROTOCOL: &str = "wrong-protocol";

/// Write a server's message around commands: header, credentials, Final
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct MessageArgs {
    #[command(flatten)]
    written: Written,
    /// SyncML with the commands, such as `new download` makes, or a wap-provisioningdoc; `-` is standard input
    #[arg(value_name = "BODY", required_unless_present_any = ["inventory", "component", "remove", "answer"])]
    bodies: Vec<PathBuf>,
    /// The commands alone, without header and Final
    #[arg(long)]
    bare: bool,
    /// Which bytes are written
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingArg,
    /// The file, or the folder for several messages; without it, standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET", requires = "bodies")]
    target: Vec<Target>,
    /// Accept the findings of a rule, and say why; may be repeated
    #[arg(long, value_name = "RULE=REASON", requires = "bodies")]
    allow: Vec<Allowance>,
    #[command(flatten)]
    companion: CompanionArgs,
    #[command(flatten)]
    header: HeaderArgs,
    #[command(flatten)]
    credentials: CredentialArgs,
}

/// What is sent about packages instead of the documents themselves.
#[derive(Debug, Args)]
#[command(next_help_heading = "Instead of the documents")]
#[group(id = "companion", multiple = false, args = ["status", "retry", "inventory", "component", "remove"])]
struct CompanionArgs {
    /// Ask for the state of each package in the documents
    #[arg(long, requires = "bodies")]
    status: bool,
    /// Delete each package in the documents, add it again and start it
    #[arg(long, requires = "bodies")]
    retry: bool,
    /// Ask which packages are installed: the answer lists the names that the device chose for them
    #[arg(long, conflicts_with = "bodies")]
    inventory: bool,
    /// Ask for the id of an installed package by that name; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "bodies")]
    component: Vec<String>,
    /// Take an installed package off by that name; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "bodies")]
    remove: Vec<String>,
}

/// The header of the message.
#[derive(Debug, Args)]
#[command(next_help_heading = "Header")]
struct HeaderArgs {
    /// Id of the device, the value of ./DevInfo/DevId
    #[arg(long, value_name = "ID", value_parser = local_uri, required_unless_present_any = ["bare", "answer"])]
    device: Option<String>,
    /// Server, as its account on the device names it
    #[arg(long, value_name = "URI", value_parser = local_uri, required_unless_present_any = ["bare", "answer"])]
    server: Option<String>,
    /// SessionID: the one of the device's first message. Of several messages that of the first, in hexadecimal
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new(), default_value = "1", conflicts_with = "answer")]
    session_id: String,
    /// MsgID: 1 for the first message that the server sends in the session
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "answer")]
    message_id: u32,
    /// Version of OMA DM: 1.1 for Windows Mobile 5.0, 1.2 for later releases
    #[arg(long, value_enum, default_value_t, value_name = "VERSION", conflicts_with = "answer")]
    dm_version: VersionArg,
    /// Message of the device that is answered: gives the header, and Status 200 goes before the commands
    #[arg(long, value_name = "FILE", conflicts_with_all = ["device", "server"])]
    answer: Option<PathBuf>,
}

/// By what the server proves itself.
#[derive(Debug, Args)]
#[command(next_help_heading = "Password")]
struct CredentialArgs {
    /// Put credentials into the header. Windows Mobile documents md5 for servers
    #[arg(long, value_enum, value_name = "KIND", requires = "user")]
    auth: Option<AuthArg>,
    /// Name of the server in its credentials, PROVIDER-ID of its account
    #[arg(long, value_name = "NAME", requires = "auth", value_parser = user_name)]
    user: Option<String>,
    #[command(flatten)]
    password: PasswordArgs,
    #[command(flatten)]
    nonce: NonceArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AuthArg {
    /// Name and password in the clear
    Basic,
    /// A digest of name, password and nonce
    Md5,
}

/// The version of OMA DM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum VersionArg {
    /// OMA DM 1.1.2
    #[value(name = "1.1")]
    V1_1,
    /// OMA DM 1.2
    #[default]
    #[value(name = "1.2")]
    V1_2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum EncodingArg {
    /// XML text: application/vnd.syncml.dm+xml
    #[default]
    Xml,
    /// WBXML, with the public id of the version: application/vnd.syncml.dm+wbxml
    Wbxml,
}

impl From<VersionArg> for Version {
    fn from(version: VersionArg) -> Self {
        match version {
            VersionArg::V1_1 => Self::V1_1,
            VersionArg::V1_2 => Self::V1_2,
        }
    }
}

/// A message, ready to be sent.
struct Ready {
    bytes: Vec<u8>,
    session: Option<String>,
}

/// What the flags of the header are about.
const HEADER: Topic = Topic {
    name: "the header of a message",
    flags: &[
        "device",
        "server",
        "session_id",
        "message_id",
        "dm_version",
        "answer",
        "auth",
        "user",
        "password_env",
        "password_file",
        "nonce",
        "raw_nonce",
    ],
};

pub(crate) fn run(args: &MessageArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    if args.bare {
        args.written.refuse_pointless("--bare", &[HEADER], &[])?;
    }
    if args.bare && args.encoding == EncodingArg::Wbxml {
        bail!(
            "the binary form begins at SyncML, so commands alone have none: leave --bare out, or write XML"
        );
    }
    let catalogue = session.catalogue()?;
    let Some(documents) = documents(args, &catalogue, session)? else {
        session.say("nothing was written");
        return Ok(Outcome::No);
    };
    let steps = steps(args, documents, &catalogue)?;
    let ready = ready(args, &steps, session)?;
    match &ready[..] {
        [only] => write_one(args, only, session)?,
        _ => write_all(args, &steps, &ready, session)?,
    }
    Ok(Outcome::Clean)
}

/// The documents as SyncML; none when one has errors.
fn documents(
    args: &MessageArgs,
    catalogue: &Catalogue,
    session: &Session,
) -> anyhow::Result<Option<Vec<Message>>> {
    let options = Options {
        targets: args.target.clone(),
        allowed: args.allow.clone(),
        channel: Some(Channel::Dm),
        ..Options::default()
    };
    let mut documents = Vec::new();
    let mut is_clean = true;
    for argument in &args.bodies {
        let input = Input::of_argument(argument);
        let name = input.name();
        let bytes = input.read(&options.limits)?;
        let is_shown =
            |finding: &Finding| finding.severity > Severity::Note && !MADE_ANEW.contains(&finding.rule);
        if precheck::has_errors((&name, &bytes), &options, is_shown, session)? {
            is_clean = false;
            continue;
        }
        let (message, is_converted) = document(&name, &bytes, catalogue, session)?;
        if is_converted
            && precheck::has_errors(
                (&format!("{name} (as SyncML)"), syncml::write(&message).as_bytes()),
                &Options { allowed: Vec::new(), ..options.clone() },
                |finding| finding.rule == OTHER_PROTOCOL,
                session,
            )?
        {
            is_clean = false;
            continue;
        }
        documents.push(message);
    }
    Ok(is_clean.then_some(documents))
}

/// The document as a message, and whether it was one of the other model.
fn document(
    name: &str,
    bytes: &[u8],
    catalogue: &Catalogue,
    session: &Session,
) -> anyhow::Result<(Message, bool)> {
    let cannot_wrap = || format!("cannot make a message of `{name}`");
    let (message, is_converted) =
        match read::model(name, bytes, &Limits::default()).with_context(cannot_wrap)? {
            Model::SyncMl(message) => (message, false),
            Model::Wap(document) => {
                let converted = convert::to_syncml(&document, catalogue).with_context(cannot_wrap)?;
                converted.lost.iter().for_each(|lost| session.say(format_args!("warning: {name}: {lost}")));
                (converted.model, true)
            }
        };
    if message.header.is_some() {
        session
            .say(format_args!("note: {name} has a header; its commands are taken, the header is made anew"));
    }
    Ok((message, is_converted))
}

/// The commands of each message.
fn steps(args: &MessageArgs, documents: Vec<Message>, catalogue: &Catalogue) -> anyhow::Result<Vec<Step>> {
    let CompanionArgs { status, retry, inventory, component, remove } = &args.companion;
    let of_all = |make: fn(&Message, &Catalogue) -> Result<Vec<Command>, companion::CompanionError>| {
        let made = args.bodies.iter().zip(&documents).map(|(name, document)| {
            make(document, catalogue)
                .with_context(|| format!("`{}` does not name a package to go with", name.display()))
        });
        made.collect::<anyhow::Result<Vec<_>>>()
    };
    let one = |commands: Vec<Command>| vec![Step { commands, ..Step::default() }];
    Ok(match (status, retry, inventory) {
        (true, ..) => one(of_all(companion::status)?.concat()),
        (_, true, _) => order::steps(of_all(companion::retry)?, catalogue)?,
        (.., true) => one(companion::inventory(&[], catalogue)?),
        _ if !component.is_empty() => one(companion::inventory(component, catalogue)?),
        _ if !remove.is_empty() => one(companion::remove(remove, catalogue)?),
        _ if documents.is_empty() => one(Vec::new()),
        _ => order::steps(documents.into_iter().map(|document| document.commands), catalogue)?,
    })
}

/// The messages with their bytes.
fn ready(args: &MessageArgs, steps: &[Step], session: &Session) -> anyhow::Result<Vec<Ready>> {
    if args.bare {
        let bodies = steps.iter().map(|step| message::body(step.commands.clone()));
        return bodies.map(|body| ready_one(&body, args, session)).collect();
    }
    let (dialogue, number, before) = dialogue(args, session)?;
    if !before.is_empty() && steps.len() > 1 {
        bail!(
            "{} packages cannot all go into one answer: give the first alone, and the next when its result has come",
            steps.len()
        );
    }
    let mut ready = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let dialogue = message::Session { id: later(&dialogue.id, index)?, ..dialogue.clone() };
        let commands = before.iter().chain(&step.commands).cloned().collect();
        ready.push(ready_one(&dialogue.message(number, commands), args, session)?);
    }
    Ok(ready)
}

/// Who talks to whom, the number of the server's message, and what goes before its commands.
fn dialogue(args: &MessageArgs, session: &Session) -> anyhow::Result<(message::Session, u32, Vec<Command>)> {
    let credentials = credentials(&args.credentials, session)?;
    if let Some(path) = &args.header.answer {
        let input = Input::of_argument(path);
        let limits = Limits::default();
        let cannot_answer = || format!("cannot answer `{}`", input.name());
        let asked =
            read::message(&input.name(), &input.read(&limits)?, &limits).with_context(cannot_answer)?;
        let answer::Answer { dialogue, number, statuses } =
            answer::Answer::to(&asked).with_context(cannot_answer)?;
        return Ok((message::Session { credentials, ..dialogue }, number, statuses));
    }
    let dialogue = message::Session {
        version: args.header.dm_version.into(),
        id: args.header.session_id.clone(),
        device: args.header.device.clone().unwrap_or_default(),
        server: args.header.server.clone().unwrap_or_default(),
        credentials,
    };
    Ok((dialogue, args.header.message_id, Vec::new()))
}

fn credentials(args: &CredentialArgs, session: &Session) -> anyhow::Result<Option<Credentials>> {
    let Some(kind) = args.auth else {
        if args.password.is_given() || args.nonce.nonce()?.is_some() {
            bail!("a password or nonce is of no use without --auth");
        }
        return Ok(None);
    };
    let nonce = args.nonce.nonce()?;
    if kind == AuthArg::Md5 && nonce.is_none() {
        bail!(
            "--auth md5 needs --nonce: AAUTHDATA of the account, or the NextNonce that the device sent last"
        );
    }
    if kind == AuthArg::Basic && nonce.is_some() {
        bail!("basic has no nonce: leave it out, or use --auth md5");
    }
    let login = Login::new(args.user.clone().unwrap_or_default(), args.password.read(&session.context)?);
    Ok(Some(match (kind, nonce) {
        (AuthArg::Md5, Some(nonce)) => Credentials::Md5(login, nonce),
        _ => {
            session.say(
                "warning: basic carries the password in the clear; Windows Mobile documents md5 alone for servers",
            );
            Credentials::Basic(login)
        }
    }))
}

/// The name of who talks, as an address writes it (RFC 2396, section 2.4.3). Braces are let through: the names that
/// devices give themselves may be GUIDs.
fn local_uri(text: &str) -> Result<String, String> {
    match text.chars().find(|character| !character.is_ascii_graphic() || "<>\"".contains(*character)) {
        _ if text.is_empty() => Err("it is empty".to_owned()),
        Some(found) => Err(format!(
            "`{}` stands in no address: write it as % and two digits, if the name has it",
            found.escape_default()
        )),
        None => Ok(text.to_owned()),
    }
}

/// The id of a session so many after the first.
fn later(first: &str, index: usize) -> anyhow::Result<String> {
    if index == 0 {
        return Ok(first.to_owned());
    }
    // The id of a session has 16 bits in package #0, by which a device is made to call.
    let later = u16::from_str_radix(first, 16).ok().zip(u16::try_from(index).ok());
    let later = later.and_then(|(first, index)| first.checked_add(index)).with_context(|| {
        format!(
            "--session-id {first}: each further message has a session of its own, the next number, so write 1 to 4 \
             hexadecimal digits that leave room for as many as there are"
        )
    })?;
    Ok(format!("{later:X}"))
}

fn ready_one(message: &Message, args: &MessageArgs, session: &Session) -> anyhow::Result<Ready> {
    let text = syncml::write(message);
    if text.len() > syncml::LARGE && message.header.is_some() {
        session.say(format_args!(
            "warning: the message has {} bytes of XML, more than {}: no page gives a limit, and none says that a \
             device takes a message in pieces, so send it in several",
            text.len(),
            syncml::LARGE
        ));
    }
    let bytes = match args.encoding {
        EncodingArg::Xml => text.into_bytes(),
        EncodingArg::Wbxml => wbxml::encode(&syncml::to_tree(message), &wbxml::Options::default())?,
    };
    Ok(Ready { bytes, session: message.header.as_ref().map(|header| header.session_id.value.to_string()) })
}

fn write_one(args: &MessageArgs, ready: &Ready, session: &Session) -> anyhow::Result<()> {
    let target = args.output.as_deref();
    match args.encoding {
        EncodingArg::Xml => cli_output::write(&ready.bytes, target, session),
        EncodingArg::Wbxml => cli_output::write_binary(&ready.bytes, target, session),
    }
}

/// The messages and their order, in a folder of their own.
fn write_all(args: &MessageArgs, steps: &[Step], ready: &[Ready], session: &Session) -> anyhow::Result<()> {
    let count = ready.len();
    let Some(folder) = args.output.as_deref().filter(|folder| folder.as_os_str() != "-") else {
        bail!("there are {count} messages, one for each package: name a folder for them with -o");
    };
    let extension = match args.encoding {
        EncodingArg::Xml => "xml",
        EncodingArg::Wbxml => "wbxml",
    };
    let sessions: Vec<Option<String>> = ready.iter().map(|ready| ready.session.clone()).collect();
    let index = order::Index::new(steps, &sessions, extension);
    make_empty(folder)?;
    let contents = index.names().zip(ready.iter().map(|ready| &ready.bytes[..]));
    let text = index.to_string();
    let mut pending = Vec::new();
    for (name, bytes) in contents.chain([(order::INDEX, text.as_bytes())]) {
        use std::io::Write as _;
        let path = folder.join(name);
        let mut file = Pending::create(&path)?;
        file.file().write_all(bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
        pending.push(file);
    }
    pending.into_iter().try_for_each(Pending::commit)?;
    session.say(format_args!(
        "{}: {count} messages, to be sent one after the other, each when the result of the one before has come; {} \
         tells the order",
        folder.display(),
        order::INDEX
    ));
    Ok(())
}

/// Makes the folder. One that holds something is refused: an old message beside the new ones would be sent with them.
fn make_empty(folder: &Path) -> anyhow::Result<()> {
    let cannot_write = || format!("cannot write into `{}`", folder.display());
    if folder.is_dir() && fs::read_dir(folder).with_context(cannot_write)?.next().is_some() {
        bail!("`{}` holds something already: name a new folder, or empty this one", folder.display());
    }
    fs::create_dir_all(folder).with_context(cannot_write)
}
