//! What became of requests, for people and for programs.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use provsmith::push::pap::control::{Answered, CodedResult, MessageState, ProgressNote};
use provsmith::push::pap::delivery::{Delivery, Outcome};
use provsmith::push::pap::gateway::Loss;
use provsmith::push::pap::http::Endpoint;
use provsmith::push::pap::{Address, ControlEntity, Gateway, Request, ResultCode};
use provsmith::terms::shown;
use serde::Serialize;

/// What a command that talks to a gateway did.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    schema_version: u32,
    gateway: String,
    kind: &'static str,
    /// What the gateway calls itself.
    sender_name: Option<String>,
    /// Whether nothing was sent.
    dry_run: bool,
    losses: Vec<&'static Loss>,
    requests: Vec<RequestReport>,
}

/// What became of one request.
#[derive(Debug, Serialize)]
struct RequestReport {
    recipients: Vec<String>,
    push_id: Option<String>,
    content_type: String,
    /// The body as it would be posted, in base64; in a dry run only.
    body: Option<String>,
    result: Ending,
    code: Option<ResultCode>,
    meaning: Option<&'static str>,
    /// Whether no page was found that says what the code means.
    meaning_unsure: bool,
    /// In the gateway's words.
    description: Option<String>,
    /// Whether a push was taken back.
    #[serde(skip)]
    is_cancelled: bool,
    /// What is said where the gateway gave no answer.
    #[serde(skip)]
    unanswered: &'static str,
    /// Why there is no code.
    reason: Option<String>,
    /// What to do about it.
    help: Option<&'static str>,
    /// What the attempts before the last came to.
    earlier: Vec<String>,
    progress: Vec<Step>,
    states: Vec<State>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Ending {
    /// A code of success.
    Accepted,
    /// The gateway has it from an earlier attempt.
    AcceptedEarlier,
    /// A code that says no.
    Refused,
    /// The gateway did not get it.
    NotSent,
    /// The gateway gave no answer that can be read.
    Unknown,
    /// An earlier request did not reach the gateway, or this is a dry run.
    NotTried,
}

/// A step of the gateway's work.
#[derive(Debug, Serialize)]
struct Step {
    stage: String,
    note: Option<String>,
    time: Option<String>,
}

/// What has become of a push, for some recipients.
#[derive(Debug, Serialize)]
struct State {
    recipients: Vec<String>,
    state: Option<MessageState>,
    event_time: Option<String>,
    code: ResultCode,
    meaning: &'static str,
    description: Option<String>,
}

impl Report {
    pub(super) fn new(
        endpoint: &Endpoint,
        kind: &'static Gateway,
        losses: Vec<&'static Loss>,
        dry_run: bool,
    ) -> Self {
        let gateway = endpoint.shown();
        Self {
            schema_version: 1,
            gateway,
            kind: &kind.name,
            sender_name: None,
            dry_run,
            losses,
            requests: Vec::new(),
        }
    }

    /// Adds a request that was not tried.
    pub(super) fn add_untried(&mut self, request: &Request) {
        let body = self.dry_run.then(|| STANDARD.encode(&request.body));
        self.requests.push(RequestReport { body, ..RequestReport::new(request) });
    }

    /// Adds a request and what became of it.
    pub(super) fn add(&mut self, request: &Request, delivery: &Delivery) {
        let mut report = RequestReport::new(request);
        report.earlier.clone_from(&delivery.earlier);
        match &delivery.outcome {
            Outcome::Answered(entity) => {
                if let ControlEntity::PushResponse(response) = entity {
                    self.sender_name = self.sender_name.take().or_else(|| response.sender_name.clone());
                }
                report.answer(entity);
            }
            Outcome::TakenEarlier => {
                report.result = Ending::AcceptedEarlier;
                report.code = Some(ResultCode::DUPLICATE);
                report.meaning = Some("the gateway has it already, from an earlier attempt");
            }
            Outcome::NotSent(reason) => report.end(Ending::NotSent, reason),
            Outcome::Unknown(reason) => report.end(Ending::Unknown, reason),
        }
        self.requests.push(report);
    }

    /// Where the gateway is, as it may be shown.
    pub(super) fn gateway(&self) -> &str {
        &self.gateway
    }

    /// What kind of gateway it is, told by the name that it gives itself.
    pub(super) fn recognised(&self) -> Option<&'static Gateway> {
        self.sender_name.as_deref().and_then(Gateway::of_sender)
    }

    /// Whether each request was accepted, or not tried in a dry run.
    pub(super) fn is_clean(&self) -> bool {
        let is_good = |ending| matches!(ending, Ending::Accepted | Ending::AcceptedEarlier);
        self.dry_run || self.requests.iter().all(|request| is_good(request.result))
    }

    /// Why the gateway gave no answer to any request, where it gave none.
    pub(super) fn unanswered(&self) -> Option<&str> {
        let is_without = |request: &RequestReport| request.code.is_none();
        let reason = self.requests.iter().find_map(|request| request.reason.as_deref())?;
        self.requests.iter().all(is_without).then_some(reason)
    }
}

