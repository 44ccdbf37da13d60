//! The IMSI, the number of a subscriber's card: under NETWPIN it is the key of the message, and therefore a secret.

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::secret::Secret;

/// An IMSI of 6 to 15 decimal digits (3GPP TS 23.003). Wiped from memory when dropped; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Imsi(Secret);

/// Text that is no IMSI. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImsiError {
    /// It has too few or too many digits.
    #[error("an IMSI has 6 to 15 digits, this has {0}: country (3 digits), network (2 or 3), subscriber")]
    Length(usize),
    /// A character is no digit.
    #[error("an IMSI has digits only: character {0} is none")]
    Digit(usize),
}

impl Imsi {
    /// The octets that are the key: the IMSI in semi-octets, as a telephone keeps it in the file EF-IMSI of its card
    /// (OMA-WAP-ProvBoot 1.1; 3GPP TS 31.102).
    ///
    /// ```text
    /// number of digits  digits            octets
    /// odd               123456789012345   19 32 54 76 98 10 32 54
    /// even              21407650123456    21 41 70 56 10 32 54 F6
    /// ```
    ///
    /// The first octet has the first digit in its high half; its low half is 9 when the number of digits is odd, 1
    /// when it is even. Each further octet has two digits, the first of them in the low half; what is left over is F.
    pub fn semi_octets(&self) -> Zeroizing<Vec<u8>> {
        let digits: Zeroizing<Vec<u8>> = Zeroizing::new(self.0.bytes().map(|digit| digit - b'0').collect());
        let mut octets = Zeroizing::new(Vec::with_capacity(8));
        if let [first, rest @ ..] = digits.as_slice() {
            let parity = if digits.len() % 2 == 1 { 9 } else { 1 };
            octets.push(first << 4 | parity);
            for pair in rest.chunks(2) {
                let high = pair.get(1).copied().unwrap_or(0xF);
                octets.push(high << 4 | pair[0]);
            }
        }
        octets
    }

    /// The digits as text: no key of any message, but taken for it by mistake.
    pub(super) fn digits(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for Imsi {
    type Err = ImsiError;

    /// Blanks around the digits do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(at) = text.chars().position(|character| !character.is_ascii_digit()) {
            return Err(ImsiError::Digit(at + 1));
        }
        if !(6..=15).contains(&text.len()) {
            return Err(ImsiError::Length(text.len()));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for Imsi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Imsi(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_are_none_and_wrong_lengths_are_told_without_the_number() {
        for (text, error) in [
            ("", ImsiError::Length(0)),
            ("12345", ImsiError::Length(5)),
            ("1234567890123456", ImsiError::Length(16)),
            ("12345 6789", ImsiError::Digit(6)),
            ("+123456789", ImsiError::Digit(1)),
            ("١٢٣٤٥٦٧", ImsiError::Digit(1)),
        ] {
            assert_eq!(text.parse::<Imsi>(), Err(error), "{text}");
        }
        assert!(!format!("{:?}", "123456789".parse::<Imsi>()).contains("2345"));
    }
}
