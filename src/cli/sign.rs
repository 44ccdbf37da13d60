//! `sign`: puts a signature into cabinets.

use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::ValueEnum;
use der::DateTime;
use provsmith::device::Profile;
use provsmith::output::{Inputs, Pending};
use provsmith::sign::DigestAlgorithm;
use provsmith::sign::device_limits::DeviceLimit;
use provsmith::sign::signer::{Doubt, SignError, SignOptions, Signed, Signer};
use provsmith::terms::RoleMask;

use super::accept::Accepted;
use super::key::KeyArgs;
use super::{Outcome, Session, dates, inputs, package_roles};

/// Sign packages (.cab, .cpf) with Authenticode
///
/// Signs in place unless -o says where to; the file is replaced when the signed one is whole. An earlier signature is
/// replaced. The same file signed with the same key gives the same bytes.
///
/// Exit 1: the role mask of --role does not cover what a document needs, the device of --device would refuse it, or some of several files could not be signed.
/// Exit 2: the only one could not be signed, or the key cannot be used.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  provsmith sign settings.cpf --identity identity --role manager
  provsmith sign settings.cpf --identity identity --device handheld.toml
  provsmith sign settings.cab --pkcs12 release.pfx --password-env PFX_PASSWORD -o signed.cab
  provsmith sign *.cab --key signer.key --cert signer.pem --cert root.pem -o signed")]
