//! `simulate`: what a device would say.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use provsmith::catalogue::Catalogue;
use provsmith::device::Profile;
use provsmith::judge::{self, Case, Delivery, Entry, Launcher, Matrix, Report, Verdict};
use provsmith::package::PackageKind;
use provsmith::terms::{Channel, RoleMask};

use super::{Format, Outcome, Session, dates, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith simulate settings.cab --device handheld.toml --channel http
  provsmith simulate settings.cpf --device handheld.toml --device phone.toml --all
  provsmith simulate settings.cab --device handheld.toml --channel card --launcher silent
  provsmith simulate settings.xml --device phone.toml --channel rapi-xml --format json
  provsmith simulate boot.xml --device phone.toml --channel cp-userpin --origin ppg-trusted

Verdicts: installs; asks (the user is asked); refused; unknown (sources disagree or are silent).
Each says what it rests on: documented defaults, facts that the profile's author declared, or facts
that the device itself told. The roles of settings are those that devices are shipped with.

Exit status: 0 it installs (with --all: on some channel, for every file and profile) or the verdict
is one of --accept, 1 it does not, 2 it could not be judged.";

/// Say what a device would make of a package or a document: does it install, ask, refuse, and why
///
/// Walks the gates of the channel in the order in which the device does: policies, signature and store SPC, roles of
/// each setting. Says which gate decides, which roles the file comes with and what gave them, which settings are
/// refused, and what would make it pass.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SimulateArgs {
    /// Packages, wap-provisioningdoc or SyncML documents; `*` works everywhere; `-` is standard input
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
    /// How the launcher on a card starts the installer
    #[arg(long, value_enum, default_value_t)]
    launcher: LauncherArg,
    /// Roles by which a push is known when it comes, such as known-ppg+ppg-trusted
    #[arg(long, value_name = "MASK", default_value = "none")]
    origin: RoleMask,
    /// Address that a service loading links to
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    /// A further verdict that is success; may be repeated
    #[arg(long, value_enum, value_name = "VERDICT")]
    accept: Vec<Accepted>,
    /// How it is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LauncherArg {
    /// With dialogs
    #[default]
    Ui,
    /// Without: nobody can be asked
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Accepted {
    /// The user is asked
    Asks,
    /// Sources disagree or are silent
    Unknown,
}

pub(crate) fn run(args: &SimulateArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let catalogue = session.catalogue()?;
    let profiles: Vec<Profile> =
        args.device.iter().map(|path| Profile::read(path, &catalogue)).collect::<Result<_, _>>()?;
    let channels = args.channel.map_or_else(|| Channel::ALL.to_vec(), |channel| vec![channel]);
    let mut entries: Vec<Vec<Entry>> = Vec::new();
    for path in inputs::cabinets(&args.files)? {
        let case = read(&path, session)?;
        let of_profile = |profile| judged(&case, profile, &channels, args, &catalogue);
        entries.push(profiles.iter().flat_map(of_profile).collect());
    }
    match args.format {
        Format::Json => session.json(&Report::of(&entries.concat()))?,
        Format::Human => write(&entries, args.all, &mut session.out())?,
    }
    Ok(outcome(&entries, channels.len(), args))
}

/// A file as a device would see it today.
fn read(path: &Path, session: &Session) -> anyhow::Result<Case> {
    let name = path.display().to_string();
    let file = inputs::open(path).with_context(|| format!("cannot read `{name}`"))?;
    // Without a name that says otherwise a package is taken for a .cab.
    let kind = PackageKind::of_path(path).unwrap_or(PackageKind::Cab);
    Ok(Case::read(&name, kind, file, dates::now(&session.context)?)?)
}

fn judged(
    case: &Case,
    profile: &Profile,
    channels: &[Channel],
    args: &SimulateArgs,
    catalogue: &Catalogue,
) -> Vec<Entry> {
    let launcher = match args.launcher {
        LauncherArg::Ui => Launcher::Ui,
        LauncherArg::Silent => Launcher::Silent,
    };
    let judge = |channel: &Channel| {
        let delivery = Delivery { channel: *channel, launcher, origin: args.origin, link: args.link.clone() };
        let judgement = judge::judge(case, profile, &delivery, catalogue);
        Entry { file: case.name.clone(), device: profile.name.clone(), judgement }
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
    let is_accepted = |entry: &Entry| match entry.judgement.verdict {
        Verdict::Installs => true,
        Verdict::Asks => args.accept.contains(&Accepted::Asks),
        Verdict::Unknown => args.accept.contains(&Accepted::Unknown),
        Verdict::Refused => false,
    };
    let is_open = |of_profile: &[Entry]| of_profile.iter().any(is_accepted);
    match files.iter().all(|entries| entries.chunks(channels).all(is_open)) {
        true => Outcome::Clean,
        false => Outcome::No,
    }
}
