//! `device import`: a profile of what a device said.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use provsmith::device::answer::{Answer, NotTaken};
use provsmith::device::{CertificateStore, StoredCertificate, draft};
use provsmith::document::{self, Limits, wap};
use provsmith::finding::Source;
use provsmith::terms::{DeviceClass, Release};

use crate::cli::inputs::Input;
use crate::cli::{Outcome, Session, output};

const EXAMPLES: &str = "\
Examples:
  provsmith device import reply.xml --os wm6.1 --class professional -o handheld.toml
  provsmith device import export.reg --os wm6.5 --class standard -o phone.toml

Of a registry export the policies and the entries of the certificate stores are read. The roles of entries in SPC stand \
in it in a way that no page describes: the profile has `role = \"unknown\"`, for you to write them there.

What says nothing that a profile could have is told with its line, and left out; a policy that was told so is \
`\"unknown\"` in the profile.

Exit status: 0 written, 2 it could not be done.";

/// Make a profile of a device's reply to `device query`, or of an export of its registry
///
/// What the device said is marked as queried; for the rest stand the documented defaults.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ImportArgs {
    /// The reply, or a .reg file (UTF-8 or UTF-16) with HKLM\Security\Policies\Policies and the stores below
    /// Comm\Security\SystemCertificates; `-` is standard input
    #[arg(value_name = "REPLY")]
    reply: PathBuf,
    /// Release: wm2003, wm5, wm5-msfp, wm6, wm6.1 or wm6.5
    #[arg(long, value_name = "RELEASE", value_parser = Release::of_device)]
    os: Release,
    /// Class: classic (touch screen), professional (touch screen and telephone) or standard (telephone)
    #[arg(long, value_name = "CLASS")]
    class: DeviceClass,
    /// Where to; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &ImportArgs, session: &mut Session) -> anyhow::Result<Outcome> {
    let input = Input::of_argument(&args.reply);
    let name = input.name();
    let (answer, what) = read(&input, args.os, args.class)?;
    for NotTaken { line, why } in &answer.not_taken {
        session.say(format_args!("warning: {name}:{line}: {why}"));
    }
    if answer.is_empty() {
        bail!("`{name}` tells nothing of policies or certificates that can be taken: is it {what}?");
    }
    let is_untold = |one: &&StoredCertificate| one.store == CertificateStore::Spc && one.role.is_none();
    let untold = answer.certificates.iter().filter(is_untold).count();
    if untold > 0 {
        let of_entries = if untold == 1 { "an entry".to_owned() } else { format!("{untold} entries") };
        let otherwise = match what {
            EXPORT => {
                ", or import the reply to `device query`, which names them (no page says how the registry does)"
            }
            _ => "",
        };
        session.say(format_args!(
            "note: {name}: the roles of {of_entries} of SPC are not told: write them into the profile, instead of \
             `role = \"unknown\"`{otherwise}"
        ));
    }
    let (told, all) = answer.coverage(args.os);
    if told < all {
        session.say(format_args!(
            "note: {name}: it speaks of {told} of the {all} policies of {}; for the others documented defaults stand",
            args.os
        ));
    }
    output::write(draft::of_answer(args.os, args.class, &answer), args.output.as_deref(), session)?;
    Ok(Outcome::Clean)
}

/// What a file of the registry has to be.
const EXPORT: &str = "an export of the registry of a device";

/// The answer, and what it would have to be.
fn read(input: &Input, release: Release, class: DeviceClass) -> anyhow::Result<(Answer, &'static str)> {
    let limits = Limits::default();
    let bytes = input.read(&limits)?;
    let source = Source::new(input.name(), document::decode(&bytes).text);
    let name = source.name();
    if !source.text().trim_start().starts_with('<') {
        let answer = Answer::of_registry(source.text(), release, class).with_context(|| {
            format!("`{name}` is neither a reply nor a registry export with policies or certificate stores")
        })?;
        return Ok((answer, EXPORT));
    }
    let reply = wap::parse(&source, &limits);
    if reply.model.is_none() {
        bail!(
            "`{name}` is no wap-provisioningdoc, in which a device answers `device query` (over OMA DM it answers in \
             SyncML, which `provsmith dm read` explains)"
        );
    }
    Ok((Answer::of_reply(&source, &reply, release, class), "the reply to `device query`"))
}
