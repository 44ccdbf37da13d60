//! Bytes to tree. Every legal form is read; what is not legal ends the reading, and the error says at which byte.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::decode_error::{DecodeError, DecodeFault};
use super::language::{Code, Dialect, Language};
use super::{HAS_ATTRIBUTES, HAS_CONTENT, TAG, UTF_8, Version, global};
use crate::document::xml::{self, Attribute, Element, Node, Tree};
use crate::document::{DateTime, Limits, Text};
use crate::finding::{Origin, Source, Spanned};

/// What was read of a binary document.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The format.
    pub language: &'static Language,
    /// The version of WBXML.
    pub version: Version,
    /// The document. Nothing in it has a place.
    pub tree: Tree,
}

/// Reads a binary document. What it holds, written out, is never larger than the limit on size, however often the
/// bytes refer to one text.
///
/// Octets that are no text, as a nonce or a certificate may be, become base64, which is how XML carries them.
///
/// # Errors
/// At the first byte that is not legal, and where a limit is reached.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, DecodeError> {
    decode_as(bytes, limits, Dialect::default())
}

/// As [`decode`], with the meaning that a dialect gives to the code pages of client provisioning.
///
/// # Errors
/// As [`decode`].
pub fn decode_as(bytes: &[u8], limits: &Limits, dialect: Dialect) -> Result<Decoded, DecodeError> {
    let mut reader = Reader::new(bytes, limits, dialect)?;
    let root = reader.root()?;
    let tree = Tree { before: Vec::new(), root, after: Vec::new() };
    Ok(Decoded { language: reader.language, version: reader.version, tree })
}

impl Decoded {
    /// The text that it stands for, under the name of the file with a word that says so: places are places in this text.
    pub fn source(&self, name: &str) -> Source {
        Source::new(format!("{name} (decoded)"), xml::write(&self.tree))
            .standing(Origin::Within(name.to_owned()))
            .standing_behind(None)
    }
}

/// How the octets of texts are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    Ascii,
    Latin1,
}

/// Where a piece of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Content,
    Value,
    /// In a value that holds a time.
    Time,
    /// In a value that holds octets.
    Octets,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    limits: Limits,
    version: Version,
    language: &'static Language,
    charset: Charset,
    string_table: &'a [u8],
    tag_page: u8,
    attribute_page: u8,
    /// How many bytes of text may still come.
    left: u64,
}

/// An element that is not closed yet.
struct Open {
    element: Element,
    /// The tag page that its namespace is of.
    page: u8,
}

type Result<T, E = DecodeError> = std::result::Result<T, E>;

impl<'a> Reader<'a> {
    /// Reads the header.
    fn new(bytes: &'a [u8], limits: &Limits, dialect: Dialect) -> Result<Self> {
        let first = bytes.first().copied().unwrap_or_default();
        let version = Version::of_octet(first);
        let version = version.ok_or(DecodeError { at: 0, fault: DecodeFault::Version(first) })?;
        let mut reader = Self {
            bytes,
            at: 1,
            limits: *limits,
            version,
            language: &Language::all()[0],
            charset: Charset::Utf8,
            string_table: &[],
            tag_page: 0,
            attribute_page: 0,
            left: limits.size,
        };
        let public_id_at = reader.at;
        let public_id = reader.number()?;
        let name_offset = if public_id == 0 { Some(reader.number()?) } else { None };
        if version != Version::V1_0 {
            reader.charset = reader.charset()?;
        }
        reader.string_table = reader.counted()?;
        let (language, shown) = match name_offset {
            None => (Language::of_public_id(public_id), public_id.to_string()),
            Some(offset) => {
                let name = reader.table_string(public_id_at, offset)?;
                (Language::of_identifier(&name), format!("`{name}`"))
            }
        };
        let language = language.ok_or(DecodeError { at: public_id_at, fault: DecodeFault::Format(shown) })?;
        reader.language = language.in_dialect(dialect);
        Ok(reader)
    }

