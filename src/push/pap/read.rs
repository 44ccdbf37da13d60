//! Bytes to control entity. Unknown elements and attributes are passed over: gateways add their own.

use super::address::Address;
use super::control::{
    Answered, BadMessage, CodedResult, ControlEntity, DeliveryMethod, Enquiry, MessageState, Priority,
    ProgressNote, PushMessage, PushResponse, QualityOfService, ReplaceMethod, Replacement,
};
use super::multipart::MultipartError;
use super::result_code::ResultCode;
use crate::document::xml::{self, Element};
use crate::document::{self, DateTime, FaultKind, Limits};

/// Why something is no message of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The parts cannot be told apart.
    #[error(transparent)]
    Multipart(#[from] MultipartError),
    /// No XML.
    #[error("the control entity is no XML that can be read: {0}")]
    Xml(String),
    /// Another root, or nothing that is known in it.
    #[error("`{0}` is no control entity of the Push Access Protocol that is known here")]
    Element(String),
    /// Something is missing.
    #[error("`{element}` has no `{missing}`")]
    Missing {
        /// Where.
        element: String,
        /// The element or attribute.
        missing: &'static str,
    },
    /// A value that means nothing.
    #[error("`{attribute}` of `{element}` is `{value}`: {reason}")]
    Value {
        /// Where.
        element: String,
        /// The attribute.
        attribute: &'static str,
        /// What stands there.
        value: String,
        /// What should.
        reason: String,
    },
}

type Result<T> = std::result::Result<T, ReadError>;

/// Reads a control entity.
///
/// # Errors
/// When it is none, or lacks what it must have.
pub fn control_entity(bytes: &[u8], limits: &Limits) -> Result<ControlEntity> {
    let text = document::decode(bytes).text;
    let parsed = xml::parse(&text, limits);
    let broken =
        parsed.faults.iter().find(|fault| matches!(fault.kind, FaultKind::Syntax | FaultKind::Depth));
    if let Some(fault) = broken {
        return Err(ReadError::Xml(format!("at its byte {}: {}", fault.span.start(), fault.message)));
    }
    let root = parsed.model.ok_or_else(|| ReadError::Xml("there is no element in it".to_owned()))?.root;
    if root.local_name() != "pap" {
        return Err(ReadError::Element(root.local_name().to_owned()));
    }
    let element = root.elements().next().ok_or_else(|| missing(&root, "push-message"))?;
    entity(element)
}

fn entity(element: &Element) -> Result<ControlEntity> {
    match element.local_name() {
        "push-message" => push(element).map(ControlEntity::Push),
        "push-response" => push_response(element).map(ControlEntity::PushResponse),
        "cancel-message" => enquiry(element).map(ControlEntity::Cancel),
        "cancel-response" => results(element, "cancel-result").map(ControlEntity::CancelResponse),
        "statusquery-message" => enquiry(element).map(ControlEntity::StatusQuery),
        "statusquery-response" => {
            results(element, "statusquery-result").map(ControlEntity::StatusQueryResponse)
        }
        "resultnotification-message" => {
            answered(element, &push_id(element)?).map(ControlEntity::ResultNotification)
        }
        "resultnotification-response" => {
            answered(element, &push_id(element)?).map(ControlEntity::ResultNotificationResponse)
        }
        "badmessage-response" => {
            let fragment = text(element, "bad-message-fragment");
            Ok(ControlEntity::BadMessage(BadMessage { result: coded(element)?, fragment }))
        }
        other => Err(ReadError::Element(other.to_owned())),
    }
}

fn push(element: &Element) -> Result<PushMessage> {
    let method = word(element, "replace-method", ReplaceMethod::ALL, ReplaceMethod::word)?;
    let replaced = text(element, "replace-push-id");
    Ok(PushMessage {
        push_id: push_id(element)?,
        replaces: replaced.map(|push_id| Replacement { push_id, method }),
        deliver_before: time(element, "deliver-before-timestamp")?,
        deliver_after: time(element, "deliver-after-timestamp")?,
        source_reference: text(element, "source-reference"),
        notify_to: text(element, "ppg-notify-requested-to"),
        progress_notes: flag(element, "progress-notes-requested")?,
        addresses: addresses(element),
        quality: element.child("quality-of-service").map(quality).transpose()?,
    })
}

