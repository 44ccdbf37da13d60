//! Requests: a control entity and, of a push, the content, as the bytes that are posted.

use sha2::{Digest as _, Sha256};

use super::address::Address;
use super::control::{ControlEntity, Enquiry, PushMessage, QualityOfService};
use super::multipart::{self, MultipartError, Part};
use super::read::{self, ReadError};
use super::write;
use crate::document::Limits;
use crate::push::wsp::Push;
use crate::terms::is_web_address;

/// The content of a push, and what the phone is told about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The media type with its parameters, such as `application/vnd.wap.connectivity-wbxml; SEC=1; MAC="…"`.
    pub content_type: String,
    /// Further headers for the phone, such as `X-Wap-Application-Id`.
    pub headers: Vec<(String, String)>,
    /// The octets.
    pub body: Vec<u8>,
}

/// The version of the document type that a control entity names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// 1.0, which all gateways read.
    #[default]
    V1_0,
    /// 2.0.
    V2_0,
}

/// A request to a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it says.
    pub entity: ControlEntity,
    /// What is to be pushed.
    pub content: Option<Content>,
    /// `Content-Type` of the request.
    pub content_type: String,
    /// The body of the request.
    pub body: Vec<u8>,
    /// Whether lines end with LF alone, which not every gateway reads. Never of a request that is made here.
    pub has_bare_line_feed: bool,
}

/// What keeps a request from being made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Nobody is to get it.
    #[error("a push needs a recipient")]
    NoRecipient,
    /// A push-id that is none.
    #[error("`{0}` is no push-id: it is one word, such as 4711@example.com")]
    PushId(String),
    /// It would be over before it starts.
    #[error("deliver after {after} and before {before}: there is no such time")]
    Times {
        /// The earliest.
        after: String,
        /// The latest.
        before: String,
    },
    /// A header that would break the request.
    #[error("`{0}` cannot be a header of the content: a name is one word, a value one line of ASCII")]
    Header(String),
    /// No media type.
    #[error("`{0}` is no content type: write one such as text/vnd.wap.si")]
    ContentType(String),
    /// Where results are to be posted is no address.
    #[error("`{0}` is no address to post results to: write one that begins with http:// or https://")]
    NotifyTo(String),
}

impl From<&Push> for Content {
    /// What a push over WSP carries, for a gateway that makes the push.
    fn from(push: &Push) -> Self {
        let headers = push.headers.iter().map(|header| (header.name.clone(), header.value.clone()));
        Self { headers: headers.collect(), ..Self::new(push.content_type.to_string(), push.body.clone()) }
    }
}

impl Content {
    /// Content of this type, without further headers.
    pub fn new(content_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self { content_type: content_type.into(), headers: Vec::new(), body: body.into() }
    }

    /// The media type without parameters, in lower case.
    pub fn media_type(&self) -> String {
        self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether the content type has this parameter; upper and lower case are the same.
    pub fn has_parameter(&self, name: &str) -> bool {
        let names = self.content_type.split(';').skip(1).filter_map(|parameter| parameter.split('=').next());
        names.map(str::trim).any(|known| known.eq_ignore_ascii_case(name))
    }

    /// The further header called `name`; upper and lower case are the same.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    fn check(&self) -> Result<(), RequestError> {
        let is_line = |text: &str| text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'));
        let media_type = self.media_type();
        let is_type = media_type.split_once('/').is_some_and(|(kind, name)| {
            multipart::is_header_name(kind) && multipart::is_header_name(name) && is_line(&self.content_type)
        });
        if !is_type {
            return Err(RequestError::ContentType(self.content_type.clone()));
        }
        let is_header = |(name, value): &&(String, String)| multipart::is_header_name(name) && is_line(value);
        match self.headers.iter().find(|header| !is_header(header)) {
            Some((name, value)) => Err(RequestError::Header(format!("{name}: {value}"))),
            None => Ok(()),
        }
    }

