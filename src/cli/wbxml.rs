//! The flags that say how WBXML is written, for every command that writes some.

use clap::{Args, ValueEnum};
use provsmith::wbxml::{Dialect, FormatName, Options, PrivatePages, Strings, Values, Version};

use super::written::Topic;

/// What these flags are about.
pub(crate) const FORM_OF_WBXML: Topic = Topic {
    name: "how WBXML is written",
    flags: &["tokens", "literal", "inline", "string_table", "wbxml_version", "public_id", "wm2003"],
};

/// How WBXML is written, where several forms are legal.
#[derive(Debug, Args)]
#[command(next_help_heading = "Form of WBXML")]
pub(crate) struct WbxmlArgs {
    /// Microsoft's own names as tokens too (pages 200 to 204): shortest; no program but the device's reads them
    #[arg(long, conflicts_with = "literal")]
    tokens: bool,
    /// Microsoft's own elements (`noparm`, `characteristic-query`, …) by their names in the string table: every
    /// program reads that, of devices it is not known
    #[arg(long)]
    literal: bool,
    /// Values as text even where they have tokens
    #[arg(long)]
    inline: bool,
    /// Strings that occur more than once in the string table, where that is shorter
    #[arg(long)]
    string_table: bool,
    /// Version that the header says
    #[arg(long, value_enum, value_name = "VERSION", default_value_t)]
    wbxml_version: WbxmlVersion,
    /// How the header names the format
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    public_id: PublicId,
    /// Microsoft's names on the pages of Windows Mobile 2003 (0 to 3), also in WBXML that is read
    #[arg(long)]
    wm2003: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum WbxmlVersion {
    #[value(name = "1.1")]
    V1_1,
    #[value(name = "1.2")]
    V1_2,
    #[default]
    #[value(name = "1.3")]
    V1_3,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum PublicId {
    /// By its registered number
    #[default]
    Number,
    /// By the public identifier of its document type, in the string table
    Text,
}

impl WbxmlArgs {
    /// The form that the flags ask for.
    pub(crate) fn options(&self) -> Options {
        Options {
            version: match self.wbxml_version {
                WbxmlVersion::V1_1 => Version::V1_1,
                WbxmlVersion::V1_2 => Version::V1_2,
                WbxmlVersion::V1_3 => Version::V1_3,
            },
            values: if self.inline { Values::Text } else { Values::Tokens },
            private_pages: match (self.tokens, self.literal) {
                (true, _) => PrivatePages::Everything,
                (false, true) => PrivatePages::Nothing,
                (false, false) => PrivatePages::Elements,
            },
            strings: if self.string_table { Strings::Shared } else { Strings::Inline },
            format: match self.public_id {
                PublicId::Number => FormatName::Number,
                PublicId::Text => FormatName::Text,
            },
            dialect: self.dialect(),
        }
    }

    /// What the code pages mean.
    pub(crate) fn dialect(&self) -> Dialect {
        if self.wm2003 { Dialect::Wm2003 } else { Dialect::Oma }
    }

    /// Whether a flag asks for anything that only matters when WBXML is written.
    pub(crate) fn is_about_writing(&self) -> bool {
        let default = Options { dialect: self.dialect(), ..Options::default() };
        self.options() != default
    }
}