fn quality(element: &Element) -> Result<QualityOfService> {
    Ok(QualityOfService {
        priority: word(element, "priority", Priority::ALL, Priority::word)?,
        delivery_method: word(element, "delivery-method", DeliveryMethod::ALL, DeliveryMethod::word)?,
        network: text(element, "network"),
        network_required: flag(element, "network-required")?,
        bearer: text(element, "bearer"),
        bearer_required: flag(element, "bearer-required")?,
    })
}

fn enquiry(element: &Element) -> Result<Enquiry> {
    Ok(Enquiry { push_id: push_id(element)?, addresses: addresses(element) })
}

fn push_response(element: &Element) -> Result<PushResponse> {
    let result = element.child("response-result").ok_or_else(|| missing(element, "response-result"))?;
    let notes = element.elements().filter(|note| note.local_name() == "progress-note");
    Ok(PushResponse {
        push_id: push_id(element)?,
        sender_name: text(element, "sender-name"),
        sender_address: text(element, "sender-address"),
        reply_time: text(element, "reply-time"),
        progress: notes
            .map(|note| ProgressNote {
                stage: text(note, "stage").unwrap_or_default(),
                note: text(note, "note"),
                time: text(note, "time"),
            })
            .collect(),
        result: coded(result)?,
    })
}

/// The results inside a response, at least one.
fn results(element: &Element, name: &'static str) -> Result<Vec<Answered>> {
    let push_id = push_id(element)?;
    let results = element.elements().filter(|result| result.local_name() == name);
    let results = results.map(|result| answered(result, &push_id)).collect::<Result<Vec<_>>>()?;
    if results.is_empty() { Err(missing(element, name)) } else { Ok(results) }
}

fn answered(element: &Element, push_id: &str) -> Result<Answered> {
    Ok(Answered {
        push_id: push_id.to_owned(),
        addresses: addresses(element),
        result: coded(element)?,
        state: word(element, "message-state", MessageState::ALL, MessageState::word)?,
        event_time: text(element, "event-time"),
    })
}

fn coded(element: &Element) -> Result<CodedResult> {
    let code = required(element, "code")?;
    let number = code.trim().parse().map_err(|_| value(element, "code", &code, "it is no number"))?;
    Ok(CodedResult { code: ResultCode(number), description: text(element, "desc") })
}

fn addresses(element: &Element) -> Vec<Address> {
    let addresses = element.elements().filter(|child| child.local_name() == "address");
    addresses
        .filter_map(|address| text(address, "address-value"))
        .map(|value| Address::of_value(&value))
        .collect()
}

fn push_id(element: &Element) -> Result<String> {
    required(element, "push-id")
}

fn required(element: &Element, name: &'static str) -> Result<String> {
    text(element, name).ok_or_else(|| missing(element, name))
}

fn text(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(|attribute| attribute.value.value.to_string())
}

fn time(element: &Element, name: &'static str) -> Result<Option<DateTime>> {
    let Some(text) = text(element, name) else { return Ok(None) };
    text.parse().map(Some).map_err(|error: document::DateTimeError| value(element, name, &text, error))
}

fn flag(element: &Element, name: &'static str) -> Result<bool> {
    Ok(word(element, name, &[true, false], |flag| if flag { "true" } else { "false" })?.unwrap_or_default())
}

/// The one of `all` whose word stands there; upper and lower case are the same, as gateways have it.
fn word<T: Copy>(
    element: &Element,
    name: &'static str,
    all: &[T],
    of: impl Fn(T) -> &'static str,
) -> Result<Option<T>> {
    let Some(text) = text(element, name) else { return Ok(None) };
    let found = all.iter().copied().find(|one| of(*one).eq_ignore_ascii_case(text.trim()));
    let expected =
        || format!("it is one of {}", all.iter().map(|one| of(*one)).collect::<Vec<_>>().join(", "));
    found.map(Some).ok_or_else(|| value(element, name, &text, expected()))
}

fn missing(element: &Element, missing: &'static str) -> ReadError {
    ReadError::Missing { element: element.local_name().to_owned(), missing }
}

fn value(element: &Element, attribute: &'static str, value: &str, reason: impl ToString) -> ReadError {
    let element = element.local_name().to_owned();
    ReadError::Value { element, attribute, value: value.to_owned(), reason: reason.to_string() }
}
