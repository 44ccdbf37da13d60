//! The gates of a storage card: whether the shell starts the program on it, and whether that program may run.

use super::advice::Step as Then;
use super::walk::Walk;
use super::{Gate, MakersInstaller, Payload};
use crate::package::PackageKind;
use crate::terms::Channel;

/// Programs of makers install what they know.
pub(super) fn kind(walk: &mut Walk<'_>) {
    let is_cpf = matches!(&walk.case.payload, Payload::Package(facts) if facts.kind == PackageKind::Cpf);
    let passes_over = walk.delivery.maker.as_ref().is_some_and(|maker| !maker.takes_cpf);
    if walk.delivery.channel == Channel::Card && is_cpf && passes_over {
        walk.refuses(Gate::Channel, "by this scheme devices install .cab only", None);
        walk.advise("bring it as a .cab", Then::Cab);
    }
}

/// Policy 2 (<https://learn.microsoft.com/en-us/previous-versions/bb416355(v=msdn.10)>).
pub(super) fn autorun(walk: &mut Walk<'_>) {
    if let Some(maker) = &walk.delivery.maker {
        return by_maker(walk, maker);
    }
    match walk.policy(Gate::Autorun, 2) {
        Some((0, basis)) => {
            return walk.passes(Gate::Autorun, "policy 2 lets cards start their autorun.exe", Some(basis));
        }
        Some((_, basis)) => {
            walk.refuses(Gate::Autorun, "policy 2 keeps cards from starting anything", Some(basis));
        }
        None => {}
    }
    walk.advise("set policy 2 to 0", Then::Policy(2, 0));
    advise_the_user(walk);
}

/// What the program of a maker needs to install it.
fn by_maker(walk: &mut Walk<'_>, maker: &MakersInstaller) {
    let place = match &maker.copied_to {
        Some(place) => {
            format!(" from `{place}`, where it must be copied: devices do not install it from the card")
        }
        None => String::new(),
    };
    let said = format!("a program of the maker's installs it, not the shell{place}");
    if maker.by_settings {
        walk.leaves_open(Gate::Autorun, format!("{said}, if settings of the device name it"), None);
        walk.to_know.push("whether the settings of the maker's program name the package".to_owned());
    } else {
        walk.passes(Gate::Autorun, said, None);
    }
}

/// Policies 4102 and 4122: what the shell starts is a program as any other, and runs unsigned where unsigned programs run
/// (<https://blogs.msdn.microsoft.com/windowsmobile/2005/12/03/windows-mobile-application-execution-security-policies/>).
/// Who signed it is not known here, but perhaps that nobody did.
pub(super) fn launcher(walk: &mut Walk<'_>) {
    if walk.delivery.maker.is_some() {
        return walk.passes(Gate::Launcher, "the program is the maker's, which the device lets run", None);
    }
    if !walk.profile.looks_at_signatures() {
        let said = "a Pocket PC of Windows Mobile 2003 looks at no signature of the launcher";
        return walk.passes(Gate::Launcher, said, None);
    }
    match walk.policy(Gate::Launcher, 4102) {
        Some((1, basis)) => {
            let said = "policy 4102 lets a launcher run that is not signed";
            walk.passes(Gate::Launcher, said, Some(basis));
            return prompt(walk);
        }
        Some((_, basis)) if walk.delivery.launcher_is_unsigned => {
            let said = "policy 4102 keeps the launcher from running, which is not signed";
            walk.refuses(Gate::Launcher, said, Some(basis));
        }
        Some((_, basis)) => {
            let said = format!("policy 4102 keeps the launcher from running, {UNLESS_SIGNED}");
            walk.leaves_open(Gate::Launcher, said, Some(basis));
        }
        None => {}
    }
    if !walk.delivery.launcher_is_unsigned {
        walk.to_know.push(
            "whether the launcher is signed below a certificate of the device's privileged or unprivileged store"
                .to_owned(),
        );
    }
    walk.advise("set policy 4102 to 1", Then::Policy(4102, 1));
    advise_the_user(walk);
}

/// How a signature makes up for what the policies say.
const UNLESS_SIGNED: &str =
    "unless it is signed below a certificate that the device has in its privileged or unprivileged store";

/// Whether the user is asked about what is not signed: also by a launcher that then asks nobody about the package.
fn prompt(walk: &mut Walk<'_>) {
    match walk.policy(Gate::Launcher, 4122) {
        Some((0, basis)) => {
            let is_unsigned = walk.delivery.launcher_is_unsigned;
            let whose = if is_unsigned { "which is not signed" } else { UNLESS_SIGNED };
            let said = format!("policy 4122 has the user asked about the launcher, {whose}");
            walk.asks(Gate::Launcher, said, Some(basis));
        }
        Some((_, basis)) => {
            walk.passes(Gate::Launcher, "policy 4122 asks nobody about the launcher", Some(basis));
        }
        None => {}
    }
}

fn advise_the_user(walk: &mut Walk<'_>) {
    walk.advise("have the user open the package on the card", Then::Channel(Channel::Open));
}
