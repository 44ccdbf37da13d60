//! Tree to bytes, the way that most readers are known to understand: strings inline, tokens where a whole value has one.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::language::{Code, Dialect, Language};
use super::spelling::Written;
use super::{HAS_ATTRIBUTES, HAS_CONTENT, UTF_8, Version, global};
use crate::document::xml::{Attribute, Element, Node, Tree};
use crate::document::{DateTime, DateTimeError};

/// How a document is to be written, where several forms are legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The version that the header says.
    pub version: Version,
    /// What values are written as.
    pub values: Values,
    /// What Microsoft's own elements and names are written as.
    pub private_pages: PrivatePages,
    /// Where strings stand.
    pub strings: Strings,
    /// How the header names the format.
    pub format: FormatName,
    /// Which meaning the code pages of client provisioning have.
    pub dialect: Dialect,
}

/// What values are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Values {
    /// By tokens, where there are some.
    #[default]
    Tokens,
    /// As text, even where there are tokens: longer, and no reader needs a table of values.
    Text,
}

/// What Microsoft's own elements and names are written as. Their tokens stand on pages of their own (200 and up; for
/// Windows Mobile 2003 on 0 to 3), which no other program knows (<https://learn.microsoft.com/en-us/previous-versions/bb737257(v=msdn.10)>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrivatePages {
    /// The elements by their tokens, the names as text: elements cannot be written as inline text.
    #[default]
    Elements,
    /// All by their tokens.
    Everything,
    /// The elements by their names in the string table: every program reads that, of devices it is not known.
    Nothing,
}

/// Where strings stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strings {
    /// Where they are needed.
    #[default]
    Inline,
    /// Those that are needed more than once in the string table, if that is shorter.
    Shared,
}

/// How the header names the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormatName {
    /// By its registered number, which every reader knows.
    #[default]
    Number,
    /// By the public identifier of its document type, in the string table.
    Text,
}

/// Why a document has no binary form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// There are no tokens for it.
    #[error(
        "documents with the root `{0}` have no binary form: it is defined for wap-provisioningdoc, si, sl, whole \
         SyncML messages and CHARACTERISTIC-LIST"
    )]
    Format(String),
    /// The format has a number only.
    #[error("the format {0} has no public identifier that the header could name: name it by its number")]
    NoIdentifier(String),
    /// A time that cannot be packed.
    #[error("`{attribute}` is `{value}`, which cannot be packed: {reason}")]
    Time {
        /// The attribute.
        attribute: String,
        /// Its value.
        value: String,
        /// What is wrong with it.
        reason: DateTimeError,
    },
    /// A text with the character that ends texts.
    #[error("a text holds the character U+0000, which cannot be sent")]
    Zero,
    /// The document is too large for its numbers.
    #[error("the document is too large: no length in it may need more than 32 bits")]
    Length,
}

type Result<T, E = EncodeError> = std::result::Result<T, E>;

/// The bytes of a document. Comments are left out, since there is no form for them, and so are the blanks around texts
/// that are shown to a user. The same tree and options always give the same bytes.
///
/// # Errors
/// When the format has no binary form, or a text or time in it has none.
pub fn encode(tree: &Tree, options: &Options) -> Result<Vec<u8>> {
    let root = &tree.root;
    let language = Language::of_root(root).ok_or_else(|| EncodeError::Format(root.name.value.to_string()))?;
    let language = language.in_dialect(options.dialect);
    let mut writer = Writer::new(language, options, BTreeSet::new());
    writer.element(root, None)?;
    if options.strings == Strings::Shared {
        let shared = writer.worth_sharing();
        writer = Writer::new(language, options, shared);
        writer.element(root, None)?;
    }
    writer.finish()
}

struct Writer<'a> {
    language: &'static Language,
    options: &'a Options,
    body: Vec<u8>,
    tag_page: u8,
    attribute_page: u8,
    string_table: Vec<u8>,
    offsets: BTreeMap<String, usize>,
    /// The strings that go into the string table.
    shared: BTreeSet<String>,
    /// How often each string was written inline.
    inline: BTreeMap<String, usize>,
}

