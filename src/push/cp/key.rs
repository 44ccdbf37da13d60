//! The secret with which a message is signed, and what is sent along with the message for it.

use zeroize::Zeroizing;

use super::{Imsi, Mac, Pin, PinKey, PinMac};
use crate::terms::CpSecurity;

/// The secret of a message
/// (OMA-WAP-ProvBoot 1.1, <https://www.openmobilealliance.org/release/ClientProv/>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// NETWPIN: the number of the card, in semi-octets.
    NetwPin(Imsi),
    /// USERPIN: the digits of the PIN, in ASCII.
    UserPin(Pin),
    /// USERNETWPIN: the octets of NETWPIN, then those of USERPIN.
    UserNetwPin(Imsi, Pin),
    /// USERPINMAC: half of a PIN that holds for this message alone.
    UserPinMac(PinKey),
}

/// What goes with a message that is signed.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The parameter `SEC`.
    pub security: CpSecurity,
    /// The parameter `MAC`; `None` under USERPINMAC.
    pub mac: Option<Mac>,
    /// Under USERPINMAC: the PIN, which goes to the user by another way.
    pub pin: Option<PinMac>,
}

impl Key {
    /// The security of a message with this key.
    pub fn security(&self) -> CpSecurity {
        match self {
            Self::NetwPin(_) => CpSecurity::NetwPin,
            Self::UserPin(_) => CpSecurity::UserPin,
            Self::UserNetwPin(..) => CpSecurity::UserNetwPin,
            Self::UserPinMac(_) => CpSecurity::UserPinMac,
        }
    }

    /// Signs a body. It must be sent exactly as it is: a gateway that encodes it anew breaks the signature.
    pub fn sign(&self, body: &[u8]) -> Signature {
        let (mac, pin) = match self {
            Self::NetwPin(imsi) => (Some(Mac::of(&imsi.semi_octets(), body)), None),
            Self::UserPin(pin) => (Some(Mac::of(pin.ascii(), body)), None),
            Self::UserNetwPin(imsi, pin) => (Some(Mac::of(&both(imsi, pin), body)), None),
            Self::UserPinMac(key) => (None, Some(key.pin(body))),
        };
        Signature { security: self.security(), mac, pin }
    }

    /// Whether `mac` is that of a body with this key; never under USERPINMAC, where there is none.
    pub(super) fn holds(&self, mac: &Mac, body: &[u8]) -> bool {
        match self {
            Self::NetwPin(imsi) => mac.holds(&imsi.semi_octets(), body),
            Self::UserPin(pin) => mac.holds(pin.ascii(), body),
            Self::UserNetwPin(imsi, pin) => mac.holds(&both(imsi, pin), body),
            Self::UserPinMac(_) => false,
        }
    }
}

fn both(imsi: &Imsi, pin: &Pin) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(8 + pin.ascii().len()));
    key.extend_from_slice(&imsi.semi_octets());
    key.extend_from_slice(pin.ascii());
    key
}
