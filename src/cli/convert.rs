//! `convert`: documents in another encoding or in the other model.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use provsmith::catalogue::Catalogue;
use provsmith::conversion::{self, Converted, Encoding, Wanted, WantedModel};
use provsmith::document::Limits;
use provsmith::output::{self, Pending};
use provsmith::package::DOCUMENT_NAME;
use rayon::prelude::*;

use super::inputs::{self, Input};
use super::wbxml::WbxmlArgs;
use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith convert captured.wbxml
      what a binary document says, as text
  provsmith convert settings.xml --encoding wbxml -o settings.wbxml
  provsmith convert settings.xml --encoding wbxml --literal --string-table -o settings.wbxml
      for a device that does not know Microsoft's own code pages
  provsmith convert documents --encoding wbxml -o binary
      every document of a folder, on all cores
  provsmith convert settings.xml --as syncml --encoding xml -o body.xml
      the same settings for a management server
  provsmith convert package.cab -o settings.xml
      the settings of a package

Documents are read as text or as WBXML, told apart by their first byte, and out of packages.
WBXML is written of wap-provisioningdoc, si, sl, whole SyncML messages, and the older
CHARACTERISTIC-LIST; it has no form for comments. Text comes in the canonical layout, without a
document type.

Exit status: 0 all was converted, 1 some of several could not be, 2 it could not be done.";

/// How many files are written before they are put in their places together: as many as a process may have open on any
/// system.
const MOST_OPEN: usize = 200;