pub(crate) struct SignArgs {
    /// Cabinets; `*` works everywhere; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Where to: a file, a folder (made when several files are signed), or `-` for standard output
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Role mask that the device's SPC store gives this chain: names joined by `+`, or a decimal number. Refuses a
    /// package whose document needs a role that is not in it
    #[arg(long, value_name = "MASK", allow_negative_numbers = true)]
    role: Option<RoleMask>,
    /// Profile of a device: refuses a package that the device would refuse with this signature, by the roles that its
    /// SPC store has for the chain; may be repeated
    #[arg(long, value_name = "PROFILE")]
    device: Vec<PathBuf>,
    /// What may come of it, and it is signed all the same
    #[arg(long, value_name = "ANSWER", requires = "device", value_parser = Accepted::of_obstacles())]
    accept: Vec<Accepted>,
    /// Digest; devices read sha1 only
    #[arg(long, value_enum, default_value_t)]
    digest: Digest,
    /// Name of the program that a desktop shows
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Address to learn more
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Claim a time of signing: TIME, or without it SOURCE_DATE_EPOCH
    #[arg(long, value_name = "TIME", num_args = 0..=1, require_equals = true, value_parser = dates::first_second)]
    signing_time: Option<Option<DateTime>>,
    /// Leave the root certificate out; the device has it in SPC
    #[arg(long)]
    no_root: bool,
    /// Sign although a certificate has expired or is not yet valid
    #[arg(long)]
    allow_expired: bool,
    /// Sign although the certificate is not for signing code
    #[arg(long)]
    allow_usage: bool,
    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Digest {
    /// The only one that devices read
    #[default]
    Sha1,
    /// For other readers
    Sha256,
}

pub(crate) fn run(args: &SignArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let files = inputs::cabinets(&args.files)?;
    let targets = targets(&files, args.output.as_deref())?;
    let devices = devices(args, session)?;
    refuse_overwriting_inputs(args, &files, &devices, &targets)?;
    let signer =
        Signer::new(args.key.load(&session.context)?, &options(args, session)?).map_err(with_advice)?;
    warn(&signer, args, session);

    let mut failed = 0;
    for (file, target) in files.iter().zip(&targets) {
        match sign(&signer, file, target, args, &devices, session) {
            Ok(None) => failed += 1,
            Ok(Some(signed)) => {
                let replaced = if signed.replaced { ", replacing its signature" } else { "" };
                session.say(format_args!(
                    "signed `{}`{replaced}: {} {}",
                    target.display(),
                    signer.digest().name(),
                    hex::encode(&signed.digest)
                ));
            }
            Err(error) if files.len() == 1 => return Err(error),
            Err(error) => {
                failed += 1;
                session.fail(&error);
            }
        }
    }
    match failed {
        0 => Ok(Outcome::Clean),
        _ => Ok(Outcome::No),
    }
}

/// A doubt, with the flag that puts it aside.
fn with_advice(error: SignError) -> anyhow::Error {
    let flag = match &error {
        SignError::Doubt(doubt) => match **doubt {
            Doubt::Validity { .. } => "--allow-expired",
            Doubt::Usage { .. } => "--allow-usage",
            Doubt::Unverifiable(_) => return error.into(),
        },
        _ => return error.into(),
    };
    anyhow!("{error}; {flag} signs all the same")
}

fn options(args: &SignArgs, session: &Session) -> anyhow::Result<SignOptions> {
    let signing_time = match args.signing_time {
        None => None,
        Some(Some(time)) => Some(time),
        Some(None) => {
            let seconds = session
                .context
                .source_date_epoch()?
                .ok_or_else(|| anyhow!("--signing-time needs a time, here or in SOURCE_DATE_EPOCH"))?;
            let time = DateTime::from_unix_duration(std::time::Duration::from_secs(seconds));
            Some(time.map_err(|_| anyhow!("SOURCE_DATE_EPOCH is {seconds}, which is beyond the year 9999"))?)
        }
    };
    Ok(SignOptions {
        digest: match args.digest {
            Digest::Sha1 => DigestAlgorithm::Sha1,
            Digest::Sha256 => DigestAlgorithm::Sha256,
        },
        description: args.description.clone(),
        url: args.url.clone(),
        signing_time,
        include_root: !args.no_root,
        now: dates::now(&session.context)?,
        allow_expired: args.allow_expired,
        allow_usage: args.allow_usage,
    })
}

/// Where each signed file goes: in place, to one file, or by its name into a folder.
fn targets(files: &[PathBuf], output: Option<&Path>) -> anyhow::Result<Vec<PathBuf>> {
    let standard = Path::new("-");
    let Some(output) = output else {
        return Ok(files.to_vec());
    };
    if files.len() == 1 && (output == standard || !output.is_dir()) {
        return Ok(vec![output.to_owned()]);
    }
    if output == standard {
        bail!("several cabinets cannot go to standard output: give -o a folder");
    }
    std::fs::create_dir_all(output)
        .with_context(|| format!("cannot make the folder `{}`", output.display()))?;
    let mut targets: Vec<PathBuf> = Vec::new();
    for file in files {
        let name = file.file_name().filter(|_| file != standard).ok_or_else(|| {
            anyhow!("`{}` has no file name to use in `{}`: give -o a file", file.display(), output.display())
        })?;
        let target = output.join(name);
        if targets.contains(&target) {
            bail!(
                "two of the files are called `{}`: both would become `{}`",
                name.display(),
                target.display()
            );
        }
        targets.push(target);
    }
    Ok(targets)
}

/// The profiles of the devices that are asked first.
fn devices(args: &SignArgs, session: &Session) -> anyhow::Result<Vec<Profile>> {
    if args.device.is_empty() {
        return Ok(Vec::new());
    }
    let catalogue = session.catalogue()?;
    Ok(args.device.iter().map(|path| Profile::read(path, &catalogue)).collect::<Result<_, _>>()?)
}

/// Only the file that is signed may be replaced: neither a key, nor what a profile names, nor another cabinet that is yet
/// to be signed.
fn refuse_overwriting_inputs(
    args: &SignArgs,
    files: &[PathBuf],
    devices: &[Profile],
    targets: &[PathBuf],
) -> anyhow::Result<()> {
    let keys: Vec<PathBuf> = args.key.files().collect();
    let of_devices = devices.iter().flat_map(|device| &device.files);
    let inputs = Inputs::of(files.iter().chain(&keys).chain(of_devices).map(PathBuf::as_path));
    Ok(files.iter().zip(targets).try_for_each(|(file, target)| inputs.refuse_others(target, file))?)
}

/// What may keep a device from accepting the signature.
fn warn(signer: &Signer, args: &SignArgs, session: &Session) {
    if let Digest::Sha256 = args.digest {
        session.say("warning: devices read SHA-1 signatures only; this one is for other readers");
    }
    let chain = signer.chain();
    for certificate in chain.certificates() {
        for limit in DeviceLimit::of(certificate) {
            session.say(format_args!("warning: `{}`: {limit}", certificate.subject()));
        }
    }
    for doubt in signer.doubts() {
        session.say(format_args!("warning: {doubt}"));
    }
    if chain.root().is_none() && !args.no_root {
        session.say(format_args!(
            "warning: the chain is not complete: the certificate of `{}` is missing, and a device needs every \
             certificate up to the root in its SPC store; add it with --cert",
            chain.last().issuer()
        ));
    }
    for certificate in signer.unused() {
        session.say(format_args!(
            "warning: `{}` is not part of the signer's chain and is left out",
            certificate.subject()
        ));
    }
}

/// Signs one file; none when the roles that the device gives do not cover it.
fn sign(
    signer: &Signer,
    file: &Path,
    target: &Path,
    args: &SignArgs,
    devices: &[Profile],
    session: &Session,
) -> anyhow::Result<Option<Signed>> {
    let standard = Path::new("-");
    let in_words = || format!("cannot sign `{}`", file.display());
    let mut input = inputs::open(file).with_context(in_words)?;
    if let Some(mask) = args.role
        && !package_roles::covered_by(mask, &file.display().to_string(), &mut input, session)?
    {
        session.say(format_args!(
            "`{}` was not signed: the device would refuse the whole document; take the settings out, or have the \
             root stored with more roles",
            file.display()
        ));
        return Ok(None);
    }
    for device in devices {
        if let Some(objection) =
            package_roles::objection_of(device, signer.chain(), file, &mut input, &args.accept, session)?
        {
            session.say(format_args!(
                "`{}` was not signed: with this signature `{}` {objection}",
                file.display(),
                device.name
            ));
            return Ok(None);
        }
    }
    let mut random = session.context.random();
    if target == standard {
        let mut whole = tempfile::tempfile().context("cannot make a temporary file")?;
        let signed = signer.sign(&mut input, &mut whole, &mut random).with_context(in_words)?;
        whole.rewind()?;
        io::copy(&mut whole, &mut session.out())?;
        session.out().flush()?;
        return Ok(Some(signed));
    }
    let mut pending = Pending::create(target)?;
    let signed = signer.sign(&mut input, pending.file(), &mut random).with_context(in_words)?;
    // Windows does not replace a file that is open.
    drop(input);
    pending.commit()?;
    Ok(Some(signed))
}
