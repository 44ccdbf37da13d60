//! `cert show`: what certificates say.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use provsmith::cabinet::layout::{Header, Layout};
use provsmith::sign::certificate::Certificate;
use provsmith::sign::key::Pkcs12;
use provsmith::sign::report::CertificateReport;
use provsmith::sign::signed_data::split_padding;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::key::PasswordArgs;
use crate::cli::{Format, Outcome, Session};

/// Show certificates: whose, until when, for what, and what a device cannot read of them
///
/// Reads PEM, DER, PKCS #7 and PKCS #12 files, and the certificates in the signature of a cabinet.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith cert show identity/root.pem
  provsmith cert show release.pfx --password-env PFX_PASSWORD
  provsmith cert show signed.cab --format json")]
pub(crate) struct ShowArgs {
    /// Files with certificates; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    password: PasswordArgs,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    files: Vec<FileReport>,
}

#[derive(Serialize)]
struct FileReport {
    file: String,
    certificates: Vec<CertificateReport>,
}

pub(crate) fn run(args: &ShowArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    for path in &args.files {
        let certificates = certificates(path, &args.password, session)?;
        let certificates = certificates.iter().map(CertificateReport::of).collect();
        files.push(FileReport { file: path.display().to_string(), certificates });
    }
    let mut out = session.out();
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &Report { schema_version: 1, files })?;
            writeln!(out)?;
        }
        Format::Human => {
            let blocks: Vec<_> = files
                .iter()
                .flat_map(|file| file.certificates.iter().map(move |one| (&file.file, one)))
                .map(|(file, certificate)| format!("{file}\n{certificate}\n"))
                .collect();
            write!(out, "{}", blocks.join("\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

fn certificates(path: &Path, password: &PasswordArgs, session: &Session) -> anyhow::Result<Vec<Certificate>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = match path == Path::new("-") {
        true => std::io::stdin().lock().read_to_end(&mut bytes),
        false => std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.with_context(|| format!("cannot read `{}`", path.display()))?;
    if Pkcs12::is_one(&bytes) {
        let container = Pkcs12 { path: path.to_owned(), bytes };
        return Ok(container.certificates(&password.passwords(&session.context))?);
    }
    let in_words = || format!("`{}`", path.display());
    if bytes.starts_with(&Header::MAGIC) {
        let layout = Layout::read(Cursor::new(bytes.as_slice())).with_context(in_words)?;
        let signature = layout.signature().with_context(|| format!("`{}` is not signed", path.display()))?;
        let blob = &bytes[usize::try_from(signature.start)?..];
        return Certificate::all_in(split_padding(blob).with_context(in_words)?.0).with_context(in_words);
    }
    Certificate::all_in(&bytes).with_context(in_words)
}