/// Convert documents: text or WBXML, wap-provisioningdoc or SyncML
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConvertArgs {
    /// Documents, packages, folders of them; `*` works everywhere; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What to write
    #[arg(long, value_enum, value_name = "ENCODING", default_value_t)]
    encoding: WantedEncoding,
    /// Model of the settings; by default the one that the document has
    #[arg(long = "as", value_enum, value_name = "MODEL")]
    model: Option<AsModel>,
    /// Where to: a file, or a folder, which several documents need; without it, or with `-`, standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    #[command(flatten)]
    wbxml: WbxmlArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum WantedEncoding {
    /// Text
    #[default]
    Xml,
    /// WAP Binary XML, as it goes over the air
    Wbxml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AsModel {
    /// wap-provisioningdoc, for packages and pushes
    Wap,
    /// SyncML, for OMA DM servers
    Syncml,
}

pub(crate) fn run(args: &ConvertArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let wanted = args.wanted()?;
    let inputs = inputs::expand(&args.files).all()?;
    let catalogue = session.catalogue()?;
    let Some(targets) = args.targets(&inputs)? else {
        return to_standard_output(&inputs, &wanted, &catalogue, args, session);
    };
    let paths = output::Inputs::of(inputs.iter().filter_map(Input::path));
    targets.iter().try_for_each(|target| paths.refuse(target))?;

    let work: Vec<(&Input, &PathBuf)> = inputs.iter().zip(&targets).collect();
    let done = work.chunks(MOST_OPEN).flat_map(|some| to_files(some, &wanted, &catalogue));
    let mut failed = 0;
    for ((input, _), done) in work.iter().zip(done) {
        match done {
            Ok(lost) => say_lost(input, &lost, session),
            Err(error) if work.len() == 1 => return Err(error),
            Err(error) => {
                failed += 1;
                session.fail(&error);
            }
        }
    }
    if failed == 0 {
        return Ok(Outcome::Clean);
    }
    session.say(format_args!("{failed} of {} documents could not be converted", work.len()));
    Ok(Outcome::No)
}

fn to_standard_output(
    inputs: &[Input],
    wanted: &Wanted,
    catalogue: &Catalogue,
    args: &ConvertArgs,
    session: &Session,
) -> anyhow::Result<Outcome> {
    let [input] = inputs else {
        bail!("{} documents cannot go to standard output: give -o a folder", inputs.len());
    };
    if args.encoding == WantedEncoding::Wbxml && args.output.is_none() && session.is_terminal() {
        bail!("WBXML is not for a terminal: give -o a file, or `-o -` if it is meant");
    }
    let Converted { bytes, lost } = converted(input, wanted, catalogue)?;
    say_lost(input, &lost, session);
    session.out().write_all(&bytes)?;
    Ok(Outcome::Clean)
}

/// Converts some documents, each into its file; gives what the other model cannot say of each.
fn to_files(
    work: &[(&Input, &PathBuf)],
    wanted: &Wanted,
    catalogue: &Catalogue,
) -> Vec<anyhow::Result<Vec<String>>> {
    let convert = |(input, target): &(&Input, &PathBuf)| to_file(input, target, wanted, catalogue);
    let made: Vec<anyhow::Result<(Option<Pending>, Vec<String>)>> = match work {
        // For one, starting threads would take longer than the work.
        [one] => vec![convert(one)],
        work => work.par_iter().map(convert).collect(),
    };
    let mut written = Vec::new();
    let (mut pending, mut numbers) = (Vec::new(), Vec::new());
    for (number, made) in made.into_iter().enumerate() {
        written.push(made.map(|(file, lost)| {
            numbers.extend(file.is_some().then_some(number));
            pending.extend(file);
            lost
        }));
    }
    for (number, committed) in numbers.into_iter().zip(Pending::commit_all(pending)) {
        if let Err(error) = committed {
            written[number] = Err(error.into());
        }
    }
    written
}

/// Converts one document into its file, which is given back where the disk must have it before it is put in its place.
fn to_file(
    input: &Input,
    target: &Path,
    wanted: &Wanted,
    catalogue: &Catalogue,
) -> anyhow::Result<(Option<Pending>, Vec<String>)> {
    let Converted { bytes, lost } = converted(input, wanted, catalogue)?;
    let mut pending = Pending::create(target)?;
    pending.write(&bytes)?;
    if pending.is_synced() {
        return Ok((Some(pending), lost));
    }
    pending.commit()?;
    Ok((None, lost))
}

fn converted(input: &Input, wanted: &Wanted, catalogue: &Catalogue) -> anyhow::Result<Converted> {
    let limits = Limits::default();
    let document = input.read_document(&limits)?;
    if document.carrier.as_ref().is_some_and(|carrier| !carrier.has_document()) {
        bail!("`{}` is a cabinet without {DOCUMENT_NAME}: it holds no document to convert", document.name);
    }
    conversion::convert(document.bytes, wanted, catalogue, &limits)
        .with_context(|| format!("cannot convert `{}`", document.name))
}

fn say_lost(input: &Input, lost: &[String], session: &Session) {
    for lost in lost {
        session.say(format_args!("note: {}: {lost}", input.name()));
    }
}

impl ConvertArgs {
    fn wanted(&self) -> anyhow::Result<Wanted> {
        let encoding = match self.encoding {
            WantedEncoding::Wbxml => Encoding::Wbxml(self.wbxml.options()),
            WantedEncoding::Xml if self.wbxml.is_about_writing() => {
                bail!("the flags of the form of WBXML need --encoding wbxml: text has one form only")
            }
            WantedEncoding::Xml => Encoding::Xml,
        };
        let model = self.model.map(|model| match model {
            AsModel::Wap => WantedModel::Wap,
            AsModel::Syncml => WantedModel::SyncMl,
        });
        Ok(Wanted { encoding, model, dialect: self.wbxml.dialect() })
    }

    /// The file for each input: the one that is named, or one with its name in the folder that is named. None: to
    /// standard output.
    fn targets(&self, inputs: &[Input]) -> anyhow::Result<Option<Vec<PathBuf>>> {
        let Some(output) = self.output.as_deref().filter(|output| output.as_os_str() != "-") else {
            return Ok(None);
        };
        let is_folder_argument = |argument: &PathBuf| argument.is_dir();
        if inputs.len() == 1 && !output.is_dir() && !self.files.iter().any(is_folder_argument) {
            return Ok(Some(vec![output.to_owned()]));
        }
        std::fs::create_dir_all(output)
            .with_context(|| format!("cannot make the folder `{}`", output.display()))?;
        inputs::in_folder(inputs, output, self.encoding.extension()).map(Some)
    }
}

impl WantedEncoding {
    fn extension(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Wbxml => "wbxml",
        }
    }
}
