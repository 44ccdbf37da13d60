//! `[device]`: the devices that the packages are for, and what they say to each before it is put in its place.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{BuildError, CheckSection};
use crate::catalogue::Catalogue;
use crate::device::Profile;
use crate::judge::{Case, Delivery, Entry, Verdict};
use crate::terms::Channel;

/// `[device]`: which devices are asked, how the packages reach them, and which answers will do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceSection {
    /// The profiles, beside the manifest.
    pub profile: Vec<PathBuf>,
    /// The channels; where the manifest names none, the card that it lays out, or that they are opened on the device.
    pub channel: Option<Vec<Channel>>,
    /// The verdicts that will do.
    #[serde(default = "installs")]
    pub accept: Vec<Verdict>,
}

fn installs() -> Vec<Verdict> {
    vec![Verdict::Installs]
}

/// The devices of a manifest, ready to be asked.
pub(super) struct Devices<'a> {
    section: &'a DeviceSection,
    profiles: Vec<Profile>,
    channels: Vec<Channel>,
}

impl<'a> Devices<'a> {
    /// Reads the profiles; `has_card`: the manifest lays a card out. They may name the certificates of a test identity,
    /// which must be there by now.
    pub(super) fn read(
        section: &'a DeviceSection,
        folder: &Path,
        has_card: bool,
        catalogue: &Catalogue,
    ) -> Result<Self, BuildError> {
        let read = |path: &PathBuf| {
            let mut profile = Profile::read(&folder.join(path), catalogue)?;
            // Named as the manifest names it, so that the report does not depend on where the build was started.
            profile.name = path.to_string_lossy().replace('\\', "/");
            Ok(profile)
        };
        let profiles = section.profile.iter().map(read).collect::<Result<_, BuildError>>()?;
        let usual = if has_card { Channel::Card } else { Channel::Open };
        let channels = section.channel.clone().unwrap_or_else(|| vec![usual]);
        Ok(Self { section, profiles, channels })
    }

    /// The files that the profiles name, of certificates.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.profiles.iter().flat_map(|profile| profile.files.iter().map(PathBuf::as_path))
    }

    /// Whether they are asked about the card.
    pub(super) fn get_card(&self) -> bool {
        self.channels.contains(&Channel::Card)
    }

    /// What each says to a package, on each channel but a card.
    pub(super) fn ask(&self, package: &Case, catalogue: &Catalogue) -> Vec<Entry> {
        let others = || self.channels.iter().filter(|channel| **channel != Channel::Card);
        let of_profile = |profile| {
            others().map(move |channel| Entry::foreseen(package, profile, &Delivery::by(*channel), catalogue))
        };
        self.profiles.iter().flat_map(of_profile).collect()
    }

    /// What each says to the packages of a card, one after another: what one changes holds for those behind it.
    pub(super) fn ask_card(
        &self,
        packages: &[Case],
        launcher_is_unsigned: bool,
        catalogue: &Catalogue,
    ) -> Vec<Entry> {
        let delivery = Delivery { launcher_is_unsigned, ..Delivery::by(Channel::Card) };
        let mut entries = Vec::new();
        for profile in &self.profiles {
            let mut now = profile.clone();
            for package in packages {
                let entry = Entry::foreseen(package, &now, &delivery, catalogue);
                if let Some(after) = &entry.afterwards {
                    now = after.profile.clone();
                }
                entries.push(entry);
            }
        }
        entries
    }

    /// The verdicts that will not do. That nobody becomes manager any more never will, unless the check allows it.
    pub(super) fn refused(&self, verdicts: &[Entry], check: &CheckSection) -> Vec<Entry> {
        let may_lock_out = check.allow.iter().any(|(allowance, _)| allowance.rule() == LOCK_OUT);
        let will_do = |entry: &&Entry| {
            self.section.accept.contains(&entry.judgement.verdict) && (may_lock_out || !entry.locks_out())
        };
        verdicts.iter().filter(|entry| !will_do(entry)).cloned().collect()
    }
}

/// The rule that stops a document after which nobody becomes manager.
const LOCK_OUT: &str = "manager-lock-out";
