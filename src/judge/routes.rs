//! The channels as data: what each takes, and its gates in order.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::push_message::MessageKind;
use super::{Case, Gate, Payload};
use crate::document;
use crate::package::PackageKind;
use crate::terms::{Channel, DeviceClass};

/// What a channel takes, and what stands on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    channels: Vec<Channel>,
    takes: Vec<Kind>,
    /// Whether documents come as text only, never as WBXML.
    #[serde(default)]
    text_only: bool,
    /// Why something else is refused, where there is more to say than that it is.
    #[serde(default)]
    refusals: BTreeMap<Kind, String>,
    gates: Vec<Stop>,
    #[serde(default)]
    remarks: Vec<Remark>,
    /// The public addresses of the pages that the facts come from.
    pub(super) sources: Vec<String>,
}

/// What users of a channel should know.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Remark {
    Always(String),
    Sometimes {
        /// Of these classes of devices; none: of all.
        #[serde(default)]
        of: Vec<DeviceClass>,
        /// Only where the shell looks at the card.
        #[serde(default)]
        by_shell: bool,
        says: String,
    },
}

/// A kind of payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Cab,
    Cpf,
    Wap,
    SyncMl,
    Si,
    Sl,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Stop {
    Gate(Gate),
    Package(PackageGates),
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PackageGates {
    Package,
}

/// A gate, or those of a package together, since a signature decides which of them are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    One(Gate),
    Package,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routes {
    route: Vec<Route>,
}

impl Route {
    /// The route of a channel.
    pub(super) fn of(channel: Channel) -> &'static Self {
        static ALL: OnceLock<Routes> = OnceLock::new();
        // A built-in text, which no input reaches; a test asks for every channel.
        let all = ALL.get_or_init(|| {
            toml::from_str(include_str!("routes.toml")).expect("the routes are of the format")
        });
        all.route.iter().find(|route| route.channels.contains(&channel)).expect("every channel has a route")
    }

    /// The gates, in the order in which the device asks them.
    pub(super) fn gates(&self) -> impl Iterator<Item = Asked> {
        self.gates.iter().map(|stop| match stop {
            Stop::Gate(gate) => Asked::One(*gate),
            Stop::Package(PackageGates::Package) => Asked::Package,
        })
    }

    /// What users of the channel should know, for devices of a class; `is_by_maker`: a program of the maker's looks at the
    /// card.
    pub(super) fn remarks(&self, class: DeviceClass, is_by_maker: bool) -> impl Iterator<Item = &str> {
        self.remarks.iter().filter_map(move |remark| match remark {
            Remark::Always(says) => Some(says.as_str()),
            Remark::Sometimes { of, by_shell, says } => {
                let is_meant = (of.is_empty() || of.contains(&class)) && !(*by_shell && is_by_maker);
                is_meant.then_some(says.as_str())
            }
        })
    }

    /// Whether the channel takes such a thing.
    pub(super) fn takes(&self, case: &Case) -> bool {
        self.takes.contains(&Kind::of(case))
    }

    /// Whether the channel takes packages.
    pub(super) fn takes_packages(&self) -> bool {
        self.takes.contains(&Kind::Cab)
    }

    /// Why the channel does not take such a thing.
    pub(super) fn refusal(&self, case: &Case, channel: Channel) -> String {
        let known = self.refusals.get(&Kind::of(case)).cloned();
        known.unwrap_or_else(|| self.nothing_else(channel))
    }

    fn nothing_else(&self, channel: Channel) -> String {
        format!("{channel} brings {} to the device, nothing else", self.takes_in_words())
    }

    /// Whether the channel takes what says the same in the other model, by itself or packed.
    pub(super) fn takes_other_model(&self, payload: &Payload) -> bool {
        match payload {
            Payload::Wap => self.takes.contains(&Kind::SyncMl),
            Payload::SyncMl => self.takes.contains(&Kind::Wap) || self.takes_packages(),
            Payload::Package(_) | Payload::Linked => false,
        }
    }

    /// Whether the channel takes it in the form that it has, text or WBXML.
    pub(super) fn takes_form(&self, case: &Case) -> bool {
        !(self.text_only && case.is_binary)
    }

    /// What it takes, in words.
    fn takes_in_words(&self) -> String {
        let words = self.takes.iter().map(|kind| match kind {
            Kind::Cab => "a .cab",
            Kind::Cpf => "a .cpf",
            Kind::Wap => "a wap-provisioningdoc",
            Kind::SyncMl => "a SyncML message",
            Kind::Si => "a service indication",
            Kind::Sl => "a service loading",
        });
        words.collect::<Vec<_>>().join(" or ")
    }
}

/// Why a channel brings a document of this kind to no device, and the public address of a page that says what it
/// brings; `None` where it does, and for what is no settings at all. Documents that are to be packed, or to be converted
/// for a management server, are on their way to something that the channel brings.
pub fn unfit(kind: document::Kind, is_binary: bool, channel: Channel) -> Option<(String, &'static str)> {
    let kind = Kind::of_document(kind)?;
    let route = Route::of(channel);
    let is_on_its_way = kind == Kind::Wap && route.takes_packages();
    let reason = if is_on_its_way {
        return None;
    } else if !route.takes.contains(&kind) {
        route.nothing_else(channel)
    } else if is_binary && route.text_only {
        text_only(channel)
    } else {
        return None;
    };
    route.sources.first().map(|source| (reason, source.as_str()))
}

/// Whether a channel brings packages.
pub fn takes_packages(channel: Channel) -> bool {
    Route::of(channel).takes_packages()
}

/// Why a channel that brings text does not take WBXML.
pub(super) fn text_only(channel: Channel) -> String {
    format!("{channel} brings text to the device, and this is WBXML")
}

impl Kind {
    /// That of a document by itself.
    fn of_document(kind: document::Kind) -> Option<Self> {
        match kind {
            document::Kind::Wap => Some(Self::Wap),
            document::Kind::SyncMl => Some(Self::SyncMl),
            document::Kind::ServiceIndication => Some(Self::Si),
            document::Kind::ServiceLoading => Some(Self::Sl),
            _ => None,
        }
    }

    fn of(case: &Case) -> Self {
        match (&case.message, &case.payload) {
            (Some(message), _) => match message.kind {
                MessageKind::Indication => Self::Si,
                MessageKind::Loading => Self::Sl,
            },
            (None, Payload::Package(facts)) => match facts.kind {
                PackageKind::Cab => Self::Cab,
                PackageKind::Cpf => Self::Cpf,
            },
            (None, Payload::SyncMl) => Self::SyncMl,
            (None, Payload::Wap | Payload::Linked) => Self::Wap,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_has_one_route_with_a_source() {
        for channel in Channel::ALL {
            let route = Route::of(channel);
            assert!(!route.sources.is_empty() && route.gates().count() > 0, "{channel}");
        }
    }
}
