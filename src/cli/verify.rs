//! `verify`: whether the signature of a cabinet is good.

use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use der::DateTime;
use provsmith::catalogue::Catalogue;
use provsmith::certificate_file::LARGEST_FILE;
use provsmith::device::Profile;
use provsmith::input;
use provsmith::judge::{Case, Delivery, Entry};
use provsmith::package::PackageKind;
use provsmith::sign::certificate::Certificate;
use provsmith::sign::report::CertificateReport;
use provsmith::sign::time_stamp::{TimeStamp, TimeStampForm};
use provsmith::sign::verify::{Verification, VerifyOptions, verify};
use provsmith::terms::{Channel, shown};
use serde::Serialize;

use super::accept::Accepted;
use super::{Format, Outcome, Session, dates, inputs};

/// Check the signature of packages: digest, signature, chain, dates, and every byte that none of them covers
///
/// Exit 0: all are good, and no device of --device refuses one. Exit 1: some are not good or, of several, cannot be read,
/// or a device refuses one; each reason is said. Exit 2: the only one cannot be read. A root is trusted by --trust, and
/// where every device of --device has it in SPC; otherwise the answer is no, and the root that would have to be trusted
/// is named.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith verify settings.cpf --trust identity/root.pem
  provsmith verify settings.cpf --device handheld.toml --device phone.toml
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
    /// Profile of a device, which is asked what it makes of the package; may be repeated
    #[arg(long, value_name = "PROFILE")]
    device: Vec<PathBuf>,
    /// How the package reaches the devices
    #[arg(long, value_name = "CHANNEL", default_value = "open", requires = "device")]
    channel: Channel,
    /// What may come of it, and the answer is yes all the same
    #[arg(long, value_name = "ANSWER", requires = "device", value_parser = Accepted::of_obstacles())]
    accept: Vec<Accepted>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The devices that are asked, and how the packages reach them.
struct Devices {
    profiles: Vec<Profile>,
    delivery: Delivery,
    catalogue: Catalogue,
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
    /// What devices make of it.
    devices: Vec<Entry>,
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
    let catalogue = session.catalogue()?;
    let read = |path: &PathBuf| Profile::read(path, &catalogue);
    let profiles = args.device.iter().map(read).collect::<Result<_, _>>()?;
    let devices = Devices { profiles, delivery: Delivery::by(args.channel), catalogue };
    let paths = inputs::cabinets(&args.files)?;
    let mut files = Vec::new();
    for path in &paths {
        match check(path, &options, &devices) {
            Ok(report) => files.push(report),
            Err(error) if paths.len() == 1 => return Err(error),
            // One that cannot be checked does not keep the answer on the others back.
            Err(error) => {
                let (file, error) = (path.display().to_string(), Some(format!("{error:#}")));
                files.push(FileReport { file, error, ..FileReport::default() });
            }
        }
    }
    let good = files.iter().all(|file| file.good && !file.has_obstacle(&args.accept));
    match args.format {
        Format::Human => files.iter().try_for_each(|file| file.write(&mut session.out()))?,
        Format::Json => session.json(&Report { schema_version: 1, files })?,
    }
    Ok(if good { Outcome::Clean } else { Outcome::No })
}

fn check(path: &Path, options: &VerifyOptions, devices: &Devices) -> anyhow::Result<FileReport> {
    let name = path.display().to_string();
    let in_words = || format!("cannot check `{name}`");
    let mut cabinet = inputs::open(path).with_context(in_words)?;
    let mut verification = verify(&mut cabinet, options).with_context(in_words)?;
    if let Some(root) = devices.trusted_root(&verification) {
        let trust = options.trust.iter().cloned().chain([root]).collect();
        verification =
            verify(&mut cabinet, &VerifyOptions { trust, at: options.at }).with_context(in_words)?;
    }
    let asked = devices.ask(&name, path, &mut cabinet, options.at)?;
    Ok(FileReport { devices: asked, ..FileReport::new(name, &verification) })
}

impl Devices {
    /// The root of the signature, where every device has it in its store for packages.
    fn trusted_root(&self, verification: &Verification) -> Option<Certificate> {
        let root = verification.chain.as_ref()?.root()?;
        let has_it = |profile: &Profile| profile.spc(root.thumbprint()).is_some();
        (!self.profiles.is_empty() && self.profiles.iter().all(has_it)).then(|| root.clone())
    }

    /// What each makes of a package.
    fn ask(
        &self,
        name: &str,
        path: &Path,
        cabinet: &mut (impl Read + Seek),
        clock: DateTime,
    ) -> anyhow::Result<Vec<Entry>> {
        if self.profiles.is_empty() {
            return Ok(Vec::new());
        }
        let kind = PackageKind::of_path(path).unwrap_or(PackageKind::Cab);
        let case = Case::read(name, kind, cabinet, clock)?;
        let ask = |profile| Entry::foreseen(&case, profile, &self.delivery, &self.catalogue);
        Ok(self.profiles.iter().map(ask).collect())
    }
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
    fn has_obstacle(&self, accepted: &[Accepted]) -> bool {
        self.devices.iter().any(|entry| Accepted::is_obstacle(entry, accepted))
    }

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
            devices: Vec::new(),
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
        self.devices.iter().try_for_each(|entry| write!(out, "{entry}"))
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
