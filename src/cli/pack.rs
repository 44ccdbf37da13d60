//! `pack`: a document and what belongs to it, as one package.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args as ClapArgs, ValueEnum};
use provsmith::cabinet::{Content, DosTime, MemberName, NewFile, Packing};
use provsmith::output::Pending;
use provsmith::package::{MAX_DOCUMENT, Package, PackageKind};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith pack settings.xml -o settings.cpf
      a package that installs without asking: the document alone, as _setup.xml
  provsmith pack setup.xml --file tool.exe --file bin/tool.dll=tool\\tool.dll -o tool.cab
      a package with files for the document to install
  provsmith new direct-push --heartbeat-min 8m | provsmith pack - -o direct-push.cab
      a document from standard input

The same input gives the same bytes: every file is dated 1980-01-01, or by SOURCE_DATE_EPOCH (seconds since 1970).";

/// Make a package (.cab or .cpf) of a provisioning document
#[derive(Debug, ClapArgs)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The provisioning document; `-` is standard input. It becomes _setup.xml, whatever its name
    document: PathBuf,
    /// Add a file under its own name or NAME; `\` or `/` separates folders in NAME. In a .cab only
    #[arg(long = "file", value_name = "SRC[=NAME]")]
    files: Vec<String>,
    /// The package; its extension, .cab or .cpf, says which kind. Replaces what is there
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// How the content is packed
    #[arg(long, value_enum, value_name = "WAY", default_value_t = Compress::None)]
    compress: Compress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Compress {
    /// As it is: read by every device
    None,
    /// Compressed: read by Windows Mobile 6 and later, and by Smartphones before
    Mszip,
}

pub(crate) fn run(args: Args, session: &mut Session) -> anyhow::Result<Outcome> {
    let kind = PackageKind::of_path(&args.output)?;
    let files = args.files.iter().map(|argument| added_file(argument)).collect::<anyhow::Result<Vec<_>>>()?;
    let document = read_document(&args.document)?;
    let date = session.context.source_date_epoch()?.map_or(DosTime::FIRST, DosTime::from_unix);
    let package = Package { kind, document, files, packing: args.compress.into(), date };

    let mut pending = Pending::create(&args.output)?;
    let built = package
        .write(pending.file())
        .with_context(|| format!("cannot pack `{}`", args.document.display()))?;
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

fn read_document(path: &Path) -> anyhow::Result<Vec<u8>> {
    // One byte more than is packed, so that a larger document is noticed.
    let limit = u64::from(MAX_DOCUMENT) + 1;
    let mut document = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut document).context("cannot read standard input")?;
    } else {
        fs::File::open(path)
            .and_then(|file| file.take(limit).read_to_end(&mut document))
            .with_context(|| format!("cannot read `{}`", path.display()))?;
    }
    Ok(document)
}
