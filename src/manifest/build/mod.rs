//! Carries a manifest out: document, check, packages, signatures, report.

mod asking;

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::card::CardSection;
use super::push::Workshop;
use super::report::{BuildReport, SCHEMA_VERSION, SignerReport};
use super::schema::{PackSection, SettingsFrom};
use super::{BuildError, Manifest, key, settings};
use crate::cabinet::{Content, MemberName, NewFile};
use crate::card::{LaidOut, Launcher, Layout, Plan, PlanError, Remark, Request, Supply};
use crate::catalogue::Catalogue;
use crate::check::{self, Allowance, Report};
use crate::context::Context;
use crate::document::{self, Limits};
use crate::file_digest::FileDigest;
use crate::finding::{Listing, json};
use crate::judge::Entry;
use crate::output::{self, OutputError, Pending};
use crate::package::{Note, Package, PackageError, PackageKind};
use crate::push::Outlook;
use crate::push::sms::References;
use crate::sign::signer::Signer;

/// The surroundings of a build.
#[derive(Debug, Clone, Copy)]
pub struct BuildOptions<'a> {
    /// Where output goes; `None`: `out` beside the manifest.
    pub out_dir: Option<&'a Path>,
    /// Environment, clock, randomness.
    pub context: &'a Context,
    /// The providers that documents are checked against.
    pub catalogue: &'a Catalogue,
}

/// What a build came to.
#[derive(Debug)]
pub struct Built {
    /// The check of the document. With an error in it nothing was packed.
    pub check: Report,
    /// The allowances of the manifest that allow nothing, at their places in it.
    pub unused: Report,
    /// What was written, in order, the report last; nothing when the check found an error.
    pub written: Vec<PathBuf>,
    /// The folder of a test identity that this build made.
    pub new_identity: Option<PathBuf>,
    /// What is worth knowing about the packages, each once.
    pub notes: Vec<Note>,
    /// What devices say that the manifest does not accept; then nothing was written.
    pub refused: Vec<Entry>,
    /// What is to be known about the card.
    pub remarks: Vec<Remark>,
    /// The checks of what goes over the air. With an error in one of them nothing was written.
    pub pushed: Vec<Report>,
    /// What the payloads will come to.
    pub outlooks: Vec<Outlook>,
}

impl Built {
    /// A build of which nothing was written.
    fn nothing(check: Report, unused: Report) -> Self {
        Self {
            check,
            unused,
            written: Vec::new(),
            new_identity: None,
            notes: Vec::new(),
            refused: Vec::new(),
            remarks: Vec::new(),
            pushed: Vec::new(),
            outlooks: Vec::new(),
        }
    }
}

/// Builds what the manifest describes.
///
/// The document is made or read, and checked for the targets and the role mask of the manifest. When the check finds an
/// error nothing is packed, and [`Built::check`] says why. Otherwise each package is packed and signed, and when all
/// are whole and the devices of the manifest accept them they are put in their places, the report, `build.json`, last. So the output
/// folder holds one whole build or what was there before.
///
/// # Errors
/// When an input cannot be read, an output cannot be written, or the key cannot be used.
pub fn build(manifest: &Manifest, options: BuildOptions<'_>) -> Result<Built, BuildError> {
    let mut run = Run::start(manifest, options);
    let document = run.document()?;
    let check = run.check(&document);
    run.pushed = run.check_pushed(&document, &check);
    if !check.is_clean() || !run.pushed.iter().all(Report::is_clean) {
        let unused = run.unused(&check);
        return Ok(Built { pushed: run.pushed, ..Built::nothing(check, unused) });
    }
    run.make_out_dir()?;
    if let SettingsFrom::Template { .. } = &manifest.package.settings {
        run.write(Path::new(&run.document_name()), &document.bytes)?;
    }
    if let Some(pack) = &manifest.pack {
        let signer = run.signer()?;
        for name in &pack.output {
            run.package(pack, name, &document, signer.as_ref())?;
        }
    }
    if let Some(section) = &manifest.device {
        let refused = run.ask_devices(section, &document)?;
        if !refused.is_empty() {
            let unused = run.unused(&check);
            let Run { new_identity, notes, pushed, .. } = run;
            return Ok(Built { new_identity, notes, refused, pushed, ..Built::nothing(check, unused) });
        }
    }
    run.push(&document)?;
    if let Some(card) = &manifest.card {
        run.card(card)?;
    }
    run.finish(check)
}

