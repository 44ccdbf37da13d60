//! How a file is brought to a device.

use serde::Deserialize;

use crate::terms::{Channel, RoleMask};

/// How a file is brought to the device.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The channel.
    pub channel: Channel,
    /// How a launcher on a card starts the installer.
    pub launcher: Launcher,
    /// The program that installs what is on a card; `None`: a launcher that the shell starts.
    pub maker: Option<MakersInstaller>,
    /// Whether that launcher is known to have no signature; otherwise nothing is known of it.
    pub launcher_is_unsigned: bool,
    /// The roles by which a push is known when it comes: gateway and sender; `None`: nothing is said of it.
    pub origin: Option<RoleMask>,
    /// The address that a service loading links to, where the message itself is not at hand; `None`: one by https.
    pub link: Option<String>,
}

impl Delivery {
    /// By this channel, with dialogs; of a push nothing is known.
    pub fn by(channel: Channel) -> Self {
        Self {
            channel,
            launcher: Launcher::Ui,
            maker: None,
            launcher_is_unsigned: false,
            origin: None,
            link: None,
        }
    }
}

/// A program of a device's maker that installs packages by itself, not by the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakersInstaller {
    /// Where the packages must be copied on the device; `None`: it looks at the card itself.
    pub copied_to: Option<String>,
    /// Whether it installs only what settings of the device name.
    pub by_settings: bool,
    /// Whether it installs a `.cpf` too.
    pub takes_cpf: bool,
}

/// How a launcher on a card starts the installer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Launcher {
    /// With dialogs.
    #[default]
    Ui,
    /// Without, so that nobody can be asked.
    Silent,
}
