//! A device's message, read: what became of the commands that were sent, what was found, what the device tells by
//! itself, and what to do then.
//!
//! What a device answers with is `Status` for each command, `Results` for what a `Get` has found, and `Alert`. The
//! spellings of alerts differ between the pages, so they are read by where they come from, not by their kind.

mod element;
mod facts;
mod human;
mod result_code;
mod sent;

pub use facts::{Basis, Outcome};
pub use human::render;
pub use result_code::ResultCode;
pub use sent::Sent;

use std::collections::BTreeSet;

use serde::Serialize;

use self::element::{address_of, bare_kind, child_text, children, next_nonce, number_of, texts};
use self::facts::{ALERTS, Asked, READINGS, Reading, STATUS_CODES};
use super::job::Place;
use crate::catalogue::Catalogue;
use crate::document::syncml::{Command, Item, Message, Verb};

/// The version of the JSON form.
const SCHEMA_VERSION: u32 = 1;

/// What is said of an alert that should bring a result.
const NO_RESULT: &str = "it says of no result";

/// What a device's messages say, all together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this form.
    pub schema_version: u32,
    /// The messages, in the order in which they were given.
    pub replies: Vec<Reply>,
    /// What to do then, in the order of the answers.
    pub next: Vec<Advice>,
    /// The pages that the meanings come from.
    pub sources: Vec<&'static str>,
}

/// What one message of a device says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// The name by which the user knows it.
    pub name: String,
    /// `SessionID`.
    pub session: Option<String>,
    /// `MsgID`.
    pub message: Option<String>,
    /// The device.
    pub device: Option<String>,
    /// The server.
    pub server: Option<String>,
    /// What is told, in its order.
    pub told: Vec<Told>,
    /// The nonce for the next credentials, as base64.
    pub next_nonce: Option<String>,
    /// The commands of the messages that are answered for which there is no answer, such as `Exec 2`.
    pub unanswered: Vec<String>,
    /// The messages that are answered and are not among those that were given as sent, by `MsgID`.
    pub unmatched: Vec<String>,
    /// Those that were given instead, such as `MsgID 1 of session 2F`; none where all that are answered were given.
    pub given: Vec<String>,
}

/// What tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Teller {
    /// `Status`.
    Status,
    /// `Results`.
    Results,
    /// `Alert`.
    Alert,
    /// Another command, by which a device describes itself.
    Command,
}

/// One thing that a device tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What tells it.
    pub by: Teller,
    /// The message that is answered, by its `MsgID`.
    pub message: Option<String>,
    /// The command that is answered, by its `CmdID`; 0 is the header.
    pub command: Option<String>,
    /// That command; of an alert none.
    pub verb: Option<String>,
    /// The node.
    pub address: Option<String>,
    /// The id of the package that the node belongs to, as far as the messages that were sent tell it.
    pub package: Option<String>,
    /// The code of the status or of the alert.
    pub code: Option<u16>,
    /// What was found, or the result that an alert brings.
    pub value: Option<String>,
    /// The names of the nodes below the one that was asked for, as they are given to other commands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
    /// That result in hexadecimal, if it is a result code of Windows.
    pub hresult: Option<String>,
    /// The kind of an alert, without blanks and prefix.
    pub kind: Option<String>,
    /// How important the device finds it.
    pub mark: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// In words.
    pub says: String,
    /// Where those come from; nothing where they only repeat what the message says.
    pub basis: Option<Basis>,
    #[serde(skip)]
    advice: Option<&'static str>,
}

/// What to do then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// In one word.
    pub kind: String,
    /// In words.
    pub says: String,
    /// The nodes that it is about.
    pub addresses: Vec<String>,
}

impl Report {
    /// Reads a device's messages, each with its name. `sent` are the messages that they answer, as far as they are at
    /// hand; without them it is told what an answer means, but not always to what.
    pub fn of(replies: &[(String, Message)], sent: &[Message], catalogue: &Catalogue) -> Self {
        let sent = Sent::new(sent, catalogue);
        let replies: Vec<Reply> = replies
            .iter()
            .map(|(name, message)| Reader { catalogue, sent: &sent }.reply(name, message))
            .collect();
        let next = advice(replies.iter().flat_map(|reply| &reply.told));
        Self { schema_version: SCHEMA_VERSION, replies, next, sources: facts::sources() }
    }

