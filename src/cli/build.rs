//! `build`: from one manifest to signed packages.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use provsmith::card::Level;
use provsmith::finding::{Severity, human};
use provsmith::manifest::{self, BuildError, BuildOptions, Built, Invalid, Manifest, ManifestError};

use super::{Outcome, Session};

const EXAMPLES: &str = "\
Examples:
  provsmith build
      what provsmith.toml in this folder describes; output goes to out/ beside it
  provsmith build samples/01-direct-push
      the same for the manifest of another folder
  provsmith build handhelds.toml --out-dir dist
      a manifest with a name of its own, output elsewhere

A manifest, with every key; paths are relative to it:
  [package]
  name      = \"direct-push\"             # of the document in out/
  template  = \"direct-push\"             # or: document = \"settings.xml\"
  templates = \"templates\"               # folder of templates of yours
  set       = { heartbeat-max = \"28m\" } # values of the template's parameters

  [check]
  target    = [\"wm6.1-professional\"]    # releases, or releases and classes
  catalogue = \"catalogue\"               # folder of providers of yours, one .toml file each
  allow     = { one-way-door = \"reset by the next package\" } # findings of a rule, and why

  [pack]
  output   = [\"direct-push.cab\", \"direct-push.cpf\"]
  compress = \"none\"                     # or: \"mszip\"
  files    = [\"tool.exe\"]               # further files, for .cab outputs only

  [sign]                                  # one of these keys:
  test-identity = \"identity\"            # made on the first build and kept; for tests only
  pkcs12        = \"release.pfx\"
  key           = \"release.key\"         # with certificates = [\"release.pem\", \"root.pem\"]
  password-env  = \"RELEASE_PASSWORD\"    # or: password-file = \"FILE\"; for pkcs12 and key
  role          = \"manager\"             # what the device's SPC store gives this chain
  digest        = \"sha1\"                # or: \"sha256\", which devices do not read
  description   = \"Direct push\"
  url           = \"https://mdm.example.com/\"

  [device]                                # asked before anything is put in its place
  profile = [\"handheld.toml\"]           # as `provsmith device new` writes them
  channel = [\"http\", \"card\"]          # without it: the card that is laid out, or open, by the user
  accept  = [\"installs\", \"asks\"]      # without it: installs
  launcher = \"silent\"                   # or ui; without it: as the scheme of the card has it
  origin   = \"known-ppg+trusted-ppg\"    # of pushes; without it: not known

  [card]                                  # a storage card, laid out in out/card
  scheme     = \"shell\"                  # or a maker's, see `provsmith card --help`
  processor  = \"2577\"                 # or several: [\"2577\", \"686\"]
  autorun    = \"autorun.exe\"            # yours; or: { 2577 = \"arm.exe\", 686 = \"x86.exe\" }
  packages   = [\"root.cab\", \"direct-push.cab\"] # in this order; without it, the first output
  files      = [\"autorun.ini\"]          # further files, beside autorun.exe
  keep-names = true                       # several packages are not numbered

  [push]                                  # what goes over the air, in out/NAME-si.xml and others
  to = \"+15551230001\"                   # then also as short messages

  [push.si]                               # a link that is shown to the user
  href    = \"https://mdm.example.com/direct-push.cpf\"
  text    = \"New mail settings\"
  action  = \"signal-high\"               # without it: signal-medium
  id      = \"mail-7\"                    # without it: the link
  created = \"2026-11-30T09:00:00Z\"      # also: expires

  [push.sl]                               # a link that the device follows by itself
  href   = \"https://mdm.example.com/direct-push.cpf\"
  action = \"cache\"                      # without it: execute-low

  [push.cp]                               # the document as client provisioning message
  sec         = \"netwpin\"               # or: \"userpin\", \"usernetwpin\", \"none\"
  imsi-file   = \"imsi\"                  # or: imsi-env; a PIN by pin-file or pin-env
  description = \"Settings for data\"     # also: initiator, the address of who pushes

Exit status: 0 built, 1 the document has errors or needs roles that the mask lacks, or a device
does not accept a package, 2 it could not be done.";

/// Make what a manifest describes: document, check, packages, signatures
///
/// Reads provsmith.toml, makes the document, checks it, packs it, signs the packages, and writes out/build.json with the
/// digest of every input and output. The same input gives the same bytes.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// A manifest, or a folder with a provsmith.toml
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// Where output goes, instead of out/ beside the manifest
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> anyhow::Result<Outcome> {
    let manifest = match Manifest::read(&args.path) {
        Ok(manifest) => manifest,
        Err(ManifestError::Invalid(invalid)) => return Err(shown(&invalid, session)),
        Err(error) => return Err(error.into()),
    };
    let catalogue = session.catalogue_with(manifest.catalogue_folder().as_deref())?;
    let options =
        BuildOptions { out_dir: args.out_dir.as_deref(), context: &session.context, catalogue: &catalogue };
    match manifest::build(&manifest, options) {
        Ok(built) => Ok(tell(&built, session)),
        Err(BuildError::Invalid(invalid)) => Err(shown(&invalid, session)),
        Err(error) => Err(error.into()),
    }
}

/// Says what was made, and what is to be known about it.
fn tell(built: &Built, session: &Session) -> Outcome {
    for report in [&built.unused, &built.check].into_iter().chain(&built.pushed) {
        let findings: Vec<_> =
            report.findings.iter().filter(|finding| finding.severity > Severity::Note).cloned().collect();
        if !findings.is_empty() {
            session.show(human::render(&report.source, &findings, session.colored_err()));
        }
    }
    if let Some(folder) = &built.new_identity {
        session.say(format_args!(
            "{}: made a test identity, to be kept; never for production",
            folder.display()
        ));
    }
    for path in &built.written {
        session.say(path.display());
    }
    for note in &built.notes {
        session.say(format_args!("note: {note}"));
    }
    for warning in built.remarks.iter().filter(|remark| remark.level == Level::Warning) {
        session.say(warning);
    }
    for remark in built.outlooks.iter().flat_map(|outlook| &outlook.remarks) {
        session.say(remark);
    }
    for entry in &built.refused {
        session.show(entry.to_string().trim_end());
    }
    if !built.refused.is_empty() {
        session.say(
            "a device of the manifest does not accept this: nothing was built; `accept` below [device] names the \
             answers that will do, and `allow.manager-lock-out` below [check] lets a device be locked",
        );
        return Outcome::No;
    }
    let checks = std::iter::once(&built.check).chain(&built.pushed);
    match checks.into_iter().find(|report| !report.is_clean()) {
        None => Outcome::Clean,
        Some(report) => {
            session.say(format_args!("{}: nothing was built", report.count()));
            Outcome::No
        }
    }
}

/// Shows what is wrong with the manifest on its own lines; what is left to say is one sentence.
fn shown(invalid: &Invalid, session: &Session) -> anyhow::Error {
    session.show(human::render(&invalid.text, &invalid.findings, session.colored_err()));
    anyhow::anyhow!("`{}` cannot be built", invalid.text.name())
}
