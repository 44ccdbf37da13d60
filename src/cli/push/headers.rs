//! The flags for the headers of a push that Windows Mobile reads.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use provsmith::push::wsp::{Header, Push, address};

use crate::cli::written::Topic;

/// What these flags are about.
pub(super) const HEADERS: Topic = Topic {
    name: "headers",
    flags: &["description", "initiator", "push_flag", "application_id", "content_location"],
};

/// The headers beside the content type.
#[derive(Debug, Args)]
#[command(next_help_heading = "Headers")]
pub(super) struct HeaderArgs {
    /// Short text that the device shows where it asks for a PIN or a yes (X-MS-DESC)
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Address of who pushes, which a trusted gateway vouches for (X-WAP-Initiator-URI)
    #[arg(long, value_name = "URL", value_parser = address)]
    initiator: Option<String>,
    /// What a gateway says of the push: the sum of 1, it knows the initiator, 2, it trusts the content, 4, last push
    #[arg(long, value_name = "SUM", value_parser = clap::value_parser!(u8).range(0..=7))]
    push_flag: Option<u8>,
    /// Program that the push is for, such as x-wap-microsoft:cfgmgr.ua; without it the content type decides
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    application_id: Option<String>,
    /// Address that the document is known by (Content-Location)
    #[arg(long, value_name = "URL", value_parser = address)]
    content_location: Option<String>,
}

impl HeaderArgs {
    /// Adds the headers that were given.
    pub(super) fn add_to(&self, push: &mut Push) {
        let flag = self.push_flag.map(|flag| flag.to_string());
        let headers = [
            (Header::APPLICATION_ID, self.application_id.as_ref()),
            (Header::INITIATOR_URI, self.initiator.as_ref()),
            (Header::PUSH_FLAG, flag.as_ref()),
            (Header::CONTENT_LOCATION, self.content_location.as_ref()),
            (Header::DESCRIPTION, self.description.as_ref()),
        ];
        let given = headers.into_iter().filter_map(|(name, value)| Some(Header::new(name, value?)));
        push.headers.extend(given);
    }
}
