//! `[device]`: the devices that the packages are for, and what they say to each before it is put in its place.

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use der::DateTime;
use serde::Deserialize;

use super::BuildError;
use crate::catalogue::Catalogue;
use crate::device::Profile;
use crate::judge::{Case, Delivery, Entry, Verdict, judge};
use crate::package::PackageKind;
use crate::terms::Channel;

/// `[device]`: which devices are asked, how the packages reach them, and which answers will do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceSection {
    /// The profiles, beside the manifest.
    pub profile: Vec<PathBuf>,
    /// The channels; opened on the device where the manifest names none.
    #[serde(default = "opened")]
    pub channel: Vec<Channel>,
    /// The verdicts that will do.
    #[serde(default = "installs")]
    pub accept: Vec<Verdict>,
}

fn opened() -> Vec<Channel> {
    vec![Channel::Open]
}

fn installs() -> Vec<Verdict> {
    vec![Verdict::Installs]
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

    /// What each says to a package on each channel.
    pub(super) fn ask(
        &self,
        name: &Path,
        kind: PackageKind,
        package: impl Read + Seek,
        now: DateTime,
        catalogue: &Catalogue,
    ) -> Result<Vec<Entry>, BuildError> {
        let name = name.to_string_lossy();
        let case = Case::read(&name, kind, package, now)?;
        let mut entries = Vec::new();
        for profile in &self.profiles {
            for channel in &self.section.channel {
                let judgement = judge(&case, profile, &Delivery::by(*channel), catalogue);
                entries.push(Entry {
                    file: name.clone().into_owned(),
                    device: profile.name.clone(),
                    judgement,
                });
            }
        }
        Ok(entries)
    }

    /// Whether a verdict will do.
    pub(super) fn accept(&self, entry: &Entry) -> bool {
        self.section.accept.contains(&entry.judgement.verdict)
    }
}