impl<'a> Writer<'a> {
    fn new(language: &'static Language, options: &'a Options, shared: BTreeSet<String>) -> Self {
        Self {
            language,
            options,
            body: Vec::new(),
            tag_page: 0,
            attribute_page: 0,
            string_table: Vec::new(),
            offsets: BTreeMap::new(),
            shared,
            inline: BTreeMap::new(),
        }
    }

    /// Header, string table, body.
    fn finish(mut self) -> Result<Vec<u8>> {
        let mut bytes = vec![self.options.version.octet()];
        match self.options.format {
            FormatName::Number => number(self.language.public_id, &mut bytes),
            FormatName::Text => {
                let identifier = self.language.identifier.as_deref();
                let identifier =
                    identifier.ok_or_else(|| EncodeError::NoIdentifier(self.language.name.clone()))?;
                let offset = self.offset(identifier)?;
                number(0, &mut bytes);
                number(offset, &mut bytes);
            }
        }
        if self.options.version != Version::V1_0 {
            number(UTF_8, &mut bytes);
        }
        number(length_of(&self.string_table)?, &mut bytes);
        bytes.extend(self.string_table);
        bytes.extend(self.body);
        Ok(bytes)
    }

    /// The strings that take less room once in the table and by reference than each time in full.
    fn worth_sharing(&self) -> BTreeSet<String> {
        // A reference takes its token and, in a table of this size, two octets.
        const REFERENCE: usize = 3;
        let worth = |(text, count): &(&String, &usize)| {
            **count > 1 && *count * (text.len() + 2) > text.len() + 1 + *count * REFERENCE
        };
        self.inline.iter().filter(worth).map(|(text, _)| text.clone()).collect()
    }

    /// `space` is the tag page whose namespace holds around the element.
    fn element(&mut self, element: &Element, space: Option<u8>) -> Result<()> {
        let space = self.space_of(element, space);
        let attributes: Vec<&Attribute> =
            element.attributes.iter().filter(|attribute| !self.is_declaration(attribute)).collect();
        let content: Vec<&Node> = element.children.iter().filter(|node| self.is_sent(node)).collect();
        let mut flags = 0;
        if !attributes.is_empty() {
            flags |= HAS_ATTRIBUTES;
        }
        if !content.is_empty() {
            flags |= HAS_CONTENT;
        }
        self.tag(element, space, flags)?;
        if !attributes.is_empty() {
            for (index, attribute) in attributes.iter().enumerate() {
                self.attribute(attribute, &attributes[..index])?;
            }
            self.body.push(global::END);
        }
        if !content.is_empty() {
            for node in content {
                match node {
                    Node::Element(child) => self.element(child, space)?,
                    Node::Text(text) => self.text(element.local_name(), &text.value)?,
                    Node::Comment(_) => {}
                }
            }
            self.body.push(global::END);
        }
        Ok(())
    }

    /// Whether there is a form for a node, and something in it.
    fn is_sent(&self, node: &Node) -> bool {
        match node {
            Node::Element(_) => true,
            Node::Text(text) => !(self.language.shown_text && text.value.trim().is_empty()),
            Node::Comment(_) => false,
        }
    }

    /// The tag page of an element's namespace: the one that it declares, or the one that holds around it and has its
    /// name, or the first that has its name.
    fn space_of(&self, element: &Element, around: Option<u8>) -> Option<u8> {
        if self.language.namespaces.is_empty() {
            return None;
        }
        let declares = |attribute: &&Attribute| match element.name.value.split_once(':') {
            Some((prefix, _)) => attribute.name.value.strip_prefix("xmlns:") == Some(prefix),
            None => attribute.name.value == "xmlns",
        };
        let declared = element.attributes.iter().find(declares);
        let page_of = |space: &str| {
            let mut pages = self.language.namespaces.iter();
            pages.find(|(_, known)| known.eq_ignore_ascii_case(space)).map(|(page, _)| *page)
        };
        let has_name = |page: u8| {
            let mut tags = self.language.spellings.tags(element.local_name());
            tags.any(|tag| tag.code.page == page)
        };
        declared
            .and_then(|attribute| page_of(&attribute.value.value))
            .or_else(|| around.filter(|page| has_name(*page)))
            .or_else(|| self.language.namespaces.keys().copied().find(|page| has_name(*page)))
            .or(around)
    }

