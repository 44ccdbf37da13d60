//! What is to be known about a card before it is carried to a device.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::executable::Executable;
use super::processor::Processor;
use super::scheme::{Order, Scheme};

/// Something to know about a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// How much it matters.
    pub level: Level,
    /// What it is about, for programs; stable.
    pub code: &'static str,
    /// A sentence or two.
    pub message: String,
}

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Likely not what was meant.
    Warning,
}

impl Remark {
    fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, code, message: message.into() }
    }

    fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Note, code, message: message.into() }
    }

    /// A fact of the scheme.
    pub(super) fn fact(fact: &str) -> Self {
        Self::note("scheme", fact)
    }

    pub(super) fn no_launcher(place: &str) -> Self {
        Self::warning(
            "no-launcher",
            format!(
                "nothing will happen by itself, since there is no `{place}`: devices start that program and nothing else. \
                 It cannot be made here; supply one, yours or the device maker's (--autorun FILE, or `autorun` in a manifest)"
            ),
        )
    }

    pub(super) fn unsigned_launcher(path: &Path) -> Self {
        Self::warning(
            "unsigned-launcher",
            format!(
                "`{}` has no Authenticode signature: policies 4102 and 4122 of the device decide whether it starts, and \
                 whether the user is asked first",
                path.display()
            ),
        )
    }

    pub(super) fn other_subsystem(path: &Path, subsystem: u16) -> Self {
        Self::warning(
            "not-for-windows-ce",
            format!(
                "`{}` is made for another system than Windows CE (subsystem {subsystem}, not {}): devices will likely not \
                 start it",
                path.display(),
                Executable::WINDOWS_CE
            ),
        )
    }

    pub(super) fn other_machine(
        path: &Path,
        program: &Executable,
        scheme: &Scheme,
        known: Processor,
    ) -> Self {
        Self::warning(
            "other-machine",
            format!(
                "`{}` is for {}: devices of the scheme {scheme} are known with another processor, since older ones look \
                 into the folder {known} ({})",
                path.display(),
                program.machine_name(),
                known.name()
            ),
        )
    }

    pub(super) fn any_processor(path: &Path, program: &Executable, processor: Processor) -> Self {
        Self::note(
            "folder-of-any-processor",
            format!(
                "the folder {processor} is read by devices of any processor, and `{}` runs on {} alone",
                path.display(),
                program.machine_name()
            ),
        )
    }

    pub(super) fn no_settings(path: &Path) -> Self {
        Self::warning(
            "no-settings",
            format!(
                "`{}` is a cabinet without _setup.xml: only Windows Mobile 2003 for Pocket PC installs such",
                path.display()
            ),
        )
    }

    pub(super) fn unsigned_package(path: &Path, extension: &str) -> Self {
        let path = path.display();
        let message = match extension {
            "cpf" => format!(
                "`{path}` is unsigned, and a .cpf cannot ask the user: it fails where policy 4101 is 0, and where policy \
                 4122 wants a question, as it does by default; sign it"
            ),
            _ => format!(
                "`{path}` is unsigned: policy 4101 of the device refuses it (0) or gives it a role mask, usually \
                 authenticated-user, after a question to the user unless policy 4122 is 1"
            ),
        };
        Self::warning("unsigned-package", message)
    }

    pub(super) fn interactive(path: &Path, ending: &str) -> Self {
        Self::note(
            "interactive-package",
            format!("`{}` ends with {ending}: the device installs it with dialogs", path.display()),
        )
    }

    pub(super) fn copied_to_device(folder: &str, device: &str) -> Self {
        Self::note(
            "copied-to-device",
            format!(
                "devices do not install this from a card: copy the content of `{folder}` to `{device}` of the device, \
                 which keeps it over resets"
            ),
        )
    }

    pub(super) fn order(order: Order) -> Self {
        match order {
            Order::Launcher => Self::note(
                "order",
                "one installation runs at a time: the program must wait until one wceload has ended before it starts the \
                 next, in the order of the names",
            ),
            Order::Name => {
                Self::note("order", "the device installs the packages in the order of their names")
            }
            Order::Settings => Self::note(
                "order",
                "the order of installation is that of the device's settings, not that of the names",
            ),
            Order::Unknown => Self::warning(
                "order",
                "no page says in which order these devices install several packages: let none depend on another",
            ),
        }
    }

    pub(super) fn other_processor_folder(folder: &Path, processor: Processor) -> Self {
        Self::warning(
            "other-processor-folder",
            format!(
                "`{}` is on the card from before: devices that look there ({}) start its autorun.exe; remove it if it \
                 does not belong to this card",
                folder.display(),
                processor.name()
            ),
        )
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Note => "note",
            Level::Warning => "warning",
        };
        write!(f, "{level}: {}", self.message)
    }
}
