//! `[push]`: what goes over the air to bring the settings, or a link to them, to the devices.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::BuildError;
use super::schema::{Misfit, misfit, secret, span_of};
use crate::catalogue::Catalogue;
use crate::check::{self, Report};
use crate::context::Context;
use crate::document::xml::Tree;
use crate::document::{self, Limits, service_indication as si, service_loading as sl, wap};
use crate::finding::Source;
use crate::push::content::Form;
use crate::push::cp::{Key, Message};
use crate::push::indication::{LoadedLink, ShownLink, time};
use crate::push::remark::Carried;
use crate::push::sms::{Delivery, PhoneNumber, References};
use crate::push::wsp::{self, Header, Push};
use crate::push::{Outlook, head};
use crate::secret::SecretSource;
use crate::terms::{Channel, CpSecurity};

/// Why a manifest cannot sign by USERPINMAC.
const NO_PIN_TO_MAKE: &str = "under USERPINMAC each message gets a PIN of its own, which must reach the user and \
     nobody else, and a build makes the same bytes each time and keeps no secrets: `provsmith push cp --sec \
     userpinmac` makes such a message";

/// `[push]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PushKeys {
    to: Option<Spanned<String>>,
    si: Option<SiKeys>,
    sl: Option<SlKeys>,
    cp: Option<Spanned<CpKeys>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiKeys {
    href: Option<String>,
    #[serde(default)]
    text: String,
    action: Option<Spanned<String>>,
    id: Option<String>,
    created: Option<Spanned<Time>>,
    expires: Option<Spanned<Time>>,
}

