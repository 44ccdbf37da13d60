//! The forms of values: whether a text is a number, a date, base64 and so on, as the device reads it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

pub(super) use crate::terms::Integer;

/// Base64 as the devices' own tools write it: padded, broken into lines or not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// Parts the strings of a multiplestring and, doubled, ends it
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737503(v=msdn.10)>).
pub(super) const STRING_END: char = '\u{F000}';

/// Whether a text says yes or no in one of the ways that providers do.
pub(super) fn is_boolean(text: &str) -> bool {
    ["0", "1", "true", "false"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a text is a number with or without a fraction.
pub(super) fn is_float(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether a text is base64 of some bytes; blanks and line breaks in it do not matter.
pub(super) fn is_base64(text: &str) -> bool {
    bytes_of_base64(text).is_some()
}

/// The bytes that a text is the base64 of.
pub(super) fn bytes_of_base64(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return BASE64.decode(text).ok();
    }
    let packed: String = text.split_ascii_whitespace().collect();
    BASE64.decode(packed).ok()
}

/// Whether a text is a moment as Registry and Clock take one: ISO 8601 with either half left out, or as Windows Mobile
/// 5.0's example writes it, `10/20/01 3:55:04 pm`
/// (<https://learn.microsoft.com/en-us/previous-versions/bb737304(v=msdn.10)>).
pub(super) fn is_moment(text: &str) -> bool {
    let halves: Vec<&str> = text.split(' ').collect();
    let american = match halves[..] {
        [date, clock, half] => {
            is_american_date(date)
                && ["am", "pm"].iter().any(|word| word.eq_ignore_ascii_case(half))
                && matches!(numbers(clock, ':')[..], [1..=12, 0..60, 0..60])
        }
        [date] => is_american_date(date),
        _ => false,
    };
    american || is_date(text) || is_time(text)
}

fn is_american_date(text: &str) -> bool {
    match numbers(text, '/')[..] {
        [month, day, year] => day >= 1 && day <= days_in(year, month),
        _ => false,
    }
}

/// The numbers between separators; none where one of them is none.
fn numbers(text: &str, separator: char) -> Vec<u32> {
    let parts: Option<Vec<u32>> = text.split(separator).map(number).collect();
    parts.unwrap_or_default()
}

/// Whether a text is a date: `yyyy-mm-dd` or `yyyymmdd`, of a day that exists.
fn is_date(text: &str) -> bool {
    let parts = match text.len() {
        10 if text.get(4..5) == Some("-") && text.get(7..8) == Some("-") => {
            [text.get(..4), text.get(5..7), text.get(8..)]
        }
        8 => [text.get(..4), text.get(4..6), text.get(6..)],
        _ => return false,
    };
    match parts.map(|part| part.and_then(number)) {
        [Some(year), Some(month), Some(day)] => day >= 1 && day <= days_in(year, month),
        _ => false,
    }
}

/// Whether a text is a time: `hh:mm:ss` or `hhmmss`, alone or behind a date and `T`, with or without `Z`.
fn is_time(text: &str) -> bool {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let clock = match text.split_once('T') {
        Some((date, clock)) if is_date(date) => clock,
        Some(_) => return false,
        None => text,
    };
    let parts: Vec<&str> = if clock.contains(':') {
        clock.split(':').collect()
    } else {
        [clock.get(..2), clock.get(2..4), clock.get(4..)].into_iter().flatten().collect()
    };
    match parts.iter().map(|part| if part.len() == 2 { number(part) } else { None }).collect::<Vec<_>>()[..] {
        [Some(hour), Some(minute), Some(second)] => hour < 24 && minute < 60 && second < 60,
        _ => false,
    }
}

/// Whether a text is an IPv4 address: four numbers in decimal.
pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// Whether a text is an address of IPv4 or IPv6.
pub(super) fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Whether a text would be an IPv4 address without the zeros before its numbers, `010.001.000.002`: some programs read
/// such numbers as octal.
pub(super) fn has_leading_zeros(text: &str) -> bool {
    let without = |part: &str| {
        let rest = part.trim_start_matches('0');
        if rest.is_empty() && !part.is_empty() { "0".to_owned() } else { rest.to_owned() }
    };
    !is_ipv4(text) && is_ipv4(&text.split('.').map(without).collect::<Vec<_>>().join("."))
}

/// Whether a text is a whole address: a scheme, a colon, and more, without blanks (RFC 3986, section 3). Those of the web
/// name a host, and `%` stands before two hexadecimal digits in them (section 2.1).
pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    // `example.com:8080` is a host and its port.
    let is_port = !rest.starts_with("//") && rest.starts_with(|first: char| first.is_ascii_digit());
    let is_web = ["http", "https", "wsp", "wsps"].iter().any(|web| web.eq_ignore_ascii_case(scheme));
    is_scheme
        && !is_port
        && (!is_web || has_host(rest) && has_whole_escapes(rest))
        && !matches!(rest, "" | "//")
        && !text.contains(char::is_whitespace)
}

/// Whether each `%` stands before two hexadecimal digits.
fn has_whole_escapes(text: &str) -> bool {
    let is_whole = |escape: &str| {
        escape.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    text.split('%').skip(1).all(is_whole)
}

/// Whether an address of the web goes on with a host behind its scheme, and with a port that there can be.
fn has_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let (is_host, behind) = match place.strip_prefix('[') {
        Some(ipv6) => {
            let (address, behind) = ipv6.split_once(']').unwrap_or_default();
            (address.parse::<Ipv6Addr>().is_ok(), behind)
        }
        None => {
            let (host, behind) = place.split_at(place.find(':').unwrap_or(place.len()));
            (!host.is_empty(), behind)
        }
    };
    let is_port = match behind.strip_prefix(':') {
        Some(port) => port.is_empty() || port.parse::<u16>().is_ok(),
        None => behind.is_empty(),
    };
    is_host && is_port
}

/// Behind the first doubled [`STRING_END`], which ends a list of strings; `None` where there is none.
pub(super) fn end_of_list(text: &str) -> Option<usize> {
    let mut ends = text.match_indices(STRING_END).map(|(at, _)| at).peekable();
    let behind = |at: usize| at + STRING_END.len_utf8();
    while let Some(at) = ends.next() {
        if ends.peek() == Some(&behind(at)) {
            return Some(behind(behind(at)));
        }
    }
    None
}

/// Whether a list of strings is ended, and nothing stands behind its end.
pub(super) fn is_ended_list(text: &str) -> bool {
    end_of_list(text) == Some(text.len())
}

/// A number of decimal digits and nothing else.
fn number(digits: &str) -> Option<u32> {
    digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_decimal_or_hexadecimal() {
        assert_eq!(Integer::read("-536870912"), Some(Integer::Decimal(-536_870_912)));
        assert_eq!(Integer::read("0xE0000000"), Some(Integer::Hexadecimal(0xE000_0000)));
        for text in ["", "8m", "1.5", "0x", "0x-1", "0xG", " 1", "99999999999999999999"] {
            assert_eq!(Integer::read(text), None, "{text}");
        }
    }

    #[test]
    fn booleans_floats_and_base64_are_recognised() {
        assert!(is_boolean("True") && is_boolean("0"));
        assert!(!is_boolean("yes") && !is_boolean(""));
        assert!(is_float("-1.5") && is_float("3"));
        assert!(!is_float("inf") && !is_float("1,5") && !is_float(""));
        assert!(is_base64("TQ==") && is_base64("TWFu\r\n TWFu"));
        assert!(!is_base64("TQ") && !is_base64("T-_=") && !is_base64("x"));
    }

    #[test]
    fn dates_and_times_must_exist() {
        assert!(is_date("2004-02-29") && is_date("20040229"));
        assert!(
            !is_date("2005-02-29") && !is_date("2004-13-01") && !is_date("04-1-1") && !is_date("2004/02/29")
        );
        assert!(is_time("2004-02-29T23:59:59Z") && is_time("20040229T235959Z") && is_time("07:30:00"));
        assert!(
            !is_time("24:00:00")
                && !is_time("7:30:00")
                && !is_time("2005-02-29T00:00:00Z")
                && !is_time("é3:00:00")
        );
    }

    #[test]
    fn a_moment_is_iso_8601_or_american() {
        for text in ["10/20/01 3:55:04 pm", "2004-02-29", "20040229T235959Z", "07:30:00", "2/29/2004"] {
            assert!(is_moment(text), "{text}");
        }
        for text in ["", "13/20/01 3:55:04 pm", "10/20/01 15:55:04 pm", "10/20/01 3:55:04 xm", "soon"] {
            assert!(!is_moment(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_numbers_or_have_a_scheme() {
        assert!(is_ipv4("10.0.0.255") && is_ip("fe80::1") && is_ip("10.0.0.1"));
        for text in ["10.0.0", "10.0.0.256", "10.0.0.1.", "10.0.0.1:80", "fe80::1", "host", "", " 10.0.0.1"] {
            assert!(!is_ipv4(text), "{text}");
        }
        assert!(has_leading_zeros("010.001.000.002") && has_leading_zeros("10.00.0.1"));
        assert!(!has_leading_zeros("10.0.0.1") && !has_leading_zeros("0.0.0") && !has_leading_zeros("host"));
        for text in ["http://example.com/", "mailto:a@example.com", "wsp://[::1]/x", "about:blank"] {
            assert!(is_url(text), "{text}");
        }
        assert!(is_url("https://user@example.com:8080/a") && is_url("HTTP://[::1]:80"));
        assert!(is_url("http://x/%C3%a4?%25"));
        for text in ["http://x/%", "http://x/%z1", "https://x/a%2", "wsp:///x"] {
            assert!(!is_url(text), "{text}");
        }
        for text in ["https:///x", "http:x", "http://[::1", "http://[x]/", "http://x:99999/", "http://:80/"] {
            assert!(!is_url(text), "{text}");
        }
        for text in ["", "www.example.com", "example.com:8080", "http://", "http://a b/", "://x", "1a:x"] {
            assert!(!is_url(text), "{text}");
        }
    }

    #[test]
    fn a_list_of_strings_ends_with_two_ends() {
        assert!(is_ended_list("a\u{F000}b\u{F000}\u{F000}"));
        assert!(!is_ended_list("a\u{F000}b\u{F000}") && !is_ended_list("a") && !is_ended_list(""));
        assert!(!is_ended_list("\u{F000}") && !is_ended_list("a\u{F000}\u{F000}b\u{F000}\u{F000}"));
    }
}
