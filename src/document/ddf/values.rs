//! `MSFT:AllowedValues`: the values that a node may have.

use super::Word;
use crate::finding::{Span, Spanned};

/// The values that a node may have.
#[derive(Debug, Clone)]
pub struct AllowedValues {
    /// How they are told; `None` when the attribute is missing.
    pub kind: Option<Word<ValueKind>>,
    /// The values of a list or the bits of a mask.
    pub listed: Vec<Listed>,
    /// A range, a regular expression, a schema: what stands in `MSFT:Value`.
    pub texts: Vec<Spanned<String>>,
    /// For several values in one text: what stands between them.
    pub delimiter: Option<Spanned<String>>,
    /// The element's name.
    pub span: Span,
}

/// One value of a list, or one bit of a mask.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The value.
    pub value: Spanned<String>,
    /// What it does.
    pub means: String,
}

/// How the values are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// A closed list.
    Enumeration,
    /// Bits, of which any sum will do.
    Flags,
    /// A range of numbers.
    Range,
    /// A regular expression.
    Pattern,
    /// A schema, a policy template or another form that is told elsewhere.
    Elsewhere,
    /// Any value.
    Any,
}

impl ValueKind {
    /// The words of the attribute `ValueType`.
    pub const WORDS: &'static [&'static str] =
        &["ENUM", "Flag", "Range", "RegEx", "XSD", "JSON", "ADMX", "SDDL", "None"];

    pub(super) fn named(word: &str) -> Option<Self> {
        match word {
            "ENUM" => Some(Self::Enumeration),
            "Flag" => Some(Self::Flags),
            "Range" => Some(Self::Range),
            "RegEx" => Some(Self::Pattern),
            "XSD" | "JSON" | "ADMX" | "SDDL" => Some(Self::Elsewhere),
            "None" => Some(Self::Any),
            _ => None,
        }
    }
}

impl AllowedValues {
    /// How they are told, if that is known.
    pub fn kind(&self) -> Option<ValueKind> {
        self.kind.as_ref()?.meaning
    }

    /// The limits of a range, inclusive; `None` when it is not written as one.
    pub fn range(&self) -> Option<(i64, i64)> {
        let [text] = &self.texts[..] else { return None };
        range(&text.value)
    }

    /// The bits of a mask, as they are listed; `None` when one is no number or there is none.
    pub fn bits(&self) -> Option<Vec<i64>> {
        let bits = self.listed.iter().map(|bit| number(&bit.value.value).filter(|bit| *bit >= 0));
        let bits: Vec<i64> = bits.collect::<Option<_>>()?;
        (!bits.is_empty()).then_some(bits)
    }

    /// The regular expression. Where it is written between slashes, as in other languages, without them.
    pub fn pattern(&self) -> Option<&str> {
        let [text] = &self.texts[..] else { return None };
        let text = text.value.as_str();
        let between = text.strip_prefix("/^").and_then(|rest| rest.strip_suffix("$/"));
        between.map_or(Some(text), |between| text.get(1..between.len() + 3)).filter(|text| !text.is_empty())
    }
}

/// `[1-30]`; a negative limit stands in parentheses: `[(-1)-30]`.
fn range(text: &str) -> Option<(i64, i64)> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let (low, rest) = match inner.strip_prefix('(') {
        Some(inner) => inner.split_once(')')?,
        None => {
            // A sign in front belongs to the number.
            let dash = inner.get(1..)?.find('-')? + 1;
            inner.split_at(dash)
        }
    };
    let high = rest.trim().strip_prefix('-')?.trim();
    let high = high.strip_prefix('(').and_then(|high| high.strip_suffix(')')).unwrap_or(high);
    Some((low.trim().parse().ok()?, high.trim().parse().ok()?))
}

/// A whole number, decimal or hexadecimal with `0x`.
fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_with_signs_and_parentheses() {
        assert_eq!(range("[0-4294967295]"), Some((0, 4_294_967_295)));
        assert_eq!(range(" [ 1 - 30 ] "), Some((1, 30)));
        assert_eq!(range("[(-1)-30]"), Some((-1, 30)));
        assert_eq!(range("[-5--1]"), Some((-5, -1)));
        assert_eq!(range("[(-5)-(-1)]"), Some((-5, -1)));
        for text in ["", "1-30", "[1]", "[1-]", "[a-b]", "[(1-3]", "[]", "[1-2-3]", "[é-1]"] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_masks_are_decimal_or_hexadecimal() {
        assert_eq!((number("0x8"), number("12"), number("x")), (Some(8), Some(12), None));
    }
}
