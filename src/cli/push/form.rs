//! The flags that say what the document of a push is written as.

use clap::Args;
use provsmith::push::content::Form;

use crate::cli::wbxml::{FORM_OF_WBXML, WbxmlArgs};
use crate::cli::written::{Topic, Written};

/// What the flag for text is about.
pub(super) const TEXT_OR_WBXML: Topic =
    Topic { name: "the choice between text and WBXML", flags: &["text_form"] };

/// What the document is written as.
#[derive(Debug, Args)]
pub(super) struct FormArgs {
    /// Send the document as XML text; without it, as WBXML, which is a third or a quarter as long
    #[arg(long, help_heading = None::<&str>)]
    text_form: bool,
    #[command(flatten)]
    wbxml: WbxmlArgs,
}

impl FormArgs {
    /// Refuses flags that say nothing of the form.
    pub(super) fn refuse_pointless(&self, written: &Written) -> anyhow::Result<()> {
        if !self.text_form {
            return Ok(());
        }
        written.refuse_pointless("--text-form", &[FORM_OF_WBXML], &[])
    }

    /// The form; the encoding may have decided for text already.
    pub(super) fn form(&self, is_text: bool) -> Form {
        if self.text_form || is_text { Form::Text } else { Form::Binary(self.wbxml.options()) }
    }
}
