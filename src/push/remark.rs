//! What is worth knowing of a push before it is sent.

use std::fmt;

use serde::Serialize;

use super::link;
use super::sms::MOST_PARTS;
use super::wsp::{Header, Push};
use crate::document::wap::{self, Node};
use crate::terms::{Channel, CpSecurity};

/// Something that is worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// A name for programs.
    pub code: &'static str,
    /// The sentence.
    pub message: String,
    /// The public address of the page that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
}

/// What a push brings.
#[derive(Debug, Clone, Copy)]
pub enum Carried<'a> {
    /// A link to them.
    Link(&'a str),
    /// Settings.
    Settings(&'a wap::Document),
    /// Neither: it takes a message back.
    Nothing,
}

/// So many short messages are known to arrive well; no page gives a limit.
const MANY: usize = 4;

/// The number of a part is one octet (3GPP TS 23.040, section 9.2.3.24.1).
const CONCATENATION_PAGE: &str = "https://www.3gpp.org/dynareport/23040.htm";
/// How messages that set a device up are let in
/// (<https://learn.microsoft.com/en-us/previous-versions/ms889588(v=msdn.10)>).
const BOOTSTRAP_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/ms889588(v=msdn.10)";
/// What a server that devices trust must go through.
const TPS_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/bb737341(v=msdn.10)";
/// Who takes which value of `SEC`.
const SEC_PAGE: &str = "https://www.mail-archive.com/devel@kannel.org/msg02258.html";
/// What becomes of messages without `SEC`.
const UNSIGNED_PAGE: &str = "https://learn.microsoft.com/en-us/previous-versions/aa458967(v=msdn.10)";

impl Remark {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), source: None }
    }

    pub(super) fn from(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "warning: {}", self.message)?;
        self.source.map_or(Ok(()), |source| write!(f, " ({source})"))
    }
}

/// What is worth knowing of a push that takes so many short messages.
pub fn remarks(push: &Push, channel: Channel, short_messages: usize, carried: Carried<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let shorter = match carried {
        Carried::Settings(_) => "send the settings in several documents, or a link to a signed package",
        Carried::Link(_) | Carried::Nothing => "shorten its text or its link",
    };
    if short_messages > MOST_PARTS {
        let message = format!(
            "{short_messages} short messages: no more than {MOST_PARTS} can be told apart, so that it cannot be sent \
             in them; {shorter}"
        );
        remarks.push(Remark::new("too-long", message).from(CONCATENATION_PAGE));
    } else if short_messages > MANY {
        let message = format!(
            "{short_messages} short messages: of a long chain a part is easily lost, and then nothing happens; {shorter}"
        );
        remarks.push(Remark::new("short-messages", message));
    }
    if let Channel::Cp(security) = channel {
        remarks.extend(of_security(security));
        if let Carried::Settings(document) = carried {
            remarks.extend(of_bootstrap(document, security, push));
        }
    }
    if let Carried::Link(link) = carried {
        remarks.extend(link::remarks(link, channel));
    }
    if [Header::PUSH_FLAG, Header::INITIATOR_URI].iter().any(|name| push.header(name).is_some()) {
        remarks.push(
            Remark::new(
                "origin",
                "who pushes (X-Wap-Initiator-URI, Push-Flag) is believed where a gateway that the device trusts says \
                 it: from a modem these headers give no role",
            )
            .from(TPS_PAGE),
        );
    }
    remarks
}

fn of_security(security: CpSecurity) -> Option<Remark> {
    match security {
        CpSecurity::None => Some(
            Remark::new(
                "unsigned",
                "the message is not signed: it has the role unauthenticated-user, and few devices let it in",
            )
            .from(UNSIGNED_PAGE),
        ),
        CpSecurity::UserPinMac => Some(
            Remark::new(
                "sec-3",
                "sources disagree on USERPINMAC (SEC=3): Microsoft's pages list it, a developer of Kannel found \
                 devices that take 0, 1 and 2 only; try one device first",
            )
            .from(SEC_PAGE),
        ),
        _ => None,
    }
}

/// What a document that names the server of the device needs.
fn of_bootstrap(document: &wap::Document, security: CpSecurity, push: &Push) -> Vec<Remark> {
    let section = document.children.iter().find_map(|node| match node {
        Node::Characteristic(section) if section.kind.value == "BOOTSTRAP" => Some(section),
        _ => None,
    });
    let Some(section) = section else { return Vec::new() };
    let mut remarks = vec![
        Remark::new(
            "bootstrap",
            "devices are shipped so that no message sets their server: the maker, or a package with the role manager, \
             must have set policy 4119 to 132 and, up to Windows Mobile 5.0, policy 4107 to 3204, later 4143 to 7296; \
             afterwards 128, 3200 and 3200 close that door again",
        )
        .from(BOOTSTRAP_PAGE),
    ];
    if security != CpSecurity::UserNetwPin {
        remarks.push(
            Remark::new(
                "bootstrap-security",
                format!("a BOOTSTRAP section is let in with USERNETWPIN alone; this message is {security}"),
            )
            .from(BOOTSTRAP_PAGE),
        );
    }
    let server = section.children.iter().find_map(|node| match node {
        Node::Parm(parm) if parm.name.value == "PROVURL" => parm.value.as_ref(),
        _ => None,
    });
    if let Some(server) = server.filter(|_| push.header(Header::INITIATOR_URI).is_none()) {
        remarks.push(
            Remark::new(
                "trusted-server",
                format!(
                    "what comes from `{}` later has the role operator-tps only when a gateway that the device trusts \
                     sends it, says in Push-Flag that it knows the initiator, and gives that address as \
                     X-Wap-Initiator-URI",
                    server.value
                ),
            )
            .from(TPS_PAGE),
        );
    }
    remarks
}
