//! What a short message says about its data, and how long it waits for a device that is switched off.

use std::fmt;
use std::str::FromStr;

/// The data coding of a short message of octets (3GPP TS 23.038, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DataCoding {
    /// `04`: octets, of no class.
    #[default]
    Octets,
    /// `F5`: octets of class 1, for the device itself rather than its card.
    OctetsForDevice,
}

impl DataCoding {
    /// The octet that says so.
    pub const fn octet(self) -> u8 {
        match self {
            Self::Octets => 0x04,
            Self::OctetsForDevice => 0xF5,
        }
    }

    /// Whether this octet says that the data are octets, not letters of seven or sixteen bits, and not compressed.
    pub(super) const fn is_octets(octet: u8) -> bool {
        match octet >> 4 {
            // 00c0…01c1: general; bit 5 is compression, bits 3 and 2 the alphabet.
            0x0..=0x7 => octet & 0x2C == 0x04,
            0xF => octet & 0x04 != 0,
            _ => false,
        }
    }
}

/// How long the network keeps a short message for a device that it cannot reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Validity {
    minutes: u32,
}

/// Text that is no such time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no time that a short message is kept: write 5m to 63w, in minutes, hours, days or weeks (m, h, d, w)"
)]
pub struct ValidityError(String);

impl Validity {
    const SHORTEST: u32 = 5;
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * Self::HOUR;
    const WEEK: u32 = 7 * Self::DAY;

    /// In minutes.
    pub const fn minutes(self) -> u32 {
        self.minutes
    }

    /// The octet for it, or for the next longer time that has one (3GPP TS 23.040, section 9.2.3.12.1): steps of five
    /// minutes up to 12 hours, of half an hour up to a day, of a day up to 30, of a week up to 63.
    pub(super) fn octet(self) -> u8 {
        let octet = match self.minutes {
            minutes if minutes <= 12 * Self::HOUR => minutes.div_ceil(5).saturating_sub(1),
            minutes if minutes <= Self::DAY => (minutes - 12 * Self::HOUR).div_ceil(30) + 143,
            minutes if minutes <= 30 * Self::DAY => minutes.div_ceil(Self::DAY) + 166,
            minutes => minutes.div_ceil(Self::WEEK).max(5) + 192,
        };
        u8::try_from(octet).unwrap_or(u8::MAX)
    }
}

impl FromStr for Validity {
    type Err = ValidityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ValidityError(text.to_owned());
        let unit = match text.chars().last() {
            Some('m') => 1,
            Some('h') => Self::HOUR,
            Some('d') => Self::DAY,
            Some('w') => Self::WEEK,
            _ => return Err(wrong()),
        };
        let digits = &text[..text.len() - 1];
        let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
        let minutes =
            digits.parse::<u32>().ok().filter(|_| is_decimal).and_then(|count| count.checked_mul(unit));
        let fits = |minutes: &u32| (Self::SHORTEST..=63 * Self::WEEK).contains(minutes);
        minutes.filter(fits).map(|minutes| Self { minutes }).ok_or_else(wrong)
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}m", self.minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_has_no_octet_gets_that_of_the_next_longer_one() {
        for (text, octet) in [
            ("5m", 0),
            ("6m", 1),
            ("12h", 143),
            ("12h", 143),
            ("721m", 144),
            ("24h", 167),
            ("25h", 168),
            ("2d", 168),
            ("30d", 196),
            ("31d", 197),
            ("5w", 197),
            ("63w", 255),
        ] {
            assert_eq!(text.parse::<Validity>().unwrap().octet(), octet, "{text}");
        }
        for text in ["", "m", "4m", "64w", "5", "+5m", "5é", "1.5h", "99999999999w"] {
            assert!(text.parse::<Validity>().is_err(), "{text}");
        }
    }

    #[test]
    fn octets_are_told_from_letters() {
        for octet in [0x04, 0x05, 0x14, 0x44, 0xF4, 0xF5, 0xF6] {
            assert!(DataCoding::is_octets(octet), "{octet:02X}");
        }
        for octet in [0x00, 0x08, 0x0C, 0x24, 0xC0, 0xE0, 0xF0, 0x84] {
            assert!(!DataCoding::is_octets(octet), "{octet:02X}");
        }
    }
}
