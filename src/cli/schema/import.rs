//! `schema import`: catalogue files from device descriptions.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::catalogue::import::{Imported, ProviderFile, import};
use provsmith::document::{Fault, FaultKind, Limits, ddf, decode};
use provsmith::output;

use crate::cli::inputs::{self, Input};
use crate::cli::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith schema import Fleet.ddf -o providers
  provsmith schema import dmclient-ddf-file.md email2-ddf-file.md -o providers
  provsmith check --catalogue providers message.xml

Each node at the top of a description becomes one file, named after it and, below another maker than \
Microsoft (./Vendor/ACME/Fleet), after that too: Vendor-ACME-Fleet.toml; what belongs to each user \
(./User/…) becomes NAME-User.toml. What the catalogue has no word for is told, and kept as a \
note where it is of use to people. A description is for OMA DM: where a provider reads \
wap-provisioningdoc too, write protocols = [\"cp\", \"dm\"] into its file.

A provider that the catalogue has already, at the same place in the tree, is replaced by yours in \
commands that get --catalogue; they say so.

Exit status: 0 all was written, 2 something could not be read or written.";

/// Make providers of OMA device descriptions (DDF)
///
/// Reads OMA DDF 1.1.2 and 1.2 and what Microsoft adds to it, as XML or inside a Markdown page, and writes one file a
/// provider, which every command takes through --catalogue.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// The descriptions: files, patterns, `-` for standard input
    #[arg(required = true, value_name = "DDF")]
    descriptions: Vec<PathBuf>,
    /// Folder for the files; made when it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &ImportArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let mut files: BTreeMap<String, (String, ProviderFile)> = BTreeMap::new();
    for input in inputs::expand(&args.descriptions).all()? {
        let imported = read(&input)?;
        for reason in &imported.skipped {
            session.say(format_args!("{}: {reason}", input.name()));
        }
        for file in imported.files {
            // On Windows two names that differ in case only are one.
            match files.get(&file.name.to_lowercase()) {
                Some((other, known)) if known.text != file.text => {
                    bail!(
                        "`{other}` and `{}` describe `{}` differently; import one of them",
                        input.name(),
                        file.address
                    );
                }
                _ => files.insert(file.name.to_lowercase(), (input.name(), file)),
            };
        }
    }
    if files.is_empty() {
        bail!("no provider is described: nothing was written");
    }
    write(&files.into_values().map(|(_, file)| file).collect::<Vec<_>>(), args, session)?;
    Ok(Outcome::Clean)
}

fn read(input: &Input) -> anyhow::Result<Imported> {
    let limits = Limits::default();
    let name = input.name();
    let decoded = decode(&input.read(&limits)?);
    let parsed = ddf::parse(&decoded.text, &limits);
    // Text that is in the way, or another name for the encoding, loses nothing of the tree.
    let is_harmless = |fault: &Fault| matches!(fault.kind, FaultKind::Text | FaultKind::Encoding);
    let Some(tree) = parsed.model.filter(|_| parsed.faults.iter().all(is_harmless)) else {
        bail!("`{name}` is no device description that can be read; see `provsmith check {name}`");
    };
    import(&tree).with_context(|| format!("cannot take over `{name}`"))
}

/// All or nothing, as far as that can be known beforehand.
fn write(files: &[ProviderFile], args: &ImportArgs, session: &Session) -> anyhow::Result<()> {
    let path = |file: &ProviderFile| args.output.join(format!("{}.toml", file.name));
    if !args.force
        && let Some(there) = files.iter().map(path).find(|path| path.symlink_metadata().is_ok())
    {
        bail!(
            "`{}` is there already; nothing was written. Choose another folder, or replace files with --force",
            there.display()
        );
    }
    fs::create_dir_all(&args.output)
        .with_context(|| format!("cannot make the folder `{}`", args.output.display()))?;
    for file in files {
        output::write_whole(&path(file), file.text.as_bytes())?;
        session.say(format_args!("{}: {} with {}", path(file).display(), file.address, nodes(file.nodes)));
        if !file.left_out.is_empty() {
            session.say("  not taken over:");
            for line in file.left_out.to_string().lines() {
                session.say(format_args!("    {line}"));
            }
        }
    }
    Ok(())
}

fn nodes(number: usize) -> String {
    format!("{number} node{}", if number == 1 { "" } else { "s" })
}