/// A time in quotation marks, or as TOML has times of its own.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a time is UTC, written as 2026-11-30T09:00:00Z")]
enum Time {
    Text(String),
    OfToml(toml::value::Datetime),
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::OfToml(time) => time.fmt(f),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SlKeys {
    href: String,
    action: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CpKeys {
    sec: Spanned<Sec>,
    imsi_env: Option<String>,
    imsi_file: Option<PathBuf>,
    pin_env: Option<String>,
    pin_file: Option<PathBuf>,
    description: Option<String>,
    initiator: Option<Spanned<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sec {
    None,
    NetwPin,
    UserPin,
    UserNetwPin,
    UserPinMac,
}

/// `[push]`: the payloads that a build makes.
#[derive(Debug, Clone, Default)]
pub struct PushSection {
    /// Whom short messages are for; without it none are made.
    pub to: Option<PhoneNumber>,
    /// `[push.si]`: a link that is shown to the user.
    pub si: Option<ShownLink>,
    /// `[push.sl]`: a link that the device follows by itself.
    pub sl: Option<LoadedLink>,
    /// `[push.cp]`: the document as client provisioning message.
    pub cp: Option<CpSection>,
}

/// `[push.cp]`: how the message is signed, and what it says beside the document.
#[derive(Debug, Clone)]
pub struct CpSection {
    /// Whose secret it is signed with.
    pub security: CpSecurity,
    /// Where the IMSI is.
    pub imsi: Option<SecretSource>,
    /// Where the PIN is.
    pub pin: Option<SecretSource>,
    /// The headers beside the content type.
    pub headers: Vec<Header>,
}

impl PushKeys {
    /// Whether the document itself is pushed.
    pub(super) fn has_document(&self) -> bool {
        self.cp.is_some()
    }

    /// What the keys mean.
    pub(super) fn resolve(keys: Spanned<Self>) -> Result<PushSection, Misfit> {
        let span = span_of(&keys);
        let keys = keys.into_inner();
        let to = keys.to.map(|to| {
            let span = span_of(&to);
            to.get_ref().parse::<PhoneNumber>().map_err(|error| misfit(span, &error.to_string()))
        });
        let to = to.transpose()?;
        if keys.si.is_none() && keys.sl.is_none() && keys.cp.is_none() {
            return Err(misfit(span, "nothing to push: add [push.si], [push.sl] or [push.cp]"));
        }
        Ok(PushSection {
            to,
            si: keys.si.map(SiKeys::resolve).transpose()?,
            sl: keys.sl.map(SlKeys::resolve).transpose()?,
            cp: keys.cp.map(CpKeys::resolve).transpose()?,
        })
    }
}

/// The value of a word, or of a time, at its place.
fn read<T>(
    key: Option<Spanned<impl ToString>>,
    of: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Misfit> {
    let Some(word) = key else { return Ok(None) };
    of(&word.get_ref().to_string()).map(Some).map_err(|said| misfit(span_of(&word), &said))
}

impl SiKeys {
    fn resolve(self) -> Result<ShownLink, Misfit> {
        let moment = |text: &str| time(text).map_err(|error| error.to_string());
        let action = |word: &str| {
            si::Action::of_word(word).ok_or_else(|| {
                "an action is `signal-none`, `signal-low`, `signal-medium`, `signal-high` or `delete`"
                    .to_owned()
            })
        };
        Ok(ShownLink {
            href: self.href,
            text: self.text,
            action: read(self.action, action)?,
            id: self.id,
            created: read(self.created, moment)?,
            expires: read(self.expires, moment)?,
        })
    }
}

impl SlKeys {
    fn resolve(self) -> Result<LoadedLink, Misfit> {
        let action = |word: &str| {
            sl::Action::of_word(word)
                .ok_or_else(|| "an action is `execute-low`, `execute-high` or `cache`".to_owned())
        };
        Ok(LoadedLink { href: self.href, action: read(self.action, action)? })
    }
}

impl CpKeys {
    fn resolve(keys: Spanned<Self>) -> Result<CpSection, Misfit> {
        let span = span_of(&keys);
        let keys = keys.into_inner();
        let imsi = secret("imsi", keys.imsi_env, keys.imsi_file, span)?;
        let pin = secret("pin", keys.pin_env, keys.pin_file, span)?;
        let security = CpSecurity::from(*keys.sec.get_ref());
        if security == CpSecurity::UserPinMac {
            return Err(misfit(span_of(&keys.sec), NO_PIN_TO_MAKE));
        }
        let needs_imsi = matches!(security, CpSecurity::NetwPin | CpSecurity::UserNetwPin);
        let needs_pin = matches!(security, CpSecurity::UserPin | CpSecurity::UserNetwPin);
        for (name, is_there, is_needed) in
            [("imsi", imsi.is_some(), needs_imsi), ("pin", pin.is_some(), needs_pin)]
        {
            if is_needed && !is_there {
                let said = format!(
                    "{security} needs `{name}-env` (the name of an environment variable) or `{name}-file`"
                );
                return Err(misfit(span, &said));
            }
            if is_there && !is_needed {
                return Err(misfit(span, &format!("{security} takes no {name}: remove it")));
            }
        }
        let initiator = read(keys.initiator, |text| wsp::address(text).map_err(str::to_owned))?;
        let headers = [(Header::INITIATOR_URI, initiator), (Header::DESCRIPTION, keys.description)];
        let headers = headers.into_iter().filter_map(|(name, value)| Some(Header::new(name, value?)));
        Ok(CpSection { security, imsi, pin, headers: headers.collect() })
    }
}

impl PushSection {
    /// The message that leads devices to a package on this channel: its name and its text.
    pub(super) fn message(&self, channel: Channel) -> Option<Source> {
        match channel {
            Channel::Si => Some(Source::new("[push.si]", si::write(&self.si.as_ref()?.document()))),
            Channel::Sl => Some(Source::new("[push.sl]", sl::write(&self.sl.as_ref()?.document()))),
            _ => None,
        }
    }
}

impl From<Sec> for CpSecurity {
    fn from(sec: Sec) -> Self {
        match sec {
            Sec::None => Self::None,
            Sec::NetwPin => Self::NetwPin,
            Sec::UserPin => Self::UserPin,
            Sec::UserNetwPin => Self::UserNetwPin,
            Sec::UserPinMac => Self::UserPinMac,
        }
    }
}

/// A payload, made.
pub(super) struct Payload {
    /// The word for it in file names.
    kind: &'static str,
    tree: Tree,
    push: Push,
    /// What it will come to.
    pub(super) outlook: Outlook,
}

/// What payloads are made of.
pub(super) struct Workshop<'a> {
    pub(super) section: &'a PushSection,
    /// The folder that files with secrets are relative to.
    pub(super) folder: &'a Path,
    pub(super) context: &'a Context,
    pub(super) catalogue: &'a Catalogue,
    /// The check of the package, whose allowances hold here too.
    pub(super) options: check::Options,
}

impl Workshop<'_> {
    /// Checks what is to be pushed, each as what goes that way; `document` is that of the package with its check.
    pub(super) fn checks(&self, name: &str, document: &[u8], checked: &Report) -> Vec<Report> {
        let of = |name: String, bytes: &[u8], channel| {
            let options = check::Options { channel: Some(channel), ..self.options.clone() };
            check::check(&name, bytes, self.catalogue, &options)
        };
        let in_manifest = |section: &str| format!("[push.{section}]");
        let si = self.section.si.as_ref().map(|link| {
            let text = si::write(&link.document());
            of(in_manifest("si"), text.as_bytes(), Channel::Si)
        });
        let sl = self.section.sl.as_ref().map(|link| {
            let text = sl::write(&link.document());
            of(in_manifest("sl"), text.as_bytes(), Channel::Sl)
        });
        let cp = self.section.cp.as_ref().map(|cp| {
            let mut report = of(name.to_owned(), document, Channel::Cp(cp.security));
            // What was found before is told before; the number of messages when they are there.
            report
                .findings
                .retain(|finding| !checked.findings.contains(finding) && finding.rule != "short-messages");
            report
        });
        si.into_iter().chain(sl).chain(cp).collect()
    }

    /// Makes the payloads.
    pub(super) fn payloads(&self, name: &str, document: &[u8]) -> Result<Vec<Payload>, BuildError> {
        let mut payloads = Vec::new();
        if let Some(link) = &self.section.si {
            payloads.push(of_link("si", Channel::Si, link.href.as_deref(), si::to_tree(&link.document()))?);
        }
        if let Some(link) = &self.section.sl {
            payloads.push(of_link("sl", Channel::Sl, Some(&link.href), sl::to_tree(&link.document()))?);
        }
        if let Some(cp) = &self.section.cp {
            payloads.push(self.provisioning(cp, name, document)?);
        }
        Ok(payloads)
    }

    fn provisioning(&self, cp: &CpSection, name: &str, bytes: &[u8]) -> Result<Payload, BuildError> {
        let source = Source::new(name, document::decode(bytes).text);
        let parsed = wap::parse(&source, &Limits::default()).model;
        let document = parsed.ok_or_else(|| BuildError::NoProvisioning(name.to_owned()))?;
        let message = Message::new(&document, &Form::default(), self.key(cp)?.as_ref())?;
        let push = Push { headers: cp.headers.clone(), ..message.push };
        let channel = Channel::Cp(cp.security);
        let outlook = Outlook::of(name, &push, channel, Carried::Settings(&document))?;
        Ok(Payload { kind: "cp", tree: wap::to_tree(&document), push, outlook })
    }

    /// The key, whose secrets are where the manifest says.
    fn key(&self, cp: &CpSection) -> Result<Option<Key>, BuildError> {
        let read = |what: &str, source: &SecretSource| {
            source.beside(self.folder).read(what, self.context).map_err(BuildError::from)
        };
        let imsi = cp.imsi.as_ref().map(|source| read("the IMSI", source)).transpose()?;
        let imsi = imsi.map(|digits| digits.parse()).transpose()?;
        let pin = cp.pin.as_ref().map(|source| read("the PIN", source)).transpose()?;
        let pin = pin.map(|digits| digits.parse()).transpose()?;
        Ok(match (imsi, pin) {
            (None, None) => None,
            (Some(imsi), None) => Some(Key::NetwPin(imsi)),
            (None, Some(pin)) => Some(Key::UserPin(pin)),
            (Some(imsi), Some(pin)) => Some(Key::UserNetwPin(imsi, pin)),
        })
    }
}

fn of_link(
    kind: &'static str,
    channel: Channel,
    link: Option<&str>,
    tree: Tree,
) -> Result<Payload, BuildError> {
    let push = Form::default().push(&tree)?;
    let carried = link.map_or(Carried::Nothing, Carried::Link);
    let outlook = Outlook::of(&format!("[push.{kind}]"), &push, channel, carried)?;
    Ok(Payload { kind, tree, push, outlook })
}

impl Payload {
    /// Its files: the text, the body with its headers, the push over WSP, and, where it is for somebody, the short
    /// messages, one SMS-SUBMIT in hexadecimal on each line. Their names begin with that of the package.
    pub(super) fn files(
        &self,
        package: &str,
        to: Option<&PhoneNumber>,
        references: &mut References,
    ) -> Result<Vec<(PathBuf, Vec<u8>)>, BuildError> {
        let named = |ending: &str| PathBuf::from(format!("{package}-{}{ending}", self.kind));
        let mut files = vec![
            (named(".xml"), Form::Text.push(&self.tree)?.body),
            (named(".wbxml"), self.push.body.clone()),
            (named(".headers.txt"), head::write(&self.push).into_bytes()),
        ];
        let push = wsp::encode(&self.push)?;
        if let Some(to) = to {
            let delivery = Delivery::to(to.clone());
            let parts = delivery.parts(&push, references)?.into_iter();
            let lines: String =
                parts.map(|part| delivery.submit(part).encode().hexadecimal() + "\n").collect();
            files.push((named(".sms.txt"), lines.into_bytes()));
        }
        files.push((named(".wsp"), push));
        Ok(files)
    }
}