/// The folder of the card in the output folder.
const CARD: &str = "card";

/// The name of the report in the output folder.
const REPORT: &str = "build.json";

/// A document and the name by which the user can open it.
struct Document {
    name: String,
    bytes: Vec<u8>,
}

/// One build under way.
struct Run<'a> {
    manifest: &'a Manifest,
    options: BuildOptions<'a>,
    out_dir: PathBuf,
    inputs: Vec<FileDigest>,
    outputs: Vec<FileDigest>,
    pending: Vec<(PathBuf, Pending)>,
    notes: Vec<Note>,
    signer: Option<SignerReport>,
    new_identity: Option<PathBuf>,
    verdicts: Vec<Entry>,
    card: Option<LaidOut>,
    card_files: Vec<PathBuf>,
    remarks: Vec<Remark>,
    pushed: Vec<Report>,
    outlooks: Vec<Outlook>,
}

impl<'a> Run<'a> {
    fn start(manifest: &'a Manifest, options: BuildOptions<'a>) -> Self {
        let name = manifest.path.file_name().unwrap_or_default();
        Self {
            manifest,
            options,
            out_dir: options.out_dir.map_or_else(|| manifest.folder().join("out"), Path::to_owned),
            inputs: vec![FileDigest::of_bytes(Path::new(name), manifest.source.text().as_bytes())],
            outputs: Vec::new(),
            pending: Vec::new(),
            notes: Vec::new(),
            signer: None,
            new_identity: None,
            verdicts: Vec::new(),
            card: None,
            card_files: Vec::new(),
            remarks: Vec::new(),
            pushed: Vec::new(),
            outlooks: Vec::new(),
        }
    }

    fn make_out_dir(&self) -> Result<(), BuildError> {
        let failed = |source| BuildError::Folder { path: self.out_dir.clone(), source };
        fs::create_dir_all(&self.out_dir).map_err(failed)
    }

    /// The document: read, or made from a template.
    fn document(&mut self) -> Result<Document, BuildError> {
        if let SettingsFrom::Document { path } = &self.manifest.package.settings {
            let full = self.manifest.folder().join(path);
            let unreadable = |source| BuildError::Input { path: full.clone(), source };
            let file = File::open(&full).map_err(|error| unreadable(error.into()))?;
            let bytes = document::read_bounded(file, &Limits::default()).map_err(unreadable)?;
            self.inputs.push(FileDigest::of_bytes(path, &bytes));
            return Ok(Document { name: full.to_string_lossy().into_owned(), bytes });
        }
        let made = settings::from_template(self.manifest)?;
        for path in &made.files {
            self.add_input(path)?;
        }
        Ok(Document { name: self.document_name(), bytes: made.document.write().into_bytes() })
    }

