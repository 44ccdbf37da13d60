//! `cert show`: what certificates say.

use std::io::Write;
use std::path::PathBuf;

use der::DateTime;
use provsmith::sign::certificate::{Certificate, Validity};
use provsmith::sign::chain::Chain;
use provsmith::sign::device_limits::{self, DeviceReading};
use provsmith::sign::report::CertificateReport;
use provsmith::terms::{Thumbprint, shown};
use serde::Serialize;

use super::read;
use crate::cli::key::PasswordArgs;
use crate::cli::{Format, Outcome, Session, dates};

/// Show certificates: whose, until when, for what, and what devices of each release read of them
///
/// Reads PEM, DER, PKCS #7 and PKCS #12 files, and the certificates in the signature of a cabinet. What is said of
/// devices has its source, and whether their maker documents it, somebody reported it, or it is inferred.
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
    /// PEM, DER, PKCS #7, PKCS #12, and so on.
    form: String,
    /// Whether the certificate installer of devices of each release opens the file.
    devices: Vec<DeviceReading>,
    certificates: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    certificate: CertificateReport,
    /// Whether it is valid at the time of this report.
    at_present: Validity,
    /// Its issuers in the same file, the next one first, by thumbprint.
    issuers: Vec<Thumbprint>,
    /// Whether they reach a root.
    reaches_root: bool,
    /// What a device makes of its dates when its clock stands at the date of its maker, as after a cold boot.
    after_cold_boot: Option<String>,
    #[serde(skip)]
    chain: String,
}

pub(crate) fn run(args: &ShowArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let now = dates::now(&session.context)?;
    let mut files = Vec::new();
    let mut some_failed = false;
    for path in &args.files {
        let (certificates, form) = match read::file(path, &args.password, session) {
            Ok(read) => read,
            // Of several the others are shown all the same.
            Err(error) if args.files.len() > 1 => {
                session.fail(&error);
                some_failed = true;
                continue;
            }
            Err(error) => return Err(error),
        };
        let certificates = certificates.iter().map(|one| Shown::at(one, &certificates, now)).collect();
        files.push(FileReport {
            file: path.display().to_string(),
            form: form.to_string(),
            devices: DeviceReading::of_file(form),
            certificates,
        });
    }
    match args.format {
        Format::Json => session.json(&Report { schema_version: 1, files })?,
        Format::Human => {
            let blocks: Vec<String> = files.iter().map(ToString::to_string).collect();
            write!(session.out(), "{}", blocks.join("\n"))?;
        }
    }
    Ok(if some_failed { Outcome::No } else { Outcome::Clean })
}

impl std::fmt::Display for FileReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}: {}", shown(&self.file), self.form)?;
        for line in device_limits::in_lines(&self.devices) {
            writeln!(f, "opened by    {line}")?;
        }
        self.certificates.iter().try_for_each(|certificate| writeln!(f, "\n{certificate}"))
    }
}

impl Shown {
    fn at(certificate: &Certificate, file: &[Certificate], now: DateTime) -> Self {
        let chain = Chain::of(certificate.clone(), file);
        let issuers = &chain.certificates()[1..];
        Self {
            certificate: CertificateReport::of(certificate),
            at_present: certificate.validity(now),
            issuers: issuers.iter().map(Certificate::thumbprint).collect(),
            reaches_root: chain.root().is_some(),
            after_cold_boot: after_cold_boot(certificate),
            chain: in_words(&chain),
        }
    }
}

/// The issuers in the file, one after the other, and whether they reach a root.
fn in_words(chain: &Chain) -> String {
    let issuers = chain.certificates()[1..].iter().map(|one| one.subject().to_string());
    match chain.root() {
        Some(root) if root == chain.leaf() => "it is a root".to_owned(),
        Some(_) => issuers.collect::<Vec<_>>().join(" < "),
        None => {
            let missing = format!("{} (not in this file)", chain.last().issuer());
            issuers.chain([missing]).collect::<Vec<_>>().join(" < ")
        }
    }
}

/// Devices have no clock that outlives a flat battery: many then start at the date of their image. The first of these
/// releases is of 2003, so a certificate that is valid since before is valid at each such date.
fn after_cold_boot(certificate: &Certificate) -> Option<String> {
    let first = certificate.not_before();
    (first.year() >= 2003).then(|| {
        format!("not yet valid on a device whose clock stands before {first}, as it may after a cold boot until it is set")
    })
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\nchain        {}\nat present   {}", self.certificate, self.chain, self.at_present)?;
        self.after_cold_boot.as_ref().map_or(Ok(()), |said| write!(f, "\ncold boot    {said}"))
    }
}
