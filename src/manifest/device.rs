//! `[device]`: the devices that the packages are for, and what they say to each before it is put in its place.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::{BuildError, CheckSection, PushSection};
use crate::card::Scheme;
use crate::catalogue::Catalogue;
use crate::device::Profile;
use crate::judge::{Case, CaseError, Delivery, Entry, Launcher, Verdict};
use crate::terms::{Channel, CpSecurity, RoleMask};

/// `[device]`: which devices are asked, how the packages reach them, and which answers will do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceSection {
    /// The profiles, beside the manifest.
    pub profile: Vec<PathBuf>,
    /// The channels; where the manifest names none, the card that it lays out, or that they are opened on the device.
    pub channel: Option<Vec<Channel>>,
    /// How a launcher on a card starts the installer, where that is not as the scheme has it.
    pub launcher: Option<Launcher>,
    /// The roles by which pushes are known when they come.
    #[serde(default, deserialize_with = "origin")]
    pub origin: Option<RoleMask>,
    /// The verdicts that will do.
    #[serde(default = "installs")]
    pub accept: Vec<Verdict>,
}

fn installs() -> Vec<Verdict> {
    vec![Verdict::Installs]
}

/// Roles that a push can come with.
fn origin<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RoleMask>, D::Error> {
    let words = String::deserialize(deserializer)?;
    RoleMask::of_origins(&words).map(Some).map_err(serde::de::Error::custom)
}

/// The devices of a manifest, ready to be asked.
pub(super) struct Devices<'a> {
    section: &'a DeviceSection,
    profiles: Vec<Profile>,
}

impl<'a> Devices<'a> {
    /// Reads the profiles. They may name the certificates of a test identity, which must be there by now.
    pub(super) fn read(
        section: &'a DeviceSection,
        folder: &Path,
        catalogue: &Catalogue,
    ) -> Result<Self, BuildError> {
        let read = |path: &PathBuf| {
            let mut profile = Profile::read(&folder.join(path), catalogue)?;
            // Named as the manifest names it, so that the report does not depend on where the build was started.
            profile.name = path.to_string_lossy().replace('\\', "/");
            Ok(profile)
        };
        let profiles = section.profile.iter().map(read).collect::<Result<_, BuildError>>()?;
        Ok(Self { section, profiles })
    }

    /// The files that the profiles name, of certificates.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.profiles.iter().flat_map(|profile| profile.files.iter().map(PathBuf::as_path))
    }

    /// Whether they are asked about the card that the manifest lays out.
    pub(super) fn get_card(&self) -> bool {
        self.section.channel.as_ref().is_none_or(|channels| channels.contains(&Channel::Card))
    }

    /// What each says to a package, on each channel but a card, where the manifest pushes a link to it with that message,
    /// and where it pushes the document itself not on those of client provisioning. What no channel brings and no card is
    /// taken to be opened on the device.
    pub(super) fn ask(
        &self,
        package: &Case,
        is_on_card: bool,
        push: Option<&PushSection>,
        catalogue: &Catalogue,
    ) -> Result<Vec<Entry>, CaseError> {
        let others = self.section.channel.iter().flatten().filter(|channel| **channel != Channel::Card);
        let is_pushed_itself = |channel: &Channel| {
            matches!(channel, Channel::Cp(_)) && push.is_some_and(|push| push.cp.is_some())
        };
        let others: Vec<Channel> = others.copied().filter(|channel| !is_pushed_itself(channel)).collect();
        let is_opened = others.is_empty() && !is_on_card && !self.brings_document();
        let channels = if is_opened { vec![Channel::Open] } else { others };
        let mut entries = Vec::new();
        for profile in &self.profiles {
            for channel in &channels {
                let message = push.and_then(|push| push.message(*channel));
                let message = message.map(|source| Case::of_document(source, None)).transpose()?;
                let brought = match message {
                    Some(message) if message.brings_something() => {
                        Cow::Owned(message.linking_to(package.clone())?)
                    }
                    Some(message) => Cow::Owned(message),
                    None => Cow::Borrowed(package),
                };
                entries.push(Entry::foreseen(&brought, profile, &self.delivery(*channel), catalogue));
            }
        }
        Ok(entries)
    }

    /// What each says to the document as a client provisioning message with this security, on the channels of those; where
    /// it is all that the manifest makes, also without their being named.
    pub(super) fn ask_document(
        &self,
        document: &Case,
        security: CpSecurity,
        is_alone: bool,
        catalogue: &Catalogue,
    ) -> Vec<Entry> {
        let sec = security.number().map(|number| number.to_string());
        let message = document.clone().pushed(sec.as_deref());
        let channels = self.section.channel.iter().flatten();
        let mut channels: Vec<Channel> =
            channels.copied().filter(|channel| matches!(channel, Channel::Cp(_))).collect();
        if channels.is_empty() && is_alone {
            channels.push(Channel::Cp(security));
        }
        let of_profile = |profile| {
            channels
                .iter()
                .map(|channel| Entry::foreseen(&message, profile, &self.delivery(*channel), catalogue))
                .collect::<Vec<_>>()
        };
        self.profiles.iter().flat_map(of_profile).collect()
    }

    /// Whether a channel that is named brings documents by the air.
    fn brings_document(&self) -> bool {
        self.section.channel.iter().flatten().any(|channel| matches!(channel, Channel::Cp(_)))
    }

    fn delivery(&self, channel: Channel) -> Delivery {
        Delivery { origin: self.section.origin, ..Delivery::by(channel) }
    }

    /// What each says to the packages of a card, one after another: what one changes holds for those behind it.
    pub(super) fn ask_card(
        &self,
        packages: &[Case],
        scheme: &Scheme,
        launcher_is_unsigned: bool,
        catalogue: &Catalogue,
    ) -> Vec<Entry> {
        let delivery = |package: &Case| {
            let by_scheme = scheme.delivery(&package.name, self.section.launcher);
            Delivery { launcher_is_unsigned, ..by_scheme }
        };
        let mut entries = Vec::new();
        for profile in &self.profiles {
            let mut now = profile.clone();
            for package in packages {
                let entry = Entry::foreseen(package, &now, &delivery(package), catalogue);
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
