//! The messages that were sent, so that answers can be matched to their commands: by session and `MsgID`, and by
//! `CmdID`.

use std::collections::BTreeMap;

use crate::catalogue::Catalogue;
use crate::dm::job::{id_of, jobs};
use crate::document::syncml::Message;
use crate::terms::LocUri;

/// What was sent, as far as it is at hand.
#[derive(Debug, Default)]
pub struct Sent {
    messages: Vec<SentMessage>,
    packages: BTreeMap<String, String>,
}

#[derive(Debug)]
struct SentMessage {
    session: Option<String>,
    number: Option<String>,
    commands: Vec<SentCommand>,
}

/// A command that was sent.
#[derive(Debug)]
pub(super) struct SentCommand {
    pub(super) id: String,
    pub(super) verb: String,
    pub(super) addresses: Vec<String>,
}

impl Sent {
    /// The messages.
    pub fn new(messages: &[Message], catalogue: &Catalogue) -> Self {
        let mut sent = Self::default();
        for message in messages {
            for job in jobs(message, catalogue) {
                if let Some(id) = id_of(&job, &message.commands, catalogue) {
                    sent.packages.insert(job.to_string(), id);
                }
            }
            sent.messages.push(SentMessage::new(message));
        }
        sent
    }

    /// The command that an answer is for. A message or answer that does not say its session or number may be any.
    pub(super) fn command(
        &self,
        session: Option<&str>,
        message: Option<&str>,
        id: Option<&str>,
    ) -> Option<&SentCommand> {
        self.commands(session, message).find(|command| Some(command.id.as_str()) == id)
    }

    /// The commands of a message.
    pub(super) fn commands(
        &self,
        session: Option<&str>,
        message: Option<&str>,
    ) -> impl Iterator<Item = &SentCommand> {
        self.messages.iter().filter(move |sent| sent.fits(session, message)).flat_map(|sent| &sent.commands)
    }

    /// Whether nothing is at hand.
    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The messages, such as `MsgID 1 of session 2F`.
    pub(super) fn names(&self) -> Vec<String> {
        self.messages.iter().map(SentMessage::name).collect()
    }

    /// Whether this message is at hand.
    pub(super) fn has(&self, session: Option<&str>, message: &str) -> bool {
        self.messages.iter().any(|sent| sent.fits(session, Some(message)))
    }

    /// The id of the package that is sent to this node.
    pub(super) fn package(&self, job: &LocUri) -> Option<String> {
        self.packages.get(&job.to_string()).cloned()
    }
}

impl SentMessage {
    fn new(message: &Message) -> Self {
        let said = |text: &str| text.trim().to_owned();
        let header = message.header.as_ref();
        let commands = message.every_command().filter_map(|command| {
            let targets = command.items.iter().filter_map(|item| item.target.as_ref());
            Some(SentCommand {
                id: said(&command.id.as_ref()?.value),
                verb: command.verb.name().to_owned(),
                addresses: targets.map(|target| said(&target.value)).collect(),
            })
        });
        Self {
            session: header.map(|header| said(&header.session_id.value)),
            number: header.map(|header| said(&header.message_id.value)),
            commands: commands.collect(),
        }
    }
}

impl SentMessage {
    fn name(&self) -> String {
        let named = |word: &str, id: &Option<String>| id.as_ref().map(|id| format!("{word} {id}"));
        let names = [named("MsgID", &self.number), named("session", &self.session)];
        match names.into_iter().flatten().collect::<Vec<_>>() {
            names if names.is_empty() => "one without a header".to_owned(),
            names => names.join(" of "),
        }
    }

    fn fits(&self, session: Option<&str>, message: Option<&str>) -> bool {
        agree(self.session.as_deref(), session) && agree(self.number.as_deref(), message)
    }
}

/// Whether two may be the same: where one says nothing, nothing speaks against it.
fn agree(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none_or(|one| other.is_none_or(|other| one.eq_ignore_ascii_case(other)))
}
