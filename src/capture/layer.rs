//! What was read of one layer.

use serde::Serialize;

use super::Secrets;
use crate::dm::notification::{Initiator, Notification, UiMode};
use crate::document::syncml::Version;
use crate::push::cp::{Answer, Known, Signed, verify};
use crate::push::pap::control::{Answered, CodedResult, MessageState};
use crate::push::pap::{ControlEntity, QualityOfService, Request};
use crate::push::sms::{Chain, Form, Ports};
use crate::push::wsp::{Header, Push};
use crate::terms::CpSecurity;

/// A layer of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "layer", rename_all = "kebab-case")]
pub enum Layer {
    /// The short messages that it came in.
    ShortMessages {
        /// What each of them is called where it is specified.
        form: &'static str,
        /// Who sent them.
        from: Option<String>,
        /// Whom they are for.
        to: Option<String>,
        /// The centre that they go through.
        service_centre: Option<String>,
        /// The programs that they go between.
        ports: Option<PortsReport>,
        /// What the parts have in common, in hexadecimal; null where there is only one.
        reference: Option<String>,
        /// How many parts there are.
        total: u8,
        /// The numbers of those that are missing.
        missing: Vec<u8>,
    },
    /// A request of the Push Access Protocol.
    Request {
        /// Its control entity: `push-message`, or what else is asked of the gateway.
        message: &'static str,
        /// The name of the push.
        push_id: Option<String>,
        /// Whom it is for, as `address-value` has it.
        addresses: Vec<String>,
        /// When it may go out at the earliest.
        deliver_after: Option<String>,
        /// When it is of no use any more.
        deliver_before: Option<String>,
        /// How it is to be delivered.
        quality_of_service: Option<QualityOfService>,
        /// Whether lines end with LF alone, which not every gateway reads.
        has_bare_line_feed: bool,
    },
    /// An answer or notification of the Push Access Protocol, or a request that stands without its content.
    ControlEntity {
        /// Its name: `push-response`, or what else it is.
        message: &'static str,
        /// The name of the push.
        push_id: Option<String>,
        /// What became of it, for each recipient that is told apart.
        results: Vec<ResultReport>,
    },
    /// Headers.
    Push {
        /// The number of the transaction; null where the push is the content of a request.
        transaction: Option<u8>,
        /// What the body is.
        content_type: String,
        /// The other headers.
        headers: Vec<HeaderReport>,
        /// The length of the body, in octets.
        body_length: usize,
    },
    /// Whether the MAC of a client provisioning message holds.
    Signature {
        /// The parameter `SEC`, as it stands there.
        sec: String,
        /// Its name; null where it is none.
        security: Option<&'static str>,
        /// What a telephone with this IMSI and PIN would find.
        #[serde(flatten)]
        answer: Answer,
    },
    /// A document in its binary form.
    Wbxml {
        /// The version of WBXML.
        version: &'static str,
        /// The format.
        format: String,
        /// Its length, in octets.
        length: usize,
    },
    /// Package #0 of OMA DM, by which a server calls a device.
    Notification {
        /// The version of OMA DM.
        version: &'static str,
        /// What the device does before it calls the server.
        ui_mode: UiMode,
        /// Who wants the session.
        initiator: Initiator,
        /// The id of the session, as SyncML messages write it.
        session_id: String,
        /// The name under which the device knows the server.
        server_id: String,
        /// What a vendor adds, in hexadecimal.
        vendor: String,
        /// Whether password and nonce give its digest; null where they are not known.
        digest_agrees: Option<bool>,
    },
    /// A document.
    Document {
        /// The document as XML.
        xml: String,
    },
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultReport {
    /// For whom, as `address-value` has it; nobody stands for all.
    pub addresses: Vec<String>,
    /// The code.
    pub code: u32,
    /// What it means.
    pub meaning: &'static str,
    /// What the gateway says of it.
    pub description: Option<String>,
    /// What has become of the push.
    pub state: Option<MessageState>,
    /// Since when, as written.
    pub event_time: Option<String>,
}

/// The ports of a short message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PortsReport {
    /// The program on the device.
    pub destination: u16,
    /// Where it comes from.
    pub source: u16,
}

/// A header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeaderReport {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Where reading ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// In which layer: `short message`, `WSP`, `PAP`, `notification`, `WBXML`, `XML`, or what was looked for.
    pub layer: &'static str,
    /// What is wrong, and at which octet of this layer.
    pub message: String,
}

