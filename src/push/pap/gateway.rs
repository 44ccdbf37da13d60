//! What gateways lose of a request. The facts stand in `gateways.toml`.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::address::Client;
use super::control::{ControlEntity, DeliveryMethod};
use super::request::{Content, Request};
use crate::document::{self, Kind, Limits, xml};
use crate::finding::nearest;

/// A kind of gateway.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// As it is asked for.
    pub name: String,
    /// One line about it.
    pub summary: String,
    /// What the name that it gives itself in answers holds.
    known_by: Option<String>,
    loss: Vec<Loss>,
}

/// Something that a gateway loses, refuses or alters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Loss {
    /// Its name, by which it is allowed.
    pub name: String,
    #[serde(skip_serializing)]
    when: When,
    /// Whether the request would be useless.
    pub stops: bool,
    /// What happens.
    pub says: String,
    /// What to do instead.
    pub help: String,
}

/// What a loss is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum When {
    Parameter(Vec<String>),
    Header(Vec<String>),
    DeliveryMethod(Vec<DeliveryMethod>),
    MessageAttribute(Vec<String>),
    RecipientType(Vec<String>),
    NumberWithoutPlus,
    SeveralRecipients,
    BareLineFeed,
    ApplicationIdOtherThan(Vec<String>),
    LinkOtherThan(Vec<String>),
    ContentType(Vec<String>),
    Operation(Vec<String>),
}

/// Text that names no gateway.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{name}` is no kind of gateway{}: there are {}",
    .meant.map(|meant| format!("; write `{meant}` if that was meant")).unwrap_or_default(),
    Gateway::names().join(", ")
)]
pub struct GatewayError {
    name: String,
    meant: Option<&'static str>,
}

/// A loss that somebody accepts, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its name.
    pub loss: &'static str,
    /// Why.
    pub reason: String,
}

/// Text that accepts nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptedError {
    /// No reason is given.
    #[error("`{0}` gives no reason: write why the loss is accepted, as in `NAME=REASON`")]
    NoReason(String),
    /// There is no such loss.
    #[error("there is no loss `{name}`{}", .meant.map(|meant| format!(": write `{meant}` if that was meant")).unwrap_or_default())]
    Unknown {
        /// The name as given.
        name: String,
        /// The one that was most likely meant.
        meant: Option<&'static str>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    gateway: Vec<Gateway>,
}

static GATEWAYS: LazyLock<Vec<Gateway>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("gateways.toml"))
        .unwrap_or_else(|error| panic!("gateways.toml: {error}"));
    file.gateway
});

impl Gateway {
    /// Every kind that is known.
    pub fn all() -> &'static [Self] {
        &GATEWAYS
    }

    fn names() -> Vec<&'static str> {
        Self::all().iter().map(|gateway| gateway.name.as_str()).collect()
    }

    /// The kind that one is, told by the name that it gives itself in an answer.
    pub fn of_sender(sender_name: &str) -> Option<&'static Self> {
        let is_in = |known: &String| sender_name.contains(known.as_str());
        Self::all().iter().find(|gateway| gateway.known_by.as_ref().is_some_and(is_in))
    }

    /// What it loses of a request.
    pub fn losses(&'static self, request: &Request) -> Vec<&'static Loss> {
        self.loss.iter().filter(|loss| loss.when.is_in(request)).collect()
    }
}

impl FromStr for &'static Gateway {
    type Err = GatewayError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Gateway::all()
            .iter()
            .find(|gateway| gateway.name == name)
            .ok_or_else(|| GatewayError { name: name.to_owned(), meant: nearest(name, Gateway::names()) })
    }
}

impl FromStr for Accepted {
    type Err = AcceptedError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, reason) = text.split_once('=').unwrap_or((text, ""));
        let mut names =
            Gateway::all().iter().flat_map(|gateway| &gateway.loss).map(|loss| loss.name.as_str());
        let Some(loss) = names.clone().find(|known| *known == name) else {
            return Err(AcceptedError::Unknown {
                name: name.to_owned(),
                meant: nearest(name, names.by_ref()),
            });
        };
        match reason.trim() {
            "" => Err(AcceptedError::NoReason(name.to_owned())),
            reason => Ok(Self { loss, reason: reason.to_owned() }),
        }
    }
}

impl When {
    fn is_in(&self, request: &Request) -> bool {
        let message = match &request.entity {
            ControlEntity::Push(message) => Some(message),
            _ => None,
        };
        let content = request.content.as_ref();
        let recipients = request.recipients();
        match self {
            Self::Parameter(names) => {
                content.is_some_and(|content| names.iter().any(|name| content.has_parameter(name)))
            }
            Self::Header(names) => {
                content.is_some_and(|content| names.iter().any(|name| content.header(name).is_some()))
            }
            Self::DeliveryMethod(methods) => message
                .and_then(|message| message.quality.as_ref()?.delivery_method)
                .is_some_and(|method| methods.contains(&method)),
            Self::MessageAttribute(names) => message.is_some_and(|message| {
                let replaces = message.replaces.as_ref();
                let has = |name: &str| match name {
                    "replace-push-id" => replaces.is_some(),
                    "replace-method" => replaces.is_some_and(|replaced| replaced.method.is_some()),
                    _ => false,
                };
                names.iter().any(|name| has(name))
            }),
            Self::RecipientType(words) => {
                let mut types = recipients.iter().filter_map(|recipient| recipient.client.type_word());
                types.any(|word| words.iter().any(|known| known == word))
            }
            Self::NumberWithoutPlus => recipients.iter().any(
                |recipient| matches!(&recipient.client, Client::Plmn(number) if !number.starts_with('+')),
            ),
            Self::SeveralRecipients => recipients.len() > 1,
            Self::BareLineFeed => request.has_bare_line_feed,
            Self::ApplicationIdOtherThan(known) => content
                .and_then(|content| content.header("X-Wap-Application-Id"))
                .is_some_and(|id| !known.iter().any(|known| known == id.trim())),
            Self::LinkOtherThan(starts) => content
                .and_then(link)
                .is_some_and(|link| !starts.iter().any(|start| link.starts_with(start.as_str()))),
            Self::ContentType(types) => content.is_some_and(|content| types.contains(&content.media_type())),
            Self::Operation(names) => names.iter().any(|name| name == request.entity.name()),
        }
    }
}

/// The link of a service indication or loading that is sent as text.
fn link(content: &Content) -> Option<String> {
    let text = document::decode(content.body.as_slice()).text;
    let root = xml::parse(&text, &Limits::default()).model?.root;
    let element = match Kind::of(&root) {
        Kind::ServiceLoading => Some(&root),
        Kind::ServiceIndication => root.elements().next(),
        _ => None,
    };
    Some(element?.attribute("href")?.value.value.to_string())
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]: {}", self.says, self.name, self.help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_loads_and_each_loss_of_a_gateway_has_a_name_of_its_own() {
        for gateway in Gateway::all() {
            let mut names: Vec<&str> = gateway.loss.iter().map(|loss| loss.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), gateway.loss.len(), "{}", gateway.name);
        }
    }

    #[test]
    fn a_loss_is_accepted_with_a_reason_only() {
        let accepted: Accepted = "security-dropped=a test".parse().unwrap();
        assert_eq!((accepted.loss, accepted.reason.as_str()), ("security-dropped", "a test"));
        for (text, words) in
            [("security-dropped", "no reason"), ("security-droped=x", "`security-dropped`"), ("", "no loss")]
        {
            let error = text.parse::<Accepted>().unwrap_err().to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
        assert!("kanel".parse::<&'static Gateway>().unwrap_err().to_string().contains("write `kannel`"));
    }
}
