//! `card`: a storage card, laid out.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use provsmith::card::{Change, Entry, Launcher, Layout, Part, Plan, Processor, RECORD, Remark, Request};
use provsmith::card::{Scheme, Supply};
use provsmith::file_digest::FileDigest;
use provsmith::terms::shown;
use serde::Serialize;

use super::{Format, Outcome, Session, inputs};

const EXAMPLES: &str = "\
Examples:
  provsmith card direct-push.cab --autorun launch.exe -o E:\\
      what nearly every device looks for: 2577\\autorun.exe, and the package beside it
  provsmith card root.cab settings.cab --processor 2577 --processor 686
    --autorun 2577=arm.exe --autorun 686=x86.exe -o E:\\
      two packages, numbered in this order, for devices and for their emulator
  provsmith card settings.cab --scheme datalogic --dry-run -o card
      what would be laid out for a maker's own scheme

Processor folders:
  2577   ARM from SA1100 and XScale on: nearly every device
  1824   ARM720
  10003  SH3
  10005  SH4
  4000   MIPS
  686    x86, and the device emulators for it
  0      any processor: looked into when a device's own folder has nothing

The shell starts autorun.exe and nothing else: a package on a card does not install itself. The
program that starts `wceload /delete 0 /silent PACKAGE` for each package is yours or the device
maker's; it is looked at (is it for the processor of its folder, is there a signature) and copied.

provsmith-card.json on the card lists what was written, with its digests. A further run replaces
and removes what that list names and nothing else, and refuses to touch what was changed since.

Exit status: 0 laid out, 2 it could not be done, and the card is as it was.";

/// Lay out a storage card: processor folders, autorun.exe, packages in their order
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct CardArgs {
    /// The packages, .cab or .cpf, in the order in which they are to be installed; several are numbered
    #[arg(value_name = "PACKAGE", required = true)]
    packages: Vec<PathBuf>,
    /// The root of the card, or a folder whose content is then copied there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// By which scheme devices find packages: shell, intermec, honeywell, datalogic, symbol, lxe
    #[arg(long, value_name = "NAME", default_value = "shell")]
    scheme: &'static Scheme,
    /// Folder for devices of one kind of processor, again for each further one [default: 2577]
    #[arg(long, value_name = "FOLDER")]
    processor: Vec<Processor>,
    /// The program that devices start: for every folder, or, as 2577=FILE, for one
    #[arg(long, value_name = "[FOLDER=]FILE")]
    autorun: Vec<String>,
    /// A further file, which that program reads, to stand beside it; again for each further one
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Leave the names of several packages as they are, without numbers
    #[arg(long)]
    keep_names: bool,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    card: String,
    scheme: &'a str,
    /// Where the scheme is described.
    sources: &'a [String],
    /// Whether nothing was written.
    dry_run: bool,
    files: Vec<FileReport>,
    remarks: Vec<&'a Remark>,
}

#[derive(Serialize)]
struct FileReport {
    #[serde(flatten)]
    digest: FileDigest,
    change: Change,
    /// The file that it is a copy of; null for what is removed.
    source: Option<String>,
    /// launcher, package or file; null for what is removed.
    part: Option<&'static str>,
    /// Whether there is an Authenticode signature, which is not verified; null for what has none by nature.
    signed: Option<bool>,
    /// The machine of a program, as its PE header has it.
    machine: Option<u16>,
    #[serde(skip)]
    about: String,
}

pub(crate) fn run(args: &CardArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let plan = Plan::make(args.request()?)?;
    let layout = Layout::of(&plan, &args.output)?;
    if !args.dry_run {
        layout.lay_out()?.commit()?;
    }
    let written = plan.entries.iter().zip(&layout.changes);
    let report = Report {
        schema_version: 1,
        card: args.output.display().to_string(),
        scheme: &plan.scheme.name,
        sources: &plan.scheme.sources,
        dry_run: args.dry_run,
        files: written
            .map(|(entry, change)| FileReport::of(entry, *change, plan.source(entry)))
            .chain(layout.obsolete.iter().map(FileReport::removed))
            .collect(),
        remarks: layout.remarks.iter().chain(&plan.remarks).collect(),
    };
    match args.format {
        Format::Json => session.json(&report)?,
        Format::Human => write!(session.out(), "{report}")?,
    }
    Ok(Outcome::Clean)
}

impl CardArgs {
    fn request(&self) -> anyhow::Result<Request> {
        inputs::refuse_twice(&self.packages, "is installed once")?;
        let supplies =
            |paths: &[PathBuf]| paths.iter().map(|path| Supply::open(path)).collect::<Result<Vec<_>, _>>();
        Ok(Request {
            scheme: self.scheme,
            processors: self.processor.clone(),
            launchers: self.autorun.iter().map(|text| launcher(text)).collect::<Result<_, _>>()?,
            packages: supplies(&inputs::cabinets(&self.packages)?)?,
            files: supplies(&self.files)?,
            keep_names: self.keep_names,
        })
    }
}

/// `2577=FILE`, or a file for all folders.
fn launcher(text: &str) -> anyhow::Result<Launcher> {
    let (processor, path) = match text.split_once('=') {
        Some((folder, path)) if !Path::new(text).exists() => (Some(folder.parse()?), path),
        _ => (None, text),
    };
    Ok(Launcher { processor, supply: Supply::open(Path::new(path))? })
}

impl FileReport {
    fn of(entry: &Entry, change: Change, source: &Path) -> Self {
        let (part, signed, machine, about) = match entry.part {
            Part::Launcher(program) => {
                ("launcher", Some(program.has_signature), Some(program.machine), program.to_string())
            }
            Part::Package { is_signed: true } => {
                ("package", Some(true), None, "signed (not verified)".to_owned())
            }
            Part::Package { is_signed: false } => ("package", Some(false), None, "unsigned".to_owned()),
            Part::File => ("file", None, None, String::new()),
        };
        Self {
            digest: entry.digest.clone(),
            change,
            source: Some(source.display().to_string()),
            part: Some(part),
            signed,
            machine,
            about,
        }
    }

    fn removed(digest: &FileDigest) -> Self {
        Self {
            digest: digest.clone(),
            change: Change::Removed,
            source: None,
            part: None,
            signed: None,
            machine: None,
            about: String::new(),
        }
    }
}

impl std::fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let done = if self.dry_run { "to be laid out (nothing was written)" } else { "laid out" };
        writeln!(f, "{}: {done}, for the scheme {}", shown(&self.card), self.scheme)?;
        let widest = |of: fn(&FileReport) -> usize| self.files.iter().map(of).max().unwrap_or_default();
        let names = widest(|file| file.digest.path.chars().count());
        let lengths = widest(|file| file.digest.bytes.to_string().len());
        for file in &self.files {
            let change = match file.change {
                Change::New => "new",
                Change::Replaced => "replaced",
                Change::Unchanged => "unchanged",
                Change::Removed => "removed",
            };
            let FileDigest { path, bytes, .. } = &file.digest;
            let line =
                format!("  {:names$}  {bytes:lengths$} bytes  {change:9}  {}", shown(path), file.about);
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f, "  {RECORD}, the list of these files")?;
        self.remarks.iter().try_for_each(|remark| writeln!(f, "{}", shown(&remark.to_string())))
    }
}
