//! Whom a push is for: a number of the telephone network, a user of the gateway, an IP address
//! (WAP-247-PAP; the form is that of WAP-249-PPGService).

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// A recipient and the gateway that knows it.
///
/// ```text
/// WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The recipient.
    pub client: Client,
    /// The host name of the gateway.
    pub gateway: Option<String>,
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Client {
    /// A telephone number: digits, with `+` before an international one.
    Plmn(String),
    /// A name that the gateway knows.
    User(String),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// What somebody else wrote and is none of these, as it stands there.
    Other(String),
}

/// Text that names no recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A number that could be one of any country.
    #[error(
        "`{0}` has no country code: write it as +1555…; a number that is none of the world's, such as a short one, is written `{0}/TYPE=PLMN`"
    )]
    Country(String),
    /// More digits than there are.
    #[error("`{0}` has more than 15 digits, which no number has (E.164)")]
    TooLong(String),
    /// Something else.
    #[error(
        "`{0}` is no recipient: write a number (+15551230001), an IP address, or a name that the gateway knows (NAME/TYPE=USER)"
    )]
    Form(String),
    /// A type that there is not.
    #[error("`{0}` is no type of recipient: there are PLMN, USER, IPV4 and IPV6")]
    Type(String),
}

const MARK: &str = "WAPPUSH=";
const TYPE: &str = "/TYPE=";
/// The most digits that a number has (E.164).
const MOST_DIGITS: usize = 15;
/// What would end the name of a user, or begin an escape.
const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'/').add(b'@').add(b'=').add(b':').add(b'"').add(b' ');

impl Address {
    /// What an `address-value` says. Anything that is not understood is kept as it stands.
    pub fn of_value(value: &str) -> Self {
        value
            .strip_prefix(MARK)
            .and_then(|rest| rest.parse().ok())
            .unwrap_or_else(|| Self { client: Client::Other(value.to_owned()), gateway: None })
    }

    /// The same with this gateway, unless it names one.
    #[must_use]
    pub fn at(mut self, gateway: &str) -> Self {
        if !matches!(self.client, Client::Other(_)) {
            self.gateway.get_or_insert_with(|| gateway.to_owned());
        }
        self
    }
}

impl Client {
    /// The word for it in an address.
    pub fn type_word(&self) -> Option<&'static str> {
        match self {
            Self::Plmn(_) => Some("PLMN"),
            Self::User(_) => Some("USER"),
            Self::Ipv4(_) => Some("IPV4"),
            Self::Ipv6(_) => Some("IPV6"),
            Self::Other(_) => None,
        }
    }

    /// The recipient of this type with this name.
    fn of_type(word: &str, name: &str) -> Result<Self, AddressError> {
        let form = || AddressError::Form(name.to_owned());
        match word.to_ascii_uppercase().as_str() {
            "PLMN" => number(name).map(Self::Plmn),
            "USER" => {
                let decoded = percent_decode_str(name).decode_utf8().map_err(|_| form())?;
                if decoded.is_empty() { Err(form()) } else { Ok(Self::User(decoded.into_owned())) }
            }
            "IPV4" => name.parse().map(Self::Ipv4).map_err(|_| form()),
            "IPV6" => name.parse().map(Self::Ipv6).map_err(|_| form()),
            _ => Err(AddressError::Type(word.to_owned())),
        }
    }

    /// The recipient whose type its form tells.
    fn of_form(name: &str) -> Result<Self, AddressError> {
        if let Ok(address) = name.parse() {
            return Ok(Self::Ipv4(address));
        }
        if let Ok(address) = name.parse() {
            return Ok(Self::Ipv6(address));
        }
        let number = number(name)?;
        // Four numbers with points between them are meant as an address of the internet.
        let is_like_ipv4 =
            name.split('.').count() == 4 && name.bytes().all(|byte| b".0123456789".contains(&byte));
        match number.starts_with('+') {
            true => Ok(Self::Plmn(number)),
            false if is_like_ipv4 => Err(AddressError::Form(name.to_owned())),
            false => Err(AddressError::Country(number)),
        }
    }
}

/// The digits of a number, with its `+`, without what makes it easier to read.
fn number(text: &str) -> Result<String, AddressError> {
    let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AddressError::Form(text.to_owned()));
    }
    if digits.len() > MOST_DIGITS {
        return Err(AddressError::TooLong(text.to_owned()));
    }
    Ok(number)
}

/// A number, an IP address, `NAME/TYPE=USER`, or all of an address with or without `WAPPUSH=` and gateway.
impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(MARK).unwrap_or(text);
        let Some((name, rest)) = rest.split_once(TYPE) else {
            return Ok(Self { client: Client::of_form(rest)?, gateway: None });
        };
        let (word, gateway) = match rest.split_once('@') {
            Some((_, "")) => return Err(AddressError::Form(text.to_owned())),
            Some((word, gateway)) => (word, Some(gateway.to_owned())),
            None => (rest, None),
        };
        Ok(Self { client: Client::of_type(word, name)?, gateway })
    }
}

/// The name alone, as a person would write it.
impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plmn(name) | Self::User(name) | Self::Other(name) => f.write_str(name),
            Self::Ipv4(address) => address.fmt(f),
            Self::Ipv6(address) => address.fmt(f),
        }
    }
}

/// As `address-value` has it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(word) = self.client.type_word() else { return self.client.fmt(f) };
        f.write_str(MARK)?;
        match &self.client {
            Client::User(name) => utf8_percent_encode(name, RESERVED).fmt(f)?,
            client => client.fmt(f)?,
        }
        write!(f, "{TYPE}{word}")?;
        self.gateway.iter().try_for_each(|gateway| write!(f, "@{gateway}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_becomes_the_one_that_gateways_read() {
        for (typed, value) in [
            ("+15551230001", "WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com"),
            ("+1 (555) 123-0001", "WAPPUSH=+15551230001/TYPE=PLMN@ppg.example.com"),
            ("4711/TYPE=PLMN", "WAPPUSH=4711/TYPE=PLMN@ppg.example.com"),
            ("192.0.2.1", "WAPPUSH=192.0.2.1/TYPE=IPV4@ppg.example.com"),
            ("2001:db8::1", "WAPPUSH=2001:db8::1/TYPE=IPV6@ppg.example.com"),
            ("jo/TYPE=USER", "WAPPUSH=jo/TYPE=USER@ppg.example.com"),
            ("WAPPUSH=jo%40x.example/TYPE=user@other", "WAPPUSH=jo%40x.example/TYPE=USER@other"),
        ] {
            let address: Address = typed.parse::<Address>().unwrap().at("ppg.example.com");
            assert_eq!(address.to_string(), value);
            assert_eq!(Address::of_value(value), address);
        }
    }

    #[test]
    fn what_is_no_recipient_says_why() {
        for (typed, words) in [
            ("15551230001", "country"),
            ("+1555123000112345", "15 digits"),
            ("jo", "TYPE=USER"),
            ("", "recipient"),
            ("+", "recipient"),
            ("/TYPE=USER", "recipient"),
            ("1.2.3/TYPE=IPV4", "recipient"),
            ("a/TYPE=MAIL", "no type"),
            ("+15551230001/TYPE=PLMN@", "recipient"),
        ] {
            let error = typed.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(words), "{typed}: {error}");
        }
    }

    #[test]
    fn what_is_not_understood_is_kept() {
        for value in ["", "mailto:jo", "WAPPUSH=x/TYPE=PLMN@h", "/TYPE="] {
            assert_eq!(Address::of_value(value).to_string(), value);
        }
    }
}
