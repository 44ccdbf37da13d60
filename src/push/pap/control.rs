//! Control entities: what the two sides say to each other about a push. Their elements and attributes are those of the
//! document type (WAP-247-PAP, chapter 9).

use std::fmt;

use super::address::Address;
use super::result_code::ResultCode;
use crate::document::DateTime;

/// What a control entity says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlEntity {
    /// `push-message`: deliver the content that comes with it.
    Push(PushMessage),
    /// `push-response`: what became of that request.
    PushResponse(PushResponse),
    /// `cancel-message`: do not deliver it.
    Cancel(Enquiry),
    /// `cancel-response`: what became of that request.
    CancelResponse(Vec<Answered>),
    /// `statusquery-message`: what became of a push?
    StatusQuery(Enquiry),
    /// `statusquery-response`: this.
    StatusQueryResponse(Vec<Answered>),
    /// `resultnotification-message`: told unasked by the gateway when a push came to its end.
    ResultNotification(Answered),
    /// `resultnotification-response`: that was heard.
    ResultNotificationResponse(Answered),
    /// `badmessage-response`: what came was not understood.
    BadMessage(BadMessage),
}

impl ControlEntity {
    /// The name of its element.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Push(_) => "push-message",
            Self::PushResponse(_) => "push-response",
            Self::Cancel(_) => "cancel-message",
            Self::CancelResponse(_) => "cancel-response",
            Self::StatusQuery(_) => "statusquery-message",
            Self::StatusQueryResponse(_) => "statusquery-response",
            Self::ResultNotification(_) => "resultnotification-message",
            Self::ResultNotificationResponse(_) => "resultnotification-response",
            Self::BadMessage(_) => "badmessage-response",
        }
    }

    /// The push that it is about, where it names one.
    pub fn push_id(&self) -> Option<&str> {
        match self {
            Self::Push(message) => Some(&message.push_id),
            Self::PushResponse(response) => Some(&response.push_id),
            Self::Cancel(enquiry) | Self::StatusQuery(enquiry) => Some(&enquiry.push_id),
            Self::CancelResponse(answers) | Self::StatusQueryResponse(answers) => {
                answers.first().map(|answered| answered.push_id.as_str())
            }
            Self::ResultNotification(answered) | Self::ResultNotificationResponse(answered) => {
                Some(&answered.push_id)
            }
            Self::BadMessage(_) => None,
        }
    }
}

/// `push-message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushMessage {
    /// The name of the push, which no other push of this initiator has; by custom `something@host`.
    pub push_id: String,
    /// The push that this one takes the place of.
    pub replaces: Option<Replacement>,
    /// When it is of no use any more.
    pub deliver_before: Option<DateTime>,
    /// When it may go out at the earliest.
    pub deliver_after: Option<DateTime>,
    /// Who is behind it, in words of the initiator's.
    pub source_reference: Option<String>,
    /// Where the gateway is to post what became of it.
    pub notify_to: Option<String>,
    /// Whether the answer is to tell each step.
    pub progress_notes: bool,
    /// Who is to get it.
    pub addresses: Vec<Address>,
    /// How; `None` leaves all to the gateway.
    pub quality: Option<QualityOfService>,
}

impl PushMessage {
    /// A push by short messages that nobody confirms ([`QualityOfService::short_message`]).
    pub fn new(push_id: impl Into<String>, addresses: Vec<Address>) -> Self {
        Self {
            push_id: push_id.into(),
            replaces: None,
            deliver_before: None,
            deliver_after: None,
            source_reference: None,
            notify_to: None,
            progress_notes: false,
            addresses,
            quality: Some(QualityOfService::short_message()),
        }
    }
}

/// The push that another one takes the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Its name.
    pub push_id: String,
    /// For whom.
    pub method: Option<ReplaceMethod>,
}

/// A set of words, one of which an attribute holds.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$means:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$means])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As it is written.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

words! {
    /// For whom a push takes the place of another.
    ReplaceMethod {
        /// For everybody.
        All = "all",
        /// For those who have not got it yet.
        PendingOnly = "pending-only",
    }
}

words! {
    /// Which pushes come first.
    Priority {
        /// Before others.
        High = "high",
        /// Among others.
        Medium = "medium",
        /// Behind others.
        Low = "low",
    }
}

