//! `pack`: a document and what belongs to it, as one package.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args as ClapArgs, ValueEnum};
use provsmith::cabinet::{Content, MemberName, NewFile, Packing};
use provsmith::check::{Allowance, Options};
use provsmith::document::Limits;
use provsmith::finding::{Finding, Severity};
use provsmith::output::{self, Pending};
use provsmith::package::{MAX_DOCUMENT, Package, PackageKind};
use provsmith::terms::Target;

use super::inputs::Input;
use super::{Outcome, Session, precheck};

const EXAMPLES: &str = "\
Examples:
  provsmith pack settings.xml -o settings.cpf
      a package that installs without asking: the document alone, as _setup.xml
  provsmith pack setup.xml --file tool.exe --file tool.dll=bin/tool.dll -o tool.cab
      a package with files for the document to install
  provsmith new direct-push --heartbeat-min 8m | provsmith pack - -o direct-push.cab
      a document from standard input

The document is checked first; one with errors is not packed.

The same input gives the same bytes: every file is dated 1980-01-01, or by the variable
SOURCE_DATE_EPOCH, seconds since 1970.

Exit status: 0 packed, 1 the document has errors, 2 it could not be done.";

/// Make a package (.cab or .cpf) of a provisioning document
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The provisioning document; `-` is standard input. It becomes _setup.xml, whatever its name
    document: PathBuf,
    /// Add a file, under its own name or as NAME, in which `\` or `/` separates folders; to a .cab only
    #[arg(long = "file", value_name = "SRC[=NAME]")]
    files: Vec<String>,
    /// The package; its extension, .cab or .cpf, says which kind. Replaces what is there
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How the content is packed
    #[arg(long, value_enum, value_name = "WAY", default_value_t = Compress::None)]
    compress: Compress,
    /// Release, or release and class, that must know every setting, such as wm6.1-professional; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<Target>,
    /// Accept the findings of a rule, and say why; may be repeated
    #[arg(long, value_name = "RULE=REASON")]
    allow: Vec<Allowance>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Compress {
    /// As it is: read by every device
    None,
    /// Compressed: read by Windows Mobile 6 and later, and by Smartphones before
    Mszip,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> anyhow::Result<Outcome> {
    let kind = PackageKind::of_path(&args.output)?;
    let input = Input::of_argument(&args.document);
    let bytes = input.read(&Limits { size: u64::from(MAX_DOCUMENT), ..Limits::default() })?;
    let mut package =
        Package::of_document(kind, bytes).with_context(|| format!("cannot pack `{}`", input.name()))?;
    package.files = args.files.iter().map(|argument| added_file(argument)).collect::<anyhow::Result<_>>()?;
    package.packing = args.compress.into();
    if let Some(seconds) = session.context.source_date_epoch()? {
        package.set_date(seconds);
    }

    let options = Options { targets: args.target.clone(), allowed: args.allow.clone(), ..Options::default() };
    let is_shown = |finding: &Finding| finding.severity > Severity::Note;
    if precheck::has_errors((&input.name(), package.document()), &options, is_shown, session)? {
        session.say(format_args!("{}: not packed", args.output.display()));
        return Ok(Outcome::No);
    }
    output::refuse_overwriting(&args.output, package.sources().chain(input.path()))?;
    let mut pending = Pending::create(&args.output)?;
    let built = package.write(pending.file()).with_context(|| format!("cannot pack `{}`", input.name()))?;
    pending.commit()?;
    for note in &built.notes {
        session.say(format_args!("note: {note}"));
    }
    session.say(format_args!("{}: {} bytes", args.output.display(), built.length));
    Ok(Outcome::Clean)
}

impl From<Compress> for Packing {
    fn from(compress: Compress) -> Self {
        match compress {
            Compress::None => Self::Stored,
            Compress::Mszip => Self::MsZip,
        }
    }
}

/// `SRC=NAME`, or `SRC` under its own name. A file whose own name has a `=` is found by its whole name first.
fn added_file(argument: &str) -> anyhow::Result<NewFile> {
    let (source, name) = match argument.rsplit_once('=') {
        Some((source, name)) if !Path::new(argument).exists() => (source, name.to_owned()),
        _ => {
            let name = Path::new(argument).file_name().unwrap_or_default();
            (argument, name.to_string_lossy().into_owned())
        }
    };
    let name = MemberName::new(&name).with_context(|| format!("--file {argument}"))?;
    Ok(NewFile { name, content: Content::File(PathBuf::from(source)) })
}