    /// A push-id that is the same for the same content and recipients, and for no others: a digest of both, at `host`.
    pub fn push_id(&self, recipients: &[Address], host: &str) -> String {
        let mut digest = Sha256::new();
        let mut add = |bytes: &[u8]| {
            digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(bytes);
        };
        add(self.content_type.as_bytes());
        for (name, value) in &self.headers {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        add(&self.body);
        recipients.iter().for_each(|recipient| add(recipient.to_string().as_bytes()));
        format!("{}@{host}", hex::encode(&digest.finalize()[..16]))
    }
}

impl Version {
    pub(super) fn document_type(self) -> String {
        let number = match self {
            Self::V1_0 => "1.0",
            Self::V2_0 => "2.0",
        };
        format!(
            "<!DOCTYPE pap PUBLIC \"-//WAPFORUM//DTD PAP {number}//EN\" \"http://www.wapforum.org/DTD/pap_{number}.dtd\">"
        )
    }
}

/// What stands behind the digest in the name of a push that nobody gave one; no host has it (RFC 2606).
pub const NO_HOST: &str = "provsmith.invalid";

const ENTITY_TYPE: &str = "application/xml";

impl Request {
    /// The request that pushes `content` to one recipient as short messages, named by a digest of both.
    ///
    /// # Errors
    /// When something in it cannot be said.
    pub fn to(recipient: Address, content: Content) -> Result<Self, RequestError> {
        let push_id = content.push_id(std::slice::from_ref(&recipient), NO_HOST);
        let quality = Some(QualityOfService::short_message());
        let message = PushMessage { quality, ..PushMessage::new(push_id, vec![recipient]) };
        Self::push(message, content, Version::default())
    }

    /// The request that pushes `content`.
    ///
    /// # Errors
    /// When something in it cannot be said.
    pub fn push(message: PushMessage, content: Content, version: Version) -> Result<Self, RequestError> {
        check(&message)?;
        content.check()?;
        let entity = Part {
            headers: vec![("Content-Type".into(), ENTITY_TYPE.into())],
            body: write::push(&message, version).into_bytes(),
        };
        let content_type = ("Content-Type".to_owned(), content.content_type.clone());
        let headers = std::iter::once(content_type).chain(content.headers.iter().cloned()).collect();
        let (boundary, body) = multipart::write(&[entity, Part { headers, body: content.body.clone() }]);
        Ok(Self {
            entity: ControlEntity::Push(message),
            content: Some(content),
            content_type: related(&boundary),
            body,
            has_bare_line_feed: false,
        })
    }

    /// The request that asks what became of a push.
    ///
    /// # Errors
    /// When the push-id is none.
    pub fn status_query(enquiry: Enquiry, version: Version) -> Result<Self, RequestError> {
        Self::about(enquiry, version, ControlEntity::StatusQuery)
    }

    /// The request that cancels a push.
    ///
    /// # Errors
    /// When the push-id is none.
    pub fn cancel(enquiry: Enquiry, version: Version) -> Result<Self, RequestError> {
        Self::about(enquiry, version, ControlEntity::Cancel)
    }

    fn about(
        enquiry: Enquiry,
        version: Version,
        entity: fn(Enquiry) -> ControlEntity,
    ) -> Result<Self, RequestError> {
        check_push_id(&enquiry.push_id)?;
        let entity = entity(enquiry.clone());
        let body = write::enquiry(&entity, &enquiry, version) + "\r\n";
        Ok(Self {
            entity,
            content: None,
            content_type: ENTITY_TYPE.to_owned(),
            body: body.into_bytes(),
            has_bare_line_feed: false,
        })
    }

    /// Reads a request: the whole of it as posted, its body with or without the header `Content-Type`, or a control
    /// entity alone.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        let Framed { content_type, body, mut has_bare_line_feed } = Framed::of(bytes)?;
        let Some(boundary) = content_type.as_deref().and_then(boundary) else {
            let entity = read::control_entity(body, limits)?;
            let content_type = ENTITY_TYPE.to_owned();
            return Ok(Self { entity, content: None, content_type, body: body.to_vec(), has_bare_line_feed });
        };
        let parts = multipart::read(body, &boundary)?;
        has_bare_line_feed |= parts.has_bare_line_feed;
        let mut parts = parts.parts.into_iter();
        let entity = parts.next().ok_or(MultipartError::NoBoundary(boundary.clone()))?;
        Ok(Self {
            entity: read::control_entity(&entity.body, limits)?,
            content: parts.next().map(Content::of),
            content_type: related(&boundary),
            body: body.to_vec(),
            has_bare_line_feed,
        })
    }

