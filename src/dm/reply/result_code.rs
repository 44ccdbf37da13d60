//! The result that an alert brings: a number, which may be a result code of Windows (HRESULT), written as a negative
//! decimal, as a large one, or in hexadecimal.

use super::facts::{ALERTS, RESULT_CODES, STATUS_CODES};

/// A result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultCode(i64);

impl ResultCode {
    /// The number that a text is: decimal, or hexadecimal with `0x`, of 32 bits with or without a sign.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => i64::from(u32::from_str_radix(digits, 16).ok()?),
            None => text.parse::<i64>().ok()?,
        };
        (i64::from(i32::MIN)..=i64::from(u32::MAX)).contains(&number).then_some(Self(number))
    }

    /// Whether it says that all went well.
    pub fn is_success(self) -> bool {
        ALERTS.success.contains(&self.0)
    }

    /// The 32 bits, if they are a result code that says that something failed: the highest bit is set.
    fn failure(self) -> Option<u32> {
        let bits = u32::try_from(self.0 & i64::from(u32::MAX)).ok()?;
        (bits >> 31 == 1).then_some(bits)
    }

    /// In hexadecimal, if it is a result code of Windows that says that something failed.
    pub fn hexadecimal(self) -> Option<String> {
        self.failure().map(|bits| format!("0x{bits:08X}"))
    }

    /// In words.
    pub fn in_words(self) -> String {
        if self.is_success() {
            return "it went well".to_owned();
        }
        let Some(bits) = self.failure() else {
            return format!("it failed with {}, of which no page says what it means", self.0);
        };
        let code = format!("{bits:08X}");
        let status = code.starts_with(&RESULT_CODES.status_codes[..4]).then_some(bits & 0xFFFF);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let known = status.and_then(|status| STATUS_CODES.get(status)).map(|status| &status.says);
        match known.or_else(|| RESULT_CODES.name.get(&code)) {
            Some(words) => format!("it failed: {words}"),
            // FACILITY_WIN32: the rest is an error number of Windows.
            None if bits >> 16 == 0x8007 => format!("it failed with error {} of Windows", bits & 0xFFFF),
            None => "it failed".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_result_code_is_one_number() {
        for text in ["-2147024891", "2147942405", "0x80070005", " 0X80070005 "] {
            let code = ResultCode::parse(text).unwrap();
            assert_eq!(code.hexadecimal().as_deref(), Some("0x80070005"), "{text}");
            assert_eq!(code.in_words(), "it failed: access denied (E_ACCESSDENIED)");
        }
        assert_eq!(ResultCode::parse("-2147024894").unwrap().in_words(), "it failed with error 2 of Windows");
    }

    #[test]
    fn both_kinds_of_success_are_success() {
        for text in ["0", "200"] {
            let code = ResultCode::parse(text).unwrap();
            assert!(code.is_success() && code.hexadecimal().is_none(), "{text}");
        }
    }

    #[test]
    fn a_status_code_in_the_form_of_a_result_code_is_told_as_what_it_is() {
        let code = ResultCode::parse("0x87D10194").unwrap();
        assert_eq!(code.in_words(), "it failed: there is no such node");
    }

    #[test]
    fn what_is_no_number_of_32_bits_is_none() {
        for text in ["", "x", "0x", "0x1FFFFFFFF", "4294967296", "-2147483649"] {
            assert_eq!(ResultCode::parse(text), None, "{text}");
        }
    }
}