    /// Whether an attribute only says what the tag page says too.
    fn is_declaration(&self, attribute: &Attribute) -> bool {
        let name = attribute.name.value.as_str();
        let mut spaces = self.language.namespaces.values();
        (name == "xmlns" || name.starts_with("xmlns:"))
            && spaces.any(|space| space.eq_ignore_ascii_case(&attribute.value.value))
    }

    fn tag(&mut self, element: &Element, space: Option<u8>, flags: u8) -> Result<()> {
        let local = if self.language.namespaces.is_empty() {
            element.name.value.as_str()
        } else {
            element.local_name()
        };
        let may_be_private = self.options.private_pages != PrivatePages::Nothing;
        let fits = |tag: &&Written| {
            (may_be_private || !tag.is_private) && space.is_none_or(|space| space == tag.code.page)
        };
        match self.language.spellings.tags(local).find(fits) {
            Some(Written { code, .. }) => {
                switch(&mut self.tag_page, code.page, &mut self.body);
                self.body.push(code.token | flags);
            }
            None => {
                self.body.push(global::LITERAL | flags);
                self.reference(&element.name.value)?;
            }
        }
        Ok(())
    }

    fn attribute(&mut self, attribute: &Attribute, before: &[&Attribute]) -> Result<()> {
        let (name, value) = (attribute.name.value.as_str(), attribute.value.value.as_str());
        if self.language.times.iter().any(|time| time == name) {
            return self.time(name, value);
        }
        if self.language.is_octets(name, before.iter().copied())
            && let Ok(octets) = STANDARD.decode(value)
        {
            self.start(name, "")?;
            return self.opaque(&octets);
        }
        let rest = self.start(name, value)?;
        self.value(name, rest)
    }

