//! The answer that every message of a device is owed: a Status for its header and for each of its commands
//! (OMA-TS-DM_Protocol, section 8).

use super::message::{Session, text};
use crate::document::Text;
use crate::document::syncml::{Command, Message, Verb};

/// What answers a message of a device.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Who talks to whom: the device's header, turned round. Without credentials.
    pub dialogue: Session,
    /// The number of the server's message, which goes with the device's.
    pub number: u32,
    /// Status for the header, and for each command that wants one.
    pub statuses: Vec<Command>,
}

/// A message that cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// There is no header.
    #[error("it has no header: nothing says who sent it, and in which session")]
    NoHeader,
    /// It is a server's.
    #[error("it is a message from a server: its sender is `{0}`, and it asks for `{1}`, as only servers do")]
    OfServer(String, &'static str),
    /// The number is none.
    #[error("its MsgID is `{0}`, which is no number")]
    MessageId(String),
}

impl Answer {
    /// The answer to a message: it went well. Credentials in it are not looked at; 200 for the header says that the
    /// device is to bring them again in its next message.
    ///
    /// # Errors
    /// When it does not say who sent it.
    pub fn to(message: &Message) -> Result<Self, AnswerError> {
        let header = message.header.as_ref().ok_or(AnswerError::NoHeader)?;
        let said = |text: &Text| text.trim().to_owned();
        // A device asks for nothing but alerts, and describes itself by Replace.
        let is_asked_of_devices =
            |verb: &Verb| matches!(verb, Verb::Add | Verb::Get | Verb::Delete | Verb::Exec);
        if let Some(verb) = message.every_command().map(|command| command.verb).find(is_asked_of_devices) {
            return Err(AnswerError::OfServer(said(&header.source.value), verb.name()));
        }
        let number = said(&header.message_id.value);
        let of_header = Answered {
            command: "0",
            name: "SyncHdr",
            target: Some(said(&header.target.value)),
            source: Some(said(&header.source.value)),
        };
        let mut statuses = vec![of_header.status(&number)];
        // An answer is not answered.
        let asks = |command: &&Command| !matches!(command.verb, Verb::Status | Verb::Results);
        for command in message.every_command().filter(asks) {
            let Some(id) = &command.id else { continue };
            let answered =
                Answered { command: &id.value, name: command.verb.name(), target: None, source: None };
            statuses.push(answered.status(&number));
        }
        Ok(Self {
            dialogue: Session {
                version: header.version,
                id: said(&header.session_id.value),
                device: said(&header.source.value),
                server: said(&header.target.value),
                credentials: None,
            },
            number: number.parse().map_err(|_| AnswerError::MessageId(number.clone()))?,
            statuses,
        })
    }
}

/// What a Status answers.
struct Answered<'a> {
    command: &'a str,
    name: &'a str,
    target: Option<String>,
    source: Option<String>,
}

impl Answered<'_> {
    fn status(&self, message: &str) -> Command {
        let mut status = Command::new(Verb::Status, "1");
        status.other.extend([
            text("MsgRef", message),
            text("CmdRef", self.command.trim()),
            text("Cmd", self.name),
        ]);
        status.other.extend(self.target.iter().map(|target| text("TargetRef", target)));
        status.other.extend(self.source.iter().map(|source| text("SourceRef", source)));
        status.other.push(text("Data", "200"));
        status
    }
}
