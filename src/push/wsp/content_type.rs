//! What the body of a push is: `application/vnd.wap.connectivity-wbxml; SEC=1; MAC="…"`.

use std::fmt;
use std::str::FromStr;

/// A media type with parameters. As text it has the form of RFC 2045.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    /// Type and subtype: `text/vnd.wap.si`.
    pub media_type: String,
    /// The parameters, in their order.
    pub parameters: Vec<Parameter>,
}

/// A parameter of a content type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name: letter case does not matter.
    pub name: String,
    /// The value, without quotation marks.
    pub value: String,
}

/// Text that is no content type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no content type: write one such as `text/vnd.wap.si` or `text/vnd.wap.si; charset=utf-8`")]
pub struct ContentTypeError(String);

impl ContentType {
    /// A service indication as WBXML.
    pub const SI_WBXML: &'static str = "application/vnd.wap.sic";
    /// A service indication as XML.
    pub const SI_XML: &'static str = "text/vnd.wap.si";
    /// A service loading as WBXML.
    pub const SL_WBXML: &'static str = "application/vnd.wap.slc";
    /// A service loading as XML.
    pub const SL_XML: &'static str = "text/vnd.wap.sl";
    /// A wap-provisioningdoc as WBXML.
    pub const PROVISIONING_WBXML: &'static str = "application/vnd.wap.connectivity-wbxml";
    /// A wap-provisioningdoc as XML.
    pub const PROVISIONING_XML: &'static str = "text/vnd.wap.connectivity-xml";
    /// The notification by which a management server calls a device: package #0 of OMA DM.
    pub const DM_NOTIFICATION: &'static str = "application/vnd.syncml.notification";
    /// A SyncML message of OMA DM as WBXML.
    pub const DM_WBXML: &'static str = "application/vnd.syncml.dm+wbxml";
    /// A SyncML message of OMA DM as XML.
    pub const DM_XML: &'static str = "application/vnd.syncml.dm+xml";

    /// A media type without parameters.
    pub fn new(media_type: impl Into<String>) -> Self {
        Self { media_type: media_type.into(), parameters: Vec::new() }
    }

    /// The same with a further parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push(Parameter { name: name.into(), value: value.into() });
        self
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let named = self.parameters.iter().find(|parameter| parameter.name.eq_ignore_ascii_case(name));
        named.map(|parameter| parameter.value.as_str())
    }

    /// Whether the media type is this one.
    pub fn is(&self, media_type: &str) -> bool {
        self.media_type.eq_ignore_ascii_case(media_type)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.media_type)?;
        for Parameter { name, value } in &self.parameters {
            // The MAC is written in quotation marks (OMA-WAP-TS-ProvBoot, section 5.2), which any token may have.
            if is_token(value) && !name.eq_ignore_ascii_case("MAC") {
                write!(f, "; {name}={value}")?;
            } else {
                write!(f, "; {name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))?;
            }
        }
        Ok(())
    }
}

impl FromStr for ContentType {
    type Err = ContentTypeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ContentTypeError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<ContentType> {
    let (media_type, mut rest) = text.split_at(text.find(';').unwrap_or(text.len()));
    let media_type = media_type.trim();
    let (kind, subtype) = media_type.split_once('/')?;
    if !is_token(kind) || !is_token(subtype) {
        return None;
    }
    let mut content_type = ContentType::new(media_type);
    while let Some(parameter) = rest.trim_start().strip_prefix(';') {
        let (name, value) = parameter.split_once('=')?;
        let name = name.trim();
        let (value, behind) = parse_value(value.trim_start())?;
        if !is_token(name) {
            return None;
        }
        content_type = content_type.with(name, value);
        rest = behind;
    }
    rest.trim().is_empty().then_some(content_type)
}

/// A value in quotation marks or without, and what stands behind it.
fn parse_value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_at(text.find(';').unwrap_or(text.len()));
        let value = value.trim_end();
        return is_token(value).then(|| (value.to_owned(), behind));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &quoted[at + 1..])),
            '\\' => value.push(characters.next()?.1),
            _ => value.push(character),
        }
    }
    None
}

/// Whether a text is a token of RFC 2045; the media types with `*` are some.
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_type_survives_its_text_form() {
        for text in [
            "text/vnd.wap.si",
            "application/vnd.wap.connectivity-wbxml; SEC=1; MAC=\"E5BABC2341DEE926D4FA5533769BA0A4980D5908\"",
            "a/b; c=\"d;e=\\\"f\\\\\"; g=\"\"",
        ] {
            let content_type: ContentType = text.parse().unwrap();
            assert_eq!(content_type.to_string(), text);
        }
        let loose: ContentType = " text/xml ;charset=\"utf-8\" ; a = b ".parse().unwrap();
        assert_eq!(loose.to_string(), "text/xml; charset=utf-8; a=b");
        assert_eq!(loose.parameter("CharSet"), Some("utf-8"));
        for text in ["", "text", "text/", "text/a b", "text/a; b", "text/a; b=\"c", "text/a; b=c d", "a/b;"] {
            assert!(text.parse::<ContentType>().is_err(), "{text}");
        }
    }
}
