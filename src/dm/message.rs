//! Messages of a server: commands, wrapped with a header and its credentials
//! (OMA-TS-DM_Protocol and OMA-TS-DM_RepPro, <https://www.openmobilealliance.org/release/DM/>).

use super::credential::{Login, Nonce};
use crate::document::Text;
use crate::document::syncml::{Command, Header, Message, Version};
use crate::document::xml::{Attribute, Element, Node};
use crate::finding::Spanned;

/// Who talks to whom, in which session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The version of OMA DM.
    pub version: Version,
    /// `SessionID`, the same in all messages of the session.
    pub id: String,
    /// The device: the value of `./DevInfo/DevId`.
    pub device: String,
    /// The server, as its account on the device names it.
    pub server: String,
    /// What the server proves itself by.
    pub credentials: Option<Credentials>,
}

/// What a server proves itself by.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// Name and password in the clear, as base64.
    Basic(Login),
    /// A digest of both and of a nonce.
    Md5(Login, Nonce),
}

impl Session {
    /// The message with these commands, closed by `Final`. `number` is its `MsgID`: 1 for the first that the server
    /// sends in the session, and one more for each further one.
    pub fn message(&self, number: u32, commands: Vec<Command>) -> Message {
        let login = self.credentials.as_ref().map(Credentials::login);
        let spanned = |text: &str| Spanned::nowhere(Text::from(text));
        let header = Header {
            version: self.version,
            session_id: spanned(&self.id),
            message_id: spanned(&number.to_string()),
            target: spanned(&self.device),
            target_name: None,
            source: spanned(&self.server),
            // The name cannot be read from a digest.
            source_name: login.map(|login| spanned(login.name())),
            other: self.credentials.iter().map(Credentials::element).collect(),
        };
        Message { header: Some(Box::new(header)), is_final: true, ..body(commands) }
    }
}

/// The commands alone, for a server that adds a header of its own.
pub fn body(commands: Vec<Command>) -> Message {
    let mut message = Message { header: None, commands, is_final: false, span: Spanned::default() };
    number(&mut message.commands, &mut 0);
    message
}

/// Gives each command an id that no other has: 1, 2, 3, in their order, those inside a group behind its own.
fn number(commands: &mut [Command], last: &mut usize) {
    for command in commands {
        *last += 1;
        command.id = Some(Spanned::nowhere(last.to_string().into()));
        number(&mut command.commands, last);
    }
}

impl Credentials {
    fn login(&self) -> &Login {
        match self {
            Self::Basic(login) | Self::Md5(login, _) => login,
        }
    }

    /// `Cred`.
    fn element(&self) -> Element {
        let (media_type, data) = match self {
            Self::Basic(login) => ("syncml:auth-basic", login.basic().to_string()),
            Self::Md5(login, nonce) => ("syncml:auth-md5", login.md5(nonce)),
        };
        let meta = holding("Meta", [in_metinf("Format", "b64"), in_metinf("Type", media_type)]);
        holding("Cred", [meta, text("Data", &data)])
    }
}

fn in_metinf(name: &str, content: &str) -> Element {
    Element { attributes: vec![Attribute::new("xmlns", "syncml:metinf")], ..text(name, content) }
}

pub(super) fn text(name: &str, content: &str) -> Element {
    Element { children: vec![Node::Text(Spanned::nowhere(content.into()))], ..Element::new(name) }
}

fn holding(name: &str, children: impl IntoIterator<Item = Element>) -> Element {
    Element { children: children.into_iter().map(Node::Element).collect(), ..Element::new(name) }
}
