//! Wireless Session Protocol, as far as a connectionless push needs it: headers and a body in one message
//! (WAP-230, <https://www.openmobilealliance.org/tech/affiliates/wap/wap-230-wsp-20010705-a.pdf>), both ways.
//!
//! ```text
//! push         = transaction 06 length content-type *header body   ; length: content type and headers, a number
//! content-type = media-type | value-length media-type *parameter
//! media-type   = 80 + token | text
//! parameter    = (80 + token | text) value
//! header       = (80 + token value) | (text text)      ; a name without a token, and its value
//! value        = 80 + integer | text | value-length octets
//! value-length = 00…1E | 1F number
//! text         = [7F | 22] octets 00                   ; 7F where the first octet is above it, 22: quoted
//! number       = 7 bits an octet, 80: another follows
//! ```
//!
//! What the tokens stand for lies in `names.toml`. Names and values are kept in the form that they have in a mail or
//! an HTTP message (`X-Wap-Application-Id: x-wap-application:syncml.dm`), which is also what a push proxy gateway takes.

mod content_type;
mod decode;
mod encode;
mod names;
mod value;

pub use content_type::{ContentType, ContentTypeError, Parameter};
pub use decode::{DecodeError, DecodeFault, Decoded, decode};
pub use encode::{EncodeError, encode};

/// The type of a push that awaits no answer.
const PUSH: u8 = 0x06;

/// A push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Any number; devices do not look at that of a push without a connection.
    pub transaction: u8,
    /// What the body is.
    pub content_type: ContentType,
    /// The other headers, in the order in which they are sent.
    pub headers: Vec<Header>,
    /// The body.
    pub body: Vec<u8>,
}

/// A header: what the device, or the program on it that a push is for, is told beside the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, as in HTTP: letter case does not matter.
    pub name: String,
    /// The value, without the CR LF that ends it in a text.
    pub value: String,
}

impl Push {
    /// A push without further headers.
    pub fn new(content_type: ContentType, body: Vec<u8>) -> Self {
        Self { transaction: 1, content_type, headers: Vec::new(), body }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|it| it.value.as_str())
    }
}

impl Header {
    /// The program on the device that the push is for: `x-wap-application:syncml.dm`, or a number of the register.
    pub const APPLICATION_ID: &'static str = "X-Wap-Application-Id";
    /// Who pushes: an address that a gateway vouches for.
    pub const INITIATOR_URI: &'static str = "X-Wap-Initiator-URI";
    /// Where the content comes from.
    pub const CONTENT_URI: &'static str = "X-Wap-Content-URI";
    /// A sum of 1, the initiator is authenticated, 2, the content is trusted, and 4, the last push of several
    /// (WAP-235, section 8.5.1).
    pub const PUSH_FLAG: &'static str = "Push-Flag";
    /// The address of the body.
    pub const CONTENT_LOCATION: &'static str = "Content-Location";
    /// A short text that Windows Mobile shows where it asks for a PIN
    /// (<https://learn.microsoft.com/en-us/previous-versions/bb737486(v=msdn.10)>).
    pub const DESCRIPTION: &'static str = "X-MS-DESC";

    /// A header.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// An address, as far as a header wants one: a scheme, and something behind it, without blanks (RFC 3986, section 3).
///
/// # Errors
/// What is to be written, when it is none.
pub fn address(text: &str) -> Result<String, &'static str> {
    let (scheme, rest) = text.split_once(':').unwrap_or_default();
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_rest = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    match is_scheme && is_rest {
        true => Ok(text.to_owned()),
        false => Err("write an address with its scheme, such as https://tps.example.com/"),
    }
}
