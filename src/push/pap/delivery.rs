//! A request sent until it is answered. What may be sent again is sent again, with the same push-id, a bounded number
//! of times: what nobody was there to take, and what the gateway says may succeed later. A request that may have been
//! taken is not, since not every gateway remembers the push-ids that it has seen.

use std::time::{Duration, Instant};

use super::control::{CodedResult, ControlEntity};
use super::http::{Answer, Endpoint, ExchangeError};
use super::read;
use super::request::Request;
use super::result_code::ResultCode;
use crate::document::Limits;
use crate::terms::shown;

/// How long and how often is tried.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How often a request is sent again at most.
    pub retries: u32,
    /// How long is waited before the first time; before each further one twice as long.
    pub delay: Duration,
    /// How long one exchange may take.
    pub exchange: Duration,
    /// When all of it must be over.
    pub deadline: Instant,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What each attempt before the last came to.
    pub earlier: Vec<String>,
    /// What the last one came to.
    pub outcome: Outcome,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway answered.
    Answered(ControlEntity),
    /// The gateway has it from an earlier attempt, whose answer was another: it says that there is a push with this
    /// push-id.
    TakenEarlier,
    /// The gateway did not get it, and would not now.
    NotSent(String),
    /// Whether the gateway took it is not known.
    Unknown(String),
}

/// What one attempt came to.
enum Attempt {
    Answered(ControlEntity),
    /// Nothing was taken; `again` says whether the next attempt may go better.
    NotTaken {
        reason: String,
        again: bool,
    },
    Unknown(String),
}

/// The status of HTTP that says "later" (RFC 9110, section 15.6.4).
const UNAVAILABLE: u16 = 503;

/// Sends a request, and again where that is safe and may help.
pub fn deliver(endpoint: &Endpoint, request: &Request, patience: &Patience) -> Delivery {
    let mut earlier = Vec::new();
    let mut may_be_there = false;
    loop {
        let Some(left) = patience.left() else {
            let reason = "the time for all of it is over (--total-timeout)".to_owned();
            return Delivery { earlier, outcome: Outcome::NotSent(reason) };
        };
        let attempt = attempt(endpoint, request, patience.exchange.min(left));
        if may_be_there && attempt.code() == Some(ResultCode::DUPLICATE) {
            return Delivery { earlier, outcome: Outcome::TakenEarlier };
        }
        let pause = attempt.may_be_repeated().then(|| patience.pause(earlier.len())).flatten();
        let Some(pause) = pause else { return Delivery { earlier, outcome: attempt.into_outcome() } };
        may_be_there |= attempt.code().is_some();
        earlier.push(attempt.in_words());
        std::thread::sleep(pause);
    }
}

impl Patience {
    fn left(&self) -> Option<Duration> {
        self.deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
    }

    /// How long to wait after so many attempts before the one that just failed; `None` when there is to be no other,
    /// or its time would be over.
    fn pause(&self, before: usize) -> Option<Duration> {
        let before = u32::try_from(before).ok().filter(|before| *before < self.retries)?;
        let pause = self.delay.saturating_mul(2_u32.saturating_pow(before));
        self.left().filter(|left| *left > pause).map(|_| pause)
    }
}

fn attempt(endpoint: &Endpoint, request: &Request, timeout: Duration) -> Attempt {
    match endpoint.post(request, timeout) {
        Ok(answer) => of_answer(&answer, request),
        Err(error) => {
            let reason = error.to_string();
            match error {
                ExchangeError::Refused => Attempt::NotTaken { reason, again: true },
                ExchangeError::NotReached(_) | ExchangeError::NoTls => {
                    Attempt::NotTaken { reason, again: false }
                }
                ExchangeError::NoAnswer(_) | ExchangeError::TooLarge => Attempt::Unknown(reason),
            }
        }
    }
}

