//! The flags that say what the document of a push is written as.

use clap::Args;
use provsmith::push::content::Form;

use crate::cli::wbxml::WbxmlArgs;

/// What the document is written as.
#[derive(Debug, Args)]
pub(super) struct FormArgs {
    /// Send the document as XML text; without it, as WBXML, which is a third or a quarter as long
    #[arg(long, conflicts_with = "server_files")]
    text_form: bool,
    #[command(flatten)]
    wbxml: WbxmlArgs,
}

impl FormArgs {
    /// The form; the encoding may have decided for text already.
    pub(super) fn form(&self, is_text: bool) -> Form {
        if self.text_form || is_text { Form::Text } else { Form::Binary(self.wbxml.options()) }
    }
}