    /// Writes the start of an attribute, and gives what is left of the value.
    fn start<'v>(&mut self, name: &str, value: &'v str) -> Result<&'v str> {
        let pages = self.pages_in_parts(name);
        let fits = |start: &&Written| {
            let is_whole = start.text == value || pages.contains(&start.code.page);
            start.text.is_empty() || self.by_tokens() && self.allows(start.is_private) && is_whole
        };
        // The longest, and of those the one on the first page: there the names of OMA's first version stand.
        match self.language.spellings.starts(name, value).find(fits) {
            Some(start) => {
                switch(&mut self.attribute_page, start.code.page, &mut self.body);
                self.body.push(start.code.token);
                Ok(&value[start.text.len()..])
            }
            None => {
                self.body.push(global::LITERAL);
                self.reference(name)?;
                Ok(value)
            }
        }
    }

    /// Writes what is left of a value behind its start.
    fn value(&mut self, name: &str, rest: &str) -> Result<()> {
        if !self.by_tokens() {
            return self.left_over(rest);
        }
        if let Some(codes) = self.whole_by_tokens(rest) {
            codes.into_iter().for_each(|code| self.value_token(code));
            return Ok(());
        }
        let pages = self.pages_in_parts(name);
        let mut left = rest;
        while let Some((at, part)) = self.next_part(left, pages) {
            self.left_over(&left[..at])?;
            self.value_token(part.code);
            left = &left[at + part.text.len()..];
        }
        self.left_over(left)
    }

    /// The first place in a text where a token of these pages stands for a part of it, and the longest such part.
    fn next_part(&self, text: &str, pages: &[u8]) -> Option<(usize, &'static Written)> {
        let longest_at = |at: usize| {
            let parts = pages.iter().filter_map(|page| self.part(*page, &text[at..]));
            Some((at, parts.max_by_key(|part| part.text.len())?))
        };
        if pages.is_empty() { None } else { text.char_indices().find_map(|(at, _)| longest_at(at)) }
    }

    /// The longest part on a page that a text begins with.
    fn part(&self, page: u8, text: &str) -> Option<&'static Written> {
        self.language.spellings.values(page, text).find(|part| self.allows(part.is_private))
    }

    /// Writes a part of a value that no token stands for.
    fn left_over(&mut self, text: &str) -> Result<()> {
        if text.is_empty() { Ok(()) } else { self.string(text) }
    }

    fn value_token(&mut self, code: Code) {
        switch(&mut self.attribute_page, code.page, &mut self.body);
        self.body.push(code.token);
    }

    /// The tokens of one page that make up a whole value, where they are shorter than the text.
    fn whole_by_tokens(&self, value: &str) -> Option<Vec<Code>> {
        self.language.spellings.value_pages().find_map(|page| {
            let mut codes = Vec::new();
            let mut left = value;
            while !left.is_empty() {
                let part = self.part(page, left)?;
                codes.push(part.code);
                left = &left[part.text.len()..];
            }
            let switch = if page == self.attribute_page { 0 } else { 2 };
            (codes.len() + switch < value.len() + 2).then_some(codes)
        })
    }

    /// The pages whose tokens may stand for parts of an attribute's value.
    fn pages_in_parts(&self, name: &str) -> &'static [u8] {
        self.language.in_parts.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    fn by_tokens(&self) -> bool {
        self.options.values == Values::Tokens
    }

    /// Whether names and values may be written by tokens, which may be of one maker alone.
    fn allows(&self, is_private: bool) -> bool {
        !is_private || self.options.private_pages == PrivatePages::Everything
    }

    /// A time, two digits an octet, without the octets of zeros at its end.
    fn time(&mut self, name: &str, value: &str) -> Result<()> {
        let time: DateTime = value.parse().map_err(|reason| EncodeError::Time {
            attribute: name.to_owned(),
            value: value.to_owned(),
            reason,
        })?;
        let digits = time.digits();
        let pairs = digits.as_bytes().as_chunks::<2>().0.iter();
        let mut octets: Vec<u8> = pairs.map(|[high, low]| (high - b'0') << 4 | (low - b'0')).collect();
        while octets.last() == Some(&0) {
            octets.pop();
        }
        self.start(name, "")?;
        self.opaque(&octets)
    }

    /// A text inside an element.
    fn text(&mut self, element: &str, text: &str) -> Result<()> {
        let text = if self.language.shown_text { text.trim() } else { text };
        if self.language.opaque.iter().any(|name| name == element) {
            return self.opaque(text.as_bytes());
        }
        self.string(text)
    }

    fn opaque(&mut self, octets: &[u8]) -> Result<()> {
        self.body.push(global::OPAQUE);
        number(length_of(octets)?, &mut self.body);
        self.body.extend(octets);
        Ok(())
    }

    fn string(&mut self, text: &str) -> Result<()> {
        if text.contains('\0') {
            return Err(EncodeError::Zero);
        }
        if self.shared.contains(text) {
            self.body.push(global::TABLE_STRING);
            return self.reference(text);
        }
        if self.options.strings == Strings::Shared {
            *self.inline.entry(text.to_owned()).or_default() += 1;
        }
        self.body.push(global::INLINE_STRING);
        self.body.extend(text.as_bytes());
        self.body.push(0);
        Ok(())
    }

    /// Writes the place of a text in the string table.
    fn reference(&mut self, text: &str) -> Result<()> {
        let offset = self.offset(text)?;
        number(offset, &mut self.body);
        Ok(())
    }

    /// The place of a text in the string table, into which it is put when it is not there yet.
    fn offset(&mut self, text: &str) -> Result<u32> {
        if text.contains('\0') {
            return Err(EncodeError::Zero);
        }
        let end = self.string_table.len();
        let offset = *self.offsets.entry(text.to_owned()).or_insert(end);
        if offset == end {
            self.string_table.extend(text.as_bytes());
            self.string_table.push(0);
        }
        u32::try_from(offset).map_err(|_| EncodeError::Length)
    }
}

/// Goes to a code page, if it is not the current one.
fn switch(current: &mut u8, page: u8, body: &mut Vec<u8>) {
    if *current != page {
        body.extend([global::SWITCH_PAGE, page]);
        *current = page;
    }
}

fn length_of(octets: &[u8]) -> Result<u32> {
    u32::try_from(octets.len()).map_err(|_| EncodeError::Length)
}

/// A number, 7 bits an octet, the most significant first.
fn number(number: u32, bytes: &mut Vec<u8>) {
    for shift in [28, 21, 14, 7] {
        if number >> shift != 0 {
            bytes.push(0x80 | u8::try_from(number >> shift & 0x7F).unwrap_or_default());
        }
    }
    bytes.push(u8::try_from(number & 0x7F).unwrap_or_default());
}
