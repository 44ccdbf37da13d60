//! Whole numbers as documents write them.

/// A whole number as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integer {
    /// In decimal, with or without a sign.
    Decimal(i64),
    /// In hexadecimal with `0x`.
    Hexadecimal(i64),
}

impl Integer {
    /// Reads a whole number of at most 64 bits.
    pub fn read(text: &str) -> Option<Self> {
        let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        match hexadecimal {
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
                i64::from_str_radix(digits, 16).ok().map(Self::Hexadecimal)
            }
            Some(_) => None,
            None => text.parse().ok().map(Self::Decimal),
        }
    }

    /// The number.
    pub const fn value(self) -> i64 {
        match self {
            Self::Decimal(value) | Self::Hexadecimal(value) => value,
        }
    }
}