    /// Whether the device refused nothing, says of nothing that it failed, and all that it says is known.
    pub fn is_clean(&self) -> bool {
        let is_good = |told: &Told| matches!(told.outcome, Outcome::Done | Outcome::Pending);
        self.replies.iter().flat_map(|reply| &reply.told).all(is_good)
    }
}

/// The advice that is given, each once.
fn advice<'t>(told: impl Iterator<Item = &'t Told>) -> Vec<Advice> {
    let mut next: Vec<Advice> = Vec::new();
    for (told, kind) in told.filter_map(|told| Some((told, told.advice?))) {
        let index = next.iter().position(|advice| advice.kind == kind).unwrap_or_else(|| {
            let says = READINGS.advice.get(kind).cloned().unwrap_or_default();
            next.push(Advice { kind: kind.to_owned(), says, addresses: Vec::new() });
            next.len() - 1
        });
        let address = told.address.clone().filter(|address| !next[index].addresses.contains(address));
        next[index].addresses.extend(address);
    }
    next
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    sent: &'a Sent,
}

impl Reader<'_> {
    fn reply(&self, name: &str, message: &Message) -> Reply {
        let header = message.header.as_ref();
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let session = header.and_then(|header| said(&header.session_id.value));
        let told: Vec<Told> =
            message.every_command().flat_map(|command| self.told(command, session.as_deref())).collect();
        let unmatched = self.unmatched(&told, session.as_deref());
        Reply {
            name: name.to_owned(),
            message: header.and_then(|header| said(&header.message_id.value)),
            device: header.and_then(|header| said(&header.source.value)),
            server: header.and_then(|header| said(&header.target.value)),
            next_nonce: message.every_command().find_map(next_nonce),
            unanswered: self.unanswered(&told, session.as_deref()),
            given: if unmatched.is_empty() { Vec::new() } else { self.sent.names() },
            unmatched,
            session,
            told,
        }
    }

    fn told(&self, command: &Command, session: Option<&str>) -> Vec<Told> {
        match command.verb {
            Verb::Status => self.status(command, session),
            Verb::Results => command.items.iter().map(|item| self.found(command, item, session)).collect(),
            Verb::Alert => self.alert(command),
            _ => command.items.iter().map(|item| describes(command, item)).collect(),
        }
    }

    /// A status, for each node that it is about.
    fn status(&self, command: &Command, session: Option<&str>) -> Vec<Told> {
        let base = answer(command, Teller::Status);
        let is_header = base.command.as_deref() == Some("0") || base.verb.as_deref() == Some("SyncHdr");
        let code = command.other("Data").and_then(|data| data.value.trim().parse::<u16>().ok());
        let sent = self.sent.command(session, base.message.as_deref(), base.command.as_deref());
        let mut addresses: Vec<String> = command.items.iter().filter_map(address_of).collect();
        if addresses.is_empty() {
            addresses = texts(command, "TargetRef");
        }
        if addresses.is_empty() && !is_header {
            addresses = sent.map(|sent| sent.addresses.clone()).unwrap_or_default();
        }
        let addresses: Vec<Option<String>> = match addresses.is_empty() || is_header {
            true => vec![None],
            false => addresses.into_iter().map(Some).collect(),
        };
        let other_command = sent.filter(|sent| base.verb.as_ref().is_some_and(|verb| *verb != sent.verb));
        addresses
            .into_iter()
            .map(|address| {
                let mut told = Told { address, code, ..base.clone() };
                self.read_status(&mut told, is_header);
                if let Some(sent) = other_command {
                    told.says +=
                        &format!(" (but the message has {} there: was another one sent?)", sent.verb);
                }
                told
            })
            .collect()
    }

    /// What a status means at its node.
    fn read_status(&self, told: &mut Told, is_header: bool) {
        let place = told.address.as_deref().and_then(|address| Place::of(address, self.catalogue));
        told.package = self.package(place.as_ref());
        let asked = Asked {
            is_header,
            is_job: place.as_ref().is_some_and(|place| place.job.is_some()),
            node: place.as_ref().and_then(Place::node_path),
            verb: told.verb.as_deref(),
            code: told.code,
            value: None,
        };
        let reading = READINGS.of(&asked);
        let known = told.code.and_then(|code| STATUS_CODES.get(code));
        (told.outcome, told.says, told.basis) = match (reading, known, told.code) {
            (Some(reading), known, _) => {
                let says = reading.says.clone().or_else(|| known.map(|known| known.says.clone()));
                (reading.outcome, says.unwrap_or_default(), Some(reading.basis))
            }
            (None, Some(known), _) => (known.outcome, known.says.clone(), Some(known.basis)),
            // The first digit tells what kind of answer it is (RFC 2616, section 6.1.1, from which SyncML has them).
            (None, None, Some(200..300)) => {
                (Outcome::Done, "done; the code itself is not known".to_owned(), None)
            }
            (None, None, Some(300..600)) => {
                (Outcome::Refused, "refused; the code itself is not known".to_owned(), None)
            }
            (None, None, Some(_)) => (Outcome::Unknown, "a code that there is not".to_owned(), None),
            (None, None, None) => {
                (Outcome::Unknown, "the answer has no code that is a number".to_owned(), None)
            }
        };
        told.advice = reading.and_then(Reading::advice_kind);
    }

    /// What a `Get` has found at one node.
    fn found(&self, command: &Command, item: &Item, session: Option<&str>) -> Told {
        let base = answer(command, Teller::Results);
        let sent = self.sent.command(session, base.message.as_deref(), base.command.as_deref());
        let address = address_of(item)
            .or_else(|| texts(command, "SourceRef").into_iter().next())
            .or_else(|| texts(command, "TargetRef").into_iter().next())
            .or_else(|| sent.and_then(|sent| sent.addresses.first().cloned()));
        let place = address.as_deref().and_then(|address| Place::of(address, self.catalogue));
        let value = item.data.as_ref().map(|data| data.value.to_string());
        let trimmed = value.as_deref().map(str::trim);
        let asked = Asked {
            is_job: place.as_ref().is_some_and(|place| place.job.is_some()),
            node: place.as_ref().and_then(Place::node_path),
            verb: Some(Verb::Get.name()),
            value: trimmed,
            ..Asked::default()
        };
        let reading = READINGS.of(&asked);
        let format = command.format_of(item).map(|format| format.value.trim().to_owned());
        let is_interior = format.as_deref() == Some("node");
        let children = trimmed.filter(|_| is_interior).map(children).unwrap_or_default();
        let documented = place.as_ref().and_then(|place| place.node).map_or(&[][..], |node| &node.values);
        let means =
            documented.iter().find(|known| Some(known.value.as_str()) == trimmed).map(|known| &known.means);
        // Elsewhere the Get was for the value itself; here it was for how far the job is.
        let is_unknown_state = asked.is_job && reading.is_none() && means.is_none() && !documented.is_empty();
        let outcome = if is_unknown_state { Outcome::Unknown } else { Outcome::Done };
        let says = match (reading.and_then(|reading| reading.says.clone()), means, trimmed) {
            (Some(says), ..) => says,
            (None, Some(means), _) => means.clone(),
            (None, None, Some(_)) if is_interior => number_of(&children),
            (None, None, Some(_)) if !documented.is_empty() => "no page knows this value".to_owned(),
            (None, None, Some(_)) => String::new(),
            (None, None, None) => "nothing".to_owned(),
        };
        Told {
            package: self.package(place.as_ref()),
            outcome: reading.map_or(outcome, |reading| reading.outcome),
            basis: reading.map(|reading| reading.basis).or(means.map(|_| Basis::Page)),
            advice: reading.and_then(Reading::advice_kind),
            verb: Some(Verb::Get.name().to_owned()),
            address,
            value,
            children,
            says,
            ..base
        }
    }

    /// An alert, for each of its items; one without items is told once.
    fn alert(&self, command: &Command) -> Vec<Told> {
        let code = command.other("Data").and_then(|data| data.value.trim().parse::<u16>().ok());
        let known = code.and_then(|code| ALERTS.get(code));
        let brings_result = known.is_some_and(|known| known.result);
        let base = Told {
            code,
            outcome: known.map_or(Outcome::Unknown, |known| known.outcome.unwrap_or(Outcome::Done)),
            says: known.map_or_else(|| "an alert that is not known".to_owned(), |known| known.says.clone()),
            basis: known.map(|known| known.basis),
            message: None,
            command: None,
            verb: None,
            ..answer(command, Teller::Alert)
        };
        if command.items.is_empty() {
            let nothing = || Told { outcome: Outcome::Unknown, says: NO_RESULT.to_owned(), ..base.clone() };
            return vec![if brings_result { nothing() } else { base }];
        }
        command.items.iter().map(|item| self.alert_item(&base, item, brings_result)).collect()
    }

    fn alert_item(&self, base: &Told, item: &Item, brings_result: bool) -> Told {
        let address = address_of(item);
        let place = address.as_deref().and_then(|address| Place::of(address, self.catalogue));
        let value = item.data.as_ref().map(|data| data.value.trim().to_owned());
        let meta = item.meta.as_deref();
        let mark = meta.and_then(|meta| child_text(&meta.other, "Mark"));
        let mut told = Told {
            package: self.package(place.as_ref()),
            kind: meta.and_then(|meta| meta.media_type.as_ref()).map(|kind| bare_kind(&kind.value)),
            mark: mark.map(|mark| mark.trim().to_owned()),
            address,
            ..base.clone()
        };
        let result = value.as_deref().and_then(ResultCode::parse).filter(|_| brings_result);
        if brings_result && result.is_none() {
            told.outcome = Outcome::Unknown;
            told.says = match value.as_deref() {
                None | Some("") => NO_RESULT,
                Some(_) => "its result is no number of 32 bits",
            }
            .to_owned();
        }
        if let Some(result) = result {
            let is_job = place.is_some_and(|place| place.job.is_some());
            told.hresult = result.hexadecimal();
            told.outcome = if result.is_success() { Outcome::Done } else { Outcome::Refused };
            told.says = result.in_words();
            told.advice = match (is_job, told.outcome) {
                (true, Outcome::Done) => Some("inventory"),
                (true, Outcome::Refused) => Some("retry"),
                _ => None,
            };
        }
        told.value = value;
        told
    }

    /// The id of the package that a node belongs to.
    fn package(&self, place: Option<&Place<'_>>) -> Option<String> {
        self.sent.package(place?.job.as_ref()?)
    }

    /// What was sent and has no answer, of the messages that are answered at all.
    fn unanswered(&self, told: &[Told], session: Option<&str>) -> Vec<String> {
        let answered: BTreeSet<(Option<&str>, Option<&str>)> =
            told.iter().map(|told| (told.message.as_deref(), told.command.as_deref())).collect();
        // A message that tells nothing answers none of all that was sent.
        let messages = if told.is_empty() { BTreeSet::from([None]) } else { answered_messages(told) };
        let commands = messages.into_iter().flat_map(|message| {
            let commands = self.sent.commands(session, message);
            commands.filter(|sent| !answered.contains(&(message, Some(sent.id.as_str())))).collect::<Vec<_>>()
        });
        commands.map(|sent| format!("{} {}", sent.verb, sent.id)).collect()
    }

    /// The messages that are answered and are none of those that were sent, where any are at hand.
    fn unmatched(&self, told: &[Told], session: Option<&str>) -> Vec<String> {
        let messages = answered_messages(told).into_iter().flatten();
        let unknown = |message: &&str| !self.sent.is_empty() && !self.sent.has(session, message);
        messages.filter(unknown).map(str::to_owned).collect()
    }
}

