//! The time of a service indication, `YYYY-MM-DDThh:mm:ssZ`
//! (WAP-167, <https://www.openmobilealliance.org/tech/affiliates/wap/wap-167-serviceind-20010731-a.pdf>).

use std::fmt;
use std::str::FromStr;

/// A time of day that exists, in UTC, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

/// Text that is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateTimeError {
    /// It has another form.
    #[error("a time is written as YYYY-MM-DDThh:mm:ssZ")]
    Form,
    /// There is no such month, day, hour, minute or second.
    #[error("there is no {part} {value}{}", .of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default())]
    Range {
        /// Which part.
        part: &'static str,
        /// What stands there.
        value: u16,
        /// Year and month, of a day.
        of: Option<String>,
    },
}

impl DateTime {
    /// Year, month, day, hour, minute and second.
    ///
    /// # Errors
    /// When there is no such time.
    pub fn new(date: (u16, u8, u8), time: (u8, u8, u8)) -> Result<Self, DateTimeError> {
        let (year, month, day) = date;
        let (hour, minute, second) = time;
        let parts = [
            ("month", month, 1..=12),
            ("day", day, 1..=days_in(year, month)),
            ("hour", hour, 0..=23),
            ("minute", minute, 0..=59),
            ("second", second, 0..=59),
        ];
        if year == 0 {
            return Err(DateTimeError::Range { part: "year", value: 0, of: None });
        }
        match parts.into_iter().find(|(_, value, range)| !range.contains(value)) {
            Some((part, value, _)) => {
                let of = (part == "day").then(|| format!("{year:04}-{month:02}"));
                Err(DateTimeError::Range { part, value: value.into(), of })
            }
            None => Ok(Self { year, month, day, hour, minute, second }),
        }
    }

    /// The time that a text gives in the form of Microsoft's samples, which part hours, minutes and seconds by dots
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb415567(v=msdn.10)>). No other program reads it.
    pub fn of_dotted(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        if time.contains(':') {
            return None;
        }
        format!("{date}T{}", time.replace('.', ":")).parse().ok()
    }

    /// The fourteen decimal digits of the time, from the year's first to the second's last.
    pub fn digits(self) -> String {
        let Self { year, month, day, hour, minute, second } = self;
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
    }

    /// The time with these fourteen digits.
    ///
    /// # Errors
    /// When they are none, or there is no such time.
    pub fn of_digits(digits: &str) -> Result<Self, DateTimeError> {
        if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DateTimeError::Form);
        }
        let two = |at: usize| digits[at..at + 2].parse::<u8>().map_err(|_| DateTimeError::Form);
        let year = digits[..4].parse().map_err(|_| DateTimeError::Form)?;
        Self::new((year, two(4)?, two(6)?), (two(8)?, two(10)?, two(12)?))
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &[u8; 20] = b"0000-00-00T00:00:00Z";
        let fits = text.len() == FORM.len()
            && text.bytes().zip(FORM).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                mark => byte == *mark,
            });
        if !fits {
            return Err(DateTimeError::Form);
        }
        Self::of_digits(&text.replace(|character: char| !character.is_ascii_digit(), ""))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// The days of a month of the Gregorian calendar; 31 for a month that there is not.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_one_form_only() {
        let time: DateTime = "2028-02-29T23:59:59Z".parse().unwrap();
        assert_eq!(time.to_string(), "2028-02-29T23:59:59Z");
        assert_eq!(time.digits(), "20280229235959");
        for text in [
            "",
            "2028-02-29",
            "2028-02-29T23:59:59",
            "2028-02-29t23:59:59z",
            "2028-02-29T23:59:59+00",
            "+028-02-29T23:59:59Z",
        ] {
            assert_eq!(text.parse::<DateTime>(), Err(DateTimeError::Form), "{text}");
        }
    }

    #[test]
    fn a_time_that_does_not_exist_is_none() {
        for (text, part) in [
            ("1999-13-01T00:00:00Z", "month"),
            ("1999-00-01T00:00:00Z", "month"),
            ("1999-02-29T00:00:00Z", "day 29 in 1999-02"),
            ("1900-02-29T00:00:00Z", "day"),
            ("1999-04-31T00:00:00Z", "day"),
            ("1999-01-01T24:00:00Z", "hour"),
            ("1999-01-01T00:60:00Z", "minute"),
            ("1999-01-01T00:00:60Z", "second"),
        ] {
            let message = text.parse::<DateTime>().unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn the_form_of_microsofts_samples_is_known() {
        let time = DateTime::of_dotted("2006-05-01T09.01.00Z").unwrap();
        assert_eq!(time.to_string(), "2006-05-01T09:01:00Z");
        for text in ["2006-05-01T09:01:00Z", "2006-05-01T25.01.00Z", "2006-05-01"] {
            assert_eq!(DateTime::of_dotted(text), None, "{text}");
        }
    }
}
