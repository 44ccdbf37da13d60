//! What a push will come to, before it is sent: its size, the number of short messages, the policies that will decide.

use std::fmt;

use serde::Serialize;

use super::remark::{Carried, Remark, remarks};
use super::sms::MOST_PARTS;
use super::wsp::{self, EncodeError, Push};
use crate::catalogue::policies::Policies;
use crate::device::push::{ROUTING, SECOND_DOOR, first_door};
use crate::terms::{Channel, CpSecurity, Release, RoleMask, short_messages};

/// What a push will come to. Displayed for people, serialized for programs.
#[derive(Debug, Clone, Serialize)]
pub struct Outlook {
    /// The name by which the user knows the document.
    pub document: String,
    /// The channel.
    pub channel: Channel,
    /// What the device is told the body to be. The MAC is left out: it is there when the message is.
    pub content_type: String,
    /// The octets of the body.
    pub body_octets: usize,
    /// The octets before the body.
    pub header_octets: usize,
    /// How many short messages carry both.
    pub short_messages: usize,
    /// Whether they are no more than can be told apart.
    pub fits: bool,
    /// The security, by the name that the specification gives it; of client provisioning only.
    pub security: Option<&'static str>,
    /// The roles that the message has by itself; those of its origin are added. Of client provisioning only.
    pub roles: Option<RoleMask>,
    /// The policies that decide, in the order in which a device asks them.
    pub policies: Vec<Decides>,
    /// What is worth knowing.
    pub remarks: Vec<Remark>,
}

/// A policy that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decides {
    /// Its number.
    pub policy: u32,
    /// Its name in the documentation.
    pub name: &'static str,
    /// What it decides.
    pub summary: &'static str,
    /// The first and the last release that has it.
    pub releases: [Release; 2],
}

impl Outlook {
    /// The outlook of a push that goes by a channel, and brings something.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub fn of(
        document: &str,
        push: &Push,
        channel: Channel,
        carried: Carried<'_>,
    ) -> Result<Self, EncodeError> {
        let octets = wsp::encode(push)?.len();
        let mut content_type = push.content_type.clone();
        content_type.parameters.retain(|parameter| !parameter.name.eq_ignore_ascii_case("MAC"));
        let security = match channel {
            Channel::Cp(security) => Some(security),
            _ => None,
        };
        let short_messages = short_messages(octets);
        Ok(Self {
            document: document.to_owned(),
            channel,
            content_type: content_type.to_string(),
            body_octets: push.body.len(),
            header_octets: octets - push.body.len(),
            short_messages,
            fits: short_messages <= MOST_PARTS,
            security: security.map(CpSecurity::name),
            roles: security.map(CpSecurity::roles),
            policies: policies(channel),
            remarks: remarks(push, channel, short_messages, carried),
        })
    }
}

/// The policies of a channel, each once: the door of the older releases and that of the later ones, and what follows.
fn policies(channel: Channel) -> Vec<Decides> {
    let doors = [Release::Wm5, Release::Wm6].into_iter().filter_map(|release| first_door(channel, release));
    let behind: &[u32] = match channel {
        Channel::Sl => &[4124],
        Channel::Cp(CpSecurity::None) => &[SECOND_DOOR, 4119],
        Channel::Cp(CpSecurity::NetwPin) => &[4132, SECOND_DOOR, 4119],
        Channel::Cp(_) => &[4105, SECOND_DOOR, 4119],
        _ => &[],
    };
    let mut all: Vec<Decides> = Vec::new();
    let routing = matches!(channel, Channel::Si | Channel::Sl).then_some(ROUTING);
    for id in routing.into_iter().chain(doors).chain(behind.iter().copied()) {
        let Some(policy) = Policies::builtin().get(id) else { continue };
        let handhelds = || policy.os.iter().filter(|release| **release != Release::Win10);
        let (Some(first), Some(last)) = (handhelds().min(), handhelds().max()) else { continue };
        if all.iter().all(|known| known.policy != id) {
            let releases = [*first, *last];
            all.push(Decides { policy: id, name: &policy.name, summary: &policy.summary, releases });
        }
    }
    all
}

impl fmt::Display for Outlook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages = if self.short_messages == 1 { "short message" } else { "short messages" };
        writeln!(f, "{} by {}: {} {messages}", self.document, self.channel, self.short_messages)?;
        writeln!(f, "  content   {}", self.content_type)?;
        writeln!(f, "  octets    {} of headers, {} of the document", self.header_octets, self.body_octets)?;
        if let (Some(security), Some(roles)) = (self.security, self.roles) {
            writeln!(f, "  security  {security}")?;
            writeln!(f, "  roles     {roles} ({}), and those of the way it comes", roles.bits())?;
        }
        for Decides { policy, name, summary, releases: [first, last] } in &self.policies {
            writeln!(f, "  policy    {policy} {name} ({first} to {last}): {summary}")?;
        }
        self.remarks.iter().try_for_each(|remark| writeln!(f, "  {remark}"))
    }
}