/// The messages that are answered, by `MsgID`.
fn answered_messages(told: &[Told]) -> BTreeSet<Option<&str>> {
    told.iter().filter(|told| told.by == Teller::Status).map(|told| told.message.as_deref()).collect()
}

/// What an answer says of the command that it answers.
fn answer(command: &Command, by: Teller) -> Told {
    let said = |name| command.other(name).map(|text| text.value.trim().to_owned());
    Told {
        by,
        message: said("MsgRef"),
        command: said("CmdRef"),
        verb: said("Cmd"),
        address: None,
        package: None,
        code: None,
        value: None,
        children: Vec::new(),
        hresult: None,
        kind: None,
        mark: None,
        outcome: Outcome::Done,
        says: String::new(),
        basis: None,
        advice: None,
    }
}

/// What a device says of itself, by Replace of `./DevInfo`.
fn describes(command: &Command, item: &Item) -> Told {
    let address = address_of(item);
    let is_own = |address: &str| address.trim_start_matches("./").split('/').next() == Some("DevInfo");
    let (outcome, says) = match command.verb {
        Verb::Replace if address.as_deref().is_some_and(is_own) => {
            (Outcome::Done, "the device says so of itself")
        }
        _ => (Outcome::Unknown, "a command, as servers send it: this is no answer"),
    };
    Told {
        verb: Some(command.verb.name().to_owned()),
        outcome,
        address,
        value: item.data.as_ref().map(|data| data.value.to_string()),
        says: says.to_owned(),
        ..answer(command, Teller::Command)
    }
}
