//! `verify`: whether the signature of a cabinet is good.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use der::DateTime;
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::input;
use provsmith::sign::certificate::Certificate;
use provsmith::sign::report::CertificateReport;
use provsmith::sign::time_stamp::{TimeStamp, TimeStampForm};
use provsmith::sign::verify::{Verification, VerifyOptions, verify};
use provsmith::terms::shown;
use serde::Serialize;

use super::{Format, Outcome, Session, dates, inputs};

/// Check the signature of packages: digest, signature, chain, dates, and every byte that none of them covers
///
/// Exit 0: all are good. Exit 1: some are not good or, of several, cannot be read; each reason is said. Exit 2: the only
/// one cannot be read. Without --trust no chain can be trusted: the answer is no, and the root that would have to be
/// trusted is named.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith verify settings.cpf --trust identity/root.pem
  provsmith verify *.cab --trust root.pem --trust stamp-root.pem --format json
  provsmith verify old.cab --trust root.pem --at 2009-06-01")]
pub(crate) struct VerifyArgs {
    /// Signed cabinets; `*` works everywhere; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Root certificate to trust, PEM, DER or PKCS #7; may be repeated
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// Check the certificates' dates for this time instead of now
    #[arg(long, value_name = "TIME", value_parser = dates::first_second)]
    at: Option<DateTime>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    schema_version: u32,
    files: Vec<FileReport>,
}

#[derive(Default, Serialize)]
struct FileReport {
    file: String,
    good: bool,
    /// Why the file could not be checked at all.
    error: Option<String>,
    faults: Vec<String>,
    notes: Vec<String>,
    digest_algorithm: Option<&'static str>,
    digest: Option<String>,
    description: Option<String>,
    url: Option<String>,
    signing_time: Option<String>,
    time_stamps: Vec<TimeStampReport>,
    chain: Vec<CertificateReport>,
}

#[derive(Serialize)]
struct TimeStampReport {
    form: TimeStampForm,
    time: String,
    authority: String,
}

pub(crate) fn run(args: &VerifyArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let options = VerifyOptions {
        trust: trusted(&args.trust)?,
        at: args.at.map_or_else(|| dates::now(&session.context), Ok)?,
    };
    let paths = inputs::cabinets(&args.files)?;
    let mut files = Vec::new();
    for path in &paths {
        match check(path, &options) {
            Ok(report) => files.push(report),
            Err(error) if paths.len() == 1 => return Err(error),
            // One that cannot be checked does not keep the answer on the others back.
            Err(error) => {
                let (file, error) = (path.display().to_string(), Some(format!("{error:#}")));
                files.push(FileReport { file, error, ..FileReport::default() });
            }
        }
    }
    let good = files.iter().all(|file| file.good);
    match args.format {
        Format::Human => files.iter().try_for_each(|file| file.write(&mut session.out()))?,
        Format::Json => session.json(&Report { schema_version: 1, files })?,
    }
    Ok(if good { Outcome::Clean } else { Outcome::No })
}

fn check(path: &Path, options: &VerifyOptions) -> anyhow::Result<FileReport> {
    let name = path.display().to_string();
    let in_words = || format!("cannot check `{name}`");
    let mut cabinet = inputs::open(path).with_context(in_words)?;
    let verification = verify(&mut cabinet, options).with_context(in_words)?;
    Ok(FileReport::new(name, &verification))
}

fn trusted(paths: &[PathBuf]) -> anyhow::Result<Vec<Certificate>> {
    let mut trusted = Vec::new();
    for path in paths {
        let bytes = input::read_file(path, LARGEST_FILE)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        trusted.extend(Certificate::all_in(&bytes).with_context(|| format!("`{}`", path.display()))?);
    }
    Ok(trusted)
}

impl FileReport {
    fn new(file: String, verification: &Verification) -> Self {
        let chain = verification.chain.iter().flat_map(|chain| chain.certificates());
        Self {
            file,
            good: verification.is_good(),
            error: None,
            faults: verification.faults.iter().map(ToString::to_string).collect(),
            notes: verification.notes.clone(),
            digest_algorithm: verification.algorithm.map(|algorithm| algorithm.name()),
            digest: verification.digest.as_ref().map(hex::encode),
            description: verification.description.clone(),
            url: verification.url.clone(),
            signing_time: verification.signing_time.map(|time| time.to_string()),
            time_stamps: verification.time_stamps.iter().map(TimeStampReport::new).collect(),
            chain: chain.map(CertificateReport::of).collect(),
        }
    }

    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        if let Some(error) = &self.error {
            return writeln!(out, "{}: cannot be read\n  error        {}", shown(&self.file), shown(error));
        }
        writeln!(out, "{}: {}", shown(&self.file), if self.good { "good" } else { "not good" })?;
        for fault in &self.faults {
            writeln!(out, "  fault        {}", shown(fault))?;
        }
        for note in &self.notes {
            writeln!(out, "  note         {}", shown(note))?;
        }
        if let (Some(algorithm), Some(digest)) = (self.digest_algorithm, &self.digest) {
            writeln!(out, "  digest       {algorithm} {digest}")?;
        }
        for (title, text) in
            [("description", &self.description), ("address", &self.url), ("signed at", &self.signing_time)]
        {
            if let Some(text) = text {
                writeln!(out, "  {title:<12} {}", shown(text))?;
            }
        }
        for stamp in &self.time_stamps {
            writeln!(out, "  time stamp   {} by {}", stamp.time, stamp.authority)?;
        }
        for (index, certificate) in self.chain.iter().enumerate() {
            let title = if index == 0 { "signer" } else { "issued by" };
            writeln!(out, "  {title:<12} {} {}", certificate.thumbprint, certificate.subject)?;
            for limit in &certificate.device_limits {
                writeln!(out, "  on devices   {limit}")?;
            }
        }
        Ok(())
    }
}

impl TimeStampReport {
    fn new(stamp: &TimeStamp) -> Self {
        Self {
            form: stamp.form,
            time: stamp.time.to_string(),
            authority: stamp.chain.leaf().subject().to_string(),
        }
    }
}