/// The code of the protocol decides, whatever the status of HTTP and the content type are.
fn of_answer(answer: &Answer, request: &Request) -> Attempt {
    let limits = Limits { depth: 8, ..Limits::default() };
    let unread = match read::control_entity(&answer.body, &limits) {
        Ok(entity) => {
            return match entity.why_no_answer_to(request) {
                Some(reason) => Attempt::Unknown(reason),
                None => Attempt::Answered(entity),
            };
        }
        Err(error) => error,
    };
    let status = answer.status;
    let refused = |reason: String| Attempt::NotTaken { reason, again: status == UNAVAILABLE };
    match status {
        401 => refused("the gateway wants a name and a password (HTTP 401): --user, with --password-env or --password-file, or the ones given are wrong".to_owned()),
        403 => refused("the gateway does not let this initiator in (HTTP 403)".to_owned()),
        404 | 405 => refused(format!("there is no push proxy gateway at this address (HTTP {status}): look at the path")),
        300..400 => {
            let location = answer.location.as_deref().unwrap_or("nowhere");
            refused(format!("the gateway points to {} (HTTP {status}), where nothing was sent: give that address if it is right", shown(location)))
        }
        UNAVAILABLE => refused("the gateway is not available (HTTP 503)".to_owned()),
        400..500 => refused(format!("the gateway does not take it (HTTP {status}): {}", beginning(answer))),
        _ => Attempt::Unknown(format!(
            "the answer (HTTP {status}, {}) is none of a push proxy gateway: {unread}; it begins with `{}`",
            shown(answer.content_type.as_deref().unwrap_or("of no type")),
            beginning(answer),
        )),
    }
}

/// The first words of an answer, for people.
fn beginning(answer: &Answer) -> String {
    let text: String = String::from_utf8_lossy(&answer.body).chars().take(80).collect();
    shown(text.trim()).into_owned()
}

impl Attempt {
    fn code(&self) -> Option<ResultCode> {
        match self {
            Self::Answered(entity) => entity.result().map(|result| result.code),
            Self::NotTaken { .. } | Self::Unknown(_) => None,
        }
    }

    fn may_be_repeated(&self) -> bool {
        match self {
            Self::Answered(_) => self.code().is_some_and(ResultCode::may_be_retried),
            Self::NotTaken { again, .. } => *again,
            Self::Unknown(_) => false,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Answered(_) => self.code().map(|code| code.to_string()).unwrap_or_default(),
            Self::NotTaken { reason, .. } | Self::Unknown(reason) => reason.clone(),
        }
    }

    fn into_outcome(self) -> Outcome {
        match self {
            Self::Answered(entity) => Outcome::Answered(entity),
            Self::NotTaken { reason, .. } => Outcome::NotSent(reason),
            Self::Unknown(reason) => Outcome::Unknown(reason),
        }
    }
}

impl ControlEntity {
    /// Why it is not the answer to this request, where it is not: it must be of the kind that belongs to the request,
    /// and name the same push. Only what says that a request was not understood names none.
    fn why_no_answer_to(&self, request: &Request) -> Option<String> {
        let push_ids: Vec<&str> = match (&request.entity, self) {
            (_, Self::BadMessage(_)) => return None,
            (Self::Push(_), Self::PushResponse(response)) => vec![&response.push_id],
            (Self::Cancel(_), Self::CancelResponse(results))
            | (Self::StatusQuery(_), Self::StatusQueryResponse(results)) => {
                results.iter().map(|answered| answered.push_id.as_str()).collect()
            }
            (asked, _) => {
                let (name, asked) = (self.name(), asked.name());
                return Some(format!("a `{name}` is not the answer to this request, a `{asked}`"));
            }
        };
        let asked = request.push_id().unwrap_or_default();
        let other = push_ids.into_iter().find(|push_id| push_id.trim() != asked)?;
        Some(format!(
            "this is not the answer to this request: it is about the push `{}`, and `{}` was asked about",
            shown(other),
            shown(asked)
        ))
    }

    /// The result that an answer gives as a whole; of an answer about several recipients the first that is no success.
    pub fn result(&self) -> Option<&CodedResult> {
        match self {
            Self::PushResponse(response) => Some(&response.result),
            Self::BadMessage(message) => Some(&message.result),
            Self::ResultNotification(answered) | Self::ResultNotificationResponse(answered) => {
                Some(&answered.result)
            }
            Self::CancelResponse(results) | Self::StatusQueryResponse(results) => {
                let results = || results.iter().map(|answered| &answered.result);
                results().find(|result| !result.code.is_success()).or_else(|| results().next())
            }
            Self::Push(_) | Self::Cancel(_) | Self::StatusQuery(_) => None,
        }
    }
}
