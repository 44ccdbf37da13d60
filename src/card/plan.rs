//! Which files a card gets, where they go, and what is to be known about them.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::executable::{Executable, ExecutableError};
use super::processor::Processor;
use super::remark::Remark;
use super::scheme::Scheme;
use crate::cabinet::layout::{Layout as CabinetLayout, LayoutError as CabinetError};
use crate::cabinet::{MemberName, NameClash, NameError};
use crate::file_digest::FileDigest;
use crate::package::{Artifact, SniffError, sniff};

/// What a card is to hold.
#[derive(Debug)]
pub struct Request {
    /// Where the device looks.
    pub scheme: &'static Scheme,
    /// The processor folders, for a scheme that has them; when empty, [`Request::USUAL_PROCESSOR`].
    pub processors: Vec<Processor>,
    /// The programs that the device starts.
    pub launchers: Vec<Launcher>,
    /// The packages, in the order in which they are to be installed.
    pub packages: Vec<Supply>,
    /// Further files, beside the launcher, or beside the packages where there is none.
    pub files: Vec<Supply>,
    /// Whether packages keep their names. Otherwise several are numbered, so that their names give their order.
    pub keep_names: bool,
}

/// A program that the device starts.
#[derive(Debug)]
pub struct Launcher {
    /// For the devices of which folder; none for all of the card.
    pub processor: Option<Processor>,
    /// The program.
    pub supply: Supply,
}

/// A file that goes onto the card.
#[derive(Debug)]
pub struct Supply {
    /// The name by which the user knows it; its last part is the name on the card.
    pub path: PathBuf,
    /// Its content, from the start to the end.
    pub file: File,
}

/// A file of the card.
#[derive(Debug)]
pub struct Entry {
    /// Its place below the root of the card.
    pub place: MemberName,
    /// What it is there.
    pub part: Part,
    /// Its length and digest.
    pub digest: FileDigest,
    supply: usize,
}

/// What a file is on the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The program that the device starts.
    Launcher(Executable),
    /// What it is to install.
    Package {
        /// Whether there is an Authenticode signature.
        is_signed: bool,
    },
    /// A file that the program reads.
    File,
}

/// The files of a card.
#[derive(Debug)]
pub struct Plan {
    /// The scheme.
    pub scheme: &'static Scheme,
    /// The processor folders; none for a scheme without.
    pub processors: Vec<Processor>,
    /// The files: for each folder the launcher, the packages in their order, the further files.
    pub entries: Vec<Entry>,
    /// What is to be known, warnings first.
    pub remarks: Vec<Remark>,
    supplies: Vec<Supply>,
}

/// A card that cannot be laid out.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The scheme has no processor folders.
    #[error(
        "the scheme {0} has no processor folders: its devices read one place, whatever their processor; leave the \
         processor out"
    )]
    NoProcessors(&'static Scheme),
    /// One folder named twice: perhaps another was meant.
    #[error("the processor folder {0} is named twice: name each folder once")]
    ProcessorTwice(Processor),
    /// The scheme starts a program of its own.
    #[error(
        "the scheme {0} takes no autorun program, its devices start one of their own: leave `{path}` out, or add it as \
         a further file", path = .1.display()
    )]
    NoLauncher(&'static Scheme, PathBuf),
    /// A further file with the name of the program that devices start, which would not be looked at.
    #[error("`{path}` would stand at `{place}`, which devices start: give it with --autorun, so that it is looked at",
        path = .path.display())]
    FileAsLauncher {
        /// The file.
        path: PathBuf,
        /// Where the program stands.
        place: String,
    },
    /// A launcher for a folder that the card does not get.
    #[error("`{path}` is for the folder {processor}, which this card does not get: add that processor",
        path = .path.display())]
    StrayLauncher {
        /// The program.
        path: PathBuf,
        /// Its folder.
        processor: Processor,
    },
    /// A file that should be a program.
    #[error("`{path}`", path = .path.display())]
    Executable {
        /// The file.
        path: PathBuf,
        /// Why it is none.
        source: ExecutableError,
    },
    /// A program for other devices.
    #[error("`{path}` is for {machine}: devices that look into the folder {processor} ({}) cannot run it",
        .processor.name(), path = .path.display())]
    Machine {
        /// The program.
        path: PathBuf,
        /// Its machine, in words.
        machine: String,
        /// The folder.
        processor: Processor,
    },
    /// A file that should be a package.
    #[error("`{path}` is no cabinet: a card carries packages, .cab or .cpf; `provsmith pack` makes one of a document",
        path = .0.display())]
    NoCabinet(PathBuf),
    /// A cabinet that cannot be read.
    #[error("`{path}`", path = .path.display())]
    Cabinet {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: CabinetError,
    },
    /// A file that cannot be looked at.
    #[error("`{path}`", path = .path.display())]
    Sniff {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: SniffError,
    },
    /// A name that the scheme passes over.
    #[error("the scheme {scheme} installs {} and passes over `{path}`: give it another extension",
        .scheme.extensions(), path = .path.display())]
    Extension {
        /// The scheme.
        scheme: &'static Scheme,
        /// The package.
        path: PathBuf,
    },
    /// A name that cannot stand on a card.
    #[error("`{path}` cannot go onto a card by this name", path = .path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: NameError,
    },
    /// Two files at one place.
    #[error("two files would stand at one place of the card, `{0}`: rename one")]
    Twice(MemberName),
    /// A file at the place of a folder.
    #[error("the card cannot be laid out")]
    Clash(#[from] NameClash),
    /// More than a file of FAT can have.
    #[error("`{path}` has {length} bytes; a file on a card (FAT32) has at most {LARGEST_FILE}",
        path = .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length.
        length: u64,
    },
    /// A file that cannot be read.
    #[error("cannot read `{path}`", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The largest file of FAT32, in bytes.