    /// An output at hand, to be put in its place when the build is whole.
    fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), BuildError> {
        let path = self.out_dir.join(name);
        let mut pending = self.pending_at(&path)?;
        pending.file().write_all(bytes).map_err(|source| OutputError { path: path.clone(), source })?;
        self.outputs.push(FileDigest::of_bytes(name, bytes));
        self.pending.push((path, pending));
        Ok(())
    }

    /// The document's name, relative to the manifest or to the output folder.
    fn document_name(&self) -> String {
        match &self.manifest.package.settings {
            SettingsFrom::Document { path } => path.to_string_lossy().into_owned(),
            SettingsFrom::Template { .. } => format!("{}.xml", self.manifest.package.name),
        }
    }

    fn check(&self, document: &Document) -> Report {
        check::check(&document.name, &document.bytes, self.options.catalogue, &self.check_options())
    }

    fn check_options(&self) -> check::Options {
        let roles = self.manifest.sign.as_ref().and_then(|section| section.role);
        let targets = self.manifest.check.target.clone();
        let allowed = self.manifest.check.allow.iter().map(|(allowance, _)| allowance.clone()).collect();
        check::Options { targets, roles, allowed, ..check::Options::default() }
    }

    /// What the manifest allows and neither the document nor a payload needs.
    fn unused(&self, check: &Report) -> Report {
        let is_used = |allowance: &Allowance| {
            std::iter::once(check).chain(&self.pushed).any(|report| allowance.is_used_in(report))
        };
        let unused = self.manifest.check.allow.iter().filter(|(allowance, _)| !is_used(allowance));
        let findings = unused.map(|(allowance, place)| allowance.unused(*place)).collect();
        Report::of_findings(self.manifest.source.clone(), findings)
    }

    /// Where the payloads of the manifest are made.
    fn workshop(&self) -> Option<Workshop<'a>> {
        Some(Workshop {
            section: self.manifest.push.as_ref()?,
            folder: self.manifest.folder(),
            context: self.options.context,
            catalogue: self.options.catalogue,
            // What goes over the air has the roles of its way, not those of a signature.
            options: check::Options { roles: None, ..self.check_options() },
        })
    }

    fn check_pushed(&self, document: &Document, check: &Report) -> Vec<Report> {
        let workshop = self.workshop();
        workshop.map_or_else(Vec::new, |shop| shop.checks(&document.name, &document.bytes, check))
    }

    /// The payloads, at hand beside their places.
    fn push(&mut self, document: &Document) -> Result<(), BuildError> {
        let Some(workshop) = self.workshop() else { return Ok(()) };
        let name = self.document_name();
        let mut references = References::default();
        for payload in workshop.payloads(&name, &document.bytes)? {
            let files =
                payload.files(&self.manifest.package.name, workshop.section.to.as_ref(), &mut references)?;
            files.iter().try_for_each(|(file, bytes)| self.write(file, bytes))?;
            self.outlooks.push(payload.outlook);
        }
        Ok(())
    }

    /// Whoever signs the packages, where the manifest names one.
    fn signer(&mut self) -> Result<Option<Signer>, BuildError> {
        let Some(section) = &self.manifest.sign else { return Ok(None) };
        let key = key::load(section, self.manifest.folder(), self.options.context)?;
        self.new_identity = key.new_identity;
        let signer = Signer::new(key.credentials, &section.options(self.options.context)?)?;
        self.signer = Some(SignerReport::of(&signer, section));
        Ok(Some(signer))
    }

    fn package(
        &mut self,
        pack: &PackSection,
        name: &Path,
        document: &Document,
        signer: Option<&Signer>,
    ) -> Result<(), BuildError> {
        let path = self.out_dir.join(name);
        let failed = |source| BuildError::Package { path: path.clone(), source };
        let kind = PackageKind::of_path(name).map_err(failed)?;
        let mut package = Package::of_document(kind, document.bytes.clone()).map_err(failed)?;
        package.packing = pack.compress.into();
        if let Some(seconds) = self.options.context.source_date_epoch()? {
            package.set_date(seconds);
        }
        if kind == PackageKind::Cab {
            package.files = pack
                .files
                .iter()
                .map(|file| self.added_file(file))
                .collect::<Result<_, _>>()
                .map_err(failed)?;
            for file in &pack.files {
                self.add_input(file)?;
            }
        }

        let mut pending = self.pending_at(&path)?;
        let notes = match signer {
            None => package.write(pending.file()).map_err(failed)?.notes,
            Some(signer) => {
                let mut unsigned = tempfile::tempfile().map_err(BuildError::Temporary)?;
                let built = package.write(&mut unsigned).map_err(failed)?;
                signer.sign(&mut unsigned, pending.file(), &mut self.options.context.random())?;
                built.notes.into_iter().filter(|note| *note != Note::UnsignedCpf).collect()
            }
        };
        pending
            .file()
            .seek(SeekFrom::Start(0))
            .map_err(|source| OutputError { path: path.clone(), source })?;
        let digest = FileDigest::of_reader(name, pending.file())
            .map_err(|source| OutputError { path: path.clone(), source })?;
        self.outputs.push(digest);
        self.pending.push((path, pending));
        for note in notes {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
        Ok(())
    }

    /// The card, at hand beside its place.
    fn card(&mut self, section: &CardSection) -> Result<(), BuildError> {
        let beside = |path: &PathBuf| Supply::open(&self.manifest.folder().join(path));
        let launchers = section.autorun.iter();
        let request = Request {
            scheme: section.scheme,
            processors: section.processors.clone(),
            launchers: launchers
                .map(|(processor, path)| Ok(Launcher { processor: *processor, supply: beside(path)? }))
                .collect::<Result<_, PlanError>>()?,
            packages: section
                .packages
                .iter()
                .map(|path| self.card_package(path))
                .collect::<Result<_, _>>()?,
            files: section.files.iter().map(beside).collect::<Result<_, _>>()?,
            keep_names: section.keep_names,
        };
        let plan = Plan::make(request)?;
        let folder = self.out_dir.join(CARD);
        let layout = Layout::of(&plan, &folder)?;
        self.card = Some(layout.lay_out()?);
        self.remarks = layout.remarks.iter().chain(&plan.remarks).cloned().collect();
        for entry in &plan.entries {
            let name = Path::new(CARD).join(&entry.digest.path);
            self.outputs
                .push(FileDigest { path: format!("{CARD}/{}", entry.digest.path), ..entry.digest.clone() });
            self.card_files.push(self.out_dir.join(name));
        }
        let autorun = section.autorun.iter().map(|(_, path)| path);
        let is_made = |path: &&PathBuf| self.pending.iter().any(|(made, _)| *made == self.out_dir.join(path));
        let packages: Vec<_> = section.packages.iter().filter(|path| !is_made(path)).collect();
        for path in autorun.chain(&section.files).chain(packages) {
            self.add_input(path)?;
        }
        Ok(())
    }

    /// A package of the card: an output of this build, or a file beside the manifest.
    fn card_package(&mut self, name: &Path) -> Result<Supply, BuildError> {
        let path = self.out_dir.join(name);
        match self.pending.iter_mut().find(|(made, _)| *made == path) {
            Some((_, pending)) => {
                let file = pending.file().try_clone();
                Ok(Supply { file: file.map_err(|source| OutputError { path: path.clone(), source })?, path })
            }
            None => Ok(Supply::open(&self.manifest.folder().join(name))?),
        }
    }

    /// A place for an output, which must not be that of an input.
    fn pending_at(&self, path: &Path) -> Result<Pending, BuildError> {
        self.refuse_input(path)?;
        Ok(Pending::create(path)?)
    }

    fn refuse_input(&self, path: &Path) -> Result<(), OutputError> {
        let folder = self.manifest.folder();
        let inputs = self.inputs.iter().map(|input| folder.join(&input.path));
        let keys =
            self.manifest.sign.iter().flat_map(|section| section.key.files()).map(|file| folder.join(file));
        let protected: Vec<PathBuf> = inputs.chain(keys).collect();
        output::refuse_overwriting(path, protected.iter().map(PathBuf::as_path))
    }

    /// A further file of a package, under its own name.
    fn added_file(&self, path: &Path) -> Result<NewFile, PackageError> {
        let name = MemberName::new(&path.file_name().unwrap_or_default().to_string_lossy())?;
        Ok(NewFile { name, content: Content::File(self.manifest.folder().join(path)) })
    }

    /// Notes an input for the report, once.
    fn add_input(&mut self, path: &Path) -> Result<(), BuildError> {
        let full = self.manifest.folder().join(path);
        let digest = File::open(&full)
            .and_then(|file| FileDigest::of_reader(path, file))
            .map_err(|error| BuildError::Input { path: full, source: error.into() })?;
        if !self.inputs.contains(&digest) {
            self.inputs.push(digest);
        }
        Ok(())
    }

    fn finish(mut self, check: Report) -> Result<Built, BuildError> {
        let fingerprint = self.options.catalogue.fingerprint();
        // Named as the manifest names it, so that the report does not depend on where the build was started.
        let listing = Listing { file: self.document_name(), ..check.listing() };
        let report = BuildReport {
            schema_version: SCHEMA_VERSION,
            provsmith: env!("CARGO_PKG_VERSION"),
            package: &self.manifest.package.name,
            catalogue: &fingerprint,
            inputs: &self.inputs,
            outputs: &self.outputs,
            check: json::Report::new([listing]),
            signer: self.signer.as_ref(),
            verdicts: &self.verdicts,
            push: &self.outlooks,
        };
        let json =
            report.to_json().map_err(|source| OutputError { path: self.out_dir.join(REPORT), source })?;
        self.write(Path::new(REPORT), json.as_bytes())?;

        let unused = self.unused(&check);
        let mut written = self.card_files;
        self.card.map_or(Ok(()), LaidOut::commit)?;
        for (path, pending) in self.pending {
            pending.commit()?;
            written.push(path);
        }
        Ok(Built {
            check,
            unused,
            written,
            new_identity: self.new_identity,
            notes: self.notes,
            refused: Vec::new(),
            remarks: self.remarks,
            pushed: self.pushed,
            outlooks: self.outlooks,
        })
    }
}
