//! PINs: one that sender and user agreed upon, and one that is made for a message and carries its MAC in itself.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRngCore;
use zeroize::Zeroizing;

use super::Mac;
use crate::secret::Secret;

/// The PIN of a user: decimal digits. Wiped from memory when dropped; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Secret);

/// The first half of a PIN under USERPINMAC, the key of its message: 5 to 20 decimal digits. Wiped from memory when
/// dropped; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PinKey(Secret);

/// The PIN under USERPINMAC, for the user to type in
/// (OMA-WAP-ProvBoot 1.1, <https://www.openmobilealliance.org/release/ClientProv/>).
///
/// ```text
/// PIN  = K m              ; two halves of the same length, 5 digits or more each
/// K    = decimal digits   ; random
/// m(i) = M(i) mod 10      ; M = HMAC-SHA1(K, body), as many octets of it as K has digits
/// ```
///
/// Wiped from memory when dropped; never shown but by [`PinMac::digits`].
#[derive(Clone, PartialEq, Eq)]
pub struct PinMac(Secret);

/// Text that is no PIN. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// There are none or too many digits.
    #[error("a PIN has 1 to {LONGEST} digits, this has {0}")]
    Length(usize),
    /// There are too few or too many digits for a key.
    #[error("the first half of the PIN has {SHORTEST_KEY} to {LONGEST_KEY} digits, this has {0}")]
    KeyLength(usize),
    /// A character is no digit.
    #[error("a PIN has decimal digits only: character {0} is none")]
    Digit(usize),
}

/// More nobody types in; no page gives a limit.
const LONGEST: usize = 40;
/// The fewest digits of half a PIN.
const SHORTEST_KEY: usize = 5;
/// The most: a MAC has no more octets.
const LONGEST_KEY: usize = 20;

impl Pin {
    /// The octets that are the key: the digits in ASCII.
    pub fn ascii(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// What the PIN is when it was made by [`PinKey::pin`]; `None` when it cannot have been.
    pub(super) fn halves(&self) -> Option<(PinKey, &str)> {
        let (key, mac) = self.0.split_at(self.0.len() / 2);
        let key = (key.len() == mac.len()).then(|| key.parse().ok())??;
        Some((key, mac))
    }
}

impl PinKey {
    /// A key of five random digits.
    pub fn random(rng: &mut impl CryptoRngCore) -> Self {
        let mut digits = Zeroizing::new(String::with_capacity(SHORTEST_KEY));
        while digits.len() < SHORTEST_KEY {
            let mut octet = [0];
            rng.fill_bytes(&mut octet);
            // Of the upper six values some digits would come more often than others.
            if octet[0] < 250 {
                digits.push(char::from(b'0' + octet[0] % 10));
            }
        }
        Self(digits)
    }

    /// The PIN for a message with this body.
    pub fn pin(&self, body: &[u8]) -> PinMac {
        let mut pin = Zeroizing::new(String::with_capacity(2 * LONGEST_KEY));
        pin.push_str(&self.0);
        pin.push_str(&self.mac_digits(body));
        PinMac(pin)
    }

    /// The second half of the PIN.
    pub(super) fn mac_digits(&self, body: &[u8]) -> Secret {
        let mac = Mac::of(self.0.as_bytes(), body);
        let digits = mac.octets().iter().take(self.0.len()).map(|octet| char::from(b'0' + octet % 10));
        Zeroizing::new(digits.collect())
    }
}

impl PinMac {
    /// The digits, for the user.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

fn digits_of(text: &str) -> Result<&str, PinError> {
    let text = text.trim();
    match text.chars().position(|character| !character.is_ascii_digit()) {
        None => Ok(text),
        Some(at) => Err(PinError::Digit(at + 1)),
    }
}

impl FromStr for Pin {
    type Err = PinError;

    /// Blanks around the digits do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = digits_of(text)?;
        match digits.len() {
            1..=LONGEST => Ok(Self(Zeroizing::new(digits.to_owned()))),
            length => Err(PinError::Length(length)),
        }
    }
}

impl FromStr for PinKey {
    type Err = PinError;

    /// Blanks around the digits do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = digits_of(text)?;
        match digits.len() {
            SHORTEST_KEY..=LONGEST_KEY => Ok(Self(Zeroizing::new(digits.to_owned()))),
            length => Err(PinError::KeyLength(length)),
        }
    }
}

macro_rules! hidden {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}
hidden!(Pin PinKey PinMac);

#[cfg(test)]
mod tests {
    use rand_core::{CryptoRng, RngCore};

    use super::*;

    #[test]
    fn what_is_no_pin_is_told_without_it() {
        for (text, error) in [
            ("", PinError::Length(0)),
            ("12a4", PinError::Digit(3)),
            ("12 34", PinError::Digit(3)),
            ("12345678901234567890123456789012345678901", PinError::Length(41)),
        ] {
            assert_eq!(text.parse::<Pin>(), Err(error), "{text}");
        }
        assert_eq!("1234".parse::<PinKey>(), Err(PinError::KeyLength(4)));
        let shown = format!("{:?} {:?}", "1234".parse::<Pin>(), "12345".parse::<PinKey>());
        assert!(!shown.contains("1234"), "{shown}");
    }

    /// Gives these octets, over and over.
    struct Fixed(std::iter::Cycle<std::array::IntoIter<u8, 7>>);

    impl RngCore for Fixed {
        fn next_u32(&mut self) -> u32 {
            u32::from(self.0.next().unwrap())
        }
        fn next_u64(&mut self) -> u64 {
            u64::from(self.next_u32())
        }
        fn fill_bytes(&mut self, target: &mut [u8]) {
            target.iter_mut().for_each(|octet| *octet = self.0.next().unwrap());
        }
        fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), rand_core::Error> {
            self.fill_bytes(target);
            Ok(())
        }
    }

    impl CryptoRng for Fixed {}

    #[test]
    fn a_random_key_has_five_digits_each_as_likely_as_another() {
        // 250 to 255 are left out: with them the digits 0 to 5 would come more often.
        let octets = [250, 9, 255, 10, 249, 123, 77];
        let key = PinKey::random(&mut Fixed(octets.into_iter().cycle()));
        assert_eq!(*key.0, "90937");
        let all: Vec<u8> = (0..250).map(|octet: u8| octet % 10).collect();
        assert!((0..10).all(|digit| all.iter().filter(|one| **one == digit).count() == 25));
    }
}