    /// Whether bytes are meant as a request, or as the body of one.
    pub fn is_meant(bytes: &[u8]) -> bool {
        let starts_with = |word: &str| {
            bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        };
        starts_with("--") || starts_with("POST ") || starts_with("Content-Type:")
    }

    /// The push that it is about; none of a `badmessage-response`.
    pub fn push_id(&self) -> Option<&str> {
        self.entity.push_id()
    }

    /// Who is to get the push, or about whom is asked.
    pub fn recipients(&self) -> &[Address] {
        match &self.entity {
            ControlEntity::Push(message) => &message.addresses,
            ControlEntity::Cancel(enquiry) | ControlEntity::StatusQuery(enquiry) => &enquiry.addresses,
            _ => &[],
        }
    }
}

fn check(message: &PushMessage) -> Result<(), RequestError> {
    if message.addresses.is_empty() {
        return Err(RequestError::NoRecipient);
    }
    check_push_id(&message.push_id)?;
    if let Some(replaced) = &message.replaces {
        check_push_id(&replaced.push_id)?;
    }
    if let (Some(after), Some(before)) = (message.deliver_after, message.deliver_before)
        && after >= before
    {
        return Err(RequestError::Times { after: after.to_string(), before: before.to_string() });
    }
    match message.notify_to.as_deref().filter(|address| !is_web_address(address)) {
        Some(address) => Err(RequestError::NotifyTo(address.to_owned())),
        None => Ok(()),
    }
}

fn check_push_id(push_id: &str) -> Result<(), RequestError> {
    let is_word = !push_id.is_empty() && push_id.bytes().all(|byte| byte.is_ascii_graphic());
    if is_word { Ok(()) } else { Err(RequestError::PushId(push_id.to_owned())) }
}

/// The type of a request in parts.
fn related(boundary: &str) -> String {
    format!("multipart/related; boundary={boundary}; type=\"{ENTITY_TYPE}\"")
}

/// The boundary that a content type names, of one in parts.
fn boundary(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').map(str::trim);
    if !parameters.next()?.eq_ignore_ascii_case("multipart/related") {
        return None;
    }
    let mut pairs = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, boundary) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))?;
    Some(boundary.trim().trim_matches('"').to_owned())
}

/// A request without what HTTP put around it.
struct Framed<'a> {
    content_type: Option<String>,
    body: &'a [u8],
    has_bare_line_feed: bool,
}

impl<'a> Framed<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, MultipartError> {
        let bare = |body, content_type| Ok(Self { content_type, body, has_bare_line_feed: false });
        if !Request::is_meant(bytes) {
            return bare(bytes, None);
        }
        let first = bytes.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = String::from_utf8_lossy(first.trim_ascii_end());
        if let Some(boundary) = line.strip_prefix("--") {
            return bare(bytes, Some(related(boundary)));
        }
        let is_request_line = line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("POST "));
        let start = if is_request_line { first.len() } else { 0 };
        let (headers, body, has_bare_line_feed) = multipart::head(&bytes[start..], 0)?;
        let mut headers = headers.into_iter();
        let content_type = headers.find(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
        Ok(Self { content_type: content_type.map(|(_, value)| value), body, has_bare_line_feed })
    }
}

impl Content {
    fn of(part: Part) -> Self {
        let is_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("Content-Type");
        let (types, headers): (Vec<_>, Vec<_>) = part.headers.into_iter().partition(is_type);
        let content_type = types.into_iter().next().map(|(_, value)| value).unwrap_or_default();
        Self { content_type, headers, body: part.body }
    }
}