words! {
    /// Whether the phone has to say that it got the push.
    DeliveryMethod {
        /// It has to.
        Confirmed = "confirmed",
        /// It should, if that is possible.
        PreferConfirmed = "preferconfirmed",
        /// It need not.
        Unconfirmed = "unconfirmed",
        /// It is tried once.
        OneShot = "oneshot",
        /// As the gateway likes.
        NotSpecified = "notspecified",
    }
}

words! {
    /// What has become of a push.
    MessageState {
        /// Not taken.
        Rejected = "rejected",
        /// On its way.
        Pending = "pending",
        /// There.
        Delivered = "delivered",
        /// It cannot be delivered.
        Undeliverable = "undeliverable",
        /// Its time is over.
        Expired = "expired",
        /// The phone broke it off.
        Aborted = "aborted",
        /// The phone did not answer in time.
        Timeout = "timeout",
        /// Cancelled.
        Cancelled = "cancelled",
        /// The gateway does not know.
        Unknown = "unknown",
    }
}

/// `quality-of-service`.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct QualityOfService {
    /// Which pushes come first.
    pub priority: Option<Priority>,
    /// Whether the phone has to answer.
    pub delivery_method: Option<DeliveryMethod>,
    /// The network, by its name in WDP, such as `GSM`.
    pub network: Option<String>,
    /// Whether it must be that one.
    pub network_required: bool,
    /// The bearer, by its name in WDP, such as `SMS`.
    pub bearer: Option<String>,
    /// Whether it must be that one.
    pub bearer_required: bool,
}

impl QualityOfService {
    /// By short messages that nobody confirms: the one way by which provisioning messages are known to arrive.
    pub fn short_message() -> Self {
        Self {
            priority: None,
            delivery_method: Some(DeliveryMethod::Unconfirmed),
            network: Some("GSM".to_owned()),
            network_required: true,
            bearer: Some("SMS".to_owned()),
            bearer_required: true,
        }
    }
}

/// In words, such as `priority low, delivery unconfirmed, network GSM (required)`.
impl fmt::Display for QualityOfService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let required = |is_required| if is_required { " (required)" } else { "" };
        let network = |(word, name, is_required): (&str, &Option<String>, bool)| {
            name.as_ref().map(|name| format!("{word} {name}{}", required(is_required)))
        };
        let said = [
            self.priority.map(|priority| format!("priority {}", priority.word())),
            self.delivery_method.map(|method| format!("delivery {}", method.word())),
            network(("network", &self.network, self.network_required)),
            network(("bearer", &self.bearer, self.bearer_required)),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        f.write_str(
            if said.is_empty() { "as the gateway likes".to_owned() } else { said.join(", ") }.as_str(),
        )
    }
}

/// `cancel-message` and `statusquery-message`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// The push that it is about.
    pub push_id: String,
    /// For whom; nobody stands for all.
    pub addresses: Vec<Address>,
}

/// `push-response`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushResponse {
    /// The push.
    pub push_id: String,
    /// What the gateway calls itself.
    pub sender_name: Option<String>,
    /// Where it is.
    pub sender_address: Option<String>,
    /// When it answered, as written.
    pub reply_time: Option<String>,
    /// The steps.
    pub progress: Vec<ProgressNote>,
    /// How it ended.
    pub result: CodedResult,
}

/// `progress-note`: one step of the gateway's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressNote {
    /// Which step.
    pub stage: String,
    /// In words.
    pub note: Option<String>,
    /// When, as written.
    pub time: Option<String>,
}

/// A code, and what the gateway says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedResult {
    /// What is meant.
    pub code: ResultCode,
    /// In the gateway's words.
    pub description: Option<String>,
}

/// What a gateway says about one push, for some of its recipients or for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The push.
    pub push_id: String,
    /// For whom; nobody stands for all.
    pub addresses: Vec<Address>,
    /// How it is.
    pub result: CodedResult,
    /// What has become of it.
    pub state: Option<MessageState>,
    /// When, as written.
    pub event_time: Option<String>,
}

/// `badmessage-response`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMessage {
    /// Why.
    pub result: CodedResult,
    /// The part that was not understood.
    pub fragment: Option<String>,
}
