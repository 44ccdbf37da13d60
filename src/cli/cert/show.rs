//! `cert show`: what certificates say.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use der::DateTime;
use provsmith::cabinet::layout::{Header, Layout};
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::input;
use provsmith::sign::certificate::{Certificate, Validity};
use provsmith::sign::key::Pkcs12;
use provsmith::sign::report::CertificateReport;
use provsmith::sign::signed_data::split_padding;
use provsmith::terms::shown;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::cli::key::PasswordArgs;
use crate::cli::{Format, Outcome, Session, dates, inputs};

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
    certificates: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    certificate: CertificateReport,
    /// Whether it is valid at the time of this report.
    at_present: Validity,
}

pub(crate) fn run(args: &ShowArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let now = dates::now(&session.context)?;
    let mut files = Vec::new();
    for path in &args.files {
        let certificates = certificates(path, &args.password, session)?;
        let certificates = certificates.iter().map(|one| Shown::at(one, now)).collect();
        files.push(FileReport { file: path.display().to_string(), certificates });
    }
    match args.format {
        Format::Json => session.json(&Report { schema_version: 1, files })?,
        Format::Human => {
            let blocks: Vec<_> = files
                .iter()
                .flat_map(|file| file.certificates.iter().map(move |one| (&file.file, one)))
                .map(|(file, certificate)| format!("{}\n{certificate}\n", shown(file)))
                .collect();
            write!(session.out(), "{}", blocks.join("\n"))?;
        }
    }
    Ok(Outcome::Clean)
}

impl Shown {
    fn at(certificate: &Certificate, now: DateTime) -> Self {
        Self { certificate: CertificateReport::of(certificate), at_present: certificate.validity(now) }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\nat present   {}", self.certificate, self.at_present)
    }
}

fn certificates(path: &Path, password: &PasswordArgs, session: &Session) -> anyhow::Result<Vec<Certificate>> {
    let bytes = Zeroizing::new(certificate_bytes(path)?);
    if Pkcs12::is_one(&bytes) {
        let container = Pkcs12 { path: path.to_owned(), bytes };
        return Ok(container.certificates(&password.passwords(&session.context))?);
    }
    let in_words = || format!("`{}`", path.display());
    Certificate::all_in(&bytes).with_context(in_words)
}

/// Where certificates may stand: of a cabinet its signature, without the padding, of anything else all of it.
fn certificate_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot_read = || format!("cannot read `{}`", path.display());
    let mut file = inputs::open(path).with_context(cannot_read)?;
    let mut magic = Vec::new();
    (&file).take(Header::MAGIC.len() as u64).read_to_end(&mut magic).with_context(cannot_read)?;
    if magic != Header::MAGIC {
        return input::read(magic.as_slice().chain(file), LARGEST_FILE).with_context(cannot_read);
    }
    let layout = Layout::read(&mut file).with_context(|| format!("`{}`", path.display()))?;
    let signature = layout.signature().with_context(|| format!("`{}` is not signed", path.display()))?;
    file.seek(SeekFrom::Start(signature.start)).with_context(cannot_read)?;
    let blob = input::read(file, LARGEST_FILE).with_context(cannot_read)?;
    Ok(split_padding(&blob).with_context(|| format!("`{}`", path.display()))?.0.to_owned())
}
