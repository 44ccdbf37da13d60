//! `simulate`: what a device would say.

use std::io::{Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use der::DateTime;
use provsmith::capture::{SinglePushError, single_push};
use provsmith::card::Scheme;
use provsmith::catalogue::Catalogue;
use provsmith::device::{Profile, draft};
use provsmith::document::{self, Limits};
use provsmith::judge::{Case, CaseError, Delivery, Entry, Launcher, Matrix, Report};
use provsmith::output;
use provsmith::package::PackageKind;
use provsmith::terms::{Channel, RoleMask};

use super::accept::Accepted;
use super::{Format, Outcome, Session, dates, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith simulate settings.cab --device handheld.toml --channel http
  provsmith simulate settings.cpf --device handheld.toml --device phone.toml --all
  provsmith simulate settings.cab --device handheld.toml --channel card --launcher silent
  provsmith simulate settings.xml --device phone.toml --channel rapi-xml --format json
  provsmith simulate boot.wbxml --device phone.toml --channel cp-userpin --origin trusted-ppg
  provsmith simulate load.sl --linked a.cpf --device phone.toml --channel sl --origin known-ppg
  provsmith simulate first.cab --device phone.toml --channel http --write-profile then.toml
  provsmith simulate second.cab --device then.toml --channel http

Verdicts: installs; asks (the user is asked); refused; unknown (sources disagree or are silent).
Each says what it rests on: documented defaults, facts that the profile's author declared, or facts
that the device itself told. The roles of settings are those that devices are shipped with.

Afterwards: of one channel it is told what the device is like then, who still becomes manager of it,
what a cold boot leaves of it, and whether the user can remove the program. --write-profile
writes that device as a profile, so that a series of packages can be walked.

Certificates are valid or not by the clock of the device. It is taken to say what this computer's
says; a device that was cold booted starts at a date of its maker's until somebody sets it: --clock.

Exit status: 0 it installs (with --all: on some channel, for every file and profile) or the verdict
is one of --accept, 1 it does not, or nobody becomes manager any more afterwards, or some of several
files cannot be read, 2 it could not be judged.";

/// Say what a device would make of a package or a document: does it install, ask, refuse, and why
///
/// Walks the gates of the channel in the order in which the device does: policies, signature and store SPC, roles of
/// each setting. Says which gate decides, which roles the file comes with and what gave them, which settings are
/// refused, and what would make it pass.
///
/// Reads packages, wap-provisioningdoc and SyncML documents, service indications and loadings, as text or WBXML, and
/// pushes as they go over the air: WSP, or the short messages of one.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimulateArgs {
    /// Packages, documents, SyncML messages, push messages; `*` works everywhere; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Profile of a device, as `device new` writes it; may be repeated
    #[arg(long, value_name = "PROFILE", required = true)]
    device: Vec<PathBuf>,
    /// How it reaches the device: card, open, http, mail, rapi, rapi-xml, api, si, sl, cp, cp-netwpin, cp-userpin,
    /// cp-usernetwpin, cp-userpinmac, dm, eas or rom
    #[arg(long, value_name = "CHANNEL", required_unless_present = "all")]
    channel: Option<Channel>,
    /// Every channel, as a table
    #[arg(long, conflicts_with = "channel")]
    all: bool,
    /// How the launcher on a card starts the installer [default: ui]
    #[arg(long, value_enum)]
    launcher: Option<LauncherArg>,
    /// Scheme by which the device finds packages on a card, as `provsmith card` has it [default: shell]
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<&'static Scheme>,
    /// Roles by which a push is known when it comes, such as known-ppg+trusted-ppg+ppg-trusted, or none; without it,
    /// that is not known
    #[arg(long, value_name = "MASK", value_parser = RoleMask::of_origins)]
    origin: Option<RoleMask>,
    /// Address that a service loading links to, where a package is judged without the message
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// The package that a service indication or loading links to
    #[arg(long, value_name = "PACKAGE")]
    linked: Option<PathBuf>,
    /// What the clock of the device says: a date, or a time in UTC [default: what this computer's says]
    #[arg(long, value_name = "TIME", value_parser = dates::first_second)]
    clock: Option<DateTime>,
    /// Write the profile of the device as it is after the file was taken; of one file, one profile, one channel. With
    /// `-` it goes to standard output, and the report to standard error
    #[arg(long, value_name = "PROFILE", conflicts_with = "all")]
    write_profile: Option<PathBuf>,
    /// A further verdict that is success; may be repeated
    #[arg(long, value_enum, value_name = "VERDICT")]
    accept: Vec<Accepted>,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LauncherArg {
    /// With dialogs
    Ui,
    /// Without: nobody can be asked
    Silent,
}

pub(crate) fn run(args: &SimulateArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    refuse_pointless(args)?;
    inputs::refuse_twice(&args.device, "is asked once")?;
    let catalogue = session.catalogue()?;
    let profiles: Vec<Profile> =
        args.device.iter().map(|path| Profile::read(path, &catalogue)).collect::<Result<_, _>>()?;
    let channels = args.channel.map_or_else(|| Channel::ALL.to_vec(), |channel| vec![channel]);
    let paths = inputs::cabinets(&args.files)?;
    if let Some(target) = &args.write_profile {
        if (paths.len(), profiles.len()) != (1, 1) {
            bail!("--write-profile writes one device after one file: name one file and one --device");
        }
        let of_profile = profiles.iter().flat_map(|profile| &profile.files);
        output::refuse_overwriting(target, of_profile.map(PathBuf::as_path))?;
    }
    let linked = args.linked.as_deref().map(|path| read(path, args, session)).transpose()?;
    let mut entries: Vec<Vec<Entry>> = Vec::new();
    let mut some_failed = false;
    for path in &paths {
        let case = match case(path, linked.as_ref(), args, session) {
            Ok(case) => case,
            // Of several the others are judged all the same.
            Err(error) if paths.len() > 1 => {
                session.fail(&error);
                some_failed = true;
                continue;
            }
            Err(error) => return Err(error),
        };
        let of_profile = |profile| judged(&case, profile, &channels, args, &catalogue);
        entries.push(profiles.iter().flat_map(of_profile).collect());
    }
    let gives_profile = args.write_profile.as_deref() == Some(Path::new("-"));
    match args.format {
        Format::Json if gives_profile => {
            bail!("standard output cannot carry a profile and a report: name a file for --write-profile")
        }
        Format::Json => session.json(&Report::of(&entries.concat()))?,
        Format::Human if gives_profile => write(&entries, args.all, &mut session.err())?,
        Format::Human => write(&entries, args.all, &mut session.out())?,
    }
    let outcome = if some_failed { Outcome::No } else { outcome(&entries, channels.len(), args) };
    if let (Some(path), Some(entry)) = (&args.write_profile, entries.iter().flatten().next()) {
        write_profile(path, entry, outcome, session)?;
    }
    Ok(outcome)
}

/// A flag that has nothing to say of the channel is a slip: somebody believes that it counts.
fn refuse_pointless(args: &SimulateArgs) -> anyhow::Result<()> {
    let Some(channel) = args.channel else { return Ok(()) };
    let is_push = matches!(channel, Channel::Si | Channel::Sl | Channel::Cp(_));
    let pointless = [
        (args.launcher.is_some() && channel != Channel::Card, "--launcher", "the channel card"),
        (args.scheme.is_some() && channel != Channel::Card, "--scheme", "the channel card"),
        (args.origin.is_some() && !is_push, "--origin", "pushes: the channels si, sl and those of cp"),
        (args.link.is_some() && channel != Channel::Sl, "--link", "the channel sl"),
    ];
    match pointless.into_iter().find(|(is_pointless, ..)| *is_pointless) {
        Some((_, flag, what)) => {
            bail!("{flag} is of {what}, not of {channel}: leave it out, or name another channel")
        }
        None => Ok(()),
    }
}

/// The device as it is then, where the answer was yes.
fn write_profile(path: &Path, entry: &Entry, outcome: Outcome, session: &Session) -> anyhow::Result<()> {
    let Some(after) = entry.afterwards.as_ref().filter(|_| outcome == Outcome::Clean) else {
        let path = path.display();
        let verdict = entry.judgement.verdict;
        if entry.locks_out() {
            session.say(format_args!(
                "`{path}` was not written: {verdict}, and nobody is known to become manager after it; \
                 --accept locked-out goes on from that"
            ));
        } else {
            session.say(format_args!(
                "`{path}` was not written: {verdict}; --accept goes on from another answer than `installs`"
            ));
        }
        return Ok(());
    };
    let text = draft::of_profile(&after.profile);
    if path == Path::new("-") {
        session.out().write_all(text.as_bytes())?;
    } else {
        output::write_whole(path, text.as_bytes())?;
    }
    Ok(())
}

/// A file as a device would see it, with the package that it links to.
fn case(path: &Path, linked: Option<&Case>, args: &SimulateArgs, session: &Session) -> anyhow::Result<Case> {
    let case = read(path, args, session)?;
    if args.link.is_some() && case.is_message() {
        bail!("`{}` says itself where it links to: leave --link out", path.display());
    }
    match linked {
        Some(package) => Ok(case.linking_to(package.clone())?),
        None => Ok(case),
    }
}

/// A file as a device would see it, by the device's clock.
fn read(path: &Path, args: &SimulateArgs, session: &Session) -> anyhow::Result<Case> {
    let name = path.display().to_string();
    let mut file = inputs::open(path).with_context(|| format!("cannot read `{name}`"))?;
    // Without a name that says otherwise a package is taken for a .cab.
    let kind = PackageKind::of_path(path).unwrap_or(PackageKind::Cab);
    let clock = args.clock.map_or_else(|| dates::now(&session.context), Ok)?;
    match Case::read(&name, kind, &mut file, clock) {
        Err(error @ (CaseError::Kind(_) | CaseError::Binary { .. })) => {
            file.rewind()?;
            pushed(&name, kind, file, clock)?.ok_or_else(|| error.into())
        }
        read => Ok(read?),
    }
}

/// What a captured push brings; `None`: the file is none.
fn pushed(name: &str, kind: PackageKind, file: impl Read, clock: DateTime) -> anyhow::Result<Option<Case>> {
    let limits = Limits::default();
    let push = match single_push(name, &document::read_bounded(file, &limits)?) {
        Ok(push) => push,
        Err(error @ (SinglePushError::Missing(_) | SinglePushError::Several(_))) => {
            return Err(error).with_context(|| format!("cannot read `{name}`"));
        }
        Err(_) => return Ok(None),
    };
    let case = Case::read(name, kind, Cursor::new(&push.body), clock)?;
    Ok(Some(case.pushed(push.content_type.parameter("SEC"))))
}

fn judged(
    case: &Case,
    profile: &Profile,
    channels: &[Channel],
    args: &SimulateArgs,
    catalogue: &Catalogue,
) -> Vec<Entry> {
    let launcher = args.launcher.map(|launcher| match launcher {
        LauncherArg::Ui => Launcher::Ui,
        LauncherArg::Silent => Launcher::Silent,
    });
    let scheme = args.scheme.unwrap_or_else(Scheme::shell);
    let judge = |channel: &Channel| {
        let (origin, link) = (args.origin, args.link.clone());
        let by_card = scheme.delivery(&case.name, launcher);
        let delivery = Delivery { channel: *channel, origin, link, ..by_card };
        // A table has no room for advice.
        let foresee = match args.format {
            Format::Human if args.all => Entry::in_table,
            Format::Json if args.all => Entry::judged,
            _ => Entry::foreseen,
        };
        foresee(case, profile, &delivery, catalogue)
    };
    channels.iter().map(judge).collect()
}

fn write(files: &[Vec<Entry>], as_table: bool, out: &mut impl Write) -> std::io::Result<()> {
    for (index, entries) in files.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if as_table {
            write!(out, "{}", Matrix::of(entries))?;
        } else {
            entries.iter().try_for_each(|entry| write!(out, "{entry}"))?;
        }
    }
    Ok(())
}

/// With one channel it must be open; of all of them one must.
fn outcome(files: &[Vec<Entry>], channels: usize, args: &SimulateArgs) -> Outcome {
    let is_accepted = |entry: &Entry| Accepted::is_success(entry, &args.accept);
    let is_open = |of_profile: &[Entry]| of_profile.iter().any(is_accepted);
    match files.iter().all(|entries| entries.chunks(channels).all(is_open)) {
        true => Outcome::Clean,
        false => Outcome::No,
    }
}