    /// Reads which character set the texts are in.
    fn charset(&mut self) -> Result<Charset> {
        let at = self.at;
        match self.number()? {
            0 | UTF_8 => Ok(Charset::Utf8),
            3 => Ok(Charset::Ascii),
            4 => Ok(Charset::Latin1),
            other => Err(self.fault(at, DecodeFault::Charset(other))),
        }
    }

    /// Reads the body: the root element, and nothing behind it.
    fn root(&mut self) -> Result<Element> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let at = self.at;
            let byte = self.byte()?;
            let closed = match byte {
                global::SWITCH_PAGE => {
                    self.tag_page = self.byte()?;
                    continue;
                }
                global::PROCESSING_INSTRUCTION => {
                    self.attributes()?;
                    continue;
                }
                global::END => match open.pop() {
                    Some(closed) => closed,
                    None => return Err(self.fault(at, DecodeFault::NoRoot(byte))),
                },
                _ if byte & TAG >= global::LITERAL => {
                    if open.len() >= self.limits.depth {
                        return Err(self.fault(at, DecodeFault::Depth(self.limits.depth)));
                    }
                    let opened = self.element(at, byte, open.last())?;
                    if byte & HAS_CONTENT != 0 {
                        open.push(opened);
                        continue;
                    }
                    opened
                }
                _ => {
                    let Some(parent) = open.last_mut() else {
                        return Err(self.fault(at, DecodeFault::NoRoot(byte)));
                    };
                    let text = self.text(at, byte, Place::Content)?;
                    append(&mut parent.element, text);
                    continue;
                }
            };
            match open.last_mut() {
                Some(parent) => parent.element.children.push(Node::Element(closed.element)),
                None => {
                    self.behind()?;
                    return Ok(closed.element);
                }
            }
        }
    }

    /// What may stand behind the root: processing instructions, which say nothing to a device.
    fn behind(&mut self) -> Result<()> {
        while self.at < self.bytes.len() {
            if self.byte()? != global::PROCESSING_INSTRUCTION {
                return Err(self.fault(self.at - 1, DecodeFault::Trailing));
            }
            self.attributes()?;
        }
        Ok(())
    }

    /// The element that starts with this tag, without its content.
    fn element(&mut self, at: usize, tag: u8, parent: Option<&Open>) -> Result<Open> {
        let token = tag & TAG;
        let parent_page = parent.map(|parent| parent.page);
        let (name, page) = if token == global::LITERAL {
            (self.literal(at)?, parent_page.unwrap_or(self.tag_page))
        } else {
            let code = Code { page: self.tag_page, token };
            let name =
                self.language.tag(code).ok_or_else(|| self.meaningless(at, tag, "a tag", code.page))?;
            (name.into(), code.page)
        };
        // As an empty element it would take its name and five marks.
        self.spend(at, name.len() + 5)?;
        let mut element = Element::new(name);
        if tag & HAS_ATTRIBUTES != 0 {
            element.attributes = self.attributes()?;
        }
        let space = self.language.namespaces.get(&page).filter(|_| parent_page != Some(page));
        if let Some(space) = space.filter(|_| element.attribute("xmlns").is_none()) {
            self.spend(at, space.len() + 9)?;
            element.attributes.insert(0, Attribute::new("xmlns", space.as_str()));
        }
        Ok(Open { element, page })
    }

    /// Attributes up to their end.
    fn attributes(&mut self) -> Result<Vec<Attribute>> {
        let mut attributes: Vec<Attribute> = Vec::new();
        let mut places = Vec::new();
        loop {
            let at = self.at;
            let byte = self.byte()?;
            match byte {
                global::END => break,
                global::SWITCH_PAGE => self.attribute_page = self.byte()?,
                global::LITERAL => {
                    attributes.push(Attribute::new(self.literal(at)?, ""));
                    places.push(at);
                }
                _ if byte < 0x80 && byte & TAG > global::LITERAL => {
                    let code = Code { page: self.attribute_page, token: byte };
                    let start = self.language.start(code);
                    let start = start.ok_or_else(|| self.meaningless(at, byte, "an attribute", code.page))?;
                    self.spend(at, start.attribute.len() + start.prefix.len() + 4)?;
                    attributes.push(Attribute::new(start.attribute.as_str(), start.prefix.as_str()));
                    places.push(at);
                }
                _ => {
                    let Some((attribute, before)) = attributes.split_last_mut() else {
                        return Err(self.fault(at, DecodeFault::ValueFirst(byte)));
                    };
                    let part = self.text(at, byte, self.place_of(&attribute.name.value, before))?;
                    attribute.value.value.push_str(&part);
                }
            }
        }
        let mut seen = HashSet::new();
        let twice = attributes.iter().zip(places).find(|(attribute, _)| !seen.insert(&attribute.name.value));
        match twice {
            Some((attribute, at)) => {
                Err(self.fault(at, DecodeFault::Twice(attribute.name.value.to_string())))
            }
            None => Ok(attributes),
        }
    }

    /// What the value of an attribute is, by its name and the attributes before it.
    fn place_of(&self, attribute: &str, before: &[Attribute]) -> Place {
        if self.language.times.iter().any(|time| time == attribute) {
            Place::Time
        } else if self.language.is_octets(attribute, before) {
            Place::Octets
        } else {
            Place::Value
        }
    }

    /// A piece of text that starts with this byte: of content, or of a value, where tokens stand for texts too.
    fn text(&mut self, at: usize, byte: u8, place: Place) -> Result<Text> {
        match byte {
            global::ENTITY => {
                let number = self.number()?;
                let character = char::from_u32(number).filter(|character| xml::is_allowed(*character));
                let character = character.ok_or_else(|| self.fault(at, DecodeFault::Character(number)))?;
                self.spend(at, character.len_utf8())?;
                Ok(Text::from(&*character.encode_utf8(&mut [0; 4])))
            }
            global::INLINE_STRING => {
                let rest = &self.bytes[self.at..];
                let length = rest.iter().position(|byte| *byte == 0);
                let length = length.ok_or_else(|| self.fault(self.bytes.len(), DecodeFault::End))?;
                self.at += length + 1;
                self.decoded(at, &rest[..length])
            }
            global::TABLE_STRING => {
                let offset = self.number()?;
                self.table_string(at, offset)
            }
            global::OPAQUE => {
                let octets = self.counted()?;
                match place {
                    Place::Time => self.time(at, octets),
                    Place::Octets => self.base64(at, octets),
                    Place::Content | Place::Value => match self.decoded(at, octets) {
                        Err(DecodeError {
                            fault: DecodeFault::Encoding | DecodeFault::Character(_), ..
                        }) => self.base64(at, octets),
                        read => read,
                    },
                }
            }
            _ if place == Place::Content => Err(self.meaningless(at, byte, "content", self.tag_page)),
            _ => {
                let code = Code { page: self.attribute_page, token: byte };
                let part = self.language.value(code);
                let part = part.ok_or_else(|| self.meaningless(at, byte, "a value", code.page))?;
                self.spend(at, part.len())?;
                Ok(part.into())
            }
        }
    }

    /// Octets as XML carries them.
    fn base64(&mut self, at: usize, octets: &[u8]) -> Result<Text> {
        let text = STANDARD.encode(octets);
        self.spend(at, text.len())?;
        Ok(text.into())
    }

    /// A time, two decimal digits an octet, without the zeros at its end.
    fn time(&mut self, at: usize, octets: &[u8]) -> Result<Text> {
        let digits: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
        let time = DateTime::of_digits(&format!("{digits:0<14}"));
        let text = time.map_err(|_| self.fault(at, DecodeFault::Time))?.to_string();
        self.spend(at, text.len())?;
        Ok(text.into())
    }

    /// A name that the string table holds.
    fn literal(&mut self, at: usize) -> Result<Text> {
        let offset = self.number()?;
        let name = self.table_string(at, offset)?;
        if xml::is_name(&name) {
            Ok(name)
        } else {
            Err(self.fault(at, DecodeFault::Name(name.chars().take(40).collect())))
        }
    }

    /// The text that starts at this offset of the string table.
    fn table_string(&mut self, at: usize, offset: u32) -> Result<Text> {
        let table: &'a [u8] = self.string_table;
        let outside = || self.fault(at, DecodeFault::StringTable(offset));
        let rest = usize::try_from(offset).ok().and_then(|offset| table.get(offset..)).ok_or_else(outside)?;
        let length = rest.iter().position(|byte| *byte == 0).ok_or_else(outside)?;
        self.decoded(at, &rest[..length])
    }

    /// The text of some octets.
    fn decoded(&mut self, at: usize, octets: &[u8]) -> Result<Text> {
        self.spend(at, octets.len())?;
        let text: Option<Text> = match self.charset {
            Charset::Utf8 => std::str::from_utf8(octets).ok().map(Text::from),
            Charset::Ascii if !octets.is_ascii() => None,
            Charset::Ascii | Charset::Latin1 => Some(octets.iter().map(|octet| char::from(*octet)).collect()),
        };
        let text = text.ok_or_else(|| self.fault(at, DecodeFault::Encoding))?;
        match text.chars().find(|character| !xml::is_allowed(*character)) {
            Some(character) => Err(self.fault(at, DecodeFault::Character(character.into()))),
            None => Ok(text),
        }
    }

    /// Octets with their number before them.
    fn counted(&mut self) -> Result<&'a [u8]> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        let bytes: &'a [u8] = self.bytes;
        let end = self.at.saturating_add(length);
        let octets = bytes.get(self.at..end).ok_or_else(|| self.fault(bytes.len(), DecodeFault::End))?;
        self.at = end;
        Ok(octets)
    }

    fn number(&mut self) -> Result<u32> {
        let start = self.at;
        let (number, length) =
            leading_number(self.bytes.get(start..).unwrap_or_default()).map_err(|fault| {
                let at = if fault == DecodeFault::End { self.bytes.len() } else { start };
                self.fault(at, fault)
            })?;
        self.at += length;
        Ok(number)
    }

    fn byte(&mut self) -> Result<u8> {
        let byte = self.bytes.get(self.at).copied();
        let byte = byte.ok_or_else(|| self.fault(self.bytes.len(), DecodeFault::End))?;
        self.at += 1;
        Ok(byte)
    }

    fn spend(&mut self, at: usize, length: usize) -> Result<()> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        match self.left.checked_sub(length) {
            Some(left) => self.left = left,
            None => return Err(self.fault(at, DecodeFault::Size(self.limits.size))),
        }
        Ok(())
    }

    fn meaningless(&self, at: usize, token: u8, place: &'static str, page: u8) -> DecodeError {
        self.fault(at, DecodeFault::Token { token, place, page, language: &self.language.name })
    }

    fn fault(&self, at: usize, fault: DecodeFault) -> DecodeError {
        DecodeError { at, fault }
    }
}

/// The number that bytes begin with, 7 bits an octet, the most significant first, and how many octets it has.
pub(super) fn leading_number(bytes: &[u8]) -> Result<(u32, usize), DecodeFault> {
    let mut number = 0u32;
    for (index, byte) in bytes.iter().enumerate() {
        if number >> 25 != 0 {
            return Err(DecodeFault::Number);
        }
        number = number << 7 | u32::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Ok((number, index + 1));
        }
    }
    Err(DecodeFault::End)
}

/// Adds a piece of text behind what an element holds.
fn append(element: &mut Element, piece: Text) {
    match element.children.last_mut() {
        _ if piece.is_empty() => {}
        Some(Node::Text(text)) => text.value.push_str(&piece),
        _ => element.children.push(Node::Text(Spanned::nowhere(piece))),
    }
}
