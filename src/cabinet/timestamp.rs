//! The date and time of a file: local time of nowhere, in steps of two seconds.

use std::fmt;
use std::ops::Range;

/// `date` and `time` of CFFILE.
///
/// ```text
/// date  bits 15-9 year - 1980, 8-5 month, 4-0 day
/// time  bits 15-11 hour, 10-5 minute, 4-0 second / 2
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DosTime {
    /// `date`.
    pub date: u16,
    /// `time`.
    pub time: u16,
}

/// 1980-01-01 00:00:00 up to 2108-01-01 00:00:00, in seconds since 1970.
const SECONDS: Range<u64> = 315_532_800..4_354_819_200;

impl DosTime {
    /// 1980-01-01 00:00:00, the first that the format has.
    pub const FIRST: Self = Self { date: 0x0021, time: 0 };

    /// Whether the format has the time of `seconds` since 1970.
    pub fn has(seconds: u64) -> bool {
        SECONDS.contains(&seconds)
    }

    /// The time of `seconds` since 1970, as UTC. An odd second becomes the even one before it, as gcab does it, and
    /// as `SOURCE_DATE_EPOCH` wants it (nothing may be later than it says); what lies outside 1980 to 2107 becomes
    /// the nearest that the format has.
    pub fn from_unix(seconds: u64) -> Self {
        let seconds = (seconds & !1).clamp(SECONDS.start, SECONDS.end - 2);
        let (days, second_of_day) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil_from_days(days);
        let date = (year - 1980) << 9 | month << 5 | day;
        let time = (second_of_day / 3600) << 11 | (second_of_day / 60 % 60) << 5 | (second_of_day % 60 / 2);
        Self { date: low_16(date), time: low_16(time) }
    }
}

impl fmt::Display for DosTime {
    /// `2008-01-01 12:00:00`; a date that is none is shown as its fields are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, time } = *self;
        write!(f, "{:04}-{:02}-{:02} ", 1980 + (date >> 9), date >> 5 & 0xF, date & 0x1F)?;
        write!(f, "{:02}:{:02}:{:02}", time >> 11, time >> 5 & 0x3F, (time & 0x1F) * 2)
    }
}

/// Year, month and day of a day counted from 1970-01-01 in the Gregorian calendar
/// (<https://howardhinnant.github.io/date_algorithms.html#civil_from_days>).
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468; // from 0000-03-01, so that the leap day is the last of its year
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// A field that was put together from parts that fit.
fn low_16(value: u64) -> u16 {
    u16::try_from(value & 0xFFFF).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::DosTime;

    /// Expected values by `date -u -d @SECONDS`.
    #[test]
    fn days_and_seconds_come_out_as_date_says() {
        for (seconds, text) in [
            (1_199_188_800, "2008-01-01 12:00:00"),
            (951_782_399, "2000-02-28 23:59:58"),
            (951_868_799, "2000-02-29 23:59:58"),
            (4_107_542_400, "2100-03-01 00:00:00"),
            (1_709_251_199, "2024-02-29 23:59:58"),
        ] {
            assert_eq!(DosTime::from_unix(seconds).to_string(), text);
        }
        assert_eq!(DosTime::from_unix(1_199_188_800), DosTime { date: 0x3821, time: 0x6000 });
    }

    #[test]
    fn what_the_format_cannot_say_becomes_the_nearest_that_it_can() {
        assert_eq!(DosTime::from_unix(0), DosTime::FIRST);
        assert_eq!(DosTime::from_unix(315_532_801), DosTime::FIRST);
        for seconds in [4_354_819_199, 4_354_819_200, u64::MAX] {
            assert_eq!(DosTime::from_unix(seconds).to_string(), "2107-12-31 23:59:58");
        }
    }
}
