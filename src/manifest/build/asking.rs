//! The part of a build that asks the devices of the manifest.

use std::fs::File;
use std::path::{Path, PathBuf};

use der::DateTime;

use super::{BuildError, BuildOptions, Document, Run};
use crate::card::{Executable, Scheme, Supply};
use crate::document;
use crate::finding::Source;
use crate::judge::{Case, Entry};
use crate::manifest::card::CardSection;
use crate::manifest::device::{DeviceSection, Devices};
use crate::package::PackageKind;
use crate::sign::signer::SignError;

impl Run<'_> {
    /// What the devices say to the packages, and to what is pushed, that the manifest does not accept. All that they say goes into the report.
    pub(super) fn ask_devices(
        &mut self,
        section: &DeviceSection,
        document: &Document,
    ) -> Result<Vec<Entry>, BuildError> {
        let BuildOptions { catalogue, context, .. } = self.options;
        let (card, push) = (self.manifest.card.as_ref(), self.manifest.push.as_ref());
        let devices = Devices::read(section, self.manifest.folder(), catalogue)?;
        let folder = self.manifest.folder();
        let certificates = devices.files().map(|file| file.strip_prefix(folder).unwrap_or(file));
        for path in section.profile.iter().map(PathBuf::as_path).chain(certificates) {
            self.add_input(path)?;
        }
        // These inputs came to light after the packages were made.
        self.pending.iter().try_for_each(|(path, _)| self.refuse_input(path))?;
        let now = DateTime::from_system_time(context.now()).map_err(SignError::Encoding)?;
        let case = |path: &Path, file: &File| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let kind = PackageKind::of_path(path).unwrap_or(PackageKind::Cab);
            Case::read(&name, kind, file, now)
        };
        for (path, pending) in self.pending.iter_mut().filter(|(path, _)| PackageKind::of_path(path).is_ok())
        {
            let is_at = |name: &PathBuf| self.out_dir.join(name) == *path;
            let is_on_card = match card {
                Some(card) => card.packages.iter().any(is_at),
                None => section.channel.is_some() && devices.get_card(),
            };
            let package = case(path, pending.file())?;
            self.verdicts.extend(devices.ask(&package, is_on_card, push, catalogue)?);
        }
        if let Some(cp) = push.and_then(|push| push.cp.as_ref()) {
            let source =
                Source::new(document.name.as_str(), document::decode(document.bytes.as_slice()).text);
            let document = Case::of_document(source, None)?;
            self.verdicts.extend(devices.ask_document(
                &document,
                cp.security,
                self.manifest.pack.is_none(),
                catalogue,
            ));
        }
        let is_about_card = section.channel.is_some() || card.is_some();
        if devices.get_card() && is_about_card {
            let outputs = self.manifest.pack.iter().flat_map(|pack| &pack.output);
            let names: Vec<&PathBuf> = card.map_or(outputs.collect(), |card| card.packages.iter().collect());
            let supplies =
                names.into_iter().map(|name| self.card_package(name)).collect::<Result<Vec<_>, _>>()?;
            let packages = supplies.iter().map(|supply| case(&supply.path, &supply.file));
            let packages = packages.collect::<Result<Vec<_>, _>>()?;
            let is_unsigned = card.is_some_and(|card| self.launches_unsigned(card));
            let scheme = card.map_or(Scheme::shell(), |card| card.scheme);
            self.verdicts.extend(devices.ask_card(&packages, scheme, is_unsigned, catalogue));
        }
        Ok(devices.refused(&self.verdicts, &self.manifest.check))
    }

    /// Whether a program that the card starts has no signature. What is no program is told when the card is laid out.
    fn launches_unsigned(&self, section: &CardSection) -> bool {
        let program =
            |path| Executable::read(Supply::open(&self.manifest.folder().join(path)).ok()?.file).ok();
        section.autorun.iter().filter_map(|(_, path)| program(path)).any(|program| !program.has_signature)
    }
}
