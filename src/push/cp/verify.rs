//! Checks the MAC of a message that was captured, and tells which key its sender took where that is another than the
//! message says.

use serde::Serialize;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{Imsi, Key, Mac, Pin};
use crate::terms::CpSecurity;

/// The secrets that whoever checks knows.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The IMSI of the receiver.
    pub imsi: Option<Imsi>,
    /// The PIN of the user; under USERPINMAC the one that the user was told.
    pub pin: Option<Pin>,
}

/// What a message says of its signature, and what it is over.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The parameter `SEC`.
    pub sec: Option<u8>,
    /// The parameter `MAC`.
    pub mac: Option<&'a str>,
    /// The octets behind the headers.
    pub body: &'a [u8],
}

/// What a telephone would find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// There is no `SEC`: the message is not signed.
    Unsigned,
    /// The value of `SEC` is none that there is; the telephone throws the message away.
    UnknownSecurity {
        /// The value.
        sec: u8,
    },
    /// The MAC holds with the key that `SEC` names.
    Holds,
    /// It does not.
    Fails {
        /// What the sender did, where that is known.
        slip: Option<Slip>,
    },
    /// There is no MAC, or what stands there is none.
    NoMac,
    /// It cannot be told without these.
    Needs {
        /// Whether the IMSI is needed.
        imsi: bool,
        /// Whether the PIN is needed.
        pin: bool,
    },
}

impl Answer {
    /// The answer in words, for a message with this security.
    pub fn in_words(&self, security: &str) -> String {
        match self {
            Self::Holds if security == CpSecurity::UserPinMac.name() => {
                format!("holds: the PIN belongs to this message ({security})")
            }
            Self::Holds => format!("holds: {security}"),
            Self::Unsigned => "not signed: there is no SEC in its content type".to_owned(),
            Self::UnknownSecurity { sec } => {
                format!("does not hold: SEC={sec} is none of 0 to 3, and devices throw the message away")
            }
            Self::NoMac => format!("does not hold: {security} has no MAC of 40 hexadecimal digits"),
            Self::Fails { slip: Some(slip) } => format!("does not hold as {security}: {}", slip.in_words()),
            Self::Fails { slip: None } => {
                format!("does not hold: {security}, with another key, or a body that was changed on the way")
            }
            Self::Needs { imsi, pin } => {
                let what = match (imsi, pin) {
                    (true, true) => "IMSI and PIN",
                    (true, false) => "the IMSI",
                    _ => "the PIN",
                };
                format!("not checked: {security} needs {what}")
            }
        }
    }
}

/// A mistake of a sender that explains a MAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slip {
    /// The MAC holds with the key of NETWPIN.
    MeantNetwPin,
    /// The MAC holds with the key of USERPIN. Kannel 1.4.5 signs so when it is told USERPINMAC.
    MeantUserPin,
    /// The MAC holds with the key of USERNETWPIN.
    MeantUserNetwPin,
    /// The PIN belongs to the message by the rule of USERPINMAC.
    MeantUserPinMac,
    /// The digits of the IMSI were taken for the key, as they are.
    ImsiAsText,
    /// The same, with the PIN behind them.
    ImsiAsTextAndPin,
}

impl Slip {
    /// What happened, in words that follow a colon.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::MeantNetwPin => "it is that of NETWPIN (SEC=0), whose key is the IMSI",
            Self::MeantUserPin => {
                "it is that of USERPIN (SEC=1), whose key is the PIN; Kannel signs so when told USERPINMAC"
            }
            Self::MeantUserNetwPin => "it is that of USERNETWPIN (SEC=2), whose key is the IMSI and the PIN",
            Self::MeantUserPinMac => "the PIN belongs to this message by the rule of USERPINMAC (SEC=3)",
            Self::ImsiAsText => "its key is the IMSI as text, where the IMSI in semi-octets is due",
            Self::ImsiAsTextAndPin => {
                "its key is the IMSI as text and the PIN, where the IMSI in semi-octets is due"
            }
        }
    }
}

/// Checks a message. MACs and PINs are compared in a time that tells nothing about them.
pub fn verify(signed: Signed<'_>, known: &Known) -> Answer {
    let Some(sec) = signed.sec else { return Answer::Unsigned };
    let Some(security) = CpSecurity::of_number(sec) else { return Answer::UnknownSecurity { sec } };
    let mac = signed.mac.and_then(|text| text.parse::<Mac>().ok());
    if mac.is_none() && security != CpSecurity::UserPinMac {
        return Answer::NoMac;
    }
    let found = found(mac.as_ref(), signed.body, known);
    match (found, known.lacks(security)) {
        (Some(Found::As(meant)), _) if meant == security => Answer::Holds,
        (Some(found), _) => Answer::Fails { slip: found.slip() },
        (None, Some(needs)) => needs,
        (None, None) => Answer::Fails { slip: None },
    }
}

/// What explains a MAC, or a PIN.
enum Found {
    /// The key of this security.
    As(CpSecurity),
    /// A key that is none.
    Slip(Slip),
}

impl Found {
    fn slip(self) -> Option<Slip> {
        match self {
            Self::Slip(slip) => Some(slip),
            Self::As(CpSecurity::NetwPin) => Some(Slip::MeantNetwPin),
            Self::As(CpSecurity::UserPin) => Some(Slip::MeantUserPin),
            Self::As(CpSecurity::UserNetwPin) => Some(Slip::MeantUserNetwPin),
            Self::As(CpSecurity::UserPinMac) => Some(Slip::MeantUserPinMac),
            Self::As(CpSecurity::None) => None,
        }
    }
}

fn found(mac: Option<&Mac>, body: &[u8], known: &Known) -> Option<Found> {
    if let Some(mac) = mac {
        if let Some(key) = known.keys().into_iter().find(|key| key.holds(mac, body)) {
            return Some(Found::As(key.security()));
        }
        let imsi = known.imsi.as_ref().map(Imsi::digits).unwrap_or_default();
        let pin = known.pin.as_ref().map(Pin::ascii).unwrap_or_default();
        let both = Zeroizing::new([imsi, pin].concat());
        for (key, slip) in [(imsi, Slip::ImsiAsText), (&both, Slip::ImsiAsTextAndPin)] {
            if !imsi.is_empty() && mac.holds(key, body) {
                return Some(Found::Slip(slip));
            }
        }
    }
    let (key, digits) = known.pin.as_ref()?.halves()?;
    let is_same: bool = key.mac_digits(body).as_bytes().ct_eq(digits.as_bytes()).into();
    is_same.then_some(Found::As(CpSecurity::UserPinMac))
}

impl Known {
    /// The keys that can be made of what is known.
    fn keys(&self) -> Vec<Key> {
        let imsi = self.imsi.iter().cloned().map(Key::NetwPin);
        let pin = self.pin.iter().cloned().map(Key::UserPin);
        let both = self.imsi.iter().zip(&self.pin);
        let both = both.map(|(imsi, pin)| Key::UserNetwPin(imsi.clone(), pin.clone()));
        imsi.chain(pin).chain(both).collect()
    }

    /// What is not known and must be for this security.
    fn lacks(&self, security: CpSecurity) -> Option<Answer> {
        let (needs_imsi, needs_pin) = match security {
            CpSecurity::None => (false, false),
            CpSecurity::NetwPin => (true, false),
            CpSecurity::UserPin | CpSecurity::UserPinMac => (false, true),
            CpSecurity::UserNetwPin => (true, true),
        };
        let imsi = needs_imsi && self.imsi.is_none();
        let pin = needs_pin && self.pin.is_none();
        (imsi || pin).then_some(Answer::Needs { imsi, pin })
    }
}
