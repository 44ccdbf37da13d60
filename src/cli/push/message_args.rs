//! The flags that say for whom a push is, and how it is to be delivered.

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use provsmith::document::DateTime;
use provsmith::push::pap::control::{DeliveryMethod, Priority, ReplaceMethod, Replacement};
use provsmith::push::pap::request::NO_HOST;
use provsmith::push::pap::{Address, Content, PushMessage, QualityOfService, Request, Version};

/// For whom a push is, and how it is to be delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Message")]
pub(crate) struct MessageArgs {
    /// Recipient: a number (+15551230001), an IP address, a name that the gateway knows (NAME/TYPE=USER), or a whole
    /// address (WAPPUSH=…/TYPE=…@HOST); again for each further one
    #[arg(long, value_name = "RECIPIENT")]
    to: Vec<Address>,
    /// Name of the gateway in addresses [default: the host of --ppg]
    #[arg(long, value_name = "HOST")]
    ppg_host: Option<String>,
    /// One request for all recipients, instead of one for each
    #[arg(long)]
    together: bool,
    /// Name of the push, such as 4711@example.com [default: a digest of content and recipient]
    #[arg(long, value_name = "ID")]
    push_id: Option<String>,
    /// What stands behind the digest in such a name: a host name of yours
    #[arg(long, value_name = "HOST", conflicts_with = "push_id")]
    push_id_host: Option<String>,
    /// Header for the phone, such as 'X-Wap-Application-Id: 2'; again for each further one
    #[arg(long, value_name = "NAME: VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// Take the place of the push with this name
    #[arg(long, value_name = "ID")]
    replace: Option<String>,
    /// For whom: all, or those who have not got the other one yet
    #[arg(long, value_name = "FOR", requires = "replace", value_parser = words(ReplaceMethod::ALL, ReplaceMethod::word))]
    replace_method: Option<ReplaceMethod>,
    /// When it is of no use any more: 2030-12-31, or 2030-12-31T23:59:59Z
    #[arg(long, value_name = "TIME", value_parser = last_second)]
    deliver_before: Option<DateTime>,
    /// When it may go out at the earliest
    #[arg(long, value_name = "TIME", value_parser = first_second)]
    deliver_after: Option<DateTime>,
    /// Who is behind it, in words of yours
    #[arg(long, value_name = "TEXT")]
    source_reference: Option<String>,
    /// Where the gateway is to post what became of it
    #[arg(long, value_name = "URL")]
    notify_to: Option<String>,
    /// Ask for each step of the gateway's work in the answer
    #[arg(long)]
    progress_notes: bool,
    /// Whether the phone has to confirm it [default: unconfirmed]
    #[arg(long, value_name = "METHOD", value_parser = words(DeliveryMethod::ALL, DeliveryMethod::word))]
    delivery: Option<DeliveryMethod>,
    /// Before, among or behind other pushes
    #[arg(long, value_name = "PRIORITY", value_parser = words(Priority::ALL, Priority::word))]
    priority: Option<Priority>,
    /// Network that it must go through, or `any` [default: GSM]
    #[arg(long, value_name = "NAME")]
    network: Option<String>,
    /// Bearer that it must go by, or `any` [default: SMS]
    #[arg(long, value_name = "NAME")]
    bearer: Option<String>,
    /// Document type of the request: 1.0, which all gateways read, or 2.0
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pap_version: Option<Version>,
}

impl MessageArgs {
    /// Whether any of them is given.
    pub(crate) fn is_given(&self) -> bool {
        *self != Self::default()
    }

    /// The time after which the push is of no use.
    pub(crate) fn deliver_before(&self) -> Option<DateTime> {
        self.deliver_before
    }

    /// The requests that push `content`: one for each recipient, or one for all. `host` is that of the gateway.
    pub(crate) fn requests(&self, mut content: Content, host: &str) -> anyhow::Result<Vec<Request>> {
        let host = self.ppg_host.as_deref().unwrap_or(host);
        let mut recipients: Vec<Address> = Vec::new();
        for recipient in self.to.iter().map(|recipient| recipient.clone().at(host)) {
            if !recipients.contains(&recipient) {
                recipients.push(recipient);
            }
        }
        if recipients.is_empty() {
            bail!("nobody to push it to: give a recipient with --to, such as --to +15551230001");
        }
        let size = if self.together { recipients.len() } else { 1 };
        if self.push_id.is_some() && size < recipients.len() {
            bail!(
                "--push-id names one push, and each recipient has one of its own: leave it out, or send them --together"
            );
        }
        content.headers.extend(self.header.iter().cloned());
        let requests = recipients.chunks(size).map(|recipients| self.request(content.clone(), recipients));
        requests.collect()
    }

    fn request(&self, content: Content, recipients: &[Address]) -> anyhow::Result<Request> {
        let derived = || content.push_id(recipients, self.push_id_host.as_deref().unwrap_or(NO_HOST));
        let message = PushMessage {
            replaces: self
                .replace
                .clone()
                .map(|push_id| Replacement { push_id, method: self.replace_method }),
            deliver_before: self.deliver_before,
            deliver_after: self.deliver_after,
            source_reference: self.source_reference.clone(),
            notify_to: self.notify_to.clone(),
            progress_notes: self.progress_notes,
            quality: Some(self.quality()),
            ..PushMessage::new(self.push_id.clone().unwrap_or_else(derived), recipients.to_vec())
        };
        Ok(Request::push(message, content, self.pap_version.unwrap_or_default())?)
    }

    fn quality(&self) -> QualityOfService {
        let usual = QualityOfService::short_message();
        let network = named(self.network.as_ref(), usual.network);
        let bearer = named(self.bearer.as_ref(), usual.bearer);
        QualityOfService {
            priority: self.priority,
            delivery_method: self.delivery.or(usual.delivery_method),
            network_required: network.is_some(),
            network,
            bearer_required: bearer.is_some(),
            bearer,
        }
    }
}

/// The name given, or the usual one; none for `any`.
fn named(given: Option<&String>, usual: Option<String>) -> Option<String> {
    match given {
        Some(any) if any == "any" => None,
        Some(name) => Some(name.clone()),
        None => usual,
    }
}

/// Takes one of some words and shows them in the help.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|one| word(*one)))
        .try_map(move |text| all.iter().copied().find(|one| word(*one) == text).ok_or("none of the words"))
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, _)) if name.trim().eq_ignore_ascii_case("Content-Type") => {
            Err("the content type is given with --content-type".to_owned())
        }
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
        None => Err("a header is written as NAME: VALUE".to_owned()),
    }
}

fn version(text: &str) -> Result<Version, String> {
    match text {
        "1.0" => Ok(Version::V1_0),
        "2.0" => Ok(Version::V2_0),
        _ => Err("the versions are 1.0 and 2.0".to_owned()),
    }
}

/// A date means its last second.
fn last_second(text: &str) -> Result<DateTime, String> {
    time(text, "T23:59:59Z")
}

/// A date means its first second.
fn first_second(text: &str) -> Result<DateTime, String> {
    time(text, "T00:00:00Z")
}

fn time(text: &str, time_of_day: &str) -> Result<DateTime, String> {
    let whole = if text.contains('T') { text.to_owned() } else { format!("{text}{time_of_day}") };
    whole.parse().map_err(|error: provsmith::document::DateTimeError| {
        format!("{error}; a date such as 2030-12-31 alone will do too")
    })
}
