//! The text that brings a link to the user.

use crate::push::link;
use crate::push::remark::Remark;
use crate::terms::{Channel, is_web_address};

/// A link and the words to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    text: String,
    href: String,
}

/// What is no letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No address of the web.
    #[error("`{0}` is no address of a web server: write one that begins with https:// or http://")]
    Address(String),
    /// No words.
    #[error("the text is empty: say what the link is for, or nobody will follow it")]
    Text,
    /// A line break or another control character.
    #[error("the text has a line break or another control character: write it as one line")]
    Control,
}

/// The characters of one short message that is text (3GPP TS 23.038, section 6.2.1), and of its parts.
const GSM: [usize; 2] = [160, 153];
/// The same in UCS-2, which is taken where a character is not in the alphabet.
const UCS_2: [usize; 2] = [70, 67];

/// The default alphabet.
const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
    ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The characters that take two places.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

impl Letter {
    /// A letter with a link to a package.
    ///
    /// # Errors
    /// When the link leads to no web server, or there is no text.
    pub fn new(href: &str, text: &str) -> Result<Self, LinkError> {
        if !is_web_address(href) {
            return Err(LinkError::Address(href.to_owned()));
        }
        match text.trim() {
            "" => Err(LinkError::Text),
            text if text.contains(char::is_control) => Err(LinkError::Control),
            text => Ok(Self { text: text.to_owned(), href: href.to_owned() }),
        }
    }

    /// The text of a short message. The link stands by itself, with a blank around it: devices find it by that.
    pub fn short_message(&self) -> String {
        format!("{}: {}", self.text, self.href)
    }

    /// How many short messages the text takes.
    pub fn short_messages(&self) -> usize {
        let text = self.short_message();
        let places = text.chars().map(|character| match character {
            _ if ALPHABET.contains(character) => Some(1),
            _ if EXTENSION.contains(character) => Some(2),
            _ => None,
        });
        let (length, [alone, part]) = match places.sum::<Option<usize>>() {
            Some(places) => (places, GSM),
            None => (text.encode_utf16().count(), UCS_2),
        };
        if length <= alone { 1 } else { length.div_ceil(part) }
    }

    /// A mail: subject, an empty line, the text. The link has a line of its own.
    pub fn mail(&self) -> String {
        format!("Subject: {}\n\n{}\n\n{}\n", self.text, self.text, self.href)
    }

    /// What is to be known about this link; [`Self::remarks`] are about any.
    pub fn notes(&self) -> Vec<&'static str> {
        let is_cpf = self.href.to_ascii_lowercase().contains(".cpf");
        let all = [
            (
                true,
                "the user follows the link on the device; the package has the role of its own signature, whoever sent \
                 the link",
            ),
            (
                is_cpf,
                "a .cpf asks the user nothing: unsigned it installs only where policy 4101 lets unsigned packages in \
                 and policy 4122 does not ask",
            ),
        ];
        all.into_iter().filter_map(|(holds, note)| holds.then_some(note)).collect()
    }

    /// What is worth knowing of any such link.
    pub fn remarks(&self) -> Vec<Remark> {
        link::remarks(&self.href, Channel::Http)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_web_server() {
        let href = "mdm.example.com/a.cab";
        assert_eq!(Letter::new(href, "x"), Err(LinkError::Address(href.to_owned())));
        assert_eq!(Letter::new("https://mdm.example.com/a.cab", " "), Err(LinkError::Text));
        Letter::new("https://mdm.example.com/A.CPF?for=1", "x").unwrap();
    }

    #[test]
    fn the_number_of_short_messages_is_that_of_the_alphabet() {
        let href = "https://example.com/a.cab"; // 25 characters
        let messages = |text: &str| Letter::new(href, text).unwrap().short_messages();
        assert_eq!(messages(&"a".repeat(133)), 1); // 133 + 2 + 25 = 160
        assert_eq!(messages(&"a".repeat(134)), 2);
        assert_eq!(messages(&"€".repeat(66)), 1); // two places each: 132
        assert_eq!(messages(&"€".repeat(67)), 2);
        assert_eq!(messages(&"ё".repeat(43)), 1); // 43 + 2 + 25 = 70
        assert_eq!(messages(&"ё".repeat(44)), 2);
    }
}