impl RequestReport {
    fn new(request: &Request) -> Self {
        Self {
            recipients: names(request.recipients()),
            push_id: request.push_id().map(str::to_owned),
            content_type: request
                .content
                .as_ref()
                .map_or(&request.content_type, |content| &content.content_type)
                .clone(),
            body: None,
            result: Ending::NotTried,
            code: None,
            meaning: None,
            meaning_unsure: false,
            description: None,
            is_cancelled: matches!(request.entity, ControlEntity::Cancel(_)),
            unanswered: match request.entity {
                ControlEntity::Cancel(_) => "not known whether it was cancelled",
                ControlEntity::StatusQuery(_) => "nothing is known of it",
                _ => "not known whether it was taken",
            },
            reason: None,
            help: None,
            earlier: Vec::new(),
            progress: Vec::new(),
            states: Vec::new(),
        }
    }

    fn end(&mut self, ending: Ending, reason: &str) {
        self.result = ending;
        self.reason = Some(reason.to_owned());
    }

    fn answer(&mut self, entity: &ControlEntity) {
        let Some(CodedResult { code, description }) = entity.result() else {
            let reason = format!("the gateway answered with a `{}`, which is no answer", entity.name());
            return self.end(Ending::Unknown, &reason);
        };
        self.result = if code.is_success() { Ending::Accepted } else { Ending::Refused };
        self.code = Some(*code);
        self.meaning = Some(code.meaning());
        self.meaning_unsure = code.source().is_none();
        self.description.clone_from(description);
        self.help = code.known().and_then(|known| known.help.as_deref());
        match entity {
            ControlEntity::PushResponse(response) => {
                self.progress = response.progress.iter().map(Step::of).collect();
            }
            ControlEntity::StatusQueryResponse(results) | ControlEntity::CancelResponse(results) => {
                self.states = results.iter().map(State::of).collect();
            }
            _ => {}
        }
    }
}

impl Step {
    fn of(note: &ProgressNote) -> Self {
        Self { stage: note.stage.clone(), note: note.note.clone(), time: note.time.clone() }
    }
}

impl State {
    fn of(answered: &Answered) -> Self {
        Self {
            recipients: names(&answered.addresses),
            state: answered.state,
            event_time: answered.event_time.clone(),
            code: answered.result.code,
            meaning: answered.result.code.meaning(),
            description: answered.result.description.clone(),
        }
    }
}

fn names(addresses: &[Address]) -> Vec<String> {
    addresses.iter().map(|address| address.client.to_string()).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.requests.iter().try_for_each(|request| request.fmt(f))
    }
}

impl fmt::Display for RequestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match (&self.recipients[..], &self.push_id) {
            ([], Some(push_id)) => push_id.clone(),
            (recipients, _) => recipients.join(", "),
        };
        let ending = match self.result {
            Ending::Accepted if self.is_cancelled => "cancelled",
            Ending::Accepted if !self.states.is_empty() => "answered",
            Ending::Accepted => "accepted",
            Ending::AcceptedEarlier => "accepted before",
            Ending::Refused => "refused",
            Ending::NotSent => "not sent",
            Ending::Unknown => self.unanswered,
            Ending::NotTried => "not tried",
        };
        write!(f, "{}: {ending}", shown(&who))?;
        if let (Some(code), Some(meaning)) = (self.code, self.meaning) {
            let unsure = if self.meaning_unsure { ", as far as is known" } else { "" };
            write!(f, " ({}: {meaning}{unsure})", code.0)?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ": {}", shown(reason))?;
        }
        writeln!(f)?;
        if let Some(push_id) = self.push_id.as_ref().filter(|push_id| **push_id != who) {
            writeln!(f, "  push-id      {}", shown(push_id))?;
        }
        if let Some(said) = self.description.as_ref().filter(|_| self.result != Ending::Accepted) {
            writeln!(f, "  it says      {}", shown(said))?;
        }
        for earlier in &self.earlier {
            writeln!(f, "  tried before {}", shown(earlier))?;
        }
        for Step { stage, note, time } in &self.progress {
            let note = [Some(stage), note.as_ref(), time.as_ref()]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>();
            writeln!(f, "  step         {}", shown(&note.join(", ")))?;
        }
        for state in &self.states {
            writeln!(f, "  {}", shown(&state.to_string()))?;
        }
        self.help.iter().try_for_each(|help| writeln!(f, "  help         {help}"))
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.recipients.is_empty() { "all".to_owned() } else { self.recipients.join(", ") };
        write!(f, "{who}: ")?;
        match self.state {
            Some(state) => f.write_str(state.word())?,
            None => write!(f, "{}, {}", self.code.0, self.meaning)?,
        }
        self.event_time.iter().try_for_each(|time| write!(f, " since {time}"))?;
        self.description.iter().try_for_each(|said| write!(f, " ({said})"))
    }
}