const LARGEST_FILE: u64 = u32::MAX as u64;

impl Request {
    /// The folder that nearly every device looks into.
    pub const USUAL_PROCESSOR: &'static str = "2577";

    fn processors(&self) -> Result<Vec<Processor>, PlanError> {
        if !self.scheme.is_by_processor() {
            let of_launchers = self.launchers.iter().filter_map(|launcher| launcher.processor);
            return match self.processors.iter().copied().chain(of_launchers).next() {
                Some(_) => Err(PlanError::NoProcessors(self.scheme)),
                None => Ok(Vec::new()),
            };
        }
        let mut processors: Vec<Processor> = Vec::new();
        for processor in &self.processors {
            if processors.contains(processor) {
                return Err(PlanError::ProcessorTwice(*processor));
            }
            processors.push(*processor);
        }
        if processors.is_empty() {
            processors.extend(Self::USUAL_PROCESSOR.parse::<Processor>().ok());
        }
        for Launcher { processor, supply } in &self.launchers {
            if let Some(processor) = processor.filter(|one| !processors.contains(one)) {
                return Err(PlanError::StrayLauncher { path: supply.path.clone(), processor });
            }
        }
        Ok(processors)
    }

    /// The names of the packages on the card, numbered where there are several.
    fn package_names(&self) -> Vec<String> {
        let count = self.packages.len();
        let width = count.to_string().len().max(2);
        let name = |(index, supply): (usize, &Supply)| match count > 1 && !self.keep_names {
            true => format!("{:0width$}-{}", index + 1, supply.file_name()),
            false => supply.file_name(),
        };
        self.packages.iter().enumerate().map(name).collect()
    }
}

impl Supply {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened, or is a folder.
    pub fn open(path: &Path) -> Result<Self, PlanError> {
        let unreadable = |source| PlanError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
        }
        Ok(Self { path: path.to_owned(), file })
    }

    /// The content, from its start.
    pub(super) fn rewound(&self) -> io::Result<&File> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    fn digest(&self, place: &MemberName) -> Result<FileDigest, PlanError> {
        let unreadable = |source| PlanError::Read { path: self.path.clone(), source };
        let content = self.rewound().map_err(unreadable)?;
        let digest = FileDigest::of_reader(&place.to_path(), content).map_err(unreadable)?;
        match digest.bytes {
            ..=LARGEST_FILE => Ok(digest),
            length => Err(PlanError::TooLarge { path: self.path.clone(), length }),
        }
    }
}

impl Plan {
    /// Finds a place for every file, and looks into programs and packages.
    ///
    /// # Errors
    /// When a program is for other devices, when a package is none or one that the scheme passes over, when a name
    /// cannot stand on a card.
    pub fn make(request: Request) -> Result<Self, PlanError> {
        let mut plan = Self {
            scheme: request.scheme,
            processors: request.processors()?,
            entries: Vec::new(),
            remarks: Vec::new(),
            supplies: Vec::new(),
        };
        let packages = request.packages.iter().map(|supply| plan.package(supply));
        let packages: Vec<Part> = packages.collect::<Result<_, _>>()?;
        let folders: Vec<Option<Processor>> = match plan.processors.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        for folder in folders {
            plan.add_folder(&request, folder, &packages)?;
        }
        plan.check_places()?;
        plan.remark_on_scheme(packages.len());
        let launchers = request.launchers.into_iter().map(|launcher| launcher.supply);
        plan.supplies = launchers.chain(request.packages).chain(request.files).collect();
        Ok(plan)
    }

    /// The file that an entry is a copy of, by the name that the user knows.
    pub fn source(&self, entry: &Entry) -> &Path {
        &self.supply(entry).path
    }

    pub(super) fn supply(&self, entry: &Entry) -> &Supply {
        &self.supplies[entry.supply]
    }

