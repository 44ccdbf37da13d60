//! A service indication or loading, as far as it decides what a device does with what it links to
//! (<https://learn.microsoft.com/en-us/previous-versions/bb446158(v=msdn.10)>).

use crate::document::{DateTime, Limits, service_indication, service_loading};
use crate::finding::Source;

/// A message that links to a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PushMessage {
    /// What kind of message it is.
    pub(super) kind: MessageKind,
    /// Where it links to.
    pub(super) link: Option<String>,
    /// What the device does with it.
    pub(super) action: Action,
    /// Whether a service indication says nothing to the user.
    pub(super) is_silent: bool,
    /// When it is to be removed.
    pub(super) expires: Option<DateTime>,
}

/// The kinds of messages that link to a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MessageKind {
    Indication,
    Loading,
}

/// What a device does with a message that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// Shows the link: the user decides.
    Show,
    /// Puts a message into the inbox, and shows nothing: the user opens it.
    Store,
    /// Fetches and runs what it links to, and asks nobody.
    Load,
    /// Keeps what it links to, and puts a message into the inbox: the user opens it.
    Keep,
    /// Deletes an earlier message.
    Delete,
}

impl PushMessage {
    /// Whether it brings what it links to.
    pub(super) fn brings_something(&self) -> bool {
        self.link.is_some() && self.action != Action::Delete
    }

    /// Reads a message; the error says why it is none.
    pub(super) fn read(source: &Source) -> Result<Self, String> {
        let limits = Limits::default();
        let none = || "it is neither a service indication nor a service loading".to_owned();
        if let Some(loading) = service_loading::parse(source, &limits).model {
            use service_loading::Action::Cache;
            let is_kept = loading.action.is_some_and(|action| action.value == Cache);
            let link = Some(loading.href.value.to_string()).filter(|link| !link.is_empty());
            let action = if is_kept { Action::Keep } else { Action::Load };
            let kind = MessageKind::Loading;
            return Ok(Self { kind, link, action, is_silent: false, expires: None });
        }
        let parsed = service_indication::parse(source, &limits);
        let fault = parsed.faults.first().map(|fault| fault.message.clone());
        let indication = parsed.model.ok_or_else(|| fault.unwrap_or_else(none))?.indication;
        let indication = indication.unwrap_or_default();
        let action = match indication.action.map(|action| action.value) {
            Some(service_indication::Action::Delete) => Action::Delete,
            Some(service_indication::Action::SignalNone | service_indication::Action::SignalLow) => {
                Action::Store
            }
            _ => Action::Show,
        };
        let expires = indication.expires.and_then(|time| time.value.trim().parse().ok());
        let link = indication.href.map(|link| link.value.to_string()).filter(|link| !link.is_empty());
        let is_silent = indication.text.value.is_empty();
        Ok(Self { kind: MessageKind::Indication, link, action, is_silent, expires })
    }
}