impl Fault {
    pub(super) fn new(layer: &'static str, message: impl ToString) -> Self {
        Self { layer, message: message.to_string() }
    }
}

impl Layer {
    pub(super) fn of_chain(chain: &Chain, form: Form, service_centre: Option<String>) -> Self {
        Self::ShortMessages {
            form: form.name(),
            from: chain.from.as_ref().map(ToString::to_string),
            to: chain.to.as_ref().map(ToString::to_string),
            service_centre,
            ports: chain.ports.map(|Ports { destination, source }| PortsReport { destination, source }),
            reference: chain.reference.map(|reference| reference.to_string()),
            total: chain.total,
            missing: chain.missing(),
        }
    }

    /// The signature of a push that says that it has one.
    pub(super) fn of_signature(push: &Push, known: &Known) -> Option<Self> {
        let text = push.content_type.parameter("SEC")?;
        // A number that is none is not known either.
        let sec = text.parse().unwrap_or(u8::MAX);
        let mac = push.content_type.parameter("MAC");
        let answer = verify(Signed { sec: Some(sec), mac, body: &push.body }, known);
        let security = CpSecurity::of_number(sec).map(CpSecurity::name);
        Some(Self::Signature { sec: text.to_owned(), security, answer })
    }

    pub(super) fn of_notification(notification: &Notification, secrets: &Secrets) -> Self {
        let trigger = &notification.trigger;
        let login = secrets.login.as_ref();
        Self::Notification {
            version: match trigger.version {
                Version::V1_1 => "1.1",
                Version::V1_2 => "1.2",
            },
            ui_mode: trigger.ui_mode,
            initiator: trigger.initiator,
            session_id: format!("{:X}", trigger.session_id),
            server_id: trigger.server_id.as_str().to_owned(),
            vendor: hex::encode_upper(&trigger.vendor),
            digest_agrees: login.map(|(password, nonce)| notification.agrees(password.clone(), nonce)),
        }
    }

    pub(super) fn of_request(request: &Request) -> Self {
        let message = match &request.entity {
            ControlEntity::Push(message) => Some(message),
            _ => None,
        };
        Self::Request {
            message: request.entity.name(),
            push_id: request.push_id().map(ToOwned::to_owned),
            addresses: request.recipients().iter().map(ToString::to_string).collect(),
            deliver_after: message.and_then(|it| it.deliver_after).map(|time| time.to_string()),
            deliver_before: message.and_then(|it| it.deliver_before).map(|time| time.to_string()),
            quality_of_service: message.and_then(|it| it.quality.clone()),
            has_bare_line_feed: request.has_bare_line_feed,
        }
    }

    pub(super) fn of_control_entity(entity: &ControlEntity) -> Self {
        let results: Vec<ResultReport> = match entity {
            ControlEntity::CancelResponse(answered) | ControlEntity::StatusQueryResponse(answered) => {
                answered.iter().map(ResultReport::of).collect()
            }
            ControlEntity::ResultNotification(answered)
            | ControlEntity::ResultNotificationResponse(answered) => vec![ResultReport::of(answered)],
            _ => entity.result().map(ResultReport::of_code).into_iter().collect(),
        };
        Self::ControlEntity {
            message: entity.name(),
            push_id: entity.push_id().map(ToOwned::to_owned),
            results,
        }
    }

    pub(super) fn of_push(push: &Push) -> Self {
        Self::of_headers(push, Some(push.transaction))
    }

    /// A push that is the content of a request, and has no transaction yet.
    pub(super) fn of_content(push: &Push) -> Self {
        Self::of_headers(push, None)
    }

    fn of_headers(push: &Push, transaction: Option<u8>) -> Self {
        let report =
            |Header { name, value }: &Header| HeaderReport { name: name.clone(), value: value.clone() };
        Self::Push {
            transaction,
            content_type: push.content_type.to_string(),
            headers: push.headers.iter().map(report).collect(),
            body_length: push.body.len(),
        }
    }
}

impl ResultReport {
    fn of(answered: &Answered) -> Self {
        Self {
            addresses: answered.addresses.iter().map(ToString::to_string).collect(),
            state: answered.state,
            event_time: answered.event_time.clone(),
            ..Self::of_code(&answered.result)
        }
    }

    fn of_code(result: &CodedResult) -> Self {
        Self {
            addresses: Vec::new(),
            code: result.code.0,
            meaning: result.code.meaning(),
            description: result.description.clone(),
            state: None,
            event_time: None,
        }
    }
}