    /// All that goes into one folder, or into the one place of a scheme without processor folders.
    fn add_folder(
        &mut self,
        request: &Request,
        processor: Option<Processor>,
        packages: &[Part],
    ) -> Result<(), PlanError> {
        let number = processor.map_or("", Processor::folder);
        let folder = self.scheme.folder(number);
        let launcher = self.scheme.launcher(number);
        let beside = match launcher.as_deref().and_then(|place| place.rsplit_once('/')) {
            Some((beside, _)) => beside.to_owned(),
            None => folder.clone(),
        };
        let mut has_launcher = false;
        for (index, one) in request.launchers.iter().enumerate() {
            let Some(place) = &launcher else {
                return Err(PlanError::NoLauncher(self.scheme, one.supply.path.clone()));
            };
            if one.processor.is_none() || one.processor == processor {
                let program = self.launcher(&one.supply, processor)?;
                self.add(place, &one.supply, index, Part::Launcher(program))?;
                has_launcher = true;
            }
        }
        if let Some(place) = launcher.as_ref().filter(|_| self.scheme.needs_launcher && !has_launcher) {
            self.remarks.push(Remark::no_launcher(place));
        }
        let before = request.launchers.len();
        let names = request.package_names();
        for (index, ((supply, name), part)) in request.packages.iter().zip(names).zip(packages).enumerate() {
            self.add(&format!("{folder}/{name}"), supply, before + index, *part)?;
        }
        let before = before + packages.len();
        for (index, supply) in request.files.iter().enumerate() {
            let place = format!("{beside}/{}", supply.file_name());
            if launcher.as_ref().is_some_and(|launcher| launcher.eq_ignore_ascii_case(&place)) {
                return Err(PlanError::FileAsLauncher { path: supply.path.clone(), place });
            }
            self.add(&place, supply, before + index, Part::File)?;
        }
        Ok(())
    }

    fn add(&mut self, place: &str, supply: &Supply, index: usize, part: Part) -> Result<(), PlanError> {
        let place =
            MemberName::new(place).map_err(|source| PlanError::Name { path: supply.path.clone(), source })?;
        let digest = supply.digest(&place)?;
        self.entries.push(Entry { place, part, digest, supply: index });
        Ok(())
    }

    fn check_places(&self) -> Result<(), PlanError> {
        let places: Vec<&MemberName> = self.entries.iter().map(|entry| &entry.place).collect();
        MemberName::check_together(places).map_err(|clash| match clash {
            NameClash::Twice(place) => PlanError::Twice(place),
            clash @ NameClash::FileAndFolder(..) => PlanError::Clash(clash),
        })
    }

    /// Looks into a program.
    fn launcher(&mut self, supply: &Supply, folder: Option<Processor>) -> Result<Executable, PlanError> {
        let path = &supply.path;
        let program = supply
            .rewound()
            .map_err(ExecutableError::Read)
            .and_then(Executable::read)
            .map_err(|source| PlanError::Executable { path: path.clone(), source })?;
        if let Some(processor) = folder {
            if !processor.runs(&program) {
                let machine = program.machine_name();
                return Err(PlanError::Machine { path: path.clone(), machine, processor });
            }
            if processor.is_any() {
                self.remarks.push(Remark::any_processor(path, &program, processor));
            }
        }
        if let Some(known) = self.scheme.processor().filter(|known| !known.runs(&program)) {
            self.remarks.push(Remark::other_machine(path, &program, self.scheme, known));
        }
        if !program.has_signature {
            self.remarks.push(Remark::unsigned_launcher(path));
        }
        if program.subsystem != Executable::WINDOWS_CE {
            self.remarks.push(Remark::other_subsystem(path, program.subsystem));
        }
        Ok(program)
    }

    /// Looks into a package.
    fn package(&mut self, supply: &Supply) -> Result<Part, PlanError> {
        let path = &supply.path;
        let unreadable = |source| PlanError::Read { path: path.clone(), source };
        let artifact = sniff(supply.rewound().map_err(unreadable)?)
            .map_err(|source| PlanError::Sniff { path: path.clone(), source })?;
        if !matches!(artifact, Artifact::Package | Artifact::Cabinet) {
            return Err(PlanError::NoCabinet(path.clone()));
        }
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if !self.scheme.extensions.contains(&extension) {
            return Err(PlanError::Extension { scheme: self.scheme, path: path.clone() });
        }
        let layout = CabinetLayout::read(supply.rewound().map_err(unreadable)?)
            .map_err(|source| PlanError::Cabinet { path: path.clone(), source })?;
        let is_signed = layout.signature().is_some();
        if artifact == Artifact::Cabinet {
            self.remarks.push(Remark::no_settings(path));
        }
        if !is_signed {
            self.remarks.push(Remark::unsigned_package(path, &extension));
        }
        if let Some(ending) = &self.scheme.interactive_ending
            && supply.file_name().to_lowercase().ends_with(ending)
        {
            self.remarks.push(Remark::interactive(path, ending));
        }
        Ok(Part::Package { is_signed })
    }

    /// What holds for every card of the scheme; each remark once, warnings first.
    fn remark_on_scheme(&mut self, packages: usize) {
        if let Some(device) = &self.scheme.copied_to {
            self.remarks.push(Remark::copied_to_device(&self.scheme.folder(""), device));
        }
        if packages > 1 {
            self.remarks.push(Remark::order(self.scheme.order));
        }
        self.remarks.extend(self.scheme.facts.iter().map(|fact| Remark::fact(fact)));
        let mut once: Vec<Remark> = Vec::new();
        for remark in self.remarks.drain(..) {
            if !once.contains(&remark) {
                once.push(remark);
            }
        }
        once.sort_by_key(|remark| std::cmp::Reverse(remark.level));
        self.remarks = once;
    }
}
